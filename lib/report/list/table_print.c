/*
 * report/list/table_print.c - a table as lines. On a terminal it fits: columns that say nothing are left out, then the
 * widest cells lose their middle, and sentences of a last column are broken at words. Elsewhere, and with --full, every
 * cell is whole.
 */
#include "report/told.h"

#include "base/utf8.h"
#include "words/word.h"

#include <stdio.h>
#include <string.h>

/* Columns of a terminal that a time with its zone, or a short digest, needs. */
enum { UTF8_MOST = 4 }; /* format: bytes of a letter */
enum { TIME_FULL = 30, TIME_WIDTH = 26, DIGEST_WIDTH = 12, SENTENCE_WIDTH = 20 }; /* rule: columns of a terminal */

struct fit {
	int room[TABLE_COLUMNS];
	bool gone[TABLE_COLUMNS];
	bool sentences; /* the last column is broken at words */
	size_t spared[TABLE_COLUMNS], spared_n; /* columns left out that say something */
};

/* What a reader misses least, first. */
static const char *const spare[] = { "CREATED", "GRADE", "SOURCE" };

static struct span title_of(const struct table *t, const struct report_options *how, size_t column)
{
	const char *ja = how->lang == LANG_JA ? word_heading_ja(t->title[column]) : NULL;

	return span_of(ja == NULL ? t->title[column] : ja);
}

static struct span cell_text(const struct table *t, size_t i)
{
	return span_make(t->text.p + t->v[i].at, t->v[i].n);
}

static int total(const struct table *t, const struct fit *fit)
{
	int sum = (int)strlen(t->indent), shown = 0;

	for (size_t c = 0; c < t->columns; c++)
		if (!fit->gone[c]) {
			sum += fit->room[c];
			shown++;
		}
	return sum + 2 * (shown - 1);
}

static bool says_nothing(const struct table *t, size_t column)
{
	for (size_t i = column; i < t->n; i += t->columns)
		if (t->v[i].n > 1 || (t->v[i].n == 1 && cell_text(t, i).p[0] != '-'))
			return false;
	return true;
}

static size_t letters(struct span text)
{
	size_t n = 0;

	for (size_t k = 0; k < text.n; k++)
		n += (text.p[k] & 0xC0) != 0x80;
	return n;
}

/* Names, paths, texts: what may lose its middle. Words of the interface, times and digests may not. */
static bool of_names(const struct table *t, size_t column)
{
	for (size_t i = column; i < t->n; i += t->columns) {
		struct span text = cell_text(t, i);

		if (table_width(text) > (int)letters(text)) /* Japanese, which has no blanks */
			return true;
		if (text.n > 0 && (text.p[0] < '0' || text.p[0] > '9' || text.n > TIME_WIDTH) &&
		    (span_find(text, '/') != SIZE_MAX || span_find(text, ':') != SIZE_MAX || span_find(text, '.') != SIZE_MAX ||
		     span_find(text, ' ') != SIZE_MAX))
			return true;
	}
	return false;
}

/* By its blanks; Japanese has none, and letters that are two columns wide. */
static bool has_sentences(const struct table *t, size_t column)
{
	for (size_t i = column; i < t->n; i += t->columns) {
		struct span text = cell_text(t, i);
		int blanks = 0;

		for (size_t k = 0; k < text.n; k++)
			blanks += text.p[k] == ' ';
		if (blanks > 3 || table_width(text) > (int)letters(text) + DIGEST_WIDTH)
			return true;
	}
	return false;
}

/* The widest column above `floor` loses one, until the table fits or no column is above it. */
static void narrow(const struct table *t, struct fit *fit, int width, int floor)
{
	bool fixed[TABLE_COLUMNS] = { false };

	for (size_t c = 0; c < t->columns; c++)
		fixed[c] = fit->gone[c] || t->right[c] || !of_names(t, c);
	while (total(t, fit) > width) {
		size_t widest = t->columns;

		for (size_t c = 0; c < t->columns; c++)
			if (!fixed[c] && fit->room[c] > floor && (widest == t->columns || fit->room[c] > fit->room[widest]))
				widest = c;
		if (widest == t->columns)
			return;
		fit->room[widest]--;
	}
}

/* What no line of Japanese begins with. */
static bool closes(uint32_t cp)
{
	static const uint32_t marks[] = { 0x3001, 0x3002, 0xFF09, 0x300D, 0x30FC, 0xFF1A, 0x30C3, 0x30E3, 0x30E5, 0x30E7, 0x3063 };

	for (size_t i = 0; i < COUNT(marks); i++)
		if (cp == marks[i])
			return true;
	return false;
}

