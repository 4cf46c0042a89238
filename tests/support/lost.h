/* tests/support/lost.h - a disk with free space in which blobs lie, and what carving makes of it. */
#ifndef SUPPORT_LOST_H
#define SUPPORT_LOST_H

#include "support/disk.h"

#include "recover/recover.h"

enum { BLOCK = 4096 };

struct lost {
	struct disk d;
	struct area a;
	struct targets t;
	struct carve_budget b;
	struct carved got;
};

/* `blocks` blocks of noise, none free; fragments are solved, nothing unnamed is kept. */
void lost_init(struct lost *l, size_t blocks, uint64_t seed);
void lost_release(struct lost *l);
DEFINE_OWN(lost, struct lost, lost_release)
void lost_free(struct lost *l, uint64_t block, uint64_t n);
/* Bytes at a block, the last block filled up with zeros. */
void lost_put(struct lost *l, uint64_t block, struct span bytes);
void lost_want(struct lost *l, struct span bytes, bool with_size);
void lost_carve(struct lost *l, unsigned jobs);
/* The proof of these bytes; NULL. Its runs give them again, or the test fails. */
const struct proof *lost_found(struct lost *l, struct span bytes);

struct digest digest_of(struct span bytes);
/* A tar of some files with text and noise, ended by two blocks of zeros. About n bytes. */
void tar_make(struct buf *b, size_t n, uint64_t seed);
void layer_make(struct buf *b, size_t n, uint64_t seed); /* the same through gzip; n bytes before */
void zstd_make(struct buf *b, size_t n, uint64_t seed);  /* and through zstd, with a checksum */
void document_make(struct buf *b, size_t layers, uint64_t seed, bool indented);

#endif
