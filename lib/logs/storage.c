/*
 * logs/storage.c - messages that name paths in the registry's storage: what garbage collection deletes, and
 * with level=debug every call of the storage driver. The path tells repository, tag and digest.
 */
#include "core/layout.h"
#include "logs/private.h"

static struct place place_of(struct span path)
{
	struct place p = { .role = ROLE_UNSET };
	bool file = span_ends(path, span_of("/link")) || span_ends(path, span_of("/data")) ||
	            span_ends(path, span_of("/startedat"));

	path = span_trim(path);
	while (path.n > 0 && path.p[0] == '/')
		path = span_from(path, 1);
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	layout_classify(&p, path, !file);
	return p;
}

static int emit_place(struct log_reader *r, const struct log_event *base, const struct place *p,
                      enum log_event_kind kind, enum log_object object, struct fault *f)
{
	struct log_event e = *base;

	e.kind = kind;
	e.object = object;
	e.repository = p->repository;
	e.tag = p->tag;
	e.upload = p->upload;
	e.digest = p->digest;
	return log_emit(r, &e, f);
}

/* ---- deletions of garbage collection ---------------------------------------------------------------------------- */

static const struct {
	const char *words;
	enum log_object object;
} deletions[] = {
	{ "Deleting blob: ", LOG_OBJECT_BLOB },
	{ "deleting manifest: ", LOG_OBJECT_MANIFEST },
	{ "deleting manifest tag reference: ", LOG_OBJECT_TAG },
	{ "Deleting layer link path: ", LOG_OBJECT_LAYER_LINK },
};

/* A cache removes what has expired by the collector's own function, in its words: no collection, and nobody's doing. */
static int expired(struct log_reader *r, struct span message, const struct place *p, const struct log_event *base, struct fault *f)
{
	struct log_event e = *base;

	e.detail = message;
	return emit_place(r, &e, p, LOG_EVENT_MENTION, LOG_OBJECT_BLOB, f);
}

static int deletion(struct log_reader *r, struct span m, const struct log_event *base, struct fault *f)
{
	struct span message = m;

	for (size_t i = 0; i < COUNT(deletions); i++) {
		struct place p;

		if (!span_eat(&m, deletions[i].words))
			continue;
		if (!r->cache)
			log_covers(r, LOG_CLASS_GC, base->time);
		p = place_of(m);
		if (!digest_set(&p.digest))
			return 0;
		if (r->cache)
			return expired(r, message, &p, base, f);
		return emit_place(r, base, &p, LOG_EVENT_GC_DELETE, deletions[i].object, f);
	}
	return LINE_OTHER;
}

/* ---- calls of the storage driver ------------------------------------------------------------------------------------ */

static const struct {
	enum role role;
	enum log_event_kind kind;
	enum log_object object;
} written[] = {
	{ ROLE_REVISION_LINK, LOG_EVENT_PUSH, LOG_OBJECT_MANIFEST },
	{ ROLE_TAG_INDEX, LOG_EVENT_TAG_SET, LOG_OBJECT_TAG },
	{ ROLE_LAYER_LINK, LOG_EVENT_MENTION, LOG_OBJECT_LAYER_LINK },
}, removed[] = {
	{ ROLE_REVISION_DIR, LOG_EVENT_MANIFEST_DELETE, LOG_OBJECT_MANIFEST },
	{ ROLE_REVISION_LINK, LOG_EVENT_MANIFEST_DELETE, LOG_OBJECT_MANIFEST },
	{ ROLE_TAG_DIR, LOG_EVENT_TAG_DELETE, LOG_OBJECT_TAG },
	{ ROLE_BLOB_DIR, LOG_EVENT_GC_DELETE, LOG_OBJECT_BLOB },
};

/* Deleting a manifest also asks for a layer link of its digest, there or not: such calls say nothing. */

static int moved(struct log_reader *r, const struct place *from, struct span rest,
                 const struct log_event *base, struct fault *f)
{
	struct span path;
	struct place to;
	int rc;

	(void)(span_eat(&rest, ", ") || span_eat(&rest, ","));
	rc = unquote(r, &rest, &path, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	to = place_of(path);
	if (from->role != ROLE_UPLOAD_DATA || to.role != ROLE_BLOB_DATA)
		return 0;
	to.repository = from->repository;
	to.upload = from->upload;
	return emit_place(r, base, &to, LOG_EVENT_UPLOAD_COMMIT, LOG_OBJECT_BLOB, f);
}

/* "filesystem.PutContent("/docker/registry/v2/...")": word, dot, call, bracket, quoted path */
static int driver_call(struct log_reader *r, struct span m, const struct log_event *base, struct fault *f)
{
	struct span rest = m, driver = span_cut(&rest, '.'), call = span_cut(&rest, '('), path;
	struct place p;
	int rc;

	if (rest.n == 0 || driver.n == 0 || driver.n > 32 || span_find(driver, ' ') != SIZE_MAX ||
	    call.n > 16 || rest.p[0] != '"')
		return LINE_OTHER;
	rc = unquote(r, &rest, &path, f);
	if (rc != 0)
		return rc;
	p = place_of(path);
	if (span_is(call, "Move"))
		return moved(r, &p, rest, base, f);
	for (size_t i = 0; i < COUNT(written) && span_is(call, "PutContent"); i++)
		if (written[i].role == p.role)
			return emit_place(r, base, &p, written[i].kind, written[i].object, f);
	for (size_t i = 0; i < COUNT(removed) && span_is(call, "Delete"); i++)
		if (removed[i].role == p.role)
			return emit_place(r, base, &p, removed[i].kind, removed[i].object, f);
	return 0;
}

int storage_message(struct log_reader *r, struct span message, const struct log_event *base, struct fault *f)
{
	int rc = deletion(r, message, base, f);

	if (rc != LINE_OTHER)
		return rc;
	log_covers(r, LOG_CLASS_CONTAINER, base->time);
	return driver_call(r, message, base, f);
}
