/*
 * xfrm/enter.c - gzip past its breaks, by zlib. From the first byte of a member one inflate state is enough, and its
 * checksum is compared; taken up anywhere else there are two, with windows that differ in every byte.
 *
 * After a break every bit from the last sound block's end on is tried: the head of a block with codes of its own must
 * have complete ones (RFC 1951, 3.2.7), a stored one its length twice (3.2.4); then blocks must follow one another.
 */
#include "xfrm/enter.h"

#include "base/load.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	WINDOW = 32768,    /* format: RFC 1951, 2 */
	INPUT = 1 << 20,   /* rule: of the compressed stream in memory */
	AHEAD = 384 << 10, /* rule: of it that a trial may read */
	BACK = 256 << 10,  /* rule: of it that is kept behind, where the last sound block may have ended */
	ROOM = 64 << 10,   /* rule: output at once */
	FOLLOW = 3,        /* rule: heads of blocks that must be met before an entry is believed */
	ENOUGH = 96 << 10, /* rule: compressed bytes that decode without a fault, instead */
	FEW = 4 << 10,     /* rule: the same, where the stream is cut */
	TRIAL = 1 << 10,   /* rule: bytes that a trial counts at least: building codes takes time, too */
};

enum state { AT_MEMBER, INSIDE, LOST, OVER };

/* The states before a piece of output, to go back to. */
struct mark {
	z_stream z[2];
	bool made[2], pair;
	uint64_t in; /* offset in the stream */
	size_t n;    /* output that followed; 0: no mark */
};

struct enter {
	struct stream *upstream;
	uint64_t trial_left;
	enum state state;
	uint8_t *in;
	size_t at, n;    /* used, filled */
	uint64_t base;   /* offset of in[0] */
	bool dry;        /* upstream has no more */
	uint64_t sound, before; /* in bits of the stream: where the last block ended, and the one before it */
	uint64_t entered;       /* where it was entered last */
	unsigned first_bit;     /* of the byte at which a search goes on */
	bool fresh;             /* nothing came since `sound`: what stood there may be no end of a block */
	bool pair;              /* two states: the window is not known */
	bool whole;             /* the member was decoded from its first byte on: */
	uint32_t crc, length;   /* of its output */
	z_stream z[2], trial;
	bool ready[3];
	struct mark *last, *old; /* of the last piece, and of the one before it; zlib's states cannot be moved */
	uint8_t *out[2];
	struct enter_told told;
};

static int make(struct enter *e, struct stream *upstream, const struct limits *limits, struct fault *f)
{
	z_stream *z[] = { &e->z[0], &e->z[1], &e->trial };

	e->upstream = upstream;
	e->trial_left = limits->salvage_trial;
	e->in = (uint8_t *)malloc(INPUT);
	for (int i = 0; i < 2; i++)
		e->out[i] = (uint8_t *)malloc(ROOM);
	e->last = (struct mark *)calloc(1, sizeof *e->last);
	e->old = (struct mark *)calloc(1, sizeof *e->old);
	if (e->in == NULL || e->out[0] == NULL || e->out[1] == NULL || e->last == NULL || e->old == NULL)
		return fault_memory(f, INPUT);
	for (size_t i = 0; i < COUNT(z); i++) {
		if (inflateInit2(z[i], -15) != Z_OK)
			return fault_memory(f, sizeof *z[i]);
		e->ready[i] = true;
	}
	return 0;
}

int enter_new(struct enter **out, struct stream *upstream, const struct limits *limits, struct fault *f)
{
	OWNED(enter) struct enter *e = (struct enter *)calloc(1, sizeof *e);

	*out = NULL;
	if (e == NULL)
		return fault_memory(f, sizeof *e);
	if (make(e, upstream, limits, f) < 0)
		return -1;
	*out = TAKE(&e);
	return 0;
}

static void unmark(struct mark *m)
{
	if (m == NULL)
		return;
	for (int i = 0; i < 2; i++)
		if (m->made[i])
			(void)inflateEnd(&m->z[i]);
	memset(m, 0, sizeof *m);
}

