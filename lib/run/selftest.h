/* run/selftest.h - known answers on this machine. */
#ifndef RUN_SELFTEST_H
#define RUN_SELFTEST_H

#include "run/seal.h"

struct run_selftest {
	uint64_t checks, failed;
	char evidence[65], result[65], executable[65]; /* SHA-256 */
};
/* Known answers on this machine; with a case (o->case_path not NULL) the result goes into its custody log. */
int run_selftest(const struct run_options *o, const struct run_verify_sink *sink, struct run_selftest *out,
                 struct fault *f) MUST_USE;

#endif
