/*
 * report/list/empty.c - a list for people that has no line: which filter emptied it, and what may have been meant. JSON
 * stays empty.
 */
#include "report/told.h"

#include "base/near.h"
#include "base/quote.h"
#include "words/fill.h"

#include <stdio.h>

enum { COUNTED = 1000 }; /* told: lines counted to say that there are some */

/* Lines of the list with these filters, as far as COUNTED. */
static int count_lines(struct report *r, enum report_list which, const struct report_filter *x, int *n, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc = 0;

	*n = 0;
	if (rows_open(r->db, list_defs[which].query, &rows, f) < 0 || filter_bind(rows, which, x, f) < 0)
		return -1;
	while (*n < COUNTED && (rc = rows_next(rows, f)) == 0)
		++*n;
	return rc < 0 ? -1 : 0;
}

int names_near_repository(struct report *r, const char *name, struct near *near, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*near = near_to(name, strlen(name));
	if (rows_open(r->db, QUERY_REPOS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct span repository = rows_span(rows, "name");
		char shown[NEAR_LETTERS + 2];

		if (repository.n <= NEAR_LETTERS && quote_pasted_safely(repository)) /* it becomes part of a command */
			near_offer(near, quote_short(shown, sizeof shown, repository));
	}
	return rc < 0 ? -1 : 0;
}

static int tell_near(struct report *r, enum report_list which, const struct report_filter *x, const struct report_options *o,
                     struct out *out, struct fault *f)
{
	const char *name = x->value[REPORT_FILTER_REPOSITORY];
	struct near near;

	if (name == NULL || !report_filter_applies(which, REPORT_FILTER_REPOSITORY))
		return 0;
	if (names_near_repository(r, name, &near, f) < 0)
		return -1;
	if (near_word(&near) != NULL && strcmp(near_word(&near), name) != 0)
		put_told(out, o, TEXT_L_MEANT, (const struct span[]){ span_of(near_word(&near)) });
	return 0;
}

/* " with --x; without it there are N": the first filter whose absence would show something. */
static int tell_filters(struct report *r, enum report_list which, const struct report_filter *x, const struct report_options *o,
                        struct out *out, struct fault *f)
{
	struct report_filter less = *x;
	int given = 0, n = 0;

	for (int i = 1; i < REPORT_FILTER_END; i++) {
		if (x->value[i] == NULL || !report_filter_applies(which, (enum report_filter_id)i))
			continue;
		given++;
		less.value[i] = NULL;
		if (count_lines(r, which, &less, &n, f) < 0)
			return -1;
		less.value[i] = x->value[i];
		if (n > 0) {
			char digits[LANG_DIGITS];

			put_told_raw(out, o, n == COUNTED ? TEXT_L_EMPTIED_MOST : TEXT_L_EMPTIED,
			             (const struct span[]){ span_of(report_filter_name((enum report_filter_id)i)), span_of(x->value[i]),
			                                    lang_digits(digits, (uint64_t)n) }, 3);
			return i == REPORT_FILTER_REPOSITORY ? tell_near(r, which, x, o, out, f) : 0;
		}
	}
	if (given > 1)
		put_told(out, o, TEXT_L_EMPTIED_ALL, NULL);
	return 0;
}

int tell_logs_name(struct report *r, const struct report_options *o, struct out *out, struct fault *f)
{
	char digits[LANG_DIGITS];
	int64_t n;

	if (casedb_number(r->db, NUMBER_TAGS_OF_LOGS, NULL, &n, f) < 0)
		return -1;
	if (n > 0)
		tell(out, o, TEXT_L_LOGS_NAME, (const struct span[]){ lang_digits(digits, (uint64_t)n), span_of(r->typed) });
	return 0;
}

int empty_print(struct report *r, enum report_list which, const struct report_filter *x, const struct report_options *o,
                struct out *out, struct fault *f)
{
	static const enum lang_text none[REPORT_LIST_COUNT] = {
		[REPORT_IMAGES] = TEXT_L_NO_IMAGES,     [REPORT_TAGS] = TEXT_L_NO_TAGS,         [REPORT_BLOBS] = TEXT_L_NO_BLOBS,
		[REPORT_REPOS] = TEXT_L_NO_REPOS,       [REPORT_UPLOADS] = TEXT_L_NO_UPLOADS,   [REPORT_TIMELINE] = TEXT_L_NO_EVENTS,
		[REPORT_FINDINGS] = TEXT_L_NO_FINDINGS, [REPORT_SOURCES] = TEXT_L_NO_SOURCES,   [REPORT_AT] = TEXT_L_NO_TAG_THEN,
	};

	put_told(out, o, none[which], NULL);
	if (which != REPORT_AT && tell_filters(r, which, x, o, out, f) < 0)
		return -1;
	out_text(out, "\n");
	return which == REPORT_TAGS || which == REPORT_REPOS || which == REPORT_AT ? tell_logs_name(r, o, out, f) : 0;
}
