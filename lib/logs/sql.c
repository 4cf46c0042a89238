/*
 * logs/sql.c - a plain dump of Harbor's database (pg_dump): rows of COPY blocks. Rows of artifact come before
 * those of tag, as pg_dump writes tables by name, so that a tag's artifact_id finds its digest.
 */
#include "core/name.h"
#include "logs/private.h"

enum sql_table { T_OTHER, T_ARTIFACT, T_TAG, T_TRASH, T_AUDIT };
enum sql_column {
	C_OTHER, C_ID, C_DIGEST, C_REPOSITORY, C_PUSH, C_PULL, C_MEDIA, C_NAME, C_ARTIFACT, C_CREATED, C_OP_TIME,
	C_OPERATION, C_RESOURCE_TYPE, C_RESOURCE, C_USER, C_ADDRESS, C_RESULT, COLUMNS,
};

struct row {
	struct span v[COLUMNS]; /* SPAN_NONE: null or no such column */
};

static const struct {
	const char *name;
	enum sql_table table;
} tables[] = {
	{ "artifact", T_ARTIFACT }, { "tag", T_TAG }, { "artifact_trash", T_TRASH },
	{ "audit_log", T_AUDIT }, { "audit_log_ext", T_AUDIT },
};

static const struct {
	const char *name;
	enum sql_column column;
} columns[] = {
	{ "id", C_ID }, { "digest", C_DIGEST }, { "repository_name", C_REPOSITORY }, { "push_time", C_PUSH },
	{ "pull_time", C_PULL }, { "manifest_media_type", C_MEDIA }, { "name", C_NAME },
	{ "artifact_id", C_ARTIFACT }, { "creation_time", C_CREATED }, { "op_time", C_OP_TIME },
	{ "operation", C_OPERATION }, { "resource_type", C_RESOURCE_TYPE }, { "resource", C_RESOURCE },
	{ "username", C_USER }, { "source_ip", C_ADDRESS }, { "op_result", C_RESULT },
};

/* ---- COPY public.artifact (id, ...) FROM stdin; ------------------------------------------------------------------- */

static struct span unquoted(struct span s)
{
	s = span_trim(s);
	return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? span_sub(s, 1, s.n - 2) : s;
}

static bool begin_copy(struct sql_state *q, struct span text)
{
	struct span list, name;
	size_t dot;

	if (!span_eat(&text, "COPY ") || !span_ends(text, span_of(") FROM stdin;")))
		return false;
	list = span_sub(text, 0, text.n - 13);
	name = span_trim(span_cut(&list, '('));
	dot = span_find(name, '.');
	name = unquoted(dot == SIZE_MAX ? name : span_from(name, dot + 1));
	q->table = T_OTHER;
	for (size_t i = 0; i < COUNT(tables); i++)
		if (span_is(name, tables[i].name))
			q->table = (int)tables[i].table;
	for (q->columns = 0; list.n > 0 && q->columns < SQL_COLUMNS; q->columns++) {
		struct span c = unquoted(span_cut(&list, ','));

		q->column[q->columns] = C_OTHER;
		for (size_t i = 0; i < COUNT(columns); i++)
			if (span_is(c, columns[i].name))
				q->column[q->columns] = (int)columns[i].column;
	}
	q->inside = q->dump = true;
	return true;
}

/* ---- one row -------------------------------------------------------------------------------------------------------- */

/* COPY's text form: backslash and b f n r t v, an octal or hexadecimal byte, or the byte itself. */
static size_t copy_escape(struct span s, size_t at, uint8_t *out)
{
	static const char from[] = "bfnrtv", into[] = "\b\f\n\r\t\v";
	const char *hit = s.p[at] == 0 ? NULL : strchr(from, s.p[at]);
	unsigned v = 0, d;
	size_t n = 0;

	if (s.p[at] == 'x') {
		for (n = 0; n < 2 && at + 1 + n < s.n && hex_value(s.p[at + 1 + n], &d); n++)
			v = v << 4 | d;
		*out = n > 0 ? (uint8_t)v : 'x';
		return n + 1;
	}
	while (n < 3 && at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '7')
		v = v << 3 | (unsigned)(s.p[at + n++] - '0');
	*out = n > 0 ? (uint8_t)(v & 0xFF) : hit != NULL ? (uint8_t)into[hit - from] : s.p[at];
	return n > 0 ? n : 1;
}

static int copy_value(struct log_reader *r, struct span in, struct span *out, struct fault *f)
{
	uint8_t *p;
	size_t n = 0;

	*out = span_is(in, "\\N") ? SPAN_NONE : in;
	if (span_find(*out, '\\') == SIZE_MAX)
		return 0;
	p = (uint8_t *)arena_alloc(&r->scratch, in.n, f);
	if (p == NULL)
		return -1;
	for (size_t i = 0; i < in.n;) {
		if (in.p[i] == '\\' && i + 1 < in.n)
			i += 1 + copy_escape(in, i + 1, &p[n++]);
		else
			p[n++] = in.p[i++];
	}
	*out = span_make(p, n);
	return 0;
}

/* 0, or LINE_OTHER when the row has not the block's number of columns. */
static int read_row(struct log_reader *r, struct span text, struct row *row, struct fault *f)
{
	struct sql_state *q = &r->sql;

	for (size_t i = 0; i < q->columns; i++) {
		bool last = span_find(text, '\t') == SIZE_MAX;
		struct span v = span_cut(&text, '\t');

		if (last != (i + 1 == q->columns))
			return LINE_OTHER;
		if (q->column[i] != C_OTHER && copy_value(r, v, &row->v[q->column[i]], f) < 0)
			return -1;
	}
	return 0;
}

