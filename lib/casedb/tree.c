/*
 * casedb/tree.c - the entries of one scan as the directory tree they were, with symbolic links followed
 * where they lead to something that was scanned too: what a program would meet that runs over the storage.
 */
#include "casedb/packed.h"

#include <stdlib.h>

enum { MAX_LINKS = 40 }; /* format: the kernel's own bound (path_resolution(7)) */

static const char columns[] = "id, path, kind, size, reading_raw, bytes_read IS NOT NULL AND unread IS NULL, link_target";

struct casedb_tree {
	struct casedb *db;
	int64_t scan;
	struct buf root;   /* path of the storage root in the source; what is asked for lies beneath it */
	struct buf top;    /* of a directory: its own path on the system it was read on; else empty */
	struct packed_tree *packed; /* root and what lies beneath it; what links lead to elsewhere is asked of the case */
	struct packed_at found;
	sqlite3_stmt *one, *under, *document;
	VEC(sqlite3_stmt *) idle; /* of walks beneath a directory that ended: the next one takes it */
	struct buf kept;   /* the path of the last answer */
	struct buf bytes;  /* and its bytes */
};

struct frame {
	sqlite3_stmt *st;  /* NULL: among the packed entries, from `at` while they lie beneath `dir` */
	struct packed_at at;
	struct buf dir;
	struct buf shown;  /* the path the walker has for the directory */
	size_t real;       /* bytes of the directory's own path, its '/' included */
	bool top;          /* over BENEATH_TOP */
};

struct tree_walk {
	struct casedb_tree *t;
	VEC(struct frame) frames;
	struct buf path, target;
};

/* Items beneath a directory: those whose place is it or beneath it, and where its own path is parted, those of the
 * place above it. ?2 and ?3 bound the paths as text, ?4 and ?5 as bytes, ?6 is the directory. */
#define BENEATH_TOP "((path>=?2 AND path<?3) OR (path>=?4 AND path<?5))"
#define PLACES_BENEATH "(SELECT id FROM text WHERE value=?6 UNION ALL SELECT id FROM text WHERE value>=?2 AND value<?3)"
#define BENEATH                                                                                                     \
	"(place IS NULL OR (place=path_place(?6||'/x') AND (hex IS NULL OR path_hex(?6||'/x') IS NULL OR"                  \
	" hex=path_hex(?6||'/x'))) OR place IN " PLACES_BENEATH ") AND (coalesce(place IN " PLACES_BENEATH ",0) OR "     \
	BENEATH_TOP ")"

static void bind_path(struct bind *b, struct span path)
{
	bind_name(b, path);
}

