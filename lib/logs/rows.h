/*
 * logs/rows.h - inside logs/: rows of a registry's database, out of a dump or read raw, by the names of their columns.
 */
#ifndef LOGS_ROWS_H
#define LOGS_ROWS_H

#include "logs/private.h"

enum row_table {
	T_OTHER, T_ARTIFACT, T_ARTIFACT_1, T_TAG, T_TRASH, T_AUDIT, T_ACCESS, T_REPOSITORY, T_BLOB, T_ARTIFACT_BLOB, T_REFERENCE, T_EXECUTION,
	T_Q_USER, T_Q_REPOSITORY, T_Q_MANIFEST, T_Q_TAG, T_Q_KIND, T_Q_LOG, T_G_REPOSITORY, T_G_MANIFEST, T_G_TAG,
	T_T_USER, T_T_PACKAGE, T_T_VERSION, T_T_FILE, T_T_BLOB, T_T_PROPERTY, T_P_CONTAINER, T_C_PAIR, T_C_LOCATION,
};
enum row_column {
	C_OTHER, C_ID, C_DIGEST, C_REPOSITORY, C_PUSH, C_PULL, C_MEDIA, C_NAME, C_ARTIFACT, C_CREATED, C_OP_TIME,
	C_OPERATION, C_RESOURCE_TYPE, C_RESOURCE, C_USER, C_ADDRESS, C_RESULT, C_REPOSITORY_ID, C_DIGEST_AF, C_DIGEST_BLOB,
	C_SIZE, C_CONTENT_TYPE, C_PARENT_ID, C_CHILD_DIGEST, C_TAG, C_VENDOR, C_STATUS, C_TRIGGER, C_STARTED, C_ENDED, C_LIFE_START, C_LIFE_END, C_HIDDEN,
	C_MANIFEST, C_NAMESPACE, C_BYTES, C_PAYLOAD, C_CONFIG_DIGEST, C_CONFIG_PAYLOAD, C_PATH, C_CREATED_AT, C_UPDATED_AT,
	C_KIND, C_PERFORMER, C_DATETIME, C_IP, C_METADATA,
	C_LOWER_NAME, C_OWNER, C_TYPE, C_PACKAGE, C_CREATOR, C_VERSION, C_CREATED_UNIX, C_INTERNAL, C_VERSION_ID, C_BLOB_ID, C_LEAD, C_SHA256,
	C_REF_TYPE, C_REF_ID, C_VALUE, C_JSON, C_ANY_DIGEST, C_UNCOMPRESSED, C_TRANSPORT, C_SCOPE, C_LOCATION, C_TIME,
	C_UUID, C_EMAIL, C_BADGE,
	COLUMNS,
};

struct row {
	struct span v[COLUMNS]; /* SPAN_NONE: null or no such column */
};

enum row_column row_column(struct span name);
/* Which table it is, by its name and its columns. */
enum row_table row_table(struct span name, const int *columns, size_t n);
void row_release(struct sql_state *q);

/* ---- rows.c: 0, LINE_OTHER when the row is not of the kind ---- */
int row_learn(struct log_reader *r, enum row_table t, const struct row *row, struct fault *f) MUST_USE;
/* Manifests and what they are made of, when all rows were learnt. */
int row_tell_parts(struct log_reader *r, struct fault *f) MUST_USE;
const struct artifact *row_artifact(struct sql_state *q, struct span id);
/* What a number stands for; NULL: not known. */
const struct named *row_named(struct names *v, struct span id);
/* The living row that bore the name when this one went, if there was: then the name did not go. */
bool row_goes_on(const struct log_reader *r, uint64_t name);
/* Does a row of Quay's tags begin when this one ends: at the text `time`? */
bool row_begins_at(const struct log_reader *r, const struct row *row, struct span time);
uint64_t row_name(struct span a, struct span b);
/* Was the same told before? (Of a raw row: its versions say much twice.) `taker`: the transaction that did it; 0: it does not matter. */
int row_told(struct log_reader *r, const struct log_event *e, uint32_t taker, bool *before, struct fault *f) MUST_USE;

