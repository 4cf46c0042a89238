/* report/page/html.c - the small parts every section of the page is made of. */
#include "report/page/html.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdio.h>

void page_section(struct page *p, const char *id, enum lang_text title)
{
	p->heading = page_text(p, title);
	out_printf(p->o, "<section class=\"%s\" aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n",
	           title == TEXT_SOURCES || title == TEXT_C_STATEMENT ? "keep" : "", id, id, p->heading);
}

void page_section_end(struct page *p)
{
	out_text(p->o, "</section>\n");
}

void page_h3(struct page *p, const char *text)
{
	p->heading = text;
	out_printf(p->o, "<h3>%s</h3>\n", text);
}

void page_para(struct page *p, enum lang_text id, const char *class_name)
{
	out_printf(p->o, "<p class=\"%s\">", class_name);
	out_text(p->o, page_text(p, id));
	out_text(p->o, "</p>\n");
}

void page_put(struct page *p, enum lang_text id)
{
	out_text(p->o, page_text(p, id));
}

void page_put_with(struct page *p, enum lang_text id, struct span name)
{
	struct span rest = span_of(page_text(p, id)), head = span_cut(&rest, '{');

	(void)span_cut(&rest, '}');
	out_span(p->o, head);
	out_name(p->o, name);
	out_span(p->o, rest);
}

void page_aside(struct page *p, enum lang_text id)
{
	page_put(p, TEXT_OPEN);
	page_put(p, id);
	page_put(p, TEXT_CLOSE);
}

void page_mark(struct page *p, enum lang_text id, const char *class_name)
{
	out_printf(p->o, "<span class=\"b %s\">%s</span> ", class_name, page_text(p, id));
}

void page_dt(struct page *p, enum lang_text id)
{
	out_printf(p->o, "<dt>%s</dt><dd>", page_text(p, id));
}

void page_dt_or_break(struct page *p, enum lang_text id, bool first)
{
	if (first)
		page_dt(p, id);
	else
		out_text(p->o, "<br>");
}

void page_moment(struct page *p, enum lang_text what, struct span rfc3339)
{
	if (p->lang == LANG_JA && (what == TEXT_AFTER || what == TEXT_BEFORE)) { /* the word stands behind */
		out_text(p->o, " ");
		page_time(p, rfc3339);
		out_text(p->o, page_text(p, what));
		return;
	}
	out_printf(p->o, " %s ", page_text(p, what));
	page_time(p, rfc3339);
}

void page_moment_by(struct page *p, enum lang_text what, struct span rfc3339)
{
	char up[WHEN_TEXT];

	page_moment(p, what, span_of(time_short_up(up, rfc3339)));
}

/* "{0}" or "{0|one|many}" at the head of `s`; the part after it stays in *s. */
static void say_number(struct page *p, struct span *s, const uint64_t *n, size_t count, const char *form_of)
{
	struct span inside = span_from(*s, 1), which = span_cut(&inside, '}'), form;
	size_t i = which.n > 0 ? (size_t)(which.p[0] - '0') : 0;
	uint64_t value = i < count ? n[i] : 0;

	*s = inside;
	if (which.n < 3) {
		out_text(p->o, form_of);
		out_printf(p->o, "%" PRIu64, value);
		out_text(p->o, form_of[0] == '\0' ? "" : "</strong>");
		return;
	}
	which = span_from(which, 2);
	form = span_cut(&which, '|');
	out_span(p->o, value == 1 ? form : which);
}

static void say(struct page *p, enum lang_text id, const uint64_t *n, size_t count, const char *form_of)
{
	struct span s = span_of(page_text(p, id));

	while (s.n > 0) {
		size_t at = span_find(s, '{');

		if (at == SIZE_MAX) {
			out_span(p->o, s);
			return;
		}
		out_span(p->o, span_sub(s, 0, at));
		s = span_from(s, at);
		say_number(p, &s, n, count, form_of);
	}
}

void page_say(struct page *p, enum lang_text id, const uint64_t *n, size_t count)
{
	say(p, id, n, count, "<strong>");
}

void page_say_plain(struct page *p, enum lang_text id, const uint64_t *n, size_t count)
{
	say(p, id, n, count, "");
}

static bool plain_word(struct span w)
{
	for (size_t i = 0; i < w.n; i++)
		if (w.p[i] < 'a' || w.p[i] > 'z')
			return false;
	return w.n > 0;
}

struct span page_label(const struct page *p, struct span word)
{
	const char *label = p->lang == LANG_JA ? word_label_ja(word) : NULL;

	return label == NULL ? word : span_of(label);
}

/* `word` is one of the interface when it has a label: the title then needs no escape. */
static void title_of_word(struct page *p, struct span word)
{
	if (page_label(p, word).p == word.p)
		return;
	out_text(p->o, " title=\"");
	out_span(p->o, word);
	out_text(p->o, "\"");
}

