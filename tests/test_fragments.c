/*
 * Carving: blobs whose pieces lie apart.
 */
#include "support/cmocka.h"
#include "support/lost.h"
#include "support/packed.h"

#include "recover/private.h"

#include <stdlib.h>

enum { DISK = 16384, PIECES_MOST = 5 };

static uint64_t blocks_of(struct span s)
{
	return (s.n + BLOCK - 1) / BLOCK;
}

/* Piece i holds the blob's blocks [cut[i], cut[i + 1]); piece 0 begins at block 0 of the blob. */
static void put_pieces(struct lost *l, struct span blob, const uint64_t *cut, const uint64_t *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t to = i + 1 < n ? cut[i + 1] : blocks_of(blob);

		lost_put(l, at[i], span_sub(blob, cut[i] * BLOCK, (to - cut[i]) * BLOCK));
	}
}

static void is_found(struct lost *l, struct span bytes, size_t pieces)
{
	const struct proof *p = lost_found(l, bytes);

	assert_non_null(p);
	assert_true(p->wanted);
	assert_int_equal(p->method, pieces > 1 ? RECOVER_BY_FRAGMENTS : RECOVER_BY_GZIP);
	assert_int_equal(p->runs.n, pieces);
}

static void (*const makers[])(struct buf *, size_t, uint64_t) = { layer_make, zstd_make, tar_make };

/* Free runs as the pieces are, with other free runs between them. */
static void pieces_that_fill_free_runs(void **state)
{
	static const uint64_t cut[] = { 0, 230, 300, 777, 1000 }, at[] = { 4900, 3000, 200, 7000, 9100 };

	(void)state;
	for (size_t n = 1; n <= COUNT(cut); n++)
		for (size_t k = 0; k < COUNT(makers); k++) {
			OWNED(buf) struct buf blob = BUF_INIT;
			OWNED(lost) struct lost l;

			if (n > 3 && makers[k] == tar_make)
				continue; /* its members say nothing of their contents */
			makers[k](&blob, 7000000, 40 + n);
			lost_init(&l, DISK, n);
			put_pieces(&l, buf_span(&blob), cut, at, n);
			for (size_t i = 0; i < n; i++)
				lost_free(&l, at[i], (i + 1 < n ? cut[i + 1] : blocks_of(buf_span(&blob))) - cut[i]);
			for (uint64_t i = 0; i < 20; i++)
				lost_free(&l, 12000 + 100 * i, 50);
			lost_want(&l, buf_span(&blob), false);
			lost_carve(&l, 2);
			if (n == 1)
				assert_non_null(lost_found(&l, buf_span(&blob)));
			else
				is_found(&l, buf_span(&blob), n);
			assert_int_equal(l.got.stats.unsolved, 0);
			assert_int_equal(l.got.stats.solved, n > 1);
		}
}

/* As ext4 does it: breaks and places are multiples of 2 MiB, all is free. */
static void pieces_at_multiples_of_two_megabytes(void **state)
{
	static const uint64_t cut[] = { 0, 512, 1024, 1536, 2048 }, at[] = { 1024, 5120, 11264, 9216, 3072 };

	(void)state;
	for (size_t n = 2; n <= COUNT(cut); n++)
		for (size_t k = 0; k < COUNT(makers); k++) {
			OWNED(buf) struct buf blob = BUF_INIT;
			OWNED(lost) struct lost l;

			if (n > 3 && makers[k] == tar_make)
				continue;
			makers[k](&blob, 12000000, 50 + n);
			lost_init(&l, DISK, n);
			put_pieces(&l, buf_span(&blob), cut, at, n);
			lost_free(&l, 0, DISK);
			l.a.ext_habits = true;
			lost_want(&l, buf_span(&blob), false);
			lost_carve(&l, 2);
			is_found(&l, buf_span(&blob), n);
			assert_true(l.got.stats.steps < 100000);
		}
}

static void a_break_anywhere(void **state)
{
	static const uint64_t cut[] = { 0, 300 }, at[] = { 1111, 1234 + 333 };
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	layer_make(&blob, 3000000, 1);
	lost_init(&l, DISK, 2);
	put_pieces(&l, buf_span(&blob), cut, at, 2);
	lost_free(&l, 0, DISK);
	lost_want(&l, buf_span(&blob), false);
	lost_carve(&l, 2);
	is_found(&l, buf_span(&blob), 2);
}

