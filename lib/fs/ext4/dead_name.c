/* fs/ext4/dead_name.c - names that directories held: between living records, in freed blocks, in the journal. */
#include "fs/ext4/dead.h"

#include "base/keyed.h"

#include <stdlib.h>

struct ext4_naming {
	struct ext4 *s;
	struct ext4_dead *d;
	struct dead_name like; /* method, parent, transactions and stamp of what is read */
	uint64_t at;           /* address of the block */
	const uint8_t *base;   /* its bytes */
	struct stretches *open; /* of the journal's copies; NULL: one block that stands alone */
};

/* Names of the copies of one block, one copy after the other: what the next one still has goes on, what it lacks is gone. */
struct stretches {
	VEC(uint32_t) before, now; /* in d->names */
	uint64_t stamp, before_stamp;
	struct stretch_key {
		uint64_t hash;     /* 0: empty */
		uint32_t name;
	} *v;
	size_t n, cap;
};

static size_t slot_of(const struct stretches *o, uint64_t hash)
{
	size_t i = (size_t)keyed_word(hash) & (o->cap - 1);

	while (o->v[i].hash != 0 && o->v[i].hash != hash)
		i = (i + 1) & (o->cap - 1);
	return i;
}

static int grow(struct stretches *o, struct fault *f)
{
	struct stretches bigger = { .cap = o->cap == 0 ? 4096 : o->cap * 2 };

	if (o->n * 2 < o->cap)
		return 0;
	bigger.v = (struct stretch_key *)calloc(bigger.cap, sizeof *bigger.v);
	if (bigger.v == NULL)
		return fault_memory(f, bigger.cap * sizeof *bigger.v);
	for (size_t i = 0; i < o->cap; i++)
		if (o->v[i].hash != 0)
			bigger.v[slot_of(&bigger, o->v[i].hash)] = o->v[i];
	free(o->v);
	o->v = bigger.v;
	o->cap = bigger.cap;
	return 0;
}

/* A name goes on when the copy before had it for the same inode in the same directory; else a new stretch begins. */
static int take(void *user, struct span name, uint32_t inode, uint8_t type, struct fault *f)
{
	struct ext4_naming *n = (struct ext4_naming *)user;
	struct dead_name x = n->like;
	uint64_t key[4] = { x.parent, x.parent_generation, inode, type }, hash = seen_hash(seen_hash(7, span_make(key, sizeof key)), name);
	struct stretches *o = n->open;
	struct stretch_key *k;

	if (inode > n->s->inodes || name.n == 0)
		return 0;
	x.type = type;
	x.inode = inode;
	x.where = n->at + (uint64_t)(name.p - n->base);
	if (o == NULL)
		return dead_add_name(&n->d->found, &x, name, f);
	if (grow(o, f) < 0)
		return -1;
	hash += hash == 0;
	k = &o->v[slot_of(o, hash)];
	if (k->hash != 0 && o->before_stamp != 0 && n->d->found.names.v[k->name].stamp == o->before_stamp) {
		n->d->found.names.v[k->name].last = x.first;
		n->d->found.names.v[k->name].where = x.where;
		n->d->found.names.v[k->name].stamp = o->stamp;
	} else {
		size_t at = n->d->found.names.n;

		if (dead_add_name(&n->d->found, &x, name, f) < 0)
			return -1;
		if (n->d->found.names.n == at)
			return 0;
		o->n += k->hash == 0;
		*k = (struct stretch_key){ hash, (uint32_t)at };
	}
	return VEC_PUSH(&o->now, k->name, f);
}

/* Damage ends the reading of that block, no more. */
static int names_of(struct ext4_naming *n, struct span block, bool dead, struct fault *f)
{
	char why[FS_WHY];

	n->base = block.p;
	return ext4_dir_block(n->s, block, dead, take, n, why, f) < 0 ? -1 : 0;
}

int ext4_dead_free_directory(struct ext4 *s, struct ext4_dead *d, uint64_t block, const uint8_t *b, struct fault *f)
{
	struct ext4_naming n = { .s = s, .d = d, .like = { .method = DEAD_DEAD_DIRENT }, .at = block * s->bs };

	ext4_dead_life_of(s, d, block, b, 0, &n.like);
	if (!n.like.known)
		return 0;
	if (names_of(&n, span_make(b, s->bs), false, f) < 0)
		return -1;
	return names_of(&n, span_make(b, s->bs), true, f);
}

