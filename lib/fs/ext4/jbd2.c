/*
 * fs/ext4/jbd2.c - the journal: where it lies, what replay would put in place, and every copy of a block
 * that still stands anywhere in it, whatever its head and tail say. All numbers in it are big-endian.
 */
#include "fs/ext4/ext4.h"

#include "fs/crc32c.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	MAGIC = 0xC03B3998,
	DESCRIPTOR = 1, COMMIT = 2, REVOKE = 5,
	FLAG_ESCAPE = 1, FLAG_SAME_UUID = 2, FLAG_LAST = 8,
	INCOMPAT_64BIT = 2, INCOMPAT_CSUM2 = 8, INCOMPAT_CSUM3 = 16,
	JOURNAL_BLOCKS_MOST = 1 << 24, /* of a log: 64 GiB at 4 KiB */
	TICK = 10000000, /* nanoseconds: commits are dated by a clock that ticks so, at the slowest */
};

void ext4_journal_free(struct ext4_journal *j)
{
	if (j == NULL)
		return;
	free(j->map);
	VEC_RELEASE(&j->overlay);
	VEC_RELEASE(&j->copies);
	VEC_RELEASE(&j->commits);
	free(j);
}

/* ---- blocks of the log ------------------------------------------------------------------------------ */

static int read_log(struct ext4 *s, uint64_t index, uint8_t *into, struct fault *f)
{
	const struct ext4_journal *j = s->journal;

	if (index >= j->blocks || j->map[index] == 0)
		return FS_DAMAGED;
	return ext4_raw_block(s, j->map[index], into, f);
}

int ext4_copy_read(struct ext4 *s, const struct ext4_copy *c, uint8_t *into, struct fault *f)
{
	int rc = read_log(s, c->index, into, f);

	if (rc == 0 && c->escaped) {
		static const uint8_t magic[4] = { 0xC0, 0x3B, 0x39, 0x98 };

		memcpy(into, magic, sizeof magic);
	}
	return rc;
}

uint64_t ext4_copy_where(const struct ext4 *s, const struct ext4_copy *c)
{
	return s->journal->map[c->index] * s->bs;
}

/* The log's blocks as the file system places them. */
static int map_log(struct ext4 *s, struct fault *f)
{
	struct ext4_journal *j = s->journal;
	struct ext4_map map = { { NULL, 0, 0 } };
	struct ext4_inode i;
	char why[FS_WHY] = "";
	int rc = ext4_inode(s, s->journal_inode, &i, why, f);

	if (rc == 0 && ext4_size(i.b) > 0)
		rc = ext4_live_map(s, &i, &map, why, f);
	else if (rc == 0)
		rc = FS_DAMAGED;
	if (rc == FS_DAMAGED) { /* the superblock keeps a copy of the map */
		memset(&i, 0, sizeof i);
		memcpy(i.b + 0x28, s->journal_backup, EXT4_IBLOCK);
		memcpy(i.b + 4, s->journal_backup + 64, 4);
		memcpy(i.b + 0x6C, s->journal_backup + 60, 4);
		if (le16(i.b + 0x28) == 0xF30A)
			i.b[0x22] = 0x08; /* EXTENTS */
		map.v.n = 0;
		rc = ext4_live_map(s, &i, &map, why, f);
	}
	if (rc == 0 && map.v.n > 0) {
		const struct ext4_piece *last = &map.v.v[map.v.n - 1];

		j->blocks = last->at + last->n;
		if (j->blocks > JOURNAL_BLOCKS_MOST || j->blocks > s->blocks)
			j->blocks = 0;
	}
	j->map = (uint64_t *)calloc(j->blocks + 1, sizeof *j->map);
	if (j->map == NULL)
		rc = fault_memory(f, (j->blocks + 1) * sizeof *j->map);
	for (size_t k = 0; rc == 0 && j->blocks > 0 && k < map.v.n; k++)
		for (uint64_t b = 0; b < map.v.v[k].n; b++)
			j->map[map.v.v[k].at + b] = map.v.v[k].block + b;
	VEC_RELEASE(&map.v);
	if (rc == FS_DAMAGED || (rc == 0 && j->blocks < 2)) {
		(void)snprintf(j->note, sizeof j->note, "the journal cannot be found: %.80s", why);
		return FS_DAMAGED;
	}
	return rc;
}

