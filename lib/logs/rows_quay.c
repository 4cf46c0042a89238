/*
 * logs/rows_quay.c - what rows of Quay's tables tell. A row of tag is one stretch of a tag's history: it stays when the tag
 * is moved or deleted, with the time of its end; rows are removed much later, which is no deletion of the tag.
 */
#include "logs/rows.h"

#include "core/name.h"

#include <stdio.h>

/* "owner/name" of a repository's number, in scratch. */
static int repository_of(struct log_reader *r, struct span id, struct span *out, struct fault *f)
{
	const struct named *n = row_named(&r->sql.repositories, id), *owner = NULL;
	char text[24];

	*out = SPAN_NONE;
	if (n != NULL && n->of != 0) {
		(void)snprintf(text, sizeof text, "%llu", (unsigned long long)n->of);
		owner = row_named(&r->sql.owners, span_of(text));
	}
	if (owner == NULL)
		return 0;
	return row_owned_name(r, owner->name, n->name, out, f);
}

static struct when of_milliseconds(struct span text)
{
	uint64_t ms;

	if (!number_read(&ms, text) || ms / 1000 > INT32_MAX * 8ull)
		return WHEN_UNKNOWN;
	return (struct when){ (int64_t)(ms / 1000), (uint32_t)(ms % 1000) * 1000000, 3, true };
}

int row_quay_manifest(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_MENTION, SPAN_NONE, ""), gone;

	if (digest_parse(&e.digest, row->v[C_DIGEST]) != 0)
		return LINE_OTHER;
	if (repository_of(r, row->v[C_REPOSITORY_ID], &e.repository, f) < 0)
		return -1;
	e.kind = LOG_EVENT_PUSH;
	e.document = row->v[C_BYTES];
	if (row_emit_once(r, &e, f) < 0)
		return -1;
	if (!row_deleted(r) || row_goes_on(r, row_name(row->v[C_REPOSITORY_ID], row->v[C_DIGEST])))
		return 0;
	gone = row_deletion(&e, r, LOG_EVENT_MANIFEST_DELETE);
	gone.document = SPAN_NONE;
	return row_emit_deletion(r, &gone, f);
}

/* Its end, unless the next begins then, or it is an expiry still to come. */
static int tag_end(struct log_reader *r, struct log_event e, const struct row *row, struct fault *f)
{
	struct when now = r->sql.raw == NULL ? WHEN_UNKNOWN : r->sql.raw->now;

	e.kind = LOG_EVENT_TAG_DELETE;
	e.time = of_milliseconds(row->v[C_LIFE_END]);
	e.raw_time = row->v[C_LIFE_END];
	e.method = span_of("lifetime_end_ms");
	if (!e.time.known || (now.known && when_cmp(now, e.time) < 0) || row_begins_at(r, row, row->v[C_LIFE_END]))
		return 0;
	return row_emit_once(r, &e, f);
}

int row_quay_tag(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_TAG_SET, row->v[C_LIFE_START], "lifetime_start_ms");
	const struct artifact *a = row_artifact(&r->sql, row->v[C_MANIFEST]);
	bool ended = row->v[C_LIFE_END].n > 0;
	struct when end = of_milliseconds(row->v[C_LIFE_END]);

	if (!name_is_tag(row->v[C_NAME]) || span_is(row->v[C_HIDDEN], "t") || span_is(row->v[C_HIDDEN], "1"))
		return LINE_OTHER;
	if (ended && r->sql.raw != NULL && r->sql.raw->now.known && when_cmp(r->sql.raw->now, end) < 0)
		ended = false;
	e.object = LOG_OBJECT_TAG;
	e.tag = row->v[C_NAME];
	e.time = of_milliseconds(row->v[C_LIFE_START]);
	if (a != NULL)
		e.digest = a->digest;
	if (ended)
		row_past(&e);
	if (repository_of(r, row->v[C_REPOSITORY_ID], &e.repository, f) < 0 || row_emit_once(r, &e, f) < 0)
		return -1;
	if (ended)
		return tag_end(r, e, row, f);
	return row_tag_deleted(r, &e, row_name(row->v[C_REPOSITORY_ID], row->v[C_NAME]), f);
}

static const struct {
	const char *kind;
	enum log_event_kind event;
	enum log_object object;
} kinds[] = {
	{ "push_repo", LOG_EVENT_PUSH, LOG_OBJECT_MANIFEST },
	{ "pull_repo", LOG_EVENT_PULL, LOG_OBJECT_MANIFEST },
	{ "create_tag", LOG_EVENT_TAG_SET, LOG_OBJECT_TAG },
	{ "move_tag", LOG_EVENT_TAG_SET, LOG_OBJECT_TAG },
	{ "delete_tag", LOG_EVENT_TAG_DELETE, LOG_OBJECT_TAG },
};

/* metadata_json: {"repo": ..., "namespace": ..., "tag": ..., "manifest_digest": ...} */
static int log_details(struct log_reader *r, struct log_event *e, struct span json, struct fault *f)
{
	struct span text;
	int rc = json.n == 0 ? LINE_OTHER : log_scan(r, &r->inner_scan, json, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (json_get(r, &r->inner_scan, 0, "tag", &text, f) < 0)
		return -1;
	if (name_is_tag(text))
		e->tag = text;
	if (json_get(r, &r->inner_scan, 0, "manifest_digest", &text, f) < 0)
		return -1;
	IGNORE(digest_parse(&e->digest, text)); /* none, then */
	return 0;
}

int row_quay_log(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_UNSET, row->v[C_DATETIME], "datetime");
	const struct named *kind = row_named(&r->sql.kinds, row->v[C_KIND]), *who = row_named(&r->sql.owners, row->v[C_PERFORMER]);

	row_past(&e);
	for (size_t i = 0; kind != NULL && i < COUNT(kinds); i++)
		if (span_is(kind->name, kinds[i].kind)) {
			e.kind = kinds[i].event;
			e.object = kinds[i].object;
		}
	if (e.kind == LOG_EVENT_UNSET)
		return 0;
	if (repository_of(r, row->v[C_REPOSITORY_ID], &e.repository, f) < 0 || log_details(r, &e, row->v[C_METADATA], f) < 0)
		return -1;
	e.actor = who == NULL ? SPAN_NONE : who->name;
	e.address = row->v[C_IP];
	return log_emit(r, &e, f);
}
