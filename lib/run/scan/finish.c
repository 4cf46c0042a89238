/* run/scan/finish.c - how a scan ends. A part of a scan ends with its facts; what the whole tells is left to the merge. */
#include "run/scan/finish.h"
#include "run/scan/trust.h"
#include "casedb/query.h"

#include "core/sentence.h"
#include "fs/fs.h"
#include "run/record.h"
#include "run/scan/again.h"
#include "run/scan/database.h"
#include "run/scan/litefile.h"
#include "run/scan/prefix.h"
#include "run/scan/wrong.h"
#include "xfrm/xfrm.h"

#include <string.h>

static bool part(const struct scan_ending *s)
{
	return s->o->shard.of > 0;
}

/* Part 0 tells what is told once of a source. */
static bool tells_all(const struct scan_ending *s)
{
	return s->o->shard.at == 0;
}

static int observe(const struct scan_ending *s, int64_t item, enum finding_code code, const char *text, struct fault *f)
{
	return casedb_put_observation(s->db, s->scan, item, code, 0, 0, SPAN_NONE, span_of(text), f);
}

static int put_seek_points(const struct scan_ending *s, struct source *source, struct fault *f)
{
	const struct seek_point *p;

	for (size_t i = 0; source_seek_point(source, i, &p) == 0; i++)
		if (casedb_put_seek_point(s->db, s->scan, p->in, p->out, p->bits, p->window, f) < 0)
			return -1;
	return 0;
}

/* Where a volume begins on the image itself. */
static uint64_t address_of(const struct source_volume *v, size_t at)
{
	uint64_t length = 1, offset = v[at].volume->media == NULL ? UINT64_MAX : media_locate(v[at].volume->media, 0, &length);

	if (offset != UINT64_MAX)
		return offset;
	return at == 0 ? 0 : address_of(v, v[at].volume->parent) + v[at].volume->offset;
}

static struct volume_record record_volume(const struct source_volume *all, size_t at)
{
	const struct volume *v = all[at].volume;
	const struct fs_facts *x = all[at].fs == NULL ? NULL : fs_facts(all[at].fs);
	struct volume_record r = { .position = at,
		                   .parent = v->parent,
		                   .depth = v->depth,
		                   .slot = v->slot,
		                   .offset = address_of(all, at),
		                   .size = v->size,
		                   .kind = volume_kind_text(v->kind),
		                   .content = content_text(v->content),
		                   .name = v->name,
		                   .prefix = all[at].prefix,
		                   .scheme = v->scheme,
		                   .type = v->type,
		                   .label = v->label,
		                   .note = v->note,
		                   .trouble = all[at].trouble };

	if (x == NULL)
		return r;
	r.fs = x->kind;
	r.block = x->block;
	r.fs_size = x->size;
	r.uuid = x->uuid;
	r.fs_label = x->label;
	r.mounted_at = x->mounted_at;
	r.made = x->made;
	r.mounted = x->mounted;
	r.written = x->written;
	r.dirty = x->dirty;
	r.discards = x->discards;
	return r;
}

/* The tree of volumes, each with what its file system says of itself. */
static int put_volumes(const struct scan_ending *s, struct source *source, struct fault *f)
{
	const struct source_volume *v;
	size_t n = source_volumes(source, &v);

	for (size_t i = 0; i < n; i++) {
		struct volume_record r = record_volume(v, i);

		if (casedb_put_volume(s->db, s->scan, &r, f) < 0)
			return -1;
	}
	return 0;
}

/* Trees of file systems that have several, among them snapshots. */
static int put_subvolumes(const struct scan_ending *s, struct source *source, struct fault *f)
{
	struct source_subvolume v;

	for (size_t i = 0; source_subvolume(source, i, &v) == 0; i++) {
		struct subvolume_record r = { .path = v.path,
			                      .volume = v.volume,
			                      .number = v.told->number,
			                      .made_in = v.told->made_in,
			                      .changed_in = v.told->changed_in,
			                      .uuid = v.told->uuid,
			                      .parent = v.told->parent,
			                      .made = v.told->made,
			                      .read_only = v.told->read_only,
			                      .received = v.told->received };

		if (casedb_put_subvolume(s->db, s->scan, &r, f) < 0)
			return -1;
	}
	return 0;
}

/* What is said of a volume as a whole stands with its top. */
static int put_remarks(const struct scan_ending *s, struct source *source, struct fault *f)
{
	const struct source_remark *remark;
	int64_t top;

	for (size_t i = 0; source_remark(source, i, &remark) == 0; i++)
		if (casedb_find_path(s->db, s->scan, remark->top, &top, f) < 0 || observe(s, top, remark->code, remark->text, f) < 0)
			return -1;
	return 0;
}