void enter_free(struct enter *e)
{
	if (e == NULL)
		return;
	if (e->ready[0])
		(void)inflateEnd(&e->z[0]);
	if (e->ready[1])
		(void)inflateEnd(&e->z[1]);
	if (e->ready[2])
		(void)inflateEnd(&e->trial);
	unmark(e->last);
	unmark(e->old);
	free(e->last);
	free(e->old);
	free(e->in);
	free(e->out[0]);
	free(e->out[1]);
	free(e);
}

void enter_tell(const struct enter *e, struct enter_told *out)
{
	*out = e->told;
	out->bounded = e->trial_left == 0;
}

/* ---- input ------------------------------------------------------------------------------------------------------- */

/* At least `want` bytes from `at` on, or all there are; at most BACK before it stay. */
static int fill(struct enter *e, size_t want, struct fault *f)
{
	size_t drop = e->at > BACK ? e->at - BACK : 0, got;

	if (e->n - e->at >= want || e->dry)
		return 0;
	memmove(e->in, e->in + drop, e->n - drop);
	e->base += drop;
	e->at -= drop;
	e->n -= drop;
	while (e->n < INPUT && !e->dry) {
		int rc = stream_read(e->upstream, e->in + e->n, INPUT - e->n, &got, f);

		if (rc < 0)
			return -1;
		e->told.cut = e->told.cut || rc > 0;
		e->dry = rc > 0 || got == 0;
		e->n += got;
	}
	return 0;
}

static bool magic_at(const struct enter *e, size_t at)
{
	static const uint8_t magic[] = { 0x1f, 0x8b, 0x08 }; /* RFC 1952, 2.3.1; of the flags behind it five are used */

	return e->n - at > sizeof magic && memcmp(e->in + at, magic, sizeof magic) == 0 && (e->in[at + 3] & 0xe0) == 0;
}

/* ---- where a block may begin ------------------------------------------------------------------------------------- */

static uint32_t bits_at(const struct enter *e, uint64_t bit, unsigned n)
{
	size_t byte = (size_t)(bit / 8);
	uint64_t v = 0;

	if (byte + 8 <= e->n)
		v = le64(e->in + byte);
	else
		for (size_t i = 0; byte + i < e->n; i++)
			v |= (uint64_t)e->in[byte + i] << (8 * i);
	return (uint32_t)(v >> (bit % 8)) & ((1u << n) - 1);
}

/* Lengths of the code for code lengths, three bits each, fill its tree. */
static bool codes_complete(const struct enter *e, uint64_t bit)
{
	unsigned n = bits_at(e, bit + 13, 4) + 4, sum = 0;

	for (unsigned i = 0; i < n; i++) {
		unsigned length = bits_at(e, bit + 17 + 3ull * i, 3);

		sum += length > 0 ? 128u >> length : 0;
	}
	return sum == 128;
}

static bool stored_twice(const struct enter *e, uint64_t bit)
{
	uint64_t byte = (bit + 3 + 7) / 8 * 8;

	return bits_at(e, byte, 16) == (bits_at(e, byte + 16, 16) ^ 0xffff);
}

/* `bit` of the buffer. Blocks of fixed codes say too little to begin with; what follows one is found. */
static bool may_begin(const struct enter *e, uint64_t bit)
{
	unsigned head = bits_at(e, bit, 3);

	if (head >> 1 == 0)
		return stored_twice(e, bit);
	return head >> 1 == 2 && bits_at(e, bit + 3, 5) <= 29 && bits_at(e, bit + 8, 5) <= 29 && codes_complete(e, bit);
}

/* ---- trials ------------------------------------------------------------------------------------------------------ */

/* A raw state that stands at a bit of the buffer, behind a window of one byte. */
static void stand(struct enter *e, z_stream *z, uint64_t bit, uint8_t window)
{
	uint8_t before[WINDOW];
	unsigned used = (unsigned)(bit % 8);
	size_t byte = (size_t)(bit / 8);

	memset(before, window, sizeof before);
	(void)inflateReset2(z, -15);
	if (used > 0)
		(void)inflatePrime(z, 8 - (int)used, e->in[byte] >> used);
	(void)inflateSetDictionary(z, before, sizeof before);
	z->next_in = e->in + byte + (used > 0);
	z->avail_in = (uInt)(e->n - byte - (used > 0));
}

