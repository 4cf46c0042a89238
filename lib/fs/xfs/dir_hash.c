/*
 * fs/xfs/dir_hash.c - the index of a directory kept in blocks: of every entry the hash of its name and its address.
 * The kernel finds names by it alone; an entry that it does not have, or has otherwise, was changed by damage.
 */
#include "fs/xfs/xfs.h"

#include <stdlib.h>

static uint32_t turned(uint32_t v, unsigned bits)
{
	return v << bits | v >> (32 - bits);
}

static uint32_t hash_of(struct span name)
{
	uint32_t h = 0;
	size_t i = 0;

	for (; name.n - i >= 4; i += 4)
		h = (uint32_t)name.p[i] << 21 ^ (uint32_t)name.p[i + 1] << 14 ^ (uint32_t)name.p[i + 2] << 7 ^ name.p[i + 3] ^
		    turned(h, 28);
	switch (name.n - i) {
	case 3:
		return (uint32_t)name.p[i] << 14 ^ (uint32_t)name.p[i + 1] << 7 ^ name.p[i + 2] ^ turned(h, 21);
	case 2:
		return (uint32_t)name.p[i] << 7 ^ name.p[i + 1] ^ turned(h, 14);
	case 1:
		return name.p[i] ^ turned(h, 7);
	default:
		return h;
	}
}

void xfs_index_release(struct xfs_index *x)
{
	VEC_RELEASE(&x->entries);
	VEC_RELEASE(&x->hashes);
}

static int add(struct xfs_index *x, const struct xfs *s, bool entry, uint32_t hash, uint32_t address, struct fault *f)
{
	struct xfs_hashed h = { hash, address };

	if (!FS_ROOM(&s->base, dir_hashes, entry ? x->entries.n : x->hashes.n)) {
		x->given_up = true;
		return 0;
	}
	return entry ? VEC_PUSH(&x->entries, h, f) : VEC_PUSH(&x->hashes, h, f);
}

static int add_hashes(struct xfs_index *x, const struct xfs *s, const uint8_t *p, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++)
		if (be32(p + DH_BYTES * i + DH_ADDRESS) != 0 &&
		    add(x, s, false, be32(p + DH_BYTES * i + DH_HASH), be32(p + DH_BYTES * i + DH_ADDRESS), f) < 0)
			return -1;
	return 0;
}

/* `b` was read as a directory block already, so that its entries can be followed. */
int xfs_index_names(struct xfs_index *x, const struct xfs *s, struct span b, uint64_t place, struct fault *f)
{
	size_t at = s->v5 ? DD_BYTES : DD_BYTES4, end = b.n, leaves;

	if (be32(b.p) == XFS_DIR_SINGLE || be32(b.p) == XFS_DIR_SINGLE4) { /* its own index at the end */
		leaves = be32(b.p + b.n - DD_TAIL_BYTES);
		end = b.n - DD_TAIL_BYTES - DH_BYTES * leaves;
		if (add_hashes(x, s, b.p + end, leaves, f) < 0)
			return -1;
	}
	while (at + DE_BYTES_LEAST <= end) {
		bool gone = be16(b.p + at) == DE_GONE;
		size_t n = b.p[at + DE_NAME_BYTES];

		if (!gone && add(x, s, true, hash_of(span_sub(b, at + DE_NAME, n)), (uint32_t)((place + at) / 8), f) < 0)
			return -1;
		at += gone ? be16(b.p + at + DE_GONE_LENGTH) : xfs_entry_bytes(s, n);
	}
	return 0;
}

int xfs_index_leaf(struct xfs_index *x, const struct xfs *s, struct span b, struct fault *f)
{
	size_t header = s->v5 ? DA_BYTES : DA_BYTES4, count = be16(b.p + (s->v5 ? DA_COUNT : DA_COUNT4));
	uint16_t kind = be16(b.p + DA_MAGIC);

	if (kind != (s->v5 ? XFS_DIR_LEAF_ONE : XFS_DIR_LEAF_ONE4) && kind != (s->v5 ? XFS_DIR_LEAF : XFS_DIR_LEAF4))
		return 0; /* an inner node, or a list of free space */
	return count > (b.n - header) / DH_BYTES ? FS_DAMAGED : add_hashes(x, s, b.p + header, count, f);
}

static int by_hash(const void *a, const void *b)
{
	const struct xfs_hashed *x = (const struct xfs_hashed *)a, *y = (const struct xfs_hashed *)b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->address < y->address ? -1 : x->address > y->address;
}

bool xfs_index_holds(struct xfs_index *x)
{
	if (x->given_up)
		return true;
	if (x->entries.n != x->hashes.n)
		return false;
	if (x->entries.n > 1) {
		qsort(x->entries.v, x->entries.n, sizeof *x->entries.v, by_hash);
		qsort(x->hashes.v, x->hashes.n, sizeof *x->hashes.v, by_hash);
	}
	for (size_t i = 0; i < x->entries.n; i++)
		if (by_hash(&x->entries.v[i], &x->hashes.v[i]) != 0)
			return false;
	return true;
}
