/* casedb/intern.c - digests and texts that repeat are kept once, and by number everywhere else. */
#include "casedb/intern.h"
#include "casedb/packed.h"

#include "base/keyed.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "core/sentence.h"

#include <stdlib.h>

/* What was asked for last, each at a place that its own bytes give it: most rows name what a row near them named. */
enum { DIGESTS_FIRST = 1 << 8, DIGESTS_KEPT = 1 << 18, TEXTS_KEPT = 1 << 10, ATTRIBUTES_KEPT = 1 << 6 }; /* rule: memory against questions */

struct kept_digest {
	uint8_t byte[32];
	int64_t id; /* 0: none */
};

struct interned {
	struct kept_digest *digests; /* SHA-256 alone; as many places as a case needs, up to DIGESTS_KEPT */
	size_t places, taken;
	struct {
		struct buf value;
		bool text;
		int64_t id;
	} texts[TEXTS_KEPT];
	struct {
		struct entry e;
		int64_t id;
	} attributes[ATTRIBUTES_KEPT];
};

static struct interned *kept(struct casedb *db)
{
	if (db->interned == NULL)
		db->interned = (struct interned *)calloc(1, sizeof *db->interned);
	return db->interned;
}

void intern_release(struct casedb *db)
{
	if (db->interned == NULL)
		return;
	for (size_t i = 0; i < TEXTS_KEPT; i++)
		buf_release(&db->interned->texts[i].value);
	free(db->interned->digests);
	free(db->interned);
	db->interned = NULL;
}

/* One row's number: `find` and, when it is not there, `put`, both with the same parameters. SQLITE_OK. */
static int find_or_put(struct casedb *db, enum statement find, enum statement put, struct span value, bool text, bool add,
                       int64_t *id)
{
	struct fault f = FAULT_INIT;
	enum statement which = find;

	for (int round = 0; round < 2; round++) {
		struct bind b = bind_start(db, which, &f);
		int rc = b.rc;

		if (rc == SQLITE_OK)
			rc = text ? sqlite3_bind_text64(b.st, 1, value.n == 0 ? "" : (const char *)value.p, value.n, SQLITE_STATIC,
			                                SQLITE_UTF8)
			          : sqlite3_bind_blob64(b.st, 1, value.p, value.n, SQLITE_STATIC);
		if (rc == SQLITE_OK)
			rc = sqlite3_step(b.st);
		if (rc == SQLITE_ROW)
			*id = sqlite3_column_int64(b.st, 0);
		else if (rc == SQLITE_DONE)
			*id = round == 0 ? 0 : sqlite3_last_insert_rowid(db->sql);
		if (b.st != NULL)
			(void)sqlite3_reset(b.st);
		if (rc != SQLITE_ROW && rc != SQLITE_DONE)
			return rc;
		if (*id != 0 || !add)
			return SQLITE_OK;
		which = put;
	}
	return SQLITE_OK;
}

static uint64_t mixed(struct span s)
{
	uint64_t h = 0xcbf29ce484222325u ^ s.n;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ s.p[i]) * 0x100000001b3u;
	return h ^ h >> 29;
}

static int asked_digest(struct casedb *db, const struct digest *d, bool add, int64_t *id)
{
	char text[DIGEST_TEXT];

	if (db->by_text)
		return find_or_put(db, ST_FIND_DIGEST_TEXT, ST_PUT_DIGEST, span_of(digest_text(text, d)), true, false, id);
	return find_or_put(db, ST_FIND_DIGEST, ST_PUT_DIGEST, span_make(d->byte, digest_bytes((enum digest_alg)d->alg)), false, add, id);
}

static struct kept_digest *place_of(struct kept_digest *v, size_t places, const uint8_t *byte)
{
	return &v[(size_t)keyed_hash(byte, 32) % places]; /* digests chosen to begin alike have places of their own, too */
}

/* Four times the places, while they are half taken. Without memory for them the old ones go on. */
static void more_places(struct interned *k)
{
	size_t places = k->places == 0 ? DIGESTS_FIRST : k->places * 4;
	struct kept_digest *v;

	if (k->taken * 2 < k->places || places > DIGESTS_KEPT)
		return;
	v = (struct kept_digest *)calloc(places, sizeof *v);
	if (v == NULL)
		return;
	for (size_t i = 0; i < k->places; i++)
		if (k->digests[i].id != 0)
			*place_of(v, places, k->digests[i].byte) = k->digests[i];
	free(k->digests);
	k->digests = v;
	k->places = places;
}

