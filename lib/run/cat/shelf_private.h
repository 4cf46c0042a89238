/* run/cat/shelf_private.h - inside of the shelf: shelf.c sources and copies, shelf_split.c
 * tars put together from records, shelf_take.c on top whatever gives the bytes. */
#ifndef RUN_CAT_SHELF_PRIVATE_H
#define RUN_CAT_SHELF_PRIVATE_H

#include "base/arena.h"
#include "base/vec.h"
#include "run/cat/shelf.h"
#include "run/scan/points.h"
#include "xfrm/xfrm.h"

struct opened {
	int64_t scan;
	struct source *source; /* NULL: it cannot be opened, `why` tells */
	struct points points;
	struct span label;
	bool changed;
	char why[256];
};

struct shelf {
	struct casedb *db;
	const struct run_options *o;
	VEC(struct opened *) all;
	struct arena arena;
	struct shelf_copy taken;
};

/* The copy of the row at hand (path, size, offset, runs, scan and its source's columns), given to the taker. RUN_NOT_FOUND. */
int run_shelf_from_copy(struct shelf *s, const struct rows *r, const struct copy_taker *taker, bool *given, char why[256],
                        struct fault *f) MUST_USE;
/* The same opened; what locates it is copied. */
int run_shelf_open_copy(struct shelf *s, const struct rows *r, struct stream **out, char why[256], struct fault *f) MUST_USE;

#endif
