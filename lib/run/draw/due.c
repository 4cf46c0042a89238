/* run/draw/due.c - facts through the collector's rules into the warning: what a collection would take of deleted images. */
#include "run/draw/due.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "casedb/query.h"
#include "core/digest.h"
#include "run/draw.h"
#include "run/draw/gc.h"

#include <inttypes.h>

enum { TOLD = 12 }; /* names in the text; JSON has all */

static const char *const rule_names[DUE_RULES] = { "2.x", "2.x -m", "3.x", "3.x -m" };

struct due_blob { /* a blob that a plain run would take */
	struct digest digest;
	uint64_t size;
	bool counted;
};

struct dooms {
	VEC(struct due_blob) v;
};

void run_due_release(struct due *d)
{
	arena_release(&d->arena);
	VEC_RELEASE(&d->images);
	memset(d, 0, sizeof *d);
}

/* ---- what the rules take ---------------------------------------------------------------------------------------- */

static int pass_over(void *user, struct span repository, const struct digest *d, struct fault *f)
{
	(void)user;
	(void)repository;
	(void)d;
	(void)f;
	return 0;
}

static int note(void *user, const struct digest *d, uint64_t size, struct fault *f)
{
	return VEC_PUSH(&((struct dooms *)user)->v, ((struct due_blob){ *d, size, false }), f);
}

static int by_digest(const void *a, const void *b)
{
	return digest_cmp(&((const struct due_blob *)a)->digest, &((const struct due_blob *)b)->digest);
}

/* Keeps of `a` what `b` has too; both sorted by digest. */
static void keep_common(struct dooms *a, const struct dooms *b)
{
	size_t kept = 0, k = 0;

	for (size_t i = 0; i < a->v.n; i++) {
		while (k < b->v.n && digest_cmp(&b->v.v[k].digest, &a->v.v[i].digest) < 0)
			k++;
		if (k < b->v.n && digest_cmp(&b->v.v[k].digest, &a->v.v[i].digest) == 0)
			a->v.v[kept++] = a->v.v[i];
	}
	a->v.n = kept;
}

/* One run; what it takes is counted and kept in *out. */
static int collect_by(struct gc_view *v, unsigned rule, struct due *d, struct dooms *out, struct fault *f)
{
	const struct collect_rules rules = { .three = rule >= 2, .untagged = rule % 2 == 1 };
	const struct collect_sink sink = { out, pass_over, pass_over, note };
	OWNED(buf) struct buf why = BUF_INIT;
	int rc = run_gc_predict(v, &rules, &sink, &why, f);

	d->rule[rule].aborts |= rc != 0 && rc != COLLECT_NONE;
	if (rc != 0)
		return rc < 0 ? -1 : 1;
	if (out->v.n > 1)
		qsort(out->v.v, out->v.n, sizeof *out->v.v, by_digest);
	d->rule[rule].blobs += out->v.n;
	for (size_t i = 0; i < out->v.n; i++)
		d->rule[rule].bytes += out->v.v[i].size;
	return 0;
}

/* One registry by each rule asked for; in *out what the plain runs that would not end early have in common. */
static int collect(struct casedb *db, const struct run_options *o, const struct registry_fact *r, struct due *d,
                   struct dooms *out, struct fault *f)
{
	OWNED(gc_view) struct gc_view *v = NULL;
	bool any = false;
	int rc = run_gc_view_open(db, r, &o->limits, &v, f);

	for (unsigned k = 0; rc >= 0 && k < DUE_RULES; k += d->all_rules ? 1 : 2) {
		struct dooms one = { .v = { NULL, 0, 0 } };

		rc = collect_by(v, k, d, &one, f);
		if (rc == 0 && k % 2 == 0) {
			d->two |= k == 0;
			d->three |= k == 2;
			if (any)
				keep_common(out, &one);
			else
				*out = one;
			if (!any)
				one = (struct dooms){ .v = { NULL, 0, 0 } };
			any = true;
		}
		VEC_RELEASE(&one.v);
	}
	return rc < 0 ? -1 : 0;
}

/* ---- whose they are ---------------------------------------------------------------------------------------------- */

static int cmp_doomed(const void *key, const void *x)
{
	return digest_cmp((const struct digest *)key, &((const struct due_blob *)x)->digest);
}

static struct due_blob *find(const struct dooms *all, struct span digest)
{
	struct digest d;

