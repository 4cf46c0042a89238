/*
 * run/salvage/broken.c - the files of a damaged layer that no table tells of: what the tar says before the first break of its
 * gzip stream and behind each block at which it can be entered again. No file has a digest of its own there, so that
 * nothing here is proven. A header counts where its checksum holds; bytes that are not known and stand in all headers alike are
 * filled in, which is told of the file.
 */
#include "run/salvage/salvage.h"

#include "format/format.h"
#include "hash/hash.h"
#include "xfrm/enter.h"
#include "xfrm/xfrm.h"

#include <stdio.h>

/* A header, and where fields of it begin and end. */
enum { BLOCK = 512, NAME_END = 100, SIZE = 124, SIZE_END = 136, SUM = 148, TYPE = 156 }; /* format: POSIX.1-2017, pax, ustar Interchange Format */
enum { MAGIC = 257, PREFIX = 345, PREFIX_END = 500 };                                   /* format: as above */
enum { PIECE = 64 * 1024 };

/* Output between two breaks, as the reader of tars takes it. */
struct between {
	struct stream base;
	struct salvage *s;
	struct enter *in;
	struct buf bytes, other; /* come and not yet taken; before `at` what a header may have to be looked for in again */
	size_t at;
	int outcome;             /* ENTER_BREAK, ENTER_END: nothing more comes before it */
	uint64_t unknown;        /* bytes given so far that are not known */
	bool entered;            /* behind a break */
	bool doubted;            /* decoding may have lost its way, and what it gives may be other bytes than were written */
	uint8_t model[BLOCK];    /* the header that was read last */
	uint8_t found[BLOCK];    /* the one that was met last, filled in */
	bool filled;             /* some of its bytes were not known */
};

/* Keeps a block's length of what was taken. */
static void drop_taken(struct between *b)
{
	size_t n = b->at > BLOCK ? b->at - BLOCK : 0;

	if (n == 0)
		return;
	memmove(b->bytes.p, b->bytes.p + n, b->bytes.n - n);
	memmove(b->other.p, b->other.p + n, b->other.n - n);
	b->bytes.n -= n;
	b->other.n -= n;
	b->at -= n;
}

static void clear(struct between *b)
{
	b->outcome = 0;
	b->at = 0;
	buf_clear(&b->bytes);
	buf_clear(&b->other);
}

static int read_some(struct between *b, struct span *bytes, struct span *other, struct fault *f)
{
	int rc;

	do {
		if (watch_check(b->s->o->watch, f) < 0)
			return -1;
		rc = enter_read(b->in, bytes, other, f);
	} while (rc == ENTER_SEEKING);
	if (rc == 0 && bytes->n > b->s->left) {
		b->s->left = 0;
		rc = ENTER_END;
	}
	return rc;
}

/* More output behind what is there; none where outcome is set. */
static int more(struct between *b, struct fault *f)
{
	struct span bytes, other;
	int rc;

	if (b->outcome != 0)
		return 0;
	drop_taken(b);
	rc = read_some(b, &bytes, &other, f);
	if (rc < 0)
		return -1;
	b->outcome = rc;
	if (rc != 0)
		return 0;
	b->s->left -= bytes.n;
	return buf_add(&b->bytes, bytes, f) < 0 ? -1 : buf_add(&b->other, other, f);
}

static void taken(struct between *b, size_t n)
{
	for (size_t i = b->at; i < b->at + n; i++)
		b->unknown += b->bytes.p[i] != b->other.p[i];
	b->at += n;
}

static int between_read(struct stream *base, void *into, size_t n, size_t *got, struct fault *f)
{
	struct between *b = (struct between *)base;

	*got = 0;
	if (b->at == b->bytes.n && more(b, f) < 0)
		return -1;
	*got = b->bytes.n - b->at < n ? b->bytes.n - b->at : n;
	if (*got > 0) {
		memcpy(into, b->bytes.p + b->at, *got);
		if (*got == BLOCK && tar_sniff(span_make(b->bytes.p + b->at, BLOCK)))
			memcpy(b->model, b->bytes.p + b->at, BLOCK);
		taken(b, *got);
	}
	return 0;
}

static void between_close(struct stream *base)
{
	(void)base; /* on the stack */
}

