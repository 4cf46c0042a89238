/*
 * media/sparse.h - inside of the room: disks whose bytes lie in one or several files as tables say
 * (VHD, VHDX, VMDK). A reader says where an address lies; this reads there, and below it when a
 * parent has it.
 */
#ifndef MEDIA_SPARSE_H
#define MEDIA_SPARSE_H

#include "media/chain.h"

#include <pthread.h>

enum sparse_kind {
	SPARSE_HOLE,   /* zeros by the table */
	SPARSE_ABSENT, /* the parent has it */
	SPARSE_FILE,   /* at `offset` of `file` */
	SPARSE_PACKED, /* unpack() gives it; `offset` names the unit */
	SPARSE_LOST,   /* the tables do not tell, or contradict each other */
};

struct sparse_where {
	enum sparse_kind kind;
	size_t file;
	uint64_t offset, length; /* length: bytes from the asked address on that this holds for */
};

struct sparse;

struct sparse_type {
	int (*locate)(struct sparse *s, uint64_t at, struct sparse_where *out, struct fault *f);
	/* n bytes of the disk from `at`, which lie in the unit at `w`. 0, MEDIA_UNREAD, -1. */
	int (*unpack)(struct sparse *s, const struct sparse_where *w, uint64_t at, void *into,
	              size_t n, struct fault *f);
	void (*release)(struct sparse *s); /* what the reader has of its own */
};

struct sparse {
	struct image image;
	const struct sparse_type *type;
	struct media *parent;
	bool has_parent; /* it states one, be it here or not */
	VEC(struct media *) files;
};

/* A reader's struct of `bytes`, which begins with a struct sparse; `file` is its first file and is
 * taken whatever the result. */
int sparse_new(struct sparse **out, size_t bytes, const struct sparse_type *type, enum media_kind kind,
               struct media *file /* taken */, struct fault *f) MUST_USE;

/* A range of a file that a table claims for one of its units. */
struct sparse_claim {
	uint64_t at, length;
	size_t unit;
};
/* Sets the bit of every unit whose range another one has too; how many. Sorts the claims. */
size_t sparse_overlaps(struct sparse_claim *v, size_t n, uint8_t *bad);
/* Stretches of `unit` bytes from `from` to the last claim that none of the sorted claims covers: formats that only ever
 * add blocks have none. */
uint64_t sparse_unclaimed(const struct sparse_claim *v, size_t n, uint64_t from, uint64_t unit);

static inline bool sparse_bit(const uint8_t *map, size_t i)
{
	return (map[i / 8] >> (i % 8) & 1) != 0;
}

static inline void sparse_set(uint8_t *map, size_t i)
{
	map[i / 8] |= (uint8_t)(1u << (i % 8));
}

#endif
