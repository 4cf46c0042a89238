/*
 * report/page/remarks.c - the rules a custody record is held against: identity verified before and after, one custodian
 * at every instant, two sides to each hand-over, every action ended, clocks that do not run back. Nothing is refused
 * for breaking them; each breach is told. The query says a rule's word and what it is about.
 */
#include "report/page/remarks.h"

static const struct {
	const char *word;
	enum lang_text text;
} all[] = {
	{ "no-intake", TEXT_R_NO_INTAKE },         { "mismatch", TEXT_R_MISMATCH },
	{ "no-reference", TEXT_R_NO_REFERENCE },   { "not-after", TEXT_R_NOT_AFTER },
	{ "same-after", TEXT_R_SAME_AFTER },       { "open-transfer", TEXT_R_OPEN_TRANSFER },
	{ "no-release", TEXT_R_NO_RELEASE },       { "gap", TEXT_R_GAP },
	{ "overlap", TEXT_R_OVERLAP },             { "after-end", TEXT_R_AFTER_END },
	{ "died", TEXT_R_DIED },                   { "clock", TEXT_R_CLOCK },
};

int custody_remarks(struct report *r, int (*each)(void *user, enum lang_text id, struct span subject, struct fault *f),
                    void *user, size_t *n, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_C_REMARKS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		for (size_t i = 0; i < COUNT(all); i++)
			if (span_is(rows_span(rows, "word"), all[i].word)) {
				(*n)++;
				if (each(user, all[i].text, rows_span(rows, "subject"), f) < 0)
					return -1;
			}
	return rc < 0 ? -1 : 0;
}

struct plain_lines {
	const struct report_sink *sink;
};

/* English, a line each: the sentence's "{0}" gives way to the subject. */
static int one_line(void *user, enum lang_text id, struct span subject, struct fault *f)
{
	const struct plain_lines *x = (const struct plain_lines *)user;
	OWNED(buf) struct buf line = BUF_INIT;
	struct span text = span_of(lang_text(LANG_EN, id));
	size_t at = span_find(text, '{');

	if (buf_add(&line, span_sub(text, 0, at == SIZE_MAX ? text.n : at), f) < 0)
		return -1;
	if (at != SIZE_MAX && (buf_add(&line, subject, f) < 0 || buf_add(&line, span_from(text, at + 3), f) < 0))
		return -1;
	return x->sink->write(x->sink->user, buf_span(&line), f);
}

int report_remarks(struct report *r, const struct report_sink *sink, struct fault *f)
{
	struct plain_lines x = { sink };
	size_t n = 0;

	return custody_remarks(r, one_line, &x, &n, f);
}
