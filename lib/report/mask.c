/*
 * report/mask.c - values that look like credentials are not repeated in reports: whoever reads a
 * report should not thereby hold a password. --reveal shows them. The judgement goes by names and
 * by user:password@ in URLs; it is made to hide too much rather than too little.
 */
#include "report/private.h"

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool word_at(struct span s, size_t at, const char *word)
{
	size_t n = strlen(word);

	if (at > s.n || s.n - at < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(s.p[at + i]) != (uint8_t)word[i])
			return false;
	return true;
}

static bool holds(struct span s, const char *word)
{
	for (size_t i = 0; i < s.n; i++)
		if (word_at(s, i, word))
			return true;
	return false;
}

static bool ends(struct span s, const char *word)
{
	return s.n >= strlen(word) && word_at(s, s.n - strlen(word), word);
}

/* One part of a name, between '_', '-', '.' and '/'. */
static bool secret_part(struct span part)
{
	static const char *const in[] = { "pass", "secret", "token", "credential", "private" };

	for (size_t i = 0; i < COUNT(in); i++)
		if (holds(part, in[i]))
			return true;
	if (ends(part, "key") || ends(part, "keys") || (ends(part, "pwd") && part.n > 3))
		return true;
	return (word_at(part, 0, "auth") || ends(part, "auth")) && !word_at(part, 0, "author");
}

bool mask_key(struct span key)
{
	size_t from = 0;

	if (word_at(key, 0, "oldpwd") && key.n == 6)
		return false;
	for (size_t i = 0; i <= key.n; i++) {
		if (i < key.n && key.p[i] != '_' && key.p[i] != '-' && key.p[i] != '.' &&
		    key.p[i] != '/')
			continue;
		if (secret_part(span_sub(key, from, i - from)))
			return true;
		if (from > 0 && i - from == 3 && word_at(key, from, "pwd"))
			return true; /* DB_PWD, but not PWD itself */
		from = i + 1;
	}
	return false;
}

static bool name_byte(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || c == '.';
}

static bool blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Length of a value at the head: quoted, or up to white space or what ends a shell word. */
static size_t value_length(struct span s)
{
	size_t n = 0;

	if (s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'')) {
		for (n = 1; n < s.n && s.p[n] != s.p[0]; n++)
			if (s.p[n] == '\\' && n + 1 < s.n)
				n++;
		return n < s.n ? n + 1 : s.n;
	}
	while (n < s.n && !blank(s.p[n]) && s.p[n] != ';' && s.p[n] != '&' && s.p[n] != '|')
		n++;
	return n;
}

/* scheme://user:password@: where the password stands, after "://" at `at`. */
static bool url_password(struct span s, size_t at, size_t *from, size_t *to)
{
	size_t colon = 0;

	for (size_t i = at; i < s.n && !blank(s.p[i]) && s.p[i] != '/' && s.p[i] != '"'; i++) {
		if (s.p[i] == ':' && colon == 0)
			colon = i;
		if (s.p[i] == '@' && colon != 0) {
			*from = colon + 1;
			*to = i;
			return true;
		}
	}
	return false;
}

struct masker {
	struct buf *out;
	struct span text;
	size_t done; /* copied so far */
	struct fault *f;
};

static int replace(struct masker *m, size_t from, size_t to)
{
	if (buf_add(m->out, span_sub(m->text, m->done, from - m->done), m->f) < 0 ||
	    buf_add_text(m->out, MASKED, m->f) < 0)
		return -1;
	m->done = to;
	return 0;
}

/* A name that ends at `i`: is what follows a value to hide? Sets *from and *to. */
static bool named_value(struct span s, size_t name, size_t i, size_t *from, size_t *to)
{
	bool option = span_starts(span_from(s, name), span_of("--"));
	size_t at = i;

	if (i >= s.n || !mask_key(span_sub(s, name, i - name)))
		return false;
	if (s.p[i] == '=')
		at = i + 1;
	else if (s.p[i] == ':' || s.p[i] == '"') { /* "key": "value" and key: value */
		while (at < s.n && (s.p[at] == '"' || s.p[at] == ' ' || s.p[at] == ':'))
			at++;
		if (span_find(span_sub(s, i, at - i), ':') == SIZE_MAX)
			return false;
		if (at > 0 && s.p[at - 1] == '"')
			at--;
	} else if (option && blank(s.p[i]))
		at = i + 1;
	else
		return false;
	*from = at;
	*to = at + value_length(span_from(s, at));
	return *to > *from;
}

int mask_text(struct buf *out, struct span text, bool reveal, struct fault *f)
{
	struct masker m = { out, text, 0, f };
	size_t name = 0, from, to;

	if (reveal)
		return buf_add(out, text, f);
	for (size_t i = 0; i <= text.n; i++) {
		if (i < text.n && name_byte(text.p[i]))
			continue;
		if (i > name && named_value(text, name, i, &from, &to)) {
			if (replace(&m, from, to) < 0)
				return -1;
			i = to > i ? to - 1 : i;
		} else if (span_starts(span_from(text, i), span_of("://")) &&
		           url_password(text, i + 3, &from, &to)) {
			if (replace(&m, from, to) < 0)
				return -1;
			i = to - 1;
		}
		name = i + 1;
	}
	return buf_add(out, span_from(text, m.done), f);
}

int mask_value(struct buf *out, struct span key, struct span value, bool reveal, struct fault *f)
{
	if (!reveal && value.n > 0 && mask_key(key))
		return buf_add_text(out, MASKED, f);
	return mask_text(out, value, reveal, f);
}
