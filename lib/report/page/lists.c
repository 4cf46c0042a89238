/* report/page/lists.c - sources, tag histories, blobs that are not whole, what deletions left. */
#include "report/page/html.h"

#include "core/finding.h"

#include <inttypes.h>

static int all_volumes(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, p->r, QUERY_SOURCES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0)
		if (span_is(rows_span(rows, "kind"), "image") && page_volumes(p, rows) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

/* Of two roots of one source the source's name alone says nothing. */
static void kin_name(struct page *p, const struct rows *k, const char *label, const char *path)
{
	out_name(p->o, rows_span(k, label));
	if (rows_int(k, "roots") == 0)
		return;
	out_text(p->o, "/");
	out_name(p->o, rows_span(k, path));
}

/* Which registries have one history, by whose word; which only look as if. */
static int kinships(struct page *p)
{
	static const unsigned says[] = { TEXT_KIN_AGREES, TEXT_KIN_STATED, TEXT_KIN_SNAPSHOT };
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, p->r, QUERY_KINSHIPS, SPAN_NONE, p->f) < 0)
		return -1;
	for (size_t n = 0; (rc = rows_next(rows, p->f)) == 0 && n < PARTS_SHOWN; n++) {
		const uint64_t count[] = { (uint64_t)rows_int(rows, "common"), (uint64_t)rows_int(rows, "entries"),
			                   (uint64_t)rows_int(rows, "of_entries"), (uint64_t)rows_int(rows, "same_time") };
		int64_t kin = rows_int(rows, "stated");

		out_text(p->o, "<p class=\"small\"><strong>");
		kin_name(p, rows, "label", "registry");
		out_text(p->o, "</strong> ");
		page_put(p, says[kin < 0 || kin >= (int64_t)COUNT(says) ? 0 : kin]);
		out_text(p->o, " <strong>");
		kin_name(p, rows, "of", "of_registry");
		out_text(p->o, "</strong>. ");
		page_say_plain(p, TEXT_KIN_MEASURE, count, COUNT(count));
		out_text(p->o, "</p>\n");
	}
	return rc < 0 ? -1 : 0;
}

int page_sources(struct page *p)
{
	static const unsigned titles[] = {
		TEXT_T_LABEL, TEXT_T_KIND, TEXT_T_PATH, RIGHT(TEXT_T_ITEMS),
		RIGHT(TEXT_T_BYTES_READ), TEXT_T_READ, TEXT_T_DIGEST
	};
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	page_section(p, "sources", TEXT_SOURCES);
	page_para(p, TEXT_SOURCES_NOTE, "soft small");
	if (ask(&rows, p->r, QUERY_SOURCES, SPAN_NONE, p->f) < 0)
		return -1;
	page_table(p, page_text(p, TEXT_SOURCES), titles, COUNT(titles));
	while ((rc = rows_next(rows, p->f)) == 0) {
		page_row(p);
		page_td(p);
		out_name(p->o, rows_span(rows, "label"));
		if (rows_int(rows, "present") != 0)
			{
			out_text(p->o, " ");
			page_mark(p, TEXT_PRESENT, "b-live");
		}
		if (rows_has(rows, "copy_of")) {
			out_text(p->o, " <span class=\"soft\">");
			page_put_with(p, TEXT_COPY_OF, rows_span(rows, "copy_of"));
			out_text(p->o, "</span>");
		}
		out_text(p->o, "</td>");
		out_text(p->o, "<td class=\"k\">");
		page_source_kind(p, rows_span(rows, "kind"));
		out_text(p->o, "</td>");
		page_td_path(p, rows_span(rows, "path"));
		page_td_number(p, (uint64_t)rows_int(rows, "items"));
		page_td_size(p, rows, "bytes");
		page_td_time(p, rows_span(rows, "started"));
		page_td_digest_full(p, rows_span(rows, "digest"));
		page_row_end(p);
	}
	page_table_end(p);
	rows_close(TAKE(&rows)); /* the same question is asked again for the volumes */
	if (rc < 0 || kinships(p) < 0 || all_volumes(p) < 0)
		return -1;
	page_section_end(p);
	return 0;
}

