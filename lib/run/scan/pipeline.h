/*
 * run/scan/pipeline.h - one walker, N examiners, one keeper, in that order of data.
 *
 * The walker makes jobs in walk order; workers examine those with a body, first come first served;
 * the caller's thread takes finished jobs back in walk order. Bounded: bodies waiting for a worker
 * (limits.queue_items), jobs between walker and keeper (JOBS_IN_FLIGHT), bytes of results that wait
 * for an earlier one (limits.window_bytes). No cycle of waiting: the job whose turn it is is always
 * either being examined or the first that a free worker must take.
 */
#ifndef RUN_SCAN_PIPELINE_H
#define RUN_SCAN_PIPELINE_H

#include "blob/blob.h"
#include "walk/walk.h"

enum { JOBS_IN_FLIGHT = 16384 }; /* rule: the walker waits for the others */

struct job {
	struct job *next;      /* in walk order */
	struct job *next_work; /* in the queue of bodies */
	struct entry entry;    /* its spans and runs are owned by this job */
	struct place place;    /* spans into names */
	uint8_t *names;
	uint64_t ordinal;
	double fraction;       /* of the walk */
	struct stream *body;
	bool asked, changed, done;
	bool cut;              /* its examination was interrupted */
	char unread[160];      /* why the bytes could not be had at all; "" otherwise */
	struct exam exam;
	size_t held;           /* bytes of results */
};

void run_job_free(struct job *j);
DEFINE_OWN_PTR(job, struct job, run_job_free)

struct pipeline;

/* Asked for each item by the walker's thread: 0 keep and examine, 1 keep without bytes (they were
 * examined before), 2 leave out, -1 fault. */
enum { TAKE_ALL = 0, TAKE_NAME = 1, TAKE_NOTHING = 2 };
struct selector {
	int (*select)(void *user, const struct item *item, struct fault *f);
	void *user;
};

int run_pipeline_start(struct pipeline **out, struct walk *walk, const struct selector *select,
                   const struct limits *limits, enum depth depth, unsigned jobs,
                   const struct watch *watch, struct fault *f) MUST_USE;
/* The next finished job in walk order, yours to free; 1 at the end. */
int run_pipeline_next(struct pipeline *p, struct job **out, struct fault *f) MUST_USE;
/* Stops threads and frees everything, also in the middle. */
void run_pipeline_free(struct pipeline *p);
DEFINE_OWN_PTR(pipeline, struct pipeline, run_pipeline_free)

#endif
