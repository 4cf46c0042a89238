/* logs/rows_read.c - the door of rows read raw, and who tells what each table's rows say. */
#include "logs/rows.h"

static enum row_table open_row(struct log_reader *r, const struct log_row *raw, struct row *out)
{
	int v[SQL_COLUMNS] = { 0 };
	size_t n = raw->n < SQL_COLUMNS ? raw->n : SQL_COLUMNS;

	for (size_t i = 0; i < n; i++) {
		v[i] = (int)row_column(raw->names[i]);
		if (v[i] != C_OTHER)
			out->v[v[i]] = raw->values[i];
	}
	r->sql.raw = raw;
	r->now = (struct line){ .at = raw->at };
	if (r->scratch.used > 0)
		arena_release(&r->scratch);
	return row_table(raw->table, v, n);
}

int row_remember(struct log_reader *r, enum row_table t, const struct row *row, struct fault *f)
{
	return t >= T_T_USER && t <= T_T_PROPERTY ? row_gitea_learn(r, t, row, f) : row_learn(r, t, row, f);
}

int row_end(struct log_reader *r, struct fault *f)
{
	return row_gitea_settle(r, f) < 0 ? -1 : row_tell_parts(r, f);
}

int row_tell(struct log_reader *r, enum row_table t, const struct row *row, struct fault *f)
{
	switch (t) {
	case T_ARTIFACT:
		return row_artifact_tell(r, row, f);
	case T_ARTIFACT_1:
		return row_artifact_1(r, row, f);
	case T_TAG:
		return row_tag(r, row, f);
	case T_TRASH:
		return row_trash(r, row, f);
	case T_AUDIT:
		return row_audit(r, row, f);
	case T_ACCESS:
		return row_access(r, row, f);
	case T_Q_MANIFEST:
		return row_quay_manifest(r, row, f);
	case T_Q_TAG:
		return row_quay_tag(r, row, f);
	case T_Q_LOG:
		return row_quay_log(r, row, f);
	case T_G_MANIFEST:
		return row_gitlab_manifest(r, row, f);
	case T_G_TAG:
		return row_gitlab_tag(r, row, f);
	case T_T_VERSION:
		return row_gitea_version(r, row, f);
	case T_P_CONTAINER:
		return row_podman_container(r, row, f);
	case T_C_PAIR:
		return row_cache_pair(r, row, f);
	case T_C_LOCATION:
		return row_cache_location(r, row, f);
	case T_EXECUTION:
		return row_execution(r, row, f);
	default:
		return LINE_OTHER;
	}
}

int log_reader_learn(struct log_reader *r, const struct log_row *raw, struct fault *f)
{
	struct row row = { .v = { { NULL, 0 } } };
	enum row_table t = open_row(r, raw, &row);
	int rc = t == T_OTHER ? 0 : row_remember(r, t, &row, f);

	r->sql.raw = NULL;
	r->sql.settled = false;
	return rc < 0 ? -1 : 0;
}

int log_reader_tell(struct log_reader *r, const struct log_row *raw, struct fault *f)
{
	struct row row = { .v = { { NULL, 0 } } };
	enum row_table t = open_row(r, raw, &row);
	int rc;

	log_forget_taken(r);
	row_settle(&r->sql);
	rc = t == T_OTHER ? 0 : row_tell(r, t, &row, f);
	r->sql.raw = NULL;
	return rc < 0 ? -1 : 0;
}

int log_reader_rows_end(struct log_reader *r, struct fault *f)
{
	log_forget_taken(r);
	return row_end(r, f);
}
