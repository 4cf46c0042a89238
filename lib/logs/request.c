/* logs/request.c - what one request to /v2/ asked for and whether it was done. */
#include "logs/private.h"

#include "core/name.h"

#include <string.h>

struct log_event event_of(const struct line *l, enum log_family family)
{
	return (struct log_event){ .family = family,
		                   .time = l->time,
		                   .raw_time = l->raw_time,
		                   .line = l->number,
		                   .offset = l->offset,
		                   .length = l->length };
}

int emit(struct line *l, const struct log_event *e, struct fault *f)
{
	return l->sink->event(l->sink->user, e, f);
}

static struct span query_value(struct span query, const char *key)
{
	while (query.n > 0) {
		struct span pair = span_cut(&query, '&'), name = span_cut(&pair, '=');

		if (span_is(name, key))
			return pair;
	}
	return SPAN_NONE;
}

static int base64_digit(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-' || c == '+')
		return 62;
	return c == '_' || c == '/' ? 63 : -1;
}

/* The upload state: 32 bytes of HMAC, then JSON that can be read without the secret. */
static int state_token(struct line *l, struct span token, struct span *json, struct fault *f)
{
	uint8_t *to = (uint8_t *)arena_alloc(l->arena, token.n + 1, f);
	uint32_t bits = 0;
	size_t n = 0, have = 0;

	*json = SPAN_NONE;
	if (to == NULL)
		return -1;
	for (size_t i = 0; i < token.n && token.p[i] != '='; i++) {
		int d = base64_digit(token.p[i]);

		if (d < 0)
			return 0;
		bits = bits << 6 | (uint32_t)d;
		have += 6;
		if (have >= 8) {
			have -= 8;
			to[n++] = (uint8_t)(bits >> have);
		}
	}
	if (n > 32 && to[32] == '{')
		*json = span_make(to + 32, n - 32);
	return 0;
}

/* "<name>" before the last "/manifests/" and the like. */
static bool split(struct span path, const char *part, struct span *name, struct span *rest)
{
	size_t n = strlen(part), at = SIZE_MAX;

	for (size_t i = 0; i + n <= path.n; i++)
		if (memcmp(path.p + i, part, n) == 0)
			at = i;
	if (at == SIZE_MAX)
		return false;
	if (!name_is_repository(span_sub(path, 0, at)))
		return false;
	*name = span_sub(path, 0, at);
	*rest = span_from(path, at + n);
	return true;
}

static bool is(struct span method, const char *a)
{
	return span_is(method, a);
}

static int tell_manifest(struct line *l, struct log_event *e, const struct request *q, struct span ref,
                         struct fault *f)
{
	bool by_digest = digest_at(ref, 0, &e->digest);

	if (!by_digest && name_is_tag(ref))
		e->tag = ref;
	if (q->status >= 400)
		return 0;
	if (is(q->method, "PUT") && q->status == 201) {
		e->event = EVENT_PUSH;
		if (e->tag.n > 0 && emit(l, e, f) < 0)
			return -1;
		if (e->tag.n > 0)
			e->event = EVENT_TAG_SET;
	} else if (is(q->method, "DELETE") && q->status == 202) {
		e->event = by_digest ? EVENT_MANIFEST_DELETE : EVENT_TAG_DELETE;
	} else if (is(q->method, "GET") || is(q->method, "HEAD")) {
		e->event = EVENT_PULL;
		e->has_size = is(q->method, "GET") && q->has_bytes && q->status == 200;
		e->size = q->bytes;
	}
	return 0;
}

static void tell_blob(struct log_event *e, const struct request *q, struct span ref)
{
	(void)digest_at(ref, 0, &e->digest);
	if (q->status >= 400)
		return;
	if (is(q->method, "DELETE") && q->status == 202)
		e->event = EVENT_BLOB_DELETE;
	else if (is(q->method, "GET") || is(q->method, "HEAD"))
		e->event = EVENT_PULL;
	e->has_size = is(q->method, "GET") && q->has_bytes && q->status == 200;
	e->size = q->bytes;
}

static int tell_upload(struct line *l, struct log_event *e, const struct request *q, struct span ref,
                       struct span query, struct fault *f)
{
	struct span digest, mount, from, json, token;

	if (percent_decode(l, query_value(query, "digest"), &digest, f) < 0 ||
	    percent_decode(l, query_value(query, "mount"), &mount, f) < 0 ||
	    percent_decode(l, query_value(query, "from"), &from, f) < 0 ||
	    percent_decode(l, query_value(query, "_state"), &token, f) < 0 ||
	    state_token(l, token, &json, f) < 0)
		return -1;
	e->upload = ref;
	if (!digest_at(digest, 0, &e->digest))
		(void)digest_at(mount, 0, &e->digest);
	if (q->status >= 400)
		return 0;
	if (is(q->method, "POST") && q->status == 201 && mount.n > 0) {
		e->event = EVENT_MOUNT;
		e->from_repository = from;
	} else if (is(q->method, "POST") && q->status == 202) {
		e->event = EVENT_UPLOAD_START;
		e->digest.alg = DIGEST_NONE;
	} else if (is(q->method, "PATCH") && q->status == 202) {
		e->event = EVENT_UPLOAD_DATA;
	} else if (is(q->method, "PUT") && q->status == 201) {
		uint64_t offset;

		e->event = EVENT_UPLOAD_COMMIT;
		if (number_of(json_value(json, "Offset"), &offset) && offset > 0) {
			e->has_size = true;
			e->size = offset;
		}
	} else if (is(q->method, "DELETE") && q->status == 204) {
		e->event = EVENT_UPLOAD_CANCEL;
	}
	return 0;
}

int tell_request(struct line *l, enum log_family family, const struct request *q, struct fault *f)
{
	struct log_event e = event_of(l, family);
	struct span query = q->uri, path = span_cut(&query, '?'), rest;
	int rc = 0;

	if (q->raw_time.n > 0) {
		struct when w = q->time.known ? q->time : time_of(l, q->raw_time);

		e.raw_time = q->raw_time;
		e.time = w.known ? w : e.time;
	}
	e.actor = span_is(q->actor, "-") ? SPAN_NONE : q->actor;
	e.address = q->address;
	e.agent = span_is(q->agent, "-") ? SPAN_NONE : q->agent;
	e.media_type = q->media_type;
	e.status = q->status;
	if (percent_decode(l, path, &path, f) < 0)
		return -1;
	if (!span_starts(path, span_of("/v2/")))
		return 0; /* a request to something else: understood, nothing to tell */
	path = span_from(path, 4);
	if (split(path, "/blobs/uploads/", &e.repository, &rest))
		rc = tell_upload(l, &e, q, rest, query, f);
	else if (split(path, "/manifests/", &e.repository, &rest))
		rc = tell_manifest(l, &e, q, rest, f);
	else if (split(path, "/blobs/", &e.repository, &rest))
		tell_blob(&e, q, rest);
	else
		return q->status == 401 ? (e.event = EVENT_AUTH_FAILED, emit(l, &e, f)) : 0;
	if (rc < 0)
		return -1;
	if (q->status == 401 || q->status == 403)
		e.event = EVENT_AUTH_FAILED;
	else if (q->status >= 400)
		e.event = EVENT_REQUEST_FAILED;
	return e.event == EVENT_NONE ? 0 : emit(l, &e, f);
}
