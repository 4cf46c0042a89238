/* format/config.c - image configs (docker image spec v1.2, OCI image-spec config.md). */
#include "format/doc_parse.h"

#include "core/sentence.h"

static bool is_id(struct parse *p, uint32_t value)
{
	struct digest d;

	return doc_is_kind(p, value, TOKEN_STRING) && digest_parse_parts(&d, span_of("sha256"), scan_raw(p->s, value)) == 0;
}

/* graph/<id>/json of Docker before 1.10: random ids instead of digests (sherd-formats(7), "Other stores"). */
bool doc_is_of_old_engine(struct parse *p, uint32_t root)
{
	return is_id(p, doc_member(p, root, "id")) && doc_is_kind(p, doc_member(p, root, "created"), TOKEN_STRING) &&
	       (doc_is_kind(p, doc_member(p, root, "config"), TOKEN_OBJECT) ||
	        doc_is_kind(p, doc_member(p, root, "container_config"), TOKEN_OBJECT) ||
	        is_id(p, doc_member(p, root, "parent")));
}

/* Its files and its parent's are known by ids alone: no digest leads to them. */
static int add_id(struct parse *p, uint32_t value)
{
	struct reference r = { .rel = REL_LAYER, .position = (uint32_t)p->d->refs.n };

	if (!is_id(p, value))
		return 0;
	return doc_where(p, value, &r.where) < 0 ? -1 : VEC_PUSH(&p->d->refs, r, p->f);
}

static int read_old_engine(struct parse *p, uint32_t root)
{
	struct history_step h = { .created = WHEN_UNKNOWN };

	if (add_id(p, doc_member(p, root, "parent")) < 0 || add_id(p, doc_member(p, root, "id")) < 0 ||
	    doc_v1_step(p, root, &h) < 0)
		return -1;
	return VEC_PUSH(&p->d->history, h, p->f);
}

bool looks_like_config(struct parse *p, uint32_t root)
{
	uint32_t rootfs = doc_member(p, root, "rootfs"), config = doc_member(p, root, "config");

	if (doc_is_kind(p, doc_member(p, rootfs, "diff_ids"), TOKEN_ARRAY))
		return true;
	if (doc_is_of_old_engine(p, root))
		return true;
	return doc_is_kind(p, doc_member(p, root, "architecture"), TOKEN_STRING) &&
	       doc_is_kind(p, doc_member(p, root, "os"), TOKEN_STRING) &&
	       !doc_is_kind(p, doc_member(p, root, "layers"), TOKEN_ARRAY) &&
	       (doc_is_kind(p, rootfs, TOKEN_OBJECT) || doc_is_kind(p, config, TOKEN_OBJECT) ||
	        doc_is_kind(p, doc_member(p, root, "history"), TOKEN_ARRAY));
}

static int read_diff_ids(struct parse *p, uint32_t ids)
{
	if (!doc_is_kind(p, ids, TOKEN_ARRAY))
		return 0;
	for (uint32_t e = scan_first(p->s, ids); e != NO_TOKEN; e = scan_sibling(p->s, e)) {
		struct diff_id x = { .digest = { .alg = DIGEST_NONE } };

		if (doc_where(p, e, &x.where) < 0)
			return -1;
		if ((!doc_is_kind(p, e, TOKEN_STRING) || digest_parse(&x.digest, scan_raw(p->s, e)) != 0) &&
		    doc_note_add(p, FINDING_DESCRIPTOR_MALFORMED, e, S_DIFF_ID_NO_DIGEST) < 0)
			return -1;
		if (VEC_PUSH(&p->d->diff_ids, x, p->f) < 0)
			return -1;
	}
	return 0;
}

static int read_history(struct parse *p, uint32_t history)
{
	if (!doc_is_kind(p, history, TOKEN_ARRAY))
		return 0;
	for (uint32_t e = scan_first(p->s, history); e != NO_TOKEN; e = scan_sibling(p->s, e)) {
		struct history_step h = { .created = WHEN_UNKNOWN };

		h.empty_layer = doc_is_kind(p, doc_member(p, e, "empty_layer"), TOKEN_TRUE);
		if (doc_member_when(p, e, "created", &h.created) < 0 ||
		    doc_member_text(p, e, "created_by", &h.created_by) < 0 ||
		    doc_member_text(p, e, "comment", &h.comment) < 0 ||
		    doc_member_text(p, e, "author", &h.author) < 0 || VEC_PUSH(&p->d->history, h, p->f) < 0)
			return -1;
	}
	return 0;
}

int parse_config(struct parse *p, uint32_t root)
{
	struct document *d = p->d;
	uint32_t config = doc_member(p, root, "config");

	d->kind = DOC_CONFIG;
	if (doc_member_when(p, root, "created", &d->created) < 0 ||
	    doc_member_text(p, root, "architecture", &d->architecture) < 0 ||
	    doc_member_text(p, root, "os", &d->os) < 0 || doc_member_text(p, root, "variant", &d->variant) < 0 ||
	    doc_member_text(p, root, "author", &d->author) < 0 ||
	    doc_member_raw(p, config, "Labels", TOKEN_OBJECT, &d->labels) < 0 ||
	    doc_member_raw(p, config, "Env", TOKEN_ARRAY, &d->env) < 0 ||
	    read_diff_ids(p, doc_member(p, doc_member(p, root, "rootfs"), "diff_ids")) < 0)
		return -1;
	if (doc_is_of_old_engine(p, root) && !doc_is_kind(p, doc_member(p, root, "rootfs"), TOKEN_OBJECT))
		return read_old_engine(p, root);
	return read_history(p, doc_member(p, root, "history"));
}
