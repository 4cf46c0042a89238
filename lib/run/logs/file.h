/*
 * run/logs/file.h - the files that operands of `logs` name: a file is one, a directory the regular files directly
 * in it, sorted by name.
 */
#ifndef RUN_LOGS_FILE_H
#define RUN_LOGS_FILE_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/vec.h"
#include "base/watch.h"

#include <sys/stat.h>

struct log_file {
	struct buf label, path; /* of a file in a directory: the directory's label, '/', its name */
};

struct log_files {
	VEC(struct log_file) v;
};
void run_log_files_release(struct log_files *x);
DEFINE_OWN(log_files, struct log_files, run_log_files_release)

/* Adds what `operand` names; each can be opened. FAULT_USAGE names what is no log. What stands in a directory
 * and is no regular file is told as a note. */
int run_log_files_add(struct log_files *x, const char *operand, const struct limits *limits, const struct watch *watch,
                  struct fault *f) MUST_USE;
/* A descriptor, or -1 with FAULT_USAGE. *touched becomes true when reading may change the access time. */
int run_log_file_open(struct log_file *x, struct stat *st, bool *touched, struct fault *f) MUST_USE;

#endif