static void keep_digest(struct interned *k, const struct digest *d, int64_t id)
{
	struct kept_digest *at;

	more_places(k);
	if (k->places == 0)
		return;
	at = place_of(k->digests, k->places, d->byte);
	k->taken += at->id == 0;
	memcpy(at->byte, d->byte, sizeof at->byte);
	at->id = id;
}

int digest_number(struct casedb *db, const struct digest *d, bool add, int64_t *id)
{
	struct interned *k = kept(db);
	const struct kept_digest *at;
	int rc;

	if (k == NULL)
		return SQLITE_NOMEM;
	at = d->alg != DIGEST_SHA256 || k->places == 0 ? NULL : place_of(k->digests, k->places, d->byte);
	if (at != NULL && at->id != 0 && memcmp(at->byte, d->byte, sizeof at->byte) == 0) {
		*id = at->id;
		return SQLITE_OK;
	}
	rc = asked_digest(db, d, add, id);
	if (rc == SQLITE_OK && *id != 0 && d->alg == DIGEST_SHA256)
		keep_digest(k, d, *id);
	return rc;
}

/* `text`: is it kept as TEXT? The same bytes as a BLOB are another value. */
static int text_number(struct casedb *db, struct span value, bool text, bool add, int64_t *id)
{
	struct interned *k = kept(db);
	size_t at = (size_t)(mixed(value) % TEXTS_KEPT);
	struct fault f = FAULT_INIT;
	int rc;

	if (k == NULL)
		return SQLITE_NOMEM;
	if (k->texts[at].id != 0 && k->texts[at].text == text && span_eq(buf_span(&k->texts[at].value), value)) {
		*id = k->texts[at].id;
		return SQLITE_OK;
	}
	rc = find_or_put(db, ST_FIND_TEXT, ST_PUT_TEXT, value, text, add, id);
	if (rc == SQLITE_OK && *id != 0) {
		k->texts[at].id = 0;
		buf_clear(&k->texts[at].value);
		if (buf_add(&k->texts[at].value, value, &f) < 0)
			return SQLITE_NOMEM;
		k->texts[at].text = text;
		k->texts[at].id = *id;
	}
	return rc;
}

static void bind_number(struct bind *b, int rc, int64_t id)
{
	if (b->rc == SQLITE_OK)
		b->rc = rc;
	if (b->rc == SQLITE_OK && id != 0)
		bind_int(b, id);
	else
		bind_null(b);
}

void bind_digest_id(struct bind *b, const struct digest *d)
{
	int64_t id = 0;
	int rc = digest_set(d) ? digest_number(b->db, d, true, &id) : SQLITE_OK;

	bind_number(b, rc, id);
}

void bind_digest_or_same(struct bind *b, const struct digest *d, const struct digest *other)
{
	if (digest_set(d) && digest_eq(d, other))
		bind_int(b, 0);
	else
		bind_digest_id(b, d);
}

void bind_name_id(struct bind *b, struct span name)
{
	int64_t id = 0;
	int rc = text_number(b->db, name, name.n == 0 || quote_plain(name), true, &id);

	bind_number(b, rc, id);
}

void bind_optional_id(struct bind *b, struct span name)
{
	if (name.n == 0)
		bind_null(b);
	else
		bind_name_id(b, name);
}

void bind_text_id(struct bind *b, struct span text)
{
	OWNED(buf) struct buf shown = BUF_INIT;
	struct fault f = FAULT_INIT;
	int64_t id = 0;
	int rc = SQLITE_OK;

	if (text.n > 0 && (!utf8_valid(text) || span_find(text, 0) != SIZE_MAX)) {
		rc = quote_visible(&shown, text, &f) < 0 ? SQLITE_NOMEM : SQLITE_OK;
		text = buf_span(&shown);
	}
	if (rc == SQLITE_OK && text.n > 0)
		rc = text_number(b->db, text, true, true, &id);
	bind_number(b, rc, id);
}

