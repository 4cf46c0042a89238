/* run/custody/custody.h - entries of the custody log: what every writing command appends, and what people add. */
#ifndef RUN_CUSTODY_CUSTODY_H
#define RUN_CUSTODY_CUSTODY_H

#include "casedb/casedb.h"
#include "custody/custody.h"
#include "run/run.h"

/* Appends one entry: `c` holds its members but seq, recorded_at and act. *seq (may be NULL) is its number. */
int run_custody_append(struct casedb *db, const char *act, struct when at, struct canon *c, int64_t *seq,
                   struct fault *f) MUST_USE;
/* The same, with who made it and by what program. */
int run_custody_signed(struct casedb *db, const struct run_options *o, const char *act, struct canon *c, int64_t *seq,
                   struct fault *f) MUST_USE;
/* An action begins: who, with what program, asked what. Tells through the watch of actions that never ended. */
int run_custody_begin(struct casedb *db, const struct run_options *o, int64_t run, struct fault *f) MUST_USE;
/* And ends: with its result and what it read. */
int run_custody_end(struct casedb *db, const struct run_options *o, int64_t run, const struct run_result *r,
                const char *outcome, struct fault *f) MUST_USE;
/* Something was written outside the case: a folder, with the hash of each file in it. A case that cannot be
 * written is left alone, which a note tells. */
int run_custody_output(const struct run_options *o, const char *path, struct fault *f) MUST_USE;

/* The same of files by name in an open folder: `names` is separated by slashes. The entry names the folder by its path,
 * so that verify finds the files again. */
struct custody_output {
	int dir;
	const char *names;
	const char *typed; /* the path of the command line that led there */
};
int run_custody_wrote(const struct run_options *o, const struct custody_output *w, struct fault *f) MUST_USE;

/* Who makes an entry, by what program, asked what, on which host. */
int run_custody_who(struct canon *c, const struct run_options *o, struct fault *f) MUST_USE;
/* Member "tables": the digest of what each table holds. */
int run_custody_tables(struct casedb *db, struct canon *c, struct fault *f) MUST_USE;
int run_checkpoint_append(struct casedb *db, const struct run_options *o, int64_t *seq, struct fault *f) MUST_USE;
/* A case against what a recipe recorded (truth.json): of each kind how many were expected, found, are there. */
int run_selftest_compare(struct casedb *db, struct span truth,
                     int (*each)(void *user, const char *check, int64_t expected, int64_t found, int64_t stored,
                                 struct fault *f),
                     void *user, struct fault *f) MUST_USE;
/* SHA-256 of a file of ours in hexadecimal, "" when it cannot be read. */
int run_hash_file(int dir, const char *name, char hex[CUSTODY_HEX], uint64_t *size, struct fault *f) MUST_USE;

#endif
