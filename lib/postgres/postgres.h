/*
 * postgres/postgres.h - the door of postgres: a PostgreSQL data directory read without a server, living rows and dead
 * ones (formats(7), "PostgreSQL"). Nothing of it is trusted; nothing is written.
 *
 * The files come from the caller, who knows where they lie. A row is told once, with what became of it:
 *
 *	pg_open(&c, &files, limits, watch, f); pg_wants(c, "tag", f) ...; pg_read(c, f)
 *	pg_rows(c, "tag", sink, f)
 *
 * A row counts as deleted only when the transaction that deleted it is known to have committed: by a hint in the row,
 * by pg_xact, or by the commit record; an update, a lock and what was rolled back is none.
 */
#ifndef POSTGRES_POSTGRES_H
#define POSTGRES_POSTGRES_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/stream.h"
#include "base/watch.h"
#include "core/when.h"

struct pg_file {
	struct span path; /* beneath the data directory, '/' between parts */
	uint64_t size;
	int64_t item;     /* the caller's */
};

struct pg_files {
	const struct pg_file *v; /* by path, byte order */
	size_t n;
	void *user;
	/* The bytes of v[i]: 0, or 1 when they cannot be had. */
	int (*open)(void *user, size_t i, struct stream **out, struct fault *f);
};

enum pg_outcome {
	PG_END = 1,
	PG_NOT_READ, /* no data directory that is read: why */
};

#define PG_LIVES(X) /* what became of a row */                                                                  \
	X(LIVING, "it stands there")                                                                            \
	X(DELETED, "a transaction that committed deleted it")                                                   \
	X(REPLACED, "a transaction that committed wrote a newer version of it")                                 \
	X(GONE, "it stood there and is no more; which transaction took it is not told")

enum pg_life {
#define X(id, about) PG_##id,
	PG_LIVES(X)
#undef X
};

struct pg_value {
	bool null;
	struct span text; /* as COPY would write it, without escapes; bytea: the bytes */
};

struct pg_row {
	struct span database, table;
	const struct span *names; /* of the columns */
	const struct pg_value *values;
	size_t columns;
	enum pg_life life;
	uint32_t xmin, xmax;
	struct when born, died; /* commit of the transactions, by their commit records; unknown without */
	bool from_wal;          /* the log alone has it */
	bool remnant;           /* no line pointer leads to it; `position` is where it says that it stood */
	bool stray;             /* in a file that nothing of the catalog names, or in none */
	bool by_shape;          /* no catalog has the table, or not its columns: its form is the published one */
	bool by_node;           /* of a loose page: the log tells of which file it was, a catalog whose file that is */
	size_t file;            /* of pg_files: where its bytes stand */
	uint64_t offset, length;
	uint32_t block;
	uint16_t position;
};

/* What was met while reading; `offset` and `length` in the file. */
struct pg_note {
	/* MENDED: torn, and the log has the page whole, as recovery would lay it there */
	enum pg_note_kind { PG_NOTE_TORN, PG_NOTE_DAMAGED, PG_NOTE_CATALOG, PG_NOTE_MENDED } kind;
	size_t file;
	uint64_t offset, length, count;
};

struct pg_facts {
	unsigned version;     /* 960 is 9.6, 1500 is 15 */
	uint64_t system;      /* its identifier */
	bool checksums, clean; /* clean: it was shut down */
	struct when written;  /* of pg_control */
	uint64_t segments, records, commits, pages, torn, rows, remnants, strays; /* strays: files */
	uint64_t forms, doubtful; /* files that are tables by their form alone; that would be two, or one with another */
	uint64_t unsettled; /* rows of which is not known whether they live: nothing is told of them */
	struct when first, last; /* commits that the log tells */
};

struct pg_cluster;

/* Borrows `files` until pg_close(). PG_NOT_READ with `why`, a sentence. */
int pg_open(struct pg_cluster **out, const struct pg_files *files, const struct limits *limits, const struct watch *watch,
            char why[200], struct fault *f) MUST_USE;
void pg_close(struct pg_cluster *c);
DEFINE_OWN_PTR(pg_cluster, struct pg_cluster, pg_close)

/* A table to be told, in any database of the directory; '*' at its end: all whose names begin so. Before pg_read(). */
int pg_wants(struct pg_cluster *c, const char *table, struct fault *f) MUST_USE;
/* What the caller knows of rows of such a table, asked before a row is told that no line pointer or no catalog vouches for:
 * could this be one? Without it none of these are told. */