/* Is it still what it was, and what does it say of itself? */
static int take_end(const struct scan_ending *s, struct source *source, struct span before, struct source_end *end,
                    struct buf *after, struct fault *f)
{
	if (!tells_all(s))
		source_spare_digest(source);
	if (source_finish(source, end, f) < 0 || source_identity(source, after, f) < 0 ||
	    run_scan_again(s->db, s->scan, source, end, f) < 0)
		return -1;
	if (!end->changed && !span_eq(before, buf_span(after))) {
		end->changed = true;
		(void)memcpy(end->changed_why, S_IDENTITY_BEFORE_AFTER,
		             sizeof S_IDENTITY_BEFORE_AFTER);
	}
	if (end->changed && observe(s, 0, FINDING_SOURCE_CHANGED, end->changed_why, f) < 0)
		return -1;
	if (end->atime_touched &&
	    observe(s, 0, FINDING_ATIME_TOUCHED, S_O_NOATIME_REFUSED_KERNEL, f) < 0)
		return -1;
	if (!tells_all(s))
		return 0;
	return put_seek_points(s, source, f) < 0 || put_remarks(s, source, f) < 0 || put_volumes(s, source, f) < 0 ||
	                       put_subvolumes(s, source, f) < 0
	               ? -1
	               : 0;
}

static int read_again(const struct scan_ending *s, struct source *source, struct fault *f)
{
	return run_prefix_search(s->db, source, s->scan, &s->o->limits, s->o->watch, f) < 0 ||
	                       run_tell_wrong(s->db, source, s->scan, &s->o->limits, s->o->watch, f) < 0
	               ? -1
	               : 0;
}

/* Databases are read whole, by the run that has all their files; without its source only that they are there is known. */
static int read_databases(const struct scan_ending *s, struct source *source, struct databases *found, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc = 0;

	if (source != NULL)
		return run_database_search(s->db, source, s->scan, &s->o->limits, s->o->watch, found, f) < 0 ||
		                       run_lite_search(s->db, source, s->scan, &s->o->limits, s->o->watch, found, f) < 0
		               ? -1
		               : 0;
	if (rows_open(s->db, QUERY_DATABASES, &r, f) < 0 || rows_bind_int(r, 1, s->scan, f) < 0)
		return -1;
	while (!found->any && (rc = rows_next(r, f)) == 0)
		found->any = !span_ends(rows_span(r, "path"), span_of("dump.rdb")); /* no server's folder */
	return rc < 0 ? -1 : 0;
}

static int tell_what_it_is(const struct scan_ending *s, const struct databases *found, struct fault *f)
{
	int64_t registries;

	if (casedb_number(s->db, NUMBER_REGISTRIES, &(struct number_args){ .n = { s->scan } }, &registries, f) < 0)
		return -1;
	/* the storage lies elsewhere, in an object store perhaps: the names are here all the same */
	if (registries == 0 && found->told && casedb_put_store(s->db, s->scan, buf_span(&found->root), STORE_IS_DATABASE, f) < 0)
		return -1;
	return registries == 0 && !found->any ? observe(s, 0, FINDING_NO_REGISTRY, S_NOTHING_LOOKS_LIKE, f) : 0;
}

int run_scan_conclude(const struct scan_ending *s, struct source *source, struct scan_end *e, struct fault *f)
{
	OWNED(databases) struct databases found = { .any = false };

	if ((source != NULL && !s->looked && read_again(s, source, f) < 0) || read_databases(s, source, &found, f) < 0)
		return -1;
	if (run_record_bites(s->db, s->scan, &s->o->limits, s->o->watch->bites, f) < 0 || run_trust_tell(s->db, s->scan, f) < 0 ||
	    casedb_settle_registries(s->db, s->scan, f) < 0 || tell_what_it_is(s, &found, f) < 0)
		return -1;
	return casedb_finish_scan(s->db, s->scan, e, f);
}

/* A part of one keeps its source open: what wants bytes again is done here, and merging never needs the source. */
static int end_part(const struct scan_ending *s, struct source *source, const struct scan_end *e, struct fault *f)
{
	if (s->o->shard.of == 1 && read_again(s, source, f) < 0)
		return -1;
	if (tells_all(s) && run_record_bites(s->db, s->scan, &s->o->limits, s->o->watch->bites, f) < 0)
		return -1;
	return casedb_finish_part(s->db, s->scan, e, s->walked, f);
}

int run_scan_end(const struct scan_ending *s, struct source *source, struct span before, struct fault *f)
{
	OWNED(buf) struct buf after = BUF_INIT;
	struct source_end end;
	struct scan_end e;

	memset(&end, 0, sizeof end);
	memset(&e, 0, sizeof e);
	if (take_end(s, source, before, &end, &after, f) < 0)
		return -1;
	e.ended = run_record_now(s->o->watch);
	e.identity = buf_span(&after);
	e.changed = end.changed ? end.changed_why : NULL;
	e.has_digest = end.has_digest;
	e.digest = end.digest;
	e.size = end.size;
	e.directory = s->kind == SOURCE_DIR;
	e.archive = s->kind == SOURCE_TAR;
	e.hashed = s->hashed;
	e.out_of_scope = s->left_out;
	e.atime_touched = end.atime_touched;
	if ((part(s) ? end_part(s, source, &e, f) : run_scan_conclude(s, source, &e, f)) < 0)
		return -1;
	return casedb_commit(s->db, f);
}
