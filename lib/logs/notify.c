/*
 * logs/notify.c - notification events: {"events":[...]} as posted, one event by itself, or a list of either.
 * References of a pushed manifest (includereferences) stand in its own order: config, then layers.
 */
#include "core/name.h"
#include "logs/private.h"

static struct span repository_or_none(struct span s)
{
	return name_is_repository(s) ? s : SPAN_NONE;
}

struct note {
	struct log_event e;
	uint32_t event, target;
	struct span action, url;
	bool blob;
};

static int get(struct log_reader *r, uint32_t object, const char *name, struct span *out, struct fault *f)
{
	return json_get(r, &r->scan, object, name, out, f);
}

static uint32_t member(const struct log_reader *r, uint32_t object, const char *name)
{
	uint32_t t = scan_member(&r->scan, object, name, true);

	return t != NO_TOKEN && r->scan.tokens.v[t].kind == TOKEN_OBJECT ? t : NO_TOKEN;
}

/* mediaType, size, digest: of the target and of each reference. */
static int descriptor(struct log_reader *r, uint32_t object, struct log_event *e, struct fault *f)
{
	struct span size, digest;

	if (get(r, object, "mediaType", &e->media_type, f) < 0 || get(r, object, "size", &size, f) < 0 ||
	    get(r, object, "digest", &digest, f) < 0)
		return -1;
	e->has_size = number_read(&e->size, size);
	if (!e->has_size)
		e->size = 0;
	e->digest = (struct digest){ .alg = DIGEST_NONE };
	(void)!digest_parse(&e->digest, digest);
	return 0;
}

static int who(struct log_reader *r, struct note *n, struct fault *f)
{
	uint32_t request = member(r, n->event, "request");
	struct span addr;

	if (get(r, request, "addr", &addr, f) < 0 || get(r, request, "method", &n->e.method, f) < 0 ||
	    get(r, request, "useragent", &n->e.agent, f) < 0 ||
	    get(r, member(r, n->event, "actor"), "name", &n->e.actor, f) < 0)
		return -1;
	n->e.address = address_host(addr);
	return 0;
}

static int target(struct log_reader *r, struct note *n, struct fault *f)
{
	struct span repository, from, tag;

	if (descriptor(r, n->target, &n->e, f) < 0 || get(r, n->target, "repository", &repository, f) < 0 ||
	    get(r, n->target, "fromRepository", &from, f) < 0 || get(r, n->target, "tag", &tag, f) < 0 ||
	    get(r, n->target, "url", &n->url, f) < 0)
		return -1;
	n->e.repository = repository_or_none(repository);
	n->e.from_repository = repository_or_none(from);
	if (name_is_tag(tag))
		n->e.tag = tag;
	n->blob = span_search(n->url, 0, "/manifests/") == SIZE_MAX &&
	          (span_search(n->url, 0, "/blobs/") != SIZE_MAX ||
	           span_is(n->e.media_type, "application/octet-stream"));
	n->e.object = n->blob ? LOG_OBJECT_BLOB : LOG_OBJECT_MANIFEST;
	return 0;
}

static int references(struct log_reader *r, const struct note *n, struct fault *f)
{
	uint32_t list = scan_member(&r->scan, n->target, "references", true), position = 0;
	struct log_event e = n->e;

	if (list == NO_TOKEN || r->scan.tokens.v[list].kind != TOKEN_ARRAY || !digest_set(&n->e.digest))
		return 0;
	e.kind = LOG_EVENT_REFERENCE;
	e.object = LOG_OBJECT_UNSET;
	e.tag = SPAN_NONE;
	e.parent = n->e.digest;
	for (uint32_t t = scan_first(&r->scan, list); t != NO_TOKEN; t = scan_sibling(&r->scan, t)) {
		e.position = position++;
		if (r->scan.tokens.v[t].kind != TOKEN_OBJECT)
			continue;
		if (descriptor(r, t, &e, f) < 0)
			return -1;
		if (digest_set(&e.digest) && log_emit(r, &e, f) < 0)
			return -1;
	}
	return 0;
}

