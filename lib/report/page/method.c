/* report/page/method.c - how conclusions are drawn, the words defined, digests in full, the runs.
 */
#include "report/page/html.h"

#include "base/quote.h"
#include "core/event.h"

#include <inttypes.h>
#include <stdio.h>

struct word {
	const char *text, *about;
};

/* Those that are used in this case; `used` in the order of `w`, NULL: all. */
static void words(struct page *p, enum lang_text caption, enum word_set set, const struct word *w, size_t n, const uint64_t *used)
{
	static const unsigned titles[] = { TEXT_T_WORD, TEXT_T_MEANING };
	size_t any = 0;

	for (size_t i = 0; i < n; i++)
		any += used == NULL || used[i] > 0;
	if (any == 0)
		return;
	page_table(p, page_text(p, caption), titles, COUNT(titles));
	for (size_t i = 0; i < n; i++) {
		if (used != NULL && used[i] == 0)
			continue;
		page_row(p);
		page_td(p);
		page_badge(p, span_of(w[i].text));
		if (p->lang == LANG_JA)
			out_printf(p->o, " <code translate=\"no\">%s</code>", w[i].text);
		out_text(p->o, "</td><td>");
		out_escaped(p->o, span_of(p->lang == LANG_JA ? word_about_ja(set, w[i].text) : w[i].about));
		out_text(p->o, "</td>");
		page_row_end(p);
	}
	page_table_end(p);
}

#define W(id, text, about) { text, about },

enum {
#define X(id, text, about) EVENT_NO_##id,
	EVENTS(X)
#undef X
	        EVENT_NO_
};

/* Which events the timeline of the page tells. */
static int used_events(struct page *p, const struct word *w, size_t n, uint64_t *used)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(p->r->db, QUERY_TOLD, &rows, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0)
		for (size_t i = 0; i < n; i++)
			used[i] += span_is(rows_span(rows, "event"), w[i].text);
	return rc < 0 ? -1 : 0;
}

static int words_used(struct page *p)
{
	static const struct word states[] = { BLOB_STATES(W) }, standings[] = { STANDINGS(W) },
	                         wholes[] = { COMPLETENESSES(W) }, grades[] = { GRADES(W) }, origins[] = { ORIGINS(W) }, tags[] = { TAG_STANDINGS(W) },
	                         severities[] = { SEVERITIES(W) }, events[] = { EVENTS(W) };
	uint64_t standing[WORDS] /* from UNSET on, as all counts of words */, event[EVENT_NO_] = { 0 };

	memcpy(standing, p->s.standing, sizeof standing);
	standing[STANDING_DELETED] += p->s.deleted;
	page_h3(p, page_text(p, TEXT_WORDS_OF));
	words(p, TEXT_W_GRADE, WORD_GRADE, grades, COUNT(grades), NULL);
	words(p, TEXT_W_STANDING, WORD_STANDING, standings, COUNT(standings), standing + 1);
	words(p, TEXT_W_COMPLETENESS, WORD_COMPLETENESS, wholes, COUNT(wholes), p->s.completeness + 1);
	words(p, TEXT_W_STATE, WORD_STATE, states, COUNT(states), p->s.state + 1);
	words(p, TEXT_W_ORIGIN, WORD_ORIGIN, origins, COUNT(origins), NULL);
	words(p, TEXT_W_TAG, WORD_TAG, tags, COUNT(tags), p->s.tag + 1);
	words(p, TEXT_W_SEVERITY, WORD_SEVERITY, severities, COUNT(severities), p->s.severity + 1);
	if (used_events(p, events, COUNT(events), event) < 0)
		return -1;
	words(p, TEXT_W_EVENT, WORD_EVENT, events, COUNT(events), event);
	if (p->s.state[STATE_RECOVERED] > 0)
		page_ways(p);
	return 0;
}

int page_method(struct page *p)
{
	static const enum lang_text paras[] = { TEXT_M_1, TEXT_M_2, TEXT_M_3, TEXT_M_4, TEXT_M_5, TEXT_M_6, TEXT_M_7 };

	page_section(p, "method", TEXT_METHOD);
	for (size_t i = 0; i < COUNT(paras); i++)
		page_para(p, paras[i], "");
	if (words_used(p) < 0)
		return -1;
	page_section_end(p);
	return 0;
}

