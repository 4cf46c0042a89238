/*
 * volume/lvm_read.c - label, header and metadata areas of an LVM2 physical volume. A metadata area
 * is a ring of texts, each a full description with a number that grows: the header points to the
 * one that counts, and older ones stay until they are written over.
 */
#include "base/check.h"

#include "core/sentence.h"
#include "volume/lvm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { SECTOR = 512, AREAS_MOST = 8 }; /* format: LVM2 writes two at most */

#define LVM_CRC_START UINT32_C(0xf597a6cf)

/* ---- one copy -------------------------------------------------------------------------------- */

/* 32 characters, with or without hyphens between. */
static bool id_of(uint8_t out[LVM_ID], struct span text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '-')
			continue;
		if (n == LVM_ID)
			return false;
		out[n++] = text.p[i];
	}
	return n == LVM_ID;
}

static size_t sections_of(const struct lvm_node *parent)
{
	size_t n = 0;

	for (const struct lvm_node *c = parent == NULL ? NULL : parent->child; c != NULL;
	     c = c->next)
		n += c->kind == LVM_SECTION;
	return n;
}

static int by_start(const void *a, const void *b)
{
	const struct lvm_segment *x = (const struct lvm_segment *)a,
	                         *y = (const struct lvm_segment *)b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static bool segment_of(struct lvm_segment *s, const struct lvm_node *n)
{
	const struct lvm_node *stripes = lvm_child(n, "stripes", LVM_LIST), *pv, *at;

	s->type = lvm_string(n, "type");
	if (!lvm_number(n, "start_extent", &s->start) || !lvm_number(n, "extent_count", &s->count))
		return false;
	(void)lvm_number(n, "stripe_count", &s->stripes);
	pv = stripes == NULL ? NULL : stripes->child;
	at = pv == NULL ? NULL : pv->next;
	if (pv != NULL && pv->kind == LVM_STRING && at != NULL && at->kind == LVM_NUMBER) {
		s->pv = pv->text;
		s->pv_start = at->number;
	}
	return true;
}

/* Room for so many more? What is left out is counted. */
static bool room_for(const struct lvm *l, enum limit id, size_t *so_far, size_t n)
{
	uint64_t most = watch_limit(l->watch, id);

	*so_far += n;
	if (*so_far <= most)
		return true;
	watch_bite_again(l->watch, id, *so_far - most);
	return false;
}

static int lv_of(struct lvm *l, struct lvm_lv *lv, const struct lvm_node *n, size_t *segments, struct fault *f)
{
	struct arena *a = &l->arena;
	size_t count = sections_of(n);

	if (!id_of(lv->id, lvm_string(n, "id")))
		return LVM_NO_COPY;
	if (!room_for(l, LIMIT_lvm_segments, segments, count))
		return LVM_BOUNDED;
	(void)lvm_number(n, "segment_count", &lv->said);
	if (arena_span(a, n->name, &lv->name, f) < 0)
		return -1;
	lv->segments = (struct lvm_segment *)arena_alloc(a, (count + 1) * sizeof *lv->segments, f);
	if (lv->segments == NULL)
		return -1;
	for (const struct lvm_node *c = n->child; c != NULL; c = c->next) {
		struct lvm_segment *s = &lv->segments[lv->n];

		if (c->kind != LVM_SECTION || !span_starts(c->name, span_of("segment")))
			continue;
		if (!segment_of(s, c))
			return LVM_NO_COPY;
		if (arena_span(a, s->type, &s->type, f) < 0 || arena_span(a, s->pv, &s->pv, f) < 0)
			return -1;
		lv->n++;
	}
	if (lv->n > 1)
		qsort(lv->segments, lv->n, sizeof *lv->segments, by_start);
	return 0;
}

static int lvs_of(struct lvm *l, struct lvm_group *g, const struct lvm_node *top, struct fault *f)
{
	const struct lvm_node *all = lvm_child(top, "logical_volumes", LVM_SECTION);
	size_t n = sections_of(all), volumes = 0, segments = 0;

	if (!room_for(l, LIMIT_lvm_volumes, &volumes, n))
		return LVM_BOUNDED;
	g->lvs = (struct lvm_lv *)arena_alloc(&l->arena, (n + 1) * sizeof *g->lvs, f);
	if (g->lvs == NULL)
		return -1;
	for (const struct lvm_node *c = all == NULL ? NULL : all->child; c != NULL; c = c->next) {
		int rc;

		if (c->kind != LVM_SECTION)
			continue;
		rc = lv_of(l, &g->lvs[g->lvs_n], c, &segments, f);
		if (rc != 0)
			return rc;
		g->lvs_n++;
	}
	return 0;
}

static int pvs_of(struct lvm *l, struct lvm_group *g, const struct lvm_node *top, struct fault *f)
{
	const struct lvm_node *all = lvm_child(top, "physical_volumes", LVM_SECTION);
	struct arena *a = &l->arena;
	size_t n = sections_of(all), disks = 0;

	if (n == 0)
		return LVM_NO_COPY;
	if (!room_for(l, LIMIT_lvm_disks, &disks, n))
		return LVM_BOUNDED;
	g->pvs = (struct lvm_pv *)arena_alloc(a, n * sizeof *g->pvs, f);
	if (g->pvs == NULL)
		return -1;
	for (const struct lvm_node *c = all->child; c != NULL; c = c->next) {
		struct lvm_pv *pv = &g->pvs[g->pvs_n];

		if (c->kind != LVM_SECTION)
			continue;
		if (!id_of(pv->id, lvm_string(c, "id")) ||
		    !lvm_number(c, "pe_start", &pv->pe_start))
			return LVM_NO_COPY;
		(void)lvm_number(c, "dev_size", &pv->size);
		(void)lvm_number(c, "pe_count", &pv->count);
		if (arena_span(a, c->name, &pv->name, f) < 0)
			return -1;
		g->pvs_n++;
	}
	return 0;
}

/* 0, LVM_NO_COPY or LVM_BOUNDED. What is kept is copied into l->arena. */
static int group_of(struct lvm *l, struct lvm_group *g, struct span text, struct fault *f)
{
	OWNED(arena) struct arena tree = ARENA_INIT;
	struct lvm_node *top = NULL;
	const struct lvm_node *vg = NULL;
	int rc = lvm_parse(&top, &tree, text, l->watch, f);

	if (rc != 0)
		return rc;
	for (const struct lvm_node *c = top->child; c != NULL && vg == NULL; c = c->next)
		if (c->kind == LVM_SECTION)
			vg = c;
	if (vg == NULL || !id_of(g->id, lvm_string(vg, "id")) ||
	    !lvm_number(vg, "seqno", &g->seqno) || !lvm_number(vg, "extent_size", &g->extent) ||
	    g->extent == 0)
		return LVM_NO_COPY;
	if (arena_span(&l->arena, vg->name, &g->name, f) < 0)
		return -1;
	rc = pvs_of(l, g, vg, f);
	return rc != 0 ? rc : lvs_of(l, g, vg, f);
}

/* ---- the ring -------------------------------------------------------------------------------- */

struct ring {
	struct buf twice; /* the texts' part of the area, two times over, so that none is cut by the
	                     end */
	size_t n;         /* bytes of one */
	uint64_t now, now_n; /* what the header points to; now_n 0: nothing */
	uint32_t now_crc;
};

static void ring_release(struct ring *r)
{
	buf_release(&r->twice);
}

DEFINE_OWN(ring, struct ring, ring_release)

enum { AREA_IGNORED = 1, AREA_VERSION = 1 };

/* 0; 1 when there is no metadata area at `at`. `said`: bytes of it, by the label; 0: it does not say. */
static int ring_read(struct ring *out, struct lvm *l, struct media *m, uint64_t at, uint64_t said, struct lvm_disk *d,
                     struct fault *f)
{
	static const char magic[] = " LVM2 x[5A%r0N*>";
	uint8_t head[SECTOR];
	struct reader r = reader_of(span_make(head, sizeof head));
	uint64_t size, offset, start, most = watch_limit(l->watch, LIMIT_lvm_area);
	uint32_t crc, version;
	bool cut;

	if (media_read(m, at, head, sizeof head, f) < 0)
		return -1;
	crc = reader_le32(&r);
	if (!span_eq(reader_take(&r, 16), span_of(magic))) {
		lvm_say(d, true, S_LVM_NO_AREA);
		return 1;
	}
	if (volume_crc(LVM_CRC_START, span_from(r.in, 4)) != crc)
		lvm_say(d, true, S_HEADER_METADATA_DOES);
	version = reader_le32(&r);
	start = reader_le64(&r);
	size = reader_le64(&r);
	offset = reader_le64(&r);
	out->now_n = reader_le64(&r);
	out->now_crc = reader_le32(&r);
	if ((reader_le32(&r) & AREA_IGNORED) != 0)
		out->now_n = 0;
	if (version != AREA_VERSION || start != at || (said != 0 && size != said) || size <= 2 * SECTOR || at >= m->size || size > m->size - at)
		lvm_say(d, true, S_LVM_AREA_CANNOT);
	if (size <= 2 * SECTOR || at >= m->size)
		return 1;
	if (size > m->size - at)
		size = m->size - at;
	cut = size > most;
	if (cut) {
		watch_bite(l->watch, LIMIT_lvm_area, size - most);
		lvm_say(d, false, S_METADATA_AREA_TOO);
		size = most;
	}
	if (size <= 2 * SECTOR)
		return 1;
	out->n = (size_t)size - SECTOR;
	if (cut && out->now_n > 0 && offset >= SECTOR && (offset - SECTOR >= out->n || out->now_n > out->n - (offset - SECTOR))) {
		lvm_say(d, false, S_LVM_NEWEST_BOUNDED);
		out->now_n = 0;
	}
	if (out->now_n > 0 && (offset < SECTOR || offset - SECTOR >= out->n || out->now_n > out->n)) {
		lvm_say(d, true, S_LVM_AREA_CANNOT);
		out->now_n = 0;
	}
	out->now = out->now_n > 0 ? offset - SECTOR : 0;
	if (buf_reserve(&out->twice, 2 * out->n, f) < 0 ||
	    media_read(m, at + SECTOR, out->twice.p, out->n, f) < 0)
		return -1;
	memcpy(out->twice.p + out->n, out->twice.p, out->n);
	out->twice.n = 2 * out->n;
	return 0;
}

/* "name {" at the head of a sector. */
static bool may_begin(struct span s)
{
	size_t n = 0;

	s = span_sub(s, 0, 130);
	while (n < s.n && s.p[n] > ' ' && s.p[n] < 0x7F && s.p[n] != '{' && s.p[n] != '=' &&
	       s.p[n] != '#')
		n++;
	return n > 0 && n + 2 < s.n && s.p[n] == ' ' && s.p[n + 1] == '{' && s.p[n + 2] == '\n';
}

/* 0, LVM_NO_COPY or LVM_BOUNDED. */
static int add_copy(struct lvm *l, struct span text, bool current, size_t found_on, struct fault *f)
{
	struct lvm_group g = { .found_on = found_on,
		               .current = current,
		               .crc = volume_crc(LVM_CRC_START, text) };
	int rc;

	if (l->groups.n >= watch_limit(l->watch, LIMIT_lvm_copies)) {
		watch_bite(l->watch, LIMIT_lvm_copies, 1);
		l->too_many = true;
		return 0;
	}
	rc = group_of(l, &g, text, f);
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < l->groups.n; i++) {
		struct lvm_group *old = &l->groups.v[i];

		/* a restored backup repeats a number with other content */
		if (memcmp(old->id, g.id, LVM_ID) == 0 && old->seqno == g.seqno &&
		    old->crc == g.crc) {
			old->current = old->current || current;
			return 0;
		}
	}
	return VEC_PUSH(&l->groups, g, f);
}