	if (all->v.n == 0 || digest_parse(&d, digest) != 0)
		return NULL;
	return (struct due_blob *)bsearch(&d, all->v.v, all->v.n, sizeof *all->v.v, cmp_doomed);
}

static int name_image(struct casedb *db, int64_t registry, struct due *d, struct due_image *m, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_DUE_NAME, &r, f) < 0 || rows_bind_int(r, 1, registry, f) < 0 ||
	    rows_bind_text(r, 2, m->digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	m->earlier = rows_has(r, "tag") && rows_int(r, "earlier") != 0;
	m->inferred = rows_has(r, "tag") && rows_int(r, "inferred") != 0;
	return arena_span(&d->arena, rows_span(r, "repository"), &m->repository, f) < 0
	               ? -1
	               : arena_span(&d->arena, rows_span(r, "tag"), &m->tag, f);
}

/* The last image of the list, when it loses anything. */
static int settle(struct casedb *db, int64_t registry, struct due *d, struct due_image *m, struct fault *f)
{
	if (m->blobs == 0)
		return 0;
	return name_image(db, registry, d, m, f) < 0 ? -1 : VEC_PUSH(&d->images, *m, f);
}

static int attribute(struct casedb *db, int64_t registry, struct due *d, struct dooms *doomed, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	struct due_image m = { .blobs = 0 };
	int rc;

	if (doomed->v.n == 0)
		return 0;
	if (rows_open(db, QUERY_DUE, &r, f) < 0 || rows_bind_int(r, 1, registry, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct due_blob *x = find(doomed, rows_span(r, "digest"));

		if (!span_eq(m.digest, rows_span(r, "image"))) {
			if (settle(db, registry, d, &m, f) < 0)
				return -1;
			m = (struct due_image){ .blobs = 0 };
			if (arena_span(&d->arena, rows_span(r, "image"), &m.digest, f) < 0)
				return -1;
		}
		if (x == NULL)
			continue;
		m.blobs++;
		d->blobs += !x->counted;
		d->bytes += x->counted ? 0 : x->size;
		x->counted = true;
	}
	return rc < 0 ? -1 : settle(db, registry, d, &m, f);
}

static int by_name(const void *a, const void *b)
{
	const struct due_image *x = (const struct due_image *)a, *y = (const struct due_image *)b;
	int c = span_cmp(x->repository, y->repository);

	c = c != 0 ? c : span_cmp(x->tag, y->tag);
	return c != 0 ? c : span_cmp(x->digest, y->digest);
}

/* Is all of the present in the case, and read? Was anything deleted from it? */
static int look_at_present(struct casedb *db, struct due *d, int64_t *deleted, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (casedb_number(db, NUMBER_ANY_DELETED, NULL, deleted, f) < 0 ||
	    rows_open(db, QUERY_SOURCES, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		if (rows_int(r, "present") == 0)
			continue;
		d->scoped |= rows_has(r, "scope");
		d->unread |= rows_int(r, "files_unread") > 0;
	}
	return rc < 0 ? -1 : 0;
}

static int each_registry(struct casedb *db, const struct run_options *o, struct due *d, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct registry_fact r;
	int rc;

	if (casedb_choose(db, o->scan, NULL, f) < 0 || facts_registries(db, &x, f) < 0)
		return -1;
	while ((rc = facts_next_registry(x, &r, f)) == 0) {
		struct dooms doomed = { .v = { NULL, 0, 0 } };

		/* no collection takes anything from what is read-only */
		if (!r.present || r.copy || r.in.read_only || r.store != STORE_IS_REGISTRY)
			continue;
		rc = collect(db, o, &r, d, &doomed, f);
		if (rc == 0)
			rc = attribute(db, r.id, d, &doomed, f);
		VEC_RELEASE(&doomed.v);
		if (rc < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

int run_due_case(struct casedb *db, const struct run_options *o, struct due *out, struct fault *f)
{
	int64_t deleted;

	if (look_at_present(db, out, &deleted, f) < 0)
		return -1;
	/* what refers from outside the scope is in no case */
	if (out->scoped || (deleted == 0 && !out->all_rules))
		return 0;
	if (each_registry(db, o, out, f) < 0)
		return -1;
	if (out->images.n > 1)
		qsort(out->images.v, out->images.n, sizeof *out->images.v, by_name);
	return 0;
}

/* ---- told ---------------------------------------------------------------------------------------------------------- */

static int put_name(const struct due_image *m, enum lang lang, struct buf *out, struct fault *f)
{
	struct span hex = span_from(m->digest, span_find(m->digest, ':') + 1);

	if (m->repository.n > 0 && quote_visible(out, m->repository, f) < 0)
		return -1;
	if (m->tag.n > 0)
		return buf_add_text(out, ":", f) < 0 || quote_visible(out, m->tag, f) < 0 ||
		                       (m->earlier && buf_add_text(out, lang_text(lang, TEXT_Y_EARLIER), f) < 0) ||
		                       (m->inferred && buf_add_text(out, lang_text(lang, TEXT_Y_INFERRED), f) < 0)
		               ? -1
		               : 0;
	return buf_add_text(out, "@", f) < 0 ? -1 : buf_add(out, span_sub(hex, 0, 12), f);
}

static int put_said(struct buf *out, enum lang lang, enum lang_text id, uint64_t n, struct fault *f)
{
	char digits[LANG_DIGITS];
	const struct span args[] = { lang_digits(digits, n) };

	return lang_fill(out, lang, id, args, f);
}

int run_due_text(const struct due *d, enum lang lang, struct buf *out, struct fault *f)
{
	char blobs[LANG_DIGITS], images[LANG_DIGITS], bytes[LANG_DIGITS];
	const struct span args[] = { lang_digits(blobs, d->blobs), lang_digits(images, d->images.n), lang_digits(bytes, d->bytes) };

	if (d->blobs == 0)
		return 0;
	if (lang_fill(out, lang, TEXT_Y_STOP, args, f) < 0 ||
	    (d->two != d->three && buf_add_text(out, lang_text(lang, d->two ? TEXT_Y_BY_TWO : TEXT_Y_BY_THREE), f) < 0) ||
	    (d->unread && buf_add_text(out, lang_text(lang, TEXT_Y_AS_READ), f) < 0) || buf_add_byte(out, '\n', f) < 0)
		return -1;
	for (size_t i = 0; i < d->images.n && i < TOLD; i++)
		if (buf_add_text(out, "  ", f) < 0 || put_name(&d->images.v[i], lang, out, f) < 0 ||
		    put_said(out, lang, TEXT_Y_STOP_BLOBS, d->images.v[i].blobs, f) < 0 || buf_add_byte(out, '\n', f) < 0)
			return -1;
	if (d->images.n > TOLD &&
	    (put_said(out, lang, TEXT_Y_STOP_MORE, d->images.n - TOLD, f) < 0 || buf_add_byte(out, '\n', f) < 0))
		return -1;
	return 0;
}

void run_due_json(const struct due *d, struct jsonw *w)
{
	jsonw_open(w, '{');
	jsonw_put_uint(w, "blobs", d->blobs);
	jsonw_put_uint(w, "bytes", d->bytes);
	jsonw_put_uint(w, "images", d->images.n);
	jsonw_put_bool(w, "unread", d->unread);
	jsonw_key(w, "rules");
	jsonw_open(w, '[');
	for (unsigned k = 0; d->all_rules && !d->scoped && k < DUE_RULES; k++) {
		jsonw_open(w, '{');
		jsonw_put_cstr(w, "rules", rule_names[k]);
		jsonw_put_bool(w, "aborts", d->rule[k].aborts);
		jsonw_put_uint(w, "blobs", d->rule[k].blobs);
		jsonw_put_uint(w, "bytes", d->rule[k].bytes);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	jsonw_key(w, "names");
	jsonw_open(w, '[');
	for (size_t i = 0; i < d->images.n; i++) {
		jsonw_open(w, '{');
		jsonw_put_text(w, "repository", d->images.v[i].repository);
		jsonw_put_text(w, "tag", d->images.v[i].tag);
		jsonw_put_text(w, "digest", d->images.v[i].digest);
		jsonw_put_uint(w, "blobs", d->images.v[i].blobs);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	jsonw_close(w, '}');
}

int run_due(const struct run_options *o, struct buf *text, struct buf *json, struct fault *f)
{
	OWNED(due) struct due d = { .blobs = 0 };
	struct casedb *db;
	struct jsonw w = jsonw_of(json, f);
	int rc;

	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = run_due_case(db, o, &d, f);
	casedb_abandon(db);
	if (rc < 0 || run_due_text(&d, o->say, text, f) < 0)
		return -1;
	run_due_json(&d, &w);
	return jsonw_end(&w);
}
