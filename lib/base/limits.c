/* base/limits.c - bounds by number and by name, from the one list in limits.h. */
#include "base/limits.h"

#include <stddef.h>
#include <string.h>

static const struct limit_kind kinds[LIMIT_COUNT_] = {
#define X(name, type, standard, unit, about) [LIMIT_##name] = { #name, unit, about, standard },
	LIMITS(X)
#undef X
};

static const struct {
	size_t offset, size;
} fields[LIMIT_COUNT_] = {
#define X(name, type, standard, unit, about) [LIMIT_##name] = { offsetof(struct limits, name), sizeof(type) },
	LIMITS(X)
#undef X
};

const struct limit_kind *limit_kind(enum limit id)
{
	return &kinds[id];
}

uint64_t limit_get(const struct limits *l, enum limit id)
{
	const char *at = (const char *)l + fields[id].offset;
	uint64_t wide;
	uint32_t narrow;

	if (fields[id].size == sizeof wide) {
		memcpy(&wide, at, sizeof wide);
		return wide;
	}
	memcpy(&narrow, at, sizeof narrow);
	return narrow;
}

int limit_set(struct limits *l, struct span name, uint64_t value)
{
	for (size_t id = 0; id < LIMIT_COUNT_; id++) {
		char *at = (char *)l + fields[id].offset;
		uint32_t narrow = (uint32_t)value;

		if (!span_eq(name, span_of(kinds[id].name)))
			continue;
		if (fields[id].size < sizeof value && value > UINT32_MAX)
			return LIMIT_TOO_LARGE;
		if (fields[id].size == sizeof value)
			memcpy(at, &value, sizeof value);
		else
			memcpy(at, &narrow, sizeof narrow);
		return 0;
	}
	return LIMIT_NONE_SUCH;
}