/* A member that ended where this state stands: its trailer, then the blob's end or another member. */
static bool ends_well(const struct enter *e, const z_stream *z)
{
	size_t at = e->n - z->avail_in;

	if (e->n - at < 8)
		return false;
	return (e->dry && e->n - at == 8) || magic_at(e, at + 8);
}

static bool block_ended(const z_stream *z)
{
	return (z->data_type & 128) != 0;
}

static void count_trial(struct enter *e, uint64_t n)
{
	e->trial_left -= e->trial_left < n ? e->trial_left : n;
}

static int trial_step(struct enter *e)
{
	int rc;

	e->trial.next_out = e->out[1];
	e->trial.avail_out = ROOM;
	rc = inflate(&e->trial, Z_BLOCK);
	count_trial(e, ROOM - e->trial.avail_out);
	return rc;
}

/* Do blocks follow one another from here? */
static bool holds(struct enter *e, uint64_t bit)
{
	size_t most = e->n - (size_t)(bit / 8);

	stand(e, &e->trial, bit, '?');
	count_trial(e, TRIAL);
	for (int heads = 0; heads < FOLLOW; heads += block_ended(&e->trial)) {
		int rc = trial_step(e);

		if (rc == Z_STREAM_END)
			return ends_well(e, &e->trial);
		if (rc != Z_OK && rc != Z_BUF_ERROR)
			return false;
		if (e->trial.avail_in == 0 && e->trial.avail_out > 0) /* the stream is cut */
			return most >= FEW || heads > 0;
		if (most - e->trial.avail_in >= ENOUGH)
			return true;
	}
	return true;
}

/* ---- going on ---------------------------------------------------------------------------------------------------- */

static void enter_pair(struct enter *e, uint64_t bit)
{
	stand(e, &e->z[0], bit, '?');
	stand(e, &e->z[1], bit, '!');
	e->at = e->n - e->z[0].avail_in;
	e->state = INSIDE;
	e->pair = true;
	e->whole = false;
	e->entered = e->sound = e->before = e->base * 8 + bit;
	e->fresh = false;
	e->last->n = e->old->n = 0;
}

/* Zeros begin no block that holds anything. */
static size_t zeros_from(const struct enter *e, size_t at)
{
	size_t n = 0;

	while (at + n < e->n && e->in[at + n] == 0)
		n++;
	return n;
}

/* One byte's eight bits. */
static bool try_byte(struct enter *e, size_t at, unsigned from)
{
	for (unsigned k = from; k < 8; k++)
		if (may_begin(e, at * 8 + k) && holds(e, at * 8 + k)) {
			enter_pair(e, at * 8 + k);
			return true;
		}
	return false;
}

/* A part of the way: LOST still when neither a block nor the end was met. */
static int search(struct enter *e, struct fault *f)
{
	for (uint64_t end = e->base + e->at + INPUT; e->base + e->at < end; e->first_bit = 0) {
		size_t zeros;

		if (fill(e, AHEAD, f) < 0)
			return -1;
		if (e->n - e->at < 8 || e->trial_left == 0) {
			e->state = OVER;
			return 0;
		}
		if (e->base + e->at > 0 && magic_at(e, e->at)) {
			e->state = AT_MEMBER;
			return 0;
		}
		if (try_byte(e, e->at, e->first_bit))
			return 0;
		zeros = zeros_from(e, e->at);
		e->at += zeros > 8 ? zeros - 4 : 1;
	}
	return 0;
}

/* The search begins behind the last block that was sound. Decoding that has lost its way takes something for a block's end
 * sooner or later, and finds no head there: then behind the one before. Never at a place that was entered already. */
static void lose(struct enter *e)
{
	uint64_t from = e->fresh ? e->before : e->sound, oldest = e->base * 8;

	if (from < e->entered)
		from = e->entered;
	from += from > 0;
	if (from < oldest)
		from = oldest;
	e->at = (size_t)(from / 8 - e->base);
	e->first_bit = (unsigned)(from % 8);
	e->state = LOST;
}

/* A member came to an end, and its trailer has so many bytes more. Behind it stands another, or what is no member: else
 * decoding had lost its way, and met something like an end. */
