/*
 * Recovery: the verifier of hypotheses, and the list of what is wanted.
 */
#include "recover/private.h"
#include "support/cmocka.h"
#include "support/lost.h"

#include <stdio.h>
#include <stdlib.h>

static void want(struct targets *t, struct span bytes, bool with_size)
{
	struct fault f = FAULT_INIT;
	struct digest d = digest_of(bytes);

	assert_int_equal(targets_add(t, &d, with_size, bytes.n, &f), 0);
	assert_int_equal(targets_ready(t, &f), 0);
}

/* ---- targets ----------------------------------------------------------------------------------------- */

static void doubles_become_one_and_keep_the_size(void **state)
{
	struct targets t = { 0 };
	struct fault f = FAULT_INIT;
	struct digest a = digest_of(span_of("a")), b = digest_of(span_of("b")), c = digest_of(span_of("c")),
	              other = { .alg = DIGEST_SHA512 };

	(void)state;
	assert_int_equal(targets_add(&t, &a, false, 0, &f), 0);
	assert_int_equal(targets_add(&t, &b, true, 9, &f), 0);
	assert_int_equal(targets_add(&t, &a, true, 7, &f), 0);
	assert_int_equal(targets_add(&t, &other, true, 8, &f), 0);
	assert_int_equal(targets_add(&t, &c, true, 7, &f), 0);
	assert_int_equal(targets_ready(&t, &f), 0);
	assert_int_equal(t.v.n, 3);
	assert_int_equal(t.sizes.n, 2);
	assert_int_equal(t.sizes.v[0], 7);
	assert_int_equal(t.sizes.v[1], 9);
	assert_true(targets_find(&t, &a)->has_size);
	assert_int_equal(targets_find(&t, &a)->size, 7);
	assert_null(targets_find(&t, &other));
	targets_find(&t, &b)->found = true;
	assert_int_equal(targets_ready(&t, &f), 0);
	assert_int_equal(t.sizes.n, 1);
	targets_release(&t);
}

/* ---- prove --------------------------------------------------------------------------------------------- */

struct trial {
	struct disk d;
	struct targets t;
	struct proof got;
	struct digest at_size;
};

static void begin(struct trial *x)
{
	*x = (struct trial){ .got = { .size = 0 } };
	disk_init(&x->d, 64 * BLOCK);
	noise(x->d.p, 64 * BLOCK, 1);
}

static void end(struct trial *x)
{
	free(x->got.runs.v);
	targets_release(&x->t);
	disk_release(&x->d);
}

static int ask(struct trial *x, struct run *v, size_t n, bool has_size, uint64_t size)
{
	struct hypothesis h = { { v, n }, has_size, size, BLOCK };
	struct fault f = FAULT_INIT;

	return prove(&x->got, &x->at_size, &x->d.base, &h, &x->t, &f);
}

/* A blob of n bytes that ends in `zeros` zeros, at block 8 and on at block 30; the last block's rest is zeros. */
static void lay(struct trial *x, size_t n, size_t zeros)
{
	uint8_t *blob = (uint8_t *)malloc(n);
	size_t first = n < 3 * BLOCK ? n : 3 * BLOCK;

	noise(blob, n, 77);
	blob[n - 1] = 5;
	blob[n - 1 - zeros] = 6;
	memset(blob + (n - zeros), 0, zeros);
	memset(x->d.p + 30 * BLOCK, 0, 3 * BLOCK);
	memcpy(x->d.p + 8 * BLOCK, blob, first);
	memcpy(x->d.p + 30 * BLOCK, blob + first, n - first);
	want(&x->t, span_make(blob, n), false);
	free(blob);
}

