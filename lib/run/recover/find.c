/* run/recover/find.c - what there is to try on one image: dead things of file systems, free space, and the digests
 * that are wanted. */
#include "run/recover/recover.h"

#include "base/number.h"

#include "core/layout.h"
#include "format/format.h"
#include "run/scan/scan.h"

#include <stdlib.h>

enum {
	LINK_BYTES = TRIAL_TEXT,
	RAW_BLOCK = 4096,
	SAMPLES = 4096,          /* blocks of dead files looked at to tell discarding */
	SAMPLES_LEAST = 16,
};

void run_recover_release(struct recovering *r)
{
	for (size_t i = 0; i < r->places.n; i++) {
		struct place_to_look *p = &r->places.v[i];

		trials_release(&p->trials);
		dead_names_free(p->names);
		livetree_free(p->tree);
		area_release(&p->area);
		carved_release(&p->carved);
		VEC_RELEASE(&p->links);
		VEC_RELEASE(&p->inodes);
	}
	VEC_RELEASE(&r->places);
	mentions_release(&r->mentions);
	targets_release(&r->targets);
	examiner_free(r->examiner);
	source_close(r->source);
}

/* ---- dead things ------------------------------------------------------------------------------------------ */

static int add_hint(struct place_to_look *p, uint64_t offset, struct fault *f)
{
	if (p->area.hints.n < p->o->limits.free_hints)
		return VEC_PUSH(&p->area.hints, offset, f);
	watch_bite(p->o->watch, LIMIT_free_hints, 1);
	return 0;
}

static int take_other(void *user, const struct fs_dead *d, struct fault *f)
{
	struct place_to_look *p = (struct place_to_look *)user;

	if (d->kind == DEAD_RANGE)
		return add_hint(p, d->offset, f);
	return dead_names_add(p->names, d, f);
}

static int by_where(const void *a, const void *b)
{
	const struct link_said *x = (const struct link_said *)a, *y = (const struct link_said *)b;

	if (x->where != y->where)
		return x->where < y->where ? -1 : 1;
	if (x->sequence != y->sequence)
		return x->sequence > y->sequence ? -1 : 1;
	return x->inode < y->inode ? -1 : x->inode > y->inode;
}

/* Bytes at one place are those of the last file that had it: what earlier ones said is lost. */
static void newest_only(struct place_to_look *p)
{
	size_t kept = 0;

	if (p->links.n > 1)
		qsort(p->links.v, p->links.n, sizeof *p->links.v, by_where);
	for (size_t i = 0; i < p->links.n; i++) {
		const struct link_said *l = &p->links.v[i], *first = kept == 0 ? NULL : &p->links.v[kept - 1];

		if (first != NULL && first->where == l->where &&
		    (first->tree != l->tree || first->inode != l->inode || first->generation != l->generation))
			continue;
		p->links.v[kept++] = *l;
	}
	p->links.n = kept;
}

/* Files as long as a link are read at once: what a deleted link named is a target, and a name's content. */
static int read_links(struct place_to_look *p, struct fault *f)
{
	for (size_t i = 0; i < p->trials.v.n; i++) {
		const struct trial_case *c = &p->trials.v.v[i];
		struct link_said l = { .tree = c->tree, .inode = c->inode, .generation = c->generation, .sequence = c->sequence };
		uint8_t text[LINK_BYTES];
		int rc;

		if (!c->h.has_size || c->h.size != LINK_BYTES ||
		    (!c->encoded && (c->h.runs.n != 1 || c->h.runs.v[0].length < LINK_BYTES)))
			continue;
		l.where = c->encoded ? c->where : c->h.runs.v[0].offset;
		if (!c->encoded && livetree_owner(p->tree, l.where).n > 0) /* a living file's bytes by now */
			continue;
		if (c->encoded)
			memcpy(text, c->text, sizeof text);
		rc = c->encoded ? 0 : media_read(p->media, l.where, text, sizeof text, f);
		if (rc < 0)
			return -1;
		if (rc == 0 && digest_parse(&l.digest, span_make(text, sizeof text)) == 0 && VEC_PUSH(&p->links, l, f) < 0)
			return -1;
	}
	newest_only(p);
	return 0;
}

