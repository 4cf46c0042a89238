/* report/list/filter.c - what was asked of a list: checked, brought to the form the queries compare. */
#include "report/private.h"

#include "core/when.h"

#include <stdio.h>
#include <string.h>

static const char *const names[REPORT_FILTER_END] = {
#define X(id, n, name, operand, about) [n] = name,
	REPORT_FILTERS(X)
#undef X
};

static const char *const verbs[REPORT_LIST_COUNT] = {
#define X(id, verb, about, times) [REPORT_##id] = verb,
	REPORT_LISTS(X)
#undef X
};

const char *report_list_verb(enum report_list which)
{
	return (unsigned)which < REPORT_LIST_COUNT ? verbs[which] : "";
}

const char *report_filter_name(enum report_filter_id filter)
{
	return (unsigned)filter < REPORT_FILTER_END ? names[filter] : "";
}

bool report_filter_applies(enum report_list which, enum report_filter_id filter)
{
	return (unsigned)which < REPORT_LIST_COUNT &&
	       (list_defs[which].filters & 1u << filter) != 0;
}

/* Words separated by '|', or nothing when the filter takes no words. */
static const char *words_of(enum report_list which, int filter)
{
#define X(id, text, about) "|" text
	switch (filter) {
	case REPORT_FILTER_STANDING:
		return (which == REPORT_TAGS    ? "" TAG_STANDINGS(X)
		        : which == REPORT_REPOS ? "" REPO_STANDINGS(X)
		                                : "" STANDINGS(X)) +
		       1;
	case REPORT_FILTER_COMPLETENESS:
		return ("" COMPLETENESSES(X)) + 1;
	case REPORT_FILTER_STATE:
		return ("" BLOB_STATES(X)) + 1;
	case REPORT_FILTER_SEVERITY:
		return ("" SEVERITIES(X)) + 1;
	default:
		return NULL;
	}
#undef X
}

static bool word_known(const char *words, const char *value)
{
	struct span rest = span_of(words);

	while (rest.n > 0)
		if (span_is(span_cut(&rest, '|'), value))
			return true;
	return false;
}

static bool hex_only(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return true;
}

static bool digest_prefix(struct span s)
{
	size_t colon = span_find(s, ':');

	return s.n > 0 && hex_only(colon == SIZE_MAX ? s : span_from(s, colon + 1));
}

int filter_time(char out[WHEN_TEXT], const char *text, enum time_use use)
{
	char whole[32];
	struct when w;
	size_t n = strlen(text);

	if (n == 10) { /* a date alone */
		(void)snprintf(whole, sizeof whole, "%s%s", text,
		               use == TIME_TO ? "T23:59:59.999999999Z" : "T00:00:00Z");
		text = whole;
	}
	if (when_parse(&w, span_of(text)) != 0)
		return 1;
	/* As text a bound must stand on the right side of equal times with other decimals. */
	w.digits = 9;
	if (use == TIME_FROM)
		for (uint32_t v = w.nsec; w.digits > 0 && v % 10 == 0; v /= 10)
			w.digits--;
	(void)when_text(out, w);
	n = strlen(out);
	if (n > 0 && out[n - 1] == 'Z')
		out[n - 1] = '\0';
	return 0;
}

static int check_one(enum report_list which, int i, const char *value, struct fault *f)
{
	const char *words = words_of(which, i);
	char time[WHEN_TEXT];

	if (!report_filter_applies(which, (enum report_filter_id)i))
		return fault_set(f, FAULT_USAGE, 0,
		                 "%s cannot be filtered by --%s; see sherd help %s", verbs[which],
		                 names[i], verbs[which]);
	if (words != NULL && !word_known(words, value))
		return fault_set(f, FAULT_USAGE, 0, "--%s takes one of %s", names[i], words);
	if (i == REPORT_FILTER_DIGEST && !digest_prefix(span_of(value)))
		return fault_set(
		        f, FAULT_USAGE, 0,
		        "--digest takes a digest or the beginning of its hexadecimal digits");
	if ((i == REPORT_FILTER_SINCE || i == REPORT_FILTER_UNTIL) &&
	    filter_time(time, value, TIME_FROM) != 0)
		return fault_set(f, FAULT_USAGE, 0,
		                 "%s%s is a date (2026-11-24), a time in the zone of --tz (2026-11-24 09:00) or RFC 3339"
		                 " (2026-11-24T09:00:00Z)",
		                 which == REPORT_AT ? "" : "--", which == REPORT_AT ? "TIME" : names[i]);
	return 0;
}

int filter_check(enum report_list which, const struct report_filter *x, struct fault *f)
{
	for (int i = 1; i < REPORT_FILTER_END; i++)
		if (x->value[i] != NULL && check_one(which, i, x->value[i], f) < 0)
			return -1;
	return 0;
}

static enum time_use use_of(enum report_list which, int filter)
{
	return filter == REPORT_FILTER_UNTIL ? TIME_TO : which == REPORT_AT ? TIME_AT : TIME_FROM;
}

/* A repository with * or ? is a pattern like base/glob.h's: for GLOB only '[' means something more. */
static int bind_pattern(struct rows *rows, const char *value, struct fault *f)
{
	enum { PATTERN = 15 };
	OWNED(buf) struct buf glob = BUF_INIT;

	if (strpbrk(value, "*?") == NULL)
		return 0;
	for (; *value != '\0'; value++)
		if (*value == '[' ? buf_add_text(&glob, "[[]", f) < 0 : buf_add_byte(&glob, (uint8_t)*value, f) < 0)
			return -1;
	return rows_bind_text(rows, PATTERN, buf_span(&glob), f);
}

int filter_bind(struct rows *rows, enum report_list which, const struct report_filter *x,
                struct fault *f)
{
	for (int i = 1; i < REPORT_FILTER_END; i++) {
		const char *value = x->value[i];
		char time[WHEN_TEXT];

		if (value == NULL || !report_filter_applies(which, (enum report_filter_id)i))
			continue;
		if (i == REPORT_FILTER_SINCE || i == REPORT_FILTER_UNTIL) {
			if (filter_time(time, value, use_of(which, i)) != 0)
				return fault_set(f, FAULT_USAGE, 0, "--%s is not a time", names[i]);
			value = time;
		}
		if (rows_bind_name(rows, i, span_of(value), f) < 0 ||
		    (i == REPORT_FILTER_REPOSITORY && bind_pattern(rows, value, f) < 0))
			return -1;
	}
	return 0;
}
