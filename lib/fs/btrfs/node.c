/*
 * fs/btrfs/node.c - tree blocks through a small cache, and walks over trees.
 *
 * A tree on a hostile media may refer to one block again and again. Levels go down by one at each step, and the
 * keys beneath a pointer must begin with the pointer's own key and stay under the next pointer's, so the ranges
 * of keys of two blocks of a walk never meet: each block is met once.
 */
#include "fs/btrfs/btrfs.h"

#include "core/sentence.h"

#include "fs/private.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- one block ---------------------------------------------------------------------------------------- */

static struct btrfs_key key_of(const uint8_t *b, uint32_t at)
{
	return btrfs_key_at(b + NB_BYTES + (size_t)at * (b[NB_LEVEL] == 0 ? NI_BYTES : NP_BYTES));
}

/* A leaf is filled from both ends: items from the front, their data from the back, with no gaps. */
static bool items_hold(const struct btrfs *s, const uint8_t *b, uint32_t n)
{
	uint32_t room = s->node - NB_BYTES, end = room;

	/* the data of one item ends where that of the one before begins */
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *p = b + NB_BYTES + (size_t)i * NI_BYTES;
		uint32_t at = le32(p + NI_AT), size = le32(p + NI_SIZE);

		if (at > room || size > room - at || at < n * NI_BYTES || at + size != end)
			return false;
		end = at;
	}
	return true;
}

bool btrfs_node_holds(const struct btrfs *s, const uint8_t *b)
{
	uint32_t n = le32(b + NB_ITEMS), each = b[NB_LEVEL] == 0 ? NI_BYTES : NP_BYTES;

	if (b[NB_LEVEL] >= BTRFS_LEVELS || n > (s->node - NB_BYTES) / each || memcmp(b + NB_FSID, s->fsid, BTRFS_FSID) != 0)
		return false;
	for (uint32_t i = 1; i < n; i++)
		if (btrfs_key_cmp(key_of(b, i - 1), key_of(b, i)) >= 0)
			return false;
	return b[NB_LEVEL] != 0 ? n > 0 : items_hold(s, b, n);
}

struct btrfs_item btrfs_leaf_item(const uint8_t *b, uint32_t at, uint64_t where)
{
	const uint8_t *p = b + NB_BYTES + (size_t)at * NI_BYTES;
	uint32_t from = NB_BYTES + le32(p + NI_AT);

	return (struct btrfs_item){ btrfs_key_at(p), span_make(b + from, le32(p + NI_SIZE)), where + from };
}

/* The first copy that holds. */
struct node_filling {
	struct btrfs *s;
	char *why;
};

static int fill(void *user, uint64_t logical, struct fs_cached *slot, struct fault *f)
{
	struct node_filling *x = (struct node_filling *)user;
	struct btrfs *s = x->s;
	enum { NOWHERE, UNREAD, CHECKSUM, OTHER } how = NOWHERE;

	for (unsigned copy = 0; copy < BTRFS_COPIES; copy++) {
		uint64_t length, at = btrfs_locate(s, logical, copy, &length);
		int rc;

		if (at == BTRFS_NOWHERE || length < s->node)
			break;
		rc = media_read(s->base.media, at, slot->bytes, s->node, f);
		if (rc < 0)
			return -1;
		how = UNREAD;
		if (rc != 0)
			continue;
		how = CHECKSUM;
		if (!btrfs_sums(s->sum_type, span_make(slot->bytes + BTRFS_SUM, s->node - BTRFS_SUM), slot->bytes))
			continue;
		how = OTHER;
		if (le64(slot->bytes + NB_BYTENR) != logical || !btrfs_node_holds(s, slot->bytes))
			continue;
		slot->where = at;
		return 0;
	}
	if (how == NOWHERE)
		(void)sentence(x->why, FS_WHY, S_TREE_BLOCK_NOWHERE, logical);
	else if (how == UNREAD)
		(void)sentence(x->why, FS_WHY, S_TREE_BLOCK_UNREAD, logical);
	else if (how == CHECKSUM)
		(void)sentence(x->why, FS_WHY, S_TREE_BLOCK_CHECKSUM, logical);
	else
		(void)sentence(x->why, FS_WHY, S_TREE_BLOCK_OTHER, logical);
	return FS_DAMAGED;
}

int btrfs_node(struct btrfs *s, uint64_t logical, uint8_t level, uint64_t generation, const uint8_t **out,
               uint64_t *where, char why[FS_WHY], struct fault *f)
{
	struct node_filling x = { s, why };
	const struct fs_fetch how = { &x, fill };
	const struct fs_cached *slot;
	int rc;

	*out = NULL;
	rc = fs_cache_get(&s->cache, logical, logical / s->node, &how, &slot, f);
	if (rc != 0)
		return rc;
	if (slot->bytes[NB_LEVEL] != level || (generation != 0 && le64(slot->bytes + NB_GENERATION) != generation)) {
		(void)sentence(why, FS_WHY, S_TREE_BLOCK_AT_LEVEL,
		               (uint64_t)logical, (uint64_t)slot->bytes[NB_LEVEL], (uint64_t)le64(slot->bytes + NB_GENERATION), (uint64_t)level,
		               (uint64_t)generation);
		return FS_DAMAGED;
	}
	*out = slot->bytes;
	*where = slot->where;
	return 0;
}

/* ---- walks ------------------------------------------------------------------------------------------------ */

void btrfs_cursor_release(struct btrfs_cursor *c)
{
	for (size_t i = 0; i < BTRFS_LEVELS; i++)
		free(c->step[i].bytes);
	memset(c, 0, sizeof *c);
}

