/* logs/rows_read.c - the door of rows read raw, and who tells what each table's rows say. */
#include "logs/rows.h"

#include "core/name.h"

static enum row_table name_values(const struct log_row *raw, struct row *out)
{
	int v[SQL_COLUMNS] = { 0 };
	size_t n = raw->n < SQL_COLUMNS ? raw->n : SQL_COLUMNS;

	for (size_t i = 0; i < n; i++) {
		v[i] = (int)row_column(raw->names[i]);
		if (v[i] != C_OTHER)
			out->v[v[i]] = raw->values[i];
	}
	return row_table(raw->table, v, n);
}

static enum row_table open_row(struct log_reader *r, const struct log_row *raw, struct row *out)
{
	r->sql.raw = raw;
	r->now = (struct line){ .at = raw->at };
	if (r->scratch.used > 0)
		arena_release(&r->scratch);
	return name_values(raw, out);
}

/* ---- could it be one ---------------------------------------------------------------------------------------------------- */

static bool digest_is(struct span text)
{
	struct digest d;

	return digest_parse(&d, text) == 0;
}

static bool number_is(struct span text)
{
	uint64_t n;

	return number_read(&n, text);
}

/* Of a hidden one, "$temp-" and an identifier. */
static bool quay_name_is(const struct span *v)
{
	struct span name = v[C_NAME];
	bool hidden = (span_is(v[C_HIDDEN], "t") || span_is(v[C_HIDDEN], "1")) && name.n > 0 && name.p[0] == '$';

	return name_is_tag(hidden ? span_from(name, 1) : name);
}

bool log_row_fits(const struct log_row *raw)
{
	struct row row = { .v = { { NULL, 0 } } };
	const struct span *v = row.v;
	struct digest d;

	switch (name_values(raw, &row)) {
	case T_ARTIFACT:
		return number_is(v[C_ID]) && digest_is(v[C_DIGEST]) && name_is_repository(v[C_REPOSITORY]);
	case T_ARTIFACT_1:
		return number_is(v[C_ID]) && digest_is(v[C_DIGEST]) && name_is_repository(v[C_REPOSITORY]) && name_is_tag(v[C_TAG]);
	case T_TAG:
		return number_is(v[C_ID]) && number_is(v[C_REPOSITORY_ID]) && number_is(v[C_ARTIFACT]) && name_is_tag(v[C_NAME]);
	case T_TRASH:
		return number_is(v[C_ID]) && digest_is(v[C_DIGEST]) && name_is_repository(v[C_REPOSITORY]);
	case T_BLOB:
		return number_is(v[C_ID]) && digest_is(v[C_DIGEST]) && number_is(v[C_SIZE]);
	case T_ARTIFACT_BLOB:
		return number_is(v[C_ID]) && digest_is(v[C_DIGEST_AF]) && digest_is(v[C_DIGEST_BLOB]);
	case T_REFERENCE:
		return number_is(v[C_ID]) && number_is(v[C_PARENT_ID]) && digest_is(v[C_CHILD_DIGEST]);
	case T_REPOSITORY:
		return number_is(v[C_REPOSITORY_ID]) && name_is_repository(v[C_NAME]);
	case T_AUDIT:
	case T_ACCESS:
		return number_is(v[C_ID]) && v[C_OPERATION].n > 0 && v[C_OP_TIME].n > 0;
	case T_Q_TAG:
		return number_is(v[C_ID]) && number_is(v[C_REPOSITORY_ID]) && quay_name_is(v) && number_is(v[C_LIFE_START]);
	case T_Q_MANIFEST:
		return number_is(v[C_ID]) && number_is(v[C_REPOSITORY_ID]) && digest_is(v[C_DIGEST]);
	case T_G_MANIFEST:
		return number_is(v[C_ID]) && number_is(v[C_REPOSITORY_ID]) && row_digest_bytes(&d, v[C_DIGEST]);
	case T_G_TAG:
		return number_is(v[C_ID]) && number_is(v[C_REPOSITORY_ID]) && number_is(v[C_MANIFEST]) && name_is_tag(v[C_NAME]);
	default:
		return false; /* nothing tells such a row from another's */
	}
}

/* 8-4-4-4-12 hexadecimal digits */
static bool uuid_is(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? s.p[i] != '-' : !((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	}
	return s.n == 36;
}

/* Milliseconds of 2005 to 2100; null where `may` */
static bool milliseconds_are(struct span s, bool may)
{
	uint64_t n = 0;

	return s.n == 0 ? may : number_read(&n, s) && n > 1104537600000 && n < 4102444800000;
}

/* "group/project", whose last part the other column repeats */
static bool path_ends_in(struct span path, struct span name)
{
	return name_is_repository(path) && name.n > 0 && span_ends(path, name) && (path.n == name.n || path.p[path.n - name.n - 1] == '/');
}

static bool may_be_json(struct span s)
{
	return s.n == 0 || s.p[0] == '{'; /* none: it could not be had */
}

bool log_row_shaped(const struct log_row *raw)
{
	struct row row = { .v = { { NULL, 0 } } };
	const struct span *v = row.v;

	switch (name_values(raw, &row)) {
	case T_Q_USER:
		return number_is(v[C_ID]) && v[C_USER].n > 0 && v[C_EMAIL].n > 0 && (v[C_UUID].n == 0 || uuid_is(v[C_UUID]));
	case T_Q_REPOSITORY:
		return number_is(v[C_ID]) && number_is(v[C_NAMESPACE]) && name_is_repository(v[C_NAME]) && uuid_is(v[C_BADGE]);
	case T_Q_TAG:
		return log_row_fits(raw) && milliseconds_are(v[C_LIFE_START], false) && milliseconds_are(v[C_LIFE_END], true);
	case T_Q_MANIFEST:
		return log_row_fits(raw) && may_be_json(v[C_BYTES]);
	case T_G_REPOSITORY:
		return number_is(v[C_ID]) && path_ends_in(v[C_PATH], v[C_NAME]);
	case T_G_MANIFEST:
		return log_row_fits(raw) && may_be_json(v[C_PAYLOAD]);
	default:
		return log_row_fits(raw);
	}
}

bool log_row_may_be(const struct log_row *raw)
{
	struct row row = { .v = { { NULL, 0 } } };
	const struct span *v = row.v;

	switch (name_values(raw, &row)) {
	case T_Q_USER:
		return number_is(v[C_ID]) && v[C_USER].n > 0;
	case T_Q_REPOSITORY:
		return number_is(v[C_ID]) && number_is(v[C_NAMESPACE]) && v[C_NAME].n > 0;
	case T_G_REPOSITORY:
		return number_is(v[C_ID]) && name_is_repository(v[C_PATH]);
	default:
		return log_row_fits(raw);
	}
}

bool log_row_learnt(const char *table)
{
	static const char *const not[] = { "artifact_trash", "audit_log", "audit_log_ext", "access_log", "execution" };

	for (size_t i = 0; i < COUNT(not); i++)
		if (strcmp(table, not[i]) == 0)
			return false;
	return true;
}

/* ---- reading ---------------------------------------------------------------------------------------------------------- */

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
