/* run/custody.h - the custody log: read, checked, added to. */
#ifndef RUN_CUSTODY_H
#define RUN_CUSTODY_H

#include "run/run.h"

/* One entry of the custody log: a verb of custody/custody.h and its fields as "name=value"; `open` makes the
 * case when it is absent. Unknown, empty and missing fields are FAULT_USAGE. */
int run_custody_add(const struct run_options *o, const char *verb, const char *const *fields, size_t n, int64_t *seq,
                    struct fault *f) MUST_USE;
/* A file comes in: its MD5, SHA-1 and SHA-256 in one reading, compared with those given as fields and with those in
 * side files (.sha256, .sha1, .md5, .txt). One entry; *text tells each comparison. *mismatch: some differ. */
int run_intake(const struct run_options *o, const char *path, const char *const *fields, size_t n, struct buf *text,
               bool *mismatch, int64_t *seq, struct fault *f) MUST_USE;
/* Verb number `i` of entries a person makes, with its fields in two lists of words; false: no more. */
struct run_custody_verb {
	const char *verb, *about, *must, *may;
};
bool run_custody_verb(size_t i, struct run_custody_verb *out);
/* Is this "name=value" with a field of the verb? */
bool run_custody_field(const char *verb, const char *field);
/* The name of the field number `at` of those that `verb` must have and `fields` lack. 0, or 1: no more. */
int run_custody_missing(const char *verb, const char *const *fields, size_t n, size_t at, char out[64]);

struct run_custody_entry {
	int64_t seq;
	struct span canon, hash;
	struct span act, at, who, what, result; /* of the entry, for a table; empty: none */
	bool ok; /* its number, the hash before it and its own hash are as they must be */
};
struct run_custody_sink {
	void *user;
	int (*entry)(void *user, const struct run_custody_entry *e, struct fault *f); /* may be NULL */
};
struct run_custody_state {
	uint64_t entries;
	int64_t first_bad; /* 0: none */
	bool guarded;      /* the triggers that refuse changes are there */
	char head[65];     /* hash of the last entry, recomputed */
	/* run_custody_verify() only: */
	int64_t checkpoint;     /* the last entry with digests of the tables (an action's end, a checkpoint), 0: none */
	bool later_actions;     /* an action began after it and did not end: tables are not compared */
	bool uncompared;        /* run_verify(): something could not be compared, and a line says so */
	char edited_table[64];  /* the first custody table that is not what the log says; empty: none */
	char changed_table[64]; /* the first table that does not hold what it held; empty: all do */
};
/* Every entry in order, checked. */
int run_custody_walk(const struct run_options *o, const struct run_custody_sink *sink, struct run_custody_state *out,
                     struct fault *f) MUST_USE;

/* An entry with the digest of what every table holds. */
int run_custody_checkpoint(const struct run_options *o, int64_t *seq, struct fault *f) MUST_USE;
/* The chain, and the tables against the last digests it holds of them. */
int run_custody_verify(const struct run_options *o, struct run_custody_state *out, struct fault *f) MUST_USE;

#endif
