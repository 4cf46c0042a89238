/* postgres/private.h - inside postgres/: pages, tuples, transactions, the log. Numbers: formats(7), "PostgreSQL". */
#ifndef POSTGRES_PRIVATE_H
#define POSTGRES_PRIVATE_H

#include "base/arena.h"
#include "base/load.h"
#include "base/vec.h"
#include "postgres/postgres.h"

enum {
	PG_PAGE = 8192,       /* format: */
	PG_SEGMENT = 131072,  /* format: pages of one file of a relation */
	PG_PAGE_HEAD = 24,    /* format: */
	PG_TUPLE_HEAD = 23,   /* format: */
	PG_NAME = 64,         /* format: NAMEDATALEN */
	PG_COLUMNS = 1600,    /* format: MaxHeapAttributeNumber */
	PG_TUPLE_MOST = 8160, /* format: MaxHeapTupleSize */
};

/* Versions as pg_facts has them. */
enum { PG_9_6 = 960, PG_10 = 1000, PG_11 = 1100, PG_12 = 1200, PG_13 = 1300, PG_14 = 1400, PG_15 = 1500, PG_16 = 1600, PG_17 = 1700 }; /* format: versions, no amounts */

/* infomask */
enum {
	MASK_NULLS = 0x0001, MASK_OID = 0x0008, MASK_KEYSHARE = 0x0010, MASK_EXCLUSIVE = 0x0040, MASK_LOCK_ONLY = 0x0080,
	MASK_XMIN_COMMITTED = 0x0100, MASK_XMIN_INVALID = 0x0200, MASK_XMAX_COMMITTED = 0x0400, MASK_XMAX_INVALID = 0x0800,
	MASK_XMAX_MULTI = 0x1000, MASK_MOVED = 0xC000,
	MASK_VARIES = 0x0002, MASK_EXTERNAL = 0x0004,
	MASK2_COLUMNS = 0x07FF, MASK2_NONE = 0x1800, MASK2_KEYS = 0x2000, MASK2_HOT_UPDATED = 0x4000,
};

/* ---- page.c ---- */
enum pg_pointer { POINTER_UNUSED, POINTER_NORMAL, POINTER_REDIRECT, POINTER_DEAD };
struct pg_page {
	const uint8_t *p;  /* PG_PAGE bytes */
	uint64_t lsn;
	unsigned pointers;
	unsigned lower, upper, special;
};
enum { PAGE_EMPTY = 1, PAGE_DAMAGED };
int page_of(struct pg_page *out, const uint8_t *p);
/* Does the checksum hold for this block of the relation? (A page without one: the caller knows whether there are.) */
bool page_sum_holds(const uint8_t *p, uint32_t block);
/* The tuple of line pointer `i` (from 1); false: none, or it leaves the page. */
bool page_tuple(const struct pg_page *p, unsigned i, struct span *out);

/* ---- tuple.c ---- */
struct tuple {
	uint32_t xmin, xmax, ctid_block;
	uint16_t ctid_position, mask, mask2;
	uint8_t head;
	struct span bytes;
};
bool tuple_of(struct tuple *out, struct span bytes);
/* Was the row superseded by a newer version (and not deleted)? `block`, `position`: its own place. */
bool tuple_replaced(const struct tuple *t, uint32_t block, uint16_t position);
/* Does xmax only lock it? */
bool tuple_locked_only(const struct tuple *t);

struct pg_column {
	struct span name;
	uint32_t type;
	int16_t length; /* -1: varlena; -2: C string */
	int16_t number;
	char align;     /* c s i d */
	bool dropped;
};

/* ---- varlena.c, pack.c ---- */
struct toast;
struct varlena {
	bool external, packed, lz4;
	struct span bytes;     /* the packed or plain bytes */
	uint32_t raw;          /* size of what is packed, or of what external bytes unpack to */
	uint32_t stored, id, table; /* external: bytes, which value, and of which TOAST table */
};
/* The value at the head of `at`; *used its bytes with the header. False: it leaves the tuple. */
bool varlena_of(struct varlena *out, struct span at, size_t *used);
/* `out` must hold `raw` bytes. False: damaged. */
bool pglz_unpack(uint8_t *out, size_t raw, struct span in);
bool lz4_unpack(uint8_t *out, size_t raw, struct span in);

