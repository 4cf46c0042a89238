/*
 * run/salvage/run.c - what is left of a damaged layer, file by file: whole is a file whose chunks all meet the digests that
 * the layer's own table of contents has for them, each out of any copy. Where there is no table, the copy that tells most
 * unbroken files is read past its breaks. The layer stays what it is.
 */
#include "run/salvage/salvage.h"

#include "base/quote.h"
#include "casedb/query.h"
#include "hash/hash.h"
#include "run/cat/copy.h"
#include "run/walls.h"
#include "view/view.h"
#include "words/fill.h"

#include <stdio.h>

enum { COPIES = 8 }; /* rule: damaged copies of one layer that are looked at */

static void salvage_release(struct salvage *s)
{
	run_shelf_free(s->shelf);
	arena_release(&s->names);
	VEC_RELEASE(&s->copies);
	VEC_RELEASE(&s->files);
	VEC_RELEASE(&s->chunks);
}

DEFINE_OWN(salvage, struct salvage, salvage_release)

/* ---- which copies ------------------------------------------------------------------------------------------------ */

static int take_copy(struct salvage *s, struct span sha256, struct fault *f)
{
	struct salvage_copy c;

	if (s->copies.n >= COPIES || digest_parse(&c.bytes, sha256) != 0)
		return 0;
	for (size_t i = 0; i < s->copies.n; i++)
		if (digest_eq(&s->copies.v[i].bytes, &c.bytes))
			return 0;
	return VEC_PUSH(&s->copies, c, f);
}

static int find_copies(struct salvage *s, const char *text, struct fault *f)
{
	OWNED(buf) struct buf digest = BUF_INIT;
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (run_digest_find(s->db, text, &digest, f) < 0)
		return -1;
	(void)snprintf(s->told.layer, sizeof s->told.layer, "%s", buf_cstr(&digest));
	if (rows_open(s->db, QUERY_BLOB_COPIES, &r, f) < 0 || rows_bind_text(r, 1, buf_span(&digest), f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		if (span_is(rows_span(r, "state"), "intact") || span_is(rows_span(r, "state"), "recovered"))
			return fault_set(f, FAULT_USAGE, 0, "%s is whole: sherd cat gives it", s->told.layer);
		if (take_copy(s, rows_span(r, "sha256"), f) < 0)
			return -1;
	}
	s->told.copies = s->copies.n;
	return rc < 0 ? -1 : 0;
}

/* ---- what is there ------------------------------------------------------------------------------------------------ */

static int by_place(const void *pa, const void *pb, void *user)
{
	const struct salvage_chunk *v = (const struct salvage_chunk *)user;
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	if (v[a].offset != v[b].offset)
		return v[a].offset < v[b].offset ? -1 : 1;
	if (v[a].inner != v[b].inner)
		return v[a].inner < v[b].inner ? -1 : 1;
	return a < b ? -1 : a > b;
}

static void judge(struct salvage *s)
{
	s->told.files = s->files.n;
	for (size_t i = 0; i < s->files.n; i++) {
		struct salvage_file *file = &s->files.v[i];

		for (size_t k = 0; k < file->told.chunks; k++) {
			const struct salvage_chunk *c = &s->chunks.v[file->first + k];

			file->told.met += c->copy > 0;
			file->told.there += c->copy > 0 ? c->size : 0;
		}
		file->told.whole = file->tiled && file->told.met == file->told.chunks && !file->other;
		s->told.whole += file->told.whole;
	}
}

static int prove(struct salvage *s, struct fault *f)
{
	VEC(uint32_t) order = { NULL, 0, 0 };
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < s->chunks.n; i++)
		if (digest_set(&s->chunks.v[i].digest))
			rc = VEC_PUSH(&order, i, f);
	if (order.n > 1)
		qsort_r(order.v, order.n, sizeof *order.v, by_place, s->chunks.v);
	for (uint32_t copy = 1; rc == 0 && copy <= s->copies.n; copy++)
		rc = run_salvage_walk(s, copy, order.v, order.n, NULL, f);
	VEC_RELEASE(&order);
	judge(s);
	return rc;
}

