/*
 * run/rebuild/filter.h - a program that was given, which compresses stdin to stdout. It needs no trust: what it writes
 * is only hashed or checked, and the digest is the proof. It is started without a shell and an environment, from the very
 * bytes whose hash is told, by a process of ours that was forked before this one confined itself (this one can start
 * nothing any more); as nobody where we are root, without network where the kernel lets us, and may write no file.
 */
#ifndef RUN_REBUILD_FILTER_H
#define RUN_REBUILD_FILTER_H

#include "base/stream.h"
#include "run/run.h"

/* What filter_stream() gives: the compressed bytes of `tar`, which is borrowed. A program that ends with a failure, or
 * before it took all of the tar, is STREAM_DAMAGED. One at a time. */
int run_filter_stream(struct stream **out, struct run_filter *x, struct stream *tar, struct fault *f) MUST_USE;
/* "sha256:... /usr/bin/pigz -6" */
const char *run_filter_told(const struct run_filter *x);

#endif
