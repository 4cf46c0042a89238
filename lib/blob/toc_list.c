/*
 * blob/toc_list.c - a layer that breaks off and ends in a table of contents (eStargz, zstd:chunked): the files that the
 * table names are listed beside those that were read.
 *
 * A line of the table's has the digit 3 behind its type: stated, its bytes were not read, or are others. The digit 4 is of a
 * line that was read and that the table confirms. The first line of such a listing is no file:
 *
 *	#toc format sha256 offset length files   separated by TAB
 *
 * sha256 is what descriptors name: of an eStargz the table's own, of zstd:chunked that of its compressed bytes.
 */
#include "blob/stage.h"

#include "core/sentence.h"
#include "format/toc.h"

#include <inttypes.h>
#include <stdlib.h>

/* A line of the text, by its path without "./" before and "/" behind it. */
struct toc_line {
	struct span line, path; /* line: with its LF */
	char mark;              /* of one that was read: 0, or 4; 'x': it gives way */
};

struct toc_lines {
	struct toc_place place;
	struct digest digest;  /* as descriptors name it */
	struct buf json;       /* the table */
	struct buf was, added, escaped; /* the listing as read; the table's lines; a path */
	VEC(struct toc_line) read;
	VEC(struct toc_line) all;
	VEC(uint64_t) ends;    /* of lines in `added` */
	uint64_t files, stated, left_out;
};

static void toc_lines_release(struct toc_lines *t)
{
	buf_release(&t->json);
	buf_release(&t->was);
	buf_release(&t->added);
	buf_release(&t->escaped);
	VEC_RELEASE(&t->read);
	VEC_RELEASE(&t->all);
	VEC_RELEASE(&t->ends);
}

DEFINE_OWN(toc_lines, struct toc_lines, toc_lines_release)

/* ---- the table ---------------------------------------------------------------------------------------------- */

enum { INFLATED = 16 }; /* rule: times toc_bytes; the JSON of a table is packed to a fifteenth of itself at best */

