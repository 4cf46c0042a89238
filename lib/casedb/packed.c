/* casedb/packed.c - entries in the order of a walk, packed: see packed.h. */
#include "casedb/packed.h"

#include <stdlib.h>

enum {
	EVERY = 16, /* one entry in so many has its path whole, for searching */
	HEAD_KIND = 0x0F,
	HEAD_READ = 0x10,
	HEAD_DIGEST = 0x20, /* its bytes are the text of a SHA-256, which follows */
	HEAD_BYTES = 0x40,
	HEAD_TARGET = 0x80,
	SHA256 = 32,
	NUMBER = 10, /* bytes of the longest number */
};

/* An entry: head, numbers of path bytes shared and own, of item and size, own bytes, SHA-256 or counted bytes, target. */
struct packed_tree {
	struct buf bytes;
	VEC(size_t) whole; /* where every EVERY-th entry begins */
	size_t n;
};

/* The place of a byte in the order of a walk: '/' first, so that what lies beneath a name follows it at once. */
static int rank(uint8_t c)
{
	return c == '/' ? -1 : c;
}

static int order(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n, i = 0;

	while (i < n && a.p[i] == b.p[i])
		i++;
	if (i < n)
		return rank(a.p[i]) < rank(b.p[i]) ? -1 : 1;
	return a.n < b.n ? -1 : a.n > b.n;
}

void packed_order(sqlite3_context *ctx, int n, sqlite3_value **v)
{
	const uint8_t *in = (const uint8_t *)sqlite3_value_blob(v[0]);
	size_t left = (size_t)sqlite3_value_bytes(v[0]), at = 0;
	uint8_t *out = in == NULL ? NULL : (uint8_t *)sqlite3_malloc64(2 * left + 1);

	(void)n;
	if (out == NULL) {
		sqlite3_result_zeroblob(ctx, 0);
		if (in != NULL)
			sqlite3_result_error_nomem(ctx);
		return;
	}
	for (; left > 0; left--, in++) {
		out[at++] = *in == '/' ? 0 : *in;
		if (out[at - 1] == 0)
			out[at++] = *in == 0; /* a byte 0 of a name comes after '/' */
	}
	sqlite3_result_blob64(ctx, out, at, sqlite3_free);
}

/* ---- in ------------------------------------------------------------------------------------------------------ */

static int put_number(struct buf *b, uint64_t n, struct fault *f)
{
	uint8_t out[NUMBER];
	size_t at = 0;

	for (; n >= 0x80; n >>= 7)
		out[at++] = (uint8_t)(n | 0x80);
	out[at++] = (uint8_t)n;
	return buf_add(b, span_make(out, at), f);
}

static int put_counted(struct buf *b, struct span s, struct fault *f)
{
	return put_number(b, s.n, f) < 0 ? -1 : buf_add(b, s, f);
}

/* Bytes that are the text of a SHA-256 and nothing else. */
static bool is_sha256(struct span bytes, struct digest *d)
{
	char text[DIGEST_TEXT];

	return bytes.n == strlen("sha256:") + 2 * (size_t)SHA256 && digest_parse(d, bytes) == 0 && d->alg == DIGEST_SHA256 &&
	       span_eq(bytes, span_of(digest_text(text, d)));
}

static size_t shared_of(struct span a, struct span b)
{
	size_t i = 0;

	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	return i;
}

static int add(struct packed_tree *p, const struct packed_entry *e, struct span before, struct fault *f)
{
	struct digest d;
	bool whole = p->n % EVERY == 0, digest = is_sha256(e->bytes, &d);
	size_t shared = whole ? 0 : shared_of(e->path, before);
	uint8_t head = (uint8_t)((unsigned)e->kind | (e->read ? HEAD_READ : 0) | (digest ? HEAD_DIGEST : e->bytes.n > 0 ? HEAD_BYTES : 0) |
	                         (e->target.n > 0 ? HEAD_TARGET : 0));

	if ((whole && VEC_PUSH(&p->whole, p->bytes.n, f) < 0) || buf_add_byte(&p->bytes, head, f) < 0 ||
	    put_number(&p->bytes, shared, f) < 0 || put_number(&p->bytes, e->path.n - shared, f) < 0 ||
	    put_number(&p->bytes, (uint64_t)e->item, f) < 0 || put_number(&p->bytes, e->size, f) < 0 ||
	    buf_add(&p->bytes, span_from(e->path, shared), f) < 0)
		return -1;
	if (digest ? buf_add(&p->bytes, span_make(d.byte, SHA256), f) < 0 : (head & HEAD_BYTES) != 0 && put_counted(&p->bytes, e->bytes, f) < 0)
		return -1;
	p->n++;
	return e->target.n > 0 ? put_counted(&p->bytes, e->target, f) : 0;
}

