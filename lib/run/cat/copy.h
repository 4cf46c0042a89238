/* run/cat/copy.h - bytes of a blob again, from one of its copies in the sources. */
#ifndef RUN_CAT_COPY_H
#define RUN_CAT_COPY_H

#include "base/buf.h"
#include "base/stream.h"
#include "casedb/casedb.h"
#include "run/run.h"

/* Reads `in`, checks it, uses it. 0; RUN_NOT_FOUND with `why` when it is not what it should be: then another
 * copy is tried, unless *given says that something went out already. */
struct copy_taker {
	int (*take)(void *user, struct stream *in, bool *given, char why[256], struct fault *f);
	void *user;
};

/* The whole digest of the case that `text` is or begins (6 hexadecimal digits at least); FAULT_USAGE with candidates. */
int run_digest_find(struct casedb *db, const char *text, struct buf *out, struct fault *f) MUST_USE;

/* The copies of `digest`, the present's first, until one is taken. 0 or RUN_NOT_FOUND with `why`. */
int run_copy_take(struct casedb *db, const struct run_options *o, struct span digest,
              const struct copy_taker *taker, char why[256], struct fault *f) MUST_USE;

#endif
