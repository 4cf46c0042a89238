/* Damaged blobs put right: seeded damages of two copies, whatever the pieces they come in; bits at edges of blocks; recipes
 * that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "hash/hash.h"
#include "mend/mend.h"

static struct fault f;
static const struct watch quiet;

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Bytes with long runs of zeros in them, as tars have. */
static void fill(struct buf *out, size_t n, uint64_t *state)
{
	buf_clear(out);
	while (out->n < n) {
		size_t run = next_random(state) % 3000;
		bool zeros = next_random(state) % 4 == 0;

		for (size_t i = 0; i < run && out->n < n; i++)
			assert_int_equal(buf_add_byte(out, zeros ? 0 : (uint8_t)next_random(state), &f), 0);
	}
}

static struct digest sum(struct span s)
{
	struct digest d;

	assert_int_equal(hash_span(&d, DIGEST_SHA256, s, &f), 0);
	return d;
}

static void copy(struct buf *out, const struct buf *from)
{
	buf_clear(out);
	assert_int_equal(buf_add(out, buf_span(from), &f), 0);
}

/* What the recipe makes of the copies, by pieces of `piece` bytes. */
static struct digest made(const struct mend_recipe *r, const struct buf *a, const struct buf *b, size_t piece)
{
	struct stream *sa, *sb = NULL, *in;
	uint8_t some[777];
	size_t got = 1;
	OWNED(buf) struct buf all = BUF_INIT;

	assert_int_equal(stream_of_span(&sa, buf_span(a), piece, &f), 0);
	if (b != NULL)
		assert_int_equal(stream_of_span(&sb, buf_span(b), piece, &f), 0);
	assert_int_equal(mend_stream(&in, r, sa, sb, &f), 0);
	while (got > 0) {
		assert_int_equal(stream_read(in, some, sizeof some, &got, &f), 0);
		assert_int_equal(buf_add(&all, span_make(some, got), &f), 0);
	}
	stream_close(in);
	stream_close(sa);
	stream_close(sb);
	return sum(buf_span(&all));
}

/* The recipe as it is kept and read again. */
static void through_text(struct mend_recipe *r)
{
	OWNED(buf) struct buf text = BUF_INIT;
	uint64_t size = r->size;

	assert_int_equal(mend_recipe_print(r, &text, &f), 0);
	mend_recipe_release(r);
	assert_int_equal(mend_recipe_parse(r, buf_span(&text), size, &f), 0);
}

static int joined(struct mend_recipe *r, const struct buf *a, const struct buf *b, const struct digest *want, size_t piece)
{
	OWNED(mend_differences) struct mend_differences d = { .open = 0 };
	struct stream *sa, *sb;
	int rc = 0;

	for (int pass = 0; pass < 3 && (pass < 2 ? rc == 0 : rc == 1); pass++) {
		if (pass == 2)
			mend_doubt(&d);
		mend_recipe_release(r);
		assert_int_equal(stream_of_span(&sa, buf_span(a), piece, &f), 0);
		assert_int_equal(stream_of_span(&sb, buf_span(b), piece, &f), 0);
		rc = pass == 0 ? mend_compare(&d, sa, sb, 1000, &f) : mend_join(r, &d, sa, sb, want, NULL, &f);
		stream_close(sa);
		stream_close(sb);
	}
	return rc;
}

enum { SIZE = 200000, ZONE = SIZE / 8 };

/* A damage within its zone: a hole, noise, or a bit. */
static void damage(struct buf *x, size_t zone, uint64_t *state)
{
	size_t at = zone * ZONE + next_random(state) % (ZONE / 2), n = 1 + next_random(state) % (ZONE / 2 - 1);

	switch (next_random(state) % 3) {
	case 0:
		memset(x->p + at, 0, n);
		break;
	case 1:
		for (size_t i = 0; i < n; i++)
			x->p[at + i] = (uint8_t)(x->p[at + i] + 1 + next_random(state) % 255);
		break;
	default:
		x->p[at] ^= 4;
	}
}

static void copies_damaged_apart_are_joined(void **unused)
{
	OWNED(buf) struct buf whole = BUF_INIT, a = BUF_INIT, b = BUF_INIT;
	uint64_t state = 20261130;

	(void)unused;
	for (int round = 0; round < 60; round++) {
		OWNED(mend_recipe) struct mend_recipe r = { .kind = MEND_CUT };
		struct digest want;

		fill(&whole, SIZE, &state);
		copy(&a, &whole);
		copy(&b, &whole);
		for (size_t zone = 0; zone < 6; zone++)
			damage(zone % 2 == 0 ? &a : &b, zone, &state);
		if (round % 3 == 1)
			a.n = 7 * ZONE;
		if (round % 3 == 2)
			b.n = 7 * ZONE;
		want = sum(buf_span(&whole));
		if (joined(&r, &a, &b, &want, round % 2 == 0 ? 0 : 1000) != 0)
			fail_msg("round %d is not joined", round);
		through_text(&r);
		want = made(&r, &a, &b, round % 2 == 0 ? 1234 : 0);
		assert_memory_equal(want.byte, sum(buf_span(&whole)).byte, 32);
	}
}

