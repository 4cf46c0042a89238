/* casedb/put.c - facts in: runs, items and what their bytes said, observations. */
#include "casedb/intern.h"

#include "base/number.h"
#include "base/quote.h"
#include "core/sentence.h"

#include <stdio.h>

int casedb_put_run(struct casedb *db, const struct run_record *r, int64_t *id, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_RUN, f);

	bind_cstr(&b, r->verb);
	bind_cstr(&b, r->version);
	bind_text(&b, r->argv);
	bind_text(&b, r->environment);
	bind_text(&b, r->host);
	bind_when(&b, r->started);
	return bind_run(&b, id, f);
}

int casedb_end_run(struct casedb *db, int64_t id, struct when ended, int status, uint64_t items,
                   uint64_t bytes, double seconds, const char *outcome, struct fault *f)
{
	struct bind b = bind_start(db, ST_END_RUN, f);

	bind_int(&b, id);
	bind_when(&b, ended);
	bind_int(&b, status);
	bind_u64(&b, items);
	bind_u64(&b, bytes);
	bind_real(&b, seconds);
	bind_cstr(&b, outcome);
	return bind_run(&b, NULL, f);
}

int casedb_registry_of(struct casedb *db, int64_t scan, const struct place *p, int64_t *id, struct fault *f)
{
	struct bind b;
	int rc;

	*id = 0;
	if (!p->in_registry || p->role == ROLE_OUTSIDE)
		return 0;
	if (db->registry_id != 0 && db->registry_scan == scan && db->registry_store == p->store &&
	    span_eq(buf_span(&db->registry_path), p->registry)) {
		*id = db->registry_id;
		return 0;
	}
	b = bind_start(db, ST_FIND_REGISTRY, f);
	bind_int(&b, scan);
	bind_name(&b, p->registry);
	bind_cstr(&b, store_text(p->store));
	rc = bind_row(&b, f);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		*id = sqlite3_column_int64(b.st, 0);
		(void)sqlite3_reset(b.st);
	} else {
		b = bind_start(db, ST_PUT_REGISTRY, f);
		bind_int(&b, scan);
		bind_name(&b, p->registry);
		bind_shown(&b, p->registry);
		bind_cstr(&b, store_text(p->store));
		if (bind_run(&b, id, f) < 0)
			return -1;
	}
	buf_clear(&db->registry_path);
	if (buf_add(&db->registry_path, p->registry, f) < 0)
		return -1;
	db->registry_scan = scan;
	db->registry_store = p->store;
	db->registry_id = *id;
	return 0;
}

int casedb_put_store(struct casedb *db, int64_t scan, struct span path, enum store store, struct fault *f)
{
	struct place p = { .role = ROLE_STORE_NAMES, .in_registry = true, .store = store, .registry = path };
	int64_t id;

	return casedb_registry_of(db, scan, &p, &id, f);
}

/* Nanoseconds since 1970 fit 1678 to 2261; beyond that the time goes into far_times as text. */
static bool near(struct when w)
{
	return w.known && w.sec > -9223372036 && w.sec < 9223372036;
}

static void bind_ns(struct bind *b, struct when w)
{
	if (near(w))
		bind_int(b, w.sec * 1000000000 + (int64_t)w.nsec);
	else
		bind_null(b);
}

static int far_times(struct buf *out, const struct entry *e, struct fault *f)
{
	const struct {
		const char *name;
		struct when w;
	} all[] = { { "mtime", e->mtime }, { "atime", e->atime }, { "ctime", e->ctime }, { "btime", e->btime } };

	for (size_t i = 0; i < COUNT(all); i++) {
		char text[WHEN_TEXT];

		if (all[i].w.known && !near(all[i].w) &&
		    buf_printf(out, f, "%s%s=%s", out->n > 0 ? " " : "", all[i].name,
		               when_text(text, all[i].w)) < 0)
			return -1;
	}
	return 0;
}

/* "at,offset,length;..." of a sparse member. */
static int runs_text(struct buf *out, struct runs runs, struct fault *f)
{
	for (size_t i = 0; i < runs.n; i++)
		if (buf_printf(out, f, "%s%llu,%llu,%llu", i > 0 ? ";" : "",
		               (unsigned long long)runs.v[i].at, (unsigned long long)runs.v[i].offset,
		               (unsigned long long)runs.v[i].length) < 0)
			return -1;
	return 0;
}

