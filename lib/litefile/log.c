/*
 * litefile/log.c - the write-ahead log: frames of its present turn as far as they were committed, and frames that earlier
 * turns left behind it. Source: sqlite.org, "Write-Ahead Logging", walformat; src/wal.c.
 */
#include "litefile/private.h"

enum { LOG_HEAD = 32, FRAME_HEAD = 24 /* format: */ };

struct lite_sums {
	uint32_t a, b;
};

static struct lite_sums sums_add(struct lite_sums s, struct span bytes, bool big)
{
	for (size_t i = 0; i + 8 <= bytes.n; i += 8) {
		s.a += (big ? be32(bytes.p + i) : le32(bytes.p + i)) + s.b;
		s.b += (big ? be32(bytes.p + i + 4) : le32(bytes.p + i + 4)) + s.a;
	}
	return s;
}

struct head { /* of a frame */
	uint32_t page, pages; /* pages: of the database, when it ends a transaction, else 0 */
	uint32_t salt[2];
	struct lite_sums sums;
	const uint8_t *p;
};

static bool frame_at(const struct lite *l, size_t i, struct head *out)
{
	struct span s = l->in.bytes[LITE_LOG];
	size_t each = FRAME_HEAD + (size_t)l->facts.page_size;

	if (s.n < LOG_HEAD || i >= (s.n - LOG_HEAD) / each)
		return false;
	out->p = s.p + LOG_HEAD + i * each;
	out->page = be32(out->p);
	out->pages = be32(out->p + 4);
	out->salt[0] = be32(out->p + 8);
	out->salt[1] = be32(out->p + 12);
	out->sums = (struct lite_sums){ be32(out->p + 16), be32(out->p + 20) };
	return true;
}

static bool follows(const struct lite *l, const struct head *h, struct lite_sums before, bool big)
{
	struct lite_sums s = sums_add(before, span_make(h->p, 8), big);

	s = sums_add(s, span_make(h->p + FRAME_HEAD, l->facts.page_size), big);
	return h->page != 0 && s.a == h->sums.a && s.b == h->sums.b;
}

static int push(struct lite *l, size_t from, size_t to, uint32_t turn, struct fault *f)
{
	struct head h;

	for (size_t i = from; i < to && frame_at(l, i, &h); i++) {
		struct lite_frame x = { h.page, LITE_LOG, (uint64_t)(h.p - l->in.bytes[LITE_LOG].p) + FRAME_HEAD, turn, h.pages != 0, 0 };

		if (VEC_PUSH(&l->frames, x, f) < 0)
			return -1;
	}
	return 0;
}

struct lite_run { /* frames from..to that were committed */
	size_t from, to, seen; /* seen: looked at, committed or not */
	uint32_t pages;
};

/* The frames from `at` on that bear the salts and whose sums follow from one another. The sum before an old turn's first
 * frame is overwritten: that one is taken as it stands. */
static struct lite_run run_from(const struct lite *l, size_t at, const uint32_t salt[2], struct lite_sums before, bool known, bool big)
{
	struct lite_run r = { at, at, at, 0 };
	struct head h;

	for (; frame_at(l, r.seen, &h) && h.salt[0] == salt[0] && h.salt[1] == salt[1]; r.seen++) {
		if ((known || r.seen > at) && !follows(l, &h, before, big))
			break;
		if (h.page == 0)
			break;
		before = h.sums;
		if (h.pages != 0) {
			r.to = r.seen + 1;
			r.pages = h.pages;
		}
	}
	return r;
}

/* Turns before the present one, in the order of the file: each older than the one before it. What follows a break of a
 * turn's sums was never committed: it is passed over. */
static int old_turns(struct lite *l, size_t at, const uint32_t now[2], bool big, struct fault *f)
{
	VEC(struct lite_run) runs = { NULL, 0, 0 };
	uint32_t last[2] = { now[0], now[1] };
	struct head h;
	int rc = 0;

	while (rc == 0 && frame_at(l, at, &h)) {
		struct lite_run r;

		if (h.salt[0] == last[0] && h.salt[1] == last[1]) {
			at++;
			continue;
		}
		last[0] = h.salt[0];
		last[1] = h.salt[1];
		r = run_from(l, at, last, h.sums, false, big);
		at = r.seen > at ? r.seen : at + 1;
		if (r.to > r.from)
			rc = VEC_PUSH(&runs, r, f);
	}
	for (size_t i = runs.n; rc == 0 && i-- > 0;) {
		rc = push(l, runs.v[i].from, runs.v[i].to, (uint32_t)(i + 1), f);
		l->facts.older += runs.v[i].to - runs.v[i].from;
	}
	VEC_RELEASE(&runs);
	return rc;
}

int log_load(struct lite *l, struct fault *f)
{
	struct span s = l->in.bytes[LITE_LOG];
	struct lite_run now = { 0, 0, 0, 0 };
	uint32_t salt[2], magic;
	struct lite_sums sums;
	struct head h;
	bool big;

	if (s.n < LOG_HEAD)
		return 0;
	magic = be32(s.p);
	if ((magic & ~1u) != 0x377F0682 || be32(s.p + 4) != 3007000 || be32(s.p + 8) != l->facts.page_size)
		return 0;
	big = (magic & 1) != 0;
	salt[0] = be32(s.p + 16);
	salt[1] = be32(s.p + 20);
	sums = sums_add((struct lite_sums){ 0, 0 }, span_make(s.p, 24), big);
	if (sums.a != be32(s.p + 24) || sums.b != be32(s.p + 28))
		return 0; /* SQLite takes such a log for empty */
	now = run_from(l, 0, salt, sums, true, big);
	if (old_turns(l, now.seen, salt, big, f) < 0 || push(l, now.from, now.to, 0, f) < 0)
		return -1;
	l->facts.committed = now.to;
	for (size_t i = now.to; frame_at(l, i, &h) && h.salt[0] == salt[0] && h.salt[1] == salt[1]; i++)
		l->facts.uncommitted++; /* their sums are made to follow at the commit alone */
	if (now.to > 0)
		l->facts.pages = now.pages;
	return 0;
}