size_t report_closing(struct span text)
{
	size_t at = 0, n;
	uint32_t cp;

	while ((n = utf8_next(span_from(text, at), &cp)) > 0 && closes(cp))
		at += n;
	return at;
}

size_t report_unbroken(struct span word)
{
	uint32_t cp;
	size_t at = utf8_next(word, &cp);
	bool ended = at > 0 && utf8_width(cp) == 2; /* then only what closes goes on */

	at += at == 0 && word.n > 0;
	while (at < word.n) {
		size_t n = utf8_next(span_from(word, at), &cp);

		if (word.p[at] == ' ' || (n > 0 && !closes(cp) && (ended || utf8_width(cp) == 2)))
			break;
		ended |= n > 0 && closes(cp);
		at += n == 0 ? 1 : n;
	}
	return at;
}

/* What a column of sentences must hold so that a time or a path in them is not broken, as far as that goes: between `least`
 * and a time with its zone and fraction. */
static int longest_piece(const struct table *t, size_t column, int least)
{
	for (size_t i = column; i < t->n; i += t->columns)
		for (struct span text = cell_text(t, i); text.n > 0;) {
			struct span word = span_cut(&text, ' ');

			while (word.n > 0) {
				size_t n = report_unbroken(word);
				int width = table_width(span_sub(word, 0, n));

				least = width > least ? width : least;
				word = span_from(word, n);
			}
		}
	return least < TIME_FULL ? least : TIME_FULL;
}

static void table_fit(const struct table *t, const struct report_options *how, struct fit *fit)
{
	int width = how->full ? 0 : how->width;
	size_t last = t->columns - 1;
	int floor;

	*fit = (struct fit){ .sentences = false };
	for (size_t c = 0; c < t->columns; c++)
		fit->room[c] = t->headless ? 0 : table_width(title_of(t, how, c));
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].width > fit->room[i % t->columns])
			fit->room[i % t->columns] = t->v[i].width;
	if (width == 0 || t->n == 0)
		return;
	for (size_t c = 1; c < t->columns && total(t, fit) > width; c++)
		fit->gone[c] = says_nothing(t, c);
	for (size_t k = 0; k < COUNT(spare) && total(t, fit) > width; k++)
		for (size_t c = 1; c < t->columns; c++)
			if (!fit->gone[c] && strcmp(t->title[c], spare[k]) == 0) {
				fit->gone[c] = true;
				fit->spared[fit->spared_n++] = c;
			}
	if (total(t, fit) > width && !fit->gone[last] && has_sentences(t, last)) {
		int left = width - (total(t, fit) - fit->room[last]);

		fit->sentences = true;
		floor = longest_piece(t, last, SENTENCE_WIDTH);
		fit->room[last] = left > floor ? left : floor;
	}
	narrow(t, fit, width, TIME_WIDTH);
	narrow(t, fit, width, DIGEST_WIDTH);
	if (fit->sentences && total(t, fit) > width) {
		int left = fit->room[last] - (total(t, fit) - width);

		fit->room[last] = left > SENTENCE_WIDTH ? left : SENTENCE_WIDTH;
	}
}

/* What the terminal had no room for is said. */
static void tell_spared(const struct table *t, struct out *o, const struct fit *fit, const struct report_options *how)
{
	OWNED(buf) struct buf names = BUF_INIT;

	for (size_t i = 0; i < fit->spared_n && !o->failed; i++)
		if (buf_add_text(&names, i == 0 ? "" : lang_text(how->lang, TEXT_COMMA), o->f) < 0 ||
		    buf_add(&names, title_of(t, how, fit->spared[i]), o->f) < 0)
			out_fail(o);
	if (fit->spared_n == 0)
		return;
	tint_on(o, TINT_DIM, how->colour);
	out_text(o, t->indent);
	put_told(o, how, TEXT_L_NO_ROOM, (const struct span[]){ buf_span(&names) });
	tint_off(o, TINT_DIM, how->colour);
	out_text(o, "\n");
}

static void spaces(struct out *o, int n)
{
	while (n-- > 0)
		out_text(o, " ");
}

/* Bytes of `text` from its head that take at most `room` columns. */
static size_t head_of(struct span text, int room)
{
	size_t at = 0;

	while (at < text.n) {
		uint32_t cp;
		size_t n = utf8_next(span_from(text, at), &cp);
		int w = n == 0 ? 1 : utf8_width(cp);

		if (w > room)
			break;
		room -= w;
		at += n == 0 ? 1 : n;
	}
	return at;
}

