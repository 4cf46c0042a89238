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
	bool stray;             /* in a file that nothing of the catalog names */
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
};
void pg_judged(struct pg_cluster *c, struct pg_judge judge);
/* Catalogs, transactions, the log. */
int pg_read(struct pg_cluster *c, struct fault *f) MUST_USE;

/* The databases that hold a wanted table, by number. PG_END: no more. */
int pg_database(const struct pg_cluster *c, size_t i, struct span *name);
bool pg_has(const struct pg_cluster *c, size_t database, const char *table);

struct pg_sink {
	void *user;
	int (*row)(void *user, const struct pg_row *row, struct fault *f);
};
/* The rows of a table of database number `database`: those of its file in order, then those only the log has. */
int pg_rows(struct pg_cluster *c, size_t database, const char *table, const struct pg_sink *sink, struct fault *f) MUST_USE;

const struct pg_facts *pg_facts(const struct pg_cluster *c);
int pg_note(const struct pg_cluster *c, size_t i, struct pg_note *out);

/* Is `path` the PG_VERSION of a data directory? Its length before "PG_VERSION" in *root. */
bool pg_is_version(struct span path, size_t *root);

#endif
