/* logs/app.c - the registry's own log: key=value text (values quoted like Go's %q) or JSON objects. */
#include "logs/private.h"

#include "core/name.h"

#include <string.h>

struct field_reader { /* one way to ask for a field */
	struct line *l;
	bool json;
	struct fault *f;
};

/* key=value at the beginning or after a space; quoted values end at their quote. */
static struct span text_value(struct span s, const char *key)
{
	size_t n = strlen(key), i = 0;

	while (i < s.n) {
		size_t start = i, eq;
		struct span name, value;

		while (i < s.n && s.p[i] != '=' && s.p[i] != ' ')
			i++;
		if (i >= s.n || s.p[i] != '=') {
			i++;
			continue;
		}
		name = span_sub(s, start, i - start);
		eq = ++i;
		if (i < s.n && s.p[i] == '"') {
			for (i++; i < s.n && s.p[i] != '"'; i++)
				if (s.p[i] == '\\')
					i++;
			value = span_sub(s, eq + 1, (i < s.n ? i : s.n) - eq - 1);
			i++;
		} else {
			while (i < s.n && s.p[i] != ' ')
				i++;
			value = span_sub(s, eq, i - eq);
		}
		if (name.n == n && memcmp(name.p, key, n) == 0)
			return value;
		i++;
	}
	return SPAN_NONE;
}

static struct span field(const struct field_reader *r, const char *key)
{
	struct span out = SPAN_NONE;
	struct span raw = r->json ? json_value(r->l->text, key) : text_value(r->l->text, key);

	return unescape(r->l, raw, &out, r->f) < 0 ? SPAN_NONE : out;
}

/* The port of "address:port" is left away. */
static struct span without_port(struct span a)
{
	for (size_t i = a.n; i > 0; i--)
		if (a.p[i - 1] == ':')
			return span_find(span_sub(a, 0, i - 1), ':') == SIZE_MAX || a.p[0] == '['
			               ? span_sub(a, 0, i - 1)
			               : a;
	return a;
}

static struct request request_of(const struct field_reader *r)
{
	struct request q = { .method = field(r, "http.request.method"),
		             .uri = field(r, "http.request.uri"),
		             .raw_time = field(r, "time"),
		             .actor = field(r, "auth.user.name"),
		             .address = without_port(field(r, "http.request.remoteaddr")),
		             .agent = field(r, "http.request.useragent"),
		             .media_type = field(r, "http.request.contenttype") };
	uint64_t n;

	if (number_of(field(r, "http.response.status"), &n) && n < 1000)
		q.status = (int)n;
	q.has_bytes = number_of(field(r, "http.response.written"), &q.bytes);
	return q;
}

/* .../repositories/<name>/<below> of a path in the storage. */
static bool storage_path(struct span path, struct span *name, struct span *below)
{
	static const char *const parts[] = { "/_manifests/", "/_layers/", "/_uploads/" };
	size_t at = find_text(path, "/repositories/");

	if (at == SIZE_MAX)
		return false;
	path = span_from(path, at + strlen("/repositories/"));
	for (size_t i = 0; i < COUNT(parts); i++) {
		at = find_text(path, parts[i]);
		if (at != SIZE_MAX) {
			*name = span_sub(path, 0, at);
			*below = span_from(path, at + 1);
			return name_is_repository(*name);
		}
	}
	return false;
}

/* The digest whose hex stands in a path. */
static bool path_digest(struct span path, struct digest *out)
{
	for (size_t i = 0; i + 64 <= path.n; i++)
		if ((i == 0 || path.p[i - 1] == '/') &&
		    digest_parse_parts(out, span_of("sha256"), span_sub(path, i, 64)) == 0 &&
		    (i + 64 == path.n || path.p[i + 64] == '/'))
			return true;
	return false;
}

/* "Deleting blob: <path>" and its like. */
static int removal(struct line *l, struct log_event *e, struct span path, enum event_word what, struct fault *f)
{
	struct span name, below;

	e->event = what;
	e->family = LOG_GC;
	if (storage_path(path, &name, &below)) {
		e->repository = name;
		if (span_starts(below, span_of("_manifests/tags/"))) {
			below = span_from(below, strlen("_manifests/tags/"));
			e->tag = span_cut(&below, '/');
		}
	}
	return path_digest(path, &e->digest) ? emit(l, e, f) : 0;
}

