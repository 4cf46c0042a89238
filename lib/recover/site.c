/*
 * recover/site.c - one place to look: what a file system's dead things are, which space is free, what they name.
 */
#include "recover/recover.h"

#include "base/number.h"
#include "core/layout.h"

#include <stdlib.h>
#include <string.h>

enum {
	RAW_BLOCK = 4096,
	SAMPLES = 4096, /* rule: blocks of dead files looked at to tell discarding */
	SAMPLES_LEAST = 16, /* rule: of fewer nothing is said */
};

void site_release(struct site *s)
{
	trials_release(&s->trials);
	dead_names_free(s->names);
	livetree_free(s->tree);
	area_release(&s->area);
	carved_release(&s->carved);
	VEC_RELEASE(&s->links);
	VEC_RELEASE(&s->inodes);
}

/* ---- dead things ------------------------------------------------------------------------------------------ */

static int add_hint(struct site *s, uint64_t offset, struct fault *f)
{
	if (s->area.hints.n < s->limits->free_hints)
		return VEC_PUSH(&s->area.hints, offset, f);
	watch_bite(s->watch, LIMIT_free_hints, 1);
	return 0;
}

static int take_other(void *user, const struct fs_dead *d, struct fault *f)
{
	struct site *s = (struct site *)user;

	if (d->kind == DEAD_RANGE)
		return add_hint(s, d->offset, f);
	return dead_names_add(s->names, d, f);
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
static void newest_only(struct site *s)
{
	size_t kept = 0;

	if (s->links.n > 1)
		qsort(s->links.v, s->links.n, sizeof *s->links.v, by_where);
	for (size_t i = 0; i < s->links.n; i++) {
		const struct link_said *l = &s->links.v[i], *first = kept == 0 ? NULL : &s->links.v[kept - 1];

		if (first != NULL && first->where == l->where &&
		    (first->tree != l->tree || first->inode != l->inode || first->generation != l->generation))
			continue;
		s->links.v[kept++] = *l;
	}
	s->links.n = kept;
}

/* Files as long as a link are read at once: what a deleted link named is a target, and a name's content. */
static int read_links(struct site *s, struct fault *f)
{
	for (size_t i = 0; i < s->trials.v.n; i++) {
		const struct trial_case *c = &s->trials.v.v[i];
		struct link_said l = { .tree = c->tree, .inode = c->inode, .generation = c->generation, .sequence = c->sequence };
		uint8_t text[TRIAL_TEXT];
		int rc;

		if (!c->h.has_size || c->h.size != TRIAL_TEXT ||
		    (!c->encoded && (c->h.runs.n != 1 || c->h.runs.v[0].length < TRIAL_TEXT)))
			continue;
		l.where = c->encoded ? c->where : c->h.runs.v[0].offset;
		if (!c->encoded && livetree_owner(s->tree, l.where).n > 0) /* a living file's bytes by now */
			continue;
		if (c->encoded)
			memcpy(text, c->text, sizeof text);
		rc = c->encoded ? 0 : media_read(s->media, l.where, text, sizeof text, f);
		if (rc < 0)
			return -1;
		if (rc == 0 && digest_parse(&l.digest, span_make(text, sizeof text)) == 0 && VEC_PUSH(&s->links, l, f) < 0)
			return -1;
	}
	newest_only(s);
	return 0;
}

static int name_inodes(struct site *s, struct fault *f)
{
	for (size_t i = 0; i < dead_names_count(s->names); i++) {
		struct dead_path d;
		struct place place;
		struct named_inode x;

		dead_names_get(s->names, i, &d);
		layout_classify(&place, d.path, d.kind == ENTRY_DIR);
		x = (struct named_inode){ place.digest, d.id };
		if (place.role == ROLE_BLOB_DATA && digest_set(&place.digest) && VEC_PUSH(&s->inodes, x, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- free space -------------------------------------------------------------------------------------------- */

static int add_free(struct site *s, uint64_t offset, uint64_t length, struct fault *f)
{
	struct area *a = &s->area;
	struct range *last = a->free.n > 0 ? &a->free.v[a->free.n - 1] : NULL;

	if (last != NULL && last->offset + last->length == offset) {
		last->length += length;
		return 0;
	}
	if (a->free.n < s->limits->free_ranges)
		return VEC_PUSH(&a->free, ((struct range){ offset, length }), f);
	watch_bite(s->watch, LIMIT_free_ranges, 1);
	return 0;
}

static int free_of_fs(struct site *s, struct fs *fs, struct fault *f)
{
	uint64_t from = 0, offset, length;
	int rc;

	s->area.block = fs_facts(fs)->block;
	s->area.ext_habits = span_starts(span_of(fs_facts(fs)->kind), span_of("ext"));
	while ((rc = fs_next_free(fs, from, &offset, &length, f)) == 0) {
		if (add_free(s, offset, length, f) < 0)
			return -1;
		from = offset + length;
	}
	for (size_t i = 0; rc >= 0 && i < s->trials.v.n; i++)
		if (s->trials.v.v[i].h.runs.n > 0 && add_hint(s, s->trials.v.v[i].h.runs.v[0].offset, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

/* Blocks that dead files had and no living file has: are hardly any but zeros? Free space that was never used says
 * nothing. */
static int sample(struct site *s, struct fault *f)
{
	uint64_t looked = 0, zeros = 0;
	uint8_t *b = (uint8_t *)malloc(s->area.block);
	int rc = b == NULL ? fault_memory(f, s->area.block) : 0;

	for (size_t i = 0; rc >= 0 && looked < SAMPLES && i < s->trials.v.n; i++) {
		const struct runs *r = &s->trials.v.v[i].h.runs;

		for (size_t k = 0; rc >= 0 && k < r->n && k < 4; k++) {
			uint64_t offset = r->v[k].offset - (r->v[k].offset - s->area.origin) % s->area.block;

			if (livetree_owner(s->tree, offset).n > 0 || offset != r->v[k].offset) /* bytes inside a tree block */
				continue;
			rc = media_read(s->media, offset, b, s->area.block, f);
			looked += rc == 0;
			zeros += rc == 0 && bytes_zero(b, s->area.block);
		}
	}
	free(b);
	s->discarded = looked >= SAMPLES_LEAST && zeros * 100 >= looked * 98;
	return rc < 0 ? -1 : 0;
}

/* ---- the place ---------------------------------------------------------------------------------------------- */

static int open_fs(struct site *s, struct fault *f)
{
	const struct dead_sink sink = { s, take_other };
	struct fs *fs = s->fs;

	s->media = fs_media(fs);
	if (dead_names_new(&s->names, s->watch, f) < 0 || livetree_read(&s->tree, fs, s->limits, s->watch, f) < 0 ||
	    trials_gather(&s->trials, fs, &sink, s->limits, s->watch, f) < 0 ||
	    dead_names_resolve(s->names, s->tree, s->watch, f) < 0)
		return -1;
	return read_links(s, f) < 0 || name_inodes(s, f) < 0 || free_of_fs(s, fs, f) < 0 ? -1 : sample(s, f);
}

int site_open(struct site *s, struct media *m, struct fault *f)
{
	s->media = m;
	s->area.media = m;
	s->area.block = RAW_BLOCK;
	if (s->fs != NULL ? open_fs(s, f) < 0 : add_free(s, 0, m->size, f) < 0)
		return -1;
	s->area.media = s->media; /* a file system has a media of its own */
	return 0;
}

int site_targets(const struct site *s, struct targets *t, struct fault *f)
{
	for (size_t i = 0; i < s->links.n; i++)
		if (targets_add(t, &s->links.v[i].digest, false, 0, f) < 0)
			return -1;
	for (size_t i = 0; s->names != NULL && i < dead_names_count(s->names); i++) {
		struct dead_path d;
		struct place place;

		dead_names_get(s->names, i, &d);
		layout_classify(&place, d.path, d.kind == ENTRY_DIR);
		if (digest_set(&place.digest) && targets_add(t, &place.digest, false, 0, f) < 0)
			return -1;
	}
	return 0;
}

bool site_piece_only(const struct site *s, const struct proof *proof)
{
	return proof->method == RECOVER_BY_ZSTD && s->fs != NULL && strcmp(fs_facts(s->fs)->kind, "btrfs") == 0;
}

static int by_offset(const void *a, const void *b)
{
	const struct range *x = (const struct range *)a, *y = (const struct range *)b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

int site_claim(struct site *s, struct fault *f)
{
	VEC(struct range) taken = { NULL, 0, 0 };
	VEC(struct range) rest = { NULL, 0, 0 };
	size_t at = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < s->trials.v.n; i++)
		for (size_t k = 0; rc == 0 && s->trials.v.v[i].proven && k < s->trials.v.v[i].proof.runs.n; k++) {
			const struct run *u = &s->trials.v.v[i].proof.runs.v[k];
			uint64_t end = u->offset + u->length + s->area.block - 1;

			rc = VEC_PUSH(&taken, ((struct range){ u->offset, end - end % s->area.block - u->offset }), f);
		}
	if (taken.n > 1)
		qsort(taken.v, taken.n, sizeof *taken.v, by_offset);
	for (size_t i = 0; rc == 0 && i < s->area.free.n; i++) {
		uint64_t from = s->area.free.v[i].offset, end = from + s->area.free.v[i].length;

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
	VEC_RELEASE(&s->area.free);
	s->area.free.v = rest.v;
	s->area.free.n = rest.n;
	s->area.free.cap = rest.cap;
	return 0;
}
