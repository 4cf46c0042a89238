/* run/selftest/bundle.h - evidence in the executable: trees of a real registry and what their recipes recorded. */
#ifndef RUN_SELFTEST_BUNDLE_H
#define RUN_SELFTEST_BUNDLE_H

#include "base/span.h"

enum { BUNDLES = 3 };
const char *run_bundle_name(int i);
struct span run_bundle_tree(int i);  /* tar in zstd */
struct span run_bundle_truth(int i); /* JSON: fixtures/README, truth */

#endif
