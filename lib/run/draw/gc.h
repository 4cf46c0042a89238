/* run/draw/gc.h - what a collection would do to a storage of the case, for gc and check. */
#ifndef RUN_DRAW_GC_H
#define RUN_DRAW_GC_H

#include "casedb/casedb.h"
#include "graph/graph.h"
#include "run/run.h"

/* One run by the given rules: outcomes of graph_collect(); COLLECT_NONE: it is
 * no whole storage. *why: a sentence where it ends before its time, with the
 * path that ends it; else empty. */
int run_gc_predict(struct casedb *db, const struct registry_fact *r, const struct limits *limits,
                   const struct collect_rules *rules, const struct collect_sink *sink, struct buf *why,
                   struct fault *f) MUST_USE;

#endif