/* Behind the first piece stand blocks that decode for ever. */
static void zeros_and_patterns_are_no_pieces(void **state)
{
	static const uint64_t cut[] = { 0, 300 }, at[] = { 1000, 5000 };

	(void)state;
	for (int pattern = 0; pattern < 3; pattern++) {
		OWNED(buf) struct buf blob = BUF_INIT;
		OWNED(lost) struct lost l;

		layer_make(&blob, 3000000, 1);
		lost_init(&l, DISK, 2);
		for (size_t i = 0; i < (size_t)3000 * BLOCK; i++)
			l.d.p[800 * BLOCK + i] = (uint8_t)(pattern == 0 ? 0 : pattern == 1 ? 0x55 : i % 7 * 31);
		put_pieces(&l, buf_span(&blob), cut, at, 2);
		lost_free(&l, 500, 3500);
		lost_free(&l, 5000, 1000);
		lost_want(&l, buf_span(&blob), false);
		lost_carve(&l, 2);
		is_found(&l, buf_span(&blob), 2);
	}
}

/* How far what begins at a block follows its structure in one piece, as the search looks at every start. */
static struct outcome followed(struct lost *l, uint64_t block, enum recover_method kind)
{
	static const struct watch silent = { .user = NULL };
	struct carve_search s = { .area = &l->a, .media = l->a.media, .block = l->a.block, .targets = &l->t, .budget = &l->b,
		                  .watch = &silent };
	const struct start at = { block * BLOCK, kind };
	struct tools t = { (uint8_t *)malloc(PIECE), (uint8_t *)malloc(WALKER_SCRATCH) };
	struct fault f = FAULT_INIT;
	struct outcome o;

	assert_true(t.piece != NULL && t.scratch != NULL);
	must(free_space_of(&s.free, s.area, true, &f));
	must(free_space_copy(&s.open, &s.free, &f));
	must(straight(&o, &s, &at, UINT64_MAX, &t, &f));
	free_space_release(&s.free);
	free_space_release(&s.open);
	free(t.piece);
	free(t.scratch);
	return o;
}

static void what_was_overwritten_leaves_a_prefix(void **state)
{
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	layer_make(&blob, 3000000, 1);
	lost_init(&l, DISK, 2);
	lost_put(&l, 1000, buf_span(&blob));
	noise(l.d.p + 1400 * BLOCK, 20 * BLOCK, 66);
	lost_free(&l, 500, 3500);
	l.b.steps = 20000;
	lost_want(&l, buf_span(&blob), true);
	lost_carve(&l, 2);
	assert_null(lost_found(&l, buf_span(&blob)));
	assert_int_equal(l.got.stats.unsolved, 1);
	assert_int_equal(l.got.stats.budget_spent, 1);
	assert_in_range(l.got.stats.steps, 15000, 30000);
	/* the one that stays: a gzip stream that begins at block 1000 and is its own for 400 blocks, and a little by chance */
	for (uint64_t block = 500; block < 4000; block += block == 999 || block == 1000 ? 1 : 499) {
		struct outcome o = followed(&l, block, RECOVER_BY_GZIP);

		assert_false(o.proven);
		assert_int_equal(o.broken, block == 1000);
		if (block == 1000)
			assert_in_range(o.good, 400 * BLOCK, 430 * BLOCK);
	}
	assert_false(followed(&l, 1000, RECOVER_BY_ZSTD).broken);
	assert_false(followed(&l, 1000, RECOVER_BY_TAR).broken);
}

/* A B A B in one free run: where one begins the other breaks. */
static void two_that_alternate(void **state)
{
	static const uint64_t cut_a[] = { 0, 200 }, cut_b[] = { 0, 150 };
	OWNED(buf) struct buf a = BUF_INIT;
	OWNED(buf) struct buf b = BUF_INIT;
	OWNED(lost) struct lost l;
	uint64_t at_a[2], at_b[2];

	(void)state;
	layer_make(&a, 2000000, 1);
	layer_make(&b, 2000000, 2);
	at_a[0] = 100;
	at_b[0] = at_a[0] + 200;
	at_a[1] = at_b[0] + 150;
	at_b[1] = at_a[1] + blocks_of(buf_span(&a)) - 200;
	lost_init(&l, 2000, 2);
	put_pieces(&l, buf_span(&a), cut_a, at_a, 2);
	put_pieces(&l, buf_span(&b), cut_b, at_b, 2);
	lost_free(&l, 100, at_b[1] + blocks_of(buf_span(&b)) - 250);
	lost_want(&l, buf_span(&a), false);
	lost_want(&l, buf_span(&b), false);
	lost_carve(&l, 2);
	is_found(&l, buf_span(&a), 2);
	is_found(&l, buf_span(&b), 2);
}

static void json_over_two_runs(void **state)
{
	static const uint64_t cut[] = { 0, 2 }, at[] = { 100, 500 };
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	document_make(&blob, 60, 3, true);
	assert_in_range(blob.n, 2 * BLOCK, 5 * BLOCK);
	lost_init(&l, 2000, 2);
	put_pieces(&l, buf_span(&blob), cut, at, 2);
	lost_free(&l, 100, 2);
	lost_free(&l, 200, 20);
	lost_free(&l, 300, 20);
	lost_free(&l, 500, 20);
	lost_want(&l, buf_span(&blob), false);
	lost_carve(&l, 2);
	is_found(&l, buf_span(&blob), 2);
}

