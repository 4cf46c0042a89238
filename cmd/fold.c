/*
 * cmd/fold.c - lines a terminal cannot hold, broken at words. What goes on stands under its line, two columns further
 * in; a command at a line's end stays whole, so that it can be taken up with the mouse.
 */
#include "cmd.h"

#include "base/utf8.h"

enum { ESCAPE = 0x1B, FURTHER = 2, UTF8_MOST = 4 }; /* format, rule, format */

/* Bytes of a colour at the head of `text`, which takes no column. */
static size_t colour(struct span text)
{
	size_t n = 2;

	if (text.n < 3 || text.p[0] != ESCAPE || text.p[1] != '[')
		return 0;
	while (n < text.n && text.p[n] != 'm')
		n++;
	return n < text.n ? n + 1 : text.n;
}

static int width_of(struct span text)
{
	int width = 0;

	while (text.n > 0) {
		uint32_t cp;
		size_t n = colour(text);

		if (n == 0) {
			n = utf8_next(text, &cp);
			width += n == 0 ? 1 : utf8_width(cp);
			n += n == 0;
		}
		text = span_from(text, n);
	}
	return width;
}

static size_t blanks_of(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] == ' ')
		n++;
	return n;
}

/* The next piece that stays on one line. */
static struct span piece_of(struct span text, int room)
{
	size_t n = report_unbroken(text);

	if (text.n <= (size_t)room * UTF8_MOST && span_starts(text, span_of("sherd ")) && width_of(text) <= room)
		return text;
	for (size_t k; (k = colour(span_from(text, n))) > 0;)
		n += k + report_closing(span_from(text, n + k));
	return span_sub(text, 0, n);
}

static int put_line(struct line_fold *x, struct span line, struct fault *f)
{
	OWNED(buf) struct buf out = BUF_INIT;
	int indent = (int)blanks_of(line) + FURTHER, at = 0;

	if (width_of(line) <= x->width || indent * 2 > x->width)
		return x->to.write(x->to.user, line, f);
	while (line.n > 0) {
		size_t blanks = blanks_of(line);
		struct span piece = piece_of(span_from(line, blanks), x->width - indent);
		int w = width_of(piece);

		if (at > indent && at + (int)blanks + w > x->width) {
			if (buf_printf(&out, f, "\n%*s", indent, "") < 0)
				return -1;
			at = indent;
		} else if (buf_add(&out, span_sub(line, 0, blanks), f) < 0) {
			return -1;
		} else {
			at += (int)blanks;
		}
		if (buf_add(&out, piece, f) < 0)
			return -1;
		at += w;
		line = span_from(line, blanks + piece.n);
	}
	return x->to.write(x->to.user, buf_span(&out), f);
}

int fold_write(void *user, struct span bytes, struct fault *f)
{
	struct line_fold *x = (struct line_fold *)user;

	while (bytes.n > 0) {
		size_t n = span_find(bytes, '\n');

		if (buf_add(&x->line, n == SIZE_MAX ? bytes : span_sub(bytes, 0, n), f) < 0)
			return -1;
		if (n == SIZE_MAX)
			return 0;
		if (put_line(x, buf_span(&x->line), f) < 0 || x->to.write(x->to.user, span_of("\n"), f) < 0)
			return -1;
		buf_clear(&x->line);
		bytes = span_from(bytes, n + 1);
	}
	return 0;
}

int fold_end(struct line_fold *x, struct fault *f)
{
	int rc = x->line.n > 0 ? put_line(x, buf_span(&x->line), f) : 0;

	buf_release(&x->line);
	return rc;
}
