/*
 * litefile/litefile.h - the door of litefile: the bytes of an SQLite file, of its write-ahead log and of its rollback
 * journal, read without SQLite (which neither tells deleted rows nor leaves a log as it is): living rows and dead ones
 * (formats(7), "SQLITE"). Nothing of it is trusted; nothing is opened, nothing is written: the caller has the bytes.
 *
 *	lite_open(&l, &input, limits, watch, why, f); lite_wants(l, "tag", NULL, NULL, f) ...; lite_read(l, f)
 *	lite_rows(l, sink, f)
 *
 * What the tables hold is the state after the last transaction that ended: a log counts as far as it was committed, a
 * journal that was not finished is rolled back. What a transaction wrote that never ended is told as nothing.
 */
#ifndef LITEFILE_LITEFILE_H
#define LITEFILE_LITEFILE_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/watch.h"

enum lite_file { LITE_MAIN, LITE_LOG, LITE_JOURNAL, LITE_FILES };

struct lite_input {
	struct span bytes[LITE_FILES]; /* none: SPAN_NONE; borrowed until lite_close() */
};

enum lite_outcome {
	LITE_END = 1,
	LITE_NOT_READ, /* no SQLite file that is read: why */
};

#define LITE_LIVES(X) /* what became of a row */                                                                  \
	X(LIVING, "it stands in its table")                                                                      \
	X(DELETED, "it stood in its table after a transaction that ended, and no row of its key stands there now") \
	X(REPLACED, "a row of its key stands there now, with other values")                                      \
	X(GONE, "its bytes lie in space that is not in use; that it was ever committed is likely, not certain")

enum lite_life {
#define X(id, about) LITE_##id,
	LITE_LIVES(X)
#undef X
};

struct lite_value {
	bool null;        /* also: not in the record, or its bytes are lost */
	bool spliced;     /* of a dead row: part of it lay in pages that may have been used anew since; a hash may prove it */
	struct span text; /* numbers in decimal, texts in UTF-8, blobs as they are */
};

struct lite_row {
	struct span table;
	const struct span *names; /* of the columns */
	const struct lite_value *values;
	size_t columns;
	enum lite_life life;
	bool past;                /* an earlier state of its page has it, which a log or a journal kept */
	bool lost;                /* bytes of some values are lost */
	bool has_rowid;
	int64_t rowid;
	enum lite_file file; /* where its bytes stand */
	uint64_t offset, length;
	uint32_t page;
};

struct lite_facts {
	uint32_t page_size, pages;
	unsigned encoding; /* 1 UTF-8, 2 UTF-16 little, 3 big endian */
	bool log_mode;     /* the header says that there is a write-ahead log */
	bool hot;          /* its journal was not finished and is rolled back */
	bool vacuums;      /* auto_vacuum */
	bool damaged;      /* a page of a wanted table, or of the schema, could not be read: what lives is not wholly known */
	uint64_t damaged_pages, first_damaged; /* offset in the main file */
	uint64_t free_pages;     /* in no table, no index */
	uint64_t unread_free;    /* of these, not searched: a transaction that never ended may have written there */
	uint64_t committed, uncommitted, older; /* frames of the log: of its present turn, not committed, of earlier turns */
	uint64_t journal_pages;  /* earlier pages that a journal keeps */
	uint64_t living, dead;   /* rows told */
};

struct lite;

/* Is this the head of an SQLite file? */
bool lite_is(struct span head);

/* Reads the header; LITE_NOT_READ with `why`, a sentence. */
int lite_open(struct lite **out, const struct lite_input *in, const struct limits *limits, const struct watch *watch, char why[200],
              struct fault *f) MUST_USE;
void lite_close(struct lite *l);
DEFINE_OWN_PTR(lite, struct lite, lite_close)

/* A table to be told, before lite_read(); all three outlive `l`. Where rows of free pages fit several tables, they are of this
 * one when the text of column `mark` begins with `begins` (NULL: nothing tells). */
int lite_wants(struct lite *l, const char *table, const char *mark, const char *begins, struct fault *f) MUST_USE;
/* Log, journal and schema; enough for lite_has(). */
int lite_schema(struct lite *l, struct fault *f) MUST_USE;
/* These, if they were not read yet, then which page is whose, and the living rows. */
int lite_read(struct lite *l, struct fault *f) MUST_USE;
/* Has it a wanted table with such a column? After lite_read(). */
bool lite_has(const struct lite *l, const char *table, const char *column);

struct lite_sink {
	void *user;
	int (*row)(void *user, const struct lite_row *row, struct fault *f); /* what it is given lasts until it returns */
};
/* The rows of all wanted tables: of each the living ones in their order, then the dead ones, each once. The same each time. */
int lite_rows(struct lite *l, const struct lite_sink *sink, struct fault *f) MUST_USE;

const struct lite_facts *lite_facts(const struct lite *l);

#endif
