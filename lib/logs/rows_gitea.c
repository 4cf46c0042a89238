/*
 * logs/rows_gitea.c - what rows of Gitea's and Forgejo's tables of packages tell, of container images alone: a version is a tag
 * or, without one, a manifest by its digest; its leading file is the manifest, the others are config and layers, named by
 * their digest. Source: go-gitea/gitea, models/packages; routers/api/packages/container/manifest.go.
 */
#include "logs/rows.h"

#include "core/name.h"

#include <stdio.h>

static struct gitea_names *names_of(struct log_reader *r)
{
	return &r->sql.gitea[row_lives(r) ? 0 : 1];
}

/* Living rows are asked first. */
#define FOUND(q, which, id) \
	(row_numbered(&(q)->gitea[0].which, id) != NULL ? row_numbered(&(q)->gitea[0].which, id) : row_numbered(&(q)->gitea[1].which, id))

static bool is_true(struct span s)
{
	return span_is(s, "1") || span_is(s, "t") || span_is(s, "true");
}

/* ---- learning --------------------------------------------------------------------------------------------------- */

static int learn_blob(struct log_reader *r, const struct row *row, struct fault *f)
{
	char text[80];
	struct sized_blob s = { .size = 0 };

	(void)snprintf(text, sizeof text, "sha256:%.*s", (int)(row->v[C_SHA256].n < 65 ? row->v[C_SHA256].n : 65), (const char *)row->v[C_SHA256].p);
	if (row->v[C_SHA256].n == 0 || digest_parse(&s.digest, span_of(text)) != 0)
		return LINE_OTHER;
	if (number_read(&s.size, row->v[C_SIZE]) && !row_full(r, r->sql.blobs.n) && VEC_PUSH(&r->sql.blobs, s, f) < 0)
		return -1;
	return row_learn_name(r, &names_of(r)->blobs, row->v[C_ID], span_of(text), SPAN_NONE, f);
}

enum { BETWEEN = 4096 /* rule: parts without a number find room after the one before them */ };

static int learn_part(struct log_reader *r, struct span digest, struct span of, struct span id, bool blob, struct fault *f)
{
	struct manifest_part p = { .at = r->now.at, .file = r->sql.raw == NULL ? 0 : r->sql.raw->file, .dead = !row_lives(r),
		          .older = r->sql.raw != NULL && r->sql.raw->older, .blob = blob };

	if (number_read(&p.id, id) && p.id < UINT64_MAX / BETWEEN)
		p.id *= BETWEEN;
	else
		p.unnumbered = true;
	if (digest_parse(&p.digest, digest) != 0 || !number_read(&p.of_id, of) || p.of_id == 0 || row_full(r, r->sql.parts.n / 16))
		return LINE_OTHER;
	return VEC_PUSH(&r->sql.parts, p, f) < 0 ? -1 : LINE_OTHER;
}

/* "manifest.json" leads; others are "sha256_<hex>". */
static int learn_file(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct span name = row->v[C_LOWER_NAME];
	char text[80];

	if (is_true(row->v[C_LEAD]) && span_is(name, "manifest.json"))
		return row_learn_name(r, &names_of(r)->leads, row->v[C_VERSION_ID], name, row->v[C_BLOB_ID], f);
	if (!span_starts(name, span_of("sha256_")) || name.n != 71)
		return LINE_OTHER;
	(void)snprintf(text, sizeof text, "sha256:%.64s", (const char *)name.p + 7);
	return learn_part(r, span_of(text), row->v[C_VERSION_ID], row->v[C_ID], true, f);
}

/* ref_type: 0 a version, 1 a file, 2 a package. */
static int learn_property(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct span name = row->v[C_NAME], type = row->v[C_REF_TYPE], value = row->v[C_VALUE];

	if (span_is(type, "2") && span_is(name, "container.repository") && name_is_repository(value))
		return row_learn_name(r, &names_of(r)->repositories, row->v[C_REF_ID], value, SPAN_NONE, f);
	if (span_is(type, "1") && span_is(name, "container.mediatype"))
		return row_learn_name(r, &names_of(r)->media, row->v[C_REF_ID], value, SPAN_NONE, f);
	if (span_is(type, "0") && span_is(name, "container.manifest.reference"))
		return learn_part(r, value, row->v[C_REF_ID], row->v[C_ID], false, f);
	return LINE_OTHER;
}

int row_gitea_learn(struct log_reader *r, enum row_table t, const struct row *row, struct fault *f)
{
	switch (t) {
	case T_T_USER:
		return row_learn_name(r, &r->sql.owners, row->v[C_ID], row->v[C_LOWER_NAME], SPAN_NONE, f);
	case T_T_PACKAGE:
		if (!span_is(row->v[C_TYPE], "container"))
			return LINE_OTHER;
		return row_learn_name(r, &names_of(r)->images, row->v[C_ID], row->v[C_LOWER_NAME], row->v[C_OWNER], f);
	case T_T_BLOB:
		return learn_blob(r, row, f);
	case T_T_FILE:
		return learn_file(r, row, f);
	case T_T_PROPERTY:
		return learn_property(r, row, f);
	default:
		return row_learn_bearer(r, row_name(row->v[C_PACKAGE], row->v[C_VERSION]), row->v[C_ID], f);
	}
}

