/* run/plan/target.c - what the case tells of the target: its tree, its configuration; and where each blob's bytes are. */
#include "run/plan/plan.h"

#include "base/jsonw.h"
#include "casedb/query.h"
#include "core/finding.h"
#include "run/choose.h"

#include <stdio.h>

static int cmp_link(const void *a, const void *b)
{
	const struct plan_link *x = (const struct plan_link *)a, *y = (const struct plan_link *)b;
	int c = x->what - y->what;

	c = c != 0 ? c : span_cmp(x->digest, y->digest);
	c = c != 0 ? c : span_cmp(x->repository, y->repository);
	return c != 0 ? c : span_cmp(x->tag, y->tag);
}

bool run_plan_linked(const struct plan *p, char what, struct span repository, struct span tag, struct span digest)
{
	const struct plan_link want = { repository, tag, digest, what };

	return p->links.n > 0 && bsearch(&want, p->links.v, p->links.n, sizeof want, cmp_link) != NULL;
}

static int keep(struct plan *p, const struct rows *r, const char *column, struct span *out, struct fault *f)
{
	struct span s = rows_span(r, column);

	*out = SPAN_NONE;
	return s.n == 0 ? 0 : arena_span(&p->arena, s, out, f);
}

static int all_digests(const struct plan *p, struct buf *out, struct fault *f)
{
	struct jsonw w = jsonw_of(out, f);

	jsonw_open(&w, '[');
	for (size_t i = 0; i < p->choice.blobs.n; i++)
		jsonw_text(&w, p->choice.blobs.v[i].digest);
	jsonw_close(&w, ']');
	return jsonw_end(&w);
}

/* ---- the tree ---------------------------------------------------------------------------------------------------- */

static int one_fact(struct plan *p, const struct rows *r, struct fault *f)
{
	struct plan_link l = { .what = (char)rows_span(r, "what").p[0] };

	if (l.what == 'b') {
		struct plan_blob *b = &p->blobs.v[run_choice_blob(&p->choice, rows_span(r, "digest"))];

		if (rows_int(r, "whole") != 0) {
			b->there = true;
			return 0;
		}
		b->damaged = true;
		return keep(p, r, "path", &b->file, f);
	}
	return keep(p, r, "repository", &l.repository, f) < 0 || keep(p, r, "tag", &l.tag, f) < 0 ||
	                       keep(p, r, "digest", &l.digest, f) < 0
	               ? -1
	               : VEC_PUSH(&p->links, l, f);
}

static int look_at_tree(struct plan *p, struct casedb *db, struct span digests, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_PLAN_TARGET, &r, f) < 0 || rows_bind_text(r, 1, digests, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (one_fact(p, r, f) < 0)
			return -1;
	if (p->links.n > 1)
		qsort(p->links.v, p->links.n, sizeof *p->links.v, cmp_link);
	for (size_t i = 0; i < p->blobs.n; i++) /* a whole copy in another of its registries */
		p->blobs.v[i].damaged &= !p->blobs.v[i].there;
	return rc < 0 ? -1 : 0;
}

static int count_standing(struct plan *p, struct casedb *db, struct span digests, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_PLAN_LACKED, &r, f) < 0 || rows_bind_text(r, 1, digests, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct plan_blob *b = &p->blobs.v[run_choice_blob(&p->choice, rows_span(r, "digest"))];

		b->standing = b->there ? 0 : (uint32_t)rows_int(r, "n");
	}
	return rc < 0 ? -1 : 0;
}

/* ---- where the bytes are ----------------------------------------------------------------------------------------- */

