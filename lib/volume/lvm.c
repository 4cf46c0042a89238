/*
 * volume/lvm.c - logical volumes put together from linear segments: those of the newest metadata,
 * and former ones that older copies still describe. What no readable volume covers is searched and
 * shown as a gap.
 */
#include "volume/lvm.h"
#include "base/check.h"
#include "base/quote.h"
#include "core/sentence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SECTOR = 512 };

struct segments {
	VEC(struct media_segment) v;
};

static void segments_release(struct segments *s)
{
	VEC_RELEASE(&s->v);
}

static void lvm_release(struct lvm *l)
{
	VEC_RELEASE(&l->groups);
	VEC_RELEASE(&l->disks);
	arena_release(&l->arena);
}

DEFINE_OWN(lvm, struct lvm, lvm_release)

/* ---- where extents lie ----------------------------------------------------------------------- */

static const struct lvm_disk *disk_of(const struct lvm *l, const uint8_t id[LVM_ID])
{
	for (size_t i = 0; i < l->disks.n; i++)
		if (memcmp(l->disks.v[i].id, id, LVM_ID) == 0)
			return &l->disks.v[i];
	return NULL;
}

/* The bytes of a segment on its physical volume; false when the numbers cannot be. */
static bool bytes_of(const struct lvm_group *g, const struct lvm_segment *s,
                     const struct lvm_pv *pv, uint64_t *offset, uint64_t *length)
{
	uint64_t extent, start;

	return !mul_u64(&extent, g->extent, SECTOR) && !mul_u64(length, s->count, extent) &&
	       *length <= INT64_MAX && !mul_u64(offset, s->pv_start, extent) &&
	       !mul_u64(&start, pv->pe_start, SECTOR) && !add_u64(offset, *offset, start);
}

static int push(struct segments *out, struct media_segment s, struct fault *f)
{
	const struct media_segment *last = out->v.n > 0 ? &out->v.v[out->v.n - 1] : NULL;

	s.at = last == NULL ? 0 : last->at + last->length;
	return s.length == 0 ? 0 : VEC_PUSH(&out->v, s, f);
}

/* A piece of a physical volume as pieces of the image. */
static int push_on_image(struct segments *out, struct finder *x, struct media *m, uint64_t offset,
                         uint64_t length, struct fault *f)
{
	uint64_t most = watch_limit(x->watch, LIMIT_lvm_segments);

	while (length > 0) {
		struct media_segment s = { 0, offset, length, offset >= m->size };
		struct media *at = m;
		uint64_t run;

		if (!s.missing && s.length > m->size - offset)
			s.length = m->size - offset;
		while (!s.missing && at != x->image && at->ops->locate != NULL) {
			run = 0;
			at = at->ops->locate(at, s.offset, &s.offset, &run);
			if (run < s.length)
				s.length = run;
			s.missing = at == NULL || s.offset >= at->size;
		}
		if (out->v.n >= most)
			watch_bite_again(x->watch, LIMIT_lvm_segments, 1);
		if (out->v.n >= most || s.length == 0)
			s = (struct media_segment){ 0, 0, length, true };
		if (push(out, s, f) < 0)
			return -1;
		offset += s.length;
		length -= s.length;
	}
	return 0;
}

/* ---- one logical volume ---------------------------------------------------------------------- */

struct assembled {
	struct segments on_image;
	uint64_t size;
	uint64_t missing; /* bytes of physical volumes that are not here */
	const struct lvm_disk *first;
	uint64_t first_offset;
	const char *unable; /* why it cannot be put together; NULL */
	bool contradicts;   /* by what its metadata say */
	struct span type;
};

static void assembled_release(struct assembled *a)
{
	segments_release(&a->on_image);
}

DEFINE_OWN(assembled, struct assembled, assembled_release)

static const char *why_not(const struct lvm_segment *s)
{
	if (span_is(s->type, "striped"))
		return S_STRIPED_OVER_SEVERAL;
	if (span_is(s->type, "thin"))
		return S_THIN_VOLUME_BLOCKS;
	if (span_is(s->type, "thin-pool"))
		return S_THIN_POOL_DATA;
	if (span_starts(s->type, span_of("raid")) || span_is(s->type, "mirror"))
		return S_RAID_MIRROR_PARTS;
	if (span_starts(s->type, span_of("cache")) || span_is(s->type, "writecache"))
		return S_CACHED_ORIGIN__CORIG;
	if (span_is(s->type, "snapshot"))
		return S_SNAPSHOT_VOLUME_KEEPS;
	return S_TYPE_NOT_PUT;
}

