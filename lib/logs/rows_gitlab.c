/* logs/rows_gitlab.c - what rows of the metadata database of GitLab's registry tell; it keeps manifests and configs whole. */
#include "logs/rows.h"

#include "core/name.h"

static struct span repository_of(struct log_reader *r, struct span id)
{
	const struct named *n = row_named(&r->sql.repositories, id);

	return n == NULL || !name_is_repository(n->name) ? SPAN_NONE : n->name;
}

int row_gitlab_manifest(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_PUSH, row->v[C_CREATED_AT], "created_at"), more;

	if (!row_digest_bytes(&e.digest, row->v[C_DIGEST]))
		return LINE_OTHER;
	e.repository = repository_of(r, row->v[C_REPOSITORY_ID]);
	e.document = row->v[C_PAYLOAD];
	if (row_emit_once(r, &e, f) < 0)
		return -1;
	more = e;
	if (row_digest_bytes(&more.digest, row->v[C_CONFIG_DIGEST]) && row->v[C_CONFIG_PAYLOAD].n > 0) {
		more.kind = LOG_EVENT_MENTION;
		more.object = LOG_OBJECT_BLOB;
		more.document = row->v[C_CONFIG_PAYLOAD];
		if (row_emit_once(r, &more, f) < 0)
			return -1;
	}
	if (!row_deleted(r) || row_goes_on(r, row_name(row->v[C_REPOSITORY_ID], row->v[C_DIGEST])))
		return 0;
	more = row_deletion(&e, r, LOG_EVENT_MANIFEST_DELETE);
	more.document = SPAN_NONE;
	return row_emit_deletion(r, &more, f);
}

int row_gitlab_tag(struct log_reader *r, const struct row *row, struct fault *f)
{
	bool updated = row->v[C_UPDATED_AT].n > 0; /* when it was made to name another manifest */
	struct log_event e = row_event(r, LOG_EVENT_TAG_SET, row->v[updated ? C_UPDATED_AT : C_CREATED_AT], updated ? "updated_at" : "created_at");
	const struct artifact *a = row_artifact(&r->sql, row->v[C_MANIFEST]);

	if (!name_is_tag(row->v[C_NAME]))
		return LINE_OTHER;
	e.object = LOG_OBJECT_TAG;
	e.repository = repository_of(r, row->v[C_REPOSITORY_ID]);
	e.tag = row->v[C_NAME];
	if (a != NULL)
		e.digest = a->digest;
	if (row_emit_once(r, &e, f) < 0)
		return -1;
	return row_tag_deleted(r, &e, row_name(row->v[C_REPOSITORY_ID], row->v[C_NAME]), f);
}
