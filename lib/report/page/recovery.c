/* report/page/recovery.c - what disk images add to the page: their volumes, how bytes were recovered, why others
 * were not. */
#include "report/page/html.h"

#include <inttypes.h>
#include <stdio.h>

enum { WAYS_SHOWN = 4 };

struct way { /* a word of the case file, its label, and what it means */
	const char *word;
	enum lang_text label, about;
};

static const struct way kinds[] = {
	{ "image", TEXT_V_IMAGE, TEXT_NOTHING },
	{ "partition", TEXT_V_PARTITION, TEXT_NOTHING },
	{ "extended", TEXT_V_EXTENDED, TEXT_NOTHING },
	{ "table", TEXT_V_TABLE, TEXT_NOTHING },
	{ "unallocated", TEXT_V_UNALLOCATED, TEXT_NOTHING },
	{ "physical-volume", TEXT_V_PHYSICAL, TEXT_NOTHING },
	{ "logical-volume", TEXT_V_LOGICAL, TEXT_NOTHING },
	{ "former-logical-volume", TEXT_V_FORMER, TEXT_NOTHING },
	{ "found", TEXT_V_FOUND, TEXT_NOTHING },
	{ "stale", TEXT_V_STALE, TEXT_NOTHING },
};

static const struct way ways[] = {
	{ "metadata", TEXT_R_METADATA, TEXT_R_METADATA_IS },
	{ "journal-inode", TEXT_R_JOURNAL, TEXT_R_JOURNAL_IS },
	{ "orphan-leaf", TEXT_R_LEAF, TEXT_R_LEAF_IS },
	{ "dead-inode", TEXT_R_INODE, TEXT_R_INODE_IS },
	{ "stale-leaf", TEXT_R_STALE, TEXT_R_STALE_IS },
	{ "log-tree", TEXT_R_LOG, TEXT_R_LOG_IS },
	{ "json", TEXT_R_JSON, TEXT_R_JSON_IS },
	{ "gzip", TEXT_R_GZIP, TEXT_R_STREAM_IS },
	{ "zstd", TEXT_R_ZSTD, TEXT_R_STREAM_IS },
	{ "tar", TEXT_R_TAR, TEXT_R_STREAM_IS },
	{ "known-size", TEXT_R_SIZE, TEXT_R_SIZE_IS },
	{ "fragments", TEXT_R_FRAGMENTS, TEXT_R_FRAGMENTS_IS },
};

static const struct way reasons[] = {
	{ "overwritten", TEXT_Q_OVERWRITTEN, TEXT_Q_OVERWRITTEN_IS },
	{ "discarded", TEXT_Q_DISCARDED, TEXT_Q_DISCARDED_IS },
	{ "changed", TEXT_Q_CHANGED, TEXT_Q_CHANGED_IS },
	{ "budget", TEXT_Q_BUDGET, TEXT_Q_BUDGET_IS },
	{ "no-map", TEXT_Q_NO_MAP, TEXT_Q_NO_MAP_IS },
};

/* The label in the language of the page; a word that has none stands as it is. */
static void label(struct page *p, const struct way *all, size_t n, struct span word)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(word, all[i].word)) {
			page_put(p, all[i].label);
			return;
		}
	out_name(p->o, word);
}

void page_source_kind(struct page *p, struct span kind)
{
	if (span_is(kind, "image")) /* the word stands for an image of the registry elsewhere */
		page_put(p, TEXT_DISK_IMAGE);
	else
		page_word(p, kind);
}

/* ---- volumes ------------------------------------------------------------------------------------------------ */

static void shown(struct page *p, const struct rows *v, const char *column)
{
	out_text(p->o, "<bdi>");
	out_escaped_shown(p->o, rows_span(v, column));
	out_text(p->o, "</bdi>");
}

static void describe(struct page *p, const struct rows *v)
{
	static const char *const more[] = { "scheme", "type", "label" };

	page_td(p);
	label(p, kinds, COUNT(kinds), rows_span(v, "kind"));
	for (size_t i = 0; i < COUNT(more); i++) {
		if (!rows_has(v, more[i]))
			continue;
		page_put(p, TEXT_COMMA);
		shown(p, v, more[i]);
	}
	if (rows_has(v, "note")) {
		out_text(p->o, "<br><span class=\"soft\">");
		page_row_sentence(p, v, "note", "note_said", true);
		out_text(p->o, "</span>");
	}
	out_text(p->o, "</td>");
}