static int add_segment(struct assembled *a, const struct lvm *l, struct finder *x,
                       const struct lvm_group *g, const struct lvm_segment *s, struct fault *f)
{
	const struct lvm_pv *pv = lvm_pv_of(g, s->pv);
	const struct lvm_disk *d = pv == NULL ? NULL : disk_of(l, pv->id);
	uint64_t offset = 0, length = 0;
	struct lvm_pv nowhere = { .pe_start = 0 };

	if (!bytes_of(g, s, pv == NULL ? &nowhere : pv, &offset, &length) ||
	    add_u64(&a->size, a->size, length) || a->size > INT64_MAX) {
		a->unable = S_NUMBERS_CANNOT;
		a->contradicts = true;
		return 0;
	}
	if (a->unable != NULL)
		return 0;
	if (d == NULL) {
		struct media_segment lost = { 0, 0, length, true };

		a->missing += length;
		return push(&a->on_image, lost, f);
	}
	if (a->first == NULL) {
		a->first = d;
		a->first_offset = offset;
	}
	return push_on_image(&a->on_image, x, x->out->v[d->physical].media, offset, length, f);
}

static int assemble(struct assembled *a, const struct lvm *l, struct finder *x,
                    const struct lvm_group *g, const struct lvm_lv *lv, struct fault *f)
{
	uint64_t next = 0;

	a->type = lv->n > 0 ? lv->segments[0].type : SPAN_NONE;
	for (size_t i = 0; i < lv->n; i++) {
		const struct lvm_segment *s = &lv->segments[i];

		if (s->start != next || s->count == 0 || add_u64(&next, s->start, s->count)) {
			a->unable = S_SEGMENTS_DO_NOT;
			a->contradicts = true;
		} else if (!lvm_linear(s) && a->unable == NULL)
			a->unable = why_not(s);
		if (add_segment(a, l, x, g, s, f) < 0)
			return -1;
	}
	if (lv->n == 0 || (lv->said != 0 && lv->n != lv->said)) {
		a->unable = lv->n == 0 ? S_NO_SEGMENTS : S_SEGMENTS_DO_NOT;
		a->contradicts = true;
	}
	return 0;
}

/* Characters that LVM allows in names; others become '_'. */
static void safe_name(char *out, size_t size, struct span name)
{
	size_t n = 0;

	for (; n < name.n && n + 1 < size; n++) {
		uint8_t c = name.p[n];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		             (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' ||
		             (c == '.' && n > 0);

		out[n] = (char)(plain ? c : '_');
	}
	out[n] = '\0';
}

static void describe(struct volume *v, const struct lvm_group *g, const struct lvm_lv *lv,
                     const struct assembled *a, bool former)
{
	char group[40], name[44], seqno[24] = "";

	safe_name(group, sizeof group, g->name);
	safe_name(name, sizeof name, lv->name);
	if (former)
		(void)snprintf(seqno, sizeof seqno, ".%" PRIu64, g->seqno);
	(void)snprintf(v->name, sizeof v->name, "%s-%s%.10s", group, name, seqno);
	(void)snprintf(v->scheme, sizeof v->scheme, "lvm2");
	(void)quote_short(v->label, sizeof v->label, lv->name);
	if (a->unable == NULL)
		(void)snprintf(v->type, sizeof v->type, "linear");
	else
		(void)quote_short(v->type, 32, a->type);
	if (former)
		volume_note(v, S_OLDER_COPY_METADATA, g->seqno);
	if (a->unable != NULL && a->contradicts && !former)
		volume_damage(v, a->unable);
	else if (a->unable != NULL)
		volume_note(v, "%s", a->unable);
	else if (a->missing > 0)
		volume_note(
		        v,
		        S_BYTES_LIE_PHYSICAL,
		        a->missing);
}

static int add_lv(struct finder *x, struct lvm *l, struct lvm_group *g, size_t slot, bool former,
                  struct fault *f)
{
	OWNED(assembled) struct assembled a = { .size = 0 };
	struct volume v = { .kind = former ? VOLUME_FORMER : VOLUME_LOGICAL,
		            .slot = (unsigned)slot };
	struct lvm_lv *lv = &g->lvs[slot];
	size_t index;

	if (assemble(&a, l, x, g, lv, f) < 0)
		return -1;
	v.parent = (a.first != NULL ? a.first : &l->disks.v[g->found_on])->physical;
	v.offset = a.first_offset;
	v.size = a.size;
	describe(&v, g, lv, &a, former);
	if (a.unable == NULL && a.missing < a.size &&
	    media_view(&v.media, x->image, a.on_image.v.v, a.on_image.v.n, f) < 0)
		return -1;
	if (volume_add(x, v, &index, f) < 0)
		return -1;
	lv->shown = index != SIZE_MAX && x->out->v[index].media != NULL;
	return 0;
}

/* ---- groups ---------------------------------------------------------------------------------- */

static bool same_lv(const struct lvm_group *ga, const struct lvm_lv *a, const struct lvm_group *gb,
                    const struct lvm_lv *b)
{
	if (memcmp(a->id, b->id, LVM_ID) != 0 || a->n != b->n || ga->extent != gb->extent)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct lvm_segment *s = &a->segments[i], *t = &b->segments[i];
		const struct lvm_pv *p = lvm_pv_of(ga, s->pv), *q = lvm_pv_of(gb, t->pv);

		if (s->start != t->start || s->count != t->count || s->pv_start != t->pv_start ||
		    !span_eq(s->type, t->type) || s->stripes != t->stripes ||
		    (p == NULL) != (q == NULL) || (p != NULL && memcmp(p->id, q->id, LVM_ID) != 0))
			return false;
	}
	return true;
}

