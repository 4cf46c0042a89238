/* volume/gpt.h - inside of the room: both copies of a GPT as read, and what speaks against them
 * (sherd-formats(7), "Partition tables"). */
#ifndef VOLUME_GPT_H
#define VOLUME_GPT_H

#include "base/buf.h"
#include "volume/private.h"

struct gpt_header {
	uint64_t sector, at;                      /* bytes */
	uint64_t alternate, first, last, entries; /* sectors */
	uint32_t revision, size, count, each, entries_crc;
	uint8_t disk[16];
	bool there;   /* it begins as one */
	bool present; /* and its numbers can be used */
	bool sound;   /* and both checksums fit */
};

struct gpt_both {
	struct gpt_header primary, backup;
	struct buf primary_entries, backup_entries;
};

struct gpt_verdict {
	char said[200]; /* "" when nothing */
	bool damaged;
};

bool gpt_used(struct span entry);
/* What the copies say against each other, against the disk and against the sector before them. `chosen` is the one
 * believed, with its entries. */
void gpt_judge(struct gpt_verdict *out, struct media *m, const struct gpt_both *b, const struct gpt_header *chosen,
               struct span entries);

#endif
