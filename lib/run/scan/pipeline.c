/* run/scan/pipeline.c - one walker, several examiners, jobs handed out in walk order. */
#include "run/scan/pipeline.h"

#include "core/sentence.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

enum {
	SMALL = 64 * 1024, /* rule: bodies up to this size are handed over and taken in batches */
	BATCH = 32,
	OTHERS = 32, /* rule: descriptors that are none of bodies: the case, the way down, the system's own */
	WORKER_MB = 40, /* address space of one worker: its stack, libmagic's database, windows of decoders */
	OTHERS_MB = 160, /* ... of all the rest */
};

struct worker {
	struct pipeline *p;
	struct examiner *x; /* made by the caller's thread, before any other runs */
	pthread_t thread;
	bool started;
};

struct pipeline {
	pthread_mutex_t lock;
	pthread_cond_t work;  /* a body came, or the end, or room in the window */
	pthread_cond_t room;  /* room for the walker */
	pthread_cond_t ready; /* the first job is done, or the end */
	struct job *first, *last;           /* walk order */
	struct job *work_first, *work_last; /* bodies waiting */
	size_t in_flight, waiting, window;
	size_t batch, queue; /* bodies are open files: as many as the process may have */
	bool walked, stop, failed;
	bool leaving; /* interrupted: no more work is begun, and the first job that is not done is the end */
	struct fault fault;
	struct walk *walk;
	const struct selector *select;
	const struct limits *limits;
	const struct watch *watch;
	enum depth depth;
	pthread_t walker;
	struct worker *workers;
	unsigned n_workers;
	bool walker_started;
};

void run_job_free(struct job *j)
{
	if (j == NULL)
		return;
	stream_close(j->body);
	exam_release(&j->exam);
	free(j->entry.runs.v);
	free(j->names);
	free(j);
}

/* ---- the walker's side -------------------------------------------------------------------------------- */

/* A copy of one of the names, appended to the job's own bytes (which have room for it). */
static struct span keep_name(uint8_t **at, struct span s)
{
	struct span kept = span_make(*at, s.n);

	if (s.n > 0)
		memcpy(*at, s.p, s.n);
	*at += s.n;
	return kept;
}

static int copy_names(struct job *j, const struct entry *e, const struct place *p, struct fault *f)
{
	size_t n = p->registry.n + p->repository.n + p->tag.n + p->upload.n + p->alg.n + e->path.n + e->link_target.n;
	uint8_t *at;

	j->place = *p;
	j->names = (uint8_t *)malloc(n + 1);
	if (j->names == NULL)
		return fault_memory(f, n + 1);
	at = j->names;
	j->place.registry = keep_name(&at, p->registry);
	j->place.repository = keep_name(&at, p->repository);
	j->place.tag = keep_name(&at, p->tag);
	j->place.upload = keep_name(&at, p->upload);
	j->place.alg = keep_name(&at, p->alg);
	j->entry.path = keep_name(&at, e->path);
	j->entry.link_target = keep_name(&at, e->link_target);
	return 0;
}

static int copy_runs(struct job *j, struct runs runs, struct fault *f)
{
	j->entry.runs = (struct runs){ NULL, 0 };
	if (runs.n == 0)
		return 0;
	j->entry.runs.v = (struct run *)malloc(runs.n * sizeof *runs.v);
	if (j->entry.runs.v == NULL)
		return fault_memory(f, runs.n * sizeof *runs.v);
	memcpy(j->entry.runs.v, runs.v, runs.n * sizeof *runs.v);
	j->entry.runs.n = runs.n;
	return 0;
}

static int job_of(struct job **out, const struct item *item, struct fault *f)
{
	OWNED(job) struct job *j = (struct job *)calloc(1, sizeof *j);

	if (j == NULL)
		return fault_memory(f, sizeof *j);
	j->ordinal = item->ordinal;
	j->fraction = item->fraction;
	j->entry = item->entry;
	if (copy_runs(j, item->entry.runs, f) < 0 || copy_names(j, &item->entry, &item->place, f) < 0)
		return -1;
	*out = TAKE(&j);
	return 0;
}

