/* run/scan/amount.h - how much the documents of a compressed archive may name: a few bytes of it inflate to as many
 * descriptors as one likes, and each of them is a row of the case and an edge of the graph. */
#ifndef RUN_SCAN_AMOUNT_H
#define RUN_SCAN_AMOUNT_H

#include "base/limits.h"
#include "core/document.h"

#include <stdbool.h>

struct amount {
	uint64_t left;
	bool bounded; /* false: each byte of the source lies there, and bounds what can be made of it */
};

/* `path`: the file that was opened; `compression`: of source_compression(). `taken`: by what an unfinished scan stored. */
void run_amount_start(struct amount *a, const char *path, const char *compression, uint64_t taken, const struct limits *l);
/* Takes what the document names. False: it names more than is left, and nothing is taken. */
bool run_amount_take(struct amount *a, const struct document *d);

#endif