void page_word(struct page *p, struct span word)
{
	struct span label = page_label(p, word);

	if (label.p == word.p) {
		out_name(p->o, word);
		return;
	}
	out_text(p->o, "<span");
	title_of_word(p, word);
	out_text(p->o, ">");
	out_escaped(p->o, label);
	out_text(p->o, "</span>");
}

static void piece(struct page *p, struct span text, bool shown)
{
	if (shown)
		out_escaped_shown(p->o, text);
	else
		out_escaped(p->o, text);
}

/* In the language of the page, or in English and marked as that. */
static void told(struct page *p, struct span text, struct span form, bool shown)
{
	struct sentence_pieces ja;
	bool known = p->lang == LANG_JA && sentence_ja(&ja, text, form) == 0;

	if (text.n == 0)
		return;
	if (!known) {
		out_text(p->o, p->lang == LANG_JA ? "<span lang=\"en\"><bdi>" : "<bdi>");
		piece(p, text, shown);
		out_text(p->o, p->lang == LANG_JA ? "</bdi></span>" : "</bdi>");
		return;
	}
	for (size_t i = 0; i < ja.n; i++) {
		out_text(p->o, ja.v[i].argument ? "<bdi>" : "");
		piece(p, ja.v[i].text, shown);
		out_text(p->o, ja.v[i].argument ? "</bdi>" : "");
	}
}

void page_told(struct page *p, struct span text, struct span form)
{
	told(p, text, form, false);
}

void page_sentence(struct page *p, struct span sentence)
{
	struct said s = said_split(sentence);

	told(p, s.text, s.form, false);
}

void page_row_sentence(struct page *p, const struct rows *row, const char *column, const char *form, bool shown)
{
	told(p, rows_span(row, column), rows_span(row, form), shown);
}

void page_badge(struct page *p, struct span word)
{
	if (word.n == 0)
		return;
	out_text(p->o, "<span class=\"b");
	if (plain_word(word)) {
		out_text(p->o, " b-");
		out_span(p->o, word);
	}
	out_text(p->o, "\"");
	title_of_word(p, word);
	out_text(p->o, ">");
	out_escaped(p->o, page_label(p, word));
	out_text(p->o, "</span>");
}

void page_digest(struct page *p, struct span digest)
{
	char text[DIGEST_TEXT];

	if (digest.n == 0)
		return;
	out_text(p->o, "<code class=\"short\" translate=\"no\" title=\"");
	out_escaped(p->o, digest);
	out_text(p->o, "\">");
	out_escaped(p->o, span_of(short_digest(&p->r->shorts, text, digest)));
	out_text(p->o, "</code>");
}

void page_digest_full(struct page *p, struct span digest)
{
	if (digest.n == 0)
		return;
	out_text(p->o, "<code class=\"full\" translate=\"no\">");
	out_escaped(p->o, digest);
	out_text(p->o, "</code>");
}

void page_td_digest_full(struct page *p, struct span digest)
{
	page_td(p);
	page_digest_full(p, digest);
	out_text(p->o, "</td>");
}

void page_tag(struct page *p, const struct rows *e)
{
	out_name(p->o, rows_span(e, "repository"));
	if (!rows_has(e, "tag"))
		return;
	out_text(p->o, ":");
	out_name(p->o, rows_span(e, "tag"));
}

int page_td_who(struct page *p, const struct rows *e)
{
	OWNED(buf) struct buf who = BUF_INIT;

	if (mask_actor(&who, e, p->d->o->reveal, p->f) < 0)
		return -1;
	page_td(p);
	out_name(p->o, buf_span(&who));
	out_text(p->o, " ");
	out_name(p->o, rows_span(e, "address"));
	out_text(p->o, "</td>");
	return 0;
}

static void time_parts(struct page *p, struct span date, struct span time, struct span offset)
{
	out_text(p->o, "<span class=\"w\">");
	out_escaped(p->o, date);
	out_text(p->o, " ");
	out_escaped(p->o, time);
	out_text(p->o, offset.n > 0 ? " " : "");
	out_escaped(p->o, offset);
	out_text(p->o, "</span>");
}

/* Date and time apart by a blank, cut to seconds; in a zone, the stored time follows in parentheses. */
void page_time(struct page *p, struct span stored)
{
	char zoned[WHEN_TEXT + 8], cut[WHEN_TEXT];
	struct span rfc3339 = span_of(time_short(cut, stored)), local;
	size_t t = span_find(rfc3339, 'T');

	if (t == SIZE_MAX) {
		out_escaped(p->o, rfc3339);
		return;
	}
	if (p->d->o->zone == NULL) {
		time_parts(p, span_sub(rfc3339, 0, t), span_from(rfc3339, t + 1), SPAN_NONE);
		return;
	}
	local = span_of(time_zoned(zoned, rfc3339, p->d->o->zone));
	t = span_find(local, 'T');
	if (t == SIZE_MAX || local.n < t + 7 || span_eq(local, rfc3339)) {
		out_escaped(p->o, rfc3339);
		return;
	}
	time_parts(p, span_sub(local, 0, t), span_sub(local, t + 1, local.n - t - 7), span_from(local, local.n - 6));
	out_text(p->o, " <span class=\"soft utc\">&#40;");
	out_escaped(p->o, rfc3339);
	out_text(p->o, "&#41;</span>");
}

