/*
 * run/recover/pages.c - pages of PostgreSQL tables in free space: found as free space is carved, told apart by what all their rows
 * are, and their rows told as what registries' tables say (logs/), each with where it lies. A page does not name its table, so
 * that all of it is inferred; what could be another's is not told.
 */
#include "run/recover/recover.h"
#include "casedb/query.h"

#include "core/sentence.h"
#include "media/runs.h"
#include "postgres/postgres.h"
#include "run/logs/keep.h"
#include "run/scan/row_document.h"
#include "run/scan/row_numbers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	SYSTEMS = 16,    /* rule: servers told apart; more are as many */
};

struct pages_item {
	int64_t item;
	uint64_t from; /* address of its first page on the volume */
	bool by_node;  /* of this page: its table is known by its file */
	enum row_product product; /* of this page */
};

struct pages_log {
	uint64_t at, n; /* address on the volume, pages */
	unsigned version;
};

struct pages_search {
	struct recovering *r;
	const struct site *s;
	VEC(uint64_t) at;           /* pages, addresses on the volume */
	VEC(struct pages_item) items; /* of each page */
	VEC(struct pages_log) log;    /* pages of the write-ahead log that follow one another */
	VEC(struct pg_file) files;    /* the same as files */
	struct pg_files log_list;
	struct arena names;
	unsigned version;
	uint32_t timeline;
	uint64_t systems[SYSTEMS];
	size_t systems_n;
	uint64_t sums, catalogs, doubtful, wanted, rows, two, unjoined, unsettled;
	struct pg_loose_pages list;
	struct pg_cluster *c;
	struct row_numbers numbers;
	struct log_reader *reader;
	struct log_keeping keeping;
	struct buf detail, said;
	struct when now; /* of the file system: an end that lies behind it has not come */
	enum pages_pass { PASS_NUMBERS, PASS_LEARN, PASS_TELL } pass;
	enum row_product product; /* whose rows are learnt and told */
	uint64_t documents;
};

/* ---- pages ------------------------------------------------------------------------------------------------------------------ */

static void note_server(struct pages_search *x, uint64_t system)
{
	for (size_t i = 0; i < x->systems_n; i++)
		if (x->systems[i] == system)
			return;
	if (x->systems_n < SYSTEMS)
		x->systems[x->systems_n++] = system;
}

static int note_log(struct pages_search *x, const struct pg_block *b, uint64_t at, struct fault *f)
{
	struct pages_log *last = x->log.n == 0 ? NULL : &x->log.v[x->log.n - 1];

	if (b->system != 0) {
		note_server(x, b->system);
		x->version = b->version;
		x->timeline = b->timeline > x->timeline ? b->timeline : x->timeline;
	}
	if (last != NULL && last->at + last->n * PG_LOOSE_BYTES == at && last->version == b->version) {
		last->n++;
		return 0;
	}
	if (x->log.n < x->r->o->limits.pg_wal_runs)
		return VEC_PUSH(&x->log, ((struct pages_log){ at, 1, b->version }), f);
	watch_bite(x->r->o->watch, LIMIT_pg_wal_runs, 1);
	return 0;
}

/* *end: behind what begins here. */
static int look_at(struct pages_search *x, uint64_t at, uint64_t *end, struct fault *f)
{
	uint8_t page[PG_LOOSE_BYTES];
	struct pg_block b;
	int rc = run_recover_all_free(x->s, at, PG_LOOSE_BYTES) ? media_read(x->s->media, at, page, sizeof page, f) : 1;

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	pg_look(&b, page);
	if (b.kind == PG_BLOCK_SERVER)
		note_server(x, b.system);
	if (b.kind == PG_BLOCK_LOG || b.kind == PG_BLOCK_ROWS)
		*end = at + sizeof page;
	x->sums += b.kind == PG_BLOCK_ROWS && b.sum_holds;
	if (b.kind == PG_BLOCK_LOG)
		return note_log(x, &b, at, f);
	return b.kind == PG_BLOCK_ROWS ? VEC_PUSH(&x->at, at, f) : 0;
}

static int read_page(void *user, size_t i, uint8_t *into, struct fault *f)
{
	struct pages_search *x = (struct pages_search *)user;

	return media_read(x->s->media, x->at.v[i], into, PG_LOOSE_BYTES, f);
}

/* ---- the log as files ------------------------------------------------------------------------------------------------------- */

