/*
 * logs/request.c - a request to the registry's API and its answer: what was asked of what, and whether it
 * was done. Routes: distribution-spec, "Endpoints"; the `_state` token: formats(7), "Logs".
 */
#include "core/name.h"
#include "logs/private.h"

/* ---- the path ------------------------------------------------------------------------------------------------ */

/* Cuts the last part of a path off. */
static struct span last_part(struct span *path)
{
	struct span all = *path;
	size_t n = path->n;

	while (n > 0 && path->p[n - 1] != '/')
		n--;
	path->n = n > 0 ? n - 1 : 0;
	return span_from(all, n);
}

static void reference_of(struct api_call *c, struct span ref)
{
	if (digest_parse(&c->digest, ref) != 0 && name_is_tag(ref))
		c->tag = ref;
}

static void route(struct api_call *c, struct span path)
{
	struct span name = path, last, before;

	c->what = API_OTHER;
	if (path.n == 0) {
		c->what = API_BASE;
		return;
	}
	if (path.p[path.n - 1] == '/')
		name.n--; /* ".../blobs/uploads/" */
	last = last_part(&name);
	before = last_part(&name);
	if (span_is(last, "uploads") && span_is(before, "blobs")) {
		c->what = API_UPLOADS;
	} else if (span_is(before, "manifests")) {
		c->what = API_MANIFEST;
		reference_of(c, last);
	} else if (span_is(before, "blobs")) {
		c->what = API_BLOB;
		(void)!digest_parse(&c->digest, last);
	} else if (span_is(before, "uploads") && span_is(last_part(&name), "blobs")) {
		c->what = API_UPLOAD;
		c->upload = last;
	} else if (span_is(before, "referrers")) {
		(void)!digest_parse(&c->digest, last);
	} else if (!span_is(before, "tags") || !span_is(last, "list")) {
		return;
	}
	if (name_is_repository(name))
		c->repository = name;
}

/* ---- the query ------------------------------------------------------------------------------------------------ */

enum { STATE_HMAC = 32, STATE_BYTES = 8192 }; /* format: a registry's _state has some 300 bytes; HTTP servers refuse longer lines */

