/* logs/rows_harbor.c - what rows of Harbor's tables tell: 2.x, and 1.x where they differ. */
#include "logs/rows.h"

#include "core/name.h"
#include "core/sentence.h"

#include <inttypes.h>

struct log_event row_event(const struct log_reader *r, enum log_event_kind kind, struct span time, const char *column)
{
	const struct log_row *raw = r->sql.raw;
	struct log_event e = log_event_at(r, kind, LOG_SQL);

	e.time = time_iso(&r->options, time);
	e.raw_time = time;
	e.object = LOG_OBJECT_MANIFEST;
	if (raw == NULL)
		return e;
	e.family = row_family(raw->life != LOG_ROW_LIVES, raw->older);
	e.file = raw->file;
	e.method = span_of(column);
	return e;
}

struct log_event row_deletion(const struct log_event *of, const struct log_reader *r, enum log_event_kind kind)
{
	struct log_event e = *of;

	e.kind = kind;
	e.time = r->sql.raw->died;
	e.raw_time = SPAN_NONE;
	e.method = span_of(e.time.known ? "commit record" : "");
	return e;
}

static struct span name_or_none(struct span s)
{
	return name_is_repository(s) ? s : SPAN_NONE;
}

int row_emit_once(struct log_reader *r, const struct log_event *e, struct fault *f)
{
	bool before;

	if (row_told(r, e, 0, &before, f) < 0)
		return -1;
	return before ? 0 : log_emit(r, e, f);
}

int row_emit_deletion(struct log_reader *r, const struct log_event *e, struct fault *f)
{
	uint32_t taker = r->sql.raw == NULL ? 0 : r->sql.raw->died_in;
	bool before = false;

	if (taker != 0 && row_told(r, e, taker, &before, f) < 0)
		return -1;
	return before ? 0 : log_emit(r, e, f);
}

/* ---- artifact, tag, artifact_trash ------------------------------------------------------------------------------- */

static int pull_of(struct log_reader *r, struct log_event e, struct span time, struct fault *f)
{
	struct when never = time_iso(&(struct log_options){ .has_zone = true }, time);

	if (time.n == 0 || !never.known || never.sec <= 0) /* "0001-01-01 00:00:00": not pulled */
		return 0;
	e.kind = LOG_EVENT_PULL;
	e.raw_time = time;
	e.time = time_iso(&r->options, time);
	e.method = r->sql.raw == NULL ? SPAN_NONE : span_of("pull_time");
	return row_emit_once(r, &e, f);
}

int row_artifact_tell(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_PUSH, row->v[C_PUSH], "push_time"), gone;

	if (digest_parse(&e.digest, row->v[C_DIGEST]) != 0)
		return LINE_OTHER;
	e.repository = name_or_none(row->v[C_REPOSITORY]);
	e.media_type = row->v[C_MEDIA];
	if (row_emit_once(r, &e, f) < 0 || pull_of(r, e, row->v[C_PULL], f) < 0)
		return -1;
	if (!row_deleted(r) || row_goes_on(r, row_name(row->v[C_REPOSITORY], row->v[C_DIGEST])))
		return 0;
	gone = row_deletion(&e, r, LOG_EVENT_MANIFEST_DELETE);
	return row_emit_deletion(r, &gone, f);
}

int row_tag_deleted(struct log_reader *r, const struct log_event *set, uint64_t name, struct fault *f)
{
	struct log_event gone;

	if (!row_deleted(r) || row_goes_on(r, name))
		return 0;
	gone = row_deletion(set, r, LOG_EVENT_TAG_DELETE);
	return row_emit_deletion(r, &gone, f);
}

int row_tag(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_TAG_SET, row->v[C_PUSH], "push_time");
	const struct artifact *a = row_artifact(&r->sql, row->v[C_ARTIFACT]);

	if (!name_is_tag(row->v[C_NAME]))
		return LINE_OTHER;
	e.object = LOG_OBJECT_TAG;
	e.tag = row->v[C_NAME];
	if (a != NULL) {
		e.digest = a->digest;
		e.repository = a->repository;
	} else {
		const struct named *n = row_named(&r->sql.repositories, row->v[C_REPOSITORY_ID]); /* the artifact's row left no trace */

		e.repository = n == NULL ? SPAN_NONE : name_or_none(n->name);
	}
	if (row_emit_once(r, &e, f) < 0)
		return -1;
	return row_tag_deleted(r, &e, row_name(row->v[C_REPOSITORY_ID], row->v[C_NAME]), f);
}

/* 1.x: artifact has a row for each tag. */
int row_artifact_1(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_TAG_SET, row->v[C_PUSH], "push_time");

	if (digest_parse(&e.digest, row->v[C_DIGEST]) != 0 || !name_is_tag(row->v[C_TAG]))
		return LINE_OTHER;
	e.object = LOG_OBJECT_TAG;
	e.repository = name_or_none(row->v[C_REPOSITORY]);
	e.tag = row->v[C_TAG];
	if (row_emit_once(r, &e, f) < 0 || pull_of(r, e, row->v[C_PULL], f) < 0)
		return -1;
	return row_tag_deleted(r, &e, row_name(row->v[C_REPOSITORY], row->v[C_TAG]), f);
}

