/* casedb/walked.c - the digest of what a walk told. */
#include "casedb/merge.h"

#include "hash/hash.h"

#include <inttypes.h>
#include <stdlib.h>

struct walked {
	struct hash *hash;
	struct buf line;
	uint64_t entries;
};

int walked_new(struct walked **out, struct fault *f)
{
	OWNED(walked) struct walked *w = (struct walked *)calloc(1, sizeof *w);

	*out = NULL;
	if (w == NULL)
		return fault_memory(f, sizeof *w);
	if (hash_new(&w->hash, DIGEST_SHA256, f) < 0)
		return -1;
	*out = TAKE(&w);
	return 0;
}

void walked_free(struct walked *w)
{
	if (w == NULL)
		return;
	hash_free(w->hash);
	buf_release(&w->line);
	free(w);
}

/* As far as a case keeps it: whole nanoseconds between 1678 and 2261, sizes up to 2^63-1. The size of a directory is its
 * file system's own affair. */
static int add_line(struct walked *w, uint64_t ordinal, const struct entry *e, struct fault *f)
{
	bool near = e->mtime.known && e->mtime.sec > -9223372036 && e->mtime.sec < 9223372036;
	uint64_t size = e->kind == ENTRY_DIR ? 0 : e->size > INT64_MAX ? INT64_MAX : e->size;

	buf_clear(&w->line);
	if (buf_printf(&w->line, f, "%" PRIu64 " %s %" PRIu64 " ", ordinal, entry_kind_text(e->kind), size) < 0)
		return -1;
	if (near && buf_printf(&w->line, f, "%" PRId64, (int64_t)(e->mtime.sec * 1000000000 + (int64_t)e->mtime.nsec)) < 0)
		return -1;
	return buf_printf(&w->line, f, " %zu ", e->path.n) < 0 || buf_add(&w->line, e->path, f) < 0 ||
	                       buf_add_byte(&w->line, '\n', f) < 0
	               ? -1
	               : 0;
}

int walked_add(struct walked *w, uint64_t ordinal, const struct entry *e, struct fault *f)
{
	w->entries++;
	return add_line(w, ordinal, e, f) < 0 ? -1 : hash_add(w->hash, buf_span(&w->line), f);
}

int walked_text(const struct walked *w, struct buf *out, struct fault *f)
{
	char text[DIGEST_TEXT];
	struct digest d;

	return hash_get(w->hash, &d, f) < 0 ? -1
	                                    : buf_printf(out, f, "%s %" PRIu64, digest_text(text, &d), w->entries);
}
