/*
 * blob/tar_list.c - the entries of a layer as text, one line each, sorted by path (formats(7),
 *"Layer listing").
 *
 *	type mode uid gid size mtime sha256 path [target]   separated by TAB, ended by LF
 *
 * The type is one letter, and for an entry of one reading alone a digit after it: 1 Go's, 2 GNU tar's (3 and 4: toc_list.c).
 * What a container does not carry is "-". In path and target a backslash is \\, TAB is \t, LF is
 *\n; every other byte stands for itself. The top directory is ".".
 */
#include "blob/stage.h"

#include "core/sentence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_KEPT = 4 << 20 }; /* rule: room for text kept from one layer to the next */

struct list_line {
	uint64_t at; /* in the text */
	uint32_t n, path_at, path_n;
};

struct listing {
	struct tap *in;
	bool plain; /* `in` is the file itself */
	struct exam *e;
	struct buf *text;
	struct hash *member; /* of a file's bytes */
	VEC(struct list_line) lines;
	uint64_t odd;     /* entries with trouble */
	uint64_t cut;     /* entries whose path was cut at a bound */
	uint64_t twisted; /* entries that readers take for different things */
	bool parted;      /* that readers go different ways from some place on was told */
	uint64_t gaps;    /* places without a header that were told */
};

static void listing_release(struct listing *l)
{
	VEC_RELEASE(&l->lines);
	if (l->text->cap > TEXT_KEPT)
		buf_release(l->text);
}

DEFINE_OWN(listing, struct listing, listing_release)

static char type_letter(enum entry_kind k)
{
	static const char letters[] = "?fdlhpscbo?";

	return (size_t)k < sizeof letters - 1 ? letters[k] : '?';
}

/* The path or target, TAB, LF and backslash made visible. */
static int add_escaped(struct buf *b, struct span s, struct fault *f)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *as = s.p[i] == '\\' ? "\\\\" : s.p[i] == '\t' ? "\\t" : "\\n";

		if (s.p[i] != '\\' && s.p[i] != '\t' && s.p[i] != '\n')
			continue;
		if (buf_add(b, span_sub(s, from, i - from), f) < 0 || buf_add_text(b, as, f) < 0)
			return -1;
		from = i + 1;
	}
	return buf_add(b, span_from(s, from), f);
}

static char *put_number(char *p, uint64_t v, unsigned base, int width)
{
	char digits[24];
	int n = 0;

	do {
		digits[n++] = (char)('0' + v % base);
		v /= base;
	} while (v > 0 || n < width);
	while (n > 0)
		*p++ = digits[--n];
	return p;
}

/* Seconds and the decimals the archive carries; a time before 1970 as the negative number it is. */
static char *put_when(char *p, struct when w)
{
	bool below = w.sec < 0;
	uint64_t sec = below ? 0 - (uint64_t)w.sec : (uint64_t)w.sec;
	uint32_t part = w.nsec;
	int digits = w.digits > 9 ? 9 : w.digits;

	if (!w.known) {
		*p++ = '-';
		return p;
	}
	if (below && part > 0) { /* sec is the floor: -2 and .75 are -1.25 */
		sec--;
		part = 1000000000 - part;
	}
	if (below)
		*p++ = '-';
	p = put_number(p, sec, 10, 1);
	if (digits == 0)
		return p;
	*p++ = '.';
	for (int i = digits; i < 9; i++)
		part /= 10;
	return put_number(p, part, 10, digits);
}

/* "f 0644 0 0 12 1700000000 " with TABs; the end of what was written. */
static char *put_fields(char *p, const struct entry *n, char mark)
{
	*p++ = type_letter(n->kind);
	if (mark != 0)
		*p++ = mark;
	*p++ = '\t';
	if ((n->has & HAS_MODE) != 0)
		p = put_number(p, n->mode, 8, 4);
	else
		*p++ = '-';
	*p++ = '\t';
	for (int i = 0; i < 2; i++) {
		if ((n->has & HAS_OWNER) != 0)
			p = put_number(p, i == 0 ? n->uid : n->gid, 10, 1);
		else
			*p++ = '-';
		*p++ = '\t';
	}
	p = put_number(p, n->size, 10, 1);
	*p++ = '\t';
	p = put_when(p, n->mtime);
	*p++ = '\t';
	return p;
}