static int one_place(struct plan *p, struct casedb *db, size_t i, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	struct plan_blob *b = &p->blobs.v[i];
	int rc;

	if (rows_open(db, QUERY_PLAN_PLACE, &r, f) < 0 || rows_bind_text(r, 1, p->choice.blobs.v[i].digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	b->offset = (uint64_t)rows_int(r, "offset");
	return keep(p, r, "label", &b->source, f) < 0 || keep(p, r, "kind", &b->kind, f) < 0 ||
	                       keep(p, r, "path", &b->path, f) < 0 || keep(p, r, "runs", &b->runs, f) < 0
	               ? -1
	               : 0;
}

/* ---- what the registry's own files say -------------------------------------------------------------------------- */

/* What follows "KEY is " in the line of a setting, up to ": " of its meaning. */
static struct span setting(struct span text, const char *key)
{
	struct span value, start = span_of(key);

	if (!span_starts(text, start) || !span_starts(span_from(text, start.n), span_of(" is ")))
		return SPAN_NONE;
	value = span_from(text, start.n + 4);
	for (size_t i = 0; i + 1 < value.n; i++)
		if (value.p[i] == ':' && value.p[i + 1] == ' ')
			return span_sub(value, 0, i);
	return value;
}

static int one_setting(struct plan *p, const struct rows *r, struct fault *f)
{
	static const char *const keys[] = { "storage.delete.enabled", "storage.maintenance.readonly.enabled",
		                            "storage.cache.blobdescriptor", "proxy.remoteurl", "http.addr",
		                            "storage.filesystem.rootdirectory" };
	struct span text = rows_span(r, "text");

	if (p->config.n == 0 && keep(p, r, "path", &p->config, f) < 0)
		return -1;
	if (!span_eq(p->config, rows_span(r, "path")))
		return 0; /* another file: the first one is told */
	for (size_t i = 0; i < COUNT(keys); i++) {
		struct span value = setting(text, keys[i]);

		if (value.n == 0)
			continue;
		if (i + 1 == COUNT(keys) && arena_span(&p->arena, value, &p->root, f) < 0)
			return -1;
		if (buf_add_text(&p->settings, keys[i], f) < 0 || buf_add_text(&p->settings, ": ", f) < 0 ||
		    buf_add(&p->settings, value, f) < 0 || buf_add_byte(&p->settings, '\n', f) < 0)
			return -1;
	}
	return 0;
}

static int look_at_settings(struct plan *p, struct casedb *db, struct fault *f)
{
	static const enum finding_code codes[] = { FINDING_REGISTRY_CONFIGURATION, FINDING_REGISTRY_PRODUCT };
	int rc = 0;

	for (size_t i = 0; i < COUNT(codes); i++) {
		OWNED(rows) struct rows *r = NULL;

		if (rows_open(db, QUERY_FINDINGS_OF, &r, f) < 0 ||
		    rows_bind_text(r, 1, span_of(finding_kind(codes[i])->code), f) < 0)
			return -1;
		while ((rc = rows_next(r, f)) == 0)
			if ((i == 0 ? one_setting(p, r, f) : keep(p, r, "text", &p->product, f)) < 0)
				return -1;
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int look_at_before(struct plan *p, struct casedb *db, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_PLAN_BEFORE, &r, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	p->before.scan = rows_int(r, "scan");
	return keep(p, r, "label", &p->before.source, f) < 0 || keep(p, r, "kind", &p->before.kind, f) < 0 ||
	                       keep(p, r, "path", &p->before.path, f) < 0
	               ? -1
	               : 0;
}

int run_plan_look(struct plan *p, struct casedb *db, struct fault *f)
{
	OWNED(buf) struct buf digests = BUF_INIT;
	int64_t seq;

	if (casedb_custody_head(db, &seq, p->head, f) < 0 || all_digests(p, &digests, f) < 0 ||
	    look_at_before(p, db, f) < 0 || look_at_tree(p, db, buf_span(&digests), f) < 0 ||
	    count_standing(p, db, buf_span(&digests), f) < 0 || look_at_settings(p, db, f) < 0)
		return -1;
	for (size_t i = 0; i < p->blobs.n; i++)
		if (one_place(p, db, i, f) < 0)
			return -1;
	return 0;
}