/* The beginning and the end with a mark between; the columns printed. */
static int print_elided(struct out *o, struct span text, int width, int room)
{
	int tail_room = (room - 1) / 2, head_room = room - 1 - tail_room;
	size_t head = head_of(text, head_room), tail = head_of(text, width - tail_room);
	int printed;

	while (tail < text.n && table_width(span_from(text, tail)) > tail_room) /* a wide character at the border */
		tail += head_of(span_from(text, tail), 2);
	printed = table_width(span_sub(text, 0, head)) + 1 + table_width(span_from(text, tail));
	out_span(o, span_sub(text, 0, head));
	out_text(o, "\xe2\x80\xa6");
	out_span(o, span_from(text, tail));
	return printed;
}

struct shown {
	struct span text;
	int width;
	enum tint tint;
};

/* What of a word stands on one line, as wide as the room at most: no more of it is looked at than that can be. */
static struct span piece_of(struct span word, int room)
{
	size_t near = (size_t)room * UTF8_MOST;

	while (near < word.n && (word.p[near] & 0xC0) == 0x80) /* within a letter */
		near--;
	word = span_sub(word, 0, near);
	word = span_sub(word, 0, report_unbroken(word));
	return span_sub(word, 0, head_of(word, room));
}

/* A sentence broken at words; lines after the first begin under it. A word wider than the room is broken where it ends. */
static void print_sentence(struct out *o, struct span text, int room, int left)
{
	int at = 0;

	while (text.n > 0) {
		struct span word = span_cut(&text, ' ');

		for (bool first = true; word.n > 0 || first; first = false) {
			struct span piece = piece_of(word, room);
			int w = table_width(piece);
			bool blank = first && at > 0;

			if (at > 0 && at + blank + w > room) {
				out_text(o, "\n");
				spaces(o, left);
				at = 0;
			} else if (blank) {
				out_text(o, " ");
				at++;
			}
			out_span(o, piece);
			at += w;
			word = span_from(word, piece.n);
		}
	}
}

static int print_cell(const struct table *t, struct out *o, const struct shown *cell, int room, size_t c)
{
	int width = cell->width > room ? room : cell->width;

	if (t->right[c])
		spaces(o, room - width);
	if (cell->width > room)
		width = print_elided(o, cell->text, cell->width, room);
	else
		out_span(o, cell->text);
	return width;
}

/* One line; nothing is padded after its last cell that is not empty. */
static void print_row(const struct table *t, struct out *o, const struct shown *cell, const struct fit *fit, bool colour)
{
	size_t last = 0;
	int left = (int)strlen(t->indent);

	for (size_t c = 0; c < t->columns; c++)
		if (cell[c].width > 0 && !fit->gone[c])
			last = c;
	out_text(o, t->indent);
	for (size_t c = 0; c <= last; c++) {
		int width = 0;

		if (fit->gone[c])
			continue;
		tint_on(o, cell[c].tint, colour);
		if (fit->sentences && c == t->columns - 1)
			print_sentence(o, cell[c].text, fit->room[c], left);
		else
			width = print_cell(t, o, &cell[c], fit->room[c], c);
		tint_off(o, cell[c].tint, colour);
		if (c == last)
			break;
		if (!t->right[c])
			spaces(o, fit->room[c] - width);
		out_text(o, "  ");
		left += fit->room[c] + 2;
	}
	out_text(o, "\n");
}

void table_print(const struct table *t, struct out *o, const struct report_options *how)
{
	struct shown row[TABLE_COLUMNS] = { { { NULL, 0 }, 0, TINT_NONE } };
	struct fit fit;

	if (t->columns == 0)
		return;
	table_fit(t, how, &fit);
	for (size_t c = 0; c < t->columns; c++)
		row[c] = (struct shown){ title_of(t, how, c), table_width(title_of(t, how, c)), TINT_STRONG };
	if (!t->headless)
		print_row(t, o, row, &fit, how->colour);
	for (size_t i = 0; i + t->columns <= t->n; i += t->columns) {
		for (size_t c = 0; c < t->columns; c++)
			row[c] = (struct shown){ cell_text(t, i + c), t->v[i + c].width, t->v[i + c].tint };
		print_row(t, o, row, &fit, how->colour);
	}
	tell_spared(t, o, &fit, how);
}