int list_put(struct buf *text, const struct entry *n, char mark, const struct digest *bytes, uint32_t *path,
             uint32_t *path_n, struct fault *f)
{
	size_t from = text->n;
	char fields[192 + DIGEST_TEXT], digest[DIGEST_TEXT], *end = put_fields(fields, n, mark);
	bool link = n->kind == ENTRY_SYMLINK || n->kind == ENTRY_HARDLINK;

	if (digest_set(bytes)) {
		memcpy(end, digest_text(digest, bytes) + 7, 64);
		end += 64;
	} else {
		*end++ = '-';
	}
	*end++ = '\t';
	if (buf_add(text, span_make(fields, (size_t)(end - fields)), f) < 0)
		return -1;
	*path = (uint32_t)(text->n - from);
	if (add_escaped(text, n->path.n > 0 ? n->path : span_of("."), f) < 0)
		return -1;
	*path_n = (uint32_t)(text->n - from) - *path;
	if (link &&
	    (buf_add_byte(text, '\t', f) < 0 || add_escaped(text, n->link_target, f) < 0))
		return -1;
	return buf_add_byte(text, '\n', f);
}

static int add_line(struct listing *l, const struct entry *n, enum tar_reading reading, const struct digest *bytes,
                    struct fault *f)
{
	struct list_line at = { .at = l->text->n };
	char mark = reading == TAR_BOTH ? 0 : reading == TAR_GO_ALONE ? '1' : '2';

	if (list_put(l->text, n, mark, bytes, &at.path_at, &at.path_n, f) < 0)
		return -1;
	at.n = (uint32_t)(l->text->n - at.at);
	return VEC_PUSH(&l->lines, at, f);
}

static int by_path(const void *pa, const void *pb, void *user)
{
	const struct list_line *a = (const struct list_line *)pa, *b = (const struct list_line *)pb;
	const uint8_t *text = (const uint8_t *)user;
	int c = span_cmp(span_make(text + a->at + a->path_at, a->path_n),
	                 span_make(text + b->at + b->path_at, b->path_n));

	return c != 0 ? c : a->at < b->at ? -1 : a->at > b->at;
}

static int pack_sorted(struct listing *l, struct fault *f)
{
	OWNED(buf) struct buf sorted = BUF_INIT, packed = BUF_INIT;

	if (l->lines.n == 0)
		return 0;
	qsort_r(l->lines.v, l->lines.n, sizeof *l->lines.v, by_path, l->text->p);
	if (buf_reserve(&sorted, l->text->n, f) < 0)
		return -1;
	for (size_t i = 0; i < l->lines.n; i++)
		if (buf_add(&sorted, span_make(l->text->p + l->lines.v[i].at, l->lines.v[i].n), f) <
		    0)
			return -1;
	if (xfrm_pack(&packed, buf_span(&sorted), f) < 0)
		return -1;
	return exam_keep(&l->e->listing, buf_span(&packed), f);
}

/* A place in the (uncompressed) bytes: an offset of the file only when the file is the tar itself.
 */
static int note_at(struct listing *l, enum finding_code code, uint64_t at, const char *why,
                   struct fault *f)
{
	uint64_t left = l->in->seen > at ? l->in->seen - at : 0;

	if (!l->plain)
		return exam_note(l->e, code, 0, 0, f,
		                 S_AT_BYTE_UNCOMPRESSED, at, why);
	return exam_note(l->e, code, at, left < 512 ? left : 512, f, S_AT_BYTE, at,
	                 why);
}

