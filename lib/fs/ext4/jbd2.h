/* fs/ext4/jbd2.h - the journal's own words: blocks of the log, descriptors and their tags. */
#ifndef FS_EXT4_JBD2_H
#define FS_EXT4_JBD2_H

#include "fs/ext4/ext4.h"
#include "fs/ext4/ondisk.h"

enum {
	MAGIC = 0xC03B3998,
	DESCRIPTOR = 1, COMMIT = 2, REVOKE = 5,
	FLAG_ESCAPE = 1, FLAG_SAME_UUID = 2, FLAG_LAST = 8,
	INCOMPAT_64BIT = 2, INCOMPAT_CSUM2 = 8, INCOMPAT_CSUM3 = 16,
	TICK = 10000000, /* nanoseconds: commits are dated by a clock that ticks so, at the slowest */
};

struct jbd2_tag {
	uint64_t block;
	uint32_t flags, csum;
};

struct jbd2_tags {
	const struct ext4_journal *j;
	const uint8_t *b;
	size_t at, end;
	bool last;
};

uint64_t jbd2_after(const struct ext4_journal *j, uint64_t index); /* around the ring's end */
struct jbd2_tags jbd2_tags_of(const struct ext4 *s, const uint8_t *b);
bool jbd2_next_tag(struct jbd2_tags *t, struct jbd2_tag *out);
bool jbd2_data_sums(const struct ext4 *s, const struct jbd2_tag *t, uint32_t sequence, const uint8_t *data);
struct when jbd2_commit_time(const uint8_t *b);
int jbd2_by_block(const void *a, const void *b); /* of copies: by block, then sequence */

#endif