static const struct stream_ops between_ops = { between_read, between_close };

/* ---- where a header stands --------------------------------------------------------------------------------------- */

static bool is_known(const struct between *b, size_t at)
{
	return b->bytes.p[at] == b->other.p[at];
}

static bool is_octal(uint8_t c)
{
	return c >= '0' && c <= '7';
}

/* The last digits of size and checksum, which differ from one header to the next, are known and are digits; what else is
 * known of the numbers is no letter. */
static bool may_be_header(const struct between *b, size_t at)
{
	static const size_t digits[] = { SUM + 4, SUM + 5, SUM + 3, SIZE_END - 2, SIZE_END - 3 };

	for (size_t i = 0; i < COUNT(digits); i++)
		if (!is_known(b, at + digits[i]) || !is_octal(b->bytes.p[at + digits[i]]))
			return false;
	for (size_t i = NAME_END; i < TYPE; i++)
		if (is_known(b, at + i) && !is_octal(b->bytes.p[at + i]) && b->bytes.p[at + i] != 0 && b->bytes.p[at + i] != ' ')
			return false;
	return true;
}

/* What may stand in a byte of a header that is not known: what the header before it had there, in names nothing. */
static uint8_t likely(const struct between *b, size_t field)
{
	if (field < NAME_END || (field >= PREFIX && field < PREFIX_END))
		return 0;
	return field >= SIZE && field < SIZE_END - 1 ? '0' : b->model[field];
}

/* Bytes that are not known, and stand in every header alike, are filled in where the checksum then holds. In names they can
 * only be what the sum has room for: no byte at all. */
static bool header_at(struct between *b, size_t at)
{
	uint8_t block[BLOCK];

	if (!may_be_header(b, at))
		return false;
	for (size_t i = 0; i < BLOCK; i++)
		block[i] = is_known(b, at + i) ? b->bytes.p[at + i] : likely(b, i);
	if (memcmp(block + MAGIC, "ustar", 5) != 0 || !tar_sniff(span_make(block, BLOCK)))
		return false;
	memcpy(b->found, block, BLOCK);
	b->filled = memcmp(b->bytes.p + at, b->other.p + at, BLOCK) != 0;
	return true;
}

/* All of the header that was met is known now. */
static void put_found(struct between *b)
{
	memcpy(b->bytes.p + b->at, b->found, BLOCK);
	memcpy(b->other.p + b->at, b->found, BLOCK);
}

/* The first header among what is there, what stands before it is taken; without one, all that cannot begin one. */
static bool meet_header(struct between *b)
{
	size_t at = b->at;

	for (; at + BLOCK <= b->bytes.n; at++)
		if (header_at(b, at))
			break;
	taken(b, at - b->at);
	return b->bytes.n - b->at >= BLOCK;
}

/* What was given up to here is not known any more, nor what copies from there. Too far back: it stays as it is. */
static int stand_here(struct between *b, struct fault *f)
{
	int rc = enter_here(b->in, b->bytes.n - b->at, f);

	if (rc == 0)
		clear(b);
	return rc < 0 ? -1 : 0;
}

enum header_found { HEADER_HERE = 0, HEADER_FURTHER, HEADER_NONE };

/* Whether a block's length is there. */
static int have_block(struct between *b, bool *yes, struct fault *f)
{
	while (b->bytes.n - b->at < BLOCK && b->outcome == 0)
		if (more(b, f) < 0)
			return -1;
	*yes = b->bytes.n - b->at >= BLOCK;
	return 0;
}

/* Does one stand next? */
static int header_next(struct between *b, bool *yes, struct fault *f)
{
	if (have_block(b, yes, f) < 0)
		return -1;
	*yes = *yes && header_at(b, b->at);
	if (*yes)
		put_found(b);
	return 0;
}

/* The header that was met stands next. Where decoding may have lost its way, all that came before it is given up. */
static int stand_at_found(struct between *b, struct fault *f)
{
	bool yes;

	if ((b->doubted && stand_here(b, f) < 0) || have_block(b, &yes, f) < 0)
		return -1;
	b->doubted = false;
	if (!yes)
		return HEADER_NONE;
	put_found(b);
	return HEADER_FURTHER;
}