void bind_said_id(struct bind *b, struct span sentence)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf form = BUF_INIT;
	struct said s = said_split(sentence);
	struct fault f = FAULT_INIT;

	if (utf8_valid(s.text) && span_find(s.text, 0) == SIZE_MAX) {
		bind_text(b, s.text);
		bind_text_id(b, s.form);
		return;
	}
	if (b->rc == SQLITE_OK)
		b->rc = sentence_visible(&text, &form, sentence, &f) < 0
		                ? SQLITE_NOMEM
		                : sqlite3_bind_text64(b->st, b->at, (const char *)text.p, text.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	b->at++;
	bind_text_id(b, buf_span(&form));
}

void bind_cstr_id(struct bind *b, const char *text)
{
	bind_text_id(b, span_of(text));
}

void bind_time(struct bind *b, struct when w)
{
	if (w.known && w.digits == 9 && w.sec >= 0 && w.sec < INT64_MAX / 1000000000)
		bind_int(b, w.sec * 1000000000 + (int64_t)w.nsec);
	else
		bind_when(b, w);
}

/* ---- paths ------------------------------------------------------------------------------------------------ */

/* Where the last component begins, or the one before it, when it is of 64 hexadecimal digits; SIZE_MAX. */
static size_t hex_component(struct span path)
{
	size_t end = path.n;

	for (int back = 0; back < 2; back++) {
		size_t at = end, i = 0;

		while (at > 0 && path.p[at - 1] != '/')
			at--;
		while (end - at == 64 && i < 64 &&
		       ((path.p[at + i] >= '0' && path.p[at + i] <= '9') || (path.p[at + i] >= 'a' && path.p[at + i] <= 'f')))
			i++;
		if (i == 64)
			return at;
		if (at == 0)
			break;
		end = at - 1;
	}
	return SIZE_MAX;
}

/* The slash after which the rest begins: a repository's list of tags, else before the 64 digits, else the last one. */
static size_t cut_of(struct span path, size_t hex)
{
	static const char tags[] = "/_manifests/tags/";

	for (size_t i = 0; i + sizeof tags - 1 <= path.n; i++)
		if (path.p[i] == '/' && memcmp(path.p + i, tags, sizeof tags - 1) == 0)
			return i + sizeof tags - 2;
	if (hex != SIZE_MAX)
		return hex == 0 ? SIZE_MAX : hex - 1;
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return i - 1;
	return SIZE_MAX;
}

int split_path(struct split_path *out, struct span path, struct fault *f)
{
	size_t hex, cut;
	struct span rest;

	out->place = SPAN_NONE;
	out->hex = (struct digest){ .alg = DIGEST_NONE };
	buf_clear(&out->leaf);
	if (path.n == 0 || !quote_plain(path))
		return buf_add(&out->leaf, path, f);
	hex = hex_component(path);
	cut = cut_of(path, hex);
	if (cut == SIZE_MAX || cut == 0 || cut + 1 == path.n)
		return buf_add(&out->leaf, path, f);
	out->place = span_sub(path, 0, cut);
	rest = span_from(path, cut + 1);
	if (hex == SIZE_MAX || hex <= cut || digest_parse_parts(&out->hex, span_of("sha256"), span_sub(path, hex, 64)) != 0)
		return buf_add(&out->leaf, rest, f);
	hex -= cut + 1;
	return buf_add(&out->leaf, span_sub(rest, 0, hex), f) < 0 || buf_add_byte(&out->leaf, 1, f) < 0 ||
	                       buf_add(&out->leaf, span_from(rest, hex + 64), f) < 0
	               ? -1
	               : 0;
}

void split_path_release(struct split_path *s)
{
	buf_release(&s->leaf);
}

void bind_path_ids(struct bind *b, const struct split_path *s)
{
	struct span leaf = buf_span(&s->leaf);
	int64_t id = 0;
	int rc;

	if (s->place.p == NULL)
		bind_null(b);
	else
		bind_name_id(b, s->place);
	if (digest_set(&s->hex)) {
		rc = text_number(b->db, leaf, true, true, &id);
		bind_number(b, rc, id);
	} else {
		bind_name(b, leaf);
	}
	bind_digest_id(b, &s->hex);
}

/* ---- what many items share -------------------------------------------------------------------------------- */