static void by_size_by_tail_and_by_block_end(void **state)
{
	static const size_t sizes[] = { 3 * BLOCK + 1, 3 * BLOCK + 100, 4 * BLOCK - 1, 4 * BLOCK, 4 * BLOCK + 9 };
	static const size_t zeros[] = { 0, 1, 3, 16, 70 };

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (size_t z = 0; z < COUNT(zeros); z++)
			for (size_t extra = 0; extra < 2; extra++)
				for (int sized = 0; sized < 3; sized++) {
					struct run v[] = { { 0, 8 * BLOCK, 3 * BLOCK },
						           { 3 * BLOCK, 30 * BLOCK,
						             (i == 4 ? 2 : 1 + extra) * BLOCK } };
					bool hard = zeros[z] > 16 && extra == 1 && i < 3 && sized != 1;
					struct trial x;
					int rc;

					begin(&x);
					lay(&x, sizes[i], zeros[z] < sizes[i] - 3 * BLOCK ? zeros[z] : 0);
					rc = ask(&x, v, 2, sized > 0, sized == 1 ? sizes[i] : sizes[i] - 1);
					if (!hard || rc == 0) {
						assert_int_equal(rc, 0);
						assert_int_equal(x.got.size, sizes[i]);
						assert_int_equal(x.got.runs.n, 2);
						assert_int_equal(x.got.runs.v[1].length, sizes[i] - 3 * BLOCK);
						assert_true(x.got.wanted);
					}
					assert_int_equal(digest_set(&x.at_size), sized > 0);
					end(&x);
				}
}

static void a_wanted_size_inside_the_runs(void **state)
{
	struct run v[] = { { 0, 8 * BLOCK, 20 * BLOCK } };
	struct trial x;

	(void)state;
	begin(&x);
	want(&x.t, span_make(x.d.p + 8 * BLOCK, 5000), false);
	assert_int_equal(ask(&x, v, 1, false, 0), PROVE_NOTHING);
	want(&x.t, span_make(x.d.p, 5000), true); /* another of that size */
	assert_int_equal(ask(&x, v, 1, false, 0), 0);
	assert_int_equal(x.got.size, 5000);
	end(&x);
}

static void holes_are_zeros(void **state)
{
	struct run v[] = { { 0, 8 * BLOCK, BLOCK }, { 3 * BLOCK, 9 * BLOCK, BLOCK } };
	uint8_t blob[6 * BLOCK] = { 0 };
	struct trial x;

	(void)state;
	begin(&x);
	memcpy(blob, x.d.p + 8 * BLOCK, BLOCK);
	memcpy(blob + 3 * BLOCK, x.d.p + 9 * BLOCK, BLOCK);
	want(&x.t, span_make(blob, 6 * BLOCK - 5), false);
	assert_int_equal(ask(&x, v, 2, true, 6 * BLOCK - 5), 0);
	assert_int_equal(x.got.size, 6 * BLOCK - 5);
	assert_int_equal(x.got.runs.n, 2);
	end(&x);
}

static void unread_bytes_are_no_bytes(void **state)
{
	struct run v[] = { { 0, 8 * BLOCK, 4 * BLOCK } };
	struct trial x;

	(void)state;
	begin(&x);
	memset(x.d.p + 10 * BLOCK + 512, 0, 512);
	disk_area(&x.d, MEDIA_AREA_UNREAD, 10 * BLOCK + 512, 512);
	want(&x.t, span_make(x.d.p + 8 * BLOCK, 4 * BLOCK), true);
	assert_int_equal(ask(&x, v, 1, true, 4 * BLOCK), PROVE_UNREAD);
	assert_false(digest_set(&x.at_size));
	want(&x.t, span_make(x.d.p + 8 * BLOCK, 2 * BLOCK), true);
	assert_int_equal(ask(&x, v, 1, true, 4 * BLOCK), 0); /* what stands before them counts */
	assert_int_equal(x.got.size, 2 * BLOCK);
	end(&x);
}