static int take_body(struct pipeline *p, struct item *item, struct job *j, struct fault *f)
{
	int rc;

	if (!item->wanted_bytes)
		return 0;
	j->asked = true;
	rc = walk_body(p->walk, item, &j->body, f);
	if (rc == SOURCE_UNREADABLE) {
		(void)memcpy(j->unread, item->entry.why, sizeof j->unread);
		j->unread[sizeof j->unread - 1] = '\0';
		if (j->unread[0] == '\0')
			(void)memcpy(j->unread, S_COULD_NOT_OPENED, 20);
		j->changed = item->entry.trouble == FINDING_SOURCE_CHANGED;
		return 0;
	}
	return rc;
}

/* Jobs met and not yet handed over: one lock and one wake-up for all of them. */
struct job_batch {
	struct job *first, *last;
	size_t n;
};

static void append(struct pipeline *p, struct job *j)
{
	if (p->last == NULL)
		p->first = j;
	else
		p->last->next = j;
	p->last = j;
	p->in_flight++;
	if (j->body == NULL) {
		j->done = true;
		return;
	}
	if (p->work_last == NULL)
		p->work_first = j;
	else
		p->work_last->next_work = j;
	p->work_last = j;
	p->waiting++;
}

/* Hands the batch over; false when the run is stopping (what was not taken is freed). */
static bool flush(struct pipeline *p, struct job_batch *b)
{
	bool stop;

	(void)pthread_mutex_lock(&p->lock);
	while (b->first != NULL && !p->stop && !p->leaving) {
		struct job *j = b->first;

		while (!p->stop && !p->leaving && (p->in_flight >= JOBS_IN_FLIGHT ||
		                    (j->body != NULL && p->waiting >= p->queue))) {
			(void)pthread_cond_broadcast(&p->work);
			(void)pthread_cond_signal(&p->ready);
			(void)pthread_cond_wait(&p->room, &p->lock);
		}
		if (p->stop || p->leaving)
			break;
		b->first = j->next;
		j->next = NULL;
		append(p, j);
	}
	stop = p->stop || p->leaving;
	if (p->work_first != NULL)
		(void)pthread_cond_broadcast(&p->work);
	if (p->first != NULL && p->first->done)
		(void)pthread_cond_signal(&p->ready);
	(void)pthread_mutex_unlock(&p->lock);
	while (b->first != NULL) {
		struct job *next = b->first->next;

		run_job_free(b->first);
		b->first = next;
	}
	b->last = NULL;
	b->n = 0;
	return !stop;
}

/* A big body must be on its way before the walker goes on: it may have to feed it. */
static bool push(struct pipeline *p, struct job_batch *b, struct job *j)
{
	bool big = j->body != NULL && j->entry.size > SMALL;

	if (b->last == NULL)
		b->first = j;
	else
		b->last->next = j;
	b->last = j;
	return ++b->n < p->batch && !big ? true : flush(p, b);
}

static int walk_on(struct pipeline *p, struct job_batch *b, struct fault *f)
{
	for (;;) {
		struct item item;
		OWNED(job) struct job *j = NULL;
		int rc;

		if (watch_check(p->watch, f) < 0)
			return -1;
		rc = walk_next(p->walk, &item, f);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		rc = p->select->select(p->select->user, &item, f);
		if (rc < 0)
			return -1;
		if (rc == TAKE_NOTHING)
			continue;
		if (job_of(&j, &item, f) < 0 || (rc == TAKE_ALL && take_body(p, &item, j, f) < 0))
			return -1;
		if (!push(p, b, TAKE(&j)))
			return 0;
	}
}

static int walk_all(struct pipeline *p, struct fault *f)
{
	struct job_batch b = { NULL, NULL, 0 };
	int rc = walk_on(p, &b, f);

	(void)flush(p, &b); /* also after a fault: what was met is kept */
	return rc;
}

static void fail(struct pipeline *p, const struct fault *f)
{
	(void)pthread_mutex_lock(&p->lock);
	if (!p->failed) {
		p->failed = true;
		p->fault = *f;
	}
	/* an interruption lets through what was done before it; any other fault stops everything at once */
	if (f->kind != FAULT_INTERRUPTED)
		p->stop = true;
	else
		p->leaving = true;
	(void)pthread_cond_broadcast(&p->work);
	(void)pthread_cond_broadcast(&p->room);
	(void)pthread_cond_broadcast(&p->ready);
	(void)pthread_mutex_unlock(&p->lock);
}