int ext4_dead_live_directory(struct ext4 *s, struct ext4_dead *d, const struct ext4_inode *i, struct fault *f)
{
	struct ext4_naming n = { .s = s, .d = d,
		            .like = { .method = DEAD_DEAD_DIRENT, .parent = i->number, .known = true,
		                      .parent_generation = le32(i->b + IN_GENERATION) } };
	struct ext4_dir_row x = { .inode = i->number, .sequence = UINT64_MAX, .generation = le32(i->b + IN_GENERATION) };
	struct ext4_map map = { .nodes = 0 };
	struct fs_node node;
	char why[FS_WHY];
	uint64_t most = 0;
	int rc;

	if ((ext4_flags(i->b) & EXT4_FL_INLINE) != 0)
		return 0;
	ext4_node(s, i, &node);
	x.born = node.btime;
	rc = ext4_live_map(s, i, &map, why, f);
	for (size_t k = 0; rc >= 0 && k < map.v.n; k++)
		for (uint64_t b = 0; rc >= 0 && b < map.v.v[k].n && FS_ROOM(&s->base, dead_dir_blocks, most); b++, most++) {
			const uint8_t *block;

			x.block = map.v.v[k].block + b;
			n.at = x.block * s->bs;
			if (dead_room(&d->found, d->dirs.n / 4))
				rc = VEC_PUSH(&d->dirs, x, f);
			if (rc >= 0)
				rc = ext4_block(s, x.block, &block, why, f);
			if (rc == 0 && !((ext4_flags(i->b) & EXT4_FL_INDEX) != 0 && most == 0))
				rc = names_of(&n, span_make(block, s->bs), true, f);
		}
	VEC_RELEASE(&map.v);
	return rc < 0 ? -1 : 0;
}

/* ---- copies in the journal -------------------------------------------------------------------------------- */

static void next_block(struct stretches *o)
{
	o->before.n = o->now.n = 0;
	o->before_stamp = 0;
}

/* What the copy before had and this one of transaction `sequence` has not. */
static void close_gone(struct ext4_dead *d, struct stretches *o, uint64_t sequence)
{
	for (size_t i = 0; i < o->before.n; i++)
		if (d->found.names.v[o->before.v[i]].stamp == o->before_stamp)
			d->found.names.v[o->before.v[i]].gone = sequence;
}

/* What a copy has stood there in its transaction; what the one before had and it has not went in it. */
static int one_copy(struct ext4_naming *n, const struct ext4_copy *c, struct fault *f)
{
	struct stretches *o = n->open;
	struct ext4_dead *d = n->d;
	int rc = ext4_copy_read(n->s, c, d->block, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	n->like = (struct dead_name){ .method = DEAD_JOURNAL_DIRENT, .first = c->sequence, .last = c->sequence };
	n->at = ext4_copy_where(n->s, c);
	o->stamp++;
	n->like.stamp = o->stamp;
	o->now.n = 0;
	ext4_dead_life_of(n->s, d, c->block, d->block, c->sequence, &n->like);
	if (n->like.known && names_of(n, span_make(d->block, n->s->bs), false, f) < 0)
		return -1;
	close_gone(d, o, c->sequence);
	o->before.n = 0;
	for (size_t i = 0; i < o->now.n; i++)
		if (VEC_PUSH(&o->before, o->now.v[i], f) < 0)
			return -1;
	o->before_stamp = o->stamp;
	return 0;
}

/* Copies come by block, oldest first. */
int ext4_dead_journal_names(struct ext4 *s, struct ext4_dead *d, struct fault *f)
{
	const struct ext4_journal *j = s->journal;
	struct stretches o = { .stamp = 0 };
	struct ext4_naming n = { .s = s, .d = d, .open = &o };
	int rc = 0;

	for (size_t k = 0; j != NULL && rc == 0 && k < j->copies.n; k++) {
		if (k == 0 || j->copies.v[k].block != j->copies.v[k - 1].block)
			next_block(&o);
		rc = one_copy(&n, &j->copies.v[k], f);
	}
	VEC_RELEASE(&o.before);
	VEC_RELEASE(&o.now);
	free(o.v);
	return rc;
}
