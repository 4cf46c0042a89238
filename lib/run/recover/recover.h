/* run/recover/recover.h - inside of run/: one search over one image. recover.c rounds, recoverfind.c what there is to
 * try, recoverput.c what is stored, recoverlost.c why something was not found. */
#ifndef RUN_RECOVER_RECOVER_H
#define RUN_RECOVER_RECOVER_H

#include "base/arena.h"
#include "blob/blob.h"
#include "casedb/casedb.h"
#include "recover/recover.h"
#include "run/run.h"
#include "source/source.h"

struct link_said { /* a dead file of 71 bytes that is a link */
	uint64_t tree, inode, generation, sequence;
	struct digest digest;
	uint64_t where; /* of its bytes, on the volume */
};

struct named_inode { /* a dead blob file: which digest its path names */
	struct digest digest;
	struct fs_id id;
};

/* One place to look: a file system with its dead things, or raw space. */
struct place_to_look {
	const struct run_options *o;
	const struct source_volume *v;
	struct media *media;       /* addresses of everything below are on it */
	struct trials trials;
	struct dead_names *names;
	struct livetree *tree;
	struct area area;
	VEC(struct link_said) links;
	VEC(struct named_inode) inodes;
	struct carved carved;
	bool carved_once, discarded; /* discarded: what dead files had is hardly anything but zeros */
};

struct recovering {
	struct casedb *db;
	const struct run_options *o;
	enum recover_effort effort;
	int64_t scan;
	bool reasons;              /* tell why also where no map is known */
	bool scoped;               /* the scan had a scope: nothing beyond what it names is stored */
	struct source *source;
	struct examiner *examiner;
	VEC(struct place_to_look) places;
	struct mentions mentions;
	struct targets targets;
	size_t missing;            /* of the targets: named by the case itself, not only mentioned */
	uint64_t ordinal;
	struct run_recovered *out;
	uint64_t new_here;         /* proven in the round at hand */
};

/* recoverfind.c */
int run_recover_prepare(struct recovering *r, struct fault *f) MUST_USE;
int run_recover_targets(struct recovering *r, struct fault *f) MUST_USE;
int run_recover_try(struct recovering *r, struct fault *f) MUST_USE;   /* metadata's hypotheses */
/* Free space; `join`: pieces too, which is dear. */
int run_recover_carve(struct recovering *r, bool join, struct fault *f) MUST_USE;
void run_recover_release(struct recovering *r);

/* recoverput.c: `last`: also what nothing names by now. Counts in r->new_here. */
int run_recover_put_all(struct recovering *r, bool last, struct fault *f) MUST_USE;
/* An address of a volume as it lies on the image; 0: nowhere. */
uint64_t run_recover_place(struct media *m, uint64_t offset);
int run_recover_put_names(struct recovering *r, struct fault *f) MUST_USE;

/* recoverlost.c */
int run_recover_put_lost(struct recovering *r, struct fault *f) MUST_USE;

#endif
