/* format/config.c - image configs (docker image spec v1.2, OCI image-spec config.md). */
#include "format/doc_parse.h"

#include "core/sentence.h"

bool looks_like_config(struct parse *p, uint32_t root)
{
	uint32_t rootfs = doc_member(p, root, "rootfs"), config = doc_member(p, root, "config");

	if (doc_is_kind(p, doc_member(p, rootfs, "diff_ids"), TOKEN_ARRAY))
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
	return read_history(p, doc_member(p, root, "history"));
}
