/*
 * logs/app.c - the registry's own log (logrus): key=value with Go quoting, or JSON. Fields and messages:
 * formats(7), "Logs".
 */
#include "core/layout.h"
#include "logs/private.h"

struct span fields_get(const struct fields *fs, const char *key)
{
	for (size_t i = 0; i < fs->n; i++)
		if (span_is(fs->v[i].key, key))
			return fs->v[i].value;
	return SPAN_NONE;
}

static struct span either(const struct fields *fs, const char *key, const char *other)
{
	struct span s = fields_get(fs, key);

	return s.n > 0 ? s : fields_get(fs, other);
}

struct message {
	const struct fields *fs;
	struct span text;
	struct request q;
	struct api_call call; /* of the request it stands in */
	struct log_event base;
};

/* ---- messages ---------------------------------------------------------------------------------------------- */

static int answered(struct log_reader *r, const struct message *m, struct fault *f)
{
	return m->q.method.n > 0 ? request_events(r, &m->q, f) : 0;
}

static int rejected(struct log_reader *r, const struct message *m, struct fault *f)
{
	struct log_event e = m->base;

	e.kind = LOG_EVENT_UPLOAD_REJECTED;
	e.object = LOG_OBJECT_UPLOAD;
	e.digest = digest_in(fields_get(m->fs, "canonical"));
	e.provided = digest_in(fields_get(m->fs, "provided"));
	return log_emit(r, &e, f);
}

static int disconnected(struct log_reader *r, const struct message *m, struct fault *f)
{
	struct log_event e = m->base;

	e.kind = LOG_EVENT_UPLOAD_ABORT;
	e.object = LOG_OBJECT_UPLOAD;
	e.has_size = number_read(&e.size, fields_get(m->fs, "copied"));
	if (!number_read(&e.number[0], fields_get(m->fs, "contentLength")))
		e.number[0] = 0;
	e.number[1] = e.size;
	return log_emit(r, &e, f);
}

static int challenged(struct log_reader *r, const struct message *m, struct fault *f)
{
	struct log_event e = m->base;

	e.kind = LOG_EVENT_AUTH_FAILED;
	e.detail = m->text;
	return log_emit(r, &e, f);
}

static int started(struct log_reader *r, const struct message *m, struct fault *f)
{
	struct log_event e = m->base;

	e.kind = LOG_EVENT_SERVER_START;
	e.detail = m->text;
	return log_emit(r, &e, f);
}

/* An upload session named by a path in the text: "<root>/<repository>/_uploads/<uuid>[/data]". */
static bool session(struct log_event *e, struct span text)
{
	size_t root = span_search(text, 0, "repositories/"), end = span_search(text, 0, "/_uploads/");
	struct place p;

	if (root == SIZE_MAX || end == SIZE_MAX || end < root)
		return false;
	for (end += 10; end < text.n && text.p[end] != ' ' && text.p[end] != '/' && text.p[end] != ':';)
		end++;
	layout_classify(&p, span_sub(text, root, end - root), true);
	if (p.role != ROLE_UPLOAD_DIR)
		return false;
	e->object = LOG_OBJECT_UPLOAD;
	e->repository = p.repository;
	e->upload = p.upload;
	return true;
}

static int cancelled(struct log_reader *r, const struct message *m, struct fault *f)
{
	struct log_event e = m->base;

	e.kind = LOG_EVENT_UPLOAD_CANCEL;
	return session(&e, m->text) ? log_emit(r, &e, f) : 0;
}

/* "Upload files in <dir> have older date (2026-11-23 19:03:09 +0000 UTC) than purge date (...)." */
static int purged(struct log_reader *r, const struct message *m, struct fault *f)
{
	size_t at = span_search(m->text, 0, " have older date (");
	struct span rest = at == SIZE_MAX ? SPAN_NONE : span_from(m->text, at + 18);
	struct log_event e = m->base;

	e.kind = LOG_EVENT_UPLOAD_PURGE;
	e.started = time_iso(&r->options, span_cut(&rest, ')'));
	return at != SIZE_MAX && session(&e, span_sub(m->text, 0, at)) ? log_emit(r, &e, f) : 0;
}

/* "Adding new scheduler entry for <repository>@<digest> with ttl=..." */
static int scheduled(struct log_reader *r, const struct message *m, struct fault *f)
{
	struct log_event e = m->base;
	struct span where, rest = m->text, tag;
	size_t at = 0;

	e.kind = LOG_EVENT_MENTION;
	if (!digest_next(m->text, &at, &e.digest, &where))
		return 0;
	if (span_eat(&rest, "Adding new scheduler entry for "))
		reference_read(span_cut(&rest, '@'), &e.repository, &tag);
	return log_emit(r, &e, f);
}

static const struct {
	const char *begins;
	int (*act)(struct log_reader *, const struct message *, struct fault *);
} messages[] = {
	{ "response completed", answered },
	{ "canonical digest does match provided digest", rejected },
	{ "client disconnected during blob ", disconnected },
	{ "error closing blobwriter", cancelled },
	{ "error authorizing context", challenged },
	{ "Upload files in ", purged },
	{ "Adding new scheduler entry for ", scheduled },
	{ "listening on ", started },
	{ "Registry configured as a proxy cache to ", started },
};