/* ---- reading descriptors ------------------------------------------------------------------------------ */

struct tag {
	uint64_t block;
	uint32_t flags, csum;
};

struct tags {
	const struct ext4_journal *j;
	const uint8_t *b;
	size_t at, end;
	bool last;
};

static struct tags tags_of(const struct ext4 *s, const uint8_t *b)
{
	const struct ext4_journal *j = s->journal;

	return (struct tags){ j, b, 12, s->bs - (j->csum2 || j->csum3 ? 4u : 0u), false };
}

static bool next_tag(struct tags *t, struct tag *out)
{
	const uint8_t *p = t->b + t->at;
	size_t n = t->j->csum3 ? 16 : t->j->wide ? 12 : 8;

	if (t->last || t->at + n > t->end)
		return false;
	out->block = be32(p);
	if (t->j->csum3) {
		out->flags = be32(p + 4);
		out->block |= t->j->wide ? (uint64_t)be32(p + 8) << 32 : 0;
		out->csum = be32(p + 12);
	} else {
		out->csum = be16(p + 4);
		out->flags = be16(p + 6);
		out->block |= t->j->wide ? (uint64_t)be32(p + 8) << 32 : 0;
	}
	t->at += n;
	if ((out->flags & FLAG_SAME_UUID) == 0)
		t->at += 16;
	t->last = (out->flags & FLAG_LAST) != 0;
	return true;
}

static bool data_sums(const struct ext4 *s, const struct tag *t, uint32_t sequence, const uint8_t *data)
{
	const struct ext4_journal *j = s->journal;
	uint8_t be[4] = { (uint8_t)(sequence >> 24), (uint8_t)(sequence >> 16), (uint8_t)(sequence >> 8), (uint8_t)sequence };
	uint32_t crc;

	if (!j->csum2 && !j->csum3)
		return true;
	crc = crc32c(crc32c(j->seed, span_make(be, 4)), span_make(data, s->bs));
	return j->csum3 ? crc == t->csum : (crc & 0xFFFF) == t->csum;
}

static uint64_t after(const struct ext4_journal *j, uint64_t index)
{
	return index + 1 >= j->blocks ? j->first : index + 1;
}

/* ---- replay ---------------------------------------------------------------------------------------------- */

static int by_block(const void *a, const void *b)
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

struct replay {
	struct ext4 *s;
	VEC(struct ext4_copy) found; /* of whole transactions */
	VEC(struct revoked) revoked;
	uint8_t *block, *data;
	uint32_t order;
	uint64_t read; /* blocks */
};

static int take_revokes(struct replay *r, uint32_t sequence, struct fault *f)
{
	size_t each = r->s->journal->wide ? 8 : 4, end = be32(r->block + 12);

	if (end > r->s->bs)
		end = r->s->bs;
	for (size_t at = 16; at + each <= end; at += each) {
		struct revoked x = { each == 8 ? be64(r->block + at) : be32(r->block + at), sequence };

		if (VEC_PUSH(&r->revoked, x, f) < 0)
			return -1;
	}
	return 0;
}

/* The data blocks of one descriptor; *at moves behind them. FS_DAMAGED: one does not sum. */
static int take_data(struct replay *r, uint64_t *at, uint32_t sequence, struct fault *f)
{
	struct ext4 *s = r->s;
	struct tags t = tags_of(s, r->block);
	struct tag tag;

	while (next_tag(&t, &tag)) {
		struct ext4_copy c = { tag.block, *at, sequence, r->order++, (tag.flags & FLAG_ESCAPE) != 0, true };
		int rc = read_log(s, *at, r->data, f);

		if (rc == 0 && !data_sums(s, &tag, sequence, r->data))
			rc = FS_DAMAGED;
		if (rc != 0 || ++r->read > s->journal->blocks)
			return rc < 0 ? -1 : FS_DAMAGED;
		if (ext4_in_range(s, c.block, 1) && VEC_PUSH(&r->found, c, f) < 0)
			return -1;
		*at = after(s->journal, *at);
	}
	return 0;
}