bool packed_beneath(struct span path, struct span root)
{
	return root.n == 0 || (span_starts(path, root) && (path.n == root.n || path.p[root.n] == '/'));
}

struct packed_entry packed_row(sqlite3_stmt *st)
{
	return (struct packed_entry){ .item = sqlite3_column_int64(st, 0),
		                      .path = column_span(st, 1),
		                      .kind = entry_kind_of(column_span(st, 2)),
		                      .size = (uint64_t)sqlite3_column_int64(st, 3),
		                      .bytes = column_span(st, 4),
		                      .read = sqlite3_column_int(st, 5) != 0,
		                      .target = column_span(st, 6) };
}

/* 0; CASEDB_NONE when the rows are in another order than a walk's. */
static int add_rows(struct packed_tree *p, struct casedb *db, sqlite3_stmt *st, struct span root, struct fault *f)
{
	OWNED(buf) struct buf before = BUF_INIT;
	int rc;

	while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
		struct packed_entry e = packed_row(st);

		if (!packed_beneath(e.path, root))
			continue;
		if (p->n > 0 && order(buf_span(&before), e.path) > 0)
			return CASEDB_NONE;
		if (add(p, &e, buf_span(&before), f) < 0)
			return -1;
		buf_clear(&before);
		if (buf_add(&before, e.path, f) < 0)
			return -1;
	}
	return rc == SQLITE_DONE ? 0 : casedb_fault(db, f, "cannot read items");
}

static int load(struct packed_tree *p, struct casedb *db, int64_t scan, struct span root, const char *sql, struct fault *f)
{
	struct bind b = { .db = db, .at = 1 };
	int rc;

	p->bytes.n = p->whole.n = p->n = 0;
	b.rc = sqlite3_prepare_v2(db->sql, sql, -1, &b.st, NULL);
	bind_int(&b, scan);
	rc = b.rc == SQLITE_OK ? add_rows(p, db, b.st, root, f) : casedb_fault(db, f, "cannot read items");
	(void)sqlite3_finalize(b.st);
	return rc;
}

int packed_load(struct casedb *db, int64_t scan, struct span root, struct packed_tree **out, struct fault *f)
{
	/* a word that no row has is no number: it must not be NULL in the list */
#define LEFT_OUT(role)                                                                                                \
	role " NOT IN (coalesce(word_id('recovered'),''),coalesce(word_id('recovered-part'),''),"                          \
	"coalesce(word_id('database-row'),''))"
#define ENTRIES                                                                                                       \
	"SELECT id, path, kind, size, reading_raw, bytes_read IS NOT NULL AND unread IS NULL, link_target FROM item"       \
	" WHERE scan=?1 AND superseded=0 AND " LEFT_OUT("role_id")
#define JOINED                                                                                                        \
	"SELECT i.id, " JOINED_PATH " AS path, a.kind, i.size, CASE WHEN m.reading_raw IS NOT NULL THEN"                    \
	" nullif(m.reading_raw,x'') WHEN k.reading='fine' THEN rd.text END, i.short IS NOT NULL AND m.unread IS NULL,"      \
	" m.link_target FROM item_row i CROSS JOIN attributes a ON a.id=i.attributes" PATH_JOINS                             \
	" LEFT JOIN item_more m ON m.item=i.id LEFT JOIN look k ON k.id=i.look" READ_JOIN("rd")                             \
	" WHERE i.scan=?1 AND i.superseded=0 AND " LEFT_OUT("i.role")
	struct packed_tree *p = (struct packed_tree *)calloc(1, sizeof *p);
	int rc;

	*out = NULL;
	if (p == NULL)
		return fault_memory(f, sizeof *p);
	/* a directory's scan stored them in this order: then nothing is sorted */
	rc = load(p, db, scan, root, db->by_number ? JOINED " ORDER BY i.id" : ENTRIES " ORDER BY id", f);
	if (rc == CASEDB_NONE)
		rc = load(p, db, scan, root,
		          db->by_number ? JOINED " ORDER BY path_order(" JOINED_PATH "), i.id" : ENTRIES " ORDER BY path_order(path), id",
		          f);
#undef JOINED
#undef ENTRIES
#undef LEFT_OUT
	if (rc == CASEDB_NONE)
		rc = fault_set(f, FAULT_INTERNAL, 0, "entries cannot be put in order");
	if (rc < 0) {
		packed_free(p);
		return -1;
	}
	*out = p;
	return 0;
}

