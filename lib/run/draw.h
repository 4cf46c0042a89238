/* run/draw.h - conclusions, and what they are asked: drawn anew, compared with an earlier scan, what a collection would take. */
#ifndef RUN_DRAW_H
#define RUN_DRAW_H

#include "run/run.h"

/* All conclusions from the facts, again. */
int run_resolve(const struct run_options *o, struct run_result *out, struct fault *f) MUST_USE;

/* The inspection: a new scan of sources the case may know already, conclusions, and the comparison with the
 * scan before. out->status as of INTERFACE 4. `text` for people, `json` one object; both are kept as the
 * run's outcome. */
int run_check(const struct run_options *o, const char *const *sources, size_t n, struct run_result *out,
              struct buf *text, struct buf *json, struct fault *f) MUST_USE;

/* What a garbage collection would remove from each registry of the present, by the rules of a
 * generation. `begin` and `end` stand around the objects of one run; `why` is empty, or tells at which file
 * the registry's own run would end, and why. */
struct run_gc_run {
	struct span registry, source;
	bool three, untagged;
};
struct run_gc_sink {
	void *user;
	int (*begin)(void *user, const struct run_gc_run *run, struct fault *f);
	/* kind: "manifest", "layer-link" (of `repository`) or "blob" (with its size) */
	int (*object)(void *user, const char *kind, struct span repository, struct span digest,
	              uint64_t size, struct fault *f);
	/* aborts: the registry's own run would end so; else `why` says that it cannot be told */
	int (*end)(void *user, bool aborts, const char *why, struct fault *f);
};
int run_gc(const struct run_options *o, const struct run_gc_sink *sink, struct fault *f) MUST_USE;

/* The warning that comes first: what a collection would take of deleted images. `text` stays empty when there is
 * nothing to warn of; `json` is one object. */
int run_due(const struct run_options *o, struct buf *text, struct buf *json, struct fault *f) MUST_USE;

#endif