static int ring_copies(struct lvm *l, const struct ring *r, struct lvm_disk *d, size_t found_on,
                       struct fault *f)
{
	struct span all = buf_span(&r->twice),
	            now = span_sub(all, (size_t)r->now, (size_t)r->now_n);
	uint64_t most = watch_limit(l->watch, LIMIT_lvm_bytes), work = 0;

	if (r->now_n > 0) {
		bool fits = volume_crc(LVM_CRC_START, now) == r->now_crc;
		int rc = fits ? add_copy(l, span_sub(now, 0, span_find(now, 0)), true, found_on, f) : 0;

		if (rc < 0)
			return -1;
		if (rc == LVM_BOUNDED)
			lvm_say(d, false, S_LVM_NEWEST_BOUNDED);
		else if (!fits || rc > 0)
			lvm_say(d, true, fits ? S_LVM_NEWEST_UNREAD : S_NEWEST_METADATA_DOES);
	}
	for (size_t at = 0; at < r->n; at += SECTOR) {
		struct span text = span_sub(all, at, r->n);

		if (!may_begin(text))
			continue;
		text = span_sub(text, 0, span_find(text, 0));
		if (text.n > most - work) {
			watch_bite(l->watch, LIMIT_lvm_bytes, text.n);
			lvm_say(d, false, S_NOT_ALL_OLDER);
			break;
		}
		work += text.n;
		switch (add_copy(l, text, false, found_on, f)) {
		case -1:
			return -1;
		case LVM_BOUNDED:
			lvm_say(d, false, S_NOT_ALL_OLDER);
			break;
		default: /* a copy, or what only begins like one */
			break;
		}
	}
	if (l->too_many)
		lvm_say(d, false, S_NOT_ALL_OLDER);
	return 0;
}

