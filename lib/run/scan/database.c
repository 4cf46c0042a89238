/*
 * run/scan/database.c - PostgreSQL data directories among the files of a source: read through the source, their rows told
 * as what registries' tables say (logs/), each with the file and place it stands at. Where there are several, the one
 * written last speaks for the present.
 */
#include "run/scan/database.h"

#include "core/sentence.h"
#include "postgres/postgres.h"
#include "run/logs/keep.h"
#include "run/scan/row_document.h"
#include "run/scan/row_numbers.h"
#include "xfrm/xfrm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place_of_file {
	uint64_t offset;
	struct span path, runs; /* in the source; runs: of a sparse member, as the case keeps them */
};

struct server {
	struct span root; /* of the paths beneath it, "" or with '/' at its end */
	int64_t item;
	struct when written;
	bool newest;
};

struct searching {
	struct casedb *db;
	struct source *source;
	int64_t scan;
	const struct limits *limits;
	const struct watch *watch;
	struct arena arena;
	VEC(struct seek_point) points;
	VEC(struct server) servers;
	/* of the server at hand */
	VEC(struct pg_file) files;
	VEC(struct place_of_file) places;
	struct pg_files list;
	struct span root;
	struct log_reader *reader;
	struct log_keeping keeping;
	struct buf detail, said;
	bool tell, dead, newest, damaged, image;
	bool once;         /* the table's rows are told as they come */
	bool forms;        /* tables are known by their form alone: numbers are asked for what they stand for */
	bool numbering;    /* that is noted, before all */
	struct row_numbers numbers; /* of the database at hand */
	uint64_t by_form, unjoined;
	uint64_t living, gone, of_log, of_space, of_strays, documents;
	struct when now; /* the server was not at work after this */
};

/* ---- which there are ---------------------------------------------------------------------------------------- */

static int observe(struct searching *x, int64_t item, enum finding_code code, uint64_t offset, uint64_t length, const char *text,
                   struct fault *f)
{
	return casedb_put_observation(x->db, x->scan, item, code, offset, length, SPAN_NONE, span_of(text), f);
}