static struct log_event row_event(const struct log_reader *r, enum log_event_kind kind, struct span time)
{
	struct log_event e = log_event_at(r, kind, LOG_SQL);

	e.time = time_iso(&r->options, time);
	e.raw_time = time;
	e.object = LOG_OBJECT_MANIFEST;
	return e;
}

static struct span name_or_none(struct span s)
{
	return name_is_repository(s) ? s : SPAN_NONE;
}

/* ---- artifact, tag, artifact_trash ------------------------------------------------------------------------------- */

static int remember(struct log_reader *r, const struct row *row, const struct log_event *e, struct fault *f)
{
	struct sql_state *q = &r->sql;
	struct artifact a = { .digest = e->digest }, *last;

	if (!number_read(&a.id, row->v[C_ID]))
		return 0;
	if (q->artifacts.n >= r->limits.log_artifacts) {
		watch_bite(r->watch, LIMIT_log_artifacts, 1);
		return 0;
	}
	last = q->artifacts.n > 0 ? &q->artifacts.v[q->artifacts.n - 1] : NULL;
	if (last != NULL && span_eq(last->repository, e->repository))
		a.repository = last->repository;
	else if (arena_span(&q->names, e->repository, &a.repository, f) < 0)
		return -1;
	q->sorted = last == NULL || (q->sorted && last->id < a.id);
	return VEC_PUSH(&q->artifacts, a, f);
}

static int by_id(const void *a, const void *b)
{
	uint64_t x = ((const struct artifact *)a)->id, y = ((const struct artifact *)b)->id;

	return x < y ? -1 : x > y;
}

static const struct artifact *recall(struct sql_state *q, struct span id)
{
	struct artifact key = { .id = 0 };

	if (q->artifacts.n == 0 || !number_read(&key.id, id))
		return NULL;
	if (!q->sorted)
		qsort(q->artifacts.v, q->artifacts.n, sizeof key, by_id);
	q->sorted = true;
	return (const struct artifact *)bsearch(&key, q->artifacts.v, q->artifacts.n, sizeof key, by_id);
}

static int artifact_row(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_PUSH, row->v[C_PUSH]);
	struct when never;

	if (digest_parse(&e.digest, row->v[C_DIGEST]) != 0)
		return LINE_OTHER;
	e.repository = name_or_none(row->v[C_REPOSITORY]);
	e.media_type = row->v[C_MEDIA];
	if (remember(r, row, &e, f) < 0 || log_emit(r, &e, f) < 0)
		return -1;
	e.kind = LOG_EVENT_PULL;
	e.raw_time = row->v[C_PULL];
	e.time = time_iso(&r->options, e.raw_time);
	never = time_iso(&(struct log_options){ .has_zone = true }, e.raw_time);
	if (e.raw_time.n == 0 || !never.known || never.sec <= 0) /* "0001-01-01 00:00:00": not pulled */
		return 0;
	return log_emit(r, &e, f);
}

static int tag_row(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_TAG_SET, row->v[C_PUSH]);
	const struct artifact *a = recall(&r->sql, row->v[C_ARTIFACT]);

	if (!name_is_tag(row->v[C_NAME]))
		return LINE_OTHER;
	e.object = LOG_OBJECT_TAG;
	e.tag = row->v[C_NAME];
	if (a != NULL) {
		e.digest = a->digest;
		e.repository = a->repository;
	}
	return log_emit(r, &e, f);
}

static int trash_row(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_MANIFEST_DELETE, row->v[C_CREATED]);

	if (digest_parse(&e.digest, row->v[C_DIGEST]) != 0)
		return LINE_OTHER;
	e.repository = name_or_none(row->v[C_REPOSITORY]);
	e.media_type = row->v[C_MEDIA];
	return log_emit(r, &e, f);
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

static int audit_row(struct log_reader *r, const struct row *row, struct fault *f)
{
	struct log_event e = row_event(r, LOG_EVENT_UNSET, row->v[C_OP_TIME]);

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

static int row_line(struct log_reader *r, struct span text, struct fault *f)
{
	struct row row = { .v = { { NULL, 0 } } };
	int rc = r->sql.table == T_OTHER ? LINE_OTHER : read_row(r, text, &row, f);

	if (rc != 0)
		return rc;
	switch (r->sql.table) {
	case T_ARTIFACT:
		return artifact_row(r, &row, f);
	case T_TAG:
		return tag_row(r, &row, f);
	case T_TRASH:
		return trash_row(r, &row, f);
	default:
		return audit_row(r, &row, f);
	}
}

static int in_dump(struct sql_state *q, bool more)
{
	q->dump = more;
	return 0;
}

int sql_line(struct log_reader *r, struct span text, struct fault *f)
{
	struct sql_state *q = &r->sql;
	int rc = LINE_OTHER;

	if (q->inside && span_is(text, "\\.")) {
		q->inside = false;
		return 0;
	}
	if (q->inside)
		rc = row_line(r, text, f);
	else if (begin_copy(q, text) || span_is(text, "-- PostgreSQL database dump"))
		rc = in_dump(q, true);
	else if (span_is(text, "-- PostgreSQL database dump complete"))
		rc = in_dump(q, false);
	else if (span_is(text, "--"))
		rc = 0; /* stands before and after the dump's first and last words */
	if (rc != LINE_OTHER || !q->dump)
		return rc;
	rc = mention_line(r, text, f); /* other tables and statements */
	return rc < 0 ? -1 : 0;
}
