/* postgres/heap.h - inside postgres/: row versions of one relation, of its file and of the log. */
#ifndef POSTGRES_HEAP_H
#define POSTGRES_HEAP_H

#include "postgres/private.h"

struct heap {
	struct pg_cluster *c;
	uint32_t d, t; /* numbers of database and table */
	void *user;
	/* `row` has no values yet, and no times. */
	int (*row)(void *user, const struct tuple *t, const struct pg_row *row, struct fault *f);
	/* After a page's rows: for what lies beside them. May be NULL. */
	int (*left)(void *user, const struct pg_page *p, uint32_t block, size_t file, uint64_t offset, struct fault *f);
	uint32_t first; /* pages to read at most; 0: all */
	VEC(uint64_t) lsn; /* of each page of the file, 0: not read */
};
void heap_release(struct heap *x);
/* Those of <folder>/<node>, then those only the log has. */
int heap_rows(struct heap *x, const char *folder, uint32_t node, struct fault *f) MUST_USE;

#endif