static void the_same_place_gives_nothing(void **unused)
{
	OWNED(buf) struct buf whole = BUF_INIT, a = BUF_INIT, b = BUF_INIT;
	OWNED(mend_recipe) struct mend_recipe r = { .kind = MEND_CUT };
	uint64_t state = 7;
	struct digest want;

	(void)unused;
	fill(&whole, SIZE, &state);
	copy(&a, &whole);
	copy(&b, &whole);
	a.p[1000] ^= 1;
	b.p[1000] ^= 2;
	want = sum(buf_span(&whole));
	assert_int_equal(joined(&r, &a, &b, &want, 0), 1);
	mend_recipe_release(&r);
	copy(&b, &a); /* two copies alike teach nothing */
	assert_int_equal(joined(&r, &a, &b, &want, 0), 1);
}

/* One difference from end to end, in which one copy is holes and bytes in turns: as many as are allowed, not as there are. */
static void holes_are_bounded_too(void **unused)
{
	OWNED(buf) struct buf whole = BUF_INIT, a = BUF_INIT;
	uint64_t state = 11;

	(void)unused;
	fill(&whole, SIZE, &state);
	for (size_t i = 0; i < SIZE; i++)
		whole.p[i] |= 1;
	copy(&a, &whole);
	for (size_t i = 0; i < SIZE; i++)
		a.p[i] = i % 600 == 0 ? 2 : 0;
	for (uint64_t most = 2; most <= 1000; most += 998) {
		OWNED(mend_differences) struct mend_differences d = { .open = 0 };
		OWNED(stream) struct stream *sa = NULL, *sb = NULL;

		assert_int_equal(stream_of_span(&sa, buf_span(&a), 0, &f), 0);
		assert_int_equal(stream_of_span(&sb, buf_span(&whole), 0, &f), 0);
		assert_int_equal(mend_compare(&d, sa, sb, most, &f), most == 2 ? MEND_TOO_MANY : 0);
		assert_int_equal(d.v.n, most == 2 ? 0 : 1);
	}
}

/* What a raised bound could make overflow is no small cost. */
static void costs_do_not_wrap(void **unused)
{
	(void)unused;
	for (uint64_t n = 1; n < 1ull << 40; n *= 2) {
		assert_true(mend_word_cost(2 * n) > mend_word_cost(n) || mend_word_cost(n) == UINT64_MAX);
		assert_true(mend_pair_cost(2 * n) > mend_pair_cost(n) || mend_pair_cost(n) == UINT64_MAX);
	}
}

static void bits_at_edges_are_found(void **unused)
{
	static const uint64_t pairs[][2] = { { 0, 1 }, { 511, 512 }, { 7, 63 }, { 0, 2399 }, { 1023, 1024 }, { 2390, 2399 } };
	OWNED(buf) struct buf whole = BUF_INIT, a = BUF_INIT;
	uint64_t state = 5;
	struct digest want;

	(void)unused;
	fill(&whole, 300, &state);
	want = sum(buf_span(&whole));
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		OWNED(mend_recipe) struct mend_recipe r = { .kind = MEND_CUT };
		bool word = pairs[i][0] / 64 == pairs[i][1] / 64;
		struct digest got;

		copy(&a, &whole);
		for (size_t k = 0; k < 2; k++)
			a.p[pairs[i][k] / 8] ^= (uint8_t)(1u << (pairs[i][k] % 8));
		assert_int_equal(mend_word(&r, &a, &want, &quiet, &f), word ? 0 : 1);
		if (!word)
			assert_int_equal(mend_pair(&r, &a, &want, &quiet, &f), 0);
		assert_int_equal(r.v.v[0].at * 8 + r.v.v[0].n, pairs[i][0]);
		assert_int_equal(r.v.v[1].at * 8 + r.v.v[1].n, pairs[i][1]);
		through_text(&r);
		got = made(&r, &a, NULL, 1);
		assert_true(digest_eq(&got, &want));
	}
	copy(&a, &whole);
	a.p[299] ^= 0x80;
	{
		OWNED(mend_recipe) struct mend_recipe r = { .kind = MEND_CUT };

		assert_int_equal(mend_byte(&r, &a, 298, &want, &f), 1);
		assert_int_equal(mend_byte(&r, &a, 300, &want, &f), 1);
		assert_int_equal(mend_byte(&r, &a, UINT64_MAX / 8, &want, &f), 1);
		assert_int_equal(mend_byte(&r, &a, 299, &want, &f), 0);
		assert_int_equal(r.v.v[0].n, 7);
	}
}

static void lying_recipes_are_refused(void **unused)
{
	static const char *const bad[] = { "", "mended", "mended bits", "mended bits 1.8", "mended bits 100.0", "mended bits 5.1 5.1",
		                           "mended bits 5.1 4.1", "mended bits 5.1  6.1", "mended bits 5+1", "mended bits -1.0",
		                           "mended join", "mended join 0+0", "mended join 0+101", "mended join 99+2", "mended join 0+5 4+1",
		                           "mended join 18446744073709551615+1", "mended join 1+18446744073709551615",
		                           "mended cut 1+1", "mended cuts", "go-gzip-6", "mended join 5" };

	(void)unused;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		OWNED(mend_recipe) struct mend_recipe r = { .kind = MEND_CUT };

		if (mend_recipe_parse(&r, span_of(bad[i]), 100, &f) != 1)
			fail_msg("%s is taken", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_damaged_apart_are_joined),
		cmocka_unit_test(the_same_place_gives_nothing),
		cmocka_unit_test(holes_are_bounded_too),
		cmocka_unit_test(costs_do_not_wrap),
		cmocka_unit_test(bits_at_edges_are_found),
		cmocka_unit_test(lying_recipes_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
