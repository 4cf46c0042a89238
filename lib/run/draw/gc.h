/* run/draw/gc.h - what a collection would do to a storage of the case, for gc and check. */
#ifndef RUN_DRAW_GC_H
#define RUN_DRAW_GC_H

#include "casedb/casedb.h"
#include "graph/graph.h"
#include "run/run.h"

/* A storage of the case as a collector meets it; one reading of its entries serves every run over it. */
struct gc_view;
int run_gc_view_open(struct casedb *db, const struct registry_fact *r, const struct limits *limits, struct gc_view **out,
                 struct fault *f) MUST_USE;
void run_gc_view_free(struct gc_view *v);
DEFINE_OWN_PTR(gc_view, struct gc_view, run_gc_view_free)

/* One run by the given rules: outcomes of graph_collect(); COLLECT_NONE: it is
 * no whole storage. *why: a sentence where it ends before its time, with the
 * path that ends it; else empty. */
int run_gc_predict(struct gc_view *v, const struct collect_rules *rules, const struct collect_sink *sink, struct buf *why,
               struct fault *f) MUST_USE;

#endif
