/* run/seal/verify.h - inside run/seal/: what is checked, and where each line of it goes. */
#ifndef RUN_SEAL_VERIFY_H
#define RUN_SEAL_VERIFY_H

#include "casedb/merge.h"
#include "run/run.h"
#include "run/seal.h"

struct verifying {
	const struct run_options *o;
	const struct run_verify_options *v;
	const struct run_verify_sink *sink;
	bool failed;
	struct fault *f;
};

int run_verify_tell(struct verifying *x, const char *word, const char *check, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* verify_case.c: the case at `path`; `outputs`: files written outside are looked for. */
int run_verify_case(struct verifying *x, const char *path, bool outputs, struct run_custody_state *s);
/* verify_parts.c: the chains of parts that were merged, each up to its own head. */
int run_verify_parts(struct verifying *x, struct casedb *db);
/* verify_sources.c: the evidence is read again. */
int run_verify_sources(struct verifying *x, struct casedb *db);
/* verify_folder.c: a sealed folder, open as `dir`. */
int run_verify_folder(struct verifying *x, int dir, struct run_custody_state *s);

#endif
