/*
 * run/scan/wrong.c - how a blob's bytes are wrong: zeros to the end, bytes that follow the blob, a page of HTML, one
 * flipped bit. What the digest cannot say, a second reading of the few damaged blobs can; it is bounded.
 */
#include "run/scan/wrong.h"

#include "core/sentence.h"

#include "hash/hash.h"
#include "hash/mid.h"
#include "run/scan/points.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 64 * 1024, HEAD = 64, FEW_ZEROS = 64, TAR_TAIL = 10240, BLOCK = 64 }; /* rule: how much is read, compared, and taken for a tail of zeros */

struct blob {
	int64_t item;
	struct digest name, observed;
	uint64_t size, offset, declared;
	struct span path; /* borrowed from the row */
	bool tar;
};

struct blob_look { /* what one reading shows */
	uint64_t n, zeros_from; /* everything from there on is zero */
	uint8_t head[HEAD];
	bool first_is_blob;     /* the first `declared` bytes hash to the name */
	struct buf kept;        /* all of a small blob */
};

struct telling {
	struct casedb *db;
	struct source *source;
	int64_t scan;
	const struct limits *limits;
	const struct watch *watch;
	struct points points;
	uint64_t reading, flipping; /* what is left of the bounds, in bytes */
};

static void note_zeros(struct blob_look *l, struct span piece)
{
	for (size_t i = piece.n; i > 0; i--)
		if (piece.p[i - 1] != 0) {
			l->zeros_from = l->n + i;
			return;
		}
}

static int take_piece(const struct telling *t, const struct blob *b, struct blob_look *l, struct hash *h, struct span piece,
                      struct fault *f)
{
	uint64_t first = b->declared > l->n ? b->declared - l->n : 0;

	for (size_t i = 0; i < piece.n && l->n + i < HEAD; i++)
		l->head[l->n + i] = piece.p[i];
	note_zeros(l, piece);
	if (first > 0 && hash_add(h, span_sub(piece, 0, first < piece.n ? (size_t)first : piece.n), f) < 0)
		return -1;
	l->n += piece.n;
	return b->size <= t->limits->flip_blob ? buf_add(&l->kept, piece, f) : 0;
}

/* 0, or 1 when the bytes did not come once more. */
static int read_again(const struct telling *t, const struct blob *b, struct blob_look *l, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	OWNED(hash) struct hash *h = NULL;
	OWNED(hash) struct hash *all = NULL;
	struct locator at = { .path = b->path, .size = b->size, .offset = b->offset };
	uint8_t piece[PIECE];
	struct digest first, whole;
	char why[256];
	size_t got = 1;
	int rc = source_reopen(t->source, &at, t->points.v, t->points.n, &in, why, f);

	if (rc != 0)
		return rc < 0 ? -1 : 1;
	if (hash_new(&h, DIGEST_SHA256, f) < 0 || hash_new(&all, DIGEST_SHA256, f) < 0)
		return -1;
	while (l->n < b->size && got > 0) {
		rc = stream_read(in, piece, sizeof piece, &got, f);
		if (rc != 0)
			return rc < 0 ? -1 : 1;
		if (hash_add(all, span_make(piece, got), f) < 0 || take_piece(t, b, l, h, span_make(piece, got), f) < 0)
			return -1;
	}
	if (hash_get(h, &first, f) < 0 || hash_get(all, &whole, f) < 0)
		return -1;
	l->first_is_blob = b->declared > 0 && b->declared < l->n && digest_eq(&first, &b->name);
	return l->n == b->size && digest_eq(&whole, &b->observed) ? 0 : 1; /* other bytes tell nothing of those that were read */
}

static bool begins_as_html(const struct blob_look *l)
{
	static const char *const marks[] = { "<!doctype html", "<html" };
	size_t from = 0;

	while (from < HEAD && (l->head[from] == ' ' || (l->head[from] >= '\t' && l->head[from] <= '\r')))
		from++;
	for (size_t m = 0; m < COUNT(marks); m++) {
		size_t i = 0;

		while (marks[m][i] != '\0' && from + i < HEAD && (l->head[from + i] | ('a' - 'A')) == (marks[m][i] | ('a' - 'A')))
			i++;
		if (marks[m][i] == '\0')
			return true;
	}
	return false;
}

/* ---- one bit -------------------------------------------------------------------------------------------------- */

/* Every bit of one block flipped in turn; what lies before the block is in `before`. The bit's number, or
 * UINT64_MAX. */
static uint64_t try_block(const struct mid *before, struct buf *bytes, size_t at, const struct digest *want)
{
	size_t end = bytes->n - at < BLOCK ? bytes->n : at + BLOCK;

	for (size_t i = at; i < end; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			struct mid m = *before;
			struct digest got;

			bytes->p[i] ^= (uint8_t)(1u << bit);
			mid_add(&m, span_from(buf_span(bytes), at));
			mid_end(&m, &got);
			bytes->p[i] ^= (uint8_t)(1u << bit);
			if (digest_eq(&got, want))
				return (uint64_t)i * 8 + bit;
		}
	return UINT64_MAX;
}

