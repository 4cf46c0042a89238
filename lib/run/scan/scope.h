/*
 * run/scan/scope.h - the scope of authority (--only REPOSITORY...): what lies outside is neither stored nor
 * reported. A first walk over names gathers the digests that the repositories in scope name (layer
 * links hold every layer and config, revisions every manifest); blobs outside that set are left out.
 */
#ifndef RUN_SCAN_SCOPE_H
#define RUN_SCAN_SCOPE_H

#include "base/buf.h"
#include "base/vec.h"
#include "walk/walk.h"

struct scope {
	const char *const *only;
	size_t n;
	VEC(struct digest) digests; /* sorted once gathered */
	uint64_t left_out;
};

void run_scope_release(struct scope *s);
DEFINE_OWN(scope, struct scope, run_scope_release)

/* Walks `path` for names alone. n == 0: everything is in scope and nothing is walked. */
int run_scope_gather(struct scope *s, const char *path, enum source_kind kind, const struct limits *limits,
                 const struct watch *watch, struct fault *f) MUST_USE;
bool run_scope_holds(const struct scope *s, const struct item *item);
/* JSON array of the repositories, nothing when unlimited. */
int run_scope_json(const struct scope *s, struct buf *out, struct fault *f) MUST_USE;

#endif
