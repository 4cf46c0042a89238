/* run/cat/shelf.h - the sources of a case opened again, each once, for reading blobs back through their locators. */
#ifndef RUN_CAT_SHELF_H
#define RUN_CAT_SHELF_H

#include "run/cat/copy.h"

struct shelf;

int run_shelf_new(struct shelf **out, struct casedb *db, const struct run_options *o, struct fault *f) MUST_USE;
void run_shelf_free(struct shelf *s);
DEFINE_OWN_PTR(shelf, struct shelf, run_shelf_free)

/* The copies of `digest`, intact ones and the present's first, until one is taken. 0 or RUN_NOT_FOUND with `why`. */
int run_shelf_take(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f) MUST_USE;
/* The same of copies that lie in a source as they are. */
int run_shelf_take_stored(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f) MUST_USE;
/* The first of these copies that can be opened, unread: the caller holds its bytes against the digest. */
int run_shelf_open_stored(struct shelf *s, struct span digest, struct stream **out, char why[256], struct fault *f) MUST_USE;
/* The same of a layer's tar: where `digest` is of a tar-split record, the tar it tells of. */
int run_shelf_take_tar(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256], struct fault *f) MUST_USE;
/* The tar-split record of an unpacked layer, and how long its tar is by it. 0 or RUN_NOT_FOUND with `why` (empty: no store says it has one). */
int run_shelf_find_split(struct shelf *s, struct span diff_id, struct digest *record, uint64_t *size, char why[256],
                         struct fault *f) MUST_USE;
/* The same of the bytes that the case itself keeps: documents, and what was written anew. */
int run_shelf_take_kept(struct shelf *s, struct span digest, const struct copy_taker *taker, char why[256],
                        struct fault *f) MUST_USE;

/* Which copy was taken last, or is the best there is (run_shelf_best); spans live as long as the shelf. */
struct shelf_copy {
	struct span source, path, runs, method; /* method: how recovered, or in which style written anew; empty: stored */
	uint64_t offset;
	int64_t scan;
	bool kept; /* by the case */
};
const struct shelf_copy *run_shelf_taken(const struct shelf *s);
/* Where the best copy lies, nothing read: for telling where kept bytes came from. 0 or RUN_NOT_FOUND. */
int run_shelf_best(struct shelf *s, struct span digest, struct shelf_copy *out, struct fault *f) MUST_USE;

/* A source that is no longer what was read, by its identity; empty: none. */
struct span run_shelf_changed(const struct shelf *s);

#endif