/* ---- control.c ---- */
struct control {
	uint32_t version, catalog, state, timeline, next, oldest, next_multi, next_member;
	uint64_t system, checkpoint, redo;
	int64_t time;
	uint32_t page, wal_page, segment_bytes, checksums;
	bool sound; /* its CRC holds */
};
bool control_of(struct control *out, struct span bytes, unsigned pg);

/* ---- xact.c ---- */
enum xid_state { XID_UNKNOWN, XID_COMMITTED, XID_ABORTED, XID_RUNNING };
struct commit {
	uint32_t xid;
	bool aborted;
	int64_t time; /* microseconds since 2000-01-01 */
};
struct clog_page {
	uint32_t number;
	uint8_t *bytes;
};
struct xact {
	VEC(struct commit) ends; /* by xid once settled */
	VEC(struct clog_page) pages;
	uint32_t oldest, next;
	bool silent; /* of the page at hand nothing of this is known to be */
};
void xact_release(struct xact *x);
int xact_load(struct pg_cluster *c, struct fault *f) MUST_USE;
int xact_add(struct pg_cluster *c, uint32_t xid, bool aborted, int64_t time, struct fault *f) MUST_USE;
void xact_settle(struct xact *x);
enum xid_state xact_state(const struct xact *x, uint32_t xid);
struct when xact_time(const struct xact *x, uint32_t xid);

/* ---- multi.c ---- */
struct made {
	uint32_t id, writer;
};
struct multi_file {
	bool read;
	uint32_t number;
	struct buf bytes;
};
struct multi {
	VEC(struct made) made;
	struct multi_file file[2]; /* offsets, members */
};
enum { MULTI_UNKNOWN = 1 }; /* the number no transaction of the kind has */
void multi_release(struct multi *m);
int multi_take(struct pg_cluster *c, struct span main, struct fault *f) MUST_USE;
void multi_settle(struct multi *m);
/* The one of them that updated or deleted; 0: they only lock; MULTI_UNKNOWN. */
uint32_t multi_writer(struct pg_cluster *c, uint32_t id);

/* ---- catalog.c ---- */
struct pg_table {
	struct span name;
	uint32_t oid, filenode, toast_oid, toast_node;
	struct pg_column *columns; /* by number */
	size_t n;
	struct span *names;     /* of the columns that are not dropped */
	size_t names_n;
	bool former;            /* it was dropped, or has another file now */
	bool by_form;           /* the catalog does not tell its columns: its rows have the published ones */
};
struct pg_unshaped {
	uint32_t node;
	struct span name;
};
struct pg_stray {
	uint32_t node;
	size_t table; /* its number; SIZE_MAX: none */
};
struct database {
	uint32_t oid;
	struct span name;
	VEC(struct pg_table) tables;
	VEC(uint32_t) nodes; /* files that something of the catalog names */
	VEC(struct pg_stray) strays;
	VEC(struct pg_unshaped) unshaped; /* wanted tables whose columns the catalog does not tell */
	bool looked;         /* for strays */
	size_t map;          /* the file that tells its catalogs' files */
};
/* The databases there are, each with its catalogs as tables, so that the log's rows of them are kept. */
int catalog_find(struct pg_cluster *c, struct fault *f) MUST_USE;
void databases_release(struct pg_cluster *c);
int catalog_load(struct pg_cluster *c, struct fault *f) MUST_USE;

/* ---- form.c ---- */
/* Tables of a database whose catalog is not whole. */
int forms_find(struct pg_cluster *c, struct database *d, struct fault *f) MUST_USE;
/* ---- stray.c ---- */
/* Files of the database that nothing of the catalog names. */
int strays_list(struct pg_cluster *c, struct database *d, struct fault *f) MUST_USE;

/* ---- wal.c, wal_record.c, wal_rows.c ---- */
struct wal_block {
	bool has_image, has_rel;
	uint8_t id;
	uint32_t database, node, block;
	unsigned fork;
	struct span image, data;
	uint16_t hole_at, hole;
	uint8_t packing; /* 0 none, 1 pglz, 2 lz4, 3 another */
};
struct wal_record {
	uint64_t lsn, end; /* where it begins, where the next one may */
	uint32_t xid;
	uint8_t info, manager;
	struct wal_block block[33]; /* format: XLR_MAX_BLOCK_ID 32 */
	unsigned blocks;
	struct span main;
	size_t file;
	uint64_t offset;
};
int wal_load(struct pg_cluster *c, struct fault *f) MUST_USE;
/* The version that writes such pages of the log; 0: it is none. */
unsigned wal_version(const uint8_t *p);
bool wal_record_of(struct wal_record *out, struct span bytes, unsigned pg);
int wal_take(struct pg_cluster *c, const struct wal_record *r, struct fault *f) MUST_USE;

