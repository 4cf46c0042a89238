/* core/finding.c - the catalogue of findings by number and by code. */
#include "core/finding.h"

#include <string.h>

static const struct finding_kind kinds[] = {
	{ "", SEVERITY_UNSET, false, "", "", "" },
#define X(id, code, severity, damage, title, meaning, advice)                                        \
	{ code, SEVERITY_##severity, damage, title, meaning, advice },
	FINDINGS(X)
#undef X
};

_Static_assert(COUNT(kinds) == FINDING_COUNT_, "one row a code");

const struct finding_kind *finding_kind(enum finding_code c)
{
	return (size_t)c < COUNT(kinds) ? &kinds[c] : &kinds[0];
}

enum finding_code finding_code_of(const char *text)
{
	for (size_t i = 1; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].code, text) == 0)
			return (enum finding_code)i;
	return FINDING_NONE;
}