void packed_free(struct packed_tree *p)
{
	if (p == NULL)
		return;
	buf_release(&p->bytes);
	VEC_RELEASE(&p->whole);
	free(p);
}

/* ---- out ----------------------------------------------------------------------------------------------------- */

static uint64_t number(const struct packed_tree *p, size_t *at)
{
	uint64_t n = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t c = p->bytes.p[(*at)++];

		n |= (uint64_t)(c & 0x7F) << shift;
		if (c < 0x80)
			return n;
	}
}

static struct span counted(const struct packed_tree *p, size_t *at)
{
	size_t n = (size_t)number(p, at);
	struct span s = span_make(p->bytes.p + *at, n);

	*at += n;
	return s;
}

int packed_next(struct packed_at *at, struct packed_entry *out, struct fault *f)
{
	const struct packed_tree *p = at->p;
	size_t shared, own;
	uint8_t head;

	if (at->index == p->n)
		return CASEDB_END;
	head = p->bytes.p[at->next++];
	shared = (size_t)number(p, &at->next);
	own = (size_t)number(p, &at->next);
	*out = (struct packed_entry){ .kind = (enum entry_kind)(head & HEAD_KIND), .read = (head & HEAD_READ) != 0 };
	out->item = (int64_t)number(p, &at->next);
	out->size = number(p, &at->next);
	at->path.n = shared;
	if (buf_add(&at->path, span_make(p->bytes.p + at->next, own), f) < 0)
		return -1;
	out->path = buf_span(&at->path);
	at->next += own;
	if ((head & HEAD_DIGEST) != 0) {
		struct digest d = { .alg = DIGEST_SHA256 };

		memcpy(d.byte, p->bytes.p + at->next, SHA256);
		at->next += SHA256;
		out->bytes = span_of(digest_text(at->digest, &d));
	} else if ((head & HEAD_BYTES) != 0) {
		out->bytes = counted(p, &at->next);
	}
	if ((head & HEAD_TARGET) != 0)
		out->target = counted(p, &at->next);
	at->index++;
	return 0;
}

/* The whole path of every EVERY-th entry. */
static struct span whole_path(const struct packed_tree *p, size_t i)
{
	size_t at = p->whole.v[i] + 1, own;

	(void)number(p, &at);
	own = (size_t)number(p, &at);
	(void)number(p, &at);
	(void)number(p, &at);
	return span_make(p->bytes.p + at, own);
}

/* Before the entry at the start of the last stretch that begins before the path. */
static void nearest(const struct packed_tree *p, struct span path, struct packed_at *at)
{
	size_t low = LOWER_BOUND(p->whole.n, mid, order(whole_path(p, mid), path) < 0);

	low -= low > 0;
	at->p = p;
	at->index = low * EVERY;
	at->next = p->whole.n == 0 ? 0 : p->whole.v[low];
	at->path.n = 0;
}

int packed_seek(const struct packed_tree *p, struct span path, struct packed_at *at, struct fault *f)
{
	nearest(p, path, at);
	while (at->index < p->n) {
		size_t next = at->next;
		struct packed_entry e;
		size_t shared = at->next + 1;

		shared = (size_t)number(p, &shared);
		if (packed_next(at, &e, f) < 0)
			return -1;
		if (order(e.path, path) < 0)
			continue;
		/* back before it: what of the path it shares with the one before is there still */
		at->next = next;
		at->index--;
		at->path.n = shared;
		break;
	}
	return 0;
}