/* A process begins with what it will do about uploads, and goes on with what a cache does: the scheduler that removes what
 * has expired (registry/proxy/scheduler, 2.x and 3.x). */
static void note_cache(struct log_reader *r, struct span text)
{
	if (span_starts(text, span_of("Starting upload purge in ")))
		r->cache = false;
	else if (span_starts(text, span_of("Starting cached object TTL expiration scheduler")))
		r->cache = true;
}

static int act(struct log_reader *r, const struct message *m, struct fault *f)
{
	int rc;

	note_cache(r, m->text);
	for (size_t i = 0; i < COUNT(messages); i++) {
		if (!span_starts(m->text, span_of(messages[i].begins)))
			continue;
		log_covers(r, LOG_CLASS_CONTAINER, m->base.time);
		return messages[i].act(r, m, f);
	}
	rc = storage_message(r, m->text, &m->base, f);
	return rc < 0 ? -1 : 0;
}

/* ---- fields to request -------------------------------------------------------------------------------------------- */

static void request_of(struct request *q, const struct fields *fs)
{
	uint64_t status;

	q->family = fs->family;
	q->method = fields_get(fs, "http.request.method");
	q->uri = fields_get(fs, "http.request.uri");
	q->actor = fields_get(fs, "auth.user.name");
	q->address = address_host(fields_get(fs, "http.request.remoteaddr"));
	q->agent = fields_get(fs, "http.request.useragent");
	q->media_type = fields_get(fs, "http.request.contenttype");
	q->code = fields_get(fs, "err.code");
	q->message = either(fs, "err.detail", "err.message");
	q->has_bytes = number_read(&q->bytes, fields_get(fs, "http.response.written"));
	if (number_read(&status, fields_get(fs, "http.response.status")) && status <= 999)
		q->status = (int)status;
}

static int understand(struct log_reader *r, const struct fields *fs, struct fault *f)
{
	struct message m = { .fs = fs, .text = either(fs, "msg", "message") };

	request_of(&m.q, fs);
	m.q.raw_time = either(fs, "time", "@timestamp");
	m.q.time = time_iso(&r->options, m.q.raw_time);
	if (request_parse(r, &m.call, m.q.uri, f) < 0)
		return -1;
	m.base = request_event(r, LOG_EVENT_UNSET, &m.q, &m.call);
	/* only an answer says what became of the path's names and digests */
	m.base.digest = (struct digest){ .alg = DIGEST_NONE };
	return act(r, &m, f);
}

/* ---- the two forms ----------------------------------------------------------------------------------------------- */

static bool plain_key(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] >= 127)
			return false;
	return s.n > 0 && s.n <= 128;
}

/* One "key=value" off the line. */
static int take_field(struct log_reader *r, struct span *rest, struct field *out, struct fault *f)
{
	size_t eq = span_find(*rest, '=');

	if (eq == SIZE_MAX)
		return LINE_OTHER;
	out->key = span_sub(*rest, 0, eq);
	*rest = span_from(*rest, eq + 1);
	if (!plain_key(out->key))
		return LINE_OTHER;
	if (rest->n > 0 && rest->p[0] == '"')
		return unquote(r, rest, &out->value, f);
	out->value = span_sub(*rest, 0, span_find(*rest, ' '));
	*rest = span_from(*rest, out->value.n);
	return 0;
}

int app_text_line(struct log_reader *r, struct span text, struct fault *f)
{
	struct fields fs = { .family = LOG_APP_TEXT };
	struct span rest = span_trim(text);

	if (span_search(text, 0, "level=") == SIZE_MAX || span_search(text, 0, "msg=") == SIZE_MAX)
		return LINE_OTHER;
	while (rest.n > 0 && fs.n < COUNT(fs.v)) {
		int rc = take_field(r, &rest, &fs.v[fs.n], f);

		if (rc != 0)
			return rc;
		if (rest.n > 0 && rest.p[0] != ' ')
			return LINE_OTHER;
		rest = span_trim(rest);
		fs.n++;
	}
	if (fields_get(&fs, "level").n == 0)
		return LINE_OTHER;
	return understand(r, &fs, f);
}

int app_json(struct log_reader *r, struct fault *f)
{
	struct fields fs = { .family = LOG_APP_JSON };
	const struct scan *s = &r->scan;

	if (s->tokens.v[0].kind != TOKEN_OBJECT)
		return LINE_OTHER;
	for (uint32_t k = scan_first(s, 0); k != NO_TOKEN && fs.n < COUNT(fs.v); k = scan_sibling(s, k)) {
		struct field *d = &fs.v[fs.n];

		d->value = scan_raw(s, k + 1);
		if (scan_text(s, k, &r->scratch, &d->key, f) < 0 ||
		    (s->tokens.v[k + 1].kind == TOKEN_STRING &&
		     scan_text(s, k + 1, &r->scratch, &d->value, f) < 0))
			return -1;
		fs.n++;
	}
	if (fields_get(&fs, "level").n == 0 || either(&fs, "msg", "message").n == 0 ||
	    either(&fs, "time", "@timestamp").n == 0)
		return LINE_OTHER;
	return understand(r, &fs, f);
}
