/* run/walls.h - what confines a command (confine/confine.h). */
#ifndef RUN_WALLS_H
#define RUN_WALLS_H

#include "confine/confine.h"
#include "run/run.h"

struct casedb;

/* One source as a case keeps its path. */
int run_walls_operand(struct confine *walls, struct span operand, struct fault *f) MUST_USE;
/* The sources of a command line, and what is looked up about the disks they lie on, may be read. */
int run_walls_sources(struct confine *walls, const char *const *sources, size_t n, struct fault *f) MUST_USE;
/* The sources a case names, and what its log says was written (`outputs`), may be read, and nothing else from here on.
 * Nothing when nobody is confined or reads are bound already. */
int run_walls_kept(struct casedb *db, const struct run_options *o, bool outputs, struct fault *f) MUST_USE;
/* Loads now what could not be found later: the settings of OpenSSL, time zones. Names what else may be read. */
int run_walls_system(struct confine *walls, struct fault *f) MUST_USE;
/* A folder for temporary files of this user alone, beneath none of the sources; empty: nowhere. */
int run_walls_temporary(const char *const *sources, size_t n, char out[4096], struct fault *f) MUST_USE;

#endif