static void tag_row(struct page *p, const struct rows *t)
{
	char up[WHEN_TEXT];

	page_row(p);
	page_td(p);
	out_name(p->o, rows_span(t, "repository"));
	out_text(p->o, ":");
	out_name(p->o, rows_span(t, "tag"));
	out_text(p->o, "</td>");
	page_td_word(p, t, "standing");
	page_td_digest(p, rows_span(t, "digest"));
	page_td_word(p, t, "completeness");
	page_td_time(p, rows_span(t, "from_at"));
	out_text(p->o, "<td class=\"t\">");
	if (rows_has(t, "until_at")) {
		page_time(p, rows_span(t, "until_at"));
	} else if (rows_has(t, "deleted_at")) {
		page_put(p, TEXT_DELETED);
		out_text(p->o, " ");
		page_time(p, rows_span(t, "deleted_at"));
	} else if (rows_has(t, "deleted_before")) {
		page_put(p, TEXT_DELETED_BEFORE);
		out_text(p->o, " ");
		page_time(p, span_of(time_short_up(up, rows_span(t, "deleted_before"))));
	}
	out_text(p->o, "</td>");
	page_td_plain(p, rows_span(t, "grade"));
	page_td_name(p, rows_span(t, "source"));
	page_row_end(p);
}

int page_tags(struct page *p)
{
	static const unsigned titles[] = {
		TEXT_T_TAG, TEXT_T_STANDING, TEXT_T_IMAGE, TEXT_T_IMAGE_IS, TEXT_T_FROM,
		TEXT_T_UNTIL, TEXT_T_GRADE, TEXT_T_SOURCE
	};
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	page_section(p, "tags", TEXT_TAGS);
	page_para(p, TEXT_TAGS_NOTE, "soft small");
	if (ask(&rows, p->r, QUERY_TAGS, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0)
			page_table(p, page_text(p, TEXT_TAGS), titles, COUNT(titles));
		if (n++ < ROWS_SHOWN)
			tag_row(p, rows);
	}
	if (n == 0) {
		page_para(p, TEXT_NOTHING, "");
	} else {
		page_table_end(p);
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "tags.csv");
	}
	page_section_end(p);
	return rc < 0 ? -1 : 0;
}

static int where(struct page *p, struct span digest)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_BLOB_COPIES, digest, p->f) < 0)
		return -1;
	out_text(p->o, "<td class=\"path\">");
	while ((rc = rows_next(rows, p->f)) == 0 && n < 8) {
		out_text(p->o, n++ > 0 ? "<br>" : "");
		out_name(p->o, rows_span(rows, "label"));
		out_text(p->o, ": ");
		out_name(p->o, rows_span(rows, "path"));
		if (rows_has(rows, "unread")) {
			out_text(p->o, " <span class=\"soft\">");
			page_put(p, TEXT_OPEN);
			page_row_sentence(p, rows, "unread", "unread_said", false);
			page_put(p, TEXT_CLOSE);
			out_text(p->o, "</span>");
		}
	}
	out_text(p->o, "</td>");
	return rc < 0 ? -1 : 0;
}

