/* base/said.c - printing that counts how long each argument came out. */
#include "base/said.h"

#include "base/macros.h"

#include <stddef.h>
#include <stdio.h>

#define MARK '\036'

/* Text and form as they grow. n is what there is, of which `cap` bytes at most are kept. */
struct saying {
	char *out;
	size_t cap, n;
	char form[SAID_FORM];
	size_t form_n;
	bool long_form;
};

static void put(struct saying *s, struct span piece)
{
	if (s->out != NULL && s->n < s->cap) {
		size_t room = s->cap - s->n;

		memcpy(s->out + s->n, piece.p, piece.n < room ? piece.n : room);
	}
	s->n += piece.n;
}

static void put_form(struct saying *s, struct span piece)
{
	if (piece.n > sizeof s->form - s->form_n) {
		s->long_form = true;
		return;
	}
	memcpy(s->form + s->form_n, piece.p, piece.n);
	s->form_n += piece.n;
}

static void argument(struct saying *s, struct said what, bool first)
{
	char length[24];
	int n = snprintf(length, sizeof length, "%c%zu", first ? ' ' : ',', what.text.n);

	put_form(s, span_make(length, (size_t)n));
	if (what.form.n > 0) {
		put_form(s, span_of("("));
		put_form(s, what.form);
		put_form(s, span_of(")"));
	}
	put(s, what.text);
}

/* ---- formats ------------------------------------------------------------------------------------------------ */

struct conversion {
	char text[16]; /* as it stands in the format, '*' kept */
	bool star;     /* the precision is an argument */
	char size, kind;
};

/* One conversion at *fmt, which begins with '%'. Only what the list uses: digits, '.', '*', l ll z h. */
static void conversion(struct conversion *c, const char **fmt)
{
	size_t n = 0;

	*c = (struct conversion){ .size = ' ' };
	c->text[n++] = *(*fmt)++;
	do {
		char x = *(*fmt)++;

		if (n + 1 < sizeof c->text)
			c->text[n++] = x;
		c->star |= x == '*';
		if (x == 'l' && c->size == 'l')
			c->size = 'L';
		else if (x == 'l' || x == 'z' || x == 'h' || x == 'j')
			c->size = x;
		c->kind = x;
	} while (**fmt != '\0' && strchr("diuxXscp%", c->kind) == NULL);
	c->text[n] = '\0';
}

static struct span number(char out[64], const struct conversion *c, va_list *ap)
{
	int n = 0;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (c->kind == 'c')
		n = snprintf(out, 64, c->text, va_arg(*ap, int));
	else if (c->size == 'L')
		n = snprintf(out, 64, c->text, va_arg(*ap, unsigned long long));
	else if (c->size == 'l')
		n = snprintf(out, 64, c->text, va_arg(*ap, unsigned long));
	else if (c->size == 'z')
		n = snprintf(out, 64, c->text, va_arg(*ap, size_t));
	else if (c->size == 'j')
		n = snprintf(out, 64, c->text, va_arg(*ap, uintmax_t));
	else
		n = snprintf(out, 64, c->text, va_arg(*ap, unsigned));
#pragma GCC diagnostic pop
	return span_make(out, n < 0 ? 0 : n > 63 ? 63 : (size_t)n);
}

/* The precision of %.*s or %.20s; SIZE_MAX: none. */
static size_t precision(const struct conversion *c, va_list *ap)
{
	const char *dot = strchr(c->text, '.');
	size_t n = 0;

	if (dot == NULL)
		return SIZE_MAX;
	if (c->star) {
		int given = va_arg(*ap, int);

		return given < 0 ? SIZE_MAX : (size_t)given;
	}
	for (dot++; *dot >= '0' && *dot <= '9'; dot++)
		n = n * 10 + (size_t)(*dot - '0');
	return n;
}

/* A sentence that is cut is one of the list no longer. */
static struct said string(const struct conversion *c, char kind, va_list *ap)
{
	size_t most = precision(c, ap);
	const char *text = va_arg(*ap, const char *);
	struct said s = { .form = SPAN_NONE };

	text = text == NULL ? "" : text;
	s.text = span_make(text, c->star && most != SIZE_MAX ? most : most == SIZE_MAX ? strlen(text) : strnlen(text, most));
	if (kind != 's')
		return s;
	s = said_split(c->star && most != SIZE_MAX ? s.text : span_of(text));
	if (s.text.n > most)
		s = (struct said){ .text = span_sub(s.text, 0, most) };
	return s;
}

size_t said_singular(const char *after)
{
	static const char *const verbs[] = { " hash", " follow", " inflate", " that are", " were" };
	static const char word[] = " bytes";
	const size_t n = sizeof word - 1;

	if (strncmp(after, word, n) != 0 || (after[n] >= 'a' && after[n] <= 'z'))
		return 0;
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strncmp(after + n, verbs[i], strlen(verbs[i])) == 0)
			return 0;
	return n - 1;
}

