/*
 * volume/volume.c - the tree of an image: tables, partitions, LVM2, mirrors, and what no entry covers.
 * Depth is bounded.
 */
#include "base/check.h"

#include "core/sentence.h"
#include "volume/private.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what no entry covers -------------------------------------------------------------------- */

/* ---- one volume and what is in it ------------------------------------------------------------ */

/* An ISO 9660 that boots from disks as well has an entry of all of itself. */
static int look_for_iso(struct media *m, struct mbr_signs *mbr, struct fault *f)
{
	static const uint64_t at = 32769;
	uint8_t sign[5];

	if (!mbr->table || mbr->of_iso == mbr->contradictions || m->size < at + sizeof sign)
		return 0;
	if (media_read(m, at, sign, sizeof sign, f) < 0)
		return -1;
	if (memcmp(sign, "CD001", sizeof sign) == 0)
		mbr->contradictions = mbr->of_iso;
	return 0;
}

static int find_table(struct finder *x, size_t index, bool *found, struct fault *f)
{
	struct media *m = x->out->v[index].media;
	struct mbr_signs mbr;
	uint8_t sector[512];

	*found = false;
	if (m->size < 2 * sizeof sector)
		return 0;
	if (media_read(m, 0, sector, sizeof sector, f) < 0)
		return -1;
	mbr = mbr_look(span_make(sector, sizeof sector), m->size);
	if (look_for_iso(m, &mbr, f) < 0)
		return -1;
	if (!mbr.table || mbr.protective) {
		if (gpt_find(x, index, found, f) < 0)
			return -1;
		if (*found && !mbr.table)
			volume_damage(&x->out->v[index], S_GPT_WITHOUT_MBR);
		if (*found)
			mbr_tell(&x->out->v[index], &mbr);
		if (*found)
			return 0;
	}
	if (!mbr.table)
		return 0;
	mbr_tell(&x->out->v[index], &mbr);
	if (mbr.only) { /* it says no more than that there was another table */
		volume_damage(&x->out->v[index], S_PROTECTIVE_MBR_NEITHER);
		return 0;
	}
	return mbr_find(x, index, found, f);
}

static int look_at_content(struct finder *x, size_t index, struct fault *f)
{
	struct volume *v = &x->out->v[index];
	char remark[sizeof v->note];

	if ((v->content == CONTENT_NOTHING && /* else it was found by it */
	     volume_probe(v->media, &v->content, &v->backup, f) < 0) ||
	    probe_remark(v->media, v->content, remark, f) < 0)
		return -1;
	if (v->backup > 0 && v->kind != VOLUME_FOUND)
		volume_harm(v, S_PRIMARY_SUPERBLOCK_GONE, v->backup);
	if (remark[0] != '\0')
		volume_note(v, "%s", remark);
	return 0;
}

static int look_into(struct finder *x, size_t index, struct fault *f);

static int look_into_children(struct finder *x, size_t index, size_t from, struct fault *f)
{
	size_t n = x->out->n;

	for (size_t i = from; i < n; i++)
		if (x->out->v[i].parent == index && x->out->v[i].kind != VOLUME_TABLE &&
		    look_into(x, i, f) < 0)
			return -1;
	return 0;
}

/* A volume that a table or search divides: its uncovered parts become volumes too. */
static int divide(struct finder *x, size_t index, size_t from, struct fault *f)
{
	x->out->v[index].leaf = false;
	if (volume_fill_uncovered(x, index, false, f) < 0)
		return -1;
	return look_into_children(x, index, from, f);
}

/* A mirror's data are whole on each of its disks. */
static int look_into_mirror(struct finder *x, size_t index, struct fault *f)
{
	struct volume v = { .kind = VOLUME_FOUND, .parent = index };
	size_t from = x->out->n, at;
	struct md_member md;

	if (probe_md(x->out->v[index].media, &md, f) < 0)
		return -1;
	if (!md.known || md.level != 1 || md.data_size == 0)
		return 0;
	v.offset = md.data;
	v.size = md.data_size;
	(void)snprintf(v.scheme, sizeof v.scheme, "md");
	volume_name(x, &v, "md");
	if (volume_add(x, v, &at, f) < 0)
		return -1;
	if (at == SIZE_MAX)
		return 0;
	x->out->v[index].leaf = false;
	if (volume_add_gap(x, index, 0, md.data, f) < 0 ||
	    volume_add_gap(x, index, md.data + md.data_size, x->out->v[index].size, f) < 0)
		return -1;
	return look_into_children(x, index, from, f);
}