/* Everything that comes, up to the bound. 0; 1: it breaks off or is longer. */
static int pour(struct buf *json, struct stream *in, struct tar_reader *member, uint64_t most, struct fault *f)
{
	uint8_t piece[16384];
	size_t got = 1;
	int rc = 0;

	while (rc == 0 && got > 0) {
		rc = member != NULL ? tar_body_read(member, piece, sizeof piece, &got, f) : stream_read(in, piece, sizeof piece, &got, f);
		if (rc == 0 && json->n + got > most)
			return 1;
		if (rc == 0 && buf_add(json, span_make(piece, got), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : rc > 0;
}

static int read_member(struct buf *json, struct stream *in, const struct limits *limits, struct fault *f)
{
	OWNED(tar_reader) struct tar_reader *member = NULL;
	struct entry e;
	int rc;

	if (tar_open(&member, in, limits, f) < 0)
		return -1;
	rc = tar_next(member, &e, f);
	if (rc != 0 || e.kind != ENTRY_FILE || !span_is(e.path, TOC_MEMBER))
		return rc < 0 ? -1 : 1;
	rc = pour(json, in, member, limits->toc_bytes * INFLATED, f);
	return rc != 0 ? rc : json->n < e.size;
}

int blob_toc_place(struct toc_place *out, struct span *packed, const struct blob_tail *t)
{
	struct span tail = buf_span(&t->bytes);

	*packed = SPAN_NONE;
	if (!toc_footer(out, tail.n > TOC_TAIL ? span_from(tail, tail.n - TOC_TAIL) : tail, t->seen))
		return BLOB_NO_TOC;
	if (t->seen - out->offset > tail.n)
		return BLOB_TOC_BEYOND;
	*packed = span_sub(tail, (size_t)(out->offset - (t->seen - tail.n)), (size_t)out->length);
	return 0;
}

int blob_toc(struct buf *json, struct digest *named, struct span packed, const struct toc_place *place, const struct limits *limits,
             struct fault *f)
{
	bool gzip = place->format == TOC_ESTARGZ;
	OWNED(hash) struct hash *h = NULL;
	OWNED(stream) struct stream *in = NULL, *plain = NULL;
	int rc;

	if (stream_of_span(&in, packed, 0, f) < 0 || xfrm_open(&plain, gzip ? XFRM_GZIP : XFRM_ZSTD, in, limits, NULL, f) < 0)
		return -1;
	rc = gzip ? read_member(json, plain, limits, f) : pour(json, plain, NULL, limits->toc_bytes * INFLATED, f);
	if (rc != 0)
		return rc;
	return hash_new(&h, DIGEST_SHA256, f) < 0 || hash_add(h, gzip ? buf_span(json) : packed, f) < 0 ? -1 : hash_get(h, named, f);
}

/* ---- what was read ------------------------------------------------------------------------------------------ */

static struct span bare(struct span path)
{
	while (span_starts(path, span_of("/")) || span_starts(path, span_of("./")))
		path = span_from(path, *path.p == '/' ? 1 : 2);
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	return span_is(path, ".") ? span_sub(path, 0, 0) : path;
}

static struct span field(struct span line, unsigned which)
{
	while (which-- > 0)
		(void)span_cut(&line, '\t');
	return span_cut(&line, '\t');
}

enum { SHA256 = 6, PATH = 7 }; /* format: fields of a line */
enum { SAME_NAMES = 64 };      /* rule: lines of one path that are held against an entry; a tar may repeat one without end */

static int line_order(const void *a, const void *b)
{
	const struct toc_line *x = (const struct toc_line *)a, *y = (const struct toc_line *)b;
	int c = span_cmp(x->path, y->path);

	return c != 0 ? c : (x->line.p > y->line.p) - (x->line.p < y->line.p);
}

static int take_read(struct toc_lines *t, const struct exam *e, struct fault *f)
{
	struct span rest;

	if (e->listing.n == 0)
		return 0;
	if (xfrm_unpack(&t->was, buf_span(&e->listing), UINT32_MAX, f) != 0)
		return f->kind != FAULT_NONE ? -1 : 0;
	rest = buf_span(&t->was);
	while (rest.n > 0) {
		const uint8_t *from = rest.p;
		struct span line = span_cut(&rest, '\n');
		struct toc_line one = { span_make(from, line.n + 1), SPAN_NONE, 0 };

		one.path = bare(field(line, PATH));
		if (VEC_PUSH(&t->read, one, f) < 0)
			return -1;
	}
	if (t->read.n > 1)
		qsort(t->read.v, t->read.n, sizeof *t->read.v, line_order);
	return 0;
}

/* ---- what is stated ------------------------------------------------------------------------------------------- */

static bool same_bytes(struct span sha256, const struct digest *d)
{
	char text[DIGEST_TEXT];

	return digest_set(d) && d->alg == DIGEST_SHA256 && span_is(sha256, digest_text(text, d) + 7);
}

/* Was it read, as the table has it? A file that was read in part or otherwise gives way; without a digest nothing is said
 * of its bytes. */
static bool met(struct toc_lines *t, struct span path, const struct toc_entry *x)
{
	struct toc_line want = { SPAN_NONE, path, 0 };
	size_t at = LOWER_BOUND(t->read.n, mid, span_cmp(t->read.v[mid].path, want.path) < 0);
	size_t end = at + SAME_NAMES < t->read.n ? at + SAME_NAMES : t->read.n;
	bool found = false;

	for (; at < end && span_eq(t->read.v[at].path, path); at++) {
		struct toc_line *l = &t->read.v[at];
		struct span sha256 = field(l->line, SHA256);
		bool file = l->line.p[0] == 'f';

		if (l->line.p[1] != '\t' || file != (x->kind == ENTRY_FILE))
			continue;
		if (!file || same_bytes(sha256, &x->digest) || (!digest_set(&x->digest) && x->size == 0 && span_is(field(l->line, 4), "0")))
			l->mark = '4';
		else if (digest_set(&x->digest) || span_is(sha256, "-"))
			l->mark = l->mark == '4' ? '4' : 'x';
		found = found || l->mark != 'x';
	}
	return found;
}

static int state(struct toc_lines *t, const struct toc_entry *x, const struct limits *limits, struct fault *f)
{
	struct entry e = { .path = x->name, .kind = x->kind, .has = x->has, .size = x->kind == ENTRY_FILE ? x->size : 0,
		           .mode = (uint32_t)x->mode, .uid = x->uid, .gid = x->gid, .mtime = x->mtime, .link_target = x->link };
	struct digest none = { .alg = DIGEST_NONE };
	size_t from = t->added.n;
	uint32_t at, n;

	if (t->ends.n + t->read.n >= limits->layer_entries || t->added.n + t->was.n > limits->listing_bytes) {
		t->left_out++;
		return 0;
	}
	if (list_put(&t->added, &e, '3', x->digest.alg == DIGEST_SHA256 && x->kind == ENTRY_FILE ? &x->digest : &none, &at, &n, f) < 0)
		return -1;
	t->files += x->kind == ENTRY_FILE;
	if (met(t, bare(span_make(t->added.p + from + at, n)), x)) {
		t->added.n = from;
		return 0;
	}
	t->stated += x->kind == ENTRY_FILE;
	return VEC_PUSH(&t->ends, (uint64_t)t->added.n, f);
}

/* 0; 1: the table is malformed, and *why tells. */
static int state_all(struct toc_lines *t, const struct limits *limits, const char **why, struct fault *f)
{
	OWNED(toc_reader) struct toc_reader r = { .why = NULL };
	struct toc_entry x;
	int rc = toc_open(&r, buf_span(&t->json), limits, f);

	while (rc == 0 && (rc = toc_next(&r, &x, f)) == 0)
		if (!x.chunk && state(t, &x, limits, f) < 0)
			return -1;
	*why = r.why;
	t->left_out += r.odd;
	return rc < 0 ? -1 : rc != TOC_END;
}

/* ---- both ------------------------------------------------------------------------------------------------------ */

static int gather(struct toc_lines *t, struct fault *f)
{
	uint64_t from = 0;

	for (size_t i = 0; i < t->read.n; i++)
		if (t->read.v[i].mark != 'x' && VEC_PUSH(&t->all, t->read.v[i], f) < 0)
			return -1;
	for (size_t i = 0; i < t->ends.n; i++) {
		struct toc_line one = { span_make(t->added.p + from, (size_t)(t->ends.v[i] - from)), SPAN_NONE, 0 };

		if (VEC_PUSH(&t->all, one, f) < 0)
			return -1;
		from = t->ends.v[i];
	}
	for (size_t i = 0; i < t->all.n; i++)
		t->all.v[i].path = field(span_sub(t->all.v[i].line, 0, t->all.v[i].line.n - 1), PATH);
	if (t->all.n > 1)
		qsort(t->all.v, t->all.n, sizeof *t->all.v, line_order);
	return 0;
}

static int pack(struct toc_lines *t, struct exam *e, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT, packed = BUF_INIT;
	char digest[DIGEST_TEXT];

	if (gather(t, f) < 0 || buf_reserve(&text, t->was.n + t->added.n + t->all.n, f) < 0 ||
	    buf_printf(&text, f, "#toc\t%s\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n", toc_format_text(t->place.format),
	               digest_text(digest, &t->digest) + 7, t->place.offset, t->place.length, t->files) < 0)
		return -1;
	for (size_t i = 0; i < t->all.n; i++) {
		struct span line = t->all.v[i].line;

		if (t->all.v[i].mark == '4' && (buf_add(&text, span_sub(line, 0, 1), f) < 0 || buf_add_byte(&text, '4', f) < 0))
			return -1;
		if (buf_add(&text, t->all.v[i].mark == '4' ? span_from(line, 1) : line, f) < 0)
			return -1;
	}
	return xfrm_pack(&packed, buf_span(&text), f) < 0 ? -1 : exam_keep(&e->listing, buf_span(&packed), f);
}

static int told(const struct toc_lines *t, struct exam *e, struct fault *f)
{
	char digest[DIGEST_TEXT];

	if (exam_note(e, FINDING_LAYER_CATALOGUE, t->place.offset, t->place.length, f, S_TOC_TELLS, toc_format_text(t->place.format),
	              t->files, t->stated, digest_text(digest, &t->digest)) < 0)
		return -1;
	return t->left_out == 0 ? 0
	                        : exam_note(e, FINDING_LAYER_CATALOGUE, t->place.offset, t->place.length, f, S_TOC_ODD_ENTRIES,
	                                    t->left_out);
}

static int not_read(const struct toc_lines *t, struct exam *e, const char *why, struct fault *f)
{
	return exam_note(e, FINDING_LAYER_CATALOGUE, t->place.offset, t->place.length, f, S_TOC_NOT_READ,
	                 toc_format_text(t->place.format), why);
}

int toc_list(struct examiner *x, const struct tap *raw, struct exam *e, struct fault *f)
{
	OWNED(toc_lines) struct toc_lines t = { .files = 0 };
	const char *why = NULL;
	struct span packed;
	char bound[160];
	int rc;

	if (!raw->end || raw->tail == NULL)
		return 0;
	rc = blob_toc_place(&t.place, &packed, raw->tail);
	if (rc == BLOB_TOC_BEYOND) {
		(void)sentence(bound, sizeof bound, S_TOC_BEYOND_LIMIT, raw->tail->keep);
		return not_read(&t, e, bound, f);
	}
	if (rc != 0)
		return 0;
	rc = blob_toc(&t.json, &t.digest, packed, &t.place, &x->limits, f);
	if (rc != 0)
		return rc < 0 ? -1 : not_read(&t, e, S_TOC_NO_MEMBER, f);
	if (take_read(&t, e, f) < 0)
		return -1;
	rc = state_all(&t, &x->limits, &why, f);
	if (rc != 0)
		return rc < 0 ? -1 : not_read(&t, e, why, f);
	return pack(&t, e, f) < 0 ? -1 : told(&t, e, f);
}