int casedb_read_runs(struct span text, struct runs *out, struct fault *f)
{
	size_t cap = 0;

	while (text.n > 0) {
		struct span one = span_cut(&text, ';');
		struct run run;
		void **array = (void **)&out->v;

		if (!number_read(&run.at, span_cut(&one, ','), UINT64_MAX) || !number_read(&run.offset, span_cut(&one, ','), UINT64_MAX) ||
		    !number_read(&run.length, span_cut(&one, ','), UINT64_MAX))
			return fault_set(f, FAULT_CASE, 0, "the case holds runs that cannot be");
		if (vec_grow(array, out->n, &cap, sizeof *out->v, f) < 0)
			return -1;
		out->v[out->n++] = run;
	}
	return 0;
}

static void bind_if(struct bind *b, bool has, uint64_t n)
{
	if (has)
		bind_u64(b, n);
	else
		bind_null(b);
}

static void bind_optional_name(struct bind *b, struct span name)
{
	if (name.n == 0)
		bind_null(b);
	else
		bind_name(b, name);
}

/* A time beside another one of the row: the difference, which is short; as text where that would overflow. */
static void bind_since(struct bind *b, struct when w, int64_t base)
{
	char text[24];
	int64_t ns, since;

	if (!near(w)) {
		bind_null(b);
		return;
	}
	ns = w.sec * 1000000000 + (int64_t)w.nsec;
	if (!__builtin_sub_overflow(ns, base, &since)) {
		bind_int(b, since);
		return;
	}
	(void)snprintf(text, sizeof text, "%lld", (long long)ns);
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_text(b->st, b->at, text, -1, SQLITE_TRANSIENT);
	b->at++;
}

static int64_t ns_of(struct when w)
{
	return near(w) ? w.sec * 1000000000 + (int64_t)w.nsec : 0;
}

static void bind_entry(struct bind *b, const struct entry *e)
{
	bind_u64(b, e->size);
	bind_if(b, e->has & HAS_INODE, e->inode);
	bind_if(b, e->has & HAS_ALLOCATED, e->allocated);
	bind_ns(b, e->mtime);
	bind_since(b, e->atime, ns_of(e->mtime));
	bind_since(b, e->ctime, ns_of(e->mtime));
	bind_since(b, e->btime, near(e->ctime) ? ns_of(e->ctime) : ns_of(e->mtime));
	bind_if(b, e->has & HAS_OFFSET, e->offset);
}

static int64_t clamped(uint64_t n)
{
	return n > INT64_MAX ? INT64_MAX : (int64_t)n;
}

/* What its bytes said, as far as nearly every file has it. */
static void bind_exam(struct bind *b, const struct item_record *r, int64_t look)
{
	const struct exam_record *x = r->exam;

	if (x == NULL) {
		for (int i = 0; i < 5; i++)
			bind_null(b);
		return;
	}
	bind_int(b, clamped(r->entry->size) - clamped(x->bytes));
	bind_digest_id(b, &x->sha256);
	bind_digest_or_same(b, &x->named, &x->sha256);
	bind_if(b, look != 0, (uint64_t)look);
	bind_digest_or_same(b, &x->reading_digest, &r->place->digest);
}

/* Are the bytes of a small file its digest's text and nothing else? Then the digest tells them. */
static bool raw_is_digest(const struct exam_record *x)
{
	char text[DIGEST_TEXT];

	return span_is(span_of(x->reading), "fine") && digest_set(&x->reading_digest) &&
	       span_eq(x->raw, span_of(digest_text(text, &x->reading_digest)));
}

static void bind_more(struct bind *b, const struct item_record *r, struct span far, struct span runs, const char *unread)
{
	const struct exam_record *x = r->exam;
	const struct entry *e = r->entry;

	bind_shown(b, e->path);
	bind_optional_name(b, r->place->upload);
	bind_if(b, r->place->role == ROLE_UPLOAD_HASHSTATE, r->place->offset);
	bind_text(b, far);
	bind_optional_name(b, e->link_target);
	bind_text(b, runs);
	bind_said_cstr(b, unread);
	bind_said_cstr(b, x == NULL ? NULL : x->reading_why);
	if (x == NULL || raw_is_digest(x) || (x->raw.n == 0 && !span_is(span_of(x->reading), "fine")))
		bind_null(b);
	else if (b->rc == SQLITE_OK) /* "fine" without bytes is told as no bytes */
		b->rc = sqlite3_bind_blob64(b->st, b->at++, x->raw.n == 0 ? (const uint8_t *)"" : x->raw.p, x->raw.n, SQLITE_STATIC);
	bind_when(b, x == NULL ? WHEN_UNKNOWN : x->started);
	bind_digest(b, x == NULL ? &(struct digest){ .alg = DIGEST_NONE } : &x->state_digest);
	bind_if(b, x != NULL && digest_set(&x->state_digest), x == NULL ? 0 : x->state_length);
}