/* The token is believed where it speaks of the same upload as the path. */
static int state_token(struct log_reader *r, struct api_call *c, struct span token, struct fault *f)
{
	struct span bytes, name, uuid, offset, started;
	int rc;

	if (token.n > STATE_BYTES)
		return 0;
	rc = base64_decode(r, token, &bytes, f);
	if (rc != 0 || bytes.n <= STATE_HMAC || bytes.p[STATE_HMAC] != '{')
		return rc < 0 ? -1 : 0;
	rc = log_scan(r, &r->inner_scan, span_from(bytes, STATE_HMAC), f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (json_get(r, &r->inner_scan, 0, "Name", &name, f) < 0 ||
	    json_get(r, &r->inner_scan, 0, "UUID", &uuid, f) < 0 ||
	    json_get(r, &r->inner_scan, 0, "Offset", &offset, f) < 0 ||
	    json_get(r, &r->inner_scan, 0, "StartedAt", &started, f) < 0)
		return -1;
	if (!span_eq(name, c->repository) || !span_eq(uuid, c->upload))
		return 0;
	c->has_offset = number_read(&c->offset, offset);
	c->started = time_iso(&(struct log_options){ 0 }, started);
	return 0;
}

static int query(struct log_reader *r, struct api_call *c, struct span q, struct fault *f)
{
	while (q.n > 0) {
		struct span value = span_cut(&q, '&'), key = span_cut(&value, '='), text;

		if (percent_decode(r, value, true, &text, f) < 0)
			return -1;
		if (span_is(key, "digest") && c->what != API_MANIFEST) {
			(void)!digest_parse(&c->digest, text);
		} else if (span_is(key, "mount")) {
			c->mounts = true;
			(void)!digest_parse(&c->mount, text);
		} else if (span_is(key, "from") && name_is_repository(text)) {
			c->from = text;
		} else if (span_is(key, "_state") && state_token(r, c, text, f) < 0) {
			return -1;
		}
	}
	return 0;
}

int request_parse(struct log_reader *r, struct api_call *out, struct span uri, struct fault *f)
{
	struct span q = uri, raw = span_cut(&q, '?');
	size_t at;

	*out = (struct api_call){ .what = API_NONE };
	raw = span_cut(&raw, '#');
	if (percent_decode(r, raw, false, &out->path, f) < 0)
		return -1;
	at = span_search(out->path, 0, "/v2/");
	if (at == SIZE_MAX) {
		if (span_ends(out->path, span_of("/v2")))
			out->what = API_BASE;
		return 0;
	}
	route(out, span_from(out->path, at + 4));
	return query(r, out, q, f);
}

/* ---- events ------------------------------------------------------------------------------------------------------ */

struct log_event request_event(const struct log_reader *r, enum log_event_kind kind, const struct request *q,
                               const struct api_call *c)
{
	static const enum log_object objects[] = {
		[API_MANIFEST] = LOG_OBJECT_MANIFEST, [API_BLOB] = LOG_OBJECT_BLOB,
		[API_UPLOADS] = LOG_OBJECT_UPLOAD, [API_UPLOAD] = LOG_OBJECT_UPLOAD,
		[API_OTHER] = LOG_OBJECT_UNSET,
	};
	struct log_event e = log_event_at(r, kind, q->family);

	if (q->time.known)
		e.time = q->time;
	e.object = objects[c->what];
	e.raw_time = q->raw_time;
	e.repository = c->repository;
	e.tag = c->tag;
	e.upload = c->upload;
	e.digest = c->digest;
	e.started = c->started;
	e.actor = q->actor;
	e.address = q->address;
	e.agent = q->agent;
	e.method = q->method;
	e.status = q->status;
	return e;
}

static bool succeeded(const struct request *q)
{
	return q->status >= 200 && q->status <= 299;
}

static int manifest_put(struct log_reader *r, struct log_event e, const struct request *q, struct fault *f)
{
	e.kind = LOG_EVENT_PUSH;
	e.media_type = q->media_type;
	if (log_emit(r, &e, f) < 0)
		return -1;
	if (e.tag.n == 0)
		return 0;
	e.kind = LOG_EVENT_TAG_SET;
	e.object = LOG_OBJECT_TAG;
	return log_emit(r, &e, f);
}

static int manifest_call(struct log_reader *r, struct log_event e, const struct request *q, struct fault *f)
{
	if (span_is(q->method, "PUT"))
		return q->status == 201 ? manifest_put(r, e, q, f) : 0;
	if (!span_is(q->method, "DELETE") || !succeeded(q))
		return 0;
	e.kind = e.tag.n > 0 ? LOG_EVENT_TAG_DELETE : LOG_EVENT_MANIFEST_DELETE;
	if (e.tag.n > 0)
		e.object = LOG_OBJECT_TAG;
	return log_emit(r, &e, f);
}

/* GET and HEAD of manifests and blobs; 307 sends a client to the object store for the bytes. */
static int pull(struct log_reader *r, struct log_event e, const struct request *q, struct fault *f)
{
	if (!succeeded(q) && q->status != 307)
		return 0;
	e.kind = LOG_EVENT_PULL;
	e.has_size = q->has_bytes && q->status == 200 && span_is(q->method, "GET");
	e.size = e.has_size ? q->bytes : 0;
	return log_emit(r, &e, f);
}

static int uploads_call(struct log_reader *r, struct log_event e, const struct request *q,
                        const struct api_call *c, struct fault *f)
{
	if (!span_is(q->method, "POST") || !succeeded(q))
		return 0;
	e.kind = q->status == 202 ? LOG_EVENT_UPLOAD_START
	         : c->mounts      ? LOG_EVENT_MOUNT
	                          : LOG_EVENT_UPLOAD_COMMIT;
	if (e.kind != LOG_EVENT_UPLOAD_START)
		e.object = LOG_OBJECT_BLOB;
	e.from_repository = c->from;
	if (c->mounts)
		e.digest = c->mount;
	return log_emit(r, &e, f);
}

static int upload_call(struct log_reader *r, struct log_event e, const struct request *q,
                       const struct api_call *c, struct fault *f)
{
	if (!succeeded(q))
		return 0;
	if (span_is(q->method, "PATCH")) {
		e.kind = LOG_EVENT_UPLOAD_DATA;
		e.number[0] = c->has_offset ? c->offset : 0;
	} else if (span_is(q->method, "PUT")) {
		e.kind = LOG_EVENT_UPLOAD_COMMIT;
		e.object = LOG_OBJECT_BLOB;
		e.has_size = c->has_offset && c->offset > 0;
		e.size = e.has_size ? c->offset : 0;
	} else if (span_is(q->method, "DELETE")) {
		e.kind = LOG_EVENT_UPLOAD_CANCEL;
	} else {
		return 0;
	}
	return log_emit(r, &e, f);
}

/* A refusal: names and digests of the request, and the digest its error speaks of. */
static int refused(struct log_reader *r, struct log_event e, const struct request *q,
                   const struct api_call *c, struct fault *f)
{
	struct digest told = digest_in(q->message);

	e.kind = q->status == 401 || span_is(q->code, "unauthorized") ? LOG_EVENT_AUTH_FAILED
	                                                              : LOG_EVENT_REQUEST_FAILED;
	e.detail = q->code;
	e.from_repository = c->from;
	if (c->mounts)
		e.digest = c->mount;
	if (digest_set(&told)) {
		if (span_is(q->method, "PUT") && c->what == API_MANIFEST && !digest_eq(&told, &c->digest))
			e.parent = c->digest;
		e.digest = told;
	}
	return log_emit(r, &e, f);
}

/* A path of another API: a digest in it is a mention. */
static int elsewhere(struct log_reader *r, const struct request *q, const struct api_call *c, struct fault *f)
{
	struct log_event e = request_event(r, LOG_EVENT_MENTION, q, c);

	e.digest = digest_in(c->path);
	return digest_set(&e.digest) ? log_emit(r, &e, f) : 0;
}

int request_events(struct log_reader *r, const struct request *q, struct fault *f)
{
	bool get = span_is(q->method, "GET") || span_is(q->method, "HEAD");
	struct api_call c;
	struct log_event e;

	if (request_parse(r, &c, q->uri, f) < 0)
		return -1;
	if (c.what == API_NONE)
		return elsewhere(r, q, &c, f);
	log_covers(r, LOG_CLASS_API, q->time);
	e = request_event(r, LOG_EVENT_UNSET, q, &c);
	if (q->status >= 400 || q->code.n > 0)
		return refused(r, e, q, &c, f);
	if (get && (c.what == API_MANIFEST || c.what == API_BLOB))
		return pull(r, e, q, f);
	switch (c.what) {
	case API_MANIFEST:
		return manifest_call(r, e, q, f);
	case API_UPLOADS:
		return uploads_call(r, e, q, &c, f);
	case API_UPLOAD:
		return upload_call(r, e, q, &c, f);
	case API_BLOB:
		e.kind = LOG_EVENT_BLOB_DELETE;
		return span_is(q->method, "DELETE") && succeeded(q) ? log_emit(r, &e, f) : 0;
	default:
		return 0;
	}
}
