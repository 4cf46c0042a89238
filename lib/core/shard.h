/*
 * core/shard.h - one scan in N parts: whose bytes are whose. A part reads the names of everything and the bytes of its
 * own files alone, so that N parts together read what one scan reads. The rule is a fact of the format (sherd-case(5),
 * "Parts"): parts that were cut by another rule could not be put together.
 */
#ifndef CORE_SHARD_H
#define CORE_SHARD_H

#include "core/digest.h"
#include "core/entry.h"

enum { SHARDS_MOST = 256 /* rule: the first byte of a digest shares blobs out */ };

struct shard {
	unsigned at, of; /* at < of; of 0: no part, everything */
};

/* "3/16": 0, or 1 when it is none. */
int shard_parse(struct shard *out, const char *text) MUST_USE;

/*
 * Whose item is it? Blobs by the first byte of the digest they are named by; links, directories and whatever is no
 * file by part 0, which thus holds all names of a registry; other files by their path. Only what does not depend on
 * bytes counts: the name, the kind, the role of the name.
 */
unsigned shard_owner(unsigned of, struct span path, enum entry_kind kind, enum role role, const struct digest *digest);

#endif
