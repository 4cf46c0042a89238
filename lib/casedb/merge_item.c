/* casedb/merge_item.c - an item of a part, read back as the record it was stored from. */
#include "casedb/merge_row.h"

#include "base/number.h"

#include <stdlib.h>

/* Columns by their place in the SELECT. */
#define COLUMNS(X)                                                                                                     \
	X(ordinal) X(path) X(kind) X(role) X(repository) X(tag) X(upload) X(digest) X(state_offset) X(size) X(mode)        \
	X(uid) X(gid) X(nlink) X(device) X(inode) X(allocated) X(mtime) X(atime) X(ctime) X(btime) X(time_digits)          \
	X(far_times) X(link_target) X(offset) X(runs) X(bytes_read) X(unread) X(unread_said) X(sha256) X(observed) X(form) \
	X(media) X(reading) X(reading_digest) X(reading_offset) X(reading_length) X(reading_why) X(reading_said)           \
	X(reading_raw) X(started) X(state_digest) X(state_length) X(registry)

enum {
#define X(name) AT_##name,
	COLUMNS(X)
#undef X
	AT_root, AT_store
};

#define X(name) "t." #name ", "
const char *const merge_item_sql = "SELECT " COLUMNS(X) "r.path, r.store FROM item t LEFT JOIN registry r ON r.id=t.registry AND"
                                   " r.scan=t.scan WHERE t.scan=?1 ORDER BY t.id";
#undef X

void item_row_release(struct item_row *r)
{
	buf_release(&r->why);
	buf_release(&r->reading_why);
	buf_release(&r->form);
	buf_release(&r->media);
	buf_release(&r->reading);
	free(r->entry.runs.v);
	r->entry.runs = (struct runs){ NULL, 0 };
}

static bool has(sqlite3_stmt *st, int at)
{
	return sqlite3_column_type(st, at) != SQLITE_NULL;
}

static uint64_t number(sqlite3_stmt *st, int at)
{
	int64_t n = sqlite3_column_int64(st, at);

	return n < 0 ? 0 : (uint64_t)n;
}

/* A column as a C string in *b; NULL when it is none. */
static int text(sqlite3_stmt *st, int at, struct buf *b, const char **out, struct fault *f)
{
	buf_clear(b);
	*out = NULL;
	if (!has(st, at))
		return 0;
	if (buf_add(b, column_span(st, at), f) < 0)
		return -1;
	*out = buf_cstr(b);
	return 0;
}

/* A sentence and its form, as it was given. */
static int said(sqlite3_stmt *st, int at, struct buf *b, const char **out, struct fault *f)
{
	OWNED(buf) struct buf joined = BUF_INIT;
	struct span all;

	buf_clear(b);
	*out = NULL;
	if (!has(st, at))
		return 0;
	if (column_said(st, at, at + 1, &joined, &all, f) < 0 || buf_add(b, all, f) < 0)
		return -1;
	*out = buf_cstr(b);
	return 0;
}

/* "mtime=TEXT ctime=TEXT": times that nanoseconds since 1970 do not reach. */
static void far_times(struct entry *e, struct span all)
{
	const struct {
		const char *name;
		struct when *to;
	} known[] = { { "mtime", &e->mtime }, { "atime", &e->atime }, { "ctime", &e->ctime }, { "btime", &e->btime } };

	while (all.n > 0) {
		struct span one = span_cut(&all, ' '), name = span_cut(&one, '=');

		for (size_t i = 0; i < COUNT(known); i++)
			if (span_is(name, known[i].name) && when_parse(known[i].to, one) != 0)
				*known[i].to = WHEN_UNKNOWN;
	}
}

static int runs(struct entry *e, struct span all, const char **what, struct fault *f)
{
	size_t cap = 0;

	while (all.n > 0) {
		struct span one = span_cut(&all, ';');
		struct run run;

		if (!number_read(&run.at, span_cut(&one, ','), UINT64_MAX) || !number_read(&run.offset, span_cut(&one, ','), UINT64_MAX) ||
		    !number_read(&run.length, span_cut(&one, ','), UINT64_MAX)) {
			*what = "it holds runs that cannot be";
			return 0;
		}
		if (vec_grow((void **)&e->runs.v, e->runs.n, &cap, sizeof *e->runs.v, f) < 0)
			return -1;
		e->runs.v[e->runs.n++] = run;
	}
	return 0;
}

