/*
 * Any bytes as a small disk with free space: whatever is found hashes to what it is said to be and lies in
 * free space, one thread finds what three do, and the verifier believes no runs.
 */
#include <stdlib.h>

#include "hash/hash.h"
#include "recover/recover.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct disk {
	struct media base;
	const uint8_t *p;
	uint64_t bad; /* a sector that cannot be read */
};

static void check(int holds)
{
	if (!holds)
		abort();
}

static int disk_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	struct disk *d = (struct disk *)m;

	(void)f;
	memcpy(into, d->p + offset, n);
	if (d->bad >= offset + n || d->bad + 512 <= offset)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (offset + i >= d->bad && offset + i < d->bad + 512)
			((uint8_t *)into)[i] = 0;
	return MEDIA_UNREAD;
}

static void disk_close(struct media *m)
{
	(void)m;
}

static void hash_runs(const struct disk *d, const struct proof *p)
{
	OWNED(hash) struct hash *h = NULL;
	struct fault f = FAULT_INIT;
	struct digest got;
	uint64_t at = 0;

	check(hash_new(&h, DIGEST_SHA256, &f) == 0);
	for (size_t i = 0; i < p->runs.n; i++) {
		const struct run *r = &p->runs.v[i];

		check(r->at == at && r->offset + r->length <= d->base.size);
		check(d->bad >= r->offset + r->length || d->bad + 512 <= r->offset);
		check(hash_add(h, span_make(d->p + r->offset, (size_t)r->length), &f) == 0);
		at += r->length;
	}
	check(at == p->size);
	check(hash_get(h, &got, &f) == 0 && digest_eq(&got, &p->digest));
}

static void carve(struct carved *out, struct disk *d, struct targets *t, const uint8_t *how, unsigned jobs)
{
	static const struct watch silent = { .user = NULL };
	struct area a = { .media = &d->base, .block = 512u << (how[0] & 3), .origin = how[0] & 4 ? 100 : 0,
		          .ext_habits = (how[0] & 8) != 0 };
	struct carve_budget b = { .steps = 300, .broken = 4096, .beam = how[0] >> 6, .fragments = true, .unnamed = (how[0] & 16) != 0 };
	struct fault f = FAULT_INIT;

	for (size_t i = 0; i + 1 < 8; i += 2) {
		struct range r = { (uint64_t)how[i + 1] * 512, (uint64_t)how[i + 2] * 1024 };
		uint64_t hint = (uint64_t)how[i + 2] * 512;

		check(VEC_PUSH(&a.free, r, &f) == 0 && VEC_PUSH(&a.hints, hint, &f) == 0);
	}
	for (size_t i = 0; i < t->v.n; i++)
		t->v.v[i].found = false;
	check(carve_area(out, &a, t, &b, jobs, &silent, &f) == 0);
	area_release(&a);
}

static void try_prove(struct disk *d, const struct targets *t, const uint8_t *how, size_t n)
{
	struct run v[4];
	struct hypothesis h = { { v, 0 }, (how[0] & 1) != 0, (uint64_t)how[1] * 100, 512u << (how[0] >> 6) };
	struct fault f = FAULT_INIT;
	struct digest at_size;
	struct proof got;
	int rc;

	memset(v, 0, sizeof v);
	for (size_t i = 0; i < 4 && 2 + 3 * i + 3 <= n; i++, h.runs.n++)
		v[i] = (struct run){ (uint64_t)how[2 + 3 * i] << 9, (uint64_t)how[3 + 3 * i] << 9,
			             (uint64_t)how[4 + 3 * i] << 9 };
	rc = prove(&got, &at_size, &d->base, &h, t, &f);
	check(rc >= 0);
	free(got.runs.v);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct media_ops ops = { .read = disk_read, .close = disk_close };
	struct targets t = { .v = { NULL, 0, 0 } };
	struct carved one = { .stats = { .starts = 0 } }, three = { .stats = { .starts = 0 } };
	struct fault f = FAULT_INIT;
	const uint8_t *how = p;
	struct disk d = { .base = { .ops = &ops } };

	if (n < 40)
		return 0;
	d.p = p + 32;
	d.base.size = n - 32;
	d.bad = (how[0] & 32) != 0 ? (uint64_t)how[9] * 512 : UINT64_MAX - 512;
	for (size_t i = 0; i < 4; i++) { /* digests of bytes that are there */
		size_t from = how[10 + i] * 512u % (n - 32), size = how[14 + i] * 37u + 1;
		struct digest dg;

		if (size > n - 32 - from)
			size = n - 32 - from;
		check(hash_span(&dg, DIGEST_SHA256, span_make(d.p + from, size), &f) == 0);
		check(targets_add(&t, &dg, i % 2 == 0, size, &f) == 0);
	}
	check(targets_ready(&t, &f) == 0);
	carve(&one, &d, &t, how, 1);
	carve(&three, &d, &t, how, 3);
	check(one.proofs.v.n == three.proofs.v.n && one.prefixes.n == three.prefixes.n);
	check(memcmp(&one.stats, &three.stats, sizeof one.stats) == 0);
	for (size_t i = 0; i < one.proofs.v.n; i++) {
		hash_runs(&d, &one.proofs.v.v[i]);
		check(digest_eq(&one.proofs.v.v[i].digest, &three.proofs.v.v[i].digest));
	}
	try_prove(&d, &t, how + 18, 14);
	carved_release(&one);
	carved_release(&three);
	targets_release(&t);
	return 0;
}