/* ---- digests ------------------------------------------------------------------------------- */

static int all_blobs(struct page *p)
{
	static const unsigned titles[] = { TEXT_T_DIGEST, TEXT_T_KIND, TEXT_T_STATE, RIGHT(TEXT_T_SIZE) };
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_BLOBS, SPAN_NONE, p->f) < 0)
		return -1;
	page_table(p, page_text(p, TEXT_HASHES), titles, COUNT(titles));
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td_digest_full(p, rows_span(rows, "digest"));
		page_td_plain(p, rows_span(rows, "kind"));
		page_td_word(p, rows, "state");
		page_td_size(p, rows, "size");
		page_row_end(p);
	}
	page_table_end(p);
	page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "blobs.csv");
	return rc < 0 ? -1 : 0;
}

void page_files(struct page *p)
{
	static const unsigned titles[] = { TEXT_T_FILE, RIGHT(TEXT_T_BYTES), TEXT_T_SHA256 };

	page_table(p, page_text(p, TEXT_FILES), titles, COUNT(titles));
	for (size_t i = 0; i < p->d->n; i++) {
		char text[DIGEST_TEXT];

		page_row(p);
		out_printf(p->o, "<td><a href=\"%s\">%s</a></td>", p->d->file[i].name,
		           p->d->file[i].name);
		page_td_number(p, p->d->file[i].size);
		page_td(p);
		page_digest_full(p, span_of(digest_text(text, &p->d->file[i].sha256) + 7));
		out_text(p->o, "</td>");
		page_row_end(p);
	}
	page_table_end(p);
}

enum { LINES_SHOWN = 20 }; /* rule: examples of a check by hand */

/* The first copy of one manifest in a directory source, as a line for sha256sum. */
static int check_line(struct page *p, struct span digest, size_t *n)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, p->r, QUERY_BLOB_COPIES, digest, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct span path = rows_span(rows, "path");

		if (!span_is(rows_span(rows, "state"), "intact") || !quote_plain(path) ||
		    path.n == 0 || !span_is(rows_span(rows, "source_kind"), "dir"))
			continue;
		if ((*n)++ == 0)
			out_text(p->o, "<pre>");
		out_escaped(p->o, span_from(rows_span(rows, "sha256"), 7));
		out_text(p->o, "  ");
		out_escaped(p->o, path);
		out_text(p->o, "\n");
		return 0;
	}
	return rc < 0 ? -1 : 0;
}

enum { PIECES_SHOWN = 8, IMAGE_LINES_SHOWN = 10 }; /* told: examples; TEXT_HAND_IMAGE says how */

/* "at,offset,length;...": pieces of a file as bytes of the disk, one after the other without a hole. */
static size_t pieces_of(struct span runs, uint64_t offset[PIECES_SHOWN], uint64_t length[PIECES_SHOWN])
{
	uint64_t at, next = 0;
	size_t n = 0;

	while (runs.n > 0) {
		struct span one = span_cut(&runs, ';');
		char text[80];

		if (one.n >= sizeof text || n == PIECES_SHOWN)
			return 0;
		memcpy(text, one.p, one.n);
		text[one.n] = '\0';
		if (sscanf(text, "%" SCNu64 ",%" SCNu64 ",%" SCNu64, &at, &offset[n], &length[n]) != 3 || at != next)
			return 0;
		next = at + length[n++];
	}
	return n;
}

/* Files of containers: what is said of bytes of the disk holds for a raw copy, made by a program of the system's. */
static const struct {
	const char *ending, *before, *after; /* before FILE, a blank, FILE after */
} containers[] = {
	{ ".qcow2", "qemu-img convert -O raw ", ".raw" },
	{ ".qcow", "qemu-img convert -O raw ", ".raw" },
	{ ".vmdk", "qemu-img convert -O raw ", ".raw" },
	{ ".vhd", "qemu-img convert -O raw ", ".raw" },
	{ ".vhdx", "qemu-img convert -O raw ", ".raw" },
	{ ".e01", "ewfexport -u -q -f raw -t ", "" }, /* it puts .raw behind the name itself */
	{ ".ex01", "ewfexport -u -q -f raw -t ", "" },
};

