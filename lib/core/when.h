/*
 * core/when.h - an instant in UTC with the precision its source has, or "unknown".
 * Shown as RFC 3339 with exactly that many decimals; never padded, never invented.
 */
#ifndef CORE_WHEN_H
#define CORE_WHEN_H

#include "base/macros.h"
#include "base/span.h"

struct when {
	int64_t sec;     /* since 1970-01-01T00:00:00Z, leap seconds not counted */
	uint32_t nsec;   /* 0..999999999 */
	uint8_t digits;  /* decimals the source carries: 0 to 9 */
	bool known;
};

enum { WHEN_MALFORMED = 1, WHEN_TEXT = 48 }; /* format: RFC 3339 with nanoseconds and an offset has 35 characters */

#define WHEN_UNKNOWN ((struct when){ 0, 0, 0, false })

/* RFC 3339 with `Z` or a numeric offset, filling all of `text`. Sets *out only on 0. */
int when_parse(struct when *out, struct span text) MUST_USE;
/* "" when unknown. Years outside 0000-9999 are shown as "@<seconds>". Returns `out`. */
const char *when_text(char out[WHEN_TEXT], struct when w);
/* Earlier first; an unknown time sorts before every known one. */
int when_cmp(struct when a, struct when b);

static inline struct when when_ns(int64_t sec, uint32_t nsec)
{
	return (struct when){ sec, nsec, 9, true };
}

static inline struct when when_sec(int64_t sec)
{
	return (struct when){ sec, 0, 0, true };
}

/* The first instant that is surely later: a clock of whole seconds tells only that its second had begun. */
static inline struct when when_later(struct when w)
{
	if (w.known && w.digits == 0 && w.sec < INT64_MAX)
		w.sec++;
	return w;
}

/* The same instant, as far as the coarser of the two tells; false where one is unknown. */
bool when_alike(struct when a, struct when b);

#endif