/* The row is written when the artifact is deleted, and removed when a collection has dealt with it. */
int row_trash(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_MANIFEST_DELETE, row->v[C_CREATED], "creation_time");

	if (digest_parse(&e.digest, row->v[C_DIGEST]) != 0)
		return LINE_OTHER;
	e.repository = name_or_none(row->v[C_REPOSITORY]);
	e.media_type = row->v[C_MEDIA];
	row_past(&e);
	return row_emit_once(r, &e, f);
}

/* ---- audit_log ---------------------------------------------------------------------------------------------------------- */

/* "library/app:1.0", "library/app@sha256:..." */
static void resource(struct log_event *e, struct span text)
{
	size_t n = 0;
	struct span name, rest;

	while (n < text.n && text.p[n] != '@' && text.p[n] != ':')
		n++;
	name = span_sub(text, 0, n);
	rest = span_from(text, n + 1);
	e->repository = name_or_none(name);
	if (digest_parse(&e->digest, rest) != 0 && name_is_tag(rest))
		e->tag = rest;
}

static const struct {
	const char *operation, *type;
	enum log_event_kind kind;
	enum log_object object;
} operations[] = {
	{ "create", "artifact", LOG_EVENT_PUSH, LOG_OBJECT_MANIFEST },
	{ "push", "artifact", LOG_EVENT_PUSH, LOG_OBJECT_MANIFEST },
	{ "delete", "artifact", LOG_EVENT_MANIFEST_DELETE, LOG_OBJECT_MANIFEST },
	{ "pull", "artifact", LOG_EVENT_PULL, LOG_OBJECT_MANIFEST },
	{ "create", "tag", LOG_EVENT_TAG_SET, LOG_OBJECT_TAG },
	{ "delete", "tag", LOG_EVENT_TAG_DELETE, LOG_OBJECT_TAG },
};

static int emit_operation(struct log_reader *r, struct log_event e, bool refused, struct fault *f)
{
	if (refused)
		e.kind = LOG_EVENT_REQUEST_FAILED;
	if (log_emit(r, &e, f) < 0)
		return -1;
	if (e.kind != LOG_EVENT_PUSH || e.tag.n == 0)
		return 0;
	e.kind = LOG_EVENT_TAG_SET;
	e.object = LOG_OBJECT_TAG;
	return log_emit(r, &e, f);
}

int row_audit(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_UNSET, row->v[C_OP_TIME], "op_time");

	row_past(&e);
	log_covers(r, LOG_CLASS_API, e.time);
	for (size_t i = 0; i < COUNT(operations); i++) {
		if (!span_is(row->v[C_OPERATION], operations[i].operation) ||
		    !span_is(row->v[C_RESOURCE_TYPE], operations[i].type))
			continue;
		e.kind = operations[i].kind;
		e.object = operations[i].object;
		e.actor = row->v[C_USER];
		e.address = row->v[C_ADDRESS];
		resource(&e, row->v[C_RESOURCE]);
		return emit_operation(r, e, span_is(row->v[C_RESULT], "f"), f);
	}
	return 0;
}

/* 1.x: "library/app" and "1.0" in columns of their own. */
int row_access(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_UNSET, row->v[C_OP_TIME], "op_time");
	bool tagged = name_is_tag(row->v[C_TAG]) && !span_is(row->v[C_TAG], "N/A");

	row_past(&e);
	log_covers(r, LOG_CLASS_API, e.time);
	if (!name_is_repository(row->v[C_REPOSITORY]))
		return 0;
	e.repository = row->v[C_REPOSITORY];
	e.actor = row->v[C_USER];
	e.tag = tagged ? row->v[C_TAG] : SPAN_NONE;
	if (span_is(row->v[C_OPERATION], "push"))
		e.kind = LOG_EVENT_PUSH;
	else if (span_is(row->v[C_OPERATION], "pull"))
		e.kind = LOG_EVENT_PULL;
	else if (span_is(row->v[C_OPERATION], "delete") && tagged)
		e.kind = LOG_EVENT_TAG_DELETE;
	else
		return 0;
	e.object = e.kind == LOG_EVENT_TAG_DELETE ? LOG_OBJECT_TAG : LOG_OBJECT_MANIFEST;
	return emit_operation(r, e, false, f);
}

/* ---- runs of collection and retention --------------------------------------------------------------------------------- */

int row_execution(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_MENTION, row->v[C_STARTED], "start_time");
	bool collection = span_is(row->v[C_VENDOR], "GARBAGE_COLLECTION");
	char text[240];

	if (r->sql.raw == NULL || row->v[C_STARTED].n == 0 || (!collection && !span_is(row->v[C_VENDOR], "RETENTION")))
		return LINE_OTHER;
	if (collection)
		e.kind = LOG_EVENT_GC_SUMMARY;
	(void)sentence(text, sizeof text, collection ? S_DB_COLLECTION : S_DB_RETENTION, (int)(row->v[C_STATUS].n < 40 ? row->v[C_STATUS].n : 40),
	               (const char *)row->v[C_STATUS].p, (int)(row->v[C_TRIGGER].n < 40 ? row->v[C_TRIGGER].n : 40), (const char *)row->v[C_TRIGGER].p,
	               (int)(row->v[C_ENDED].n < 40 ? row->v[C_ENDED].n : 40), (const char *)row->v[C_ENDED].p);
	row_past(&e);
	e.object = LOG_OBJECT_UNSET;
	e.detail = span_of(text);
	return row_emit_once(r, &e, f);
}