static int purge(struct line *l, struct log_event *e, struct span message, struct fault *f)
{
	struct span name, below;

	if (!storage_path(message, &name, &below))
		return 0;
	below = span_from(below, strlen("_uploads/"));
	e->event = EVENT_UPLOAD_PURGE;
	e->repository = name;
	e->upload = span_cut(&below, ' ');
	return emit(l, e, f);
}

/* level=debug: every storage call; a link that is written tells a digest and a tag. */
static int put_content(struct line *l, struct log_event *e, struct span message, struct fault *f)
{
	struct span name, below;

	if (!storage_path(message, &name, &below) || !path_digest(below, &e->digest))
		return 0;
	e->repository = name;
	if (span_starts(below, span_of("_manifests/revisions/"))) {
		e->event = EVENT_PUSH;
	} else if (span_starts(below, span_of("_manifests/tags/"))) {
		below = span_from(below, strlen("_manifests/tags/"));
		e->tag = span_cut(&below, '/');
		e->event = EVENT_TAG_SET;
	} else if (span_starts(below, span_of("_layers/"))) {
		e->event = EVENT_BLOB_LINKED;
	}
	return e->event == EVENT_NONE ? 0 : emit(l, e, f);
}

static int rejected(struct line *l, struct log_event *e, const struct field_reader *r, struct fault *f)
{
	struct span uri = field(r, "http.request.uri"), name, below;
	size_t at = find_text(uri, "/blobs/uploads/");

	(void)name;
	(void)below;
	e->event = EVENT_UPLOAD_REJECTED;
	if (at != SIZE_MAX && at > 4) {
		e->repository = span_sub(uri, 4, at - 4);
		e->upload = span_from(uri, at + strlen("/blobs/uploads/"));
		e->upload = span_cut(&e->upload, '?');
	}
	return digest_at(field(r, "canonical"), 0, &e->digest) ? emit(l, e, f) : 0;
}

static int by_message(struct line *l, struct field_reader *r, struct span m, struct fault *f)
{
	struct log_event e = event_of(l, LOG_APP);
	struct span raw = field(r, "time");
	struct when w = time_of(l, raw);
	static const struct {
		const char *begins;
		enum event_word what;
	} removals[] = { { "Deleting blob: ", EVENT_GC_DELETE },
		         { "deleting manifest tag reference: ", EVENT_GC_DELETE },
		         { "deleting manifest: ", EVENT_GC_DELETE },
		         { "Deleting layer link path: ", EVENT_GC_DELETE } };

	if (raw.n > 0) {
		e.raw_time = raw;
		e.time = w.known ? w : e.time;
	}
	e.actor = field(r, "auth.user.name");
	e.address = without_port(field(r, "http.request.remoteaddr"));
	e.agent = field(r, "http.request.useragent");
	for (size_t i = 0; i < COUNT(removals); i++)
		if (span_starts(m, span_of(removals[i].begins)))
			return removal(l, &e, span_from(m, strlen(removals[i].begins)), removals[i].what, f);
	if (span_starts(m, span_of("Upload files in ")))
		return purge(l, &e, m, f);
	if (span_starts(m, span_of("filesystem.PutContent(")))
		return put_content(l, &e, m, f);
	if (span_starts(m, span_of("canonical digest does match")))
		return rejected(l, &e, r, f);
	if (span_starts(m, span_of("listening on "))) {
		e.event = EVENT_SERVER_START;
		return emit(l, &e, f);
	}
	if (span_starts(m, span_of("error authorizing context"))) {
		e.event = EVENT_AUTH_FAILED;
		return emit(l, &e, f);
	}
	return 0; /* well formed, and nothing to tell */
}

static int read_either(struct line *l, bool json, struct fault *f)
{
	struct field_reader r = { l, json, f };
	struct span message = field(&r, "msg");

	if (f->kind != FAULT_NONE)
		return -1;
	if (span_starts(message, span_of("response completed"))) {
		struct request q = request_of(&r);

		if (f->kind != FAULT_NONE)
			return -1;
		return q.method.n == 0 || q.uri.n == 0 ? 0 : tell_request(l, LOG_APP, &q, f);
	}
	return by_message(l, &r, message, f);
}

int read_app(struct line *l, struct fault *f)
{
	if (!span_starts(l->text, span_of("time=")) || find_text(l->text, " msg=") == SIZE_MAX)
		return LINE_NOT_MINE;
	return read_either(l, false, f);
}

int read_app_json(struct line *l, struct fault *f)
{
	if (json_value(l->text, "level").n == 0 || json_value(l->text, "msg").n == 0)
		return LINE_NOT_MINE;
	return read_either(l, true, f);
}
