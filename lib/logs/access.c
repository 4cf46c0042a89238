/*
 * logs/access.c - common and combined access logs:
 *	addr ident user [23/Nov/2026:18:46:53 +0000] "METHOD uri HTTP/1.1" status bytes "referer" "agent" more
 * The registry writes an empty referer as "", nginx and Apache as "-"; Traefik adds fields at the end.
 */
#include "logs/private.h"

struct access {
	struct request q;
	bool proxy; /* not as the registry itself writes */
};

static struct span present(struct span s)
{
	return span_is(s, "-") ? SPAN_NONE : s;
}

/* What stands before the time: address, ident, and a user that may hold blanks; Apache's vhost_combined
 * has "host:port" before the address. */
static bool client(struct access *a, struct span head)
{
	struct span first = span_cut(&head, ' '), ident = span_cut(&head, ' ');
	struct span rest = head, user = span_cut(&rest, ' ');

	if (first.n == 0 || ident.n == 0 || head.n == 0)
		return false;
	if (rest.n > 0 && span_find(first, ':') != SIZE_MAX && span_is(user, "-")) {
		a->q.address = ident;
		a->q.actor = present(rest);
		a->proxy = true;
		return true;
	}
	a->q.address = present(first);
	a->q.actor = present(head);
	a->proxy = a->q.actor.n > 0;
	return true;
}

static bool time_of(struct access *a, struct span *rest)
{
	struct span text = *rest;

	if (rest->n < 28 || rest->p[26] != ']' || rest->p[27] != ' ')
		return false;
	text.n = 26;
	a->q.raw_time = text;
	a->q.time = time_clf(text);
	*rest = span_from(*rest, 28);
	return a->q.time.known;
}

static bool status_of(struct access *a, struct span *rest)
{
	struct span bytes;
	uint64_t n;

	if (!span_eat(rest, " ") || !number_head(&n, rest) || n > 999 || !span_eat(rest, " "))
		return false;
	a->q.status = (int)n;
	bytes = span_cut(rest, ' ');
	a->q.has_bytes = number_read(&a->q.bytes, bytes);
	return a->q.has_bytes || span_is(bytes, "-");
}

static int agent_of(struct log_reader *r, struct access *a, struct span rest, struct fault *f)
{
	struct span referer;
	int rc = unquote(r, &rest, &referer, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0; /* the common form ends before it */
	a->proxy |= span_is(referer, "-");
	if (!span_eat(&rest, " "))
		return 0;
	rc = unquote(r, &rest, &a->q.agent, f);
	a->q.agent = present(a->q.agent);
	a->proxy |= span_trim(rest).n > 0;
	return rc < 0 ? -1 : 0;
}

/* Where " [dd/" begins, or SIZE_MAX. */
static size_t bracket(struct span text)
{
	for (size_t at = 0; (at = span_search(text, at, " [")) != SIZE_MAX; at++)
		if (at + 29 < text.n && text.p[at + 4] == '/' && text.p[at + 8] == '/')
			return at;
	return SIZE_MAX;
}

static int read_access(struct log_reader *r, struct access *a, struct span text, struct fault *f)
{
	size_t at = bracket(text);
	struct span rest, line;
	int rc;

	if (at == SIZE_MAX || !client(a, span_sub(text, 0, at)))
		return LINE_OTHER;
	rest = span_from(text, at + 2);
	if (!time_of(a, &rest))
		return LINE_OTHER;
	rc = unquote(r, &rest, &line, f);
	if (rc != 0)
		return rc;
	if (!status_of(a, &rest))
		return LINE_OTHER;
	a->q.method = span_cut(&line, ' ');
	a->q.uri = span_cut(&line, ' ');
	return agent_of(r, a, rest, f);
}

int access_line(struct log_reader *r, struct span text, struct fault *f)
{
	struct access a = { .q = { .family = LOG_ACCESS } };
	int rc = read_access(r, &a, text, f);

	if (rc != 0)
		return rc;
	if (a.proxy)
		log_covers(r, LOG_CLASS_NETWORK, a.q.time);
	return request_events(r, &a.q, f);
}
