/*
 * run/merge/merge.c - one case from many parts. Everything is judged before the case is touched; then each source comes
 * in whole, in one transaction: what a killed merge left out, the same command brings.
 */
#include "run/merge.h"
#include "run/merge/merge.h"
#include "casedb/query.h"

#include "core/sentence.h"
#include "run/record.h"
#include "run/scan/finish.h"
#include "run/scan/scan.h"
#include "run/walls.h"

#include <stdlib.h>

struct merging {
	struct parts *parts;
	struct run_merged *counts;
};

/* The open parts of one source. */
struct open_parts {
	struct merge_part *v;
	size_t n;
};

static void open_parts_release(struct open_parts *p)
{
	for (size_t i = 0; i < p->n; i++)
		casedb_abandon(p->v[i].db);
	free(p->v);
}
DEFINE_OWN(open_parts, struct open_parts, open_parts_release)

static int open_all(struct open_parts *out, const struct parts *p, const struct run_options *o, size_t from, size_t n,
                    struct fault *f)
{
	out->v = (struct merge_part *)calloc(n, sizeof *out->v);
	if (out->v == NULL)
		return fault_memory(f, n * sizeof *out->v);
	for (size_t i = 0; i < n; i++) {
		const struct part *file = &p->files.v[p->scans.v[from + i].part];
		struct merge_part *x = &out->v[i];

		if (casedb_open(&x->db, file->path, CASEDB_READ, o->watch, f) < 0)
			return -1;
		out->n++;
		x->scan = p->scans.v[from + i].id;
		x->at = file->shard.at;
		x->name = file->path;
	}
	return 0;
}

static int heads_of(const struct parts *p, size_t from, size_t n, struct buf *out, struct fault *f)
{
	for (size_t i = 0; i < n; i++)
		if (buf_printf(out, f, "%s%s", i > 0 ? " " : "", p->files.v[p->scans.v[from + i].part].head) < 0)
			return -1;
	return 0;
}

/* ---- bytes that are wanted once more ------------------------------------------------------------------------ */

static int any_row(struct casedb *db, unsigned query, int64_t scan, bool *any, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, query, &r, f) < 0 || rows_bind_int(r, 1, scan, f) < 0)
		return -1;
	rc = rows_next(r, f);
	*any = *any || rc == 0;
	return rc < 0 ? -1 : 0;
}

/* Databases are read by no part. Unfinished uploads that may have been becoming a blob, blobs that do not hash to their
 * name: only all parts together know both sides. */
static int wants_source(struct casedb *db, int64_t scan, bool parted, bool *wants, struct fault *f)
{
	bool any;

	*wants = false;
	if (any_row(db, QUERY_DATABASES, scan, wants, f) < 0)
		return -1;
	if (parted &&
	    (casedb_has_uploads(db, scan, &any, f) < 0 || (any && any_row(db, QUERY_UPLOAD_CANDIDATES, scan, wants, f) < 0) ||
	     casedb_has_wrong_blobs(db, scan, &any, f) < 0 || (any && any_row(db, QUERY_WRONG_BLOBS, scan, wants, f) < 0)))
		return -1;
	return 0;
}

/* The source, when it stands where it stood and is what it was; else NULL with *why. */
static int reach_source(const struct run_options *o, const struct part_scan *s, struct source **out, char why[256],
                        struct fault *f)
{
	OWNED(source) struct source *source = NULL;
	OWNED(buf) struct buf now = BUF_INIT;
	bool same = false;
	char *path = NULL;
	int rc = span_dup_cstr(s->path, &path, f);

	*out = NULL;
	if (rc == 0)
		rc = source_open(&source, path, source_kind_of_text(s->kind), &o->limits, o->watch, why, f);
	free(path);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (source_identity(source, &now, f) < 0 || run_parts_same_source(buf_span(&now), s->after, &same, f) < 0)
		return -1;
	if (same)
		*out = TAKE(&source);
	return 0;
}

/* ---- one source ------------------------------------------------------------------------------------------------ */

static int new_scan(struct casedb *db, const struct part_scan *s, int64_t run, int64_t *scan,
                    struct fault *f)
{
	OWNED(buf) struct buf compression = BUF_INIT;
	OWNED(buf) struct buf depth = BUF_INIT;
	OWNED(buf) struct buf kind = BUF_INIT;
	struct scan_record r = { .run = run, .label = s->label, .path = s->path, .identity = s->before, .scope = s->scope, .limits = s->limits };
	uint64_t done;
	int rc;

	if (buf_add(&compression, s->compression, f) < 0 || buf_add(&depth, s->depth, f) < 0 || buf_add(&kind, s->kind, f) < 0)
		return -1;
	r.compression = buf_cstr(&compression);
	r.kind = buf_cstr(&kind);
	if (depth_parse(&r.depth, buf_cstr(&depth)) != 0)
		return fault_set(f, FAULT_FORGED, 0, "a part was read to a depth that is none");
	rc = casedb_put_scan(db, &r, scan, &done, f);
	if (rc != CASEDB_RESUMED)
		return rc;
	/* an unfinished scan of the same source: it will not be continued */
	return casedb_abandon_scan(db, *scan, f) < 0 || casedb_put_scan(db, &r, scan, &done, f) < 0 ? -1 : 0;
}

static int observe(struct casedb *db, int64_t scan, const char *text, struct fault *f)
{
	return casedb_put_observation(db, scan, 0, FINDING_UNREADABLE, 0, 0, SPAN_NONE, span_of(text), f);
}