static int harmed(struct page *p)
{
	static const unsigned titles[] = {
		TEXT_T_BLOB, TEXT_T_KIND, TEXT_T_STATE, RIGHT(TEXT_T_DECLARED),
		TEXT_T_BYTES_FOUND, RIGHT(TEXT_T_IMAGES), TEXT_T_WHERE
	};
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_BLOBS_HARMED, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0)
			page_table(p, page_text(p, TEXT_HARMED), titles, COUNT(titles));
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td_digest(p, rows_span(rows, "digest"));
		page_td_plain(p, rows_span(rows, "kind"));
		page_td_word(p, rows, "state");
		page_td_size(p, rows, "size");
		page_td(p);
		page_size(p, rows, "observed_size");
		out_text(p->o, " ");
		page_digest_full(p, rows_span(rows, "observed_digest"));
		out_text(p->o, "</td>");
		page_td_number(p, (uint64_t)rows_int(rows, "needed_by"));
		if (where(p, rows_span(rows, "digest")) < 0)
			return -1;
		page_row_end(p);
	}
	if (n == 0) {
		page_para(p, TEXT_HARMED_NONE, "");
	} else {
		page_table_end(p);
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "blobs.csv");
	}
	return rc < 0 ? -1 : 0;
}

static int elsewhere(struct page *p, struct span digest)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_ELSEWHERE, digest, p->f) < 0)
		return -1;
	page_td(p);
	while ((rc = rows_next(rows, p->f)) == 0 && n < 6) {
		struct span what = rows_span(rows, "what");

		out_text(p->o, n++ > 0 ? "<br>" : "");
		page_sentence(p, span_of(elsewhere_text(what)));
		out_text(p->o, " ");
		if (span_is(what, "inline") || span_is(what, "same-content"))
			page_digest(p, rows_span(rows, "digest"));
		out_name(p->o, rows_span(rows, "name"));
	}
	out_text(p->o, "</td>");
	return rc < 0 ? -1 : 0;
}

static int missing(struct page *p)
{
	static const unsigned titles[] = {
		TEXT_T_BLOB, TEXT_T_KIND, RIGHT(TEXT_T_DECLARED), RIGHT(TEXT_T_IMAGES),
		TEXT_T_OTHER_TRACES
	};
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_BLOBS_MISSING, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0) {
			out_text(p->o, "<p>");
			page_say(p, TEXT_MISSING_COUNT, &p->s.blobs_nowhere, 1);
			out_text(p->o, "</p>\n");
			page_table(p, page_text(p, TEXT_MISSING), titles, COUNT(titles));
		}
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td_digest_full(p, rows_span(rows, "digest"));
		page_td_plain(p, rows_span(rows, "kind"));
		page_td_size(p, rows, "size");
		page_td_number(p, (uint64_t)rows_int(rows, "needed_by"));
		if (elsewhere(p, rows_span(rows, "digest")) < 0)
			return -1;
		page_row_end(p);
	}
	if (n == 0) {
		page_para(p, TEXT_MISSING_NONE, "");
	} else {
		page_table_end(p);
		page_para(p, TEXT_MISSING_NOTE, "soft small");
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "blobs.csv");
	}
	return rc < 0 ? -1 : 0;
}

int page_blobs(struct page *p)
{
	page_section(p, "blobs", TEXT_BLOBS);
	page_h3(p, page_text(p, TEXT_HARMED));
	if (harmed(p) < 0)
		return -1;
	page_h3(p, page_text(p, TEXT_MISSING));
	if (missing(p) < 0 || page_recovered(p) < 0 || page_toolmarks(p) < 0)
		return -1;
	page_section_end(p);
	return 0;
}

/* ---- remnants ------------------------------------------------------------------------------ */

static int remnant(struct page *p, enum finding_code code, size_t *all)
{
	static const unsigned titles[] = { TEXT_T_DIR_TIME, TEXT_T_REPOSITORY, TEXT_T_DIGEST, TEXT_T_PATH };
	const struct finding_kind *k = finding_kind(code);
	OWNED(rows) struct rows *rows = NULL;
	char when[WHEN_TEXT];
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_FINDINGS_OF, span_of(k->code), p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0)
			page_table(p, finding_title(p->lang, code), titles, COUNT(titles));
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td_time(p, rows_has(rows, "mtime")
		                        ? span_of(time_ns(when, rows_int(rows, "mtime"),
		                                          rows_int(rows, "time_digits")))
		                        : SPAN_NONE);
		page_td_name(p, rows_span(rows, "repository"));
		page_td_digest(p, rows_span(rows, "digest"));
		page_td_path(p, rows_span(rows, "path"));
		page_row_end(p);
	}
	if (n > 0) {
		page_table_end(p);
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "findings.csv");
	}
	*all += n;
	return rc < 0 ? -1 : 0;
}