/* The file system that was read, or what the first bytes look like, with why it was not. */
static void inside(struct page *p, const struct rows *v)
{
	page_td(p);
	if (rows_has(v, "fs") || rows_has(v, "content"))
		shown(p, v, rows_has(v, "fs") ? "fs" : "content");
	if (rows_has(v, "mounted_at")) {
		out_text(p->o, " <code translate=\"no\">");
		shown(p, v, "mounted_at");
		out_text(p->o, "</code>");
	}
	if (rows_int(v, "dirty") != 0)
		page_aside(p, TEXT_V_REPLAYED);
	if (rows_int(v, "discards") != 0)
		page_aside(p, TEXT_V_DISCARDS);
	if (rows_has(v, "trouble")) {
		out_text(p->o, "<br><span class=\"soft\">");
		page_row_sentence(p, v, "trouble", "trouble_said", true);
		out_text(p->o, "</span>");
	}
	out_text(p->o, "</td>");
}

static void volume(struct page *p, const struct rows *v)
{
	page_row(p);
	page_td(p);
	for (int64_t i = 0; i < rows_int(v, "depth") && i < 16; i++)
		out_text(p->o, "&#160;&#160;");
	if (rows_has(v, "name"))
		shown(p, v, "name");
	else
		page_put(p, TEXT_V_IMAGE);
	out_text(p->o, "</td>");
	page_td_number(p, (uint64_t)rows_int(v, "offset"));
	page_td_number(p, (uint64_t)rows_int(v, "size"));
	describe(p, v);
	inside(p, v);
	page_row_end(p);
}

int page_volumes(struct page *p, const struct rows *source)
{
	static const unsigned titles[] = { TEXT_T_VOLUME, RIGHT(TEXT_T_START), RIGHT(TEXT_T_LENGTH), TEXT_T_DESCRIPTION,
		                           TEXT_T_FILE_SYSTEM };
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (rows_open(p->r->db, QUERY_VOLUMES, &rows, p->f) < 0 || rows_bind_int(rows, 1, rows_int(source, "scan"), p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0) {
			out_text(p->o, "<p class=\"small\">");
			page_put_with(p, TEXT_VOLUMES_OF, rows_span(source, "label"));
			out_text(p->o, "</p>\n");
			page_table(p, page_text(p, TEXT_VOLUMES), titles, COUNT(titles));
		}
		if (n++ < ROWS_SHOWN)
			volume(p, rows);
	}
	if (n > 0) {
		page_table_end(p);
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "report.json");
	}
	return rc < 0 ? -1 : 0;
}

/* ---- recovered blobs ------------------------------------------------------------------------------------------ */