/* Its row of containers, or -1: read as it is. */
static int container_of(struct span path)
{
	for (size_t i = 0; i < COUNT(containers); i++) {
		size_t n = strlen(containers[i].ending), k = 0;

		if (path.n <= n)
			continue;
		while (k < n && (path.p[path.n - n + k] | 0x20) == (containers[i].ending[k] | 0x20))
			k++;
		if (k == n)
			return (int)i;
	}
	return -1;
}

static int put_file(struct page *p, struct span path, const char *ending)
{
	OWNED(buf) struct buf name = BUF_INIT, word = BUF_INIT;

	if (buf_add(&name, path, p->f) < 0 || buf_add_text(&name, ending, p->f) < 0 || quote_shell(&word, buf_span(&name), p->f) < 0)
		return -1;
	out_escaped(p->o, buf_span(&word));
	return 0;
}

/* For each image in a container, the line that makes the raw copy which the lines below read. */
static int check_containers(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc, kind;

	if (ask(&rows, p->r, QUERY_SOURCES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct span path = rows_span(rows, "path");

		kind = span_is(rows_span(rows, "kind"), "image") ? container_of(path) : -1;
		if (kind < 0)
			continue;
		out_text(p->o, n++ == 0 ? "<pre>" : "");
		out_text(p->o, containers[kind].before);
		if (put_file(p, path, "") < 0)
			return -1;
		out_text(p->o, " ");
		if (put_file(p, path, containers[kind].after) < 0)
			return -1;
		out_text(p->o, "\n");
	}
	if (n > 0)
		out_text(p->o, "</pre>\n");
	return rc < 0 ? -1 : (int)n;
}

static void dd(struct page *p, uint64_t offset, uint64_t length, struct span path)
{
	out_text(p->o, "dd if&#61;");
	if (put_file(p, path, container_of(path) < 0 ? "" : ".raw") < 0)
		out_fail(p->o);
	out_printf(p->o, " bs&#61;65536 iflag&#61;skip_bytes,count_bytes skip&#61;%" PRIu64 " count&#61;%" PRIu64 " status&#61;none", offset, length);
}

/* The first copy of a blob on a disk image, as a line of dd and sha256sum. */
static int image_line(struct page *p, struct span digest, size_t *n)
{
	OWNED(rows) struct rows *rows = NULL;
	uint64_t offset[PIECES_SHOWN], length[PIECES_SHOWN];
	int rc;

	if (ask(&rows, p->r, QUERY_BLOB_COPIES, digest, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0) {
		struct span path = rows_span(rows, "source_path"), state = rows_span(rows, "state");
		size_t pieces = pieces_of(rows_span(rows, "runs"), offset, length);

		if ((!span_is(state, "intact") && !span_is(state, "recovered")) || !span_is(rows_span(rows, "source_kind"), "image") ||
		    pieces == 0 || rows_span(rows, "sha256").n < 8)
			continue;
		out_text(p->o, (*n)++ == 0 ? "<pre>" : "");
		out_text(p->o, pieces > 1 ? "{ " : "");
		for (size_t i = 0; i < pieces; i++) {
			dd(p, offset[i], length[i], path);
			out_text(p->o, pieces > 1 ? "; " : "");
		}
		out_text(p->o, pieces > 1 ? "} | sha256sum  # " : " | sha256sum  # ");
		out_escaped(p->o, span_from(rows_span(rows, "sha256"), 7));
		out_text(p->o, "\n");
		return 0;
	}
	return rc < 0 ? -1 : 0;
}

/* Of disk images: what came back from deleted space first, then what stands there. */
static int check_images(struct page *p)
{
	static const char *const states[] = { "recovered", "intact" };
	size_t n = 0;
	int made;

	for (size_t i = 0; i < COUNT(states); i++) {
		OWNED(rows) struct rows *rows = NULL;
		int rc;

		if (rows_open(p->r->db, QUERY_BLOBS, &rows, p->f) < 0 || rows_bind_text(rows, 8, span_of(states[i]), p->f) < 0)
			return -1;
		while ((rc = rows_next(rows, p->f)) == 0 && n < IMAGE_LINES_SHOWN)
			if (image_line(p, rows_span(rows, "digest"), &n) < 0)
				return -1;
		if (rc < 0)
			return -1;
	}
	if (n == 0)
		return 0;
	out_text(p->o, "</pre>\n");
	page_para(p, TEXT_HAND_IMAGE, "soft small");
	made = check_containers(p);
	if (made > 0)
		page_para(p, TEXT_HAND_CONVERT, "soft small");
	return made < 0 ? -1 : 0;
}

static int check(struct page *p)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	page_h3(p, page_text(p, TEXT_CHECK));
	if (ask(&rows, p->r, QUERY_IMAGES, SPAN_NONE, p->f) < 0)
		return -1;
	while ((rc = rows_next(rows, p->f)) == 0 && n < LINES_SHOWN)
		if (check_line(p, rows_span(rows, "digest"), &n) < 0)
			return -1;
	if (n > 0)
		out_text(p->o, "</pre>\n");
	page_para(p, n > 0 ? TEXT_CHECK_NOTE : TEXT_CHECK_NONE, "soft small");
	return rc < 0 ? -1 : check_images(p);
}

int page_hashes(struct page *p)
{
	page_section(p, "hashes", TEXT_HASHES);
	page_para(p, TEXT_HASHES_NOTE, "soft small");
	if (all_blobs(p) < 0)
		return -1;
	page_h3(p, page_text(p, TEXT_FILES));
	page_para(p, TEXT_FILES_NOTE, "soft small");
	page_files(p);
	if (check(p) < 0)
		return -1;
	page_section_end(p);
	return 0;
}

/* ---- runs ---------------------------------------------------------------------------------- */

static int arguments(struct page *p, struct span json)
{
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	if (ask(&rows, p->r, QUERY_JSON_MEMBERS, json, p->f) < 0)
		return -1;
	out_text(p->o, "<td><code>");
	while ((rc = rows_next(rows, p->f)) == 0) {
		out_text(p->o, n++ > 0 ? " " : "");
		out_name(p->o, rows_span(rows, "value"));
	}
	out_text(p->o, "</code></td>");
	return rc < 0 ? -1 : 0;
}

int page_runs(struct page *p)
{
	static const unsigned titles[] = {
		RIGHT(TEXT_T_RUN), TEXT_T_PROGRAM, TEXT_T_COMMAND, TEXT_T_STARTED, TEXT_T_ENDED,
		RIGHT(TEXT_T_STATUS), TEXT_T_OUTCOME
	};
	OWNED(rows) struct rows *rows = NULL;
	size_t n = 0;
	int rc;

	page_section(p, "runs", TEXT_RUNS);
	if (ask(&rows, p->r, QUERY_RUNS, SPAN_NONE, p->f) < 0)
		return -1;
	page_table(p, page_text(p, TEXT_RUNS), titles, COUNT(titles));
	while ((rc = rows_next(rows, p->f)) == 0) {
		if (n++ >= ROWS_SHOWN)
			continue;
		page_row(p);
		page_td_number(p, (uint64_t)rows_int(rows, "id"));
		out_text(p->o, "<td>sherd ");
		out_escaped(p->o, rows_span(rows, "version"));
		out_text(p->o, "</td>");
		if (arguments(p, rows_span(rows, "argv")) < 0)
			return -1;
		page_td_time(p, rows_span(rows, "started"));
		page_td_time(p, rows_span(rows, "ended"));
		page_td_number(p, (uint64_t)rows_int(rows, "status"));
		page_td_name(p, rows_span(rows, "outcome"));
		page_row_end(p);
	}
	page_table_end(p);
	page_more(p, n < ROWS_SHOWN ? n : ROWS_SHOWN, n, "report.json");
	page_section_end(p);
	return rc < 0 ? -1 : 0;
}