/* Takes output until a header stands next; none before the next break or the end. Where decoding may have lost its way, what
 * is looked through is not known but for what was written there itself: copies come from places that may have moved. */
static int find_header(struct between *b, struct fault *f)
{
	if (b->doubted && stand_here(b, f) < 0)
		return -1;
	while (!meet_header(b)) {
		size_t had = b->bytes.n - b->at;

		if (more(b, f) < 0)
			return -1;
		if (b->bytes.n - b->at == had)
			return HEADER_NONE;
	}
	return stand_at_found(b, f);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

struct past {
	struct between from;
	struct hash *hash;
	uint64_t before;  /* unknown bytes up to the last body's end */
	bool ended;       /* the tar came to two blocks of zeros, or with the stream to its end */
	size_t last;      /* number of the file met last in this tar; SIZE_MAX: none, or what follows it was met */
	bool due;         /* a header should stand next */
	size_t wanted;    /* number of a file that is given out */
	const struct run_sink *sink;
};

/* The member's bytes: *n of them came. */
static int read_body(struct past *r, struct tar_reader *t, bool give, uint64_t *n, struct fault *f)
{
	uint8_t piece[PIECE];
	size_t got = 1;

	*n = 0;
	if (hash_restart(r->hash, f) < 0)
		return -1;
	while (got > 0) {
		int rc = tar_body_read(t, piece, sizeof piece, &got, f);

		if (rc != 0)
			return rc < 0 ? -1 : 0;
		*n += got;
		if (hash_add(r->hash, span_make(piece, got), f) < 0 ||
		    (give && r->sink->write(r->sink->user, span_make(piece, got), f) < 0))
			return -1;
	}
	return 0;
}

static int take_member(struct past *r, struct tar_reader *t, const struct entry *x, struct fault *f)
{
	struct salvage *s = r->from.s;
	struct salvage_file file = { .told = { .size = x->size, .after = r->from.entered, .filled = r->from.filled } };
	uint64_t lost = r->from.unknown, n;

	if (r->from.unknown != r->before) {
		s->told.odd++;
		return 0;
	}
	if (s->files.n >= s->o->limits.layer_entries) {
		s->told.left_out++;
		return 0;
	}
	s->told.filled += file.told.filled;
	if (arena_span(&s->names, x->path, &file.told.path, f) < 0 || read_body(r, t, r->sink != NULL && s->files.n == r->wanted, &n, f) < 0)
		return -1;
	lost = r->from.unknown - lost;
	file.told.there = n > lost ? n - lost : 0;
	file.told.unbroken = n == x->size && lost == 0;
	if (file.told.unbroken && hash_get(r->hash, &file.told.sha256, f) < 0)
		return -1;
	r->last = s->files.n;
	return VEC_PUSH(&s->files, file, f);
}

/* Decoding that has lost its way gives bytes for a while before it stops: a file counts as unbroken only when the tar goes on
 * behind it as it must. */
static void settle(struct past *r, bool follows)
{
	struct salvage *s = r->from.s;

	if (r->last == SIZE_MAX)
		return;
	if (!follows)
		s->files.v[r->last].told.unbroken = false;
	s->told.unbroken += s->files.v[r->last].told.unbroken;
	r->last = SIZE_MAX;
}

/* The end of a tar: two blocks of zeros, or of a stream that came to its own end. */
static bool ended_well(const struct past *r, const struct tar_reader *t, int rc)
{
	struct enter_told told;

	enter_tell(r->from.in, &told);
	return rc == TAR_END && (!tar_tail_missing(t) || (r->from.outcome == ENTER_END && !r->from.entered && !told.cut));
}

/* What was no header may be one of which not all is known, or have one in it, which begins elsewhere than it should. */
static void look_again(struct past *r, uint64_t met)
{
	struct between *b = &r->from;
	size_t back = met > 0 ? BLOCK : BLOCK - 1; /* the header met first was one already */

	b->doubted = r->from.unknown == r->before; /* all of it is known, and it is no header */
	r->due = met > 0 && b->at >= BLOCK;
	b->at -= b->at < back ? b->at : back;
}

/* Members from here on, until the tar or the stretch between two breaks ends. */
static int take_tar(struct past *r, struct fault *f)
{
	OWNED(tar_reader) struct tar_reader *t = NULL;
	struct entry x;
	uint64_t met = 0;
	int rc;

	if (tar_open(&t, &r->from.base, &r->from.s->o->limits, f) < 0)
		return -1;
	r->before = r->from.unknown;
	while ((rc = tar_next(t, &x, f)) == 0) {
		met++;
		settle(r, true);
		if (x.kind == ENTRY_FILE && take_member(r, t, &x, f) < 0)
			return -1;
		r->before = r->from.unknown;
		r->from.filled = false;
	}
	if (rc < 0)
		return -1;
	r->due = false;
	r->ended = ended_well(r, t, rc);
	if (!r->ended)
		look_again(r, met);
	return 0;
}

/* The file before a place where no header stood as it should is not whole. */
static void go_on(struct past *r, int found)
{
	if (found == HEADER_HERE || (found == HEADER_NONE && r->from.outcome == ENTER_END))
		return;
	settle(r, false);
	r->from.s->told.breaks += found == HEADER_FURTHER;
	r->from.entered = true;
}

/* The next stretch, or the rest of this one behind what ended a tar. */
static int take_next(struct past *r, struct fault *f)
{
	struct between *b = &r->from;
	bool here = false;
	int found;

	if (b->outcome == ENTER_BREAK && b->at == b->bytes.n) {
		clear(b);
		b->doubted = r->due = false;
	}
	if (r->due && header_next(b, &here, f) < 0)
		return -1;
	found = here ? HEADER_HERE : find_header(b, f);
	if (found < 0)
		return -1;
	go_on(r, found);
	if (found == HEADER_NONE)
		b->at = b->bytes.n;
	return found == HEADER_NONE ? 0 : take_tar(r, f);
}

static int take_all(struct past *r, struct fault *f)
{
	struct between *b = &r->from;
	int rc = more(b, f);

	if (rc == 0 && b->outcome == 0)
		rc = take_tar(r, f); /* the layer's first byte is the tar's */
	while (rc == 0 && (b->outcome != ENTER_END || b->at < b->bytes.n))
		rc = take_next(r, f);
	settle(r, r->ended);
	b->s->told.breaks += !r->ended;
	return rc;
}

/* ---- a copy ------------------------------------------------------------------------------------------------------ */

/* The copy from its first byte, when it may be gzip. 0; 1: it is something else, or cannot be read. */
static int open_copy(struct salvage *s, uint32_t copy, struct stream **raw, struct stream **whole, struct fault *f)
{
	uint8_t head[6];
	size_t n;
	enum xfrm_kind kind;
	int rc = run_salvage_open(s, copy, raw, f);

	if (rc == 0)
		rc = stream_read_full(*raw, head, sizeof head, &n, f);
	if (rc != 0)
		return rc < 0 ? -1 : 1;
	kind = xfrm_sniff(span_make(head, n));
	if (kind == XFRM_ZSTD || kind == XFRM_XZ)
		return 1;
	return stream_rejoined(whole, span_make(head, n), *raw, f);
}

int run_salvage_broken(struct salvage *s, uint32_t copy, size_t wanted, const struct run_sink *sink, struct fault *f)
{
	OWNED(stream) struct stream *raw = NULL, *whole = NULL;
	OWNED(enter) struct enter *in = NULL;
	OWNED(hash) struct hash *hash = NULL;
	struct past r = { .last = SIZE_MAX, .wanted = wanted, .sink = sink };
	struct enter_told told;
	int rc = open_copy(s, copy, &raw, &whole, f);

	if (rc != 0)
		return rc;
	if (enter_new(&in, whole, &s->o->limits, f) < 0 || hash_new(&hash, DIGEST_SHA256, f) < 0)
		return -1;
	r.from = (struct between){ .base = { .ops = &between_ops }, .s = s, .in = in, .bytes = BUF_INIT, .other = BUF_INIT };
	r.hash = hash;
	rc = take_all(&r, f);
	buf_release(&r.from.bytes);
	buf_release(&r.from.other);
	enter_tell(in, &told);
	s->told.misfit = told.misfit;
	s->told.cut = told.cut;
	s->told.bounded = told.bounded || s->left == 0;
	return rc;
}
