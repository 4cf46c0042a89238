/*
 * volume/lvm_check.c - what the metadata of LVM2 say against one another, against the labels and against the disks
 * (sherd-formats(7), "LVM2"): segments that overlap or lie outside, copies that differ, volumes that are cut off.
 */
#include "base/check.h"
#include "core/sentence.h"
#include "volume/lvm.h"

#include <stdarg.h>
#include <stdlib.h>

enum { SECTOR = 512 };

void lvm_say(struct lvm_disk *d, bool damage, const char *fmt, ...)
{
	va_list ap;

	if (d->note[0] != '\0' && (d->damaged || !damage))
		return;
	va_start(ap, fmt);
	(void)vsentence(d->note, sizeof d->note, fmt, ap);
	va_end(ap);
	d->damaged = damage;
}

const struct lvm_pv *lvm_pv_of(const struct lvm_group *g, struct span name)
{
	for (size_t i = 0; i < g->pvs_n; i++)
		if (span_eq(g->pvs[i].name, name))
			return &g->pvs[i];
	return NULL;
}

bool lvm_linear(const struct lvm_segment *s)
{
	return (span_is(s->type, "striped") || span_is(s->type, "linear")) && s->stripes == 1;
}

struct lvm_group *lvm_current(struct lvm *l, const struct lvm_group *of)
{
	struct lvm_group *best = NULL;

	for (size_t i = 0; i < l->groups.n; i++) {
		struct lvm_group *g = &l->groups.v[i];

		if (memcmp(g->id, of->id, LVM_ID) == 0 && g->current && (best == NULL || g->seqno > best->seqno))
			best = g;
	}
	return best;
}

/* ---- segments on one physical volume --------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct volume_range *x = (const struct volume_range *)a, *y = (const struct volume_range *)b;

	return x->from < y->from ? -1 : x->from > y->from;
}

static int segments_on(struct ranges *out, const struct lvm_group *g, const struct lvm_pv *pv, uint64_t *outside,
                       struct fault *f)
{
	for (size_t i = 0; i < g->lvs_n; i++)
		for (size_t k = 0; k < g->lvs[i].n; k++) {
			const struct lvm_segment *s = &g->lvs[i].segments[k];
			struct volume_range r = { s->pv_start, 0 };

			if (!lvm_linear(s) || lvm_pv_of(g, s->pv) != pv)
				continue;
			if (add_u64(&r.to, s->pv_start, s->count) || r.to > pv->count)
				++*outside;
			else if (VEC_PUSH(&out->v, r, f) < 0)
				return -1;
		}
	return 0;
}

static int check_segments(struct lvm_disk *d, const struct lvm_group *g, const struct lvm_pv *pv, struct fault *f)
{
	OWNED(ranges) struct ranges r = { { NULL, 0, 0 } };
	uint64_t wrong = 0, end = 0;

	if (segments_on(&r, g, pv, &wrong, f) < 0)
		return -1;
	if (r.v.n > 1)
		qsort(r.v.v, r.v.n, sizeof *r.v.v, by_place);
	for (size_t i = 0; i < r.v.n; i++) {
		wrong += r.v.v[i].from < end;
		end = r.v.v[i].to > end ? r.v.v[i].to : end;
	}
	if (wrong > 0)
		lvm_say(d, true, S_LVM_OVERLAP, wrong);
	return 0;
}

/* Linear segments of a volume that the group has no physical volume for. */
static void check_names(struct lvm_disk *d, const struct lvm_group *g)
{
	uint64_t lost = 0;

	for (size_t i = 0; i < g->lvs_n; i++)
		for (size_t k = 0; k < g->lvs[i].n; k++)
			lost += lvm_linear(&g->lvs[i].segments[k]) && lvm_pv_of(g, g->lvs[i].segments[k].pv) == NULL;
	if (lost > 0)
		lvm_say(d, true, S_LVM_OVERLAP, lost);
}

/* ---- sizes and copies ------------------------------------------------------------------------ */

static void check_size(struct lvm_disk *d, const struct lvm_group *g, const struct lvm_pv *pv, uint64_t have)
{
	uint64_t extents, start, bytes;

	if (mul_u64(&extents, pv->count, g->extent) || add_u64(&extents, extents, pv->pe_start) ||
	    mul_u64(&bytes, extents, SECTOR) || mul_u64(&start, pv->size, SECTOR))
		bytes = start = UINT64_MAX;
	if (start > bytes)
		bytes = start;
	if (bytes > have)
		lvm_say(d, true, S_LVM_CUT, bytes, have);
}

static const struct lvm_pv *by_id(const struct lvm_group *g, const uint8_t id[LVM_ID])
{
	for (size_t i = 0; i < g->pvs_n; i++)
		if (memcmp(g->pvs[i].id, id, LVM_ID) == 0)
			return &g->pvs[i];
	return NULL;
}

/* The label's identity is none of the group whose metadata stand beside it: with one physical volume it can be no
 * other. */
static const struct lvm_pv *only_one(struct lvm_disk *d, const struct lvm_group *g)
{
	lvm_say(d, true, S_LVM_LABEL_CANNOT);
	if (g->pvs_n != 1)
		return NULL;
	memcpy(d->id, g->pvs[0].id, LVM_ID);
	return &g->pvs[0];
}

static int check_group(struct lvm *l, struct finder *x, const struct lvm_group *g, struct fault *f)
{
	struct lvm_disk *home = &l->disks.v[g->found_on];

	if (by_id(g, home->id) == NULL)
		(void)only_one(home, g);
	check_names(home, g);
	for (size_t i = 0; i < l->disks.n; i++) {
		struct lvm_disk *d = &l->disks.v[i];
		const struct lvm_pv *pv = by_id(g, d->id);

		if (pv == NULL)
			continue;
		check_size(d, g, pv, x->out->v[d->volume].size);
		if (check_segments(d, g, pv, f) < 0)
			return -1;
	}
	return 0;
}

int lvm_check(struct lvm *l, struct finder *x, struct fault *f)
{
	for (size_t i = 0; i < l->disks.n; i++) {
		struct lvm_disk *d = &l->disks.v[i];

		if (d->size > x->out->v[d->volume].size)
			lvm_say(d, true, S_LVM_CUT, d->size, x->out->v[d->volume].size);
	}
	for (size_t i = 0; i < l->groups.n; i++) {
		struct lvm_group *g = &l->groups.v[i], *best = lvm_current(l, g);

		if (!g->current)
			continue;
		if (best != g)
			lvm_say(&l->disks.v[g->found_on], true, S_LVM_COPIES_DIFFER);
		else if (check_group(l, x, g, f) < 0)
			return -1;
	}
	return 0;
}
