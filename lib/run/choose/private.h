/* run/choose/private.h - inside: the choice while it is made. */
#ifndef RUN_CHOOSE_PRIVATE_H
#define RUN_CHOOSE_PRIVATE_H

#include "run/choose.h"

#include "base/buf.h"
#include "casedb/casedb.h"
#include "casedb/query.h"
#include "core/digest.h"

struct chooser {
	struct choice *out;
	const struct choice_ask *ask;
	struct casedb *db;
	VEC(struct span) digests; /* sorted, once: what was chosen */
	VEC(struct span) given;   /* digests of --as, in its order */
	VEC(struct span) named;   /* by arguments, --as and --wanted, sorted */
	VEC(struct span) blobs;   /* asked for by themselves, sorted */
	struct buf asked_json, all_json; /* `digests`, and `digests` with `blobs`: JSON arrays */
};

int run_choose_keep(struct chooser *c, struct span s, struct span *out, struct fault *f) MUST_USE; /* a copy in the arena */
/* All that lies below, from the case. */
int run_choose_below(struct chooser *c, struct fault *f) MUST_USE;
/* The names of every chosen image, and which of them it bears again. */
int run_choose_names(struct chooser *c, struct fault *f) MUST_USE;
/* NAME=DIGEST taken apart; FAULT_USAGE. */
int run_choose_as(const char *text, struct span *repository, struct span *tag, struct span *digest, struct fault *f) MUST_USE;
/* Does a glob of --repository let this name pass, or is none given? */
bool run_choose_repository(const struct choice_ask *ask, struct span name);
/* Orders by bytes, each once. */
void run_choose_sort(struct span *v, size_t *n);
bool run_choose_has(const struct span *v, size_t n, struct span want);

#endif