/* Transactions in their order until the chain ends; only whole ones count. */
static int read_transactions(struct replay *r, struct fault *f)
{
	struct ext4_journal *j = r->s->journal;
	uint64_t at = j->start;
	uint32_t sequence = j->sequence;
	size_t whole = 0, whole_revokes = 0;

	while (r->read++ <= j->blocks) {
		int rc = read_log(r->s, at, r->block, f);

		if (rc < 0)
			return -1;
		if (rc != 0 || be32(r->block) != MAGIC || be32(r->block + 8) != sequence)
			break;
		at = after(j, at);
		if (be32(r->block + 4) == COMMIT) {
			whole = r->found.n;
			whole_revokes = r->revoked.n;
			sequence++;
		} else if (be32(r->block + 4) == REVOKE) {
			if (take_revokes(r, sequence, f) < 0)
				return -1;
		} else if (be32(r->block + 4) == DESCRIPTOR) {
			rc = take_data(r, &at, sequence, f);
			if (rc < 0)
				return -1;
			if (rc != 0)
				break;
		} else {
			break;
		}
	}
	r->found.n = whole;
	r->revoked.n = whole_revokes;
	return 0;
}

static int by_revoked(const void *a, const void *b)
{
	const struct revoked *x = (const struct revoked *)a, *y = (const struct revoked *)b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

/* The newest revocation of a block; 0: none. */
static bool is_revoked(const struct replay *r, const struct ext4_copy *c)
{
	size_t low = 0, high = r->revoked.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->revoked.v[mid].block < c->block ||
		    (r->revoked.v[mid].block == c->block && r->revoked.v[mid].sequence < c->sequence))
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->revoked.n && r->revoked.v[low].block == c->block;
}

static int keep_newest(struct replay *r, struct fault *f)
{
	struct ext4_journal *j = r->s->journal;

	if (r->found.n > 1)
		qsort(r->found.v, r->found.n, sizeof *r->found.v, by_block);
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
	struct replay r = { .s = s };
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

const struct ext4_copy *ext4_overlay(const struct ext4 *s, uint64_t block)
{
	const struct ext4_journal *j = s->journal;
	size_t low = 0, high = j == NULL ? 0 : j->overlay.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (j->overlay.v[mid].block < block)
			low = mid + 1;
		else
			high = mid;
	}
	return j != NULL && low < j->overlay.n && j->overlay.v[low].block == block ? &j->overlay.v[low] : NULL;
}

/* ---- opening ------------------------------------------------------------------------------------------------ */

static int read_super(struct ext4 *s, struct fault *f)
{
	struct ext4_journal *j = s->journal;
	uint8_t *b = (uint8_t *)malloc(s->bs);
	uint64_t most;
	int rc = b == NULL ? fault_memory(f, s->bs) : read_log(s, 0, b, f);

	if (rc == 0 && (be32(b) != MAGIC || (be32(b + 4) != 3 && be32(b + 4) != 4) || be32(b + 12) != s->bs))
		rc = FS_DAMAGED;
	if (rc == 0) {
		most = be32(b + 16);
		j->first = be32(b + 20);
		j->sequence = be32(b + 24);
		j->start = be32(b + 28);
		j->incompat = be32(b + 4) == 4 ? be32(b + 40) : 0;
		j->wide = (j->incompat & INCOMPAT_64BIT) != 0;
		j->csum2 = (j->incompat & INCOMPAT_CSUM2) != 0;
		j->csum3 = (j->incompat & INCOMPAT_CSUM3) != 0;
		j->seed = crc32c(~0u, span_make(b + 48, 16));
		/* a fast-commit area ends the log earlier */
		if ((j->incompat & 0x20) != 0 && be32(b + 84) < most)
			most -= be32(b + 84) == 0 ? 256 : be32(b + 84);
		if (most < j->blocks)
			j->blocks = most;
		if (j->first == 0 || j->first >= j->blocks || j->start >= j->blocks)
			rc = FS_DAMAGED;
	}
	free(b);
	if (rc == FS_DAMAGED)
		(void)snprintf(j->note, sizeof j->note, "the journal's superblock cannot be read");
	return rc;
}

