/* casedb/put_image.c - what images add: their volumes, bytes found again, entries that deletion left. */
#include "casedb/private.h"

int casedb_put_volume(struct casedb *db, int64_t scan, const struct volume_record *v, struct fault *f)
{
	const char *const texts[] = { v->kind, v->content, v->name, v->fs == NULL ? NULL : v->prefix, v->scheme };
	struct bind b = bind_start(db, ST_PUT_VOLUME, f);

	bind_int(&b, scan);
	bind_u64(&b, v->position);
	bind_u64(&b, v->parent);
	bind_int(&b, v->depth);
	for (size_t i = 0; i < COUNT(texts); i++)
		bind_cstr(&b, texts[i]);
	bind_int(&b, v->slot);
	bind_u64(&b, v->offset);
	bind_u64(&b, v->size);
	bind_cstr(&b, v->type);
	bind_cstr(&b, v->label);
	bind_said_cstr(&b, v->note);
	bind_said_cstr(&b, v->trouble);
	bind_cstr(&b, v->fs);
	if (v->fs == NULL) {
		for (int i = 0; i < 10; i++)
			bind_null(&b);
		return bind_run(&b, NULL, f);
	}
	bind_int(&b, v->block);
	bind_u64(&b, v->fs_size);
	bind_cstr(&b, v->uuid);
	bind_cstr(&b, v->fs_label);
	bind_cstr(&b, v->mounted_at);
	bind_when(&b, v->made);
	bind_when(&b, v->mounted);
	bind_when(&b, v->written);
	bind_int(&b, v->dirty);
	bind_int(&b, v->discards);
	return bind_run(&b, NULL, f);
}

int casedb_put_subvolume(struct casedb *db, int64_t scan, const struct subvolume_record *v, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_SUBVOLUME, f);

	bind_int(&b, scan);
	bind_name(&b, v->path);
	bind_shown(&b, v->path);
	bind_u64(&b, v->volume);
	bind_u64(&b, v->number);
	for (int i = 0; i < 2; i++) {
		const char *text = i == 0 ? v->uuid : v->parent;

		if (text[0] != '\0')
			bind_cstr(&b, text);
		else
			bind_null(&b);
	}
	bind_u64(&b, v->made_in);
	bind_u64(&b, v->changed_in);
	bind_when(&b, v->made);
	bind_int(&b, v->read_only);
	bind_int(&b, v->received);
	return bind_run(&b, NULL, f);
}

static void bind_known(struct bind *b, uint64_t n)
{
	if (n == 0)
		bind_null(b);
	else
		bind_u64(b, n);
}

int casedb_put_recovery(struct casedb *db, int64_t item, unsigned n, const struct recovery_record *r, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_RECOVERY, f);

	bind_int(&b, item);
	bind_int(&b, n);
	bind_cstr(&b, r->method);
	bind_cstr(&b, r->trace);
	bind_known(&b, r->inode);
	bind_known(&b, r->generation);
	bind_known(&b, r->sequence);
	bind_when(&b, r->time);
	bind_known(&b, r->place);
	bind_int(&b, r->named);
	return bind_run(&b, NULL, f);
}

int casedb_find_recovered(struct casedb *db, int64_t scan, const struct digest *d, int64_t *item, struct fault *f)
{
	struct bind b = bind_start(db, ST_FIND_RECOVERED, f);
	int rc;

	*item = 0;
	bind_int(&b, scan);
	bind_digest(&b, d);
	rc = bind_row(&b, f);
	if (rc != 0)
		return rc;
	*item = sqlite3_column_int64(b.st, 0);
	(void)sqlite3_reset(b.st);
	return 0;
}

int casedb_find_path(struct casedb *db, int64_t scan, const char *path, int64_t *item, struct fault *f)
{
	struct bind b;
	int rc;

	*item = 0;
	if (path == NULL)
		return 0;
	b = bind_start(db, ST_FIND_PATH, f);
	bind_int(&b, scan);
	bind_name(&b, span_of(path));
	rc = bind_row(&b, f);
	if (rc != 0)
		return rc;
	*item = sqlite3_column_int64(b.st, 0);
	(void)sqlite3_reset(b.st);
	return 0;
}

int casedb_next_ordinal(struct casedb *db, int64_t scan, uint64_t *out, struct fault *f)
{
	struct bind b = bind_start(db, ST_NEXT_ORDINAL, f);
	int rc;

	*out = 0;
	bind_int(&b, scan);
	rc = bind_row(&b, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	*out = (uint64_t)sqlite3_column_int64(b.st, 0);
	(void)sqlite3_reset(b.st);
	return 0;
}

int casedb_put_lost(struct casedb *db, int64_t scan, const struct lost_record *r, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_LOST, f);

	bind_int(&b, scan);
	bind_digest(&b, &r->digest);
	bind_cstr(&b, r->reason);
	bind_said(&b, r->text);
	if (r->has_blocks) {
		bind_u64(&b, r->blocks);
		bind_u64(&b, r->overwritten);
	} else {
		bind_null(&b);
		bind_null(&b);
	}
	if (r->has_prefix)
		bind_u64(&b, r->prefix);
	else
		bind_null(&b);
	bind_known(&b, r->place);
	return bind_run(&b, NULL, f);
}

static void bind_optional(struct bind *b, struct span name)
{
	if (name.n == 0)
		bind_null(b);
	else
		bind_name(b, name);
}

int casedb_put_dead_entry(struct casedb *db, int64_t scan, const struct dead_record *r, struct fault *f)
{
	struct bind b;
	int64_t registry;

	if (casedb_registry_of(db, scan, r->place, &registry, f) < 0)
		return -1;
	b = bind_start(db, ST_PUT_DEAD_ENTRY, f);
	bind_int(&b, scan);
	bind_known(&b, (uint64_t)registry);
	bind_cstr(&b, role_text(r->place->role));
	bind_name(&b, r->path);
	bind_shown(&b, r->path);
	bind_optional(&b, r->place->repository);
	bind_optional(&b, r->place->tag);
	bind_optional(&b, r->place->upload);
	bind_digest(&b, &r->place->digest);
	bind_digest(&b, &r->says);
	bind_known(&b, r->inode);
	bind_cstr(&b, r->method);
	bind_known(&b, r->sequence);
	bind_when(&b, r->seen);
	bind_when(&b, r->died);
	bind_u64(&b, r->at);
	bind_u64(&b, r->length);
	bind_known(&b, r->life);
	bind_known(&b, r->tag_inode);
	bind_known(&b, r->tag_life);
	bind_when(&b, r->gone);
	bind_when(&b, r->born);
	bind_when(&b, r->set);
	bind_known(&b, r->state);
	bind_known(&b, r->text);
	bind_int(&b, r->whole);
	return bind_run(&b, NULL, f);
}