static int uploads(struct page *p, size_t *all)
{
	static const unsigned titles[] = {
		TEXT_T_REPOSITORY, TEXT_T_SESSION, TEXT_T_STARTED, RIGHT(TEXT_T_ORIGIN),
		TEXT_T_DIGEST_OF_BYTES, TEXT_T_BECOMING
	};
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_UPLOADS, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0)
			page_table(p, page_text(p, TEXT_UPLOADS), titles, COUNT(titles));
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td_name(p, rows_span(rows, "repository"));
		page_td_name(p, rows_span(rows, "uuid"));
		page_td_time(p, rows_span(rows, "started"));
		page_td_size(p, rows, "size");
		page_td_digest(p, rows_span(rows, "digest"));
		page_td_digest(p, rows_span(rows, "becoming"));
		page_row_end(p);
	}
	if (n > 0) {
		page_table_end(p);
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "report.json");
	}
	*all += n;
	return rc < 0 ? -1 : 0;
}

static int candidates(struct page *p)
{
	static const unsigned titles[] = {
		TEXT_T_CONFIG, RIGHT(TEXT_T_LAYER), TEXT_T_DIFF_ID, TEXT_T_BLOB, TEXT_T_STATE,
		TEXT_T_GRADE
	};
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_CANDIDATES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n == 0) {
			page_h3(p, page_text(p, TEXT_CANDIDATES));
			page_para(p, TEXT_CANDIDATES_NOTE, "soft small");
			page_table(p, page_text(p, TEXT_CANDIDATES), titles, COUNT(titles));
		}
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td_digest(p, rows_span(rows, "config"));
		page_td_number(p, (uint64_t)rows_int(rows, "position") + 1);
		page_td_digest(p, rows_span(rows, "diff_id"));
		page_td_digest(p, rows_span(rows, "layer"));
		page_td_word(p, rows, "state");
		page_td_plain(p, rows_span(rows, "grade"));
		page_row_end(p);
	}
	if (n > 0) {
		page_table_end(p);
		page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, NULL);
	}
	return rc < 0 ? -1 : 0;
}

int page_remnants(struct page *p)
{
	static const enum finding_code codes[] = { FINDING_MANIFEST_DELETED,
		                                   FINDING_LAYER_LINK_REMOVED, FINDING_SHARD_SWEPT,
		                                   FINDING_LAYER_LINK_DANGLING };
	OWNED(rows) struct rows *cache = NULL;
	size_t all = 0;
	int rc;

	page_section(p, "remnants", TEXT_REMNANTS);
	page_para(p, TEXT_REMNANTS_NOTE, "soft small");
	if (ask(&cache, p->r, QUERY_FINDINGS_OF,
	        span_of(finding_kind(FINDING_PULL_THROUGH_CACHE)->code), p->f) < 0)
		return -1;
	rc = rows_next(cache, p->f);
	if (rc == 0)
		page_para(p, TEXT_CACHE, "warnbox");
	rows_close(TAKE(&cache)); /* the same question is asked again below */
	if (rc < 0)
		return -1;
	for (size_t i = 0; i < COUNT(codes); i++)
		if (remnant(p, codes[i], &all) < 0)
			return -1;
	if (uploads(p, &all) < 0)
		return -1;
	if (all == 0)
		page_para(p, TEXT_REMNANTS_NONE, "");
	if (candidates(p) < 0)
		return -1;
	page_section_end(p);
	return 0;
}