/* What only the whole tells, as one scan would have told it. */
static int conclude(struct casedb *db, const struct run_options *o, const struct part_scan *s, unsigned of, int64_t scan,
                    struct fault *f)
{
	OWNED(source) struct source *source = NULL;
	struct bites bites = { { 0 } };
	struct watch watch = *o->watch;
	struct run_options own = *o;
	struct scan_ending end = { .db = db, .o = &own, .scan = scan, .kind = source_kind_of_text(s->kind), .hashed = !span_is(s->depth, "names") };
	struct scan_end e = { .identity = s->after, .size = s->size, .out_of_scope = s->out_of_scope,
		              .directory = span_is(s->kind, "dir"), .archive = span_is(s->kind, "tar"), .hashed = end.hashed };
	bool wants = false;
	char why[256] = "";

	watch.bites = &bites;
	watch.limits = &own.limits;
	own.watch = &watch;
	own.shard = (struct shard){ 0, 0 };
	end.looked = of == 1; /* a part of one looked at uploads and damaged blobs itself */
	if (wants_source(db, scan, of > 1, &wants, f) < 0)
		return -1;
	if (wants && reach_source(&own, s, &source, why, f) < 0)
		return -1;
	if (wants && source == NULL) {
		watch_note(o->watch, S_SOURCE_NOT_AT_HAND);
		if (observe(db, scan, S_SOURCE_NOT_AT_HAND, f) < 0)
			return -1;
	}
	e.has_digest = s->digest.n > 0 && !e.directory && digest_parse(&e.digest, s->digest) == 0;
	return run_scan_conclude(&end, source, &e, f);
}

static int bring(struct casedb *db, const struct run_options *o, const struct parts *p, size_t from, size_t n, int64_t run,
                 struct span heads, int64_t *scan, struct fault *f)
{
	OWNED(open_parts) struct open_parts open = { NULL, 0 };
	const struct part_scan *first = &p->scans.v[from];

	if (open_all(&open, p, o, from, n, f) < 0 || casedb_begin(db, f) < 0 || new_scan(db, first, run, scan, f) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (casedb_merge_runs(db, open.v[i].db, f) < 0)
			return -1;
	return casedb_merge_facts(db, *scan, open.v, n, first->walked, f) < 0 || conclude(db, o, first, (unsigned)n, *scan, f) < 0 || casedb_merge_ends(db, *scan, open.v, n, f) < 0 ||
	                       casedb_note_merged(db, *scan, heads, f) < 0 || casedb_commit(db, f) < 0
	               ? -1
	               : 0;
}

static int merge_source(struct casedb *db, const struct run_options *o, struct merging *m, size_t from, size_t n, int64_t run,
                        struct run_result *out, struct fault *f)
{
	OWNED(buf) struct buf heads = BUF_INIT;
	struct progress p = { .phase = "merge" };
	int status = 0, rc;
	int64_t scan;

	if (heads_of(m->parts, from, n, &heads, f) < 0)
		return -1;
	rc = casedb_merged_before(db, buf_span(&heads), f);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		m->counts->before++;
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		if (run_parts_log(db, o, &m->parts->files.v[m->parts->scans.v[from + i].part], f) < 0)
			return -1;
	if (bring(db, o, m->parts, from, n, run, buf_span(&heads), &scan, f) < 0 || casedb_scan_status(db, scan, &status, f) < 0)
		return -1;
	m->counts->sources++;
	m->counts->parts += n;
	p.items = m->counts->parts;
	watch_progress(o->watch, &p);
	if (status > out->status)
		out->status = status;
	return 0;
}

static int merge_work(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                      struct fault *f)
{
	struct merging *m = (struct merging *)user;

	for (size_t from = 0, n; from < m->parts->scans.n; from += n) {
		n = run_parts_of_one(m->parts, from);
		if (watch_check(o->watch, f) < 0)
			return -1;
		if (merge_source(db, o, m, from, n, run, out, f) < 0)
			return -1;
	}
	out->status = 0; /* the graph judges all of it */
	return run_resolve_case(db, o, out, f);
}

/* The case is none of its parts. */
static int refuse_itself(const struct run_options *o, const char *const *parts, size_t n, struct fault *f)
{
	char *own = realpath(o->case_path, NULL);
	int rc = 0;

	for (size_t i = 0; own != NULL && rc == 0 && i < n; i++) {
		char *other = realpath(parts[i], NULL);

		if (other != NULL && strcmp(own, other) == 0)
			rc = fault_set(f, FAULT_USAGE, 0, "%s is the case and a part of it; the case comes first: sherd merge CASE PART...", parts[i]);
		free(other);
	}
	free(own);
	return rc;
}

/* Where the sources stood that a part says it read: some of their bytes may be wanted once more. */
static int allow_sources(const struct run_options *o, const struct parts *p, struct fault *f)
{
	for (size_t i = 0; confine_awaits(o->walls) && i < p->scans.n; i++)
		if (run_walls_operand(o->walls, p->scans.v[i].path, f) < 0)
			return -1;
	return 0;
}

int run_merge(const struct run_options *o, const char *const *parts, size_t n, struct run_merged *counts,
              struct run_result *out, struct fault *f)
{
	OWNED(parts) struct parts all = { .files = { NULL, 0, 0 } };
	struct merging m = { &all, counts };
	const struct run_work w = { .mode = CASEDB_CREATE, .work = merge_work, .user = &m };

	if (refuse_itself(o, parts, n, f) < 0 || run_parts_read(&all, o, parts, n, f) < 0 || run_parts_judge(&all, o, f) < 0 ||
	    allow_sources(o, &all, f) < 0)
		return -1;
	return run_recorded(o, &w, out, f);
}
