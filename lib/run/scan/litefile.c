/*
 * run/scan/litefile.c - SQLite files among those of a source (blob/ knows them by their first bytes): read whole into memory,
 * their rows told as what registries' tables say (logs/). Where a product has several, the one changed last speaks for the
 * present.
 */
#include "run/scan/litefile.h"

#include "core/sentence.h"
#include "litefile/litefile.h"
#include "run/logs/keep.h"
#include "run/scan/row_document.h"
#include "xfrm/xfrm.h"

#include <inttypes.h>
#include <stdio.h>

struct file_at {
	struct span path;
	int64_t item;
	uint64_t size, offset;
	struct when changed;
};

enum lite_scan_product { PRODUCT_NONE, PRODUCT_GITEA, PRODUCT_QUAY, PRODUCT_PODMAN, PRODUCT_CACHE, PRODUCTS };

struct lite_scan_database {
	struct file_at file[LITE_FILES];
	struct when changed; /* the latest of them */
	enum lite_scan_product product;
};

struct lite_scan_searching {
	struct casedb *db;
	struct source *source;
	int64_t scan;
	const struct limits *limits;
	const struct watch *watch;
	struct arena arena;
	VEC(struct seek_point) points;
	VEC(struct lite_scan_database) databases;
	/* of the database at hand */
	const struct lite_scan_database *d;
	struct buf bytes[LITE_FILES];
	struct log_reader *reader;
	struct log_keeping keeping;
	struct span root; /* of the folder it lies in, "" or with '/' at its end */
	struct buf detail, said;
	bool tell, dead, older;
	bool removed; /* the file is no more, and nothing of it lives */
	uint64_t living, gone, documents;
};

/* ---- which there are ------------------------------------------------------------------------------------------ */

static struct when later(struct when a, struct when b)
{
	return !a.known || (b.known && when_cmp(a, b) < 0) ? b : a;
}

static int file_of(struct lite_scan_searching *x, struct rows *r, const char *item, const char *path, const char *size, const char *offset,
                   const char *changed, struct file_at *out, struct fault *f)
{
	*out = (struct file_at){ .item = rows_int(r, item), .size = (uint64_t)rows_int(r, size), .offset = (uint64_t)rows_int(r, offset) };
	if (rows_has(r, changed))
		out->changed = when_ns(rows_int(r, changed) / 1000000000, (uint32_t)(rows_int(r, changed) % 1000000000));
	return arena_span(&x->arena, rows_span(r, path), &out->path, f);
}