static int open_log(void *user, size_t i, struct stream **out, struct fault *f)
{
	struct pages_search *x = (struct pages_search *)user;
	struct run run = { 0, x->log.v[x->files.v[i].item].at, x->files.v[i].size };
	const struct runs runs = { &run, 1 };

	return media_runs_stream(out, x->s->media, &runs, run.length, x->r->o->watch, f);
}

/* Of one server's: numbers and places in the log of another are others. */
static int list_log(struct pages_search *x, struct fault *f)
{
	for (size_t i = 0; i < x->log.n; i++) {
		struct pg_file file = { .size = x->log.v[i].n * PG_LOOSE_BYTES, .item = (int64_t)i };
		char path[40];

		if (x->log.v[i].version != x->version)
			return 0; /* a second server, whose name is lost */
		(void)snprintf(path, sizeof path, "%s%024zX", x->version >= 1000 ? "pg_wal/" : "pg_xlog/", i);
		if (arena_span(&x->names, span_of(path), &file.path, f) < 0 || VEC_PUSH(&x->files, file, f) < 0)
			return -1;
	}
	x->log_list = (struct pg_files){ x->files.v, x->files.n, x, open_log };
	x->list.log = x->systems_n == 1 && x->files.n > 0 ? &x->log_list : NULL;
	x->list.version = x->version;
	x->list.timeline = x->timeline;
	return 0;
}

/* ---- items: pages of one table that follow one another --------------------------------------------------------------------------- */

static bool same_run(const struct pages_search *x, size_t i, struct span table)
{
	struct span own;

	return x->at.v[i] == x->at.v[i - 1] + PG_LOOSE_BYTES && pg_loose_is(x->c, i, &own) == PG_LOOSE_WANTED && span_eq(own, table);
}

static int put_item(struct pages_search *x, size_t first, size_t n, struct span table, int64_t *item, struct fault *f)
{
	struct run run = { 0, x->at.v[first], n * PG_LOOSE_BYTES };
	const struct runs here = { &run, 1 };
	char what[100];

	(void)snprintf(what, sizeof what, "postgresql/%.*s", (int)(table.n < 70 ? table.n : 70), (const char *)table.p);
	return run_recover_put_part(x->r, x->s, what, &here, run.length, item, f);
}

/* 1: they are there already. */
static int put_items(struct pages_search *x, struct fault *f)
{
	for (size_t i = 0, k; i < x->at.n; i = k) {
		struct span table;
		struct pages_item it = { .from = x->at.v[i] };
		enum pg_loose kind = pg_loose_is(x->c, i, &table);
		int rc = 0;

		x->catalogs += kind == PG_LOOSE_CATALOG;
		x->doubtful += kind == PG_LOOSE_DOUBTFUL;
		for (k = i + 1; kind == PG_LOOSE_WANTED && k < x->at.n && same_run(x, k, table);)
			k++;
		if (kind == PG_LOOSE_WANTED) {
			x->wanted += k - i;
			rc = put_item(x, i, k - i, table, &it.item, f);
		}
		if (rc != 0)
			return rc;
		for (size_t m = i; m < k; m++)
			if (VEC_PUSH(&x->items, it, f) < 0)
				return -1;
	}
	return 0;
}

/* ---- rows --------------------------------------------------------------------------------------------------------------------------- */

static int say_where(struct pages_search *x, const struct pg_row *r, struct span own, struct fault *f)
{
	OWNED(buf) struct buf detail = BUF_INIT;
	char table[80];

	(void)snprintf(table, sizeof table, "%.*s", (int)(r->table.n < 70 ? r->table.n : 70), (const char *)r->table.p);
	buf_clear(&x->said);
	if (sentence_buf(&x->said, f, S_DB_LOOSE_ROW, table, (uint64_t)r->block, (uint64_t)r->position) < 0 ||
	    sentence_buf(&x->said, f, S_BOTH, buf_cstr(&x->said),
	                 r->by_node    ? S_DB_LOOSE_BY_NODE
	                 : r->by_shape ? S_DB_LOOSE_BY_SHAPE
	                               : S_DB_LOOSE_BY_CATALOG) < 0)
		return -1;
	if (r->life == PG_DELETED && r->died.known && sentence_then(&x->said, f, S_LISTED, S_DB_BY_TRANSACTION, (uint64_t)r->xmax) < 0)
		return -1;
	if (own.n == 0)
		return 0;
	return buf_add(&detail, own, f) < 0 || sentence_buf(&x->said, f, S_BOTH, buf_cstr(&x->said), buf_cstr(&detail)) < 0 ? -1 : 0;
}

