/* logs/line.c - which family a line is of: each looks in turn, documents of several lines first. */
#include "logs/private.h"

int log_judge(struct log_reader *r, const struct line *l, struct fault *f)
{
	static const struct {
		int (*look)(struct log_reader *, struct span, struct fault *);
		enum log_family family;
	} kinds[] = {
		{ sql_line, LOG_SQL },   { access_line, LOG_ACCESS },    { app_text_line, LOG_APP_TEXT },
		{ gc_line, LOG_GC },     { mention_line, LOG_TEXT },
	};
	int rc = LINE_OTHER;

	r->now = *l;
	for (size_t i = 0; rc == LINE_OTHER && i < COUNT(kinds); i++) {
		rc = kinds[i].look(r, l->text, f);
		if (rc < 0)
			return -1;
		if (rc == 0)
			log_counted(r, 0, kinds[i].family, l);
		if (rc == 0 && kinds[i].family != LOG_GC)
			gc_headings(r, false);
	}
	if (rc == LINE_OTHER)
		log_counted(r, rc, LOG_FAMILY_UNSET, l);
	return 0;
}

int log_line(struct log_reader *r, const struct line *l, struct fault *f)
{
	int rc = LINE_OTHER;

	if (span_trim(l->text).n == 0)
		return 0;
	if (!r->sql.inside)
		rc = document_line(r, l, f);
	return rc == LINE_OTHER ? log_judge(r, l, f) : rc;
}
