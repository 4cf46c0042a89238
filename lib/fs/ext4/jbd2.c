/*
 * fs/ext4/jbd2.c - the journal: where it lies, and what replay would put in place. All numbers in it are big-endian.
 */
#include "fs/ext4/jbd2.h"

#include "core/sentence.h"
#include "fs/private.h"

#include "base/crc32c.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void ext4_journal_free(struct ext4_journal *j)
{
	if (j == NULL)
		return;
	free(j->map);
	free(j->own);
	VEC_RELEASE(&j->overlay);
	VEC_RELEASE(&j->copies);
	VEC_RELEASE(&j->commits);
	free(j);
}

/* ---- where the log lies ----------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	const uint64_t *x = (const uint64_t *)a, *y = (const uint64_t *)b;

	return *x < *y ? -1 : *x > *y;
}

/* Each of its blocks by number, and all of them sorted; `fill`: as far as they are mapped. */
static int place_log(struct ext4_journal *j, const struct ext4_map *map, bool fill, struct fault *f)
{
	j->map = (uint64_t *)calloc(j->blocks + 1, sizeof *j->map);
	j->own = (uint64_t *)calloc(j->blocks + 1, sizeof *j->own);
	if (j->map == NULL || j->own == NULL)
		return fault_memory(f, (j->blocks + 1) * sizeof *j->map);
	for (size_t k = 0; fill && j->blocks > 0 && k < map->v.n; k++)
		for (uint64_t b = 0; b < map->v.v[k].n; b++)
			j->map[map->v.v[k].at + b] = map->v.v[k].block + b;
	for (uint64_t k = 0; k < j->blocks; k++)
		if (j->map[k] != 0)
			j->own[j->own_n++] = j->map[k];
	if (j->own_n > 1)
		qsort(j->own, j->own_n, sizeof *j->own, by_number);
	return 0;
}

/* The log's blocks as the file system places them. */
static int map_log(struct ext4 *s, struct fault *f)
{
	struct ext4_journal *j = s->journal;
	struct ext4_map map = { .nodes = 0 };
	struct ext4_inode i;
	char why[FS_WHY] = "";
	int rc = ext4_inode(s, s->journal_inode, &i, why, f);

	if (rc == 0 && (ext4_format(i.b) != MODE_FILE || le16(i.b + IN_LINKS) == 0 || !ext4_inode_sums(s, &i)))
		(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_INODE_NOT);
	if (rc == 0 && ext4_size(i.b) > 0)
		rc = ext4_live_map(s, &i, &map, why, f);
	if (rc == 0 && map.v.n > 0 && ext4_map_agrees(s, &i, &map, why) != 0)
		(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_INODE, why);
	if (rc == 0 && map.v.n == 0)
		rc = FS_DAMAGED;
	if (rc == FS_DAMAGED) { /* the superblock keeps a copy of the map */
		(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_INODE_CANNOT);
		memset(&i, 0, sizeof i);
		memcpy(i.b + IN_MAP, s->journal_backup, EXT4_IBLOCK);
		memcpy(i.b + IN_SIZE, s->journal_backup + EXT4_IBLOCK + 4, 4);
		memcpy(i.b + IN_SIZE_HIGH, s->journal_backup + EXT4_IBLOCK, 4);
		if (le16(i.b + IN_MAP + EH_MAGIC) == EXTENT_MAGIC)
			i.b[IN_FLAGS + 2] = EXT4_FL_EXTENTS >> 16;
		map.v.n = 0;
		rc = ext4_live_map(s, &i, &map, why, f);
	}
	if (rc == FS_DOUBTFUL) {
		(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_INODE, why);
		rc = 0;
	}
	if (rc == 0 && map.v.n > 0) {
		const struct ext4_piece *last = &map.v.v[map.v.n - 1];

		j->blocks = last->at + last->n;
		if (ext4_size(i.b) / s->bs > j->blocks)
			(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_BLOCKS_FILE, ext4_size(i.b) / s->bs, j->blocks);
		if (j->blocks > s->base.limits.journal_blocks) {
			watch_bite(s->base.watch, LIMIT_journal_blocks, j->blocks - s->base.limits.journal_blocks);
			(void)sentence(why, FS_WHY, S_MORE_BLOCKS_THAN, (uint64_t)s->base.limits.journal_blocks);
			j->blocks = 0;
			rc = FS_BOUNDED;
		}
		if (j->blocks > s->blocks)
			j->blocks = 0;
	}
	if (rc >= 0 && place_log(j, &map, rc == 0, f) < 0)
		rc = -1;
	VEC_RELEASE(&map.v);
	if (rc == FS_BOUNDED)
		fs_leave_out(&s->base, S_JOURNAL_NOT_READ, why);
	if (rc == FS_DAMAGED || (rc == 0 && j->blocks < 2)) {
		(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_CANNOT_FOUND, why);
		return FS_DAMAGED;
	}
	return rc;
}