/* What few items have stands in a row of its own. */
static int put_more(struct casedb *db, int64_t id, const struct item_record *r, struct fault *f)
{
	OWNED(buf) struct buf far = BUF_INIT;
	OWNED(buf) struct buf runs = BUF_INIT;
	const struct exam_record *x = r->exam;
	const char *unread = r->unread;
	struct bind b;

	if (far_times(&far, r->entry, f) < 0 || runs_text(&runs, r->entry->runs, f) < 0)
		return -1;
	if (x != NULL)
		unread = x->read ? NULL : x->why != NULL && x->why[0] != '\0' ? x->why : S_NOT_READ;
	if (far.n == 0 && runs.n == 0 && (unread == NULL || unread[0] == '\0') && quote_plain(r->entry->path) &&
	    r->entry->link_target.n == 0 && r->place->upload.n == 0 && r->place->role != ROLE_UPLOAD_HASHSTATE &&
	    (x == NULL || ((x->reading_why == NULL || x->reading_why[0] == '\0') && !x->started.known &&
	                   !digest_set(&x->state_digest) &&
	                   (raw_is_digest(x) || (x->raw.n == 0 && !span_is(span_of(x->reading), "fine"))))))
		return 0;
	b = bind_start(db, ST_PUT_ITEM_MORE, f);
	bind_int(&b, id);
	bind_more(&b, r, buf_span(&far), buf_span(&runs), unread);
	return bind_run(&b, NULL, f);
}

static int put_layer(struct casedb *db, const struct exam_record *x, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_LAYER, f);

	bind_digest(&b, &x->sha256);
	bind_digest(&b, &x->diff_id);
	bind_int(&b, x->layer_whole);
	bind_u64(&b, x->inflated);
	bind_int(&b, x->members);
	bind_u64(&b, x->trailing);
	bind_int(&b, x->is_tar);
	bind_int(&b, x->entries);
	bind_blob(&b, x->listing);
	return bind_run(&b, NULL, f);
}

static int put_references(struct casedb *db, const struct digest *doc, const struct document *d,
                          struct fault *f)
{
	for (size_t i = 0; i < d->refs.n; i++) {
		const struct reference *r = &d->refs.v[i];
		struct bind b = bind_start(db, ST_PUT_REFERENCE, f);

		bind_digest_id(&b, doc);
		bind_cstr_id(&b, reference_rel_text(r->rel));
		bind_int(&b, r->position);
		bind_int(&b, r->reading);
		bind_digest_id(&b, &r->digest);
		bind_if(&b, r->has_size, r->size);
		bind_text_id(&b, r->media_type);
		bind_text_id(&b, r->artifact_type);
		bind_text_id(&b, r->platform);
		bind_text(&b, r->annotations);
		bind_text(&b, r->data);
		bind_int(&b, r->foreign);
		bind_u64(&b, r->where.offset);
		bind_u64(&b, r->where.length);
		if (r->where.pointer.n == 0)
			bind_name_id(&b, SPAN_NONE);
		else
			bind_text_id(&b, r->where.pointer);
		if (bind_run(&b, NULL, f) < 0)
			return -1;
	}
	return 0;
}

