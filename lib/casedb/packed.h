/*
 * casedb/packed.h - inside of the room: the entries of one scan beneath a directory, in the order of a walk (parents
 * before children, then by name), packed in memory: of a path only what differs from the path before, of a link its
 * digest. A registry's entry takes some 45 bytes. One reading of the case serves every look-up and walk.
 */
#ifndef CASEDB_PACKED_H
#define CASEDB_PACKED_H

#include "casedb/private.h"

struct packed_tree;

struct packed_entry {
	int64_t item;
	struct span path; /* of the source */
	enum entry_kind kind;
	bool read;        /* its bytes are all of it */
	uint64_t size;
	struct span bytes;  /* of small files by role */
	struct span target; /* of a link */
};

/* A place among the entries. Spans of what it gave live until it moves. */
struct packed_at {
	const struct packed_tree *p;
	size_t next, index; /* bytes and number of the entry that follows */
	struct buf path;
	char digest[DIGEST_TEXT];
};

/* Every entry of the scan at `root` or beneath it (all when it is ""); what another member replaced and what was
 * recovered is left out, places of trouble are in. A fault: memory, the case. */
int packed_load(struct casedb *db, int64_t scan, struct span root, struct packed_tree **out, struct fault *f) MUST_USE;
void packed_free(struct packed_tree *p);

/* Columns of a statement that asks for what an entry has; the spans live until it moves on. */
struct packed_entry packed_row(struct sqlite3_stmt *st);
/* `path` is `root` or beneath it; everything is beneath "". */
bool packed_beneath(struct span path, struct span root);

/* Before the first entry that is `path` or comes after it. */
int packed_seek(const struct packed_tree *p, struct span path, struct packed_at *at, struct fault *f) MUST_USE;
int packed_next(struct packed_at *at, struct packed_entry *out, struct fault *f) MUST_USE; /* 0, CASEDB_END */

/* path_order(path) for SQL: bytes that sort as a walk goes, '/' before every other byte. */
void packed_order(struct sqlite3_context *ctx, int n, struct sqlite3_value **v);

#endif
