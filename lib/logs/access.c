/* logs/access.c - access logs: combined, as the registry, nginx, Apache and Traefik write it, and JSON. */
#include "logs/private.h"

/* A part in quotes at *at; backslash escapes stay. Moves *at behind it. */
static bool quoted(struct span s, size_t *at, struct span *out)
{
	size_t i = *at;

	if (i >= s.n || s.p[i] != '"')
		return false;
	for (i++; i < s.n && s.p[i] != '"'; i++)
		if (s.p[i] == '\\')
			i++;
	if (i >= s.n)
		return false;
	*out = span_sub(s, *at + 1, i - *at - 1);
	*at = i + 1;
	return true;
}

static bool method_known(struct span m)
{
	static const char *const all[] = { "GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS" };

	for (size_t i = 0; i < COUNT(all); i++)
		if (span_is(m, all[i]))
			return true;
	return false;
}

/* host ident user [time] "METHOD uri HTTP/x" status bytes "referer" "agent" ... */
int read_access(struct line *l, struct fault *f)
{
	struct request q = { .status = 0 };
	struct span rest = l->text, request, agent = SPAN_NONE, word;
	size_t at, close;
	uint64_t n;

	q.address = span_cut(&rest, ' ');
	(void)span_cut(&rest, ' ');
	at = find_text(rest, " [");
	if (q.address.n == 0 || at == SIZE_MAX)
		return LINE_NOT_MINE;
	q.actor = span_sub(rest, 0, at);
	rest = span_from(rest, at + 2);
	close = span_find(rest, ']');
	if (close == SIZE_MAX || close + 2 >= rest.n)
		return LINE_NOT_MINE;
	q.raw_time = span_sub(rest, 0, close);
	at = close + 2;
	if (!quoted(rest, &at, &request))
		return LINE_NOT_MINE;
	q.method = span_cut(&request, ' ');
	q.uri = span_cut(&request, ' ');
	if (!method_known(q.method) || !span_starts(request, span_of("HTTP/")))
		return LINE_NOT_MINE;
	rest = span_from(rest, at + 1);
	word = span_cut(&rest, ' ');
	if (!number_of(word, &n) || n > 999)
		return LINE_NOT_MINE;
	q.status = (int)n;
	word = span_cut(&rest, ' ');
	q.has_bytes = number_of(word, &q.bytes);
	at = 0;
	if (quoted(rest, &at, &word)) {
		at++;
		if (quoted(rest, &at, &agent) && unescape(l, agent, &q.agent, f) < 0)
			return -1;
	}
	return tell_request(l, LOG_ACCESS, &q, f);
}

static struct span first_of(struct line *l, const char *const *keys, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		struct span s = json_text(l, l->text, keys[i], f);

		if (s.n > 0 || f->kind != FAULT_NONE)
			return s;
	}
	return SPAN_NONE;
}

#define FIRST(...)                                                                                 \
	first_of(l, (const char *const[]){ __VA_ARGS__ },                                          \
	         sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *), f)

/* nginx with escape=json, Traefik, and others of their kind: by the names of their members. */
int read_access_json(struct line *l, struct fault *f)
{
	struct request q = { .method = FIRST("RequestMethod", "request_method", "method"),
		             .uri = FIRST("RequestPath", "request_uri", "uri", "path") };
	struct span request = FIRST("request"), status = FIRST("DownstreamStatus", "OriginStatus", "status");
	uint64_t n;

	if (q.method.n == 0 && request.n > 0) {
		q.method = span_cut(&request, ' ');
		q.uri = span_cut(&request, ' ');
	}
	if (f->kind != FAULT_NONE)
		return -1;
	if (!method_known(q.method) || q.uri.n == 0 || !number_of(status, &n) || n > 999)
		return LINE_NOT_MINE;
	q.status = (int)n;
	q.raw_time = FIRST("StartUTC", "time_iso8601", "@timestamp", "time_local", "timestamp", "time");
	q.address = FIRST("ClientHost", "remote_addr", "client_ip", "remote_ip");
	q.actor = FIRST("ClientUsername", "remote_user", "user");
	q.agent = FIRST("request_User-Agent", "http_user_agent", "user_agent");
	q.has_bytes = number_of(FIRST("DownstreamContentSize", "body_bytes_sent", "bytes_sent"), &q.bytes);
	return f->kind != FAULT_NONE ? -1 : tell_request(l, LOG_ACCESS, &q, f);
}
