/* core/name.c - the grammar of repository and tag names. */
#include "core/name.h"

static bool word(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* One path component: words joined by a single '.', one or two '_', or any run of '-'. */
static bool component(struct span s)
{
	size_t i = 0;

	if (s.n == 0 || !word(s.p[0]) || !word(s.p[s.n - 1]))
		return false;
	while (i < s.n) {
		size_t run = 0;
		uint8_t c;

		while (i < s.n && word(s.p[i]))
			i++;
		if (i == s.n)
			return true;
		c = s.p[i];
		while (i < s.n && s.p[i] == c) {
			i++;
			run++;
		}
		if (!((c == '.' && run == 1) || (c == '_' && run <= 2) || c == '-') || !word(s.p[i]))
			return false;
	}
	return true;
}

bool name_is_repository(struct span s)
{
	struct span rest = s;

	if (s.n == 0 || s.n > 255 || s.p[s.n - 1] == '/')
		return false;
	while (rest.n > 0)
		if (!component(span_cut(&rest, '/')))
			return false;
	return true;
}

bool name_is_tag(struct span s)
{
	if (s.n == 0 || s.n > 128)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool w = word(c) || (c >= 'A' && c <= 'Z') || c == '_';

		if (!w && (i == 0 || (c != '.' && c != '-')))
			return false;
	}
	return true;
}