/* ---- the physical volume --------------------------------------------------------------------- */

struct areas { /* of metadata, as the label lists them */
	uint64_t at[AREAS_MOST], size[AREAS_MOST];
	size_t n;
};

/* Two lists of places stand behind a label, each ended by zeros: where data lie, which is one place, and where metadata do. False
 * for any other: one byte of it makes the two lists others. */
static bool areas_of(struct reader *r, struct areas *out)
{
	size_t data = 0;
	bool can_be = true;

	for (int list = 0; list < 2; list++)
		for (;;) {
			uint64_t offset = reader_le64(r), size = reader_le64(r);

			if (r->bad || offset == 0) {
				can_be &= size == 0;
				break;
			}
			can_be &= list == 0 || size > 0;
			if (list == 0) {
				data++;
			} else if (out->n < AREAS_MOST && size > 0) {
				out->at[out->n] = offset;
				out->size[out->n++] = size;
			}
		}
	return can_be && data == 1;
}

static bool id_can_be(const uint8_t id[LVM_ID])
{
	for (size_t i = 0; i < LVM_ID; i++)
		if (!((id[i] >= '0' && id[i] <= '9') || (id[i] >= 'A' && id[i] <= 'Z') || (id[i] >= 'a' && id[i] <= 'z')))
			return false;
	return true;
}