static int put_steps(struct casedb *db, const struct digest *doc, const struct document *d,
                     struct fault *f)
{
	for (size_t i = 0; i < d->diff_ids.n; i++) {
		const struct diff_id *x = &d->diff_ids.v[i];
		struct bind b = bind_start(db, ST_PUT_DIFF_ID, f);

		bind_digest_id(&b, doc);
		bind_int(&b, (int64_t)i);
		bind_digest_id(&b, &x->digest);
		bind_u64(&b, x->where.offset);
		bind_u64(&b, x->where.length);
		bind_name_id(&b, x->where.pointer);
		if (bind_run(&b, NULL, f) < 0)
			return -1;
	}
	for (size_t i = 0; i < d->history.n; i++) {
		const struct history_step *h = &d->history.v[i];
		struct bind b = bind_start(db, ST_PUT_HISTORY, f);

		bind_digest_id(&b, doc);
		bind_int(&b, (int64_t)i);
		bind_when(&b, h->created);
		bind_text_id(&b, h->created_by);
		bind_text_id(&b, h->comment);
		bind_text_id(&b, h->author);
		bind_int(&b, h->empty_layer);
		if (bind_run(&b, NULL, f) < 0)
			return -1;
	}
	return 0;
}

static const char *image_kind_or_null(enum image_kind k)
{
	return k == IMAGE_UNSET ? NULL : image_kind_text(k);
}

static int put_document(struct casedb *db, const struct exam_record *x, struct fault *f)
{
	const struct document *d = x->document;
	OWNED(cut) struct cut cut = { .rest = BUF_INIT, .list = BUF_INIT };
	int64_t layer_steps = 0;
	struct bind b;

	if (cut_document(&cut, db, d, x->document_bytes, f) < 0)
		return -1;
	b = bind_start(db, ST_PUT_DOCUMENT, f);
	for (size_t i = 0; i < d->history.n; i++)
		layer_steps += !d->history.v[i].empty_layer;
	bind_digest_id(&b, &x->sha256);
	bind_cstr_id(&b, doc_kind_text(d->kind));
	bind_cstr_id(&b, image_kind_or_null(d->image_kind));
	bind_text_id(&b, d->media_type);
	bind_int(&b, d->media_type_inferred);
	bind_text_id(&b, d->artifact_type);
	bind_text(&b, d->annotations);
	bind_when(&b, d->created);
	bind_text_id(&b, d->architecture);
	bind_text_id(&b, d->os);
	bind_text_id(&b, d->variant);
	bind_text_id(&b, d->author);
	bind_text(&b, d->labels);
	bind_text(&b, d->env);
	bind_text(&b, d->name);
	bind_text(&b, d->tag);
	bind_int(&b, (int64_t)d->history.n);
	bind_int(&b, layer_steps);
	bind_cut(&b, &cut, x->document_bytes);
	if (bind_run(&b, NULL, f) < 0)
		return -1;
	if (sqlite3_changes(db->sql) == 0)
		return 0; /* another copy of the same bytes was stored before */
	if (put_references(db, &x->sha256, d, f) < 0)
		return -1;
	return put_steps(db, &x->sha256, d, f);
}

int casedb_put_bodies(struct casedb *db, const struct exam_record *x, struct fault *f)
{
	if (x->has_layer && put_layer(db, x, f) < 0)
		return -1;
	return x->document != NULL ? put_document(db, x, f) : 0;
}

static int item_number(struct casedb *db, int64_t *id, struct fault *f)
{
	if (db->next_item == 0) {
		struct bind b = bind_start(db, ST_LAST_ITEM, f);

		if (bind_row(&b, f) < 0)
			return -1;
		db->next_item = sqlite3_column_int64(b.st, 0) + 1;
		(void)sqlite3_reset(b.st);
	}
	*id = db->next_item++;
	return 0;
}

int casedb_put_item(struct casedb *db, const struct item_record *r, int64_t *id, struct fault *f)
{
	OWNED(split_path) struct split_path path = { .leaf = BUF_INIT };
	const struct place *p = r->place;
	int64_t registry, attributes, look, item;
	struct bind b;

	if (casedb_registry_of(db, r->scan, p, &registry, f) < 0 || split_path(&path, r->entry->path, f) < 0 ||
	    attributes_id(db, r->entry, &attributes, f) < 0 || look_id(db, r->exam, &look, f) < 0 || item_number(db, &item, f) < 0)
		return -1;
	*id = item;
	b = bind_start(db, ST_PUT_ITEM, f);
	bind_int(&b, item);
	bind_int(&b, r->scan);
	bind_int(&b, item - clamped(r->ordinal));
	bind_path_ids(&b, &path);
	bind_int(&b, attributes);
	bind_cstr_id(&b, role_text(p->role));
	bind_if(&b, registry != 0, (uint64_t)registry);
	bind_optional_id(&b, p->repository);
	bind_optional_id(&b, p->tag);
	bind_digest_id(&b, &p->digest);
	bind_entry(&b, r->entry);
	bind_exam(&b, r, look);
	if (bind_run(&b, NULL, f) < 0 || put_more(db, item, r, f) < 0)
		return -1;
	return r->exam == NULL ? 0 : casedb_put_bodies(db, r->exam, f);
}

