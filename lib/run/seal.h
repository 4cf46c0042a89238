/* run/seal.h - sealed folders and baselines: made, signed, verified. */
#ifndef RUN_SEAL_H
#define RUN_SEAL_H

#include "run/custody.h"

struct run_seal_options {
	const char *const *files; /* to go along; of attach and reply: the one file */
	size_t files_n;
	const char *key, *certificate; /* NULL: not signed */
	const char *tsa_ca;
	int (*ask)(void *user, char *out, int cap); /* passphrase; NULL: none */
	void *user;
};
/* Closes a copy of the case into a new folder with everything needed to check it. */
int run_seal(const struct run_options *o, const char *folder, const struct run_seal_options *s, struct fault *f) MUST_USE;
/* On a sealed folder (o->case_path): sign, attach FILE, request, reply FILE. */
int run_seal_add(const struct run_options *o, const char *verb, const struct run_seal_options *s,
                 struct fault *f) MUST_USE;

struct run_verify_options {
	const char *ca, *tsa_ca, *fingerprint; /* the verifier's own; NULL: none */
	bool sources;                          /* the evidence is read again */
	const char *since, *until;             /* tokens of that time only */
};
/* word: "ok", "FAILED", "open" (cannot be said with what was given), "note". */
struct run_verify_sink {
	void *user;
	int (*line)(void *user, const char *word, const char *check, const char *text, struct fault *f);
};
/* A case or a sealed folder, everything. *failed: some check did. */
int run_verify(const struct run_options *o, const struct run_verify_options *v, const struct run_verify_sink *sink,
               struct run_custody_state *state, bool *failed, struct fault *f) MUST_USE;

/* What the registries hold now, as canonical JSON at `path`, its signature and certificate beside it. */
int run_baseline_write(const struct run_options *o, const char *path, const struct run_seal_options *s,
                       struct fault *f) MUST_USE;
/* Does its signature hold and is the signer known? *text tells. */
int run_baseline_believe(const struct run_options *o, const char *path, const struct run_verify_options *v, bool *believed,
                         struct buf *text, struct fault *f) MUST_USE;
/* What changed or vanished since: *n of them, a line each in *text and *json. */
int run_baseline_compare(const struct run_options *o, const char *path, struct buf *text, struct buf *json, uint64_t *n,
                         struct fault *f) MUST_USE;

#endif