static void known_size_in_two_pieces(void **state)
{
	static const uint64_t cut[] = { 0, 20 }, at[] = { 100, 500 };
	OWNED(lost) struct lost l;
	uint8_t raw[50 * BLOCK - 77];

	(void)state;
	noise(raw, sizeof raw, 3);
	lost_init(&l, 2000, 2);
	put_pieces(&l, span_make(raw, sizeof raw), cut, at, 2);
	lost_free(&l, 100, 20);
	lost_free(&l, 200, 40);
	lost_free(&l, 500, 200);
	lost_want(&l, span_make(raw, sizeof raw), true);
	lost_carve(&l, 2);
	is_found(&l, span_make(raw, sizeof raw), 2);
}

static void nobody_asked_for_it(void **state)
{
	static const uint64_t cut[] = { 0, 200 }, at[] = { 100, 900 };
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	layer_make(&blob, 2000000, 1);
	lost_init(&l, 2000, 2);
	put_pieces(&l, buf_span(&blob), cut, at, 2);
	lost_free(&l, 100, 200);
	lost_free(&l, 900, 800);
	lost_carve(&l, 1);
	assert_int_equal(l.got.proofs.v.n, 0);
	assert_int_equal(l.got.stats.unsolved, 0);
	l.b.unnamed = true;
	lost_carve(&l, 1);
	assert_int_equal(l.got.proofs.v.n, 1);
	assert_false(l.got.proofs.v.v[0].wanted);
	assert_non_null(lost_found(&l, buf_span(&blob)));
}

/* ---- threads ------------------------------------------------------------------------------------------------- */

static void fill_disk(struct lost *l, uint64_t seed)
{
	uint64_t at = 20;

	for (uint64_t i = 0; i < 24; i++) {
		OWNED(buf) struct buf blob = BUF_INIT;
		uint64_t n, split;

		if (i % 4 == 3)
			document_make(&blob, i, seed + i, i % 8 == 3);
		else
			makers[i % 4](&blob, 300000 + 40000 * i, seed + i);
		n = blocks_of(buf_span(&blob));
		split = i % 3 == 0 && n > 20 ? n / 2 : n;
		lost_put(l, at, span_sub(buf_span(&blob), 0, split * BLOCK));
		lost_free(l, at - 1, split + 1);
		at += split + 7;
		if (split < n) {
			lost_put(l, at, span_from(buf_span(&blob), split * BLOCK));
			lost_free(l, at, n - split + i % 5);
			at += n - split + 9;
		}
		if (i % 7 == 5)
			noise(l->d.p + (at - 60) * BLOCK, 3 * BLOCK, i); /* some are spoiled */
		if (i % 2 == 0)
			lost_want(l, buf_span(&blob), i % 3 == 0);
		assert_true(at < DISK - 300);
	}
}

static void the_number_of_threads_changes_nothing(void **state)
{
	OWNED(lost) struct lost l;
	struct carved first;

	(void)state;
	lost_init(&l, DISK, 9);
	fill_disk(&l, 1000);
	l.b.unnamed = true;
	l.b.steps = 5000;
	lost_carve(&l, 1);
	first = l.got;
	l.got = (struct carved){ .stats = { .starts = 0 } };
	assert_true(first.proofs.v.n > 12);
	for (unsigned jobs = 2; jobs <= 5; jobs++) {
		lost_carve(&l, jobs);
		assert_memory_equal(&l.got.stats, &first.stats, sizeof first.stats);
		assert_int_equal(l.got.proofs.v.n, first.proofs.v.n);
		for (size_t i = 0; i < first.proofs.v.n; i++) {
			const struct proof *a = &first.proofs.v.v[i], *b = &l.got.proofs.v.v[i];

			assert_true(digest_eq(&a->digest, &b->digest));
			assert_int_equal(a->method, b->method);
			assert_int_equal(a->runs.n, b->runs.n);
			assert_memory_equal(a->runs.v, b->runs.v, a->runs.n * sizeof *a->runs.v);
		}
		assert_memory_equal(&l.got.stats, &first.stats, sizeof first.stats);
	}
	carved_release(&first);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_that_fill_free_runs),
		cmocka_unit_test(pieces_at_multiples_of_two_megabytes),
		cmocka_unit_test(a_break_anywhere),
		cmocka_unit_test(zeros_and_patterns_are_no_pieces),
		cmocka_unit_test(what_was_overwritten_leaves_a_prefix),
		cmocka_unit_test(two_that_alternate),
		cmocka_unit_test(json_over_two_runs),
		cmocka_unit_test(known_size_in_two_pieces),
		cmocka_unit_test(nobody_asked_for_it),
		cmocka_unit_test(the_number_of_threads_changes_nothing),
	};

	return cmocka_run_group_tests_name("fragments", tests, NULL, NULL);
}