int casedb_put_prefix(struct casedb *db, int64_t scan, int64_t item, const struct digest *blob, uint64_t length,
                      struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_PREFIX, f);

	bind_int(&b, scan);
	bind_int(&b, item);
	bind_digest(&b, blob);
	bind_u64(&b, length);
	return bind_run(&b, NULL, f);
}

int casedb_has_uploads(struct casedb *db, int64_t scan, bool *out, struct fault *f)
{
	char sql[300];
	int64_t n = 0;

	(void)snprintf(sql, sizeof sql,
	               "SELECT EXISTS(SELECT 1 FROM item WHERE scan=%lld AND ((role_id=word_id('upload-data') AND size>0) OR"
	               " (role_id=word_id('upload-hashstate') AND state_length>0)))",
	               (long long)scan);
	if (casedb_count(db, sql, &n, f) < 0)
		return -1;
	*out = n != 0;
	return n == 0 ? 0
	              : casedb_exec(db, casedb_schema_upload_indexes, f);
}

int casedb_has_wrong_blobs(struct casedb *db, int64_t scan, bool *out, struct fault *f)
{
	char sql[300];
	int64_t n = 0;

	(void)snprintf(sql, sizeof sql,
	               "SELECT EXISTS(SELECT 1 FROM item WHERE scan=%lld AND role_id IN (word_id('blob-data'),word_id('store-blob')) AND"
	               " observed_id<>digest_id)",
	               (long long)scan);
	if (casedb_count(db, sql, &n, f) < 0)
		return -1;
	*out = n != 0;
	return n == 0 ? 0 : casedb_exec(db, "CREATE INDEX IF NOT EXISTS reference_digest ON reference_row(digest)", f);
}

int casedb_put_naming(struct casedb *db, int64_t scan, int64_t item, const struct naming *n, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_NAMING, f);

	bind_int(&b, scan);
	bind_int(&b, item);
	bind_cstr(&b, naming_text(n->kind));
	bind_optional_name(&b, n->repository);
	bind_optional_name(&b, n->tag);
	bind_digest(&b, &n->digest);
	bind_digest(&b, &n->other);
	bind_when(&b, n->time);
	bind_u64(&b, n->where.offset);
	bind_u64(&b, n->where.length);
	bind_name(&b, n->where.pointer);
	return bind_run(&b, NULL, f);
}

int casedb_put_observation(struct casedb *db, int64_t scan, int64_t item, enum finding_code code,
                           uint64_t offset, uint64_t length, struct span pointer, struct span text,
                           struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_OBSERVATION, f);

	bind_int(&b, scan);
	bind_if(&b, item != 0, (uint64_t)item);
	bind_cstr(&b, finding_kind(code)->code);
	bind_u64(&b, offset);
	bind_u64(&b, length);
	if (pointer.n == 0)
		bind_name(&b, SPAN_NONE);
	else
		bind_text(&b, pointer);
	if (text.n == 0) {
		bind_name(&b, SPAN_NONE);
		bind_null(&b);
	} else {
		bind_said(&b, text);
	}
	return bind_run(&b, NULL, f);
}

int casedb_has_observation(struct casedb *db, int64_t scan, enum finding_code code, struct span text, bool *has,
                           struct fault *f)
{
	struct bind b = bind_start(db, ST_HAS_OBSERVATION, f);
	int rc;

	bind_int(&b, scan);
	bind_cstr(&b, finding_kind(code)->code);
	bind_text(&b, said_text(text));
	rc = bind_row(&b, f);
	if (rc < 0)
		return -1;
	*has = rc == 0;
	(void)sqlite3_reset(b.st);
	return 0;
}

int casedb_put_seek_point(struct casedb *db, int64_t scan, uint64_t in, uint64_t out, unsigned bits,
                          struct span window, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_SEEK_POINT, f);

	bind_int(&b, scan);
	bind_u64(&b, out);
	bind_u64(&b, in);
	bind_int(&b, (int64_t)bits);
	bind_blob(&b, window);
	return bind_run(&b, NULL, f);
}