static int leave_member(struct enter *e, size_t trailer, bool misfit, struct fault *f)
{
	if (fill(e, AHEAD, f) < 0)
		return -1;
	e->at += e->n - e->at < trailer ? e->n - e->at : trailer;
	if (magic_at(e, e->at))
		e->state = AT_MEMBER;
	else if (e->dry && e->n - e->at - zeros_from(e, e->at) < 8) /* padding */
		e->state = OVER;
	else
		lose(e);
	e->told.misfit = e->told.misfit || (misfit && e->state != LOST);
	return 0;
}

/* A name or a comment, up to its NUL. */
static size_t pass_text(const struct enter *e, size_t at)
{
	const uint8_t *end = at < e->n ? (const uint8_t *)memchr(e->in + at, 0, e->n - at) : NULL;

	return end == NULL ? e->n : (size_t)(end - e->in) + 1;
}

/* RFC 1952, 2.3. */
static void begin_member(struct enter *e)
{
	uint8_t flags = e->in[e->at + 3];
	size_t at = e->at + 10;

	if ((flags & 4) != 0) /* FEXTRA */
		at += at + 2 <= e->n ? 2u + le16(e->in + at) : 2;
	for (unsigned flag = 8; flag <= 16; flag *= 2) /* FNAME, FCOMMENT */
		if ((flags & flag) != 0)
			at = pass_text(e, at);
	at += (flags & 2) != 0 ? 2 : 0; /* FHCRC */
	count_trial(e, at - e->at + TRIAL);
	e->sound = e->before = (e->base + at) * 8;
	e->fresh = false;
	if (at >= e->n) { /* no head of a member: what looks like one may stand in any bytes */
		e->sound = e->before = (e->base + e->at + 3) * 8;
		lose(e);
		return;
	}
	e->at = at;
	e->state = INSIDE;
	e->pair = false;
	e->whole = true;
	e->crc = e->length = 0;
	e->last->n = e->old->n = 0;
	(void)inflateReset2(&e->z[0], -15);
}

/* Whether this step came to a block's end. */
static void note_block(struct enter *e, int rc)
{
	if (rc == Z_OK && block_ended(&e->z[0]) && (e->z[0].data_type & 64) == 0) {
		e->before = e->sound;
		e->sound = (e->base + e->at) * 8 - (uint64_t)(e->z[0].data_type & 7);
		e->fresh = true;
	} else if (e->z[0].avail_out < ROOM) {
		e->fresh = false;
	}
}

/* One step of the state, or of both, over the same input, up to so much output. The number of bytes it gave. */
static size_t inflate_some(struct enter *e, size_t room, int *rc)
{
	size_t have = e->n - e->at;

	for (int i = 0; i < (e->pair ? 2 : 1); i++) {
		e->z[i].next_in = e->in + e->at;
		e->z[i].avail_in = (uInt)have;
		e->z[i].next_out = e->out[i];
		e->z[i].avail_out = (uInt)room;
		*rc = inflate(&e->z[i], Z_BLOCK);
	}
	e->at += have - e->z[0].avail_in;
	return room - e->z[0].avail_out;
}

/* A member came to its end. */
static int end_member(struct enter *e, struct fault *f)
{
	bool misfit;

	if (fill(e, AHEAD, f) < 0)
		return -1;
	misfit = e->whole && e->n - e->at >= 8 && (le32(e->in + e->at) != e->crc || le32(e->in + e->at + 4) != e->length);
	return leave_member(e, 8, misfit, f);
}

/* What follows a step that gave its last bytes. */
static int after(struct enter *e, int rc, struct fault *f)
{
	if (rc == Z_MEM_ERROR)
		return fault_memory(f, sizeof e->z[0]);
	if (rc == Z_STREAM_END)
		return end_member(e, f);
	if (rc != Z_OK && rc != Z_BUF_ERROR) {
		lose(e);
		return 0;
	}
	if (e->dry && e->at == e->n && e->z[0].avail_out > 0) { /* the last byte was taken, and the member has not ended */
		e->told.cut = true;
		e->state = OVER;
	}
	return 0;
}

/* ---- going back -------------------------------------------------------------------------------------------------- */

