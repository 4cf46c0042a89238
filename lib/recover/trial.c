/* recover/trial.c - hypotheses of metadata, tried by several workers, each result at its own place. */
#include "recover/private.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

void trials_release(struct trials *t)
{
	for (size_t i = 0; i < t->v.n; i++) {
		free(t->v.v[i].h.runs.v);
		free(t->v.v[i].proof.runs.v);
	}
	VEC_RELEASE(&t->v);
}

static uint64_t length_of(const struct runs *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n = sum_u64(n, r->v[i].length);
	return n;
}

/* Bytes that do not lie plainly on the media are hashed once, here: only their digest is kept, and their text where
 * they are as short as a link. */
static int take_encoded(struct trial_case *c, struct fs *fs, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	struct mid mid;
	uint8_t *piece = (uint8_t *)malloc(PIECE);
	uint64_t seen = 0;
	size_t got = 1;
	int rc = piece == NULL ? fault_memory(f, PIECE) : fs_dead_stream(fs, &in, f);

	mid_start(&mid);
	while (rc == 0 && got > 0) {
		rc = stream_read(in, piece, PIECE, &got, f);
		if (rc == 0 && seen == 0 && got == c->h.size && got <= sizeof c->text)
			memcpy(c->text, piece, got);
		if (rc == 0)
			mid_add(&mid, span_make(piece, got));
		seen += got;
	}
	free(piece);
	if (rc == 0 && seen == c->h.size)
		mid_end(&mid, &c->at_size);
	c->encoded = c->tried = true;
	c->unread = rc > 0;
	return rc < 0 ? -1 : 0;
}

struct gathering {
	struct trials *out;
	struct fs *fs;
	const struct limits *limits;
	const struct watch *watch;
	uint64_t encoded; /* bytes of files not stored plainly that may still be read */
	uint64_t runs;
};

/* Is there room for one more with so many runs? */
static bool room_for(struct gathering *g, const struct fs_dead *d)
{
	if (g->out->v.n >= g->limits->hypotheses) {
		watch_bite(g->watch, LIMIT_hypotheses, 1);
		return false;
	}
	if (d->runs.n > g->limits->hypothesis_runs - g->runs) {
		watch_bite(g->watch, LIMIT_hypothesis_runs, d->runs.n);
		return false;
	}
	g->runs += d->runs.n;
	return true;
}

static int take(struct gathering *g, const struct fs_dead *d, struct fault *f)
{
	struct trials *out = g->out;
	struct fs *fs = g->fs;
	struct trial_case c = { .method = d->method,
		                .tree = d->id.tree,
		                .inode = d->id.inode,
		                .generation = d->generation,
		                .sequence = d->sequence,
		                .where = d->where,
		                .time = d->time };
	const struct trial_case *last = out->v.n > 0 ? &out->v.v[out->v.n - 1] : NULL;
	bool same = last != NULL && d->id.inode != 0 && last->tree == d->id.tree &&
	            last->inode == d->id.inode && last->generation == d->generation;

	if ((d->runs.n == 0 && !d->encoded) || (d->encoded && !d->has_size) || !room_for(g, d))
		return 0;
	c.group = last == NULL ? 0 : last->group + !same;
	c.h = (struct hypothesis){ .has_size = d->has_size, .size = d->size, .block = fs_facts(fs)->block };
	if (d->encoded) {
		if (d->size > g->encoded) {
			watch_bite(g->watch, LIMIT_hypothesis_times, 1);
			return 0;
		}
		g->encoded -= d->size;
		return take_encoded(&c, fs, f) < 0 ? -1 : VEC_PUSH(&out->v, c, f);
	}
	c.h.runs.v = (struct run *)malloc(d->runs.n * sizeof *d->runs.v);
	if (c.h.runs.v == NULL)
		return fault_memory(f, d->runs.n * sizeof *d->runs.v);
	memcpy(c.h.runs.v, d->runs.v, d->runs.n * sizeof *d->runs.v);
	c.h.runs.n = d->runs.n;
	if (VEC_PUSH(&out->v, c, f) < 0) {
		free(c.h.runs.v);
		return -1;
	}
	return 0;
}

/* Maps of a hostile file system may claim the whole of it many times over. */
static uint64_t bytes_to_try(const struct media *m, const struct limits *limits)
{
	uint64_t n;

	return mul_u64(&n, m->size, limits->hypothesis_times) ? UINT64_MAX : sum_u64(n, limits->hypothesis_free);
}

