/*
 * recover/loss.c - why a wanted blob was not found: what became of the blocks that its last known map gives it.
 */
#include "recover/recover.h"

#include "base/number.h"

#include <stdlib.h>

static const struct trial_case *best_map(const struct site *s, struct fs_id id)
{
	const struct trial_case *best = NULL;

	for (size_t i = 0; i < s->trials.v.n; i++) {
		const struct trial_case *c = &s->trials.v.v[i];

		if (c->tree == id.tree && c->inode == id.inode &&
		    (best == NULL || c->h.size > best->h.size ||
		     (c->h.size == best->h.size && c->sequence > best->sequence)))
			best = c;
	}
	return best;
}

static int weigh_block(const struct site *s, uint64_t offset, uint8_t *b, struct loss *l, struct fault *f)
{
	struct span owner = livetree_owner(s->tree, offset);
	bool lost = owner.n > 0;

	l->blocks++;
	if (owner.n > 0) {
		l->taken++;
		if (l->owner.n == 0)
			l->owner = owner;
	} else {
		int rc = media_read(s->media, offset, b, s->area.block, f);

		if (rc < 0)
			return -1;
		if (rc != 0 || bytes_zero(b, s->area.block)) {
			l->zeros++;
			lost = true;
		}
	}
	if (lost)
		l->prefix_ended = true;
	else if (!l->prefix_ended)
		l->prefix += s->area.block;
	return 0;
}

static int weigh(const struct site *s, struct loss *l, struct fault *f)
{
	const struct trial_case *c = l->map;
	uint8_t *b = (uint8_t *)malloc(s->area.block);
	int rc = b == NULL ? fault_memory(f, s->area.block) : 0;

	for (size_t i = 0; rc == 0 && i < c->h.runs.n; i++)
		for (uint64_t at = 0; rc == 0 && at < c->h.runs.v[i].length; at += s->area.block)
			rc = weigh_block(s, c->h.runs.v[i].offset + at, b, l, f);
	free(b);
	if (l->prefix > c->h.size && c->h.has_size)
		l->prefix = c->h.size;
	return rc;
}

static enum loss_reason reason_of(const struct loss *l)
{
	if (l->map->encoded) /* no block of it can be looked at alone */
		return LOSS_CHANGED;
	if (l->taken > 0)
		return LOSS_OVERWRITTEN;
	return l->zeros * 10 >= l->blocks * 9 ? LOSS_DISCARDED : LOSS_CHANGED;
}

/* The map of the inode that a dead entry names for it, where there is one. */
int site_loss(const struct site *s, const struct digest *d, struct loss *out, struct fault *f)
{
	*out = (struct loss){ .blocks = 0 };
	for (size_t i = 0; out->map == NULL && i < s->inodes.n; i++)
		if (digest_eq(&s->inodes.v[i].digest, d))
			out->map = best_map(s, s->inodes.v[i].id);
	if (out->map == NULL)
		return SITE_NO_MAP;
	if (!out->map->encoded && weigh(s, out, f) < 0)
		return -1;
	out->reason = reason_of(out);
	return 0;
}