/* ---- what numbers stand for -------------------------------------------------------------------------------------- */

static bool manifest_of(struct sql_state *q, uint64_t version, struct digest *out)
{
	const struct named *lead = FOUND(q, leads, version), *blob = lead == NULL ? NULL : FOUND(q, blobs, lead->of);

	return blob != NULL && digest_parse(out, blob->name) == 0;
}

/* By manifest, then from the end of a file: a page is filled from its end, in the order in which rows are written. */
static int by_place(const void *a, const void *b)
{
	const struct manifest_part *x = (const struct manifest_part *)a, *y = (const struct manifest_part *)b;

	if (x->of_id != y->of_id)
		return x->of_id < y->of_id ? -1 : 1;
	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	return x->at.offset > y->at.offset ? -1 : x->at.offset < y->at.offset;
}

/* A part without a number comes after the one that was written before it. */
static void number_parts(struct sql_state *q)
{
	const struct named *media;
	uint64_t last = 0;

	qsort(q->parts.v, q->parts.n, sizeof *q->parts.v, by_place);
	for (size_t i = 0; i < q->parts.n; i++) {
		struct manifest_part *p = &q->parts.v[i];

		if (i == 0 || q->parts.v[i - 1].of_id != p->of_id)
			last = 0;
		if (p->unnumbered)
			p->id = last + 1;
		last = p->id;
		media = p->blob && !p->unnumbered ? FOUND(q, media, p->id / BETWEEN) : NULL;
		if (media != NULL)
			p->media_type = media->name;
	}
}

int row_gitea_settle(struct log_reader *r, struct fault *f)
{
	struct sql_state *q = &r->sql;

	if (q->gitea_settled)
		return 0;
	q->gitea_settled = true;
	if ((q->gitea[0].leads.v.n > 0 || q->gitea[1].leads.v.n > 0) && q->parts.n > 1)
		number_parts(q);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < q->gitea[k].leads.v.n; i++) {
			struct artifact a = { .id = q->gitea[k].leads.v.v[i].id };

			if (!manifest_of(q, a.id, &a.digest))
				continue;
			q->sorted = false;
			if (VEC_PUSH(&q->artifacts, a, f) < 0)
				return -1;
		}
	return 0;
}

/* "owner/image": as its property says, else put together. None: not of a container image, or not known. */
static int repository_of(struct log_reader *r, struct span package, struct span *out, struct fault *f)
{
	struct sql_state *q = &r->sql;
	const struct named *n, *owner;
	uint64_t id;

	*out = SPAN_NONE;
	if (!number_read(&id, package))
		return 0;
	n = FOUND(q, repositories, id);
	if (n != NULL) {
		*out = n->name;
		return 0;
	}
	n = FOUND(q, images, id);
	owner = n == NULL ? NULL : row_numbered(&q->owners, n->of);
	if (owner == NULL)
		return 0;
	return row_owned_name(r, owner->name, n->name, out, f);
}

/* ---- telling ------------------------------------------------------------------------------------------------------- */

static struct when of_seconds(struct span text)
{
	uint64_t n;

	return number_read(&n, text) && n > 0 && n < INT32_MAX * 8ull ? when_sec((int64_t)n) : WHEN_UNKNOWN;
}

static int tell_deletion(struct log_reader *r, const struct log_event *of, uint64_t name, struct fault *f)
{
	struct log_event gone;

	if (!row_deleted(r) || row_goes_on(r, name))
		return 0;
	gone = row_deletion(of, r, of->tag.n > 0 ? LOG_EVENT_TAG_DELETE : LOG_EVENT_MANIFEST_DELETE);
	return row_emit_once(r, &gone, f);
}

int row_gitea_version(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_PUSH, row->v[C_CREATED_UNIX], "created_unix");
	const struct named *who = row_named(&r->sql.owners, row->v[C_CREATOR]);
	uint64_t name = row_name(row->v[C_PACKAGE], row->v[C_VERSION]), id;

	if (is_true(row->v[C_INTERNAL]) || repository_of(r, row->v[C_PACKAGE], &e.repository, f) < 0)
		return f->kind != FAULT_NONE ? -1 : LINE_OTHER;
	if (e.repository.n == 0)
		return LINE_OTHER;
	e.time = of_seconds(row->v[C_CREATED_UNIX]);
	e.actor = who == NULL ? SPAN_NONE : who->name;
	if (number_read(&id, row->v[C_ID]))
		(void)manifest_of(&r->sql, id, &e.digest);
	if (digest_parse(&e.digest, row->v[C_VERSION]) == 0)
		return row_emit_once(r, &e, f) < 0 ? -1 : tell_deletion(r, &e, name, f);
	if (!name_is_tag(row->v[C_VERSION]))
		return LINE_OTHER;
	if (!row_lives(r) && !digest_set(&e.digest) && row_goes_on(r, name))
		return 0; /* the tag lives, and what this row named is not known */
	if (digest_set(&e.digest) && row_emit_once(r, &e, f) < 0)
		return -1;
	e.kind = LOG_EVENT_TAG_SET;
	e.object = LOG_OBJECT_TAG;
	e.tag = row->v[C_VERSION];
	return row_emit_once(r, &e, f) < 0 ? -1 : tell_deletion(r, &e, name, f);
}