int trials_gather(struct trials *out, struct fs *fs, const struct dead_sink *sink, const struct limits *limits,
                  const struct watch *watch, struct fault *f)
{
	struct gathering g = { out, fs, limits, watch, bytes_to_try(fs_media(fs), limits), 0 };
	struct fs_dead d;
	int rc;

	while ((rc = fs_next_dead(fs, &d, f)) == 0)
		if (d.kind == DEAD_FILE ? take(&g, &d, f) < 0 : sink->other(sink->user, &d, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

/* ---- workers -------------------------------------------------------------------------------------------------- */

struct trial_work {
	struct trials *t;
	struct media *media;
	const struct targets *targets;
	const struct watch *watch;
	const bool *within; /* of the budget, for each case */
	size_t *first;      /* index of each group's first case, and one more */
	size_t groups;
	atomic_size_t next;
	atomic_bool failed;
	pthread_mutex_t lock;
	struct fault fault;
};

static void prove_encoded(struct trial_case *c, const struct targets *targets)
{
	c->proven = digest_set(&c->at_size) && targets_find(targets, &c->at_size) != NULL;
	if (c->proven)
		c->proof = (struct proof){ .digest = c->at_size, .size = c->h.size, .method = RECOVER_BY_METADATA, .wanted = true };
}

/* A digest known from an earlier round needs no bytes. */
static int try_case(struct trial_work *w, struct trial_case *c, struct fault *f)
{
	const struct target *known = c->tried && c->h.has_size ? targets_find(w->targets, &c->at_size) : NULL;
	int rc;

	if (c->encoded) {
		prove_encoded(c, w->targets);
		return 0;
	}
	if (c->tried && digest_set(&c->at_size) && known == NULL && w->targets->sizes.n == 0)
		return 0;
	rc = prove(&c->proof, &c->at_size, w->media, &c->h, w->targets, f);
	if (rc > 0) {
		int ended = prove_tar_end(&c->proof, w->media, &c->h, w->targets, f);

		rc = ended <= 0 ? ended : rc;
	}
	c->tried = true;
	c->unread = rc == PROVE_UNREAD;
	c->proven = rc == 0;
	if (c->proven) {
		c->proof.method = RECOVER_BY_METADATA;
		c->proof.wanted = true;
	}
	return rc < 0 ? -1 : 0;
}

static int try_group(struct trial_work *w, size_t group, struct fault *f)
{
	bool proven = false;

	for (size_t i = w->first[group]; i < w->first[group + 1]; i++)
		proven = proven || w->t->v.v[i].proven;
	for (size_t i = w->first[group]; !proven && i < w->first[group + 1]; i++) {
		if (!w->within[i])
			continue;
		if (watch_check(w->watch, f) < 0)
			return -1;
		if (try_case(w, &w->t->v.v[i], f) < 0)
			return -1;
		proven = w->t->v.v[i].proven;
	}
	return 0;
}

static void *worker(void *user)
{
	struct trial_work *w = (struct trial_work *)user;
	size_t at;

	while (!atomic_load(&w->failed) && (at = atomic_fetch_add(&w->next, 1)) < w->groups) {
		struct fault f = FAULT_INIT;

		if (try_group(w, at, &f) == 0)
			continue;
		(void)pthread_mutex_lock(&w->lock);
		if (!atomic_exchange(&w->failed, true))
			w->fault = f;
		(void)pthread_mutex_unlock(&w->lock);
	}
	return NULL;
}

static int run_workers(struct trial_work *w, unsigned jobs, struct fault *f)
{
	pthread_t *threads = (pthread_t *)calloc(jobs + 1u, sizeof *threads);
	unsigned started = 0;
	int err = 0;

	if (threads == NULL)
		return fault_memory(f, jobs * sizeof *threads);
	(void)pthread_mutex_init(&w->lock, NULL);
	while (started < jobs && err == 0) {
		err = pthread_create(&threads[started], NULL, worker, w);
		started += err == 0;
	}
	if (started == 0)
		(void)worker(w);
	for (unsigned i = 0; i < started; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_mutex_destroy(&w->lock);
	free(threads);
	if (!atomic_load(&w->failed))
		return 0;
	*f = w->fault;
	return -1;
}

int trials_run(struct trials *t, struct media *m, const struct targets *targets, unsigned jobs,
               const struct limits *limits, const struct watch *watch, struct fault *f)
{
	struct trial_work w = { .t = t, .media = m, .targets = targets, .watch = watch };
	bool *within = (bool *)calloc(t->v.n + 1, sizeof *within);
	uint64_t bytes = 0, skipped = 0, most = bytes_to_try(m, limits);
	int rc = 0;

	w.first = (size_t *)calloc(t->v.n + 2, sizeof *w.first);
	if (within == NULL || w.first == NULL)
		rc = fault_memory(f, t->v.n * sizeof *w.first);
	for (size_t i = 0; rc == 0 && i < t->v.n; i++) {
		uint64_t n = length_of(&t->v.v[i].h.runs);

		if (i == 0 || t->v.v[i].group != t->v.v[i - 1].group)
			w.first[w.groups++] = i;
		within[i] = t->v.v[i].proven || n <= most - bytes;
		if (within[i])
			bytes += t->v.v[i].proven ? 0 : n;
		else
			skipped++;
	}
	if (rc == 0) {
		w.first[w.groups] = t->v.n;
		w.within = within;
		atomic_init(&w.next, 0);
		atomic_init(&w.failed, false);
		rc = run_workers(&w, jobs, f);
	}
	watch_bite_again(watch, LIMIT_hypothesis_times, skipped);
	free(within);
	free(w.first);
	return rc;
}