/* The states as they are, as the newest mark. */
static int mark_here(struct enter *e, struct fault *f)
{
	struct mark *m = e->last->n > 0 ? e->old : e->last;

	e->old = m == e->old ? e->last : e->old;
	e->last = m;
	unmark(m);
	for (int i = 0; i < (e->pair ? 2 : 1); i++) {
		if (inflateCopy(&m->z[i], &e->z[i]) != Z_OK)
			return fault_memory(f, WINDOW);
		m->made[i] = true;
	}
	m->pair = e->pair;
	m->in = e->base + e->at;
	return 0;
}

static int copy_state(struct enter *e, int to, z_stream *from, struct fault *f)
{
	(void)inflateEnd(&e->z[to]);
	e->ready[to] = inflateCopy(&e->z[to], from) == Z_OK;
	return e->ready[to] ? 0 : fault_memory(f, WINDOW);
}

/* What the output so far was is not known any more. */
static int forget_window(struct enter *e, struct fault *f)
{
	uint8_t window[WINDOW];

	if (!e->pair && copy_state(e, 1, &e->z[0], f) < 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		memset(window, i == 0 ? '?' : '!', sizeof window);
		(void)inflateSetDictionary(&e->z[i], window, sizeof window);
	}
	e->pair = true;
	e->whole = false;
	e->last->n = e->old->n = 0;
	return 0;
}

static int go_back(struct enter *e, const struct mark *m, size_t skip, struct fault *f)
{
	int rc = Z_OK;

	for (int i = 0; i < (m->pair ? 2 : 1); i++)
		if (copy_state(e, i, (z_stream *)(uintptr_t)&m->z[i], f) < 0) /* not changed: the parameter lacks its const */
			return -1;
	e->at = (size_t)(m->in - e->base);
	e->state = INSIDE;
	e->pair = m->pair;
	while (skip > 0 && rc == Z_OK)
		skip -= inflate_some(e, skip < ROOM ? skip : ROOM, &rc);
	if (skip > 0) {
		lose(e);
		return 1;
	}
	return forget_window(e, f);
}

int enter_here(struct enter *e, size_t back, struct fault *f)
{
	size_t last = e->last->n, old = last > 0 ? e->old->n : 0;
	const struct mark *m = back <= last ? e->last : e->old;
	size_t skip;

	if (back > last + old || m->in < e->base || e->trial_left == 0)
		return 1;
	skip = m == e->last ? last - back : last + old - back;
	count_trial(e, skip + TRIAL);
	return go_back(e, m, skip, f);
}

/* ---- what is given ----------------------------------------------------------------------------------------------- */

static void count_member(struct enter *e, size_t got)
{
	e->last->n = got;
	e->length += (uint32_t)got;
	if (e->whole)
		e->crc = (uint32_t)crc32(e->crc, e->out[0], (uInt)got);
}

static int step(struct enter *e, struct span *bytes, struct span *other, struct fault *f)
{
	bool pair = e->pair;
	size_t got;
	int rc = Z_OK;

	if (fill(e, 1, f) < 0 || mark_here(e, f) < 0)
		return -1;
	got = inflate_some(e, ROOM, &rc);
	note_block(e, rc);
	count_member(e, got);
	*bytes = span_make(e->out[0], got);
	*other = span_make(e->out[pair ? 1 : 0], got);
	return after(e, got == ROOM && rc == Z_BUF_ERROR ? Z_OK : rc, f);
}

int enter_read(struct enter *e, struct span *bytes, struct span *other, struct fault *f)
{
	*bytes = *other = SPAN_NONE;
	while (bytes->n == 0) {
		enum state was = e->state;

		if (was == OVER)
			return ENTER_END;
		if (was == AT_MEMBER) {
			if (fill(e, AHEAD, f) < 0)
				return -1;
			if (magic_at(e, e->at))
				begin_member(e);
			else
				lose(e);
		} else if (was == LOST) {
			if (search(e, f) < 0)
				return -1;
			if (e->state != OVER)
				return e->state == LOST ? ENTER_SEEKING : ENTER_BREAK;
		} else if (step(e, bytes, other, f) < 0) {
			return -1;
		}
	}
	return 0;
}
