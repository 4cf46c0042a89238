/* logs/mention.c - digests in any text, and references as people write them. */
#include "core/name.h"
#include "logs/private.h"

static bool hex_lower(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool digest_next(struct span text, size_t *at, struct digest *out, struct span *where)
{
	static const char *const algs[] = { "sha256", "sha512" };

	for (;;) {
		struct span rest = span_from(text, *at);
		size_t colon = span_find(rest, ':'), n = 0;

		if (colon == SIZE_MAX)
			return false;
		*at += colon + 1;
		while (*at + n < text.n && n < 129 && hex_lower(text.p[*at + n]))
			n++;
		/* a letter after it would make the digest another word */
		if (*at + n < text.n && text.p[*at + n] >= 'A' && text.p[*at + n] <= 'F')
			continue;
		for (size_t i = 0; i < COUNT(algs); i++) {
			struct span alg = span_of(algs[i]), word;

			if (n != (i == 0 ? 64 : 128) || *at < alg.n + 1)
				continue;
			word = span_sub(text, *at - alg.n - 1, alg.n);
			if (!span_eq(word, alg) || digest_parse_parts(out, alg, span_sub(text, *at, n)) != 0)
				continue;
			*where = span_sub(text, *at - alg.n - 1, alg.n + 1 + n);
			*at += n;
			return true;
		}
	}
}

struct digest digest_in(struct span text)
{
	struct digest d = { .alg = DIGEST_NONE };
	struct span where;
	size_t at = 0;

	(void)digest_next(text, &at, &d, &where);
	return d;
}

/* Is the part before the first '/' a host, by the rule of docker references? */
static bool is_host(struct span s)
{
	return span_find(s, '.') != SIZE_MAX || span_find(s, ':') != SIZE_MAX || span_is(s, "localhost");
}

void reference_read(struct span text, struct span *repository, struct span *tag)
{
	size_t scheme = span_search(text, 0, "://");
	struct span rest, first, name;

	*repository = *tag = SPAN_NONE;
	if (scheme != SIZE_MAX)
		text = span_from(text, scheme + 3);
	rest = text;
	first = span_cut(&rest, '/');
	if (first.n < text.n && (scheme != SIZE_MAX || is_host(first)))
		text = rest;
	rest = text;
	name = span_cut(&rest, ':');
	if (!name_is_repository(name))
		return;
	*repository = name;
	if (name_is_tag(rest))
		*tag = rest;
}

static bool reference_byte(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
	       c == '_' || c == '-' || c == '/' || c == ':';
}

/* "registry:5000/team/app:1.0" in front of an '@' that stands before `end`. */
static struct span before_at(struct span text, size_t end)
{
	size_t from;

	if (end == 0 || text.p[end - 1] != '@')
		return SPAN_NONE;
	from = --end;
	while (from > 0 && end - from < 512 && reference_byte(text.p[from - 1]))
		from--;
	return span_sub(text, from, end - from);
}

enum { WINDOW_TAIL = 700 }; /* rule: a digest, and a reference before it, where two windows meet */

int mention_window(struct log_reader *r, struct buf *window, struct log_at line, uint64_t base, bool last, struct fault *f)
{
	struct log_event e = log_event_at(r, LOG_EVENT_MENTION, LOG_TEXT);
	size_t at = 0, told = 0, keep;
	struct span where;

	while (digest_next(buf_span(window), &at, &e.digest, &where)) {
		size_t from = (size_t)(where.p - window->p);

		if (!last && from + where.n == window->n)
			break; /* more of it may come */
		e.at = (struct log_at){ line.line, base + from, where.n };
		reference_read(before_at(buf_span(window), from), &e.repository, &e.tag);
		if (log_emit(r, &e, f) < 0)
			return -1;
		told = from + where.n;
	}
	keep = window->n > WINDOW_TAIL ? window->n - WINDOW_TAIL : 0;
	keep = last ? window->n : keep > told ? keep : told;
	window->n -= keep;
	memmove(window->p, window->p + keep, window->n);
	return 0;
}

int mention_line(struct log_reader *r, struct span text, struct fault *f)
{
	struct log_event e = log_event_at(r, LOG_EVENT_MENTION, LOG_TEXT);
	struct span where;
	bool any = false;
	size_t at = 0;

	while (digest_next(text, &at, &e.digest, &where)) {
		reference_read(before_at(text, (size_t)(where.p - text.p)), &e.repository, &e.tag);
		if (log_emit(r, &e, f) < 0)
			return -1;
		any = true;
	}
	return any ? 0 : LINE_OTHER;
}
