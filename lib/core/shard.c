/* core/shard.c - which part of a scan reads a file. */
#include "core/shard.h"

static int digits(const char **text, unsigned *out)
{
	const char *p = *text;
	unsigned n = 0;

	while (*p >= '0' && *p <= '9' && n <= SHARDS_MOST)
		n = n * 10 + (unsigned)(*p++ - '0');
	if (p == *text || (p[0] != '\0' && p[0] != '/') || (p - *text > 1 && **text == '0'))
		return 1;
	*text = p;
	*out = n;
	return 0;
}

int shard_parse(struct shard *out, const char *text)
{
	struct shard s;

	if (digits(&text, &s.at) != 0 || *text++ != '/' || digits(&text, &s.of) != 0 || *text != '\0' || s.of < 1 ||
	    s.of > SHARDS_MOST || s.at >= s.of)
		return 1;
	*out = s;
	return 0;
}

/* FNV-1a of 64 bits: stable, and good enough to share paths out (draft-eastlake-fnv). */
static uint64_t path_number(struct span path)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < path.n; i++)
		h = (h ^ path.p[i]) * 0x100000001b3u;
	return h ^ h >> 32;
}

unsigned shard_owner(unsigned of, struct span path, enum entry_kind kind, enum role role, const struct digest *digest)
{
	switch (role) {
	case ROLE_REVISION_LINK:
	case ROLE_TAG_CURRENT:
	case ROLE_TAG_INDEX:
	case ROLE_LAYER_LINK:
	case ROLE_SIGNATURE_LINK:
	case ROLE_STRAY_LINK:
		return 0;
	default:
		break;
	}
	if (of <= 1 || kind != ENTRY_FILE)
		return 0;
	if ((role == ROLE_BLOB_DATA || role == ROLE_STORE_BLOB) && digest_set(digest))
		return digest->byte[0] % of;
	return (unsigned)(path_number(path) % of);
}