struct pg_judge {
	void *user;
	bool (*fits)(void *user, const struct pg_row *row); /* table, names, values, columns */
	/* Will the caller prove values of this column by a digest? Others are not put together of chunks whose table is not
	 * known. NULL: none. */
	bool (*proven)(struct span column);
};
void pg_judged(struct pg_cluster *c, struct pg_judge judge);
/* Catalogs, transactions, the log. */
int pg_read(struct pg_cluster *c, struct fault *f) MUST_USE;

/* The databases that hold a wanted table, by number. PG_END: no more. */
int pg_database(const struct pg_cluster *c, size_t i, struct span *name);
bool pg_has(const struct pg_cluster *c, size_t database, const char *table);
/* Has it tables that are known by their form alone? */
bool pg_by_form(const struct pg_cluster *c, size_t database);

struct pg_sink {
	void *user;
	int (*row)(void *user, const struct pg_row *row, struct fault *f);
};
/* The rows of a table of database number `database`: those of its file in order, then those only the log has. */
int pg_rows(struct pg_cluster *c, size_t database, const char *table, const struct pg_sink *sink, struct fault *f) MUST_USE;

/* ---- loose pages: of free space, in no file and of no data directory that is known -------------------------------------- */

enum { PG_LOOSE_BYTES = 8192 /* format: a page */ };

/* What a block says it is, of itself alone. */
struct pg_block {
	enum pg_block_kind { PG_BLOCK_OTHER, PG_BLOCK_ROWS, PG_BLOCK_LOG, PG_BLOCK_SERVER } kind;
	uint32_t number;  /* ROWS: of the page in its relation, as its rows tell */
	bool sum_holds;   /* ROWS: it has a checksum; a page whose checksum does not hold is OTHER */
	uint64_t system;  /* SERVER, of its control file; LOG, of a file's first page, else 0: the server's identifier */
	unsigned version; /* LOG: as in pg_facts */
	uint32_t timeline; /* LOG */
};
/* May such a thing begin here? By its first `n` bytes, 512 at least; fast. */
bool pg_may_begin(const uint8_t *p, size_t n);
/* `p`: PG_LOOSE_BYTES bytes. */
void pg_look(struct pg_block *out, const uint8_t *p);

struct pg_loose_pages {
	size_t n;
	void *user;
	/* Page i, PG_LOOSE_BYTES bytes of it: 0, or 1 when they cannot be had. */
	int (*read)(void *user, size_t i, uint8_t *into, struct fault *f);
	/* Pages of the log of the one server that there is, as files of pg_wal; NULL: none, or of more servers than one. */
	const struct pg_files *log;
	unsigned version;  /* of the log */
	uint32_t timeline; /* of the log's last pages */
};
/* Instead of pg_open(); then pg_judged() and pg_loose_read(). Borrows `pages`. No row is from after `now`. */
int pg_loose_open(struct pg_cluster **out, const struct pg_loose_pages *pages, struct when now, const struct limits *limits,
                  const struct watch *watch, struct fault *f) MUST_USE;
/* The log; catalogs among the pages; and whose each page is. Where the log has the very record that the page says was its
 * last, it tells the file, and a catalog the table; else it is the one table that all its rows fit in every byte, and where
 * two would do, none. Only of pages that the log knows so, it tells how transactions ended. */
int pg_loose_read(struct pg_cluster *c, struct fault *f) MUST_USE;

enum pg_loose { PG_LOOSE_NONE, PG_LOOSE_CATALOG, PG_LOOSE_DOUBTFUL, PG_LOOSE_WANTED };
/* What page i was found to be; *table: of a wanted one. */
enum pg_loose pg_loose_is(const struct pg_cluster *c, size_t i, struct span *table);
/* The rows of page i, if it is a wanted one: row.file is i, row.offset in the page. All are no more. */
int pg_loose_rows(struct pg_cluster *c, size_t i, const struct pg_sink *sink, struct fault *f) MUST_USE;

const struct pg_facts *pg_facts(const struct pg_cluster *c);
int pg_note(const struct pg_cluster *c, size_t i, struct pg_note *out);

/* Is `path` the PG_VERSION of a data directory? Its length before "PG_VERSION" in *root. */
bool pg_is_version(struct span path, size_t *root);

#endif
