/* logs/json_access.c - access logs of proxies with one JSON object a line: nginx, Traefik, Caddy, and their like. */
#include "logs/private.h"

enum { NAMES = 10 };

enum value { METHOD, URI, STATUS, BYTES, ADDRESS, USER, AGENT, TIME, VALUES };

/* The names each value has, the most telling first. */
static const char *const names[VALUES][NAMES] = {
	[METHOD] = { "RequestMethod", "request_method", "method", "http_method" },
	[URI] = { "RequestPath", "request_uri", "uri", "path", "url" },
	[STATUS] = { "DownstreamStatus", "status", "status_code", "response_status" },
	[BYTES] = { "DownstreamContentSize", "body_bytes_sent", "size", "bytes" },
	[ADDRESS] = { "ClientHost", "remote_addr", "client_ip", "clientip", "remote_ip", "ClientAddr" },
	[USER] = { "ClientUsername", "remote_user", "user_id", "user" },
	[AGENT] = { "request_User-Agent", "http_user_agent", "user_agent", "agent" },
	[TIME] = { "StartUTC", "time_iso8601", "time_local", "time", "@timestamp", "timestamp", "ts", "msec" },
};

static int value(struct log_reader *r, uint32_t object, size_t which, struct span *out, struct fault *f)
{
	*out = SPAN_NONE;
	for (size_t i = 0; i < NAMES && names[which][i] != NULL && out->n == 0; i++)
		if (json_get(r, &r->scan, object, names[which][i], out, f) < 0)
			return -1;
	if (span_is(*out, "-"))
		*out = SPAN_NONE;
	return 0;
}

static struct when any_time(const struct log_options *o, struct span s)
{
	struct when w = time_iso(o, s);

	if (!w.known)
		w = time_clf(s);
	return w.known ? w : time_epoch(s);
}

static bool is_method(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return s.n > 0 && s.n <= 16;
}

/* Fills what `values` lacks from a second object (Caddy's "request"). */
static int fill(struct log_reader *r, uint32_t object, struct span values[VALUES], struct fault *f)
{
	for (size_t i = 0; i < VALUES; i++)
		if (values[i].n == 0 && value(r, object, i, &values[i], f) < 0)
			return -1;
	return 0;
}

/* "request": the request line (nginx) or an object (Caddy). */
static int request_member(struct log_reader *r, struct span values[VALUES], struct fault *f)
{
	uint32_t t = scan_member(&r->scan, 0, "request", true);
	struct span line;

	if (t == NO_TOKEN)
		return 0;
	if (r->scan.tokens.v[t].kind == TOKEN_OBJECT)
		return fill(r, t, values, f);
	if (json_get(r, &r->scan, 0, "request", &line, f) < 0)
		return -1;
	if (span_find(line, ' ') != SIZE_MAX) {
		values[METHOD] = span_cut(&line, ' ');
		values[URI] = span_cut(&line, ' ');
	}
	return 0;
}

int access_json(struct log_reader *r, struct fault *f)
{
	struct request q = { .family = LOG_ACCESS_JSON };
	struct span values[VALUES] = { { NULL, 0 } };
	uint64_t status;

	if (r->scan.tokens.v[0].kind != TOKEN_OBJECT)
		return LINE_OTHER;
	if (fill(r, 0, values, f) < 0 || request_member(r, values, f) < 0)
		return -1;
	if (!is_method(values[METHOD]) || values[URI].n == 0 || !number_read(&status, values[STATUS]) ||
	    status > 999)
		return LINE_OTHER;
	q.method = values[METHOD];
	q.uri = values[URI];
	q.status = (int)status;
	q.has_bytes = number_read(&q.bytes, values[BYTES]);
	q.address = address_host(values[ADDRESS]);
	q.actor = values[USER];
	q.agent = values[AGENT];
	q.raw_time = values[TIME];
	q.time = any_time(&r->options, q.raw_time);
	log_covers(r, LOG_CLASS_NETWORK, q.time);
	return request_events(r, &q, f);
}