/* Every row was learnt. */
void row_settle(struct sql_state *q);

/* ---- rows_read.c ---- */
/* row_learn() and row_tell_parts(), of every product. */
int row_remember(struct log_reader *r, enum row_table t, const struct row *row, struct fault *f) MUST_USE;
int row_end(struct log_reader *r, struct fault *f) MUST_USE;
int row_tell(struct log_reader *r, enum row_table t, const struct row *row, struct fault *f) MUST_USE;

/* ---- rows_harbor.c: 0, or LINE_OTHER ---- */
int row_artifact_tell(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_artifact_1(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_tag(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_trash(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_audit(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_access(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_execution(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
/* Said once; living rows are told before dead ones. */
int row_emit_once(struct log_reader *r, const struct log_event *e, struct fault *f) MUST_USE;
/* A deletion, by the transaction that took the row at hand: several copies of a file tell it. */
int row_emit_deletion(struct log_reader *r, const struct log_event *e, struct fault *f) MUST_USE;
/* The deletion of a tag whose row at hand was deleted, where the name did not go on. */
int row_tag_deleted(struct log_reader *r, const struct log_event *set, uint64_t name, struct fault *f) MUST_USE;

/* ---- rows_quay.c, rows_gitlab.c: the same ---- */
int row_quay_manifest(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_quay_tag(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_quay_log(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_gitlab_manifest(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_gitlab_tag(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
/* ---- rows_gitea.c, rows_host.c: the same ---- */
int row_gitea_learn(struct log_reader *r, enum row_table t, const struct row *row, struct fault *f) MUST_USE;
/* Manifests get their digests, for what they are made of. */
int row_gitea_settle(struct log_reader *r, struct fault *f) MUST_USE;
int row_gitea_version(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_podman_container(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_cache_pair(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_cache_location(struct log_reader *r, const struct row *row, struct fault *f) MUST_USE;
int row_learn_name(struct log_reader *r, struct names *v, struct span id, struct span name, struct span of, struct fault *f) MUST_USE;
const struct named *row_numbered(struct names *v, uint64_t id);
int row_learn_bearer(struct log_reader *r, uint64_t name, struct span id, struct fault *f) MUST_USE;
/* May as many rows be remembered? */
bool row_full(struct log_reader *r, size_t n);
/* GitLab keeps digests as bytes: 1 and 32 of SHA-256, 2 and 64 of SHA-512. */
bool row_digest_bytes(struct digest *out, struct span bytes);
/* An event of the row at hand, at the time that a column tells. */
struct log_event row_event(const struct log_reader *r, enum log_event_kind kind, struct span time, const char *column);
/* The row at hand was deleted: the event of that, at the time its transaction committed. */
/* "owner/name", in scratch; none where it is no name of a repository. */
int row_owned_name(struct log_reader *r, struct span owner, struct span name, struct span *out, struct fault *f) MUST_USE;
struct log_event row_deletion(const struct log_event *of, const struct log_reader *r, enum log_event_kind kind);
/* `e` tells of what was; that its row lives says nothing of now. */
static inline void row_past(struct log_event *e)
{
	if (e->family == LOG_DATABASE)
		e->family = LOG_DATABASE_PAST;
}
static inline enum log_family row_family(bool dead, bool older)
{
	return dead ? older ? LOG_DATABASE_DEAD_OLDER : LOG_DATABASE_DEAD : older ? LOG_DATABASE_OLDER : LOG_DATABASE;
}
static inline bool row_lives(const struct log_reader *r)
{
	return r->sql.raw == NULL || r->sql.raw->life == LOG_ROW_LIVES;
}
static inline bool row_deleted(const struct log_reader *r)
{
	return r->sql.raw != NULL && r->sql.raw->life == LOG_ROW_DELETED;
}

#endif