/* ---- reading descriptors ------------------------------------------------------------------------------ */

struct jbd2_tags jbd2_tags_of(const struct ext4 *s, const uint8_t *b)
{
	const struct ext4_journal *j = s->journal;

	return (struct jbd2_tags){ j, b, JB_BYTES, s->bs - (j->csum2 || j->csum3 ? 4u : 0u), false };
}

bool jbd2_next_tag(struct jbd2_tags *t, struct jbd2_tag *out)
{
	const uint8_t *p = t->b + t->at;
	size_t n = t->j->csum3 ? JT3_BYTES : t->j->wide ? JT_BYTES_WIDE : JT_BYTES;

	if (t->last || t->at + n > t->end)
		return false;
	out->block = be32(p + JT_BLOCK);
	if (t->j->csum3) {
		out->flags = be32(p + JT3_FLAGS);
		out->block |= t->j->wide ? (uint64_t)be32(p + JT_BLOCK_HIGH) << 32 : 0;
		out->csum = be32(p + JT3_SUM);
	} else {
		out->csum = be16(p + JT_SUM);
		out->flags = be16(p + JT_FLAGS);
		out->block |= t->j->wide ? (uint64_t)be32(p + JT_BLOCK_HIGH) << 32 : 0;
	}
	t->at += n;
	if ((out->flags & FLAG_SAME_UUID) == 0)
		t->at += JT_UUID_BYTES;
	t->last = (out->flags & FLAG_LAST) != 0;
	return true;
}

bool jbd2_data_sums(const struct ext4 *s, const struct jbd2_tag *t, uint32_t sequence, const uint8_t *data)
{
	const struct ext4_journal *j = s->journal;
	uint8_t be[4] = { (uint8_t)(sequence >> 24), (uint8_t)(sequence >> 16), (uint8_t)(sequence >> 8), (uint8_t)sequence };
	uint32_t crc;

	if (!j->csum2 && !j->csum3)
		return true;
	crc = crc32c(crc32c(j->seed, span_make(be, 4)), span_make(data, s->bs));
	return j->csum3 ? crc == t->csum : (crc & 0xFFFF) == t->csum;
}

uint64_t jbd2_after(const struct ext4_journal *j, uint64_t index)
{
	return index + 1 >= j->blocks ? j->first : index + 1;
}

/* ---- replay ---------------------------------------------------------------------------------------------- */