enum { LABEL_AT = 32, USUAL_AREA = 4096 }; /* where the physical volume's header and its first area stand */

/* Where no list can be believed the first area is looked for where it always stands. */
static void usual(struct areas *out)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->at[i] == USUAL_AREA)
			return;
	if (out->n == AREAS_MOST)
		out->n--;
	out->at[out->n] = USUAL_AREA;
	out->size[out->n++] = 0;
}

/* The label in `sector`, which stands at `at`. */
static void take_label(struct lvm_disk *d, const uint8_t sector[SECTOR], uint64_t at, struct areas *areas)
{
	struct reader r = reader_of(span_make(sector, SECTOR));
	uint64_t stands;
	uint32_t offset, crc;
	bool type;

	(void)reader_take(&r, 8);
	stands = reader_le64(&r);
	crc = reader_le32(&r);
	offset = reader_le32(&r);
	type = span_eq(reader_take(&r, 8), span_of("LVM2 001"));
	if (volume_crc(LVM_CRC_START, span_from(r.in, 20)) != crc)
		lvm_say(d, true, S_LABEL_DOES_NOT);
	if (stands != at / SECTOR || !type || offset != LABEL_AT)
		lvm_say(d, true, S_LVM_LABEL_CANNOT);
	r = (struct reader){ r.in, offset <= SECTOR - LVM_ID ? offset : LABEL_AT, false };
	memcpy(d->id, reader_take(&r, LVM_ID).p, LVM_ID);
	d->size = reader_le64(&r);
	if (!areas_of(&r, areas)) {
		lvm_say(d, true, S_LVM_LABEL_CANNOT);
		usual(areas);
	}
	if (r.bad || !id_can_be(d->id))
		lvm_say(d, true, S_LVM_LABEL_CANNOT);
}

/* Without a label the first area stands where it always does. */
static int read_label(struct media *m, struct lvm_disk *d, struct areas *areas, struct fault *f)
{
	for (uint64_t at = 0; at < 4 * SECTOR; at += SECTOR) {
		uint8_t sector[SECTOR];

		if (media_read(m, at, sector, sizeof sector, f) < 0)
			return -1;
		if (!span_starts(span_make(sector, sizeof sector), span_of("LABELONE")))
			continue;
		take_label(d, sector, at, areas);
		return 0;
	}
	lvm_say(d, true, S_LVM_NO_LABEL);
	usual(areas);
	return 0;
}

int lvm_read(struct lvm *l, struct finder *x, size_t volume, struct fault *f)
{
	struct lvm_disk d = { .volume = volume, .physical = SIZE_MAX };
	struct media *m = x->out->v[volume].media;
	struct areas areas = { .n = 0 };

	if (read_label(m, &d, &areas, f) < 0)
		return -1;
	for (size_t i = 0; i < areas.n; i++) {
		OWNED(ring) struct ring r = { .n = 0 };
		int rc = ring_read(&r, l, m, areas.at[i], areas.size[i], &d, f);

		if (rc < 0 || (rc == 0 && ring_copies(l, &r, &d, l->disks.n, f) < 0))
			return -1;
	}
	return VEC_PUSH(&l->disks, d, f);
}
