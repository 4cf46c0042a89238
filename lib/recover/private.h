/* recover/private.h - what the files of this room share. */
#ifndef RECOVER_PRIVATE_H
#define RECOVER_PRIVATE_H

#include "hash/mid.h"
#include "recover/recover.h"

enum { SECTOR = 512 };

/* ---- prove.c ----------------------------------------------------------------------------------------- */

/* Reads n bytes; returns how many from the first on could be read. *rc: 0 all, MEDIA_UNREAD, -1. */
size_t known_bytes(struct media *m, uint64_t offset, uint8_t *into, size_t n, int *rc, struct fault *f);
/* A copy of the part of `in` below `size`. */
int runs_cut(struct runs *out, const struct runs *in, uint64_t size, struct fault *f) MUST_USE;

#endif