int ext4_journal_open(struct ext4 *s, struct fault *f)
{
	struct ext4_journal *j;
	int rc;

	if ((s->compat & EXT4_COMPAT_JOURNAL) == 0 || s->journal_inode == 0) {
		if ((s->incompat & EXT4_INCOMPAT_JOURNAL_DEV) != 0 || (s->compat & EXT4_COMPAT_JOURNAL) != 0)
			(void)snprintf(s->base.facts.note, sizeof s->base.facts.note,
			               "the journal lies on another device and is not read");
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
		for (size_t i = 0; rc == 0 && i < EXT4_CACHE_BYTES / s->bs; i++)
			s->cache[i].block = UINT64_MAX; /* what was read before replay may be old */
	}
	if (rc == FS_DAMAGED) {
		(void)snprintf(s->base.facts.note, sizeof s->base.facts.note, "%s", j->note);
		if (j->blocks < 2 || j->first == 0) {
			ext4_journal_free(j);
			s->journal = NULL;
		}
		rc = 0;
	}
	return rc;
}

/* ---- the whole log as a quarry ------------------------------------------------------------------------------- */



struct quarry {
	struct ext4 *s;
	uint8_t *data;
	uint32_t order;
};

static int note_copies(struct quarry *q, const uint8_t *b, uint64_t index, struct fault *f)
{
	struct ext4 *s = q->s;
	struct ext4_journal *j = s->journal;
	struct tags t = tags_of(s, b);
	uint32_t sequence = be32(b + 8);
	uint64_t at = after(j, index), n = 0;
	struct tag tag;

	while (next_tag(&t, &tag) && ++n < j->blocks) {
		struct ext4_copy c = { tag.block, at, sequence, q->order++, (tag.flags & FLAG_ESCAPE) != 0, false };

		at = after(j, at);
		if (!ext4_in_range(s, c.block, 1))
			continue;
		if (j->csum2 || j->csum3) {
			int rc = read_log(s, c.index, q->data, f);

			if (rc < 0)
				return -1;
			c.sums = rc == 0 && data_sums(s, &tag, sequence, q->data);
			if (!c.sums) /* a later lap wrote over it */
				continue;
		}
		if (VEC_PUSH(&j->copies, c, f) < 0)
			return -1;
	}
	return 0;
}

static int note_commit(struct ext4_journal *j, uint64_t index, const uint8_t *b, struct fault *f)
{
	struct ext4_commit c = { .sequence = be32(b + 8), .index = index, .whole = be32(b + 8) };

	if (be64(b + 48) != 0 && be64(b + 48) < (1ull << 40) && be32(b + 56) < 1000000000)
		c.time = when_ns((int64_t)be64(b + 48), be32(b + 56));
	return VEC_PUSH(&j->commits, c, f);
}