static bool described_by(const struct lvm_group *g, const struct lvm_group *old,
                         const struct lvm_lv *lv)
{
	for (size_t i = 0; i < g->lvs_n; i++)
		if (same_lv(g, &g->lvs[i], old, lv))
			return true;
	return false;
}

/* Also what a newer copy that was already listed describes needs no second volume. */
static bool known(struct lvm *l, const struct lvm_group *old, const struct lvm_lv *lv)
{
	for (size_t i = 0; i < l->groups.n; i++) {
		const struct lvm_group *g = &l->groups.v[i];

		if (!g->done || memcmp(g->id, old->id, LVM_ID) != 0)
			continue;
		l->steps += g->lvs_n;
		if (described_by(g, old, lv))
			return true;
	}
	return false;
}

/* Worth a volume: linear, and with some of its bytes on this image. */
static bool readable(const struct lvm *l, const struct lvm_group *g, const struct lvm_lv *lv)
{
	bool here = false;

	for (size_t i = 0; i < lv->n; i++) {
		const struct lvm_pv *pv = lvm_pv_of(g, lv->segments[i].pv);

		if (!lvm_linear(&lv->segments[i]))
			return false;
		here = here || (pv != NULL && disk_of(l, pv->id) != NULL);
	}
	return here;
}

static int add_former(struct finder *x, struct lvm *l, struct lvm_group *old, struct fault *f)
{
	uint64_t most = watch_limit(l->watch, LIMIT_lvm_steps);

	for (size_t i = 0; i < old->lvs_n && !x->full && l->steps < most; i++)
		if (readable(l, old, &old->lvs[i]) && !known(l, old, &old->lvs[i]) &&
		    add_lv(x, l, old, i, true, f) < 0)
			return -1;
	if (l->steps >= most && !old->done) {
		watch_bite(l->watch, LIMIT_lvm_steps, old->lvs_n);
		volume_note(&x->out->v[l->disks.v[old->found_on].physical],
		            S_NOT_ALL_FORMER);
	}
	old->done = true;
	return 0;
}

/* The newest copy that has not had its turn. */
static struct lvm_group *newest(struct lvm *l)
{
	struct lvm_group *best = NULL;

	for (size_t i = 0; i < l->groups.n; i++) {
		struct lvm_group *g = &l->groups.v[i];

		if (!g->done && (best == NULL || g->seqno > best->seqno))
			best = g;
	}
	return best;
}

static int add_groups(struct finder *x, struct lvm *l, struct fault *f)
{
	struct lvm_group *g;

	for (size_t k = 0; k < l->groups.n; k++) {
		g = lvm_current(l, &l->groups.v[k]);
		if (g == NULL || g->done)
			continue;
		for (size_t i = 0; i < g->lvs_n && !x->full; i++)
			if (add_lv(x, l, g, i, false, f) < 0)
				return -1;
		g->done = true;
	}
	while ((g = newest(l)) != NULL)
		if (add_former(x, l, g, f) < 0)
			return -1;
	return 0;
}

/* ---- physical volumes ------------------------------------------------------------------------ */

static int add_physical(struct finder *x, struct lvm_disk *d, struct fault *f)
{
	struct volume v = { .kind = VOLUME_PHYSICAL,
		            .parent = d->volume,
		            .size = x->out->v[d->volume].size,
		            .content = CONTENT_LVM2 };

	(void)snprintf(v.scheme, sizeof v.scheme, "lvm2");
	if (d->note[0] != '\0')
		volume_note(&v, "%s", d->note);
	v.damaged = d->damaged;
	volume_name(x, &v, "pv");
	if (volume_add(x, v, &d->physical, f) < 0)
		return -1;
	if (d->physical != SIZE_MAX)
		x->out->v[d->volume].leaf = false;
	return 0;
}