struct wal_row {
	uint32_t database, table; /* numbers of ours */
	uint32_t block;
	uint16_t position;
	uint32_t xmin, xmax;      /* xmin 0: only its end is known */
	bool replaced, seen;
	uint64_t lsn, end_lsn;    /* of what told the row, and its end */
	struct span bytes;        /* a whole tuple */
	size_t file;
	uint64_t offset;
	uint32_t older;           /* index + 1 of the row that was there before */
	uint32_t stretch;         /* of the log without a gap */
};
struct wal_image { /* a whole page that the log has since the checkpoint recovery begins at */
	uint32_t database, table, block;
	uint32_t stretch;
};
struct wal_rows {
	VEC(struct wal_row) v;
	VEC(struct wal_image) images; /* in order of the places once settled */
	uint32_t *slots; /* index + 1 of the newest of a place */
	size_t slots_n, used;
	uint32_t stretch;
	struct arena arena;
};
void wal_rows_release(struct wal_rows *x);
int wal_rows_take(struct pg_cluster *c, const struct wal_record *r, struct fault *f) MUST_USE;
/* All was read: images can be asked for. */
void wal_rows_settle(struct wal_rows *x);
/* Would recovery lay an image of the log over this page? Then all its rows are among those of the log. */
bool wal_restores(const struct pg_cluster *c, uint32_t database, uint32_t table, uint32_t block);
/* The newest row the log knows of that place; NULL: none. */
struct wal_row *wal_row_at(struct wal_rows *x, uint32_t database, uint32_t table, uint32_t block, uint16_t position);

/* ---- rows.c ---- */
struct chunk {
	uint32_t id, seq;
	struct span bytes;
};
struct toast {
	uint32_t database, node; /* loaded; node 0: none */
	VEC(struct chunk) v;
	struct arena arena;
};
void toast_release(struct toast *t);
int toast_load(struct pg_cluster *c, uint32_t database, uint32_t node, struct fault *f) MUST_USE;
/* 0, or 1 when chunks are missing. */
int toast_get(struct toast *t, uint32_t id, uint32_t stored, struct arena *into, struct span *out, struct fault *f) MUST_USE;

/* ---- toast.c, shape.c, loose.c ---- */
struct shape {
	struct pg_table table;
	bool known;     /* from among the published ones; else from a catalog */
	bool wanted;    /* the caller asks for tables of this name */
	bool named;     /* the catalog of the database at hand has a table of this name */
	unsigned least; /* columns that each of its rows has */
};
struct loose_class {
	uint32_t oid, node;
	struct span name;
	int16_t columns;
};
struct loose_attribute {
	uint32_t table;
	bool dead;
	bool filled; /* every row has it: NOT NULL or with a default, and not added later */
	struct pg_column column;
};
struct loose_last { /* a page's last change */
	uint64_t lsn;
	size_t page;
	uint32_t block;
};
struct loose_chunk { /* of a value, on a page of nothing else */
	uint32_t id, seq;
	size_t page;
	uint16_t at, n; /* its bytes, in the page */
};
struct loose {
	const struct pg_loose_pages *pages;
	VEC(struct loose_chunk) chunks; /* by value and number */
	VEC(struct shape) shapes;
	VEC(struct loose_class) classes;
	VEC(struct loose_attribute) attributes;
	uint32_t *of; /* of each page: number of its shape and LOOSE_FIRST, or one of those below */
	uint32_t *node; /* of each page: its file, as the log tells; 0 */
	bool *sure;     /* of each page: a catalog gives that file to the table */
	VEC(struct loose_last) last; /* by lsn, while the log is read */
	uint64_t steps; /* rows tried as a table's, tables passed over, pages held against records of the log */
};
enum { LOOSE_NOTHING, LOOSE_CATALOG, LOOSE_DOUBTFUL, LOOSE_FIRST };
/* Notes the chunks of a page that holds nothing else. */
int chunks_learn(struct pg_cluster *c, const struct pg_page *p, size_t page, struct fault *f) MUST_USE;
void chunks_settle(struct loose *x);
/* 0, or 1: chunks are missing, or one of them is two things. It may be another table's value of that number. */
int chunks_get(struct pg_cluster *c, uint32_t id, uint32_t stored, struct arena *into, struct span *out, struct fault *f) MUST_USE;
/* The forms that are published, as tables. */
int shapes_known(struct pg_cluster *c, struct fault *f) MUST_USE;
/* Is it the form of a table that a catalog calls so? */
bool shape_is_of(const struct shape *s, struct span name);
/* Takes the rows of a page of pg_class or pg_attribute; *is: it was one. */
int shapes_learn(struct pg_cluster *c, const struct pg_page *p, bool *is, struct fault *f) MUST_USE;
/* What was learnt becomes tables. */
int shapes_settle(struct pg_cluster *c, struct fault *f) MUST_USE;
/* All pages are there; then: the record changed those that say it was their last. */
void loose_last_settle(struct loose *x);
void loose_changed(struct pg_cluster *c, const struct wal_record *r);
/* The same names and types in the same order: either will do. */
bool tables_alike(const struct pg_table *a, const struct pg_table *b);

