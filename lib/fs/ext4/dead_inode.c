/* fs/ext4/dead_inode.c - inodes that died: their slots on disk (when, and which generation), and their
 * copies in the journal, which still hold size and map. */
#include "fs/ext4/dead.h"

#include "base/number.h"

#include <stdlib.h>

struct inode_table { /* blocks of one group's inode table */
	uint64_t start, group;
};

struct inode_tables {
	struct ext4 *s;
	struct ext4_dead *d;
	VEC(struct inode_table) tables; /* by start */
	uint64_t blocks;          /* of a table */
};

static int by_start(const void *a, const void *b)
{
	const struct inode_table *x = (const struct inode_table *)a, *y = (const struct inode_table *)b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* The number of the first inode of a block, 0 when it is in no table. */
static uint64_t first_inode(const struct inode_tables *t, uint64_t block)
{
	size_t low = LOWER_BOUND(t->tables.n, mid, t->tables.v[mid].start <= block);
	if (low == 0 || block - t->tables.v[low - 1].start >= t->blocks)
		return 0;
	return t->tables.v[low - 1].group * t->s->inodes_per_group +
	       (block - t->tables.v[low - 1].start) * (t->s->bs / t->s->inode_size) + 1;
}

static void slot_of(const struct ext4 *s, const uint8_t *b, uint64_t number, uint64_t where, struct ext4_inode *out)
{
	out->number = number;
	out->where = where;
	out->n = s->inode_size < EXT4_INODE_MOST ? s->inode_size : EXT4_INODE_MOST;
	memcpy(out->b, b, out->n);
}

static bool of_kind(const struct ext4_inode *i, uint16_t kind)
{
	return ext4_format(i->b) == kind;
}

static bool was_used(const struct ext4_inode *i)
{
	uint16_t kind = ext4_format(i->b);

	return kind == MODE_FILE || kind == MODE_DIR || kind == MODE_LINK;
}

/* ---- what an inode was ------------------------------------------------------------------------------- */

/* One state of an inode; *at: its index, SIZE_MAX when it was met before or there is no room. */
static int note_node(struct inode_tables *t, const struct ext4_inode *i, enum dead_method method, uint64_t sequence, size_t *at,
                     struct fault *f)
{
	struct dead_node x = { .method = (uint8_t)method, .first = sequence, .last = sequence, .where = i->where };
	uint64_t key[4] = { i->number, sequence, 0, 0 };
	size_t n = t->d->found.nodes.n;
	int rc = 0;

	*at = SIZE_MAX;
	ext4_node(t->s, i, &x.node);
	if (sequence == 0) { /* a death may stand in several slots of a damaged table */
		key[2] = x.node.generation;
		key[3] = (uint64_t)x.node.dtime.sec;
		rc = seen_before(&t->d->nodes_seen, seen_hash(3, span_make(key, sizeof key)), f);
	}
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	rc = dead_add_node(&t->d->found, &x, f);
	if (rc == 0 && t->d->found.nodes.n > n)
		*at = n;
	return rc;
}

static int note_directory(struct inode_tables *t, const struct ext4_inode *i, uint64_t sequence, const struct ext4_map *map,
                          struct fault *f)
{
	struct ext4_dir_row x = { .inode = i->number, .sequence = sequence, .generation = le32(i->b + IN_GENERATION) };
	struct fs_node node;
	uint64_t n = 0;

	ext4_node(t->s, i, &node);
	x.born = node.btime;
	for (size_t k = 0; k < map->v.n; k++)
		for (uint64_t b = 0; b < map->v.v[k].n && FS_ROOM(&t->s->base, dead_dir_blocks, n); b++, n++) {
			x.block = map->v.v[k].block + b;
			if (dead_room(&t->d->found, t->d->dirs.n / 4) && VEC_PUSH(&t->d->dirs, x, f) < 0)
				return -1;
		}
	return 0;
}

/* ---- maps out of copies -------------------------------------------------------------------------------- */

struct copy_choice {
	struct ext4 *s;
	uint64_t sequence;
	enum copy_way way;
	bool extents;
};

static size_t first_copy(const struct ext4_journal *j, uint64_t block)
{
	size_t low = LOWER_BOUND(j->copies.n, mid, j->copies.v[mid].block < block);
	return low;
}

static bool fits(const struct copy_choice *c, const uint8_t *b, unsigned depth)
{
	uint16_t entries, level;

	return !c->extents || (ext4_leaf_header(c->s, b, c->s->bs, &entries, &level) && level == depth && entries > 0);
}

/* A mapping block as it was. */
static int fetch_choice(void *user, uint64_t block, unsigned depth, uint8_t *into, struct fault *f)
{
	struct copy_choice *c = (struct copy_choice *)user;
	const struct ext4_journal *j = c->s->journal;
	size_t first = first_copy(j, block), n = 0, near = 0;

	while (first + n < j->copies.n && j->copies.v[first + n].block == block) {
		if (j->copies.v[first + n].sequence <= c->sequence)
			near = n + 1;
		n++;
	}
	for (unsigned try = 0; try < COPY_WAYS; try++) {
		enum copy_way way = (enum copy_way)((c->way + try) % COPY_WAYS);
		size_t at = way == COPY_NEAREST ? near - 1 : way == COPY_NEWEST ? n - 1 : 0;
		int rc = FS_DAMAGED;

		if (way == COPY_ON_DISK)
			rc = ext4_raw_block(c->s, block, into, f);
		else if (n > 0 && (way != COPY_NEAREST || near > 0))
			rc = ext4_copy_read(c->s, &j->copies.v[first + at], into, f);
		if (rc < 0)
			return -1;
		if (rc == 0 && fits(c, into, depth))
			return 0;
	}
	return FS_DAMAGED;
}

/* Whether the map goes on in blocks of its own, which may have been written over since. */
static bool deep(const struct ext4_inode *i)
{
	if ((ext4_flags(i->b) & EXT4_FL_EXTENTS) != 0)
		return le16(i->b + IN_MAP + EH_DEPTH) > 0;
	return !bytes_zero(i->b + IN_MAP + 4 * IB_DIRECT, 12);
}

/* mtime, with its fraction where the inode has room for it. */
static struct span changed(const struct ext4_inode *i)
{
	return i->n >= IN_MTIME_EXTRA + 4 ? span_make(i->b + IN_MTIME_EXTRA, 4) : span_make(i->b + IN_MTIME, 4);
}

static int note_map(struct inode_tables *t, const struct ext4_inode *i, uint64_t sequence, const struct ext4_map *map,
                    struct fault *f)
{
	struct dead_file x = { .method = DEAD_JOURNAL_INODE, .has_size = true, .inode = i->number,
		               .generation = le32(i->b + IN_GENERATION), .sequence = sequence, .where = i->where,
		               .size = ext4_size(i->b), .changed = seen_hash(5, changed(i)) };
	int rc = ext4_runs_of(t->s, map, x.size, true, &x.runs, f);

	return rc < 0 ? -1 : ext4_dead_file(t->d, &x, f);
}

static int note_inside(struct inode_tables *t, const struct ext4_inode *i, uint64_t sequence, struct fault *f)
{
	struct dead_file x = { .method = DEAD_JOURNAL_INODE, .has_size = true, .inode = i->number,
		               .generation = le32(i->b + IN_GENERATION), .sequence = sequence, .where = i->where,
		               .size = ext4_size(i->b), .changed = seen_hash(5, changed(i)) };
	char why[FS_WHY];
	int rc = ext4_file_runs(t->s, i, &x.runs, why, f);

	if (rc == 0)
		return ext4_dead_file(t->d, &x, f);
	free(x.runs.v);
	return rc < 0 ? -1 : 0;
}

/* Where the map needs blocks of its own, the file is put together in several ways: what each block was at the time is not
 * known, so each way is a hypothesis. */
static int note_copy_map(struct inode_tables *t, const struct ext4_inode *i, uint64_t sequence, struct fault *f)
{
	bool extents = (ext4_flags(i->b) & EXT4_FL_EXTENTS) != 0;
	int ways = deep(i) ? COPY_WAYS : 1;

	if ((ext4_flags(i->b) & EXT4_FL_INLINE) != 0)
		return note_inside(t, i, sequence, f);
	for (int way = 0; way < ways; way++) {
		struct copy_choice c = { t->s, sequence, (enum copy_way)way, extents };
		const struct ext4_fetch fetch = { &c, fetch_choice };
		struct ext4_map map = { .nodes = 0 };
		char why[FS_WHY];
		int rc = ext4_map_read(t->s, i->b + IN_MAP, extents, ext4_size(i->b), &fetch, &map, why, f);

		if (rc >= 0 && of_kind(i, MODE_DIR))
			rc = note_directory(t, i, sequence, &map, f);
		else if (rc == 0)
			rc = note_map(t, i, sequence, &map, f);
		VEC_RELEASE(&map.v);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* Is this copy just the inode that still lives? Then it is no dead thing. */
static int still_lives(struct ext4 *s, const struct ext4_inode *copy, bool *out, struct fault *f)
{
	struct ext4_inode now;
	char why[FS_WHY];
	int rc = ext4_inode(s, copy->number, &now, why, f);

	*out = rc == 0 && le16(now.b + IN_LINKS) > 0 && le32(now.b + IN_DTIME) == 0 && le32(now.b + IN_GENERATION) == le32(copy->b + IN_GENERATION) &&
	       ext4_format(now.b) == ext4_format(copy->b);
	return rc < 0 ? -1 : 0;
}

static int look_at_copy(struct inode_tables *t, const struct ext4_inode *i, uint64_t sequence, size_t *at, struct fault *f)
{
	bool lives;

	*at = SIZE_MAX;
	if (!was_used(i))
		return 0;
	if (still_lives(t->s, i, &lives, f) < 0 || note_node(t, i, DEAD_JOURNAL_INODE, sequence, at, f) < 0)
		return -1;
	if (of_kind(i, MODE_DIR) && ext4_size(i->b) > 0)
		return note_copy_map(t, i, sequence, f);
	return !lives && of_kind(i, MODE_FILE) && ext4_size(i->b) > 0 ? note_copy_map(t, i, sequence, f) : 0;
}

/* Copies of one block of a table come oldest first: a slot that did not change is the same state for longer. */
struct ext4_slots {
	uint8_t *now, *before;
	size_t *state; /* of each slot, in d->nodes; SIZE_MAX: none */
	uint64_t block; /* of `before`; 0: none */
};

static int look_at_block(struct inode_tables *t, struct ext4_slots *p, const struct ext4_copy *c, uint64_t first, struct fault *f)
{
	size_t size = t->s->inode_size;

	for (uint32_t i = 0; i < t->s->bs / size; i++) {
		struct ext4_inode inode;
		bool same = p->block == c->block && memcmp(p->now + i * size, p->before + i * size, size) == 0;

		if (same && p->state[i] != SIZE_MAX)
			t->d->found.nodes.v[p->state[i]].last = c->sequence;
		if (same)
			continue;
		slot_of(t->s, p->now + i * size, first + i, ext4_copy_where(t->s, c) + i * size, &inode);
		if (look_at_copy(t, &inode, c->sequence, &p->state[i], f) < 0)
			return -1;
	}
	return 0;
}

static int look_at_all(struct inode_tables *t, struct ext4_slots *p, struct fault *f)
{
	const struct ext4_journal *j = t->s->journal;

	for (size_t k = 0; k < j->copies.n; k++) {
		const struct ext4_copy *c = &j->copies.v[k];
		uint64_t first = first_inode(t, c->block);
		uint8_t *swap = p->before;
		int rc = first == 0 ? FS_DAMAGED : ext4_copy_read(t->s, c, p->now, f);

		if (rc < 0 || (rc == 0 && look_at_block(t, p, c, first, f) < 0))
			return -1;
		if (rc != 0)
			continue;
		p->before = p->now;
		p->now = swap;
		p->block = c->block;
	}
	return 0;
}

static int look_at_copies(struct inode_tables *t, struct fault *f)
{
	struct ext4_slots p = { .block = 0 };
	int rc = 0;

	if (t->s->journal == NULL)
		return 0;
	p.now = (uint8_t *)malloc(t->s->bs);
	p.before = (uint8_t *)malloc(t->s->bs);
	p.state = (size_t *)calloc(t->s->bs / t->s->inode_size, sizeof *p.state);
	if (p.now == NULL || p.before == NULL || p.state == NULL)
		rc = fault_memory(f, t->s->bs);
	if (rc == 0)
		rc = look_at_all(t, &p, f);
	free(p.now);
	free(p.before);
	free(p.state);
	return rc;
}

/* ---- the tables on disk ------------------------------------------------------------------------------------ */

static int look_at_slot(struct inode_tables *t, const struct ext4_inode *i, struct fault *f)
{
	size_t at;
	bool living = le16(i->b + IN_LINKS) > 0 && le32(i->b + IN_DTIME) == 0;

	if (!was_used(i))
		return 0;
	if (living)
		return of_kind(i, MODE_DIR) ? ext4_dead_live_directory(t->s, t->d, i, f) : 0;
	if (le32(i->b + IN_DTIME) == 0)
		return 0;
	return note_node(t, i, DEAD_DEAD_INODE, 0, &at, f);
}

static int look_at_table(struct inode_tables *t, uint64_t group, const struct ext4_group *g, struct fault *f)
{
	uint32_t each = t->s->bs / t->s->inode_size, used = t->s->inodes_per_group;

	if ((g->flags & GD_NO_INODES) != 0)
		return 0;
	if (g->unused < used)
		used -= g->unused;
	for (uint64_t b = 0; b * each < used; b++) {
		const uint8_t *block;
		uint8_t *copy = t->d->block;
		char why[FS_WHY];
		int rc = ext4_block(t->s, g->inode_table + b, &block, why, f);

		if (rc < 0)
			return -1;
		if (rc != 0)
			continue;
		memcpy(copy, block, t->s->bs); /* the cache may move on while directories are read */
		for (uint32_t k = 0; k < each && b * each + k < used; k++) {
			struct ext4_inode inode;

			slot_of(t->s, copy + (size_t)k * t->s->inode_size, group * t->s->inodes_per_group + b * each + k + 1,
			        (g->inode_table + b) * t->s->bs + (uint64_t)k * t->s->inode_size, &inode);
			if (look_at_slot(t, &inode, f) < 0)
				return -1;
		}
	}
	return 0;
}

int ext4_dead_inodes(struct ext4 *s, struct ext4_dead *d, struct fault *f)
{
	struct inode_tables t = { .s = s, .d = d };
	int rc = 0;

	t.blocks = ((uint64_t)s->inodes_per_group * s->inode_size + s->bs - 1) / s->bs;
	for (uint64_t g = 0; rc >= 0 && g < s->groups; g++) {
		struct ext4_group x;
		char why[FS_WHY];

		if (g % 256 == 0)
			rc = watch_check(s->base.watch, f);
		if (rc >= 0)
			rc = ext4_group(s, g, &x, why, f);
		if (rc == 0)
			rc = VEC_PUSH(&t.tables, ((struct inode_table){ x.inode_table, g }), f);
		if (rc == 0)
			rc = look_at_table(&t, g, &x, f);
	}
	if (t.tables.n > 1)
		qsort(t.tables.v, t.tables.n, sizeof *t.tables.v, by_start);
	if (rc >= 0)
		rc = look_at_copies(&t, f);
	VEC_RELEASE(&t.tables);
	if (rc >= 0)
		rc = ext4_dead_lives_sort(d, f);
	return rc < 0 ? -1 : 0;
}