static void runs_that_cannot_be(void **state)
{
	static const struct {
		struct run v[2];
		size_t n;
		uint64_t size;
	} bad[] = {
		{ { { 0, 0, 0 } }, 0, 0 },
		{ { { 0, 0, 0 } }, 0, UINT64_MAX },
		{ { { 0, 60 * BLOCK, 5 * BLOCK } }, 1, 5 },
		{ { { 0, UINT64_MAX, 5 } }, 1, 5 },
		{ { { 0, 5, UINT64_MAX } }, 1, 5 },
		{ { { UINT64_MAX, 5, 5 } }, 1, 5 },
		{ { { 0, 0, 40 * BLOCK }, { 40 * BLOCK, 0, 40 * BLOCK } }, 2, 5 },
		{ { { 0, 0, 2 * BLOCK }, { BLOCK, 8 * BLOCK, BLOCK } }, 2, 5 },
		{ { { 0, 0, BLOCK } }, 1, UINT64_MAX },
	};
	struct trial x;

	(void)state;
	begin(&x);
	want(&x.t, span_make(x.d.p, 5), true);
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct run v[2];

		memcpy(v, bad[i].v, sizeof v);
		assert_int_equal(ask(&x, v, bad[i].n, true, bad[i].size), PROVE_NOTHING);
	}
	end(&x);
}

/* A header of POSIX tar for a file of 700 bytes, its bytes, and zeros to 10240, as GNU tar ends an archive. */
static void lay_tar(uint8_t archive[10240])
{
	unsigned sum = 0;

	memset(archive, 0, 10240);
	memcpy(archive, "a/file", 6);
	memcpy(archive + 100, "0000644\0" "0000000\0" "0000000\0" "00000001274\0" "00000000000\0" "        0", 57);
	memcpy(archive + 257, "ustar\0" "00", 8);
	for (size_t i = 0; i < 512; i++)
		sum += archive[i];
	(void)snprintf((char *)archive + 148, 8, "%06o", sum);
	archive[155] = ' ';
	noise(archive + 512, 700, 9);
}

static const struct {
	const char *why;
	size_t from;  /* from here on the disk has other bytes */
	bool changed; /* and one byte of the file besides */
	int want;
} tar_ends[] = {
	{ "the last block of zeros", 8192, false, 0 },
	{ "all that follows the file, its rest of a block too", 1536, false, 0 },
	{ "a byte of the file: no digest", 1100, false, PROVE_NOTHING },
	{ "zeros fit, and the file was changed: no digest", 8192, true, PROVE_NOTHING },
};

static void an_overwritten_end_of_a_tar_can_only_be_zeros(void **state)
{
	uint8_t archive[10240];

	(void)state;
	for (size_t i = 0; i < COUNT(tar_ends); i++) {
		struct run run = { 0, 8 * BLOCK, 10240 };
		const struct hypothesis h = { { &run, 1 }, true, 10240, BLOCK };
		struct fault f = FAULT_INIT;
		struct trial x;
		int got;

		begin(&x);
		lay_tar(archive);
		want(&x.t, span_make(archive, sizeof archive), false);
		memcpy(x.d.p + 8 * BLOCK, archive, tar_ends[i].from);
		x.d.p[8 * BLOCK + 600] ^= tar_ends[i].changed;
		got = prove_tar_end(&x.got, &x.d.base, &h, &x.t, &f);
		if (got != tar_ends[i].want || (got == 0 && x.got.size != 10240))
			fail_msg("%s: %d", tar_ends[i].why, got);
		end(&x);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_overwritten_end_of_a_tar_can_only_be_zeros),
		cmocka_unit_test(doubles_become_one_and_keep_the_size),
		cmocka_unit_test(by_size_by_tail_and_by_block_end),
		cmocka_unit_test(a_wanted_size_inside_the_runs),
		cmocka_unit_test(holes_are_zeros),
		cmocka_unit_test(unread_bytes_are_no_bytes),
		cmocka_unit_test(runs_that_cannot_be),
	};

	return cmocka_run_group_tests_name("recover", tests, NULL, NULL);
}
