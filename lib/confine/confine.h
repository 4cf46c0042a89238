/*
 * confine/confine.h - what this process may still do, once it is known what it reads and writes.
 *
 * Two walls of the kernel's, both for this process and every thread it starts later, neither ever taken down again:
 * Landlock binds opening, making, moving and removing to the paths that were allowed; a seccomp filter refuses calls
 * that no command needs (calls.h). What a kernel lacks is left out and told by confine_told(), never silently.
 *
 * Call confine_enter() before any thread is started and before the first byte of evidence or of a case is read. Where
 * it is the case that names what has to be read, reads are bound later, by confine_reads().
 */
#ifndef CONFINE_CONFINE_H
#define CONFINE_CONFINE_H

#include "base/fault.h"

#include <stdbool.h>

enum confine_right {
	CONFINE_READ,      /* this file, or all beneath this directory */
	CONFINE_LIST,      /* the names beneath this directory, and no file */
	CONFINE_WRITE,     /* reading, and making, moving, writing, removing beneath */
	CONFINE_DEVICE,    /* reading of a block device, and asking for its size */
	CONFINE_TALK,      /* a terminal: reading and writing */
};

/* What confine_enter() is to leave out; any of them together. */
enum confine_leave {
	CONFINE_READS_LATER = 1, /* opening for reading, and loading of libraries, are bound by confine_reads() */
	CONFINE_SEAL = 2,        /* a file may be made read-only (mode 0444): what a sealed folder holds */
};

struct confine;

int confine_new(struct confine **out, struct fault *f) MUST_USE;
void confine_free(struct confine *c);
DEFINE_OWN_PTR(confine, struct confine, confine_free)

/* One more path. What is not there is left out: nothing can be done to it, and nothing made of its name. */
int confine_allow(struct confine *c, enum confine_right right, const char *path, struct fault *f) MUST_USE;
/* The same for the folder that holds `path`, whether or not there is something of that name. */
int confine_allow_parent(struct confine *c, enum confine_right right, const char *path, struct fault *f) MUST_USE;
/* Reading of a file and of its neighbours whose names begin alike (case.db and case.db-wal, disk.E01 and disk.E02). */
int confine_allow_family(struct confine *c, const char *path, struct fault *f) MUST_USE;

/* From here on. A kernel that lacks a wall is no fault: confine_told() says so. */
int confine_enter(struct confine *c, unsigned leave, struct fault *f) MUST_USE;
/* From here on, reading too: only what was allowed until now. Nothing when it is bound already, or nobody is confined. */
int confine_reads(struct confine *c, struct fault *f) MUST_USE;

/* Does confine_reads() still have something to do? */
bool confine_awaits(const struct confine *c);

/* "landlock 7, seccomp", "no landlock (...), seccomp": for the record. */
const char *confine_told(const struct confine *c);
/* Are both walls up? */
bool confine_whole(const struct confine *c);

#endif
