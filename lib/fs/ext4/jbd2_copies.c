/* fs/ext4/jbd2_copies.c - every copy of a block that still stands anywhere in the log, and when it was committed. */
#include "fs/ext4/jbd2.h"

#include <stdlib.h>

struct jbd2_copying {
	struct ext4 *s;
	uint8_t *data;
	uint32_t order;
};

/* Copies follow their descriptor in its order. Without checksums nothing tells whether a later lap wrote over them: they are
 * hypotheses, and the hash decides. */
static int note_copies(struct jbd2_copying *q, const uint8_t *b, uint64_t index, struct fault *f)
{
	struct ext4 *s = q->s;
	struct ext4_journal *j = s->journal;
	struct jbd2_tags t = jbd2_tags_of(s, b);
	uint32_t sequence = be32(b + JB_SEQUENCE);
	uint64_t at = jbd2_after(j, index), n = 0;
	struct jbd2_tag tag;

	while (jbd2_next_tag(&t, &tag) && ++n < j->blocks) {
		struct ext4_copy c = { tag.block, at, sequence, q->order++, (tag.flags & FLAG_ESCAPE) != 0, false };

		at = jbd2_after(j, at);
		if (!ext4_in_range(s, c.block, 1))
			continue;
		if (j->csum2 || j->csum3) {
			int rc = ext4_log_block(s, c.index, q->data, f);

			if (rc < 0)
				return -1;
			c.sums = rc == 0 && jbd2_data_sums(s, &tag, sequence, q->data);
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
	struct ext4_commit c = { .sequence = be32(b + JB_SEQUENCE), .time = jbd2_commit_time(b), .index = index,
		                 .whole = be32(b + JB_SEQUENCE) };

	return VEC_PUSH(&j->commits, c, f);
}

static int by_sequence(const void *a, const void *b)
{
	const struct ext4_commit *x = (const struct ext4_commit *)a, *y = (const struct ext4_commit *)b;

	return x->sequence < y->sequence ? -1 : x->sequence > y->sequence;
}

static int scan_all(struct jbd2_copying *q, uint8_t *block, struct fault *f)
{
	struct ext4_journal *j = q->s->journal;

	for (uint64_t i = 1; i < j->blocks; i++) {
		int rc = ext4_log_block(q->s, i, block, f);

		if (rc < 0)
			return -1;
		if (i % 4096 == 0 && watch_check(q->s->base.watch, f) < 0)
			return -1;
		if (rc != 0 || be32(block + JB_MAGIC) != MAGIC)
			continue;
		if (be32(block + JB_TYPE) == DESCRIPTOR && note_copies(q, block, i, f) < 0)
			return -1;
		if (be32(block + JB_TYPE) == COMMIT && note_commit(j, i, block, f) < 0)
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
		rc = ext4_log_block(s, jbd2_after(s->journal, c->index), block, f);
		*yes = rc == 0 && be32(block + JB_MAGIC) == MAGIC && be32(block + JB_SEQUENCE) == next->sequence;
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
	struct jbd2_copying q = { .s = s };
	uint8_t *block;
	int rc;

	if (j == NULL || j->scanned)
		return 0;
	block = (uint8_t *)malloc(s->bs);
	q.data = (uint8_t *)malloc(s->bs);
	rc = block == NULL || q.data == NULL ? fault_memory(f, s->bs) : scan_all(&q, block, f);
	if (j->copies.n > 1)
		qsort(j->copies.v, j->copies.n, sizeof *j->copies.v, jbd2_by_block);
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
	size_t low = LOWER_BOUND(j == NULL ? 0 : j->commits.n, mid, j->commits.v[mid].sequence < sequence);
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
