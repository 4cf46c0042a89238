/* run/scan/points.h - seek points of a compressed archive, from the case or from the source that just was read. */
#ifndef RUN_SCAN_POINTS_H
#define RUN_SCAN_POINTS_H

#include "casedb/casedb.h"
#include "source/source.h"
#include "xfrm/xfrm.h"

struct points {
	struct seek_point *v;
	size_t n, cap;
	struct buf windows; /* of those from the case */
};

void run_points_release(struct points *p);
DEFINE_OWN(run_points, struct points, run_points_release)
int run_points_load(struct casedb *db, int64_t scan, const struct watch *watch, struct points *p, struct fault *f) MUST_USE;
/* Those the source itself knows, as long as it is open; else those of the case. */
int run_points_of(struct source *source, struct casedb *db, int64_t scan, const struct watch *watch, struct points *p, struct fault *f) MUST_USE;

#endif