/* Are the block's keys those its parent promised? `first`: the pointer's key, NULL for a root. */
static bool fits(const struct btrfs_step *t, const struct btrfs_key *first)
{
	uint32_t n = le32(t->bytes + NB_ITEMS);

	if (first != NULL && (n == 0 || btrfs_key_cmp(key_of(t->bytes, 0), *first) != 0))
		return false;
	return n == 0 || !t->has_end || btrfs_key_cmp(key_of(t->bytes, n - 1), t->end) < 0;
}

static bool of_files(uint64_t tree)
{
	return tree == BTRFS_TREE_FS || (tree >= BTRFS_FIRST_FREE && tree <= 0 - (uint64_t)BTRFS_FIRST_FREE);
}

/* A subvolume shares blocks with its snapshots, with the log, and with what moves extents; any other tree owns all of its own. */
static bool owner_fits(uint64_t tree, uint64_t owner)
{
	if (of_files(tree))
		return of_files(owner) || owner == BTRFS_TREE_LOG || owner == BTRFS_TREE_RELOC;
	return owner == tree;
}

static int enter(struct btrfs_cursor *c, unsigned level, uint64_t logical, uint64_t generation,
                 const struct btrfs_key *first, struct fault *f)
{
	struct btrfs_step *t = &c->step[level];
	const uint8_t *b;
	int rc;

	if (t->bytes == NULL)
		t->bytes = (uint8_t *)malloc(c->s->node);
	if (t->bytes == NULL)
		return fault_memory(f, c->s->node);
	rc = btrfs_node(c->s, logical, (uint8_t)level, generation, &b, &t->where, c->why, f);
	if (rc == 0) {
		memcpy(t->bytes, b, c->s->node);
		t->at = 0;
		if (!owner_fits(c->root.id, le64(b + NB_OWNER)))
			fs_remark(&c->s->base, false, S_BLOCK_OWNER, logical);
		if (!fits(t, first)) {
			(void)sentence(c->why, FS_WHY, S_TREE_BLOCK_AT_DOES_NOT,
			               (uint64_t)logical);
			rc = FS_DAMAGED;
		}
	}
	if (rc == FS_DAMAGED)
		c->damaged = true;
	return rc;
}

/* Into the child that step `level` stands at. */
static int enter_child(struct btrfs_cursor *c, unsigned level, struct fault *f)
{
	struct btrfs_step *t = &c->step[level], *below = &c->step[level - 1];
	const uint8_t *p = t->bytes + NB_BYTES + (size_t)t->at * NP_BYTES;
	struct btrfs_key first = btrfs_key_at(p);

	below->has_end = t->has_end;
	below->end = t->end;
	if (t->at + 1 < le32(t->bytes + NB_ITEMS)) {
		below->has_end = true;
		below->end = key_of(t->bytes, t->at + 1);
	}
	return enter(c, level - 1, le64(p + NP_BLOCK), le64(p + NP_GENERATION), &first, f);
}

/* How many keys of the block are not above `key`. */
static uint32_t upper(const uint8_t *b, struct btrfs_key key)
{
	return (uint32_t)LOWER_BOUND(le32(b + NB_ITEMS), mid, btrfs_key_cmp(key_of(b, (uint32_t)mid), key) <= 0);
}

/* Down from `level`, each time to the first child; what cannot be read is passed over, upwards when a block is done.
 * Afterwards level 0 stands at an item, or the walk is over. */
static int settle(struct btrfs_cursor *c, unsigned level, struct fault *f)
{
	while (level > 0 || c->step[0].at >= le32(c->step[0].bytes + NB_ITEMS)) {
		struct btrfs_step *t = &c->step[level];
		int rc;

		if (t->at >= le32(t->bytes + NB_ITEMS)) {
			if (level == c->root.level) {
				c->over = true;
				return 0;
			}
			level++;
			c->step[level].at++;
			continue;
		}
		rc = enter_child(c, level, f);
		if (rc < 0)
			return -1;
		if (rc == 0)
			level--;
		else
			t->at++;
	}
	return 0;
}

int btrfs_seek(struct btrfs_cursor *c, struct btrfs *s, struct btrfs_root root, struct btrfs_key key, char why[FS_WHY],
               struct fault *f)
{
	unsigned level = root.level;
	int rc;

	btrfs_cursor_release(c);
	c->s = s;
	c->root = root;
	c->why = why;
	c->over = true;
	rc = enter(c, level, root.bytenr, root.generation, NULL, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	c->over = false;
	while (level > 0) {
		uint32_t n = upper(c->step[level].bytes, key);

		c->step[level].at = n > 0 ? n - 1 : 0;
		rc = enter_child(c, level, f);
		if (rc < 0)
			return -1;
		if (rc != 0) {
			c->step[level].at++;
			return settle(c, level, f);
		}
		level--;
	}
	c->step[0].at = upper(c->step[0].bytes, key);
	if (c->step[0].at > 0 && btrfs_key_cmp(key_of(c->step[0].bytes, c->step[0].at - 1), key) == 0)
		c->step[0].at--;
	return settle(c, 0, f);
}

/* The item given last stays where it was until the next call: the step to the next is made first. */
int btrfs_next(struct btrfs_cursor *c, struct btrfs_item *out, struct fault *f)
{
	if (!c->over && settle(c, 0, f) < 0)
		return -1;
	if (c->over)
		return FS_END;
	*out = btrfs_leaf_item(c->step[0].bytes, c->step[0].at, c->step[0].where);
	c->step[0].at++;
	return 0;
}
