/* run/logs/keep.h - events of a reader of logs into the case. */
#ifndef RUN_LOGS_KEEP_H
#define RUN_LOGS_KEEP_H

#include "casedb/casedb.h"
#include "logs/logs.h"

struct log_keeping {
	struct casedb *db;
	int64_t scan, item;
	struct buf *detail; /* of the event at hand */
};

int run_log_keep(struct log_keeping *k, const struct log_event *e, struct fault *f) MUST_USE;
/* All that wait in the reader. */
int run_log_keep_all(struct log_keeping *k, struct log_reader *reader, struct fault *f) MUST_USE;

#endif