static int name_inodes(struct place_to_look *p, struct fault *f)
{
	for (size_t i = 0; i < dead_names_count(p->names); i++) {
		struct dead_path d;
		struct place place;
		struct named_inode x;

		dead_names_get(p->names, i, &d);
		layout_classify(&place, d.path, d.kind == ENTRY_DIR);
		x = (struct named_inode){ place.digest, d.id };
		if (place.role == ROLE_BLOB_DATA && digest_set(&place.digest) && VEC_PUSH(&p->inodes, x, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- free space -------------------------------------------------------------------------------------------- */

static int add_free(struct place_to_look *p, uint64_t offset, uint64_t length, struct fault *f)
{
	struct area *a = &p->area;
	struct range *last = a->free.n > 0 ? &a->free.v[a->free.n - 1] : NULL;

	if (last != NULL && last->offset + last->length == offset) {
		last->length += length;
		return 0;
	}
	if (a->free.n < p->o->limits.free_ranges)
		return VEC_PUSH(&a->free, ((struct range){ offset, length }), f);
	watch_bite(p->o->watch, LIMIT_free_ranges, 1);
	return 0;
}

static int free_of_fs(struct place_to_look *p, struct fs *fs, struct fault *f)
{
	uint64_t from = 0, offset, length;
	int rc;

	p->area.block = fs_facts(fs)->block;
	p->area.ext_habits = span_starts(span_of(fs_facts(fs)->kind), span_of("ext"));
	while ((rc = fs_next_free(fs, from, &offset, &length, f)) == 0) {
		if (add_free(p, offset, length, f) < 0)
			return -1;
		from = offset + length;
	}
	for (size_t i = 0; rc >= 0 && i < p->trials.v.n; i++)
		if (p->trials.v.v[i].h.runs.n > 0 && add_hint(p, p->trials.v.v[i].h.runs.v[0].offset, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

/* Blocks that dead files had and no living file has: are hardly any but zeros? Free space that was never used says
 * nothing. */
static int sample(struct place_to_look *p, struct fault *f)
{
	uint64_t looked = 0, zeros = 0;
	uint8_t *b = (uint8_t *)malloc(p->area.block);
	int rc = b == NULL ? fault_memory(f, p->area.block) : 0;

	for (size_t i = 0; rc >= 0 && looked < SAMPLES && i < p->trials.v.n; i++) {
		const struct runs *r = &p->trials.v.v[i].h.runs;

		for (size_t k = 0; rc >= 0 && k < r->n && k < 4; k++) {
			uint64_t offset = r->v[k].offset - (r->v[k].offset - p->area.origin) % p->area.block;

			if (livetree_owner(p->tree, offset).n > 0 || offset != r->v[k].offset) /* bytes inside a tree block */
				continue;
			rc = media_read(p->media, offset, b, p->area.block, f);
			looked += rc == 0;
			zeros += rc == 0 && bytes_zero(b, p->area.block);
		}
	}
	free(b);
	p->discarded = looked >= SAMPLES_LEAST && zeros * 100 >= looked * 98;
	return rc < 0 ? -1 : 0;
}

/* ---- places -------------------------------------------------------------------------------------------------- */

static int open_fs_place(struct recovering *r, struct place_to_look *p, struct fault *f)
{
	const struct dead_sink sink = { p, take_other };
	struct fs *fs = p->v->fs;

	p->media = fs_media(fs);
	if (dead_names_new(&p->names, r->o->watch, f) < 0 || livetree_read(&p->tree, fs, &r->o->limits, r->o->watch, f) < 0 ||
	    trials_gather(&p->trials, fs, &sink, &r->o->limits, r->o->watch, f) < 0 ||
	    dead_names_resolve(p->names, p->tree, r->o->watch, f) < 0)
		return -1;
	return read_links(p, f) < 0 || name_inodes(p, f) < 0 || free_of_fs(p, fs, f) < 0 ? -1 : sample(p, f);
}

/* A physical volume with a logical one that cannot be put together: its space is looked through as it lies. */
static bool holds_unread(const struct source_volume *v, size_t n, size_t at)
{
	for (size_t i = 0; i < n && v[at].volume->kind == VOLUME_PHYSICAL; i++)
		if (v[i].volume->parent == at && i != at && v[i].volume->kind == VOLUME_LOGICAL && v[i].volume->media == NULL)
			return true;
	return false;
}

int run_recover_prepare(struct recovering *r, struct fault *f)
{
	const struct source_volume *v;
	size_t n = source_volumes(r->source, &v);

	if (r->effort != EFFORT_METADATA && !r->scoped &&
	    mentions_find(&r->mentions, source_media(r->source), r->o->limits.mentions, r->o->watch, f) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct place_to_look p = { .o = r->o, .v = &v[i] };

		if ((!v[i].volume->leaf && !holds_unread(v, n, i)) || v[i].volume->media == NULL ||
		    (v[i].fs == NULL && r->effort == EFFORT_METADATA))
			continue;
		if (VEC_PUSH(&r->places, p, f) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->places.n; i++) { /* the list no longer moves: sinks point into it */
		struct place_to_look *p = &r->places.v[i];

		p->media = p->v->volume->media;
		p->area.media = p->media;
		p->area.block = RAW_BLOCK;
		if (p->v->fs != NULL ? open_fs_place(r, p, f) < 0 : add_free(p, 0, p->media->size, f) < 0)
			return -1;
		p->area.media = p->media;
	}
	return 0;
}

/* ---- targets ------------------------------------------------------------------------------------------------- */

static int add_from_case(struct recovering *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	r->missing = 0;
	if (rows_open(r->db, QUERY_TARGETS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct digest d;

		r->missing += rows_int(rows, "found") == 0;
		if (digest_parse(&d, rows_span(rows, "digest")) == 0 &&
		    targets_add(&r->targets, &d, rows_has(rows, "size"), (uint64_t)rows_int(rows, "size"), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int add_from_image(struct recovering *r, struct fault *f)
{
	for (size_t i = 0; i < r->mentions.v.n; i++)
		if (targets_add(&r->targets, &r->mentions.v.v[i].digest, false, 0, f) < 0)
			return -1;
	for (size_t k = 0; k < r->places.n; k++) {
		const struct place_to_look *p = &r->places.v[k];

		for (size_t i = 0; i < p->links.n; i++)
			if (targets_add(&r->targets, &p->links.v[i].digest, false, 0, f) < 0)
				return -1;
		for (size_t i = 0; p->names != NULL && i < dead_names_count(p->names); i++) {
			struct dead_path d;
			struct place place;

			dead_names_get(p->names, i, &d);
			layout_classify(&place, d.path, d.kind == ENTRY_DIR);
			if (digest_set(&place.digest) && targets_add(&r->targets, &place.digest, false, 0, f) < 0)
				return -1;
		}
	}
	return 0;
}

/* What the image's living files hold needs no search: mentions name much that is there. */
static int strike_held(struct recovering *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_HELD, &rows, f) < 0 || rows_bind_int(rows, 1, r->scan, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct digest d;
		struct target *t = digest_parse(&d, rows_span(rows, "digest")) == 0 ? targets_find(&r->targets, &d) : NULL;

		if (t != NULL)
			t->found = true;
	}
	return rc < 0 ? -1 : 0;
}

int run_recover_targets(struct recovering *r, struct fault *f)
{
	size_t kept = 0;

	targets_release(&r->targets);
	memset(&r->targets, 0, sizeof r->targets);
	if (add_from_case(r, f) < 0 || (!r->scoped && add_from_image(r, f) < 0) || targets_ready(&r->targets, f) < 0 ||
	    strike_held(r, f) < 0)
		return -1;
	for (size_t i = 0; i < r->targets.v.n; i++)
		if (!r->targets.v.v[i].found)
			r->targets.v.v[kept++] = r->targets.v.v[i];
	r->targets.v.n = kept;
	return targets_ready(&r->targets, f);
}

/* ---- trying ---------------------------------------------------------------------------------------------------- */

int run_recover_try(struct recovering *r, struct fault *f)
{
	for (size_t i = 0; i < r->places.n; i++) {
		struct place_to_look *p = &r->places.v[i];

		if (p->trials.v.n > 0 && trials_run(&p->trials, p->media, &r->targets, run_cores(r->o->jobs), &r->o->limits,
		                                    r->o->watch, f) < 0)
			return -1;
		r->out->tried += p->trials.v.n;
	}
	return 0;
}

static int by_offset(const void *a, const void *b)
{
	const struct range *x = (const struct range *)a, *y = (const struct range *)b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Free space less what is proven: those blocks are accounted for. */
static int claim(struct place_to_look *p, struct fault *f)
{
	VEC(struct range) taken = { NULL, 0, 0 };
	VEC(struct range) rest = { NULL, 0, 0 };
	size_t at = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->trials.v.n; i++)
		for (size_t k = 0; rc == 0 && p->trials.v.v[i].proven && k < p->trials.v.v[i].proof.runs.n; k++) {
			const struct run *u = &p->trials.v.v[i].proof.runs.v[k];
			uint64_t end = u->offset + u->length + p->area.block - 1;

			rc = VEC_PUSH(&taken, ((struct range){ u->offset, end - end % p->area.block - u->offset }), f);
		}
	if (taken.n > 1)
		qsort(taken.v, taken.n, sizeof *taken.v, by_offset);
	for (size_t i = 0; rc == 0 && i < p->area.free.n; i++) {
		uint64_t from = p->area.free.v[i].offset, end = from + p->area.free.v[i].length;

		while (at < taken.n && taken.v[at].offset + taken.v[at].length <= from)
			at++;
		for (size_t k = at; rc == 0 && k < taken.n && taken.v[k].offset < end; k++) {
			if (taken.v[k].offset > from)
				rc = VEC_PUSH(&rest, ((struct range){ from, taken.v[k].offset - from }), f);
			if (taken.v[k].offset + taken.v[k].length > from)
				from = taken.v[k].offset + taken.v[k].length;
		}
		if (rc == 0 && from < end)
			rc = VEC_PUSH(&rest, ((struct range){ from, end - from }), f);
	}
	VEC_RELEASE(&taken);
	if (rc < 0) {
		VEC_RELEASE(&rest);
		return -1;
	}
	VEC_RELEASE(&p->area.free);
	p->area.free.v = rest.v;
	p->area.free.n = rest.n;
	p->area.free.cap = rest.cap;
	return 0;
}

int run_recover_carve(struct recovering *r, bool join, struct fault *f)
{
	const struct carve_budget budget = { .steps = join ? r->o->limits.puzzle_steps : 0,
		                             .beam = 16,
		                             .broken = r->o->limits.broken_streams,
		                             .fragments = join,
		                             .unnamed = !r->scoped };

	for (size_t i = 0; i < r->places.n; i++) {
		struct place_to_look *p = &r->places.v[i];

		if (claim(p, f) < 0)
			return -1;
		carved_release(&p->carved);
		memset(&p->carved, 0, sizeof p->carved);
		if (p->area.free.n > 0 &&
		    carve_area(&p->carved, &p->area, &r->targets, &budget, run_cores(r->o->jobs), r->o->watch, f) < 0)
			return fault_while(f, "searching free space");
		p->carved_once = true;
		r->out->scanned += p->carved.stats.bytes_scanned;
		r->out->broken += p->carved.stats.broken;
		r->out->solved += p->carved.stats.solved;
		r->out->steps += p->carved.stats.steps;
		r->out->spent += p->carved.stats.budget_spent;
		watch_bite_again(r->o->watch, LIMIT_puzzle_steps, join ? p->carved.stats.budget_spent : 0);
	}
	return 0;
}