void page_size(struct page *p, const struct rows *row, const char *column)
{
	char text[SIZE_TEXT];

	if (rows_has(row, column))
		out_text(p->o, size_text(text, (uint64_t)rows_int(row, column)));
}

void page_table(struct page *p, const char *caption, const unsigned *titles, size_t n)
{
	bool said = p->heading != NULL && strcmp(caption, p->heading) == 0;

	/* a caption that repeats the heading above it is for those who hear the page */
	out_printf(p->o,
	           "<div class=\"wide\"><table>\n<caption%s><span>%s</span></caption>\n<thead><tr>",
	           said ? " class=\"hid\"" : "", caption);
	for (size_t i = 0; i < n; i++)
		out_printf(p->o, "<th scope=\"col\"%s>%s</th>",
		           (titles[i] & RIGHT(0)) != 0 ? " class=\"n\"" : "",
		           page_text(p, (enum lang_text)(titles[i] & 0xFFFF)));
	out_text(p->o, "</tr></thead>\n<tbody>\n");
}

void page_table_end(struct page *p)
{
	out_text(p->o, "</tbody></table></div>\n");
}

void page_row(struct page *p)
{
	out_text(p->o, "<tr>");
}

void page_row_end(struct page *p)
{
	out_text(p->o, "</tr>\n");
}

void page_td(struct page *p)
{
	out_text(p->o, "<td>");
}

void page_td_number(struct page *p, uint64_t n)
{
	out_printf(p->o, "<td class=\"n\">%" PRIu64 "</td>", n);
}

void page_td_name(struct page *p, struct span raw)
{
	page_td(p);
	out_name(p->o, raw);
	out_text(p->o, "</td>");
}

void page_td_shown(struct page *p, struct span shown)
{
	page_td(p);
	out_text(p->o, "<bdi>");
	out_escaped_shown(p->o, shown);
	out_text(p->o, "</bdi></td>");
}

void page_td_path(struct page *p, struct span raw)
{
	out_text(p->o, "<td class=\"path\">");
	out_name(p->o, raw);
	out_text(p->o, "</td>");
}

void page_td_plain(struct page *p, struct span word)
{
	out_text(p->o, "<td class=\"k\">");
	page_word(p, word);
	out_text(p->o, "</td>");
}

void page_td_word(struct page *p, const struct rows *row, const char *column)
{
	page_td(p);
	page_badge(p, rows_span(row, column));
	out_text(p->o, "</td>");
}

void page_td_digest(struct page *p, struct span digest)
{
	page_td(p);
	page_digest(p, digest);
	out_text(p->o, "</td>");
}

void page_td_time(struct page *p, struct span rfc3339)
{
	out_text(p->o, "<td class=\"t\">");
	page_time(p, rfc3339);
	out_text(p->o, "</td>");
}

void page_td_size(struct page *p, const struct rows *row, const char *column)
{
	out_text(p->o, "<td class=\"n\">");
	page_size(p, row, column);
	out_text(p->o, "</td>");
}

static const struct folder_file *file_of(const struct report_out *d, const char *name)
{
	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->file[i].name, name) == 0)
			return &d->file[i];
	return NULL;
}

static void say_rest(struct page *p, size_t shown, size_t all, const char *file, enum lang_text with_file,
                     enum lang_text here)
{
	const struct folder_file *x = file == NULL ? NULL : file_of(p->d, file);
	const uint64_t n[] = { shown, all };
	char digest[DIGEST_TEXT];

	if (shown >= all)
		return;
	out_text(p->o, "<p class=\"small\">");
	page_say(p, x == NULL ? here : with_file, n, COUNT(n));
	if (x != NULL)
		out_printf(p->o,
		           " <a href=\"%s\">%s</a>%sSHA-256 <code class=\"full\" translate=\"no\">%s</code>%s%s",
		           x->name, x->name, page_text(p, TEXT_OPEN), digest_text(digest, &x->sha256) + 7,
		           page_text(p, TEXT_CLOSE), page_text(p, TEXT_STOP));
	out_text(p->o, "</p>\n");
}

void page_more(struct page *p, size_t shown, size_t all, const char *file)
{
	say_rest(p, shown, all, file, TEXT_SHORTENED, TEXT_SHORTENED_HERE);
}

void page_folded(struct page *p, size_t shown, size_t all, const char *file)
{
	say_rest(p, shown, all, file, TEXT_FOLDED, TEXT_FOLDED_HERE);
}