/* After the archive nothing but zeros is ordinary: no reader of layers looks further. */
static int note_stray(struct listing *l, struct fault *f)
{
	uint64_t at = tap_position(l->in), n;
	uint8_t piece[4096];
	size_t got, i;

	do {
		int rc = stream_read(&l->in->base, piece, sizeof piece, &got, f);

		if (rc != 0)
			return rc < 0 ? -1 : 0;
		for (i = 0; i < got && piece[i] == 0;)
			i++;
		at += i;
	} while (got > 0 && i == got);
	if (got == 0)
		return 0;
	if (tap_drain(l->in, f) < 0)
		return -1;
	n = l->in->seen - at;
	return l->plain ? exam_note(l->e, FINDING_STREAM_TRAILING, at, n, f, S_BYTES_NO_PADDING_FOLLOW, n, at)
	                : exam_note(l->e, FINDING_STREAM_TRAILING, 0, 0, f, S_BYTES_NO_PADDING, n, at);
}

/* The bounds. True: listing stops here. */
static bool over(const struct listing *l, const struct limits *limits, char why[160])
{
	if (l->lines.n >= limits->layer_entries) {
		(void)sentence(why, 160, S_MORE_ENTRIES_THAN,
		               (uint64_t)limits->layer_entries);
		return true;
	}
	if (l->text->n > limits->listing_bytes) {
		(void)sentence(why, 160, S_LISTING_LONGER_THAN,
		               limits->listing_bytes);
		return true;
	}
	return false;
}

/* SHA-256 of a member's bytes, when all of them came. A sparse member's size may be anything its header
 * claims: its holes are not hashed. */
static int hash_member(struct listing *l, struct tar_reader *t, const struct entry *n, struct digest *out,
                       struct fault *f)
{
	uint8_t piece[16384];
	uint64_t left = n->size;
	size_t got = 1;

	*out = (struct digest){ .alg = DIGEST_NONE };
	if (n->kind != ENTRY_FILE || n->runs.n > 0)
		return 0;
	if (hash_restart(l->member, f) < 0)
		return -1;
	while (left > 0 && got > 0) {
		int rc = tar_body_read(t, piece, sizeof piece, &got, f);

		if (rc != 0)
			return rc < 0 ? -1 : 0; /* the next entry tells the trouble */
		if (hash_add(l->member, span_make(piece, got), f) < 0)
			return -1;
		left -= got < left ? got : left;
	}
	return left > 0 ? 0 : hash_get(l->member, out, f);
}

enum { TOLD = 8 }; /* of each kind of place in one layer, one by one */

/* Places where Go's readers stop and GNU tar's goes on: what follows is listed, and is of one reading alone. */
static int note_gap(struct listing *l, const struct tar_reader *t, struct fault *f)
{
	struct tar_gap gap = tar_gap(t);
	char why[240];

	if (gap.n == l->gaps)
		return 0;
	l->gaps = gap.n;
	if (l->gaps > TOLD)
		return 0;
	(void)sentence(why, sizeof why, S_GO_READERS_STOP, gap.why, gap.to);
	return note_at(l, FINDING_TAR_MALFORMED, gap.from, why, f);
}

static int note_twist(struct listing *l, const struct tar_reader *t, const struct entry *n, struct fault *f)
{
	enum tar_twist twist = tar_twist(t);
	char why[240];

	if (twist == TAR_STRAIGHT || l->twisted++ >= TOLD)
		return 0;
	if (twist == TAR_SLASHED_FILE)
		(void)sentence(why, sizeof why, S_FILE_BYTES_WHOSE, n->size);
	else
		(void)sentence(why, sizeof why, S_MEMBER_WITHOUT_BYTES);
	return note_at(l, FINDING_TAR_AMBIGUOUS, tar_offset(t), why, f);
}

/* The member's line, or both where readers take it for different things. */
static int add_member(struct listing *l, const struct tar_reader *t, const struct entry *n, const struct digest *bytes,
                      struct fault *f)
{
	struct entry other = *n;
	struct digest none = { .alg = DIGEST_NONE };

	if (tar_twist(t) != TAR_SLASHED_FILE || tar_reading(t) != TAR_BOTH)
		return add_line(l, n, tar_reading(t), bytes, f);
	other.kind = ENTRY_DIR;
	other.size = 0;
	return add_line(l, n, TAR_GO_ALONE, bytes, f) < 0 ? -1 : add_line(l, &other, TAR_GNU_ALONE, &none, f);
}