/* The JSON objects of an array: at most WAYS_SHOWN; *n counts all. */
static int elements(struct page *p, struct span array, struct buf out[WAYS_SHOWN], size_t *n)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*n = 0;
	if (rows_open(p->r->db, QUERY_JSON_MEMBERS, &rows, p->f) < 0 || rows_bind_text(rows, 1, array, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0)
		if ((*n)++ < WAYS_SHOWN && buf_add(&out[*n - 1], rows_span(rows, "value"), p->f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

/* "metadata (an inode's copy in the journal, inode 398)" */
static int one_way(struct page *p, struct span object)
{
	OWNED(rows) struct rows *rows = NULL;
	bool open = false;
	int rc;

	if (rows_open(p->r->db, QUERY_JSON_MEMBERS, &rows, p->f) < 0 || rows_bind_text(rows, 1, object, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct span key = rows_span(rows, "key"), value = rows_span(rows, "value");

		if (span_is(key, "method"))
			label(p, ways, COUNT(ways), value);
		if (!span_is(key, "trace") && !span_is(key, "inode"))
			continue;
		page_put(p, open ? TEXT_COMMA : TEXT_OPEN);
		open = true;
		if (span_is(key, "trace"))
			label(p, ways, COUNT(ways), value);
		else
			page_put_with(p, TEXT_INODE, value);
	}
	if (open)
		page_put(p, TEXT_CLOSE);
	return rc < 0 ? -1 : 0;
}

static int how(struct page *p, struct span array)
{
	struct buf one[WAYS_SHOWN] = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	size_t n;
	int rc = elements(p, array, one, &n);

	page_td(p);
	for (size_t i = 0; rc == 0 && i < n && i < WAYS_SHOWN; i++) {
		out_text(p->o, i > 0 ? "<br>" : "");
		rc = one_way(p, buf_span(&one[i]));
	}
	out_text(p->o, "</td>");
	for (size_t i = 0; i < WAYS_SHOWN; i++)
		buf_release(&one[i]);
	return rc;
}

/* The first copy that came back: on which image, from which byte on, in how many pieces. */
static int found_at(struct page *p, struct span digest)
{
	OWNED(rows) struct rows *rows = NULL;
	uint64_t n[2] = { 0, 1 };
	int rc;

	if (ask(&rows, p->r, QUERY_BLOB_COPIES, digest, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct span runs = rows_span(rows, "runs");

		if (!rows_has(rows, "recovered_by"))
			continue;
		if (how(p, rows_span(rows, "recovered_by")) < 0)
			return -1;
		n[0] = (uint64_t)rows_int(rows, "offset");
		for (size_t i = 0; i + 1 < runs.n; i++) /* "at,offset,length;..." */
			n[1] += runs.p[i] == ';';
		out_text(p->o, "<td class=\"path\">");
		out_name(p->o, rows_span(rows, "label"));
		page_put(p, TEXT_COLON);
		page_say_plain(p, TEXT_FROM_BYTE, n, COUNT(n));
		out_text(p->o, "</td>");
		return 0;
	}
	out_text(p->o, "<td></td><td></td>");
	return rc < 0 ? -1 : 0;
}

static int blob(struct page *p, const struct rows *b)
{
	page_row(p);
	page_td_digest(p, rows_span(b, "digest"));
	page_td_plain(p, rows_span(b, "kind"));
	page_td_size(p, b, "size");
	if (found_at(p, rows_span(b, "digest")) < 0)
		return -1;
	page_row_end(p);
	return 0;
}

/* The reason of the first search; its text is written by us, so that quotes in it are escaped. */
static size_t reason_of(struct span searched)
{
	for (size_t i = 0; i < COUNT(reasons); i++) {
		char member[40];
		int n = snprintf(member, sizeof member, "\"reason\":\"%s\"", reasons[i].word);

		for (size_t at = 0; n > 0 && at + (size_t)n <= searched.n; at++)
			if (memcmp(searched.p + at, member, (size_t)n) == 0)
				return i;
	}
	return COUNT(reasons);
}

static void why_not(struct page *p, const uint64_t n[COUNT(reasons)])
{
	static const unsigned titles[] = { TEXT_T_REASON, TEXT_T_MEANING, RIGHT(TEXT_T_BLOBS) };
	uint64_t all = 0;

	for (size_t i = 0; i < COUNT(reasons); i++)
		all += n[i];
	if (all == 0)
		return;
	page_table(p, page_text(p, TEXT_NOT_RECOVERED), titles, COUNT(titles));
	for (size_t i = 0; i < COUNT(reasons); i++) {
		if (n[i] == 0)
			continue;
		page_row(p);
		page_td(p);
		page_put(p, reasons[i].label);
		out_text(p->o, "</td>");
		page_td(p);
		page_put(p, reasons[i].about);
		out_text(p->o, "</td>");
		page_td_number(p, n[i]);
		page_row_end(p);
	}
	page_table_end(p);
	page_para(p, TEXT_NOT_RECOVERED_NOTE, "soft small");
}

static int has_images(struct page *p, bool *out)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	*out = false;
	if (ask(&rows, p->r, QUERY_SOURCES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0)
		*out = *out || span_is(rows_span(rows, "kind"), "image");
	return rc < 0 ? -1 : 0;
}

int page_recovered(struct page *p)
{
	static const unsigned titles[] = { TEXT_T_BLOB, TEXT_T_KIND, RIGHT(TEXT_T_SIZE), TEXT_T_HOW, TEXT_T_WHERE };
	OWNED(rows) struct rows *rows = NULL;
	uint64_t why[COUNT(reasons) + 1] = { 0 };
	size_t n = 0;
	bool any;
	int rc;

	if (has_images(p, &any) < 0)
		return -1;
	if (!any)
		return 0;
	page_h3(p, page_text(p, TEXT_RECOVERED));
	if (ask(&rows, p->r, QUERY_BLOBS, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (rows_has(rows, "searched") && rows_span(rows, "searched").n > 2)
			why[reason_of(rows_span(rows, "searched"))]++;
		if (!span_is(rows_span(rows, "state"), "recovered"))
			continue;
		if (n == 0)
			page_table(p, page_text(p, TEXT_RECOVERED), titles, COUNT(titles));
		if (n++ < ROWS_SHOWN && blob(p, rows) < 0)
			return -1;
	}
	if (n == 0) {
		page_para(p, TEXT_RECOVERED_NONE, "");
	} else {
		page_table_end(p);
		page_para(p, TEXT_RECOVERED_NOTE, "soft small");
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "report.json");
	}
	why_not(p, why);
	return rc < 0 ? -1 : 0;
}

/* ---- the words ------------------------------------------------------------------------------------------------ */

void page_ways(struct page *p)
{
	static const unsigned titles[] = { TEXT_T_WORD, TEXT_T_MEANING };

	page_table(p, page_text(p, TEXT_W_WAY), titles, COUNT(titles));
	for (size_t i = 0; i < COUNT(ways); i++) {
		page_row(p);
		page_td(p);
		page_put(p, ways[i].label);
		if (p->lang == LANG_JA)
			out_printf(p->o, " <code translate=\"no\">%s</code>", ways[i].word);
		out_text(p->o, "</td><td>");
		page_put(p, ways[i].about);
		out_text(p->o, "</td>");
		page_row_end(p);
	}
	page_table_end(p);
}