static int by_sequence(const void *a, const void *b)
{
	const struct ext4_commit *x = (const struct ext4_commit *)a, *y = (const struct ext4_commit *)b;

	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

static int scan_all(struct quarry *q, uint8_t *block, struct fault *f)
{
	struct ext4_journal *j = q->s->journal;

	for (uint64_t i = 1; i < j->blocks; i++) {
		int rc = read_log(q->s, i, block, f);

		if (rc < 0)
			return -1;
		if (i % 4096 == 0 && watch_stopped(q->s->base.watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted; the same command goes on");
		if (rc != 0 || be32(block) != MAGIC)
			continue;
		if (be32(block + 4) == DESCRIPTOR && note_copies(q, block, i, f) < 0)
			return -1;
		if (be32(block + 4) == COMMIT && note_commit(j, i, block, f) < 0)
			return -1;
	}
	return 0;
}

/* Numbers jump by two at an unmount: nothing is missing when the next transaction follows in place. */
static int follows(struct ext4 *s, const struct ext4_commit *c, const struct ext4_commit *next, uint8_t *block, bool *yes,
                   struct fault *f)
{
	int rc = 0;

	*yes = next->sequence - c->sequence == 1;
	if (!*yes && next->sequence - c->sequence == 2) {
		rc = read_log(s, after(s->journal, c->index), block, f);
		*yes = rc == 0 && be32(block) == MAGIC && be32(block + 8) == next->sequence;
	}
	return rc < 0 ? -1 : 0;
}

/* How far each transaction is followed without a gap. */
static int join_commits(struct ext4 *s, uint8_t *block, struct fault *f)
{
	struct ext4_journal *j = s->journal;

	for (size_t i = j->commits.n; i > 1; i--) {
		struct ext4_commit *c = &j->commits.v[i - 2];
		const struct ext4_commit *next = &j->commits.v[i - 1];
		bool yes;

		if (follows(s, c, next, block, &yes, f) < 0)
			return -1;
		if (yes || next->sequence == c->sequence)
			c->whole = next->whole;
	}
	return 0;
}

int ext4_journal_scan(struct ext4 *s, struct fault *f)
{
	struct ext4_journal *j = s->journal;
	struct quarry q = { .s = s };
	uint8_t *block;
	int rc;

	if (j == NULL || j->scanned)
		return 0;
	block = (uint8_t *)malloc(s->bs);
	q.data = (uint8_t *)malloc(s->bs);
	rc = block == NULL || q.data == NULL ? fault_memory(f, s->bs) : scan_all(&q, block, f);
	if (j->copies.n > 1)
		qsort(j->copies.v, j->copies.n, sizeof *j->copies.v, by_block);
	if (j->commits.n > 1)
		qsort(j->commits.v, j->commits.n, sizeof *j->commits.v, by_sequence);
	if (rc == 0)
		rc = join_commits(s, block, f);
	free(block);
	free(q.data);
	if (rc != 0)
		return rc;
	j->scanned = true;
	return 0;
}

/* The first commit of this number or a later one. */
static size_t first_commit(const struct ext4_journal *j, uint64_t sequence)
{
	size_t low = 0, high = j == NULL ? 0 : j->commits.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (j->commits.v[mid].sequence < sequence)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct when ext4_commit_time(const struct ext4 *s, uint64_t sequence)
{
	const struct ext4_journal *j = s->journal;
	size_t i = first_commit(j, sequence);

	return j != NULL && i < j->commits.n && j->commits.v[i].sequence == sequence ? j->commits.v[i].time : WHEN_UNKNOWN;
}

struct when ext4_commit_before(const struct ext4 *s, uint64_t sequence)
{
	size_t i = sequence == 0 ? 0 : first_commit(s->journal, sequence);

	return i == 0 ? WHEN_UNKNOWN : s->journal->commits.v[i - 1].time;
}

struct when ext4_commit_by(const struct ext4 *s, uint64_t sequence)
{
	const struct ext4_journal *j = s->journal;
	size_t i = first_commit(j, sequence);
	struct when w = sequence == 0 || j == NULL || i == j->commits.n ? WHEN_UNKNOWN : j->commits.v[i].time;

	if (w.known && (w.nsec += TICK) > 999999999) {
		w.nsec -= 1000000000;
		w.sec++;
	}
	return w;
}

uint64_t ext4_commits_whole(const struct ext4 *s, uint64_t sequence)
{
	const struct ext4_journal *j = s->journal;
	size_t i = first_commit(j, sequence);

	return j != NULL && i < j->commits.n && j->commits.v[i].sequence == sequence ? j->commits.v[i].whole : 0;
}