static int find_databases(struct lite_scan_searching *x, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(x->db, QUERY_LITE_FILES, &r, f) < 0 || rows_bind_int(r, 1, x->scan, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct lite_scan_database d = { .product = PRODUCT_NONE };

		if (file_of(x, r, "item", "path", "size", "offset", "mtime", &d.file[LITE_MAIN], f) < 0 ||
		    file_of(x, r, "log_item", "log_path", "log_size", "log_offset", "log_mtime", &d.file[LITE_LOG], f) < 0 ||
		    file_of(x, r, "journal_item", "journal_path", "journal_size", "journal_offset", "journal_mtime", &d.file[LITE_JOURNAL], f) < 0)
			return -1;
		for (size_t i = 0; i < LITE_FILES; i++)
			d.changed = later(d.changed, d.file[i].changed);
		if (VEC_PUSH(&x->databases, d, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* ---- its bytes --------------------------------------------------------------------------------------------------- */

static int observe(struct lite_scan_searching *x, enum finding_code code, uint64_t offset, uint64_t length, const char *text, struct fault *f)
{
	return casedb_put_observation(x->db, x->scan, x->d->file[LITE_MAIN].item, code, offset, length, SPAN_NONE, span_of(text), f);
}

static int slurp(struct lite_scan_searching *x, const struct file_at *file, struct buf *out, struct fault *f)
{
	struct locator at = { .path = file->path, .size = file->size, .offset = file->offset };
	OWNED(stream) struct stream *in = NULL;
	char why[256];
	size_t got;
	int rc;

	buf_clear(out);
	if (file->path.n == 0 || file->size == 0)
		return 0;
	rc = source_reopen(x->source, &at, x->points.v, x->points.n, &in, why, f);
	if (rc != 0 || buf_reserve(out, (size_t)file->size, f) < 0)
		return rc <= 0 ? -1 : 0;
	rc = stream_read_full(in, out->p, (size_t)file->size, &got, f);
	out->n = got;
	return rc < 0 ? -1 : 0;
}

static int open_lite(struct lite_scan_searching *x, const struct lite_scan_database *d, struct lite **out, char why[200], struct fault *f)
{
	struct lite_input in;

	for (size_t i = 0; i < LITE_FILES; i++) {
		if (slurp(x, &d->file[i], &x->bytes[i], f) < 0)
			return -1;
		in.bytes[i] = buf_span(&x->bytes[i]);
	}
	return lite_open(out, &in, x->limits, x->watch, why, f);
}

/* ---- whose it is ---------------------------------------------------------------------------------------------------- */

static int want(struct lite *l, struct fault *f)
{
	for (size_t i = 0; log_row_table(i) != NULL; i++) {
		const char *begins, *mark = log_row_mark(log_row_table(i), &begins);

		if (lite_wants(l, log_row_table(i), mark, begins, f) < 0)
			return -1;
	}
	return 0;
}

static enum lite_scan_product product_of(const struct lite *l)
{
	return lite_has(l, "package_version", "lower_version")            ? PRODUCT_GITEA
	       : lite_has(l, "tag", "lifetime_start_ms")                  ? PRODUCT_QUAY
	       : lite_has(l, "ContainerConfig", "JSON")                   ? PRODUCT_PODMAN
	       : lite_has(l, "DigestUncompressedPairs", "anyDigest")      ? PRODUCT_CACHE
	                                                                  : PRODUCT_NONE;
}

static uint64_t bytes_of(const struct lite_scan_database *d)
{
	return d->file[LITE_MAIN].size + d->file[LITE_LOG].size + d->file[LITE_JOURNAL].size;
}

static bool too_large(const struct lite_scan_searching *x, const struct lite_scan_database *d)
{
	return d->file[LITE_MAIN].size > x->limits->lite_bytes || d->file[LITE_LOG].size > x->limits->lite_bytes || bytes_of(d) > x->limits->lite_bytes;
}

/* ---- rows -------------------------------------------------------------------------------------------------------------- */

static int place_of(struct lite_scan_searching *x, const struct lite_row *r, struct fault *f)
{
	char table[80];

	(void)snprintf(table, sizeof table, "%.*s", (int)(r->table.n < 70 ? r->table.n : 70), (const char *)r->table.p);
	buf_clear(&x->said);
	if (r->life == LITE_LIVING)
		return sentence_buf(&x->said, f, S_LITE_ROW, table, (uint64_t)r->page, r->offset);
	if (r->past)
		return sentence_buf(&x->said, f, S_LITE_ROW_PAST, table, (uint64_t)r->page, r->offset);
	return sentence_buf(&x->said, f, S_LITE_ROW_FREED, table, (uint64_t)r->page, r->offset);
}

/* As a store of layers says it: what the two are is proven by unpacking alone. */
static int keep_pair(struct lite_scan_searching *x, const struct log_event *e, struct fault *f)
{
	struct naming n = { .kind = NAMING_DIFF_ID, .digest = e->digest, .other = e->unpacked, .where = { e->at.offset, e->at.length, SPAN_NONE } };

	return casedb_put_naming(x->db, x->scan, x->d->file[e->file < LITE_FILES ? e->file : LITE_MAIN].item, &n, f);
}

static int keep_events(struct lite_scan_searching *x, const struct lite_row *row, struct fault *f)
{
	struct log_event e;
	int rc;

	while ((rc = log_reader_next(x->reader, &e, f)) == 0) {
		if (row != NULL && place_of(x, row, f) < 0)
			return -1;
		if (e.detail.n > 0 && row != NULL) {
			OWNED(buf) struct buf own = BUF_INIT;

			if (buf_add(&own, e.detail, f) < 0 || sentence_buf(&x->said, f, S_BOTH, buf_cstr(&x->said), buf_cstr(&own)) < 0)
				return -1;
		}
		if (row != NULL)
			e.detail = buf_span(&x->said);
		if (digest_set(&e.unpacked) && keep_pair(x, &e, f) < 0)
			return -1;
		if (e.document.n > 0 && run_row_document(x->db, x->scan, x->root, &e, x->limits, &x->documents, f) < 0)
			return -1;
		x->keeping.item = x->d->file[e.file < LITE_FILES ? e.file : LITE_MAIN].item;
		if (run_log_keep(&x->keeping, &e, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int row_take(void *user, const struct lite_row *r, struct fault *f)
{
	static const enum log_row_life lives[] = { [LITE_LIVING] = LOG_ROW_LIVES, [LITE_DELETED] = LOG_ROW_DELETED,
		                                   [LITE_REPLACED] = LOG_ROW_REPLACED, [LITE_GONE] = LOG_ROW_GONE };
	struct lite_scan_searching *x = (struct lite_scan_searching *)user;
	struct span values[LOG_ROW_COLUMNS];
	struct log_row row = { .table = r->table, .names = r->names, .values = values, .life = lives[r->life], .older = x->older,
		               .at = { r->page, r->offset, r->length }, .file = r->file, .now = x->d->changed };

	if (x->removed && x->tell && r->life == LITE_LIVING)
		row.life = LOG_ROW_GONE;
	row.n = r->columns < COUNT(values) ? r->columns : COUNT(values);
	for (size_t i = 0; i < row.n; i++)
		values[i] = r->values[i].null || (r->values[i].spliced && !log_row_hashed(r->names[i])) ? SPAN_NONE : r->values[i].text;
	if (!x->tell) {
		*(r->life == LITE_LIVING ? &x->living : &x->gone) += 1;
		return log_reader_learn(x->reader, &row, f);
	}
	if ((r->life != LITE_LIVING) != x->dead)
		return 0;
	return log_reader_tell(x->reader, &row, f) < 0 ? -1 : keep_events(x, r, f);
}

/* Learnt, then told: the living before the dead. */
static int tell_rows(struct lite_scan_searching *x, struct lite *l, struct fault *f)
{
	OWNED(log_reader) struct log_reader *reader = NULL;
	const struct lite_sink sink = { x, row_take };
	const struct log_options utc = { .has_zone = false };

	if (log_reader_new(&reader, &utc, x->limits, x->watch, f) < 0)
		return -1;
	x->reader = reader;
	x->living = x->gone = 0;
	for (int pass = 0; pass < 3; pass++) {
		x->tell = pass > 0;
		x->dead = pass > 1;
		if (lite_rows(l, &sink, f) < 0)
			return -1;
	}
	return log_reader_rows_end(reader, f) < 0 ? -1 : keep_events(x, NULL, f);
}

/* ---- one database -------------------------------------------------------------------------------------------------------- */

static int tell_read(struct lite_scan_searching *x, const struct lite_facts *k, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (x->removed && sentence_buf(&text, f, S_LITE_DELETED_FILE) < 0)
		return -1;
	if (x->removed ? sentence_then(&text, f, S_BOTH, S_LITE_READ, x->living, x->gone, (uint64_t)k->pages, k->free_pages) < 0
	               : sentence_buf(&text, f, S_LITE_READ, x->living, x->gone, (uint64_t)k->pages, k->free_pages) < 0)
		return -1;
	if (k->committed + k->uncommitted + k->older > 0 &&
	    sentence_then(&text, f, S_BOTH, S_LITE_LOG, k->committed, k->uncommitted, k->older) < 0)
		return -1;
	if (k->log_mode && x->d->file[LITE_LOG].path.n == 0 && sentence_then(&text, f, S_BOTH, S_LITE_NO_LOG) < 0)
		return -1;
	if (k->hot ? sentence_then(&text, f, S_BOTH, S_LITE_HOT, k->journal_pages, k->unread_free) < 0
	           : k->journal_pages > 0 && sentence_then(&text, f, S_BOTH, S_LITE_JOURNAL, k->journal_pages) < 0)
		return -1;
	return observe(x, FINDING_DATABASE_READ, 0, 0, buf_cstr(&text), f);
}

static int tell_damage(struct lite_scan_searching *x, const struct lite_facts *k, struct fault *f)
{
	char text[400];

	if (!k->damaged)
		return 0;
	(void)sentence(text, sizeof text, S_LITE_DAMAGED, k->damaged_pages);
	return observe(x, FINDING_DATABASE_DAMAGED, k->first_damaged, k->page_size, text, f);
}

static struct span folder_of(struct span path)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return span_sub(path, 0, n);
}

static int read_database(struct lite_scan_searching *x, const struct lite_scan_database *d, bool newest, struct databases *found, struct fault *f)
{
	OWNED(lite) struct lite *l = NULL;
	bool registry = d->product == PRODUCT_GITEA || d->product == PRODUCT_QUAY;
	char why[200];

	x->d = d;
	if (open_lite(x, d, &l, why, f) != 0)
		return f->kind != FAULT_NONE ? -1 : 0;
	if (want(l, f) < 0 || lite_read(l, f) < 0)
		return -1;
	x->older = registry && (!newest || lite_facts(l)->damaged);
	x->root = folder_of(d->file[LITE_MAIN].path);
	if (tell_rows(x, l, f) < 0)
		return -1;
	if (registry && newest && !found->told && x->living + x->gone > 0) {
		found->told = true;
		if (buf_add(&found->root, span_sub(x->root, 0, x->root.n > 0 ? x->root.n - 1 : 0), f) < 0)
			return -1;
	}
	return tell_damage(x, lite_facts(l), f) < 0 || tell_read(x, lite_facts(l), f) < 0 ? -1 : 0;
}

/* What product each is of; those of none are not spoken of. */
static int know(struct lite_scan_searching *x, struct lite_scan_database *d, struct databases *found, struct fault *f)
{
	OWNED(lite) struct lite *l = NULL;
	char why[200], text[300];
	int rc;

	x->d = d;
	if (too_large(x, d)) {
		watch_bite(x->watch, LIMIT_lite_bytes, bytes_of(d) - x->limits->lite_bytes);
		(void)sentence(text, sizeof text, S_LITE_TOO_LARGE, x->limits->lite_bytes);
		return observe(x, FINDING_DATABASE_UNREAD, 0, 0, text, f);
	}
	rc = open_lite(x, d, &l, why, f);
	if (rc != 0)
		return rc < 0 ? -1 : observe(x, FINDING_DATABASE_DAMAGED, 0, 0, why, f);
	if (want(l, f) < 0 || lite_schema(l, f) < 0)
		return -1;
	d->product = product_of(l);
	found->any |= d->product != PRODUCT_NONE;
	return 0;
}

static bool is_newest(const struct lite_scan_searching *x, size_t at)
{
	const struct lite_scan_database *d = &x->databases.v[at];

	for (size_t i = 0; i < x->databases.n; i++) {
		const struct lite_scan_database *other = &x->databases.v[i];

		if (i != at && other->product == d->product && (!d->changed.known || !other->changed.known || when_cmp(d->changed, other->changed) <= 0))
			return false;
	}
	return true;
}

static int search(struct lite_scan_searching *x, struct databases *found, struct fault *f)
{
	const struct seek_point *p;

	if (find_databases(x, f) < 0)
		return -1;
	for (size_t i = 0; x->databases.n > 0 && source_seek_point(x->source, i, &p) == 0; i++)
		if (VEC_PUSH(&x->points, *p, f) < 0)
			return -1;
	for (size_t i = 0; i < x->databases.n; i++)
		if (know(x, &x->databases.v[i], found, f) < 0)
			return -1;
	for (size_t i = 0; i < x->databases.n; i++)
		if (x->databases.v[i].product != PRODUCT_NONE && read_database(x, &x->databases.v[i], is_newest(x, i), found, f) < 0)
			return -1;
	return 0;
}

int run_lite_search(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits, const struct watch *watch,
                    struct databases *found, struct fault *f)
{
	struct lite_scan_searching x = { .db = db, .source = source, .scan = scan, .limits = limits, .watch = watch };
	int rc;

	x.keeping = (struct log_keeping){ .db = db, .scan = scan, .detail = &x.detail };
	rc = search(&x, found, f);
	VEC_RELEASE(&x.points);
	VEC_RELEASE(&x.databases);
	for (size_t i = 0; i < LITE_FILES; i++)
		buf_release(&x.bytes[i]);
	buf_release(&x.detail);
	buf_release(&x.said);
	arena_release(&x.arena);
	return rc < 0 ? fault_while(f, "reading an SQLite database") : 0;
}

int run_lite_deleted(struct casedb *db, int64_t scan, const struct lite_deleted *file, const struct limits *limits, const struct watch *watch,
                     bool *told, struct fault *f)
{
	struct lite_scan_searching x = { .db = db, .scan = scan, .limits = limits, .watch = watch, .removed = true, .root = file->root };
	struct lite_scan_database d = { .file[LITE_MAIN].size = file->bytes.n };
	const struct lite_input in = { .bytes[LITE_MAIN] = file->bytes };
	OWNED(lite) struct lite *l = NULL;
	char why[200];
	int rc = lite_open(&l, &in, limits, watch, why, f);

	*told = false;
	if (rc == 0)
		rc = want(l, f) < 0 || lite_read(l, f) < 0 ? -1 : 0;
	if (rc == 0 && (product_of(l) == PRODUCT_NONE || lite_facts(l)->damaged)) /* another's page may stand in it */
		rc = 1;
	if (rc == 0)
		rc = file->put(file->user, &d.file[LITE_MAIN].item, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	x.d = &d;
	x.keeping = (struct log_keeping){ .db = db, .scan = scan, .detail = &x.detail };
	rc = tell_rows(&x, l, f) < 0 || tell_read(&x, lite_facts(l), f) < 0 ? -1 : 0;
	*told = rc == 0;
	buf_release(&x.detail);
	buf_release(&x.said);
	arena_release(&x.arena);
	return rc < 0 ? fault_while(f, "reading a deleted SQLite database") : 0;
}