static void read_entry(struct entry *e, sqlite3_stmt *st)
{
	static const struct {
		int at;
		unsigned bit;
	} bits[] = { { AT_mode, HAS_MODE },   { AT_uid, HAS_OWNER },           { AT_nlink, HAS_NLINK },
		     { AT_inode, HAS_INODE }, { AT_allocated, HAS_ALLOCATED }, { AT_offset, HAS_OFFSET } };

	*e = (struct entry){ .path = column_span(st, AT_path),
		             .kind = entry_kind_of(column_span(st, AT_kind)),
		             .size = number(st, AT_size),
		             .mode = (uint32_t)number(st, AT_mode),
		             .uid = number(st, AT_uid),
		             .gid = number(st, AT_gid),
		             .nlink = number(st, AT_nlink),
		             .inode = (uint64_t)sqlite3_column_int64(st, AT_inode),
		             .device = (uint64_t)sqlite3_column_int64(st, AT_device),
		             .allocated = number(st, AT_allocated),
		             .mtime = column_ns(st, AT_mtime, AT_time_digits),
		             .atime = column_ns(st, AT_atime, AT_time_digits),
		             .ctime = column_ns(st, AT_ctime, AT_time_digits),
		             .btime = column_ns(st, AT_btime, AT_time_digits),
		             .link_target = column_span(st, AT_link_target),
		             .offset = number(st, AT_offset) };
	for (size_t i = 0; i < COUNT(bits); i++)
		if (has(st, bits[i].at))
			e->has |= bits[i].bit;
	far_times(e, column_span(st, AT_far_times));
}

static void read_place(struct place *p, sqlite3_stmt *st)
{
	*p = (struct place){ .role = role_of(column_span(st, AT_role)),
		             .store = store_of(column_span(st, AT_store)),
		             .registry = column_span(st, AT_root),
		             .in_registry = has(st, AT_root),
		             .repository = column_span(st, AT_repository),
		             .tag = column_span(st, AT_tag),
		             .upload = column_span(st, AT_upload),
		             .digest = column_digest(st, AT_digest),
		             .offset = number(st, AT_state_offset) };
}

static int read_exam(struct item_row *r, sqlite3_stmt *st, struct fault *f)
{
	struct exam_record *x = &r->exam;

	*x = (struct exam_record){ .read = !has(st, AT_unread),
		                   .bytes = number(st, AT_bytes_read),
		                   .sha256 = column_digest(st, AT_sha256),
		                   .named = column_digest(st, AT_observed),
		                   .reading_digest = column_digest(st, AT_reading_digest),
		                   .reading_offset = number(st, AT_reading_offset),
		                   .reading_length = number(st, AT_reading_length),
		                   .raw = column_span(st, AT_reading_raw),
		                   .started = column_when(st, AT_started),
		                   .state_digest = column_digest(st, AT_state_digest),
		                   .state_length = number(st, AT_state_length) };
	return said(st, AT_unread, &r->why, &x->why, f) < 0 || text(st, AT_form, &r->form, &x->form, f) < 0 ||
	                       text(st, AT_media, &r->media, &x->media, f) < 0 || text(st, AT_reading, &r->reading, &x->reading, f) < 0 ||
	                       said(st, AT_reading_why, &r->reading_why, &x->reading_why, f) < 0
	               ? -1
	               : 0;
}

int item_row_read(struct item_row *out, sqlite3_stmt *st, int64_t scan, const char **what, struct fault *f)
{
	*what = NULL;
	read_entry(&out->entry, st);
	read_place(&out->place, st);
	if (has(st, AT_registry) && !out->place.in_registry)
		*what = "an item is of a registry that is not there";
	if (out->entry.kind == ENTRY_UNSET || out->place.role == ROLE_UNSET || (out->place.in_registry && out->place.store == STORE_NONE))
		*what = "an item is of a kind that is none";
	out->record = (struct item_record){ .scan = scan, .ordinal = number(st, AT_ordinal), .entry = &out->entry, .place = &out->place };
	if (runs(&out->entry, column_span(st, AT_runs), what, f) < 0)
		return -1;
	if (!has(st, AT_bytes_read))
		return said(st, AT_unread, &out->why, &out->record.unread, f);
	out->record.exam = &out->exam;
	return read_exam(out, st, f);
}
