/* run/scan/points.c - where reading may start in a compressed archive. */
#include "run/scan/points.h"
#include "casedb/query.h"

#include "base/vec.h"

void run_points_release(struct points *p)
{
	free(p->v);
	buf_release(&p->windows);
	p->v = NULL;
	p->n = p->cap = 0;
}

static int add_point(struct points *p, const struct rows *r, uint64_t most, struct fault *f)
{
	struct span window = rows_span(r, "window");
	const struct seek_point point = { .in = (uint64_t)rows_int(r, "inn"),
		                          .out = (uint64_t)rows_int(r, "out"),
		                          .bits = (uint8_t)rows_int(r, "bits"),
		                          .window = { NULL, window.n } };

	if (p->windows.n + window.n > most)
		return 0; /* fewer points: reading starts further back */
	return VEC_PUSH(p, point, f) < 0 ? -1 : buf_add(&p->windows, window, f);
}

int run_points_load(struct casedb *db, int64_t scan, const struct watch *watch, struct points *p, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	size_t at = 0;
	int rc;

	if (rows_open(db, QUERY_SEEK_POINTS, &r, f) < 0 || rows_bind_int(r, 1, scan, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (add_point(p, r, watch_limit(watch, LIMIT_seek_bytes), f) < 0)
			return -1;
	for (size_t i = 0; i < p->n; i++) { /* the buffer no longer moves */
		p->v[i].window.p = p->windows.p + at;
		at += p->v[i].window.n;
	}
	return rc < 0 ? -1 : 0;
}

int run_points_of(struct source *source, struct casedb *db, int64_t scan, const struct watch *watch, struct points *p, struct fault *f)
{
	const struct seek_point *point;

	for (size_t i = 0; source_seek_point(source, i, &point) == 0; i++)
		if (VEC_PUSH(p, *point, f) < 0)
			return -1;
	return p->n > 0 ? 0 : run_points_load(db, scan, watch, p, f);
}
