/*
 * boltfile/boltfile.h - bbolt files (containerd's meta.db) without bbolt: what the newest valid state of the tree holds,
 * key by key. Every number in them may lie: a page is entered once, and nothing is read outside the file.
 * Format: etcd-io/bbolt, page.go and db.go; sherd-formats(7), "bbolt".
 */
#ifndef BOLTFILE_BOLTFILE_H
#define BOLTFILE_BOLTFILE_H

#include "base/fault.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

enum { BOLT_DEPTH = 16 }; /* format: containerd nests seven buckets */

/* A value and the buckets it lies in, from the root's down. Spans are of the file. */
struct bolt_row {
	struct span in[BOLT_DEPTH];
	size_t depth;
	struct span key, value;
	uint64_t at; /* of the value in the file */
};

struct bolt;

enum { BOLT_NONE = 1, BOLT_END = 1 };
/* `file` is borrowed. 0; BOLT_NONE: neither of its two heads is valid. */
int bolt_open(struct bolt **out, struct span file, struct fault *f) MUST_USE;
void bolt_free(struct bolt *b);
DEFINE_OWN_PTR(bolt, struct bolt, bolt_free)
/* 0 or BOLT_END. No more elements are met than the file has room for, however they lie within each other. */
int bolt_next(struct bolt *b, struct bolt_row *out) MUST_USE;
/* Was something left out because a page or an element cannot be? */
bool bolt_damaged(const struct bolt *b);

#endif