/* The parameters of BENEATH from ?2 on; without `parts` those of BENEATH_TOP, which serves older schemas, too. */
static void bind_beneath(struct bind *b, struct span dir, bool parts, const struct buf *low, const struct buf *high)
{
	static const char top[] = "\xf4\x8f\xbf\xbf"; /* above every text, when the whole source is the root */
	struct span last = dir.n == 0 ? span_of(top) : buf_span(high);

	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_text64(b->st, b->at++, low->n == 0 ? "" : (const char *)low->p, low->n, SQLITE_TRANSIENT, SQLITE_UTF8);
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_text64(b->st, b->at++, (const char *)last.p, last.n, SQLITE_TRANSIENT, SQLITE_UTF8);
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_blob64(b->st, b->at++, low->n > 0 ? low->p : (const uint8_t *)"\x01", low->n > 0 ? low->n : 1,
		                            SQLITE_TRANSIENT);
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_blob64(b->st, b->at++, high->p, high->n, SQLITE_TRANSIENT);
	if (b->rc == SQLITE_OK && parts)
		b->rc = sqlite3_bind_text64(b->st, b->at++, dir.n == 0 ? "" : (const char *)dir.p, dir.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* ---- single entries --------------------------------------------------------------------------------- */

static enum entry_kind plain_kind(enum entry_kind k)
{
	return k == ENTRY_HARDLINK ? ENTRY_FILE : k;
}

static struct tree_entry entry_of(const struct packed_entry *e)
{
	return (struct tree_entry){ .item = e->item,
		                    .kind = plain_kind(e->kind),
		                    .size = e->size,
		                    .bytes = e->bytes,
		                    .read = e->read,
		                    .target = e->target,
		                    .found = TREE_FOUND };
}

static bool is_packed(const struct casedb_tree *t, struct span path)
{
	return packed_beneath(path, buf_span(&t->root));
}

static int one_packed(struct casedb_tree *t, struct span path, struct tree_entry *out, struct fault *f)
{
	struct packed_entry e;
	int rc;

	if (packed_seek(t->packed, path, &t->found, f) < 0)
		return -1;
	while ((rc = packed_next(&t->found, &e, f)) == 0 && span_eq(e.path, path))
		if (e.kind != ENTRY_TROUBLE) {
			*out = entry_of(&e);
			return 0;
		}
	return rc < 0 ? -1 : CASEDB_NONE;
}

/* The entry at a path itself, its spans until the next call; CASEDB_NONE. */
static int one(struct casedb_tree *t, struct span path, struct tree_entry *out, struct fault *f)
{
	struct bind b = { .db = t->db, .st = t->one, .at = 1 };
	struct packed_entry e;
	int rc;

	if (is_packed(t, path))
		return one_packed(t, path, out, f);
	(void)sqlite3_reset(t->one);
	bind_int(&b, t->scan);
	bind_path(&b, path);
	rc = bind_row(&b, f);
	if (rc != 0)
		return rc;
	e = packed_row(t->one);
	*out = entry_of(&e);
	return 0;
}

/* Archives and object stores may hold what lies in a directory without the directory itself. */
static int implied(struct casedb_tree *t, struct span path, bool *out, struct fault *f)
{
	OWNED(buf) struct buf low = BUF_INIT;
	OWNED(buf) struct buf high = BUF_INIT;
	struct bind b = { .db = t->db, .st = t->under, .at = 1 };
	int rc;

	if (buf_add(&low, path, f) < 0 || buf_add_byte(&low, '/', f) < 0 || buf_add(&high, path, f) < 0 ||
	    buf_add_byte(&high, '0', f) < 0)
		return -1;
	if (is_packed(t, path)) {
		struct packed_entry e;

		rc = packed_seek(t->packed, buf_span(&low), &t->found, f) < 0 ? -1 : packed_next(&t->found, &e, f);
		*out = rc == 0 && span_starts(e.path, buf_span(&low));
		return rc < 0 ? -1 : 0;
	}
	(void)sqlite3_reset(t->under);
	bind_int(&b, t->scan);
	bind_beneath(&b, path, t->db->by_number, &low, &high);
	rc = bind_row(&b, f);
	*out = rc == 0;
	(void)sqlite3_reset(t->under);
	return rc < 0 ? -1 : 0;
}

static struct span parent_of(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_sub(path, 0, i - 1);
	return SPAN_NONE;
}

/* Where a link in `dir` leads, as a path of the source. TREE_FOUND, TREE_ELSEWHERE. */
static int aim(struct casedb_tree *t, struct span dir, struct span target, struct buf *out, struct fault *f)
{
	struct span top = buf_span(&t->top), rest = target;

	buf_clear(out);
	if (target.n > 0 && target.p[0] == '/') {
		if (top.n == 0 || !span_starts(target, top) || (target.n > top.n && target.p[top.n] != '/'))
			return TREE_ELSEWHERE;
		rest = span_from(target, top.n);
	} else if (buf_add(out, dir, f) < 0) {
		return -1;
	}
	while (rest.n > 0) {
		struct span part = span_cut(&rest, '/');

		if (part.n == 0 || span_is(part, "."))
			continue;
		if (span_is(part, "..")) {
			if (out->n == 0)
				return TREE_ELSEWHERE;
			out->n = parent_of(buf_span(out)).n;
		} else if ((out->n > 0 && buf_add_byte(out, '/', f) < 0) || buf_add(out, part, f) < 0) {
			return -1;
		}
	}
	return TREE_FOUND;
}

static int resolve(struct casedb_tree *t, struct buf *path, struct tree_entry *out, unsigned links, struct fault *f);

/* The link that stands at the first `at` bytes of *path: the rest of the path goes on from where it leads. */
static int through(struct casedb_tree *t, struct buf *path, size_t at, struct span target, struct tree_entry *out,
                   unsigned links, struct fault *f)
{
	OWNED(buf) struct buf to = BUF_INIT; /* of its own, before what is asked next */
	struct span rest = span_from(buf_span(path), at);
	int rc = links >= MAX_LINKS ? TREE_LOOP
	                            : aim(t, parent_of(span_sub(buf_span(path), 0, at)), target, &to, f);

	if (rc < 0)
		return -1;
	if (rc != TREE_FOUND) {
		*out = (struct tree_entry){ .found = (enum tree_found)rc };
		return 0;
	}
	if (buf_add(&to, rest, f) < 0)
		return -1;
	buf_clear(path);
	return buf_add(path, buf_span(&to), f) < 0 ? -1 : resolve(t, path, out, links + 1, f);
}

/* The path is not there as it stands: something above it may be a link, or no directory. */
static int above(struct casedb_tree *t, struct buf *path, struct tree_entry *out, unsigned links, struct fault *f)
{
	struct span up = buf_span(path);
	bool is_dir = false;

	if (implied(t, up, &is_dir, f) < 0)
		return -1;
	if (is_dir) {
		*out = (struct tree_entry){ .kind = ENTRY_DIR, .found = TREE_FOUND };
		return 0;
	}
	*out = (struct tree_entry){ .found = TREE_ABSENT };
	while ((up = parent_of(up)).n > 0) {
		struct tree_entry e;
		int rc = one(t, up, &e, f);

		if (rc == CASEDB_NONE)
			continue;
		if (rc < 0)
			return -1;
		if (e.kind == ENTRY_SYMLINK)
			return through(t, path, up.n, e.target, out, links, f);
		out->found = e.kind == ENTRY_DIR ? TREE_ABSENT : TREE_NO_DIR;
		return 0;
	}
	return 0;
}

/* What a program finds that opens the path. *path becomes the place itself. */
static int resolve(struct casedb_tree *t, struct buf *path, struct tree_entry *out, unsigned links, struct fault *f)
{
	int rc = one(t, buf_span(path), out, f);

	if (rc < 0)
		return -1;
	if (rc == CASEDB_NONE)
		return above(t, path, out, links, f);
	if (out->kind == ENTRY_SYMLINK)
		return through(t, path, path->n, out->target, out, links, f);
	buf_clear(&t->bytes);
	if (buf_add(&t->bytes, out->bytes, f) < 0)
		return -1;
	out->bytes = buf_span(&t->bytes);
	out->target = SPAN_NONE;
	return 0;
}

static int real_path(struct casedb_tree *t, struct span path, struct buf *out, struct fault *f)
{
	buf_clear(out);
	return buf_add(out, buf_span(&t->root), f) < 0 || (out->n > 0 && path.n > 0 && buf_add_byte(out, '/', f) < 0) ||
	                       buf_add(out, path, f) < 0
	               ? -1
	               : 0;
}

int casedb_tree_find(struct casedb_tree *t, struct span path, struct tree_entry *out, struct fault *f)
{
	OWNED(buf) struct buf real = BUF_INIT;

	if (real_path(t, path, &real, f) < 0 || resolve(t, &real, out, 0, f) < 0)
		return -1;
	buf_clear(&t->kept);
	if (buf_add(&t->kept, path, f) < 0)
		return -1;
	out->path = buf_span(&t->kept);
	return 0;
}

/* ---- walking ------------------------------------------------------------------------------------------ */

/* Preparing costs more than a short walk: statements of walks that ended are used again. SQLITE_OK. */
static int walk_statement(struct casedb_tree *t, bool top, sqlite3_stmt **out)
{
	/* parents before children, then by name, as a walk of directories has it: '/' before any other byte */
#define WALK(beneath)                                                                                                 \
	"SELECT id, path, kind, size, reading_raw, bytes_read IS NOT NULL AND unread IS NULL, link_target FROM item WHERE scan=?1 AND superseded=0 AND kind<>'trouble' AND " beneath " AND role NOT IN"                     \
	" ('recovered','recovered-part','database-row') ORDER BY path_order(path), id"
	if (top)
		return sqlite3_prepare_v2(t->db->sql, WALK(BENEATH_TOP), -1, out, NULL);
	if (t->idle.n == 0)
		return sqlite3_prepare_v2(t->db->sql, WALK(BENEATH), -1, out, NULL);
#undef WALK
	*out = t->idle.v[--t->idle.n];
	return SQLITE_OK;
}

/* The statement rests for the next walk, or is done with. */
static void let_go(struct casedb_tree *t, struct frame *fr)
{
	struct fault f = FAULT_INIT;

	if (fr->st == NULL)
		return;
	(void)sqlite3_reset(fr->st);
	if (fr->top || VEC_PUSH(&t->idle, fr->st, &f) < 0)
		(void)sqlite3_finalize(fr->st);
}

static void frame_release(struct frame *fr)
{
	buf_release(&fr->at.path);
	buf_release(&fr->dir);
	buf_release(&fr->shown);
}

static int push_packed(struct tree_walk *w, struct span real, struct span shown, struct fault *f)
{
	struct frame fr = { .real = real.n + (real.n > 0) };

	if (buf_add(&fr.dir, real, f) < 0 || (real.n > 0 && buf_add_byte(&fr.dir, '/', f) < 0) ||
	    buf_add(&fr.shown, shown, f) < 0 || packed_seek(w->t->packed, buf_span(&fr.dir), &fr.at, f) < 0 ||
	    VEC_PUSH(&w->frames, fr, f) < 0) {
		frame_release(&fr);
		return -1;
	}
	return 0;
}

static int push(struct tree_walk *w, struct span real, struct span shown, struct fault *f)
{
	OWNED(buf) struct buf low = BUF_INIT;
	OWNED(buf) struct buf high = BUF_INIT;
	struct bind b = { .db = w->t->db, .at = 1 };
	struct frame fr = { .real = real.n + (real.n > 0), .top = real.n == 0 || !w->t->db->by_number };

	if (is_packed(w->t, real))
		return push_packed(w, real, shown, f);
	if (buf_add(&low, real, f) < 0 || buf_add(&high, real, f) < 0 ||
	    (real.n > 0 && (buf_add_byte(&low, '/', f) < 0 || buf_add_byte(&high, '0', f) < 0)) ||
	    (real.n == 0 && buf_add_byte(&high, 0xFF, f) < 0) || buf_add(&fr.shown, shown, f) < 0)
		return -1;
	b.rc = walk_statement(w->t, fr.top, &fr.st);
	b.st = fr.st;
	bind_int(&b, w->t->scan);
	bind_beneath(&b, real, !fr.top, &low, &high);
	if (b.rc != SQLITE_OK || VEC_PUSH(&w->frames, fr, f) < 0) {
		(void)sqlite3_finalize(fr.st);
		frame_release(&fr);
		return b.rc != SQLITE_OK ? casedb_fault(w->t->db, f, "cannot read items") : -1;
	}
	return 0;
}

static void pop(struct tree_walk *w)
{
	struct frame *top = &w->frames.v[--w->frames.n];

	let_go(w->t, top);
	frame_release(top);
}

int casedb_tree_walk(struct casedb_tree *t, struct span dir, struct tree_walk **out, struct fault *f)
{
	OWNED(tree_walk) struct tree_walk *w = (struct tree_walk *)calloc(1, sizeof *w);
	OWNED(buf) struct buf real = BUF_INIT;
	struct tree_entry e;

	*out = NULL;
	if (w == NULL)
		return fault_memory(f, sizeof *w);
	w->t = t;
	if (real_path(t, dir, &real, f) < 0 || resolve(t, &real, &e, 0, f) < 0)
		return -1;
	if (e.found == TREE_FOUND && e.kind == ENTRY_DIR && push(w, buf_span(&real), dir, f) < 0)
		return -1;
	*out = TAKE(&w);
	return 0;
}

void tree_walk_free(struct tree_walk *w)
{
	if (w == NULL)
		return;
	while (w->frames.n > 0)
		pop(w);
	VEC_RELEASE(&w->frames);
	buf_release(&w->path);
	buf_release(&w->target);
	free(w);
}

/* A link on the way: what it leads to stands in its place, and is walked there. */
static int follow(struct tree_walk *w, struct span real, struct tree_entry *out, struct fault *f)
{
	OWNED(buf) struct buf at = BUF_INIT;

	if (w->frames.n > MAX_LINKS) {
		*out = (struct tree_entry){ .item = out->item, .found = TREE_LOOP };
		return 0;
	}
	buf_clear(&w->target);
	if (buf_add(&w->target, out->target, f) < 0 || buf_add(&at, real, f) < 0 || resolve(w->t, &at, out, 0, f) < 0)
		return -1;
	out->target = buf_span(&w->target);
	return out->found == TREE_FOUND && out->kind == ENTRY_DIR ? push(w, buf_span(&at), buf_span(&w->path), f) : 0;
}

/* The next entry of the innermost directory: 0, CASEDB_END. */
static int frame_next(struct tree_walk *w, struct frame *fr, struct packed_entry *e, struct fault *f)
{
	int rc;

	if (fr->st == NULL) {
		while ((rc = packed_next(&fr->at, e, f)) == 0 && span_starts(e->path, buf_span(&fr->dir)))
			if (e->kind != ENTRY_TROUBLE)
				return 0;
		return rc < 0 ? -1 : CASEDB_END;
	}
	while ((rc = sqlite3_step(fr->st)) == SQLITE_ROW) {
		*e = packed_row(fr->st);
		if (e->path.n >= fr->real)
			return 0;
	}
	return rc == SQLITE_DONE ? CASEDB_END : casedb_fault(w->t->db, f, "cannot read items");
}

int tree_walk_next(struct tree_walk *w, struct tree_entry *out, struct fault *f)
{
	while (w->frames.n > 0) {
		struct frame *top = &w->frames.v[w->frames.n - 1];
		struct packed_entry e;
		int rc = frame_next(w, top, &e, f);

		if (rc < 0)
			return -1;
		if (rc == CASEDB_END) {
			pop(w);
			continue;
		}
		buf_clear(&w->path);
		if (buf_add(&w->path, buf_span(&top->shown), f) < 0 ||
		    (w->path.n > 0 && buf_add_byte(&w->path, '/', f) < 0) ||
		    buf_add(&w->path, span_from(e.path, top->real), f) < 0)
			return -1;
		*out = entry_of(&e);
		if (out->kind == ENTRY_SYMLINK && follow(w, e.path, out, f) < 0)
			return -1;
		out->path = buf_span(&w->path);
		return 0;
	}
	return CASEDB_END;
}

/* ---- life ------------------------------------------------------------------------------------------------ */

static int top_of(struct casedb_tree *t, struct fault *f)
{
	struct bind b = { .db = t->db, .at = 1 };
	int rc;

	b.rc = sqlite3_prepare_v2(t->db->sql, "SELECT path FROM scan WHERE id=? AND kind='dir'", -1, &b.st, NULL);
	bind_int(&b, t->scan);
	rc = bind_row(&b, f);
	if (rc == 0)
		rc = buf_add(&t->top, column_span(b.st, 0), f);
	(void)sqlite3_finalize(b.st);
	return rc < 0 ? -1 : 0;
}

int casedb_tree_open(struct casedb *db, int64_t scan, struct span root, struct casedb_tree **out, struct fault *f)
{
	OWNED(casedb_tree) struct casedb_tree *t = (struct casedb_tree *)calloc(1, sizeof *t);
	OWNED(buf) struct buf sql = BUF_INIT;

	*out = NULL;
	if (t == NULL)
		return fault_memory(f, sizeof *t);
	t->db = db;
	t->scan = scan;
	if (casedb_index_paths(db, f) < 0)
		return -1;
	if (buf_add(&t->root, root, f) < 0 || top_of(t, f) < 0 || packed_load(db, scan, root, &t->packed, f) < 0 ||
	    buf_printf(&sql, f,
	               "SELECT %s FROM item WHERE scan=?1 AND " PATH_IS("item", "?2") " AND superseded=0 AND kind<>'trouble' LIMIT 1",
	               columns) < 0)
		return -1;
	if (sqlite3_prepare_v2(db->sql, buf_cstr(&sql), -1, &t->one, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db->sql, db->by_number ? "SELECT 1 FROM item WHERE scan=?1 AND " BENEATH " AND superseded=0 LIMIT 1"
	                                                : "SELECT 1 FROM item WHERE scan=?1 AND " BENEATH_TOP " AND superseded=0 LIMIT 1", -1,
	                       &t->under, NULL) != SQLITE_OK)
		return casedb_fault(db, f, "cannot read items");
	*out = TAKE(&t);
	return 0;
}

void casedb_tree_free(struct casedb_tree *t)
{
	if (t == NULL)
		return;
	(void)sqlite3_finalize(t->one);
	(void)sqlite3_finalize(t->under);
	(void)sqlite3_finalize(t->document);
	for (size_t i = 0; i < t->idle.n; i++)
		(void)sqlite3_finalize(t->idle.v[i]);
	VEC_RELEASE(&t->idle);
	packed_free(t->packed);
	buf_release(&t->found.path);
	buf_release(&t->root);
	buf_release(&t->top);
	buf_release(&t->kept);
	buf_release(&t->bytes);
	free(t);
}

int casedb_tree_document(struct casedb_tree *t, int64_t item, struct tree_document *out, struct fault *f)
{
	static const char whole[] = "SELECT i.sha256_id IS NOT NULL, i.form IS NOT NULL, (SELECT d.bytes FROM document d WHERE"
				    " d.sha256_id=i.sha256_id) FROM item i WHERE i.id=?";
	static const char cut[] = "SELECT i.sha256 IS NOT NULL, (SELECT form FROM look WHERE id=i.look) IS NOT NULL, (SELECT"
				  " document_bytes(d.rest, d.cut) FROM document_row d WHERE d.sha256=i.sha256) FROM item_row i WHERE i.id=?";
	struct bind b = { .db = t->db, .at = 1 };
	int rc;

	if (t->document == NULL)
		b.rc = sqlite3_prepare_v2(t->db->sql, t->db->by_number && !t->db->by_text ? cut : whole, -1, &t->document, NULL);
	*out = (struct tree_document){ .hashed = false };
	(void)sqlite3_reset(t->document);
	b.st = t->document;
	bind_int(&b, item);
	rc = bind_row(&b, f);
	if (rc != 0)
		return rc;
	out->hashed = sqlite3_column_int(b.st, 0) != 0;
	out->examined = sqlite3_column_int(b.st, 1) != 0;
	out->kept = sqlite3_column_type(b.st, 2) != SQLITE_NULL;
	out->bytes = column_span(b.st, 2);
	return 0;
}
