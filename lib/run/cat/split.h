/*
 * run/cat/split.h - a layer's tar put together from its tar-split record and the unpacked files beside it, each file found
 * in the case by its path in the same reading of the source. Nothing is unpacked; the caller hashes what comes out.
 */
#ifndef RUN_CAT_SPLIT_H
#define RUN_CAT_SPLIT_H

#include "base/buf.h"
#include "base/stream.h"
#include "run/run.h"

/* How a file of the source is opened: 0; RUN_NOT_FOUND with `why`. */
struct split_files {
	int (*open)(void *user, struct span path, uint64_t *size, struct stream **out, char why[256], struct fault *f);
	void *user;
};

/* Is a file of this path such a record, by its name? */
bool run_split_named(struct span path);

/* Where the layer's files lie, by the path of its record. RUN_NOT_FOUND with `why`. */
int run_split_folder(struct buf *out, struct span path, const struct split_files *files, char why[256], struct fault *f) MUST_USE;
/* `record`, still compressed, is borrowed, as are `limits` and `files`. RUN_NOT_FOUND with `why`: no directory of its files is known. */
int run_split_stream(struct stream **out, struct span path, struct stream *record, const struct limits *limits,
                     const struct split_files *files, char why[256], struct fault *f) MUST_USE;

#endif