static int find_servers(struct searching *x, struct databases *found, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(x->db, QUERY_DATABASES, &r, f) < 0 || rows_bind_int(r, 1, x->scan, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct server s = { .item = rows_int(r, "item") };
		struct span path = rows_span(r, "path");
		size_t root;

		if (span_ends(path, span_of("dump.rdb"))) {
			if (observe(x, s.item, FINDING_DATABASE_UNREAD, 0, 0, S_DB_REDIS, f) < 0)
				return -1;
			continue;
		}
		if (!pg_is_version(path, &root)) {
			found->any = true;
			if (observe(x, s.item, FINDING_DATABASE_UNREAD, 0, 0, S_DB_MYSQL, f) < 0)
				return -1;
			continue;
		}
		if (arena_span(&x->arena, span_sub(path, 0, root), &s.root, f) < 0 || VEC_PUSH(&x->servers, s, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* ---- its files ------------------------------------------------------------------------------------------------ */

static int open_file(void *user, size_t i, struct stream **out, struct fault *f)
{
	struct searching *x = (struct searching *)user;
	struct locator at = { .path = x->places.v[i].path, .size = x->files.v[i].size, .offset = x->places.v[i].offset };
	char why[256];
	int rc = x->image ? 0 : casedb_read_runs(x->places.v[i].runs, &at.runs, f); /* an image's own file system knows them */

	*out = NULL;
	if (rc == 0)
		rc = source_reopen(x->source, &at, x->points.v, x->points.n, out, why, f);
	free(at.runs.v);
	return rc;
}

/* Beneath a folder of the server what may be needed; base/ and the log are most of it. */
static int list_files(struct searching *x, const struct server *s, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	x->files.n = x->places.n = 0;
	if (rows_open(x->db, QUERY_FILES_BELOW, &r, f) < 0 || rows_bind_int(r, 1, x->scan, f) < 0 ||
	    rows_bind_text(r, 2, s->root, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct place_of_file p = { .offset = (uint64_t)rows_int(r, "offset") };
		struct pg_file file = { .size = (uint64_t)rows_int(r, "size"), .item = rows_int(r, "item") };

		if (arena_span(&x->arena, rows_span(r, "path"), &p.path, f) < 0 || arena_span(&x->arena, rows_span(r, "runs"), &p.runs, f) < 0)
			return -1;
		file.path = span_from(p.path, s->root.n);
		if (VEC_PUSH(&x->files, file, f) < 0 || VEC_PUSH(&x->places, p, f) < 0)
			return -1;
	}
	x->list = (struct pg_files){ x->files.v, x->files.n, x, open_file };
	return rc < 0 ? -1 : 0;
}

static size_t file_at(const struct searching *x, const char *path)
{
	for (size_t i = 0; i < x->files.n; i++)
		if (span_is(x->files.v[i].path, path))
			return i;
	return SIZE_MAX;
}

/* ---- in which zone the server wrote times that have none ---------------------------------------------------------- */

/* name = value; a value in quotes, or bare, as initdb writes it from 16 on where it needs none. */
static struct span setting(struct span text, const char *name)
{
	struct span out = SPAN_NONE;

	while (text.n > 0) {
		struct span line = span_cut(&text, '\n'), value;
		size_t n = 0;

		while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
			line = span_from(line, 1);
		if (!span_starts(line, span_of(name)))
			continue;
		value = span_from(line, strlen(name));
		while (value.n > 0 && (value.p[0] == ' ' || value.p[0] == '\t' || value.p[0] == '='))
			value = span_from(value, 1);
		if (value.n == line.n - strlen(name) || value.n == 0) /* another setting, whose name begins so */
			continue;
		if (value.p[0] == '\'') {
			value = span_from(value, 1);
			out = span_sub(value, 0, span_find(value, '\''));
			continue;
		}
		while (n < value.n && value.p[n] != ' ' && value.p[n] != '\t' && value.p[n] != '\r' && value.p[n] != '#')
			n++;
		out = span_sub(value, 0, n);
	}
	return out;
}

static bool is_utc(struct span zone)
{
	return span_is(zone, "UTC") || span_is(zone, "Etc/UTC") || span_is(zone, "GMT") || span_is(zone, "Etc/GMT") ||
	       span_is(zone, "Etc/UCT") || span_is(zone, "Universal");
}

static int read_text(struct searching *x, const char *path, struct buf *out, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	size_t file = file_at(x, path), got = 1;
	uint8_t piece[4096];
	int rc = file == SIZE_MAX ? 1 : open_file(x, file, &in, f);

	buf_clear(out);
	while (rc == 0 && got > 0 && out->n < 1u << 20) {
		rc = stream_read(in, piece, sizeof piece, &got, f);
		if (rc >= 0 && buf_add(out, span_make(piece, got), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* What the server was set to; ALTER SYSTEM's file comes last and wins. */
static int zone_of(struct searching *x, struct log_options *out, struct fault *f)
{
	static const char *const files[] = { "postgresql.conf", "postgresql.auto.conf" };
	OWNED(buf) struct buf text = BUF_INIT;

	*out = (struct log_options){ .has_zone = false };
	for (size_t i = 0; i < COUNT(files); i++) {
		struct span zone;

		if (read_text(x, files[i], &text, f) < 0)
			return -1;
		zone = setting(buf_span(&text), "timezone");
		if (zone.n > 0)
			out->has_zone = is_utc(zone);
	}
	return 0;
}

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

static int where_it_was(struct searching *x, const struct pg_row *r, const char *table, struct fault *f)
{
	uint64_t block = r->block, position = r->position;

	if (r->remnant)
		return sentence_buf(&x->said, f, S_DB_REMNANT, table, block, position);
	if (r->from_wal)
		return sentence_buf(&x->said, f, S_DB_ROW_OF_LOG, table, block, position);
	return r->stray ? sentence_buf(&x->said, f, S_DB_STRAY_ROW, table, block, position)
	                : sentence_buf(&x->said, f, S_DB_ROW, table, block, position);
}

/* That its table is this one is an inference. */
static enum log_family of_form(enum log_family family)
{
	return family == LOG_DATABASE                                              ? LOG_DATABASE_FORM
	       : family == LOG_DATABASE_DEAD || family == LOG_DATABASE_PAST ? LOG_DATABASE_LOOSE
	                                                                            : LOG_DATABASE_FORM_OLDER;
}

/* The event's place, in words, before what it has to say itself. */
static int keep_events(struct searching *x, const struct pg_row *row, struct fault *f)
{
	struct log_event e;
	char table[80];
	int rc;

	(void)snprintf(table, sizeof table, "%.*s", row == NULL ? 0 : (int)(row->table.n < 70 ? row->table.n : 70),
	               row == NULL ? "" : (const char *)row->table.p);
	while ((rc = log_reader_next(x->reader, &e, f)) == 0) {
		buf_clear(&x->said);
		if (row != NULL && where_it_was(x, row, table, f) < 0)
			return -1;
		if (row != NULL && (e.kind == LOG_EVENT_TAG_DELETE || e.kind == LOG_EVENT_MANIFEST_DELETE) && row->life == PG_DELETED &&
		    sentence_then(&x->said, f, S_LISTED, S_DB_BY_TRANSACTION, (uint64_t)row->xmax) < 0)
			return -1;
		if (row != NULL && row->by_shape && sentence_then(&x->said, f, S_BOTH, S_DB_BY_FORM) < 0)
			return -1;
		if (e.detail.n > 0 && row != NULL) {
			OWNED(buf) struct buf own = BUF_INIT;

			if (buf_add(&own, e.detail, f) < 0 || sentence_buf(&x->said, f, S_BOTH, buf_cstr(&x->said), buf_cstr(&own)) < 0)
				return -1;
		}
		if (row != NULL)
			e.detail = buf_span(&x->said);
		if (e.document.n > 0 && run_row_document(x->db, x->scan, x->root, &e, x->limits, &x->documents, f) < 0)
			return -1;
		if (row != NULL ? row->by_shape : x->forms)
			e.family = of_form(e.family);
		x->keeping.item = x->files.v[e.file].item;
		if (run_log_keep(&x->keeping, &e, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static void count(struct searching *x, const struct pg_row *r)
{
	if (r->life == PG_LIVING)
		x->living++;
	else
		x->gone++;
	x->of_log += r->from_wal && r->life != PG_LIVING;
	x->of_space += r->remnant;
	x->of_strays += r->stray && !r->from_wal && !r->remnant;
}

static int row_take(void *user, const struct pg_row *r, struct fault *f)
{
	static const enum log_row_life lives[] = { [PG_LIVING] = LOG_ROW_LIVES, [PG_DELETED] = LOG_ROW_DELETED,
		                                   [PG_REPLACED] = LOG_ROW_REPLACED, [PG_GONE] = LOG_ROW_GONE };
	struct searching *x = (struct searching *)user;
	struct span values[1600]; /* format: columns of a table, at most */
	struct log_row row = { .table = r->table, .names = r->names, .values = values, .life = lives[r->life],
		               .born = r->born, .died = r->died, .born_in = r->xmin, .died_in = r->xmax, .older = !x->newest || x->damaged,
		               .at = { (uint64_t)r->position, r->offset, r->length }, .file = r->file, .now = x->now };

	row.n = r->columns < COUNT(values) ? r->columns : COUNT(values);
	for (size_t i = 0; i < row.n; i++)
		values[i] = r->values[i].null ? SPAN_NONE : r->values[i].text;
	if (x->numbering)
		return run_row_numbers_note(&x->numbers, r, x->limits, x->watch, f);
	if (x->forms && !run_row_numbers_join(&x->numbers, r, false)) {
		x->unjoined += !x->tell;
		return 0;
	}
	if (x->forms && !x->tell && run_row_numbers_two(&x->numbers, r)) /* nothing is joined by it */
		return 0;
	x->by_form += r->by_shape && (!x->tell || x->once);
	if (!x->tell || x->once)
		count(x, r);
	if (!x->tell)
		return log_reader_learn(x->reader, &row, f);
	if (!x->once && (r->life != PG_LIVING) != x->dead)
		return 0;
	return log_reader_tell(x->reader, &row, f) < 0 ? -1 : keep_events(x, r, f);
}

/* Rows that others refer to are read three times: learnt; the living ones told; then those that are no more, which say much
 * again, and it is said by the living. So nothing of a table is kept but names and numbers. Where no row refers to another
 * (an audit log, the largest of the tables) they are read once, as they are told. */
static int all_tables(struct searching *x, struct pg_cluster *c, size_t database, struct fault *f)
{
	const struct pg_sink sink = { x, row_take };

	for (size_t i = 0; log_row_table(i) != NULL; i++) {
		x->once = !log_row_learnt(log_row_table(i));
		if (x->once && (!x->tell || x->dead || x->numbering))
			continue;
		if (pg_rows(c, database, log_row_table(i), &sink, f) < 0)
			return -1;
	}
	return 0;
}

static bool row_fits(void *user, const struct pg_row *r)
{
	struct span values[1600]; /* format: columns of a table, at most */
	struct log_row row = { .table = r->table, .names = r->names, .values = values };

	(void)user;
	row.n = r->columns < COUNT(values) ? r->columns : COUNT(values);
	for (size_t i = 0; i < row.n; i++)
		values[i] = r->values[i].null ? SPAN_NONE : r->values[i].text;
	return r->by_shape ? log_row_shaped(&row) : log_row_fits(&row);
}

static int read_database(struct searching *x, struct pg_cluster *c, size_t database, const struct log_options *options,
                         struct fault *f)
{
	OWNED(log_reader) struct log_reader *reader = NULL;
	struct pg_note note;

	if (log_reader_new(&reader, options, x->limits, x->watch, f) < 0)
		return -1;
	x->reader = reader;
	x->tell = x->dead = false;
	x->forms = pg_by_form(c, database);
	x->numbers.v.n = 0;
	memset(x->numbers.mixed, 0, sizeof x->numbers.mixed);
	x->numbering = x->forms;
	if (x->forms && all_tables(x, c, database, f) < 0)
		return -1;
	x->numbering = false;
	run_row_numbers_settle(&x->numbers);
	if (all_tables(x, c, database, f) < 0)
		return -1;
	x->tell = true;
	x->damaged = pg_facts(c)->unsettled > 0; /* a row that stands on such a page may be the one that lives */
	for (size_t i = 0; pg_note(c, i, &note) == 0; i++)
		x->damaged |= note.kind != PG_NOTE_MENDED;
	if (all_tables(x, c, database, f) < 0)
		return -1;
	x->dead = true;
	if (all_tables(x, c, database, f) < 0)
		return -1;
	return log_reader_rows_end(reader, f) < 0 ? -1 : keep_events(x, NULL, f);
}

/* ---- one server -------------------------------------------------------------------------------------------------------- */

static int tell_notes(struct searching *x, const struct pg_cluster *c, struct fault *f)
{
	struct pg_note n;

	for (size_t i = 0; pg_note(c, i, &n) == 0; i++) {
		char text[200];

		if (n.kind == PG_NOTE_CATALOG)
			(void)sentence(text, sizeof text, S_DB_CATALOG);
		else if (n.kind == PG_NOTE_MENDED)
			(void)sentence(text, sizeof text, S_DB_PAGE_MENDED, n.count);
		else if (n.kind == PG_NOTE_TORN)
			(void)sentence(text, sizeof text, S_DB_PAGE_TORN, n.count);
		else
			(void)sentence(text, sizeof text, S_DB_PAGE_DAMAGED, n.count);
		if (observe(x, x->files.v[n.file].item, FINDING_DATABASE_DAMAGED, n.offset, n.length, text, f) < 0)
			return -1;
	}
	return 0;
}

static int tell_read(struct searching *x, const struct server *s, const struct pg_cluster *c, struct fault *f)
{
	const struct pg_facts *k = pg_facts(c);
	char text[400], version[16];

	if (k->version >= 1000)
		(void)snprintf(version, sizeof version, "%u", k->version / 100);
	else
		(void)snprintf(version, sizeof version, "%u.%u", k->version / 100, k->version % 100 / 10);
	(void)sentence(text, sizeof text, S_DB_READ, version, x->living, x->gone, x->of_log, x->of_space, x->of_strays, k->pages, k->records);
	if (observe(x, s->item, FINDING_DATABASE_READ, 0, 0, text, f) < 0 || k->forms + k->doubtful == 0)
		return k->forms + k->doubtful == 0 ? 0 : -1;
	(void)sentence(text, sizeof text, S_DB_FORMS, k->forms, x->by_form, k->doubtful, x->unjoined);
	return observe(x, s->item, FINDING_DATABASE_DAMAGED, 0, 0, text, f);
}

static int read_server(struct searching *x, const struct server *s, struct databases *found, struct fault *f)
{
	OWNED(pg_cluster) struct pg_cluster *c = NULL;
	struct log_options options;
	struct span name;
	char why[200];
	int rc;

	if (list_files(x, s, f) < 0)
		return -1;
	if (file_at(x, "global/pg_control") == SIZE_MAX) /* a database's own PG_VERSION */
		return 0;
	rc = pg_open(&c, &x->list, x->limits, x->watch, why, f);
	if (rc < 0)
		return -1;
	found->any = true;
	if (rc > 0)
		return observe(x, s->item, FINDING_DATABASE_DAMAGED, 0, 0, why, f);
	for (size_t i = 0; log_row_table(i) != NULL; i++)
		if (pg_wants(c, log_row_table(i), f) < 0)
			return -1;
	pg_judged(c, (struct pg_judge){ NULL, row_fits, log_row_hashed });
	x->living = x->gone = x->of_log = x->of_space = x->of_strays = x->by_form = x->unjoined = 0;
	x->newest = s->newest;
	x->root = s->root;
	if (zone_of(x, &options, f) < 0 || pg_read(c, f) < 0)
		return -1;
	x->now = when_cmp(pg_facts(c)->last, pg_facts(c)->written) < 0 ? when_later(pg_facts(c)->written) : pg_facts(c)->last;
	for (size_t i = 0; pg_database(c, i, &name) == 0; i++)
		if (read_database(x, c, i, &options, f) < 0)
			return -1;
	if (x->newest && x->living + x->gone > 0) {
		found->told = true;
		if (buf_add(&found->root, span_sub(s->root, 0, s->root.n > 0 ? s->root.n - 1 : 0), f) < 0)
			return -1;
	}
	return tell_notes(x, c, f) < 0 || tell_read(x, s, c, f) < 0 ? -1 : 0;
}

/* pg_control tells when it was written last. */
static int date_server(struct searching *x, struct server *s, struct fault *f)
{
	OWNED(pg_cluster) struct pg_cluster *c = NULL;
	char why[200];
	int rc;

	if (list_files(x, s, f) < 0)
		return -1;
	rc = file_at(x, "global/pg_control") == SIZE_MAX ? 1 : pg_open(&c, &x->list, x->limits, x->watch, why, f);
	if (rc == 0)
		s->written = pg_facts(c)->written;
	return rc < 0 ? -1 : 0;
}

static int search(struct searching *x, struct databases *found, struct fault *f)
{
	const struct seek_point *p;
	size_t newest = 0;

	if (find_servers(x, found, f) < 0 || (x->servers.n > 0 && casedb_index_paths(x->db, f) < 0))
		return -1;
	for (size_t i = 0; x->servers.n > 0 && source_seek_point(x->source, i, &p) == 0; i++)
		if (VEC_PUSH(&x->points, *p, f) < 0)
			return -1;
	for (size_t i = 0; i < x->servers.n; i++) {
		if (date_server(x, &x->servers.v[i], f) < 0)
			return -1;
		if (when_cmp(x->servers.v[newest].written, x->servers.v[i].written) < 0)
			newest = i;
	}
	for (size_t i = 0; i < x->servers.n; i++) {
		x->servers.v[i].newest = i == newest;
		if (read_server(x, &x->servers.v[i], found, f) < 0)
			return -1;
	}
	return 0;
}

int run_database_search(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits,
                        const struct watch *watch, struct databases *found, struct fault *f)
{
	struct searching x = { .db = db, .source = source, .scan = scan, .limits = limits, .watch = watch };
	int rc;

	x.image = source_kind_of(source) == SOURCE_IMAGE;
	x.keeping = (struct log_keeping){ .db = db, .scan = scan, .detail = &x.detail };
	rc = search(&x, found, f);
	VEC_RELEASE(&x.points);
	VEC_RELEASE(&x.servers);
	VEC_RELEASE(&x.files);
	VEC_RELEASE(&x.places);
	VEC_RELEASE(&x.numbers.v);
	buf_release(&x.detail);
	buf_release(&x.said);
	arena_release(&x.arena);
	return rc < 0 ? fault_while(f, "reading a database") : 0;
}