static int keep_events(struct pages_search *x, const struct pg_row *row, struct fault *f)
{
	struct log_event e;
	int rc;

	while ((rc = log_reader_next(x->reader, &e, f)) == 0) {
		const struct pages_item *it = &x->items.v[e.file < x->items.n ? e.file : 0];

		if (row != NULL) {
			if (say_where(x, row, e.detail, f) < 0)
				return -1;
			e.detail = buf_span(&x->said);
		}
		if (e.document.n > 0 && run_row_document(x->r->db, x->r->scan, span_of(x->s->prefix), &e, &x->r->o->limits, &x->documents, f) < 0)
			return -1;
		e.family = it->by_node ? LOG_DATABASE_DEAD : LOG_DATABASE_LOOSE;
		x->keeping.item = it->item;
		if (run_log_keep(&x->keeping, &e, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int row_take(void *user, const struct pg_row *r, struct fault *f)
{
	static const enum log_row_life lives[] = { [PG_LIVING] = LOG_ROW_GONE, [PG_DELETED] = LOG_ROW_DELETED,
		                                   [PG_REPLACED] = LOG_ROW_REPLACED, [PG_GONE] = LOG_ROW_GONE };
	struct pages_search *x = (struct pages_search *)user;
	struct span values[LOG_ROW_COLUMNS];
	uint64_t base = x->at.v[r->file] - x->items.v[r->file].from;
	struct log_row row = { .table = r->table, .names = r->names, .values = values, .life = lives[r->life], .born = r->born, .died = r->died, .born_in = r->xmin,
		               .died_in = r->xmax, .at = { r->position, base + r->offset, r->length }, .file = r->file,
		               .now = x->now };

	row.n = r->columns < COUNT(values) ? r->columns : COUNT(values);
	for (size_t i = 0; i < row.n; i++)
		values[i] = r->values[i].null ? SPAN_NONE : r->values[i].text;
	x->items.v[r->file].by_node = r->by_node;
	if (x->pass == PASS_NUMBERS) {
		x->items.v[r->file].product = run_row_product(r);
		return run_row_numbers_note(&x->numbers, r, &x->r->o->limits, x->r->o->watch, f);
	}
	if (!run_row_numbers_join(&x->numbers, r, x->systems_n > 1)) {
		x->unjoined += x->pass == PASS_TELL;
		return 0;
	}
	if (x->pass == PASS_TELL) {
		x->rows++;
		return log_reader_tell(x->reader, &row, f) < 0 ? -1 : keep_events(x, r, f);
	}
	if (run_row_numbers_two(&x->numbers, r)) {
		x->two++;
		return 0;
	}
	if (r->life == PG_GONE && !r->remnant) /* it stood when the page was written last: a name goes on with it */
		row.life = LOG_ROW_LIVES;
	if (x->systems_n <= 1 || !run_row_referred_to(r->table))
		return log_reader_learn(x->reader, &row, f);
	return 0;
}

static int all_rows(struct pages_search *x, struct fault *f)
{
	const struct pg_sink sink = { x, row_take };

	for (size_t i = 0; i < x->at.n; i++) {
		if (x->items.v[i].item == 0 || (x->pass != PASS_NUMBERS && x->items.v[i].product != x->product))
			continue;
		if (pg_loose_rows(x->c, i, &sink, f) < 0 || watch_check(x->r->o->watch, f) < 0)
			return -1;
	}
	return 0;
}

static int tell_product(struct pages_search *x, struct fault *f)
{
	OWNED(log_reader) struct log_reader *reader = NULL;
	const struct log_options zone = { .has_zone = false };

	if (log_reader_new(&reader, &zone, &x->r->o->limits, x->r->o->watch, f) < 0)
		return -1;
	x->reader = reader;
	for (x->pass = PASS_LEARN; x->pass <= PASS_TELL; x->pass++)
		if (all_rows(x, f) < 0)
			return -1;
	return log_reader_rows_end(reader, f) < 0 ? -1 : keep_events(x, NULL, f);
}

static int tell_rows(struct pages_search *x, struct fault *f)
{
	x->pass = PASS_NUMBERS;
	if (all_rows(x, f) < 0)
		return -1;
	run_row_numbers_settle(&x->numbers);
	x->unsettled = pg_facts(x->c)->unsettled;
	for (x->product = 0; x->product < ROW_PRODUCTS; x->product++)
		if (tell_product(x, f) < 0)
			return -1;
	return 0;
}

/* ---- a volume -------------------------------------------------------------------------------------------------------------------------- */

static bool row_fits(void *user, const struct pg_row *r)
{
	struct span values[LOG_ROW_COLUMNS];
	struct log_row row = { .table = r->table, .names = r->names, .values = values };

	(void)user;
	row.n = r->columns < COUNT(values) ? r->columns : COUNT(values);
	for (size_t i = 0; i < row.n; i++)
		values[i] = r->values[i].null ? SPAN_NONE : r->values[i].text;
	return r->by_shape ? log_row_shaped(&row) : log_row_may_be(&row);
}

static int tell_read(struct pages_search *x, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	int64_t item = 0;

	for (size_t i = 0; i < x->items.n && item == 0; i++)
		item = x->items.v[i].item;
	if (sentence_buf(&text, f, S_DB_LOOSE_READ, (uint64_t)x->at.n, x->sums, x->catalogs, x->wanted, x->doubtful, x->rows,
	                 x->unsettled) < 0)
		return -1;
	if (x->systems_n > 1 && sentence_then(&text, f, S_BOTH, S_DB_LOOSE_SERVERS, (uint64_t)x->systems_n) < 0)
		return -1;
	if (x->two > 0 && sentence_then(&text, f, S_BOTH, S_DB_LOOSE_NUMBERS, x->two) < 0)
		return -1;
	if (x->unjoined > 0 && sentence_then(&text, f, S_BOTH, S_DB_LOOSE_UNJOINED, x->unjoined) < 0)
		return -1;
	return casedb_put_observation(x->r->db, x->r->scan, item, FINDING_DATABASE_READ, 0, 0, SPAN_NONE, buf_span(&text), f);
}

static int read_pages(struct pages_search *x, struct fault *f)
{
	struct when now = x->s->fs == NULL ? WHEN_UNKNOWN : fs_facts(x->s->fs)->written;
	int rc;

	x->now = now.known ? now : when_sec(0);
	x->list = (struct pg_loose_pages){ .n = x->at.n, .user = x, .read = read_page };
	if (list_log(x, f) < 0 || pg_loose_open(&x->c, &x->list, now, &x->r->o->limits, x->r->o->watch, f) < 0)
		return -1;
	for (size_t i = 0; log_row_table(i) != NULL; i++)
		if (pg_wants(x->c, log_row_table(i), f) < 0)
			return -1;
	pg_judged(x->c, (struct pg_judge){ x, row_fits, log_row_hashed });
	if (pg_loose_read(x->c, f) < 0 || casedb_begin(x->r->db, f) < 0)
		return -1;
	rc = put_items(x, f);
	if (rc == 0 && x->wanted + x->doubtful > 0)
		rc = tell_rows(x, f) < 0 || tell_read(x, f) < 0 || (x->rows > 0 && run_recover_put_store(x->r, x->s, f) < 0) ? -1 : 0;
	if (rc == 0)
		x->r->new_here += x->rows;
	return rc < 0 ? -1 : casedb_commit(x->r->db, f);
}

static int search(struct pages_search *x, struct fault *f)
{
	const struct carved *c = &x->s->carved;
	uint64_t end = 0;

	for (size_t i = 0; i < c->noticed.n; i++)
		if (c->noticed.v[i] >= end && (look_at(x, c->noticed.v[i], &end, f) < 0 || watch_check(x->r->o->watch, f) < 0))
			return -1;
	return x->at.n == 0 ? 0 : read_pages(x, f);
}

static void clean_up(struct pages_search *x)
{
	pg_close(x->c);
	VEC_RELEASE(&x->at);
	VEC_RELEASE(&x->items);
	VEC_RELEASE(&x->log);
	VEC_RELEASE(&x->files);
	arena_release(&x->names);
	VEC_RELEASE(&x->numbers.v);
	buf_release(&x->detail);
	buf_release(&x->said);
}

int run_recover_pages(struct recovering *r, struct fault *f)
{
	int rc = 0;

	for (size_t i = 0; i < r->sites.n && rc == 0; i++) {
		struct pages_search x = { .r = r, .s = &r->sites.v[i] };

		x.keeping = (struct log_keeping){ .db = r->db, .scan = r->scan, .detail = &x.detail };
		rc = search(&x, f);
		clean_up(&x);
	}
	return rc < 0 ? fault_while(f, "reading pages of a database in free space") : 0;
}