static const struct lvm_group *group_on(struct lvm *l, const struct lvm_disk *d)
{
	for (size_t i = 0; i < l->groups.n; i++) {
		const struct lvm_group *g = lvm_current(l, &l->groups.v[i]);

		for (size_t k = 0; g != NULL && k < g->pvs_n; k++)
			if (memcmp(g->pvs[k].id, d->id, LVM_ID) == 0)
				return g;
	}
	return NULL;
}

/* Label and metadata, before the first extent. */
static int add_metadata(struct finder *x, const struct lvm_group *g, const struct lvm_disk *d,
                        struct ranges *taken, struct fault *f)
{
	struct volume v = { .kind = VOLUME_TABLE, .parent = d->physical };
	struct volume_range r = { 0, 0 };
	size_t index;

	for (size_t i = 0; i < g->pvs_n; i++)
		if (memcmp(g->pvs[i].id, d->id, LVM_ID) == 0 &&
		    mul_u64(&r.to, g->pvs[i].pe_start, SECTOR))
			r.to = 0;
	if (r.to == 0 || r.to > x->out->v[d->physical].size)
		return 0;
	v.size = r.to;
	(void)snprintf(v.scheme, sizeof v.scheme, "lvm2");
	volume_name(x, &v, "table@0");
	return volume_add(x, v, &index, f) < 0 ? -1 : VEC_PUSH(&taken->v, r, f);
}

/* The parts of a disk that readable volumes of its group cover. */
static int covered(struct ranges *out, const struct lvm_group *g, const struct lvm_disk *d,
                   struct fault *f)
{
	for (size_t i = 0; i < g->lvs_n; i++) {
		const struct lvm_lv *lv = &g->lvs[i];

		if (!lv->shown)
			continue;
		for (size_t k = 0; k < lv->n; k++) {
			const struct lvm_pv *pv = lvm_pv_of(g, lv->segments[k].pv);
			uint64_t offset, length;
			struct volume_range r;

			if (pv == NULL || memcmp(pv->id, d->id, LVM_ID) != 0 ||
			    !bytes_of(g, &lv->segments[k], pv, &offset, &length))
				continue;
			r = (struct volume_range){ offset, sum_u64(offset, length) };
			if (VEC_PUSH(&out->v, r, f) < 0)
				return -1;
		}
	}
	return 0;
}

static int fill_disk(struct finder *x, struct lvm *l, const struct lvm_disk *d, struct fault *f)
{
	OWNED(ranges) struct ranges taken = { { NULL, 0, 0 } };
	OWNED(ranges) struct ranges gaps = { { NULL, 0, 0 } };
	const struct lvm_group *g = group_on(l, d);

	if (g == NULL) {
		if (d->note[0] == '\0' || d->damaged) /* else a bound kept its metadata from being read */
			volume_note(&x->out->v[d->physical], S_BELONGS_NO_VOLUME);
	} else {
		(void)quote_short(x->out->v[d->physical].label, 60, g->name);
		if (covered(&taken, g, d, f) < 0 || add_metadata(x, g, d, &taken, f) < 0)
			return -1;
	}
	if (ranges_gaps(&gaps, &taken, x->out->v[d->physical].size, f) < 0)
		return -1;
	for (size_t i = 0; i < gaps.v.n; i++)
		if (volume_fill(x, d->physical, gaps.v.v[i], false, f) < 0)
			return -1;
	return 0;
}

int lvm_assemble(struct finder *x, struct fault *f)
{
	OWNED(lvm) struct lvm l = { .arena = ARENA_INIT, .watch = x->watch };

	for (size_t i = 0; i < x->members.n; i++) {
		if (x->members.v[i].done)
			continue;
		x->members.v[i].done = true;
		if (lvm_read(&l, x, x->members.v[i].volume, f) < 0)
			return -1;
	}
	if (lvm_check(&l, x, f) < 0)
		return -1;
	for (size_t i = 0; i < l.disks.n; i++) {
		if (add_physical(x, &l.disks.v[i], f) < 0)
			return -1;
		if (l.disks.v[i].physical == SIZE_MAX)
			return 0; /* the list is full, which is told */
	}
	if (add_groups(x, &l, f) < 0)
		return -1;
	for (size_t i = 0; i < l.disks.n; i++)
		if (fill_disk(x, &l, &l.disks.v[i], f) < 0)
			return -1;
	return 0;
}
