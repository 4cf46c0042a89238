/* run/recover/recover.h - inside of run/: one search over one image. recover.c rounds, find.c what there is to
 * try, put.c what is stored, lost.c why something was not found. */
#ifndef RUN_RECOVER_RECOVER_H
#define RUN_RECOVER_RECOVER_H

#include "base/arena.h"
#include "blob/blob.h"
#include "casedb/casedb.h"
#include "recover/recover.h"
#include "run/recover.h"
#include "run/run.h"
#include "source/source.h"

struct recovering {
	struct casedb *db;
	const struct run_options *o;
	enum recover_effort effort;
	int64_t scan;
	bool reasons;              /* tell why also where no map is known */
	bool looked;               /* databases in free space were looked for */
	bool scoped;               /* the scan had a scope: nothing beyond what it names is stored */
	struct source *source;
	struct examiner *examiner;
	VEC(struct site) sites;
	struct mentions mentions;
	struct targets targets;
	size_t missing;            /* of the targets: named by the case itself, not only mentioned */
	uint64_t ordinal;
	struct run_recovered *out;
	uint64_t new_here;         /* proven in the round at hand */
};

/* find.c */
int run_recover_prepare(struct recovering *r, struct fault *f) MUST_USE;
int run_recover_targets(struct recovering *r, struct fault *f) MUST_USE;
int run_recover_try(struct recovering *r, struct fault *f) MUST_USE;   /* metadata's hypotheses */
/* Free space; `join`: pieces too, which is dear. */
int run_recover_carve(struct recovering *r, bool join, struct fault *f) MUST_USE;
void run_recover_release(struct recovering *r);

/* put.c: `last`: also what nothing names by now. Counts in r->new_here. */
int run_recover_put_all(struct recovering *r, bool last, struct fault *f) MUST_USE;
/* An address of a volume as it lies on the image; 0: nowhere. */
uint64_t run_recover_place(struct media *m, uint64_t offset);
int run_recover_put_names(struct recovering *r, struct fault *f) MUST_USE;

/* pages.c: may a part of a database begin here? And, of what was noticed while carving: pages of registries' databases, and
 * what their rows say. */
bool run_recover_notice(const uint8_t *block, size_t n);
/* Bytes on the site's volume, all of them free space? */
bool run_recover_all_free(const struct site *s, uint64_t offset, uint64_t length);
/* Names that databases tell have a place where no storage lies in the image. */
int run_recover_put_store(struct recovering *r, const struct site *s, struct fault *f) MUST_USE;
/* An item of role recovered-part, "$recovered/<what>-<address on the image>"; 1: it is there already. */
int run_recover_put_part(struct recovering *r, const struct site *s, const char *what, const struct runs *runs, uint64_t size, int64_t *item,
                         struct fault *f) MUST_USE;
/* lite.c: deleted SQLite databases: by maps of dead files, or in one piece in free space. */
int run_recover_lite(struct recovering *r, struct fault *f) MUST_USE;
int run_recover_pages(struct recovering *r, struct fault *f) MUST_USE;

/* lost.c */
int run_recover_put_lost(struct recovering *r, struct fault *f) MUST_USE;

#endif
