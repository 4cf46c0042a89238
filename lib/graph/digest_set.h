/* graph/digest_set.h - which digests were met. Zeroed is empty. */
#ifndef GRAPH_DIGEST_SET_H
#define GRAPH_DIGEST_SET_H

#include "base/fault.h"
#include "core/digest.h"

struct digests {
	struct digest *v;
	size_t n, cap; /* cap: a power of two, or 0 */
};

bool digests_hold(const struct digests *s, const struct digest *d);
/* 1: it was there. */
int digests_add(struct digests *s, const struct digest *d, struct fault *f) MUST_USE;
void digests_clear(struct digests *s);

#endif