static void bind_has(struct bind *b, bool has, uint64_t n)
{
	if (has)
		bind_u64(b, n);
	else
		bind_null(b);
}

/* The number of the row that `find` gives, or that `put` makes of the same parameters. */
static int number_of(struct bind *find, struct bind *put, int64_t *id, struct fault *f)
{
	int rc = bind_row(find, f);

	if (rc == 0) {
		*id = sqlite3_column_int64(find->st, 0);
		(void)sqlite3_reset(find->st);
	}
	return rc == CASEDB_NONE ? bind_run(put, id, f) : rc;
}

static uint8_t digits_of(const struct entry *e)
{
	return e->mtime.known ? e->mtime.digits : e->ctime.digits;
}

static void bind_attributes(struct bind *b, const struct entry *e)
{
	bind_cstr(b, entry_kind_text(e->kind));
	bind_has(b, e->has & HAS_MODE, e->mode);
	bind_has(b, e->has & HAS_OWNER, e->uid);
	bind_has(b, e->has & HAS_OWNER, e->gid);
	bind_has(b, e->has & HAS_NLINK, e->nlink);
	bind_has(b, e->has & HAS_INODE, e->device);
	bind_int(b, digits_of(e));
}

static bool same_attributes(const struct entry *a, const struct entry *b)
{
	enum { ASKED = HAS_MODE | HAS_OWNER | HAS_NLINK | HAS_INODE };

	return a->kind == b->kind && (a->has & ASKED) == (b->has & ASKED) && a->mode == b->mode && a->uid == b->uid &&
	       a->gid == b->gid && a->nlink == b->nlink && a->device == b->device && digits_of(a) == digits_of(b);
}

int attributes_id(struct casedb *db, const struct entry *e, int64_t *id, struct fault *f)
{
	struct interned *k = kept(db);
	size_t at = (e->mode ^ (e->nlink << 1) ^ ((size_t)e->kind << 4) ^ e->uid ^ digits_of(e)) % ATTRIBUTES_KEPT;
	struct bind find, put;

	if (k == NULL)
		return fault_memory(f, sizeof *k);
	if (k->attributes[at].id != 0 && same_attributes(&k->attributes[at].e, e)) {
		*id = k->attributes[at].id;
		return 0;
	}
	find = bind_start(db, ST_FIND_ATTRIBUTES, f);
	put = bind_start(db, ST_PUT_ATTRIBUTES, f);
	bind_attributes(&find, e);
	bind_attributes(&put, e);
	if (number_of(&find, &put, id, f) < 0)
		return -1;
	k->attributes[at].e = *e; /* its spans are never looked at */
	k->attributes[at].id = *id;
	return 0;
}

static void bind_look(struct bind *b, const struct exam_record *x)
{
	bind_cstr(b, x->form);
	bind_cstr(b, x->media);
	bind_cstr(b, x->reading);
	bind_has(b, x->reading != NULL, x->reading_offset);
	bind_has(b, x->reading != NULL, x->reading_length);
}

int look_id(struct casedb *db, const struct exam_record *x, int64_t *id, struct fault *f)
{
	struct bind find, put;

	*id = 0;
	if (x == NULL || (x->form == NULL && x->media == NULL && x->reading == NULL))
		return 0;
	find = bind_start(db, ST_FIND_LOOK, f);
	put = bind_start(db, ST_PUT_LOOK, f);
	bind_look(&find, x);
	bind_look(&put, x);
	return number_of(&find, &put, id, f);
}

/* ---- numbers in queries ------------------------------------------------------------------------------------ */

static void same(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	sqlite3_result_value(ctx, v[0]);
}

static void nothing(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	sqlite3_result_null(ctx);
}

static void empty(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	sqlite3_result_text(ctx, "", 0, SQLITE_STATIC);
}

static void answer(sqlite3_context *ctx, int rc, int64_t id)
{
	if (rc != SQLITE_OK)
		sqlite3_result_error_code(ctx, rc);
	else if (id != 0)
		sqlite3_result_int64(ctx, id);
}

struct span value_span(sqlite3_value *v)
{
	const void *p = sqlite3_value_type(v) == SQLITE_BLOB ? sqlite3_value_blob(v) : (const void *)sqlite3_value_text(v);

