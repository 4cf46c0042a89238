/* run/record.h - what is written down about every run: who asked what of which program, where. */
#ifndef RUN_RECORD_H
#define RUN_RECORD_H

#include "casedb/casedb.h"
#include "run/run.h"

struct when run_record_now(const struct watch *w);
/* Opens the record of a run; its id in *run. */
int run_record_open(struct casedb *db, const struct run_options *o, int64_t *run, struct fault *f) MUST_USE;
int run_record_close(struct casedb *db, const struct run_options *o, int64_t run,
                 const struct run_result *r, const char *outcome, struct fault *f) MUST_USE;
/* That a bound bit, as a sentence. */
enum { RUN_BITE_TEXT = 320 };
void run_record_bite(char out[RUN_BITE_TEXT], const struct limits *l, enum limit id, uint64_t left_out);
/* What bounds left out, each as one finding of the scan; one that stands there already is not told again. Within the
 * caller's transaction. */
int run_record_bites(struct casedb *db, int64_t scan, const struct limits *l, const struct bites *b, struct fault *f) MUST_USE;
int run_record_limits(const struct limits *l, struct buf *out, struct fault *f) MUST_USE;
double run_record_clock(void); /* seconds of a clock that never steps back */

/* A run from its opening to its close: the case is opened, what is asked is recorded, the work done, its outcome recorded
 * (also when it is a fault), the case closed. `o` goes to both functions. */
struct run_work {
	enum casedb_mode mode;
	/* Looked at before anything is recorded; NULL: nothing. */
	int (*before)(struct casedb *db, const struct run_options *o, void *user, struct fault *f);
	int (*work)(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
	            struct fault *f);
	void *user;
	bool parts;          /* a part of a scan is taken too: no conclusion is drawn from it */
	struct buf *outcome; /* what is kept when it is done; NULL: "done" */
};
int run_recorded(const struct run_options *o, const struct run_work *w, struct run_result *out, struct fault *f) MUST_USE;

#endif
