/* run/clock.c - the time of a run, and the bounds it had. */
#include "run/record.h"

#include "base/jsonw.h"

#include <time.h>

struct when run_record_now(const struct watch *w)
{
	struct timespec t = watch_now(w);

	return t.tv_sec == 0 ? WHEN_UNKNOWN : when_ns((int64_t)t.tv_sec, (uint32_t)t.tv_nsec);
}

double run_record_clock(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int run_record_limits(const struct limits *l, struct buf *out, struct fault *f)
{
	struct jsonw w = jsonw_of(out, f);

	jsonw_open(&w, '{');
	for (size_t i = 0; i < LIMIT_COUNT_; i++)
		jsonw_put_uint(&w, limit_kind((enum limit)i)->name, limit_get(l, (enum limit)i));
	jsonw_close(&w, '}');
	return jsonw_end(&w);
}