static void say_text(struct saying *s, const char *fmt, const char *kinds, va_list *ap)
{
	bool first = true;

	while (*fmt != '\0') {
		const char *percent = strchrnul(fmt, '%');
		struct conversion c;
		struct said what;
		char digits[64];
		size_t one;

		put(s, span_make(fmt, (size_t)(percent - fmt)));
		fmt = percent;
		if (*fmt == '\0')
			break;
		conversion(&c, &fmt);
		if (c.kind == '%') {
			put(s, span_of("%"));
			continue;
		}
		what = c.kind == 's' ? string(&c, *kinds, ap) : (struct said){ .text = number(digits, &c, ap) };
		argument(s, what, first);
		one = *kinds == 'n' && span_is(what.text, "1") ? said_singular(fmt) : 0;
		put(s, span_make(fmt, one));
		fmt += one > 0 ? one + 1 : 0;
		first = false;
		kinds += *kinds != '\036';
	}
}

/* The text lies at the beginning of `out`: the head goes before it, when there is room for both. */
static void put_head(struct saying *s)
{
	size_t head = s->form_n + 2;

	if (s->long_form || s->out == NULL || s->cap == 0 || s->n >= s->cap || head >= s->cap - s->n)
		return;
	memmove(s->out + head, s->out, s->n);
	s->out[0] = MARK;
	memcpy(s->out + 1, s->form, s->form_n);
	s->out[head - 1] = MARK;
	s->n += head;
}

int vsentence(char *out, size_t cap, const char *fmt, va_list ap)
{
	struct saying s = { .out = out, .cap = cap };
	const char *kinds = fmt + 1;
	size_t need;
	va_list args;

	if (fmt[0] != MARK)
		return vsnprintf(out, cap, fmt, ap);
	while (*kinds >= '0' && *kinds <= '9')
		kinds++;
	put_form(&s, span_make(fmt + 1, (size_t)(kinds - fmt - 1)));
	va_copy(args, ap);
	say_text(&s, strchr(kinds, MARK) + 1, kinds, &args);
	va_end(args);
	need = s.n + (s.long_form ? 0 : s.form_n + 2);
	put_head(&s);
	if (out != NULL && cap > 0)
		out[s.n < cap ? s.n : cap - 1] = '\0';
	return (int)need;
}

int sentence(char *out, size_t cap, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsentence(out, cap, fmt, ap);
	va_end(ap);
	return n;
}

/* ---- heads -------------------------------------------------------------------------------------------------- */

static bool of_form(uint8_t c)
{
	return (c >= '0' && c <= '9') || c == ' ' || c == ',' || c == '(' || c == ')';
}

/* The length of a head at the beginning of `s`; 0: there is none. */
static size_t head_length(struct span s)
{
	size_t n = 1;

	if (s.n < 3 || s.p[0] != MARK || s.p[1] < '0' || s.p[1] > '9')
		return 0;
	while (n < s.n && n < SAID_FORM + 1 && of_form(s.p[n]))
		n++;
	return n < s.n && s.p[n] == MARK ? n + 1 : 0;
}

struct said said_split(struct span s)
{
	size_t head = head_length(s);

	if (head == 0)
		return (struct said){ .text = s };
	return (struct said){ span_from(s, head), span_sub(s, 1, head - 2) };
}

struct span said_text(struct span s)
{
	return said_split(s).text;
}

const char *said_english(const char *s)
{
	return s == NULL ? NULL : s + head_length(span_of(s));
}

void said_strip(char *text)
{
	struct span s = span_of(text);
	char *to = text;

	while (s.n > 0) {
		size_t head = head_length(s);

		s = span_from(s, head);
		if (head == 0) {
			*to++ = (char)s.p[0];
			s = span_from(s, 1);
		}
	}
	*to = '\0';
}

unsigned said_number(struct span *form)
{
	unsigned n = 0;

	while (form->n > 0 && form->p[0] >= '0' && form->p[0] <= '9' && n < 100000) {
		n = n * 10 + (unsigned)(form->p[0] - '0');
		*form = span_from(*form, 1);
	}
	return n;
}

/* Up to the parenthesis that closes the one at the beginning. */
static struct span inside(struct span s)
{
	int depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		depth += s.p[i] == '(' ? 1 : s.p[i] == ')' ? -1 : 0;
		if (depth == 0)
			return span_sub(s, 1, i - 1);
	}
	return SPAN_NONE;
}

bool said_argument(struct span *form, size_t *length, struct span *nested)
{
	*nested = SPAN_NONE;
	if (form->n < 2 || (form->p[0] != ' ' && form->p[0] != ',') || form->p[1] < '0' || form->p[1] > '9')
		return false;
	*form = span_from(*form, 1);
	*length = 0;
	while (form->n > 0 && form->p[0] >= '0' && form->p[0] <= '9' && *length < 1 << 24) {
		*length = *length * 10 + (size_t)(form->p[0] - '0');
		*form = span_from(*form, 1);
	}
	if (form->n > 0 && form->p[0] == '(') {
		*nested = inside(*form);
		*form = span_from(*form, nested->n + 2);
	}
	return true;
}