static int pushed(struct log_reader *r, struct note *n, struct fault *f)
{
	n->e.kind = n->blob ? LOG_EVENT_UPLOAD_COMMIT : LOG_EVENT_PUSH;
	if (log_emit(r, &n->e, f) < 0)
		return -1;
	if (n->blob)
		return 0;
	if (n->e.tag.n > 0) {
		struct log_event t = n->e;

		t.kind = LOG_EVENT_TAG_SET;
		t.object = LOG_OBJECT_TAG;
		if (log_emit(r, &t, f) < 0)
			return -1;
	}
	return references(r, n, f);
}

/* A deletion tells a digest or a tag; of a digest alone it does not tell whether manifest or blob. */
static int deleted(struct log_reader *r, struct note *n, struct fault *f)
{
	n->e.has_size = false;
	n->e.size = 0;
	if (!digest_set(&n->e.digest) && n->e.tag.n == 0)
		return 0;
	if (!digest_set(&n->e.digest)) {
		n->e.kind = LOG_EVENT_TAG_DELETE;
		n->e.object = LOG_OBJECT_TAG;
	} else {
		n->e.kind = n->blob ? LOG_EVENT_BLOB_DELETE : LOG_EVENT_MANIFEST_DELETE;
		if (!n->blob && n->url.n == 0 && n->e.media_type.n == 0)
			n->e.object = LOG_OBJECT_UNSET;
	}
	return log_emit(r, &n->e, f);
}

static int event_of(struct log_reader *r, uint32_t event, struct fault *f)
{
	struct note n = { .event = event, .e = log_event_at(r, LOG_EVENT_UNSET, LOG_NOTIFY) };
	struct when time;

	n.target = member(r, event, "target");
	if (n.target == NO_TOKEN)
		return LINE_OTHER;
	if (get(r, event, "action", &n.action, f) < 0 || get(r, event, "timestamp", &n.e.raw_time, f) < 0)
		return -1;
	if (n.action.n == 0)
		return LINE_OTHER;
	if (who(r, &n, f) < 0 || target(r, &n, f) < 0)
		return -1;
	time = time_iso(&r->options, n.e.raw_time);
	if (time.known)
		n.e.time = time;
	log_covers(r, LOG_CLASS_API, time);
	if (span_is(n.action, "push"))
		return pushed(r, &n, f);
	if (span_is(n.action, "delete"))
		return deleted(r, &n, f);
	n.e.kind = span_is(n.action, "pull")    ? LOG_EVENT_PULL
	           : span_is(n.action, "mount") ? LOG_EVENT_MOUNT
	                                        : LOG_EVENT_UNSET;
	return n.e.kind == LOG_EVENT_UNSET ? 0 : log_emit(r, &n.e, f);
}

/* The events of one envelope, or the object itself as one. */
static int envelope(struct log_reader *r, uint32_t object, struct fault *f)
{
	uint32_t list = scan_member(&r->scan, object, "events", true);
	int verdict = LINE_OTHER;

	if (list == NO_TOKEN || r->scan.tokens.v[list].kind != TOKEN_ARRAY)
		return event_of(r, object, f);
	for (uint32_t t = scan_first(&r->scan, list); t != NO_TOKEN; t = scan_sibling(&r->scan, t)) {
		int rc = r->scan.tokens.v[t].kind == TOKEN_OBJECT ? event_of(r, t, f) : LINE_OTHER;

		if (rc < 0)
			return -1;
		if (rc == 0)
			verdict = 0;
	}
	return verdict;
}

int notify_json(struct log_reader *r, struct fault *f)
{
	const struct scan *s = &r->scan;
	int verdict = LINE_OTHER;

	if (s->tokens.v[0].kind == TOKEN_OBJECT)
		return envelope(r, 0, f);
	if (s->tokens.v[0].kind != TOKEN_ARRAY)
		return LINE_OTHER;
	for (uint32_t t = scan_first(s, 0); t != NO_TOKEN; t = scan_sibling(s, t)) {
		int rc = s->tokens.v[t].kind == TOKEN_OBJECT ? envelope(r, t, f) : LINE_OTHER;

		if (rc < 0)
			return -1;
		if (rc == 0)
			verdict = 0;
	}
	return verdict;
}
