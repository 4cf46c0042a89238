/*
 * run/recover/lite.c - deleted SQLite databases: files whose map a dead inode or the journal still has, and those that begin in
 * free space and lie there in one piece, as long as their header says. What is whole and a product's is read as a living one is.
 */
#include "run/recover/lite.h"
#include "run/recover/recover.h"

#include "base/load.h"
#include "media/runs.h"
#include "run/scan/litefile.h"

#include <stdio.h>
#include <stdlib.h>

struct lite_found {
	struct recovering *r;
	const struct site *s;
	const struct runs *runs;
	uint64_t size;
	uint64_t *left; /* bytes that may still be read */
};

static int put(void *user, int64_t *item, struct fault *f)
{
	const struct lite_found *x = (const struct lite_found *)user;

	return run_recover_put_part(x->r, x->s, "sqlite/database", x->runs, x->size, item, f);
}

/* Pages times their size, by the header; 0: it does not tell. */
static uint64_t size_said(const uint8_t *head)
{
	uint64_t page = be16(head + 16) == 1 ? 65536 : be16(head + 16);

	return page < 512 || (page & (page - 1)) != 0 || be32(head + 24) != be32(head + 92) ? 0 : page * be32(head + 28);
}

static int read_all(const struct lite_found *x, struct buf *out, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	size_t got;
	int rc = media_runs_stream(&in, x->s->media, x->runs, x->size, x->r->o->watch, f);

	if (rc != 0 || buf_reserve(out, (size_t)x->size, f) < 0)
		return rc <= 0 ? -1 : 1;
	rc = stream_read_full(in, out->p, (size_t)x->size, &got, f);
	out->n = got;
	return rc < 0 ? -1 : rc > 0 || got < x->size;
}

static int tell(struct lite_found *x, struct fault *f)
{
	OWNED(buf) struct buf bytes = BUF_INIT, root = BUF_INIT;
	struct lite_deleted file = { .user = x, .put = put };
	bool told = false;
	int rc;

	if (x->size > x->r->o->limits.lite_bytes) {
		watch_bite(x->r->o->watch, LIMIT_lite_bytes, x->size - x->r->o->limits.lite_bytes);
		return 0;
	}
	if (x->size > *x->left) { /* maps of a hostile file system may claim the whole of it many times over */
		watch_bite(x->r->o->watch, LIMIT_hypothesis_times, 1);
		return 0;
	}
	*x->left -= x->size;
	rc = read_all(x, &bytes, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (x->s->prefix[0] != '\0' && buf_printf(&root, f, "%s/", x->s->prefix) < 0)
		return -1;
	file.bytes = buf_span(&bytes);
	file.root = buf_span(&root);
	if (casedb_begin(x->r->db, f) < 0 || run_lite_deleted(x->r->db, x->r->scan, &file, &x->r->o->limits, x->r->o->watch, &told, f) < 0 ||
	    (told && run_recover_put_store(x->r, x->s, f) < 0))
		return -1;
	x->r->new_here += told;
	return casedb_commit(x->r->db, f);
}

/* ---- by a map -------------------------------------------------------------------------------------------------------------- */

/* No living file has its blocks, and it begins as one. */
static int begins(const struct site *s, const struct trial_case *c, bool *out, struct fault *f)
{
	const struct runs *v = &c->h.runs;
	uint8_t head[100];
	int rc;

	*out = false;
	if (!c->h.has_size || v->n == 0 || v->v[0].at != 0 || v->v[0].length < sizeof head)
		return 0;
	for (size_t i = 0; i < v->n; i++)
		if (!run_recover_all_free(s, v->v[i].offset, v->v[i].length))
			return 0;
	rc = media_read(s->media, v->v[0].offset, head, sizeof head, f);
	*out = rc == 0 && run_recover_lite_begins(head, sizeof head) && (size_said(head) == 0 || size_said(head) == c->h.size);
	return rc < 0 ? -1 : 0;
}

static int by_maps(struct recovering *r, const struct site *s, uint64_t *left, struct fault *f)
{
	for (size_t i = 0; i < s->trials.v.n; i++) {
		const struct trial_case *c = &s->trials.v.v[i];
		struct lite_found x = { r, s, &c->h.runs, c->h.size, left };
		bool is;

		if (watch_check(r->o->watch, f) < 0 || begins(s, c, &is, f) < 0 || (is && tell(&x, f) < 0))
			return -1;
	}
	return 0;
}

/* ---- in one piece --------------------------------------------------------------------------------------------------------- */

static int at_block(struct recovering *r, const struct site *s, uint64_t at, uint64_t *left, struct fault *f)
{
	struct run run = { 0, at, 0 };
	const struct runs here = { &run, 1 };
	struct lite_found x = { r, s, &here, 0, left };
	uint8_t head[100];
	int rc = media_read(s->media, at, head, sizeof head, f);

	if (rc != 0 || !run_recover_lite_begins(head, sizeof head))
		return rc < 0 ? -1 : 0;
	run.length = x.size = size_said(head);
	return x.size == 0 || !run_recover_all_free(s, at, x.size) ? 0 : tell(&x, f);
}

int run_recover_lite(struct recovering *r, struct fault *f)
{
	for (size_t i = 0; i < r->sites.n; i++) {
		const struct site *s = &r->sites.v[i];
		uint64_t left;

		if (mul_u64(&left, s->media->size, r->o->limits.hypothesis_times))
			left = UINT64_MAX;
		if (by_maps(r, s, &left, f) < 0)
			return -1;
		for (size_t k = 0; k < s->carved.noticed.n; k++)
			if (watch_check(r->o->watch, f) < 0 || at_block(r, s, s->carved.noticed.v[k], &left, f) < 0)
				return -1;
	}
	return 0;
}