static void *walker_main(void *user)
{
	struct pipeline *p = (struct pipeline *)user;
	struct fault f = FAULT_INIT;

	if (walk_all(p, &f) < 0)
		fail(p, &f);
	(void)pthread_mutex_lock(&p->lock);
	p->walked = true;
	(void)pthread_cond_broadcast(&p->work);
	(void)pthread_cond_broadcast(&p->ready);
	(void)pthread_mutex_unlock(&p->lock);
	return NULL;
}

/* ---- the workers' side ----------------------------------------------------------------------------------- */

/* The next body, and small ones behind it as far as the other workers are left their share. Chained by
 * next_work. NULL: no more work. */
static struct job *cut_work(struct pipeline *p)
{
	struct job *first = p->work_first, *last = first;
	size_t most = p->waiting / p->n_workers, n = 1;

	while (n < most && n < p->batch && last->entry.size <= SMALL && last->next_work != NULL &&
	       last->next_work->entry.size <= SMALL) {
		last = last->next_work;
		n++;
	}
	p->work_first = last->next_work;
	if (p->work_first == NULL)
		p->work_last = NULL;
	last->next_work = NULL;
	p->waiting -= n;
	return first;
}

static struct job *take_work(struct pipeline *p)
{
	struct job *j = NULL;

	(void)pthread_mutex_lock(&p->lock);
	for (;;) {
		if (p->stop || p->leaving)
			break;
		if (p->work_first != NULL &&
		    (p->window <= p->limits->window_bytes || p->work_first == p->first)) {
			j = cut_work(p);
			(void)pthread_cond_signal(&p->room);
			break;
		}
		if (p->work_first == NULL && p->walked)
			break;
		(void)pthread_cond_wait(&p->work, &p->lock);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return j;
}

static size_t held_by(const struct exam *e)
{
	size_t n = e->head.n + e->listing.n;

	if (e->document != NULL)
		n += e->document->arena.used;
	return n;
}

static void give_back(struct pipeline *p, struct job *chain)
{
	(void)pthread_mutex_lock(&p->lock);
	while (chain != NULL) {
		struct job *j = chain;

		chain = j->next_work;
		j->next_work = NULL;
		j->done = true;
		j->held = held_by(&j->exam);
		p->window += j->held;
	}
	if (p->first != NULL && p->first->done)
		(void)pthread_cond_signal(&p->ready);
	(void)pthread_mutex_unlock(&p->lock);
}

static int examine_chain(struct examiner *x, struct job *chain, struct fault *f)
{
	int rc = 0;

	for (struct job *j = chain; j != NULL; j = j->next_work) {
		examiner_expect(x, j->entry.size);
		if (rc == 0)
			rc = examine(x, &j->place, j->body, &j->exam, f);
		j->cut = rc != 0;
		j->changed = rc == 0 && source_body_changed(j->body);
		stream_close(j->body);
		j->body = NULL;
	}
	return rc;
}

static void *worker_main(void *user)
{
	struct worker *w = (struct worker *)user;
	struct fault f = FAULT_INIT;
	struct job *chain;

	while ((chain = take_work(w->p)) != NULL) {
		int rc = examine_chain(w->x, chain, &f);

		if (rc < 0)
			fail(w->p, &f);
		give_back(w->p, chain);
		if (rc < 0)
			break;
	}
	return NULL;
}

/* ---- the keeper's side -------------------------------------------------------------------------------------- */

int run_pipeline_next(struct pipeline *p, struct job **out, struct fault *f)
{
	int rc = 0;

	*out = NULL;
	(void)pthread_mutex_lock(&p->lock);
	while (!p->stop && !p->leaving && !(p->first != NULL && p->first->done) && !(p->first == NULL && p->walked))
		(void)pthread_cond_wait(&p->ready, &p->lock);
	/* jobs whose examination was cut short are `done` too, and are not to be kept */
	if (p->stop || p->first == NULL || (p->leaving && (!p->first->done || p->first->cut))) {
		rc = 1;
		if (p->failed) {
			*f = p->fault;
			rc = -1;
		}
	} else {
		*out = p->first;
		p->first = p->first->next;
		if (p->first == NULL)
			p->last = NULL;
		p->in_flight--;
		p->window -= (*out)->held;
		/* wake others seldom: half the room, or a worker that waits for the window */
		if (p->in_flight == JOBS_IN_FLIGHT / 2)
			(void)pthread_cond_signal(&p->room);
		if (p->work_first != NULL && (p->first == p->work_first || (*out)->held > 0))
			(void)pthread_cond_broadcast(&p->work);
	}
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

/* As many workers as find room in the address space the process may have: their number changes no result. */
static unsigned bound_workers(unsigned jobs)
{
	struct rlimit space;
	rlim_t fit;

	if (getrlimit(RLIMIT_AS, &space) != 0 || space.rlim_cur == RLIM_INFINITY)
		return jobs;
	fit = (space.rlim_cur >> 20) <= OTHERS_MB ? 1 : ((space.rlim_cur >> 20) - OTHERS_MB) / WORKER_MB;
	return fit < 1 ? 1 : fit < jobs ? (unsigned)fit : jobs;
}

/* Open bodies wait with the walker, in the queue and with each worker. Which of them wait changes no result. */
static void bound_bodies(struct pipeline *p)
{
	struct rlimit files;
	size_t most;

	p->batch = BATCH;
	p->queue = p->limits->queue_items;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY)
		return;
	most = files.rlim_cur > OTHERS ? (size_t)files.rlim_cur - OTHERS : 1;
	if (p->queue + (size_t)BATCH * (p->n_workers + 1) <= most)
		return;
	p->batch = most / (2 * (p->n_workers + 1));
	p->batch = p->batch < 1 ? 1 : p->batch > BATCH ? BATCH : p->batch;
	p->queue = most / 3 < 1 ? 1 : most / 3 < p->queue ? most / 3 : p->queue;
}

int run_pipeline_start(struct pipeline **out, struct walk *walk, const struct selector *select,
                   const struct limits *limits, enum depth depth, unsigned jobs,
                   const struct watch *watch, struct fault *f)
{
	OWNED(pipeline) struct pipeline *p = (struct pipeline *)calloc(1, sizeof *p);
	int err;

	*out = NULL;
	if (p == NULL)
		return fault_memory(f, sizeof *p);
	jobs = bound_workers(jobs);
	p->walk = walk;
	p->select = select;
	p->limits = limits;
	p->watch = watch;
	p->depth = depth;
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->work, NULL);
	(void)pthread_cond_init(&p->room, NULL);
	(void)pthread_cond_init(&p->ready, NULL);
	p->workers = (struct worker *)calloc(jobs, sizeof *p->workers);
	if (p->workers == NULL)
		return fault_memory(f, jobs * sizeof *p->workers);
	p->n_workers = jobs;
	bound_bodies(p);
	for (unsigned i = 0; i < jobs; i++) {
		p->workers[i].p = p;
		if (examiner_new(&p->workers[i].x, limits, depth, f) < 0)
			return -1;
	}
	for (unsigned i = 0; i < jobs; i++) {
		err = pthread_create(&p->workers[i].thread, NULL, worker_main, &p->workers[i]);
		if (err != 0)
			return fault_set(f, FAULT_IO, err, "cannot start a thread");
		p->workers[i].started = true;
	}
	err = pthread_create(&p->walker, NULL, walker_main, p);
	if (err != 0)
		return fault_set(f, FAULT_IO, err, "cannot start a thread");
	p->walker_started = true;
	*out = TAKE(&p);
	return 0;
}

static void free_jobs(struct job *j)
{
	while (j != NULL) {
		struct job *next = j->next;

		run_job_free(j);
		j = next;
	}
}

void run_pipeline_free(struct pipeline *p)
{
	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&p->lock);
	p->stop = true;
	(void)pthread_cond_broadcast(&p->work);
	(void)pthread_cond_broadcast(&p->room);
	/* bodies nobody will read any more: closing them frees a walker that is feeding one */
	for (struct job *j = p->work_first; j != NULL; j = j->next_work) {
		stream_close(j->body);
		j->body = NULL;
	}
	p->work_first = p->work_last = NULL;
	(void)pthread_mutex_unlock(&p->lock);
	for (unsigned i = 0; p->workers != NULL && i < p->n_workers; i++) {
		if (p->workers[i].started)
			(void)pthread_join(p->workers[i].thread, NULL);
		examiner_free(p->workers[i].x);
	}
	if (p->walker_started)
		(void)pthread_join(p->walker, NULL);
	free_jobs(p->first);
	free(p->workers);
	(void)pthread_mutex_destroy(&p->lock);
	(void)pthread_cond_destroy(&p->work);
	(void)pthread_cond_destroy(&p->room);
	(void)pthread_cond_destroy(&p->ready);
	free(p);
}
