/* run/scan/row_document.h - documents that rows of a registry's database hold. */
#ifndef RUN_SCAN_ROW_DOCUMENT_H
#define RUN_SCAN_ROW_DOCUMENT_H

#include "casedb/casedb.h"
#include "logs/logs.h"

/* Bytes that hash to what the row calls them, as a file beneath `root` of the source that is not there by itself: known by its
 * document, kept once; counted in *kept. */
int run_row_document(struct casedb *db, int64_t scan, struct span root, const struct log_event *e, const struct limits *limits,
                     uint64_t *kept, struct fault *f) MUST_USE;

#endif