static uint64_t flipped_bit(const struct blob *b, struct blob_look *l)
{
	struct mid before;
	uint64_t found = UINT64_MAX;

	mid_start(&before);
	for (size_t at = 0; at < l->kept.n && found == UINT64_MAX; at += BLOCK) {
		found = try_block(&before, &l->kept, at, &b->name);
		mid_add(&before, span_sub(buf_span(&l->kept), at, BLOCK));
	}
	return found;
}

/* What trying every bit of `n` bytes hashes: half of them for each. */
static uint64_t cost_of(uint64_t n)
{
	return 4 * n * n;
}

/* ---- words ----------------------------------------------------------------------------------------------------- */

static int tell(const struct telling *t, const struct blob *b, uint64_t offset, uint64_t length, const char *text,
                struct fault *f)
{
	return casedb_put_observation(t->db, t->scan, b->item, FINDING_BLOB_CORRUPT, offset, length, SPAN_NONE,
	                              span_of(text), f);
}

static int tell_flip(struct telling *t, const struct blob *b, struct blob_look *l, struct fault *f)
{
	uint64_t cost = cost_of(l->kept.n), bit;
	char text[160];

	if (l->n == 0 || (b->declared > 0 && b->declared != l->n))
		return 0; /* of another size than the blob: no bit explains it */
	if (l->kept.n != l->n)
		return tell(t, b, 0, l->n, S_FLIP_BLOB_LIMIT, f);
	if (cost > t->flipping) {
		watch_bite(t->watch, LIMIT_flip_bytes, cost);
		return tell(t, b, 0, l->n, S_FLIP_BYTES_LIMIT, f);
	}
	t->flipping -= cost;
	bit = flipped_bit(b, l);
	if (bit == UINT64_MAX)
		return tell(t, b, 0, l->n, S_NO_BIT_EXPLAINS, f);
	(void)sentence(text, sizeof text, S_ONE_BIT_FLIPPED,
	               (uint64_t)(bit % 8), (uint64_t)(bit / 8));
	return tell(t, b, bit / 8, 1, text, f);
}

static int tell_look(struct telling *t, const struct blob *b, struct blob_look *l, struct fault *f)
{
	uint64_t zeros = l->n - l->zeros_from;
	char text[160];

	if (l->first_is_blob) {
		(void)sentence(text, sizeof text, S_FIRST_BYTES_BLOB,
		               (uint64_t)b->declared, (uint64_t)(l->n - b->declared));
		return tell(t, b, b->declared, l->n - b->declared, text, f);
	}
	if (zeros == l->n)
		return tell(t, b, 0, l->n, S_ALL_BYTES_ZERO, f);
	if (zeros >= FEW_ZEROS && !(b->tar && zeros <= TAR_TAIL)) {
		(void)sentence(text, sizeof text, S_ALL_ZEROS_FROM, (uint64_t)l->zeros_from);
		return tell(t, b, l->zeros_from, zeros, text, f);
	}
	if (begins_as_html(l))
		return tell(t, b, 0, l->n, S_BEGINS_AS_PAGE, f);
	return tell_flip(t, b, l, f);
}

static int one_blob(struct telling *t, const struct blob *b, struct fault *f)
{
	struct blob_look l = { .n = 0 };
	int rc;

	if (b->size > t->reading) {
		watch_bite(t->watch, LIMIT_wrong_bytes, b->size);
		return 0;
	}
	t->reading -= b->size;
	rc = read_again(t, b, &l, f);
	if (rc == 0)
		rc = tell_look(t, b, &l, f);
	buf_release(&l.kept);
	return rc < 0 ? -1 : 0;
}

static int each_blob(struct telling *t, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(t->db, QUERY_WRONG_BLOBS, &r, f) < 0 || rows_bind_int(r, 1, t->scan, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct blob b = { .item = rows_int(r, "item"),
			          .size = (uint64_t)rows_int(r, "size"),
			          .offset = (uint64_t)rows_int(r, "offset"),
			          .declared = (uint64_t)rows_int(r, "declared"),
			          .path = rows_span(r, "path"),
			          .tar = rows_int(r, "tar") != 0 };

		if (watch_check(t->watch, f) < 0)
			return -1;
		if (digest_parse(&b.observed, rows_span(r, "observed")) == 0 && digest_parse(&b.name, rows_span(r, "digest")) == 0 && b.name.alg == DIGEST_SHA256 && one_blob(t, &b, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

int run_tell_wrong(struct casedb *db, struct source *source, int64_t scan, const struct limits *limits,
                   const struct watch *watch, struct fault *f)
{
	struct telling t = { .db = db, .source = source, .scan = scan, .limits = limits, .watch = watch,
		             .reading = limits->wrong_bytes, .flipping = limits->flip_bytes };
	bool any;
	int rc = casedb_has_wrong_blobs(db, scan, &any, f);

	if (rc == 0 && any)
		rc = run_points_of(source, db, scan, watch, &t.points, f);
	if (rc == 0 && any)
		rc = each_blob(&t, f);
	run_points_release(&t.points);
	return rc;
}
