/*
 * run/rebuild/rebuild.h - inside of run/: lost layers compressed anew. plan.c what is lost and which tars there are,
 * try.c encoders over one tar side by side, filter.c and
 * launcher.c a program that was given, rebuild.c the order of it all.
 */
#ifndef RUN_REBUILD_REBUILD_H
#define RUN_REBUILD_REBUILD_H

#include "base/vec.h"
#include "casedb/casedb.h"
#include "rebuild/rebuild.h"
#include "run/cat/shelf.h"
#include "run/rebuild.h"
#include "run/rebuild/filter.h"

/* A digest without bytes. */
struct lost_layer {
	struct digest digest;
	uint64_t size; /* UINT64_MAX: not known */
	enum rebuild_family family; /* by its media type */
	bool found;
};

/* One tar, and what it may be when it is compressed. */
struct tar_job {
	struct digest diff_id, tar; /* tar: the file it is read from */
	uint64_t inflated;
	VEC(size_t) of;             /* in rebuilding.lost */
	bool told;                  /* why its tar cannot be read */
	int learnt;                 /* encoder that the repository's other layers show; -1: none */
};

/* One encoder over one tar, and what came out. */
struct attempt {
	enum rebuild_encoder encoder;
	enum rebuild_cut cut;
	uint64_t size;        /* of what it gave, as far as it was let */
	bool over;            /* longer than anything that is looked for */
	struct digest digest; /* when it ended */
};

struct rebuilding {
	struct casedb *db;
	const struct run_options *o;
	struct shelf *shelf;
	struct run_rebuilt *out;
	int64_t run;
	VEC(struct lost_layer) lost;
	VEC(struct tar_job) jobs;
	uint64_t spent; /* bytes of tars that encoders were given */
};

/* plan.c */
int run_rebuild_plan(struct rebuilding *r, struct fault *f) MUST_USE;
void run_rebuild_release(struct rebuilding *r);

/* try.c: every attempt over the bytes of `tar`, with so many threads; what comes out depends on none of them. `most`:
 * output beyond this ends an attempt. 0; RUN_NOT_FOUND with why: the tar cannot be read, or is not `diff_id`. */
int run_rebuild_try(struct rebuilding *r, const struct digest *tar, const struct digest *diff_id, uint64_t inflated,
                    struct attempt *v, size_t n, uint64_t most, char why[256], struct fault *f) MUST_USE;

/* filter.c's program over the tar. */
int run_rebuild_run(struct rebuilding *r, const struct digest *tar, const struct digest *diff_id, uint64_t inflated,
                    struct attempt *a, uint64_t most, char why[256], struct fault *f) MUST_USE;

#endif