static void forget(struct salvage *s)
{
	arena_release(&s->names);
	s->files.n = s->chunks.n = 0;
	s->told.odd = s->told.unbroken = s->told.filled = s->told.breaks = s->told.left_out = 0;
	s->told.misfit = s->told.cut = s->told.bounded = false;
	s->left = s->o->limits.salvage_bytes;
}

static int read_copy(struct salvage *s, uint32_t copy, struct fault *f)
{
	forget(s);
	return run_salvage_broken(s, copy, 0, NULL, f);
}

/* No table: the copy that tells most, which `broken` names. 0; RUN_NOT_FOUND: none tells a file. */
static int read_past(struct salvage *s, char why[256], struct fault *f)
{
	bool bounded = false;
	size_t best = 0;

	for (uint32_t copy = 1; copy <= s->copies.n; copy++) {
		if (read_copy(s, copy, f) < 0)
			return -1;
		bounded = bounded || s->told.bounded;
		if (s->files.n == 0 || (s->broken != 0 && s->told.unbroken <= best))
			continue;
		best = s->told.unbroken;
		s->broken = copy;
	}
	if (s->broken == 0 && bounded)
		(void)snprintf(why, 256, "%.80s: the limit salvage_trial or salvage_bytes ended the search for what can be read of it:"
		                         " --limit raises them", s->told.layer);
	if (s->broken == 0)
		return RUN_NOT_FOUND; /* or with what was said of the table */
	if (s->broken < s->copies.n && read_copy(s, s->broken, f) < 0)
		return -1;
	why[0] = '\0';
	s->told.format = "gzip";
	s->told.files = s->files.n;
	return 0;
}

static int look(struct salvage *s, const struct run_options *o, const char *digest, char why[256], struct fault *f)
{
	int rc;

	s->o = o;
	s->left = o->limits.salvage_bytes;
	if (run_walls_kept(s->db, o, false, f) < 0 || find_copies(s, digest, f) < 0 || run_shelf_new(&s->shelf, s->db, o, f) < 0)
		return -1;
	rc = run_salvage_table(s, why, f);
	return rc < 0 ? -1 : rc == 0 ? prove(s, f) : read_past(s, why, f);
}

static int tell(struct salvage *s, const struct salvage_sink *sink, struct fault *f)
{
	if (sink->layer(sink->user, &s->told, f) < 0)
		return -1;
	for (size_t i = 0; i < s->files.n; i++)
		if (sink->file(sink->user, &s->files.v[i].told, f) < 0)
			return -1;
	return 0;
}

struct wish {
	const struct salvage_sink *list; /* of the files; or */
	const char *path;                /* one of them */
	bool unproven;           /* also where nothing proves it */
	const struct run_sink *bytes;
};

/* ---- one file ----------------------------------------------------------------------------------------------------- */

static int no_file(char why[256], const char *path, const char *what)
{
	char shown[160];

	(void)snprintf(why, 256, "%s: %s", quote_short(shown, sizeof shown, span_of(path)), what);
	return RUN_NOT_FOUND;
}

/* Counts what goes out. */
struct given {
	const struct run_sink *sink;
	struct hash *hash;
	uint64_t n;
};

static int give(void *user, struct span bytes, struct fault *f)
{
	struct given *g = (struct given *)user;

	g->n += bytes.n;
	return hash_add(g->hash, bytes, f) < 0 ? -1 : g->sink->write(g->sink->user, bytes, f);
}

/* Chunks in the file's order; those that follow one another in one copy are one pass. */
static int give_chunks(struct salvage *s, const struct salvage_file *file, const struct run_sink *sink, struct fault *f)
{
	VEC(uint32_t) run = { NULL, 0, 0 };
	int rc = 0;

	for (size_t k = 0; rc == 0 && k < file->told.chunks;) {
		uint32_t first = (uint32_t)(file->first + k), copy = s->chunks.v[first].copy;

		run.n = 0;
		do
			rc = VEC_PUSH(&run, (uint32_t)(file->first + k++), f);
		while (rc == 0 && k < file->told.chunks && s->chunks.v[file->first + k].copy == copy &&
		       by_place(&run.v[run.n - 1], &(uint32_t){ (uint32_t)(file->first + k) }, s->chunks.v) < 0);
		if (rc == 0)
			rc = run_salvage_walk(s, copy, run.v, run.n, sink, f);
	}
	VEC_RELEASE(&run);
	return rc;
}