/* Once: from where on only Go's reading is followed. */
static int note_parted(struct listing *l, const struct tar_reader *t, struct fault *f)
{
	if (tar_parted(t) == 0 || l->parted)
		return 0;
	l->parted = true;
	return note_at(l, FINDING_TAR_AMBIGUOUS, tar_parted(t), S_READINGS_PART, f);
}

static int note_unended(struct listing *l, const struct tar_reader *t, struct fault *f)
{
	char why[240];

	(void)sentence(why, sizeof why, S_ARCHIVE_ENDS_IN_PADDING, (uint64_t)l->lines.n);
	return note_at(l, FINDING_TAR_UNENDED, tar_offset(t), why, f);
}

/* The first of each kind; the others are counted. */
static int note_trouble(struct listing *l, const struct tar_reader *t, const struct entry *n, struct fault *f)
{
	bool cut = n->trouble == FINDING_UNREADABLE; /* by path_bytes */

	if (n->trouble == FINDING_NONE || (cut ? l->cut++ : l->odd++) > 0)
		return 0;
	return note_at(l, cut ? FINDING_TAR_LIMIT : FINDING_TAR_MALFORMED, tar_offset(t), n->why, f);
}

static int list_all(struct listing *l, struct tar_reader *t, const struct limits *limits,
                    struct fault *f)
{
	char why[160];
	struct entry n;
	struct digest bytes;

	for (;;) {
		int rc = tar_next(t, &n, f);

		if (rc < 0)
			return -1;
		if (rc == TAR_BROKEN)
			return note_at(l, FINDING_TAR_MALFORMED, tar_offset(t), tar_why(t), f);
		if (rc == TAR_BOUNDED)
			return note_at(l, FINDING_TAR_LIMIT, tar_offset(t), tar_why(t), f);
		if (rc == TAR_END)
			return tar_unpadded(t) ? note_unended(l, t, f) : note_stray(l, f);
		if (rc > 0)
			return 0; /* the stream's own trouble, which the stream's side tells */
		if (note_gap(l, t, f) < 0 || note_twist(l, t, &n, f) < 0 || note_parted(l, t, f) < 0)
			return -1;
		if (over(l, limits, why))
			return note_at(l, FINDING_TAR_LIMIT, tar_offset(t), why, f);
		if (note_trouble(l, t, &n, f) < 0)
			return -1;
		if (hash_member(l, t, &n, &bytes, f) < 0 || add_member(l, t, &n, &bytes, f) < 0)
			return -1;
	}
}

int tar_list(struct examiner *x, struct tap *in, bool plain, struct exam *e, struct fault *f)
{
	OWNED(tar_reader) struct tar_reader *t = NULL;
	OWNED(listing) struct listing l = { .in = in, .plain = plain, .e = e, .text = &x->text };

	if (x->member == NULL && hash_new(&x->member, DIGEST_SHA256, f) < 0)
		return -1;
	l.member = x->member;
	buf_clear(&x->text);
	if (tar_open(&t, &in->base, &x->limits, f) < 0)
		return -1;
	tar_read_layer(t);
	if (list_all(&l, t, &x->limits, f) < 0)
		return -1;
	if (l.odd > 1 &&
	    exam_note(e, FINDING_TAR_MALFORMED, 0, 0, f,
	              S_MORE_ENTRIES_ARCHIVE, l.odd - 1) < 0)
		return -1;
	if (l.cut > 1 && exam_note(e, FINDING_TAR_LIMIT, 0, 0, f, S_MORE_SUCH_ENTRIES, l.cut - 1) < 0)
		return -1;
	if (l.twisted > TOLD && exam_note(e, FINDING_TAR_AMBIGUOUS, 0, 0, f, S_MORE_SUCH_ENTRIES, l.twisted - TOLD) < 0)
		return -1;
	if (l.gaps > TOLD && exam_note(e, FINDING_TAR_MALFORMED, 0, 0, f, S_MORE_SUCH_PLACES_2, l.gaps - TOLD) < 0)
		return -1;
	e->entries = (uint32_t)l.lines.n;
	return pack_sorted(&l, f);
}