/* ---- files.c, tuple.c ---- */
enum stage { STAGE_CATALOGS, STAGE_TABLES }; /* whose rows of the log are kept: the catalogs' with the ends of transactions; tables' */
struct pg_cluster {
	const struct pg_files *files;
	struct limits limits;
	const struct watch *watch;
	struct control control;
	struct pg_facts facts;
	struct arena arena;
	struct xact xact;
	struct multi multi;
	enum stage stage;
	struct pg_judge judge;
	VEC(struct span) wanted;
	VEC(struct database) databases; /* of STAGE_CATALOGS: each its catalogs */
	VEC(struct pg_note) notes;
	struct wal_rows wal;
	struct toast toast;
	struct loose loose;
};
/* '*' at the pattern's end: any name that begins so. */
bool name_fits(struct span name, struct span pattern);
/* The file of that path, or SIZE_MAX. */
size_t cluster_find(const struct pg_cluster *c, const char *path);
/* A small file whole; *out stays empty when it is absent or unreadable. */
int cluster_small_at(struct pg_cluster *c, size_t file, size_t most, struct buf *out, struct fault *f) MUST_USE;
int cluster_small(struct pg_cluster *c, const char *path, size_t most, struct buf *out, struct fault *f) MUST_USE;
int cluster_note(struct pg_cluster *c, enum pg_note_kind kind, size_t file, uint64_t offset, uint64_t length, struct fault *f) MUST_USE;
/* Every page of a relation's main fork. `take` gets it after its checksum held. */
struct pages {
	void *user;
	int (*take)(void *user, const uint8_t *page, uint32_t block, size_t file, uint64_t offset, struct fault *f);
	/* The page is torn: does the log have it whole? NULL: no. */
	bool (*restored)(void *user, uint32_t block);
	uint32_t first; /* so many pages at most; 0: all */
};
/* The next page of a file: 0; 1 at its end, with the bytes of a page that is not whole. */
int page_next(struct stream *in, uint8_t page[PG_PAGE], size_t *got, struct fault *f) MUST_USE;
int cluster_pages(struct pg_cluster *c, const char *folder, uint32_t node, const struct pages *p, struct fault *f) MUST_USE;

/* Life of a tuple as its own header and the transactions tell. False: it never was (rolled back), or that it was is
 * not known. */
struct row_fate {
	enum pg_life life;
	bool was;
	uint32_t by; /* of what is no more: the transaction that took it */
};
struct row_fate tuple_fate(struct pg_cluster *c, const struct tuple *t, uint32_t block, uint16_t position);
/* Which transaction wrote it; 2: frozen, so that its number may be another's by now. */
uint32_t tuple_writer(const struct pg_cluster *c, const struct tuple *t);

static inline struct when pg_when(int64_t usec)
{
	int64_t sec = usec / 1000000, left = usec % 1000000;

	if (left < 0) {
		left += 1000000;
		sec--;
	}
	return (struct when){ sec + 946684800, (uint32_t)left * 1000, 6, true }; /* 2000-01-01 */
}

#endif