static int give_file(struct salvage *s, const struct salvage_file *file, const char *path, const struct run_sink *sink, char why[256],
                     struct fault *f)
{
	OWNED(hash) struct hash *hash = NULL;
	struct given g = { .sink = sink };
	const struct run_sink through = { give, &g };
	struct digest got;
	int rc;

	if (hash_new(&hash, DIGEST_SHA256, f) < 0)
		return -1;
	g.hash = hash;
	s->left = UINT64_MAX;
	rc = give_chunks(s, file, &through, f);
	if (rc < 0 || hash_get(hash, &got, f) < 0)
		return -1;
	if (rc == 0 && g.n == file->told.size && (file->told.sha256.alg != DIGEST_SHA256 || digest_eq(&got, &file->told.sha256)))
		return 0;
	return no_file(why, path, "its chunks are not the file that the table tells of");
}

/* Bytes without a digest do not leave in silence. */
static void tell_unproven(const struct salvage *s, const char *path)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct fault f = FAULT_INIT;

	if (lang_fill(&text, s->o->say, TEXT_Y_N_UNPROVEN, (const struct span[]){ span_of(path), span_of(s->told.layer) }, &f) == 0)
		watch_note(s->o->watch, buf_cstr(&text));
}

/* A file that nothing proves, read once more and held against what was read before. */
static int give_unproven(struct salvage *s, size_t number, const struct wish *w, char why[256], struct fault *f)
{
	struct digest before = s->files.v[number].told.sha256;

	if (!s->files.v[number].told.unbroken)
		return no_file(why, w->path, "not all of it is there; sherd salvage lists what is");
	if (!w->unproven)
		return no_file(why, w->path, "nothing proves its bytes; --unproven gives them out as they were read");
	tell_unproven(s, w->path);
	forget(s);
	if (run_salvage_broken(s, s->broken, number, w->bytes, f) < 0)
		return -1;
	if (number < s->files.n && digest_eq(&s->files.v[number].told.sha256, &before))
		return 0;
	return no_file(why, w->path, "it was read twice, and not the same");
}

static int give_one(struct salvage *s, const struct wish *w, char why[256], struct fault *f)
{
	struct span want = view_path(span_of(w->path));
	const struct salvage_file *found = NULL;

	for (size_t i = 0; i < s->files.n; i++) /* of several of one path the last counts, as unpacking would do */
		if (span_eq(view_path(s->files.v[i].told.path), want))
			found = &s->files.v[i];
	if (found == NULL)
		return no_file(why, w->path, s->broken != 0 ? "no such file was met in what can be read" : "the layer's table of contents has no such file");
	if (s->broken != 0)
		return give_unproven(s, (size_t)(found - s->files.v), w, why, f);
	if (!found->told.whole)
		return no_file(why, w->path, "not all of it is there; sherd salvage lists what is");
	return give_file(s, found, w->path, w->bytes, why, f);
}

/* ---- what is asked ------------------------------------------------------------------------------------------------ */

static int answer(struct casedb *db, const struct run_options *o, const char *digest, const struct wish *w, char why[256], struct fault *f)
{
	OWNED(salvage) struct salvage s = { .db = db };
	int rc = look(&s, o, digest, why, f);

	if (rc != 0)
		return rc;
	return w->list != NULL ? tell(&s, w->list, f) : give_one(&s, w, why, f);
}

static int asked(const struct run_options *o, const char *digest, const struct wish *w, char why[256], struct fault *f)
{
	struct casedb *db;
	int rc;

	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = answer(db, o, digest, w, why, f);
	casedb_abandon(db);
	return rc;
}

int run_salvage(const struct run_options *o, const char *digest, const struct salvage_sink *sink, char why[256], struct fault *f)
{
	return asked(o, digest, &(struct wish){ .list = sink }, why, f);
}

int run_salvage_file(const struct run_options *o, const char *digest, const char *path, bool unproven, const struct run_sink *sink,
                     char why[256], struct fault *f)
{
	return asked(o, digest, &(struct wish){ .path = path, .unproven = unproven, .bytes = sink }, why, f);
}