	return p == NULL ? SPAN_NONE : span_make(p, (size_t)sqlite3_value_bytes(v));
}

static void digest_of_text(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct digest d;
	int64_t id = 0;
	int rc = SQLITE_OK;

	(void)n;
	if (sqlite3_value_type(v[0]) == SQLITE_TEXT && digest_parse(&d, value_span(v[0])) == 0)
		rc = digest_number((struct casedb *)sqlite3_user_data(ctx), &d, false, &id);
	answer(ctx, rc, id);
}

static void bytes_of_digest(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	struct digest d;

	(void)n;
	if (sqlite3_value_type(v[0]) == SQLITE_TEXT && digest_parse(&d, value_span(v[0])) == 0)
		sqlite3_result_blob(ctx, d.byte, (int)digest_bytes((enum digest_alg)d.alg), SQLITE_TRANSIENT);
}

static void word_of_text(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	int64_t id = 0;
	int rc = SQLITE_OK;

	(void)n;
	if (sqlite3_value_type(v[0]) != SQLITE_NULL)
		rc = text_number((struct casedb *)sqlite3_user_data(ctx), value_span(v[0]),
		                 sqlite3_value_type(v[0]) != SQLITE_BLOB, false, &id);
	answer(ctx, rc, id);
}

static void part_of_path(sqlite3_context *ctx, sqlite3_value *v, char part)
{
	OWNED(split_path) struct split_path s = { .leaf = BUF_INIT };
	struct casedb *db = (struct casedb *)sqlite3_user_data(ctx);
	struct fault f = FAULT_INIT;
	int64_t id = 0;

	if (sqlite3_value_type(v) == SQLITE_NULL)
		return;
	if (split_path(&s, value_span(v), &f) < 0) {
		sqlite3_result_error_nomem(ctx);
	} else if (part == 'l' && digest_set(&s.hex)) {
		int rc = text_number(db, buf_span(&s.leaf), true, false, &id);

		answer(ctx, rc, id == 0 ? -1 : id);
	} else if (part == 'l') {
		if (s.leaf.n > 0 && s.place.p == NULL && !quote_plain(buf_span(&s.leaf)))
			sqlite3_result_blob64(ctx, s.leaf.p, s.leaf.n, SQLITE_TRANSIENT);
		else
			sqlite3_result_text64(ctx, s.leaf.n == 0 ? "" : (const char *)s.leaf.p, s.leaf.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	} else if (part == 'p' && s.place.p != NULL) {
		int rc = text_number(db, s.place, true, false, &id);

		answer(ctx, rc, id == 0 ? -1 : id); /* where nothing lies, nothing is found */
	} else if (part == 'h' && digest_set(&s.hex)) {
		int rc = digest_number(db, &s.hex, false, &id);

		answer(ctx, rc, id == 0 ? -1 : id);
	}
}

static void place_of_path(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	part_of_path(ctx, v[0], 'p');
}

static void leaf_of_path(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	part_of_path(ctx, v[0], 'l');
}

static void hex_of_path(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	(void)n;
	part_of_path(ctx, v[0], 'h');
}

int intern_functions(struct casedb *db, bool by_number, struct fault *f)
{
	static const struct {
		const char *name;
		void (*by_number)(sqlite3_context *, int, sqlite3_value **);
		void (*by_text)(sqlite3_context *, int, sqlite3_value **);
	} all[] = { { "digest_id", digest_of_text, same },
		    { "digest_as_bytes", bytes_of_digest, bytes_of_digest },
		    { "word_id", word_of_text, same },
		    { "path_place", place_of_path, same },
		    { "path_leaf", leaf_of_path, empty },
		    { "path_hex", hex_of_path, nothing },
		    { "path_order", packed_order, packed_order } };

	for (size_t i = 0; i < COUNT(all); i++)
		if (sqlite3_create_function(db->sql, all[i].name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, db,
		                            by_number ? all[i].by_number : all[i].by_text, NULL, NULL) != SQLITE_OK)
			return casedb_fault(db, f, "cannot open");
	return 0;
}

int casedb_index_paths(struct casedb *db, struct fault *f)
{
	return db->writing ? casedb_exec(db, casedb_schema_path_indexes, f) : 0;
}
