/* report/page/toolmarks.c - which programs compressed the layers of each repository, as far as rebuild tried it. */
#include "report/page/html.h"

/* How an encoder's name begins, and who writes so: sherd-formats(7), "Go's gzip". The first that fits. */
static const struct {
	const char *begins;
	enum lang_text who;
} makers[] = {
	{ "go-gzip-6", TEXT_TM_GO },      { "go-gzip-1", TEXT_TM_GO_1 }, { "go-gzip-", TEXT_TM_GO_N },
	{ "zlib-6-os", TEXT_TM_JAVA },    { "zlib-", TEXT_TM_ZLIB },     { "zstd-", TEXT_TM_ZSTD },
	{ "libzstd-", TEXT_TM_ZSTD },     { "pgzip-", TEXT_TM_PGZIP },   { "", TEXT_TM_NONE },
};

static enum lang_text maker_of(struct span encoder)
{
	size_t i = 0;

	while (!span_starts(encoder, span_of(makers[i].begins)))
		i++;
	return makers[i].who;
}

static void mark_row(struct page *p, const struct rows *rows)
{
	page_row(p);
	page_td_name(p, rows_span(rows, "repository"));
	page_td_plain(p, rows_span(rows, "encoder"));
	page_td(p);
	out_text(p->o, page_text(p, maker_of(rows_span(rows, "encoder"))));
	out_text(p->o, "</td>");
	page_td_number(p, (uint64_t)rows_int(rows, "layers"));
	page_td_digest(p, rows_span(rows, "layer"));
	page_row_end(p);
}

int page_toolmarks(struct page *p)
{
	static const unsigned titles[] = { TEXT_T_REPOSITORY, TEXT_T_ENCODER, TEXT_T_WRITTEN_BY, RIGHT(TEXT_T_LAYERS), TEXT_T_EXAMPLE };
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (rows_open(p->r->db, QUERY_TOOLMARKS, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0) {
			page_h3(p, page_text(p, TEXT_TM));
			page_para(p, TEXT_TM_NOTE, "soft small");
			page_table(p, page_text(p, TEXT_TM), titles, COUNT(titles));
		}
		if (n++ < ROWS_SHOWN)
			mark_row(p, rows);
	}
	if (n > 0) {
		page_table_end(p);
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "blobs --json");
	}
	return rc < 0 ? -1 : 0;
}
