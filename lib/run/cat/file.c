/*
 * run/cat/file.c - one file's bytes out of a layer. The layer is read twice: once whole, against its digest,
 * once for the file. As unpacking would do, of several members of one path the last counts.
 */
#include "format/format.h"
#include "hash/hash.h"
#include "report/report.h"
#include "run/cat.h"
#include "run/cat/copy.h"
#include "run/walls.h"
#include "view/view.h"
#include "xfrm/xfrm.h"

#include <stdio.h>

enum { PIECE = 64 * 1024 };

/* A stream that hashes what passes. */
struct hashed {
	struct stream base;
	struct stream *up;
	struct hash *hash;
};

static int hashed_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct hashed *h = (struct hashed *)s;
	int rc = stream_read(h->up, into, n, got, f);

	if (rc != 0) {
		(void)snprintf(s->why, sizeof s->why, "%s", h->up->why);
		return rc;
	}
	return hash_add(h->hash, span_make(into, *got), f);
}

static void hashed_close(struct stream *s)
{
	(void)s; /* on the stack */
}

static const struct stream_ops hashed_ops = { hashed_read, hashed_close };

struct wanted_file {
	const struct run_options *o;
	const struct run_sink *sink;
	struct span path; /* as views keep it */
	struct digest layer;
	uint64_t ordinal, found; /* of the member; how often it was met */
	bool second;             /* the second reading: the bytes go out */
};

static int give_member(struct wanted_file *w, struct tar_reader *t, bool *given, struct fault *f)
{
	uint8_t piece[PIECE];
	size_t got;

	for (;;) {
		int rc = tar_body_read(t, piece, sizeof piece, &got, f);

		if (rc != 0 || got == 0)
			return rc;
		if (w->sink->write(w->sink->user, span_make(piece, got), f) < 0)
			return -1;
		*given = true;
	}
}

static int read_members(struct wanted_file *w, struct tar_reader *t, bool *given, struct fault *f)
{
	struct entry e;
	int rc;

	for (uint64_t n = 0; (rc = tar_next(t, &e, f)) == 0; n++) {
		if (e.kind != ENTRY_FILE || !span_eq(view_path(e.path), w->path))
			continue;
		if (!w->second) {
			w->ordinal = n;
			w->found++;
		} else if (n == w->ordinal) {
			rc = give_member(w, t, given, f);
			if (rc < 0)
				return -1;
		}
	}
	return rc < 0 ? -1 : 0;
}

static int read_layer(struct wanted_file *w, struct stream *in, bool *given, struct fault *f)
{
	OWNED(stream) struct stream *plain = NULL, *whole = NULL;
	OWNED(tar_reader) struct tar_reader *t = NULL;

	if (xfrm_plain(&plain, &whole, in, &w->o->limits, f) < 0 || tar_open(&t, plain, &w->o->limits, f) < 0)
		return -1;
	tar_read_layer(t); /* as the listing was made */
	return read_members(w, t, given, f);
}

static int take_file(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	struct wanted_file *w = (struct wanted_file *)user;
	OWNED(hash) struct hash *hash = NULL;
	struct hashed h = { .base = { .ops = &hashed_ops }, .up = in };
	uint8_t rest[PIECE];
	struct digest got;
	size_t n = 1;

	if (hash_new(&hash, (enum digest_alg)w->layer.alg, f) < 0)
		return -1;
	h.hash = hash;
	w->found = w->second ? w->found : 0;
	if (read_layer(w, &h.base, given, f) < 0)
		return -1;
	while (n > 0) {
		int rc = stream_read(&h.base, rest, sizeof rest, &n, f);

		if (rc < 0)
			return -1;
		if (rc > 0)
			break;
	}
	if (hash_get(hash, &got, f) < 0)
		return -1;
	if (digest_eq(&got, &w->layer))
		return 0;
	(void)snprintf(why, 256, "the layer's bytes no longer match its digest");
	return RUN_NOT_FOUND;
}

static int cat_file(struct casedb *db, struct wanted_file *w, struct span layer, char why[256], struct fault *f)
{
	struct copy_taker taker = { take_file, w };
	int rc;

	(void)snprintf(why, 256, "no source of this case holds bytes that match the layer %.*s", (int)layer.n,
	               (const char *)layer.p);
	rc = run_copy_take(db, w->o, layer, &taker, why, f);
	if (rc != 0)
		return rc;
	if (w->found == 0) {
		(void)snprintf(why, 256, "the layer %.*s holds no such file", (int)layer.n, (const char *)layer.p);
		return RUN_NOT_FOUND;
	}
	w->second = true;
	return run_copy_take(db, w->o, layer, &taker, why, f);
}

int run_cat_file(const struct run_options *o, const char *image, const char *path, const struct run_sink *sink,
                 char why[256], struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	OWNED(buf) struct buf inside = BUF_INIT;
	struct wanted_file w = { .o = o, .sink = sink };
	char layer[DIGEST_TEXT];
	struct casedb *db;
	int rc;

	if (report_open(&r, o->case_path, o->watch, f) < 0)
		return -1;
	rc = report_locate(r, image, path, layer, &inside, why, f);
	report_close(r);
	r = NULL;
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	w.path = buf_span(&inside);
	if (digest_parse(&w.layer, span_of(layer)) != 0)
		return fault_set(f, FAULT_CASE, 0, "the case holds a digest that is none");
	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = run_walls_kept(db, o, false, f);
	if (rc == 0)
		rc = cat_file(db, &w, span_of(layer), why, f);
	casedb_abandon(db);
	return rc;
}