int jbd2_by_block(const void *a, const void *b)
{
	const struct ext4_copy *x = (const struct ext4_copy *)a, *y = (const struct ext4_copy *)b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	if (x->sequence != y->sequence)
		return x->sequence < y->sequence ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

struct revoked {
	uint64_t block, sequence;
};

struct jbd2_replay {
	struct ext4 *s;
	VEC(struct ext4_copy) found; /* of whole transactions */
	VEC(struct revoked) revoked;
	uint8_t *block, *data;
	uint32_t order;
	uint64_t read;   /* blocks */
	uint64_t failed; /* a block of the transaction at hand that fails its checksum; 0: none */
	struct when committed; /* when the last whole one was */
};

static int take_revokes(struct jbd2_replay *r, uint32_t sequence, struct fault *f)
{
	size_t each = r->s->journal->wide ? 8 : 4, end = be32(r->block + JR_END);

	if (end > r->s->bs)
		end = r->s->bs;
	for (size_t at = 16; at + each <= end; at += each) {
		struct revoked x = { each == 8 ? be64(r->block + at) : be32(r->block + at), sequence };

		if (VEC_PUSH(&r->revoked, x, f) < 0)
			return -1;
	}
	return 0;
}

/* The journal never holds a copy of itself. */
static bool in_journal(const struct ext4 *s, uint64_t block)
{
	const struct ext4_journal *j = s->journal;

	return bsearch(&block, j->own, j->own_n, sizeof *j->own, by_number) != NULL;
}

/* The data blocks of one descriptor; *at moves behind them. A block that fails its checksum is left out, as a mount
 * would: whether it was ever committed its transaction's end tells. FS_DAMAGED: one cannot be read. */
static int take_data(struct jbd2_replay *r, uint64_t *at, uint32_t sequence, struct fault *f)
{
	struct ext4 *s = r->s;
	struct jbd2_tags t = jbd2_tags_of(s, r->block);
	struct jbd2_tag tag;

	while (jbd2_next_tag(&t, &tag)) {
		struct ext4_copy c = { tag.block, *at, sequence, r->order++, (tag.flags & FLAG_ESCAPE) != 0, true };
		int rc = ext4_log_block(s, *at, r->data, f);

		if (rc != 0 || ++r->read > s->journal->blocks)
			return rc < 0 ? -1 : FS_DAMAGED;
		if (!jbd2_data_sums(s, &tag, sequence, r->data) || !ext4_in_range(s, c.block, 1) || in_journal(s, c.block))
			r->failed = r->failed == 0 ? *at : r->failed;
		else if (VEC_PUSH(&r->found, c, f) < 0)
			return -1;
		*at = jbd2_after(s->journal, *at);
	}
	return 0;
}

/* Checksums of descriptors and revocations stand at their end, those of commits behind the header. */
static bool block_sums(const struct ext4 *s, const uint8_t *b)
{
	static const uint8_t zeros[4];
	const struct ext4_journal *j = s->journal;
	size_t at = be32(b + JB_TYPE) == COMMIT ? JC_SUM : s->bs - 4;
	uint32_t crc;

	if (!j->csum2 && !j->csum3)
		return true;
	crc = crc32c(crc32c(j->seed, span_make(b, at)), span_make(zeros, 4));
	return crc32c(crc, span_make(b + at + 4, s->bs - at - 4)) == be32(b + at);
}

struct when jbd2_commit_time(const uint8_t *b)
{
	if (be64(b + JC_TIME) == 0 || be64(b + JC_TIME) >= (1ull << 40) || be32(b + JC_NANOSECONDS) >= 1000000000)
		return WHEN_UNKNOWN;
	return when_ns((int64_t)be64(b + JC_TIME), be32(b + JC_NANOSECONDS));
}

static void tell(struct ext4_journal *j, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void tell(struct ext4_journal *j, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (j->broken[0] == '\0')
		(void)vsentence(j->broken, sizeof j->broken, fmt, ap);
	va_end(ap);
}

/* Where the chain ends nothing was committed any more, unless the end of that transaction or of a later one stands
 * somewhere: of earlier laps there are only lower numbers. */
static int look_behind(struct jbd2_replay *r, uint64_t stop, uint32_t sequence, struct fault *f)
{
	struct ext4_journal *j = r->s->journal;

	for (uint64_t i = 1; i < j->blocks; i++) {
		int rc = ext4_log_block(r->s, i, r->block, f);

		if (rc < 0)
			return -1;
		if (i % 4096 == 0 && watch_check(r->s->base.watch, f) < 0)
			return -1;
		if (rc != 0 || be32(r->block + JB_MAGIC) != MAGIC || be32(r->block + JB_TYPE) != COMMIT ||
		    (int32_t)(be32(r->block + JB_SEQUENCE) - sequence) < 0 || !block_sums(r->s, r->block) ||
		    when_cmp(jbd2_commit_time(r->block), r->committed) < 0)
			continue;
		tell(j, S_JOURNAL_BREAKS_OFF, stop, (uint64_t)sequence);
		break;
	}
	return 0;
}

static void close_transaction(struct jbd2_replay *r, uint32_t sequence)
{
	if (r->failed != 0)
		tell(r->s->journal, S_COMMITTED_BLOCK_JOURNAL, r->failed, (uint64_t)sequence);
	r->failed = 0;
	r->committed = jbd2_commit_time(r->block);
}

/* One block of the chain at *at, which moves on. 0; 1: the chain ends here; -1. */
static int read_link(struct jbd2_replay *r, uint64_t *at, uint32_t *sequence, bool *committed, struct fault *f)
{
	struct ext4_journal *j = r->s->journal;
	uint64_t here = *at;
	int rc = ext4_log_block(r->s, here, r->block, f);

	*committed = false;
	if (rc < 0)
		return -1;
	if (rc != 0 || be32(r->block + JB_MAGIC) != MAGIC || be32(r->block + JB_SEQUENCE) != *sequence)
		return 1;
	if (!block_sums(r->s, r->block)) {
		if (be32(r->block + JB_TYPE) == COMMIT)
			tell(j, S_END_TRANSACTION_FAILS, here, (uint64_t)*sequence);
		return 1;
	}
	*at = jbd2_after(j, here);
	switch (be32(r->block + JB_TYPE)) {
	case COMMIT:
		close_transaction(r, *sequence);
		*committed = true;
		return 0;
	case REVOKE:
		return take_revokes(r, *sequence, f);
	case DESCRIPTOR:
		rc = take_data(r, at, *sequence, f);
		return rc < 0 ? -1 : rc != 0;
	default:
		return 1;
	}
}

/* Transactions in their order until the chain ends; only whole ones count. */
static int read_transactions(struct jbd2_replay *r, struct fault *f)
{
	struct ext4_journal *j = r->s->journal;
	uint64_t at = j->start;
	uint32_t sequence = j->sequence;
	size_t whole = 0, whole_revokes = 0;
	int rc = 0;

	while (rc == 0 && r->read++ <= j->blocks) {
		bool committed;

		rc = read_link(r, &at, &sequence, &committed, f);
		if (!committed)
			continue;
		whole = r->found.n;
		whole_revokes = r->revoked.n;
		sequence++;
	}
	r->found.n = whole;
	r->revoked.n = whole_revokes;
	return rc < 0 ? -1 : look_behind(r, at, sequence, f);
}

static int by_revoked(const void *a, const void *b)
{
	const struct revoked *x = (const struct revoked *)a, *y = (const struct revoked *)b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

/* The newest revocation of a block; 0: none. */
static bool is_revoked(const struct jbd2_replay *r, const struct ext4_copy *c)
{
	size_t low = LOWER_BOUND(r->revoked.n, mid, r->revoked.v[mid].block < c->block || (r->revoked.v[mid].block == c->block && r->revoked.v[mid].sequence < c->sequence));
	return low < r->revoked.n && r->revoked.v[low].block == c->block;
}

/* Of each block the newest copy goes in place, unless a revocation of the same or a later transaction says that it was freed:
 * it may hold a file's bytes by now, which replay must not overwrite. */
static int keep_newest(struct jbd2_replay *r, struct fault *f)
{
	struct ext4_journal *j = r->s->journal;

	if (r->found.n > 1)
		qsort(r->found.v, r->found.n, sizeof *r->found.v, jbd2_by_block);
	if (r->revoked.n > 1)
		qsort(r->revoked.v, r->revoked.n, sizeof *r->revoked.v, by_revoked);
	for (size_t i = 0; i < r->found.n; i++) {
		const struct ext4_copy *c = &r->found.v[i];

		if (i + 1 < r->found.n && r->found.v[i + 1].block == c->block)
			continue;
		if (!is_revoked(r, c) && VEC_PUSH(&j->overlay, *c, f) < 0)
			return -1;
	}
	return 0;
}

static int replay(struct ext4 *s, struct fault *f)
{
	struct jbd2_replay r = { .s = s };
	int rc;

	r.block = (uint8_t *)malloc(s->bs);
	r.data = (uint8_t *)malloc(s->bs);
	rc = r.block == NULL || r.data == NULL ? fault_memory(f, s->bs) : read_transactions(&r, f);
	if (rc == 0)
		rc = keep_newest(&r, f);
	free(r.block);
	free(r.data);
	VEC_RELEASE(&r.found);
	VEC_RELEASE(&r.revoked);
	return rc;
}

/* ---- opening ------------------------------------------------------------------------------------------------ */

/* The superblock's own, where its checksum is crc32c (the others' kinds are of old). */
static bool super_sums(const struct ext4_journal *j, const uint8_t *b)
{
	static const uint8_t zeros[4];
	uint32_t crc;

	if (!j->csum2 && !j->csum3)
		return true;
	crc = crc32c(crc32c(~0u, span_make(b, JS_SUM)), span_make(zeros, 4));
	return crc32c(crc, span_make(b + JS_SUM + 4, JS_BYTES - JS_SUM - 4)) == be32(b + JS_SUM);
}

/* What e2fsck and the kernel refuse: features that nobody knows, or any in a superblock of version 1. */
static bool features_odd(const uint8_t *b, bool second)
{
	if (!second)
		return be32(b + JS_COMPAT) != 0 || be32(b + JS_INCOMPAT) != 0 || be32(b + JS_RO_COMPAT) != 0;
	return (be32(b + JS_INCOMPAT) & ~(uint32_t)JS_INCOMPAT_KNOWN) != 0 || be32(b + JS_RO_COMPAT) != 0;
}

/* Version 1 of the superblock (type 3) has no features. */
static int take_super(struct ext4_journal *j, const uint8_t *b, uint32_t bs)
{
	bool second = be32(b + JB_TYPE) == 4;
	uint64_t most = be32(b + JS_BLOCKS);

	if (be32(b + JB_MAGIC) != MAGIC || (be32(b + JB_TYPE) != 3 && !second) || be32(b + JS_BLOCK) != bs)
		return FS_DAMAGED;
	j->first = be32(b + JS_FIRST);
	j->sequence = be32(b + JS_SEQUENCE);
	j->start = be32(b + JS_START);
	j->incompat = second ? be32(b + JS_INCOMPAT) : 0;
	j->wide = (j->incompat & INCOMPAT_64BIT) != 0;
	j->csum2 = (j->incompat & INCOMPAT_CSUM2) != 0;
	j->csum3 = (j->incompat & INCOMPAT_CSUM3) != 0;
	j->seed = crc32c(~0u, span_make(b + JS_UUID, 16));
	if (features_odd(b, second))
		(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_FEATURES);
	if (!super_sums(j, b))
		(void)sentence(j->broken, sizeof j->broken, S_CHECKSUM_JOURNAL_SUPERBLOCK);
	/* a fast-commit area ends the log earlier */
	if ((j->incompat & 0x20) != 0 && be32(b + JS_FAST_BLOCKS) < most)
		most -= be32(b + JS_FAST_BLOCKS) == 0 ? 256 : be32(b + JS_FAST_BLOCKS);
	if (most > j->blocks)
		(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_BLOCKS_FILE,
		               most, j->blocks);
	if (most < j->blocks)
		j->blocks = most;
	return j->first == 0 || j->first >= j->blocks || j->start >= j->blocks ? FS_DAMAGED : 0;
}

static int read_super(struct ext4 *s, struct fault *f)
{
	struct ext4_journal *j = s->journal;
	uint8_t *b = (uint8_t *)malloc(s->bs);
	int rc = b == NULL ? fault_memory(f, s->bs) : ext4_log_block(s, 0, b, f);

	if (rc == 0)
		rc = take_super(j, b, s->bs);
	free(b);
	if (rc == FS_DAMAGED)
		(void)sentence(j->broken, sizeof j->broken, S_JOURNAL_SUPERBLOCK_CANNOT);
	return rc;
}

int ext4_journal_open(struct ext4 *s, struct fault *f)
{
	struct ext4_journal *j;
	int rc;

	/* one of the two, and where the features name it */
	if ((s->compat & EXT4_COMPAT_JOURNAL) == 0 && (s->journal_inode != 0 || s->journal_elsewhere))
		fs_remark(&s->base, true, S_JOURNAL_WITHOUT_FEATURE);
	else if (s->journal_inode != 0 && s->journal_elsewhere)
		fs_remark(&s->base, true, S_JOURNAL_TWICE);
	if ((s->compat & EXT4_COMPAT_JOURNAL) == 0 || s->journal_inode == 0) {
		if ((s->incompat & EXT4_INCOMPAT_JOURNAL_DEV) != 0 || (s->compat & EXT4_COMPAT_JOURNAL) != 0)
			fs_remark(&s->base, true, S_JOURNAL_LIES_ANOTHER);
		return 0;
	}
	j = (struct ext4_journal *)calloc(1, sizeof *j);
	if (j == NULL)
		return fault_memory(f, sizeof *j);
	s->journal = j;
	rc = map_log(s, f);
	if (rc == 0)
		rc = read_super(s, f);
	if (rc == 0 && j->start != 0 && (s->incompat & EXT4_INCOMPAT_RECOVER) != 0) {
		j->dirty = s->base.facts.dirty = true;
		rc = replay(s, f);
		fs_cache_forget(&s->cache); /* what was read before replay may be old */
	}
	if (rc == 0 && j->start != 0 && !j->dirty)
		(void)sentence(j->broken, sizeof j->broken,
		               S_JOURNAL_PENDING_SUPERBLOCK);
	if (j->broken[0] != '\0')
		fs_remark(&s->base, true, "%s", j->broken);
	if (rc > 0) {
		if (j->blocks < 2 || j->first == 0) {
			ext4_journal_free(j);
			s->journal = NULL;
		}
		rc = 0;
	}
	return rc;
}
