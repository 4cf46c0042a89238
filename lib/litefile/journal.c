/*
 * litefile/journal.c - the rollback journal: pages as they were before a transaction. With its head it is of one that did
 * not end, and what it keeps is what counts; without (journal_mode PERSIST) the transaction ended, and it keeps what was.
 * Source: sqlite.org, "Database File Format", 3; src/pager.c.
 */
#include "litefile/private.h"

enum { JOURNAL_HEAD = 28 /* format: */, JOURNAL_STEP = 200 /* format: */ };

static const uint8_t magic[8] = { 0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7 };

/* What the sum of a record would be of a head that says 0. */
static uint32_t sum_of(const uint8_t *page, uint32_t size)
{
	uint32_t sum = 0;

	for (int64_t i = (int64_t)size - JOURNAL_STEP; i > 0; i -= JOURNAL_STEP)
		sum += page[i];
	return sum;
}

struct journal {
	struct span s;
	size_t at, each;
	uint32_t sector;
};

/* The record at `at`: its page, and the number that its head must have had. */
static bool record_at(const struct lite *l, const struct journal *j, size_t at, uint32_t *page, uint32_t *nonce)
{
	const uint8_t *p = j->s.p + at;

	if (at > j->s.n || j->s.n - at < j->each)
		return false;
	*page = be32(p);
	*nonce = be32(p + 4 + l->facts.page_size) - sum_of(p + 4, l->facts.page_size);
	return *page != 0;
}

static int keep(struct lite *l, uint32_t page, size_t at, struct fault *f)
{
	struct lite_frame x = { page, LITE_JOURNAL, at + 4, 0, false, 0 };

	return VEC_PUSH(&l->kept, x, f);
}

static size_t next_sector(const struct journal *j, size_t at)
{
	size_t over = at % j->sector;

	return over == 0 ? at : at + (j->sector - over);
}

/* A head and its records; false in *more when it is the last. */
static int play(struct lite *l, struct journal *j, bool *more, struct fault *f)
{
	const uint8_t *head = j->s.p + j->at;
	uint32_t n, nonce, page, own;

	*more = false;
	if (j->at > j->s.n || j->s.n - j->at < JOURNAL_HEAD || memcmp(head, magic, sizeof magic) != 0)
		return 0;
	n = be32(head + 8);
	nonce = be32(head + 12);
	if (n == UINT32_MAX)
		n = (uint32_t)((j->s.n - j->at) / j->each);
	j->at += j->sector;
	for (uint32_t i = 0; i < n; i++, j->at += j->each) {
		if (!record_at(l, j, j->at, &page, &own) || own != nonce)
			return 0;
		if (keep(l, page, j->at, f) < 0)
			return -1;
	}
	j->at = next_sector(j, j->at);
	*more = n > 0;
	return 0;
}

/* Without a head: records whose neighbours had the same one. */
static int gather(struct lite *l, struct journal *j, struct fault *f)
{
	uint32_t page, nonce, next, other;

	j->at = j->sector;
	while (j->at < j->s.n) {
		bool paired = false;

		if (!record_at(l, j, j->at, &page, &nonce)) {
			j->at = next_sector(j, j->at + 1);
			continue;
		}
		if (record_at(l, j, j->at + j->each, &next, &other) && other == nonce)
			paired = true;
		if (j->at >= j->sector + j->each && record_at(l, j, j->at - j->each, &next, &other) && other == nonce)
			paired = true;
		if (!paired) {
			j->at = next_sector(j, j->at + 1);
			continue;
		}
		if (keep(l, page, j->at, f) < 0)
			return -1;
		j->at += j->each;
	}
	return 0;
}

static bool journal_head(const struct lite *l, struct span s, uint32_t *sector, uint32_t *pages)
{
	if (s.n < JOURNAL_HEAD || memcmp(s.p, magic, sizeof magic) != 0)
		return false;
	*pages = be32(s.p + 16);
	*sector = be32(s.p + 20);
	return be32(s.p + 24) == l->facts.page_size && *sector >= 32 && *sector <= 65536 && (*sector & (*sector - 1)) == 0;
}

int journal_load(struct lite *l, struct fault *f)
{
	struct journal j = { .s = l->in.bytes[LITE_JOURNAL], .each = 8 + (size_t)l->facts.page_size, .sector = 512 };
	uint32_t pages = 0;
	bool more = true;

	if (j.s.n < JOURNAL_HEAD)
		return 0;
	if (!journal_head(l, j.s, &j.sector, &pages)) {
		if (!(j.s.p[0] == 0 && memcmp(j.s.p, j.s.p + 1, JOURNAL_HEAD - 1) == 0))
			return 0;
		j.sector = 512;
		if (gather(l, &j, f) < 0)
			return -1;
		l->facts.journal_pages = l->kept.n;
		return 0;
	}
	if (be32(j.s.p + 8) == 0) /* nothing was written to the database yet */
		return 0;
	l->facts.hot = true;
	while (more)
		if (play(l, &j, &more, f) < 0)
			return -1;
	l->facts.journal_pages = l->kept.n;
	l->facts.pages = pages;
	return 0;
}