static int look_into(struct finder *x, size_t index, struct fault *f)
{
	struct volume *v = &x->out->v[index];
	size_t from = x->out->n;
	bool found = false;

	if (v->media == NULL || v->kind == VOLUME_GAP || v->kind == VOLUME_TABLE ||
	    v->kind == VOLUME_PHYSICAL || v->kind == VOLUME_STALE)
		return 0;
	if (v->kind == VOLUME_EXTENDED)
		return divide(x, index, index + 1, f);
	v->leaf = true;
	if (v->depth >= x->depth) {
		volume_note(v, S_WHAT_MAY_NOT, (uint64_t)x->depth);
		watch_bite(x->watch, LIMIT_volume_depth, 1);
		return 0;
	}
	if (v->kind == VOLUME_IMAGE && find_table(x, index, &found, f) < 0)
		return -1;
	if (found)
		return divide(x, index, from, f);
	if (look_at_content(x, index, f) < 0)
		return -1;
	v = &x->out->v[index];
	if (v->content == CONTENT_LVM2) {
		struct member member = { index, false };

		return VEC_PUSH(&x->members, member, f);
	}
	if (v->content == CONTENT_MD)
		return look_into_mirror(x, index, f);
	if (v->content != CONTENT_NOTHING && v->backup == 0)
		return 0;
	if (v->kind != VOLUME_IMAGE && v->content == CONTENT_NOTHING &&
	    find_table(x, index, &found, f) < 0)
		return -1;
	if (found)
		return divide(x, index, from, f);
	if (v->backup > 0)
		return 0;
	if (volume_fill_uncovered(x, index, true, f) < 0)
		return -1;
	if (x->out->n == from)
		return 0;
	x->out->v[index].leaf = false;
	if (index == 0) /* a disk with file systems and nothing that says where */
		volume_damage(&x->out->v[0], S_NO_TABLE_AND_SYSTEMS);
	return look_into_children(x, index, from, f);
}

/* ---- order ----------------------------------------------------------------------------------- */

static bool before(const struct volume *a, size_t ia, const struct volume *b, size_t ib)
{
	if (a->offset != b->offset)
		return a->offset < b->offset;
	return ia < ib;
}

/* Children of `parent` in order of address, each with its own behind it. */
static size_t place_children(const struct volumes *all, size_t parent, size_t *order, size_t n)
{
	size_t last = SIZE_MAX;

	for (;;) {
		size_t best = SIZE_MAX;

		for (size_t i = 1; i < all->n; i++) {
			const struct volume *v = &all->v[i];

			if (v->parent != parent ||
			    (last != SIZE_MAX && !before(&all->v[last], last, v, i)))
				continue;
			if (best == SIZE_MAX || before(v, i, &all->v[best], best))
				best = i;
		}
		if (best == SIZE_MAX)
			return n;
		order[n++] = best;
		n = place_children(all, best, order, n);
		last = best;
	}
}

static int put_in_order(struct volumes *all, struct fault *f)
{
	size_t bytes = all->n * sizeof *all->v, n = 1;
	struct volume *sorted = (struct volume *)malloc(bytes);
	size_t *order = (size_t *)calloc(all->n * 2, sizeof *order), *back = order == NULL ? NULL : order + all->n;

	if (sorted == NULL || order == NULL) {
		free(sorted);
		free(order);
		return fault_memory(f, bytes);
	}
	n = place_children(all, 0, order, n);
	for (size_t i = 0; i < n; i++) {
		sorted[i] = all->v[order[i]];
		back[order[i]] = i;
	}
	for (size_t i = 0; i < n; i++)
		sorted[i].parent = back[sorted[i].parent];
	free(order);
	free(all->v);
	all->v = sorted;
	all->n = all->cap = n;
	return 0;
}

static int find_all(struct finder *x, struct fault *f)
{
	struct volume image = { .kind = VOLUME_IMAGE, .size = x->image->size, .media = x->image };
	size_t index;

	if (volume_add(x, image, &index, f) < 0)
		return -1;
	if (look_into(x, 0, f) < 0)
		return -1;
	for (unsigned round = 0; round < x->depth; round++) {
		size_t from = x->out->n, n;

		if (lvm_assemble(x, f) < 0)
			return -1;
		n = x->out->n;
		for (size_t i = from; i < n; i++)
			if (look_into(x, i, f) < 0)
				return -1;
		if (n == from)
			break;
	}
	if (x->image->extra > 0) {
		struct volume v = { .kind = VOLUME_STALE,
			            .offset = x->image->size,
			            .size = x->image->extra,
			            .leaf = true,
			            .name = "stale" };

		if (volume_add(x, v, &index, f) < 0)
			return -1;
	}
	return put_in_order(x->out, f);
}

int volumes_find(struct volumes *out, struct media *m, const struct watch *watch, struct fault *f)
{
	struct finder x = { .out = out, .image = m, .watch = watch,
		            .probes = watch_limit(watch, LIMIT_volume_places),
		            .volumes = (uint32_t)watch_limit(watch, LIMIT_image_volumes),
		            .depth = (uint32_t)watch_limit(watch, LIMIT_volume_depth) };
	int rc;

	memset(out, 0, sizeof *out);
	rc = find_all(&x, f);
	VEC_RELEASE(&x.members);
	if (rc < 0)
		volumes_release(out);
	return rc;
}

void volumes_release(struct volumes *v)
{
	/* the image is borrowed; views lie on those before them, so the last made goes first */
	for (size_t i = v->n; i-- > 1;)
		media_close(v->v[i].media);
	VEC_RELEASE(v);
}
