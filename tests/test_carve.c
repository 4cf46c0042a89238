/*
 * Carving: blobs of every kind that lie in free space in one piece.
 */
#include "support/cmocka.h"
#include "support/lost.h"
#include "support/packed.h"

#include <stdlib.h>

enum { DISK = 4096 };

static uint64_t blocks_of(struct span s)
{
	return (s.n + BLOCK - 1) / BLOCK;
}

static void is_found(struct lost *l, struct span bytes, enum recover_method m, bool wanted)
{
	const struct proof *p = lost_found(l, bytes);

	assert_non_null(p);
	assert_int_equal(p->method, m);
	assert_int_equal(p->wanted, wanted);
}

/* One blob of each kind, at odd places of one free run, next to each other. */
static void each_kind_in_one_piece(void **state)
{
	static const enum recover_method methods[] = { RECOVER_BY_GZIP, RECOVER_BY_ZSTD, RECOVER_BY_TAR,
		                                       RECOVER_BY_JSON, RECOVER_BY_JSON, RECOVER_BY_SIZE,
		                                       RECOVER_BY_SIZE };

	(void)state;
	for (int named = 0; named < 2; named++) {
		OWNED(lost) struct lost l;
		struct buf blobs[COUNT(methods)];
		uint64_t at = 700;
		uint8_t raw[70001];

		memset(blobs, 0, sizeof blobs);
		lost_init(&l, DISK, 5);
		lost_free(&l, 5, 600);
		lost_free(&l, 690, 3000);
		layer_make(&blobs[0], 1500000, 1);
		zstd_make(&blobs[1], 1500000, 2);
		tar_make(&blobs[2], 1500000, 3);
		document_make(&blobs[3], 40, 4, false);
		document_make(&blobs[4], 5, 5, true);
		noise(raw, sizeof raw, 6);
		add(&blobs[5], span_make(raw, sizeof raw));
		add(&blobs[6], span_make(raw, 3000));
		for (size_t i = 0; i < COUNT(methods); i++) {
			lost_put(&l, at, buf_span(&blobs[i]));
			at += blocks_of(buf_span(&blobs[i])) + (i % 2 == 0 ? 0 : 3);
			if (named)
				lost_want(&l, buf_span(&blobs[i]), methods[i] == RECOVER_BY_SIZE);
		}
		l.b.unnamed = !named;
		for (unsigned jobs = 1; jobs < 4; jobs += 2) {
			lost_carve(&l, jobs);
			for (size_t i = 0; i < COUNT(methods); i++)
				if (named || i < 2 || i == 3 || i == 4)
					is_found(&l, buf_span(&blobs[i]), methods[i], named);
			assert_int_equal(l.got.proofs.v.n, named ? 7 : 4);
			assert_int_equal(l.got.stats.unsolved, 0);
			assert_int_equal(l.got.stats.bytes_scanned, 3600 * BLOCK);
		}
		for (size_t i = 0; i < COUNT(methods); i++)
			buf_release(&blobs[i]);
	}
}

static void members_in_a_row_are_one_blob(void **state)
{
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(buf) struct buf part = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	for (uint64_t i = 0; i < 20; i++)
		layer_make(&blob, 30000, 100 + i);
	lost_init(&l, DISK, 5);
	lost_free(&l, 0, DISK);
	lost_put(&l, 77, buf_span(&blob));
	l.b.unnamed = true;
	lost_carve(&l, 2);
	is_found(&l, buf_span(&blob), RECOVER_BY_GZIP, false);
	assert_int_equal(l.got.proofs.v.n, 1);
	for (uint64_t i = 0; i < 3; i++) /* what is wanted may end at any member */
		layer_make(&part, 30000, 100 + i);
	lost_want(&l, buf_span(&part), false);
	lost_carve(&l, 2);
	is_found(&l, buf_span(&part), RECOVER_BY_GZIP, true);
}

static void zstd_with_a_skippable_frame(void **state)
{
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;
	uint8_t skippable[8 + 300] = { 0x5e, 0x2a, 0x4d, 0x18, 300 & 0xFF, 300 >> 8 };

	(void)state;
	for (uint64_t i = 0; i < 5; i++)
		zstd_make(&blob, 300000, 100 + i);
	noise(skippable + 8, 300, 9);
	add(&blob, span_make(skippable, sizeof skippable));
	lost_init(&l, DISK, 5);
	lost_free(&l, 0, DISK);
	lost_put(&l, 77, buf_span(&blob));
	l.b.unnamed = true;
	lost_carve(&l, 2);
	is_found(&l, buf_span(&blob), RECOVER_BY_ZSTD, false);
	assert_int_equal(l.got.proofs.v.n, 1);
	l.d.p[77 * BLOCK + 100000] ^= 1; /* headers alone say nothing of this */
	lost_carve(&l, 2);
	assert_int_equal(l.got.proofs.v.n, 0);
}

static void tar_with_any_padding(void **state)
{
	static const size_t more[] = { 0, 512, 1024, 4096, 9216 };

	(void)state;
	for (size_t i = 0; i < COUNT(more); i++) {
		OWNED(buf) struct buf blob = BUF_INIT;
		OWNED(lost) struct lost l;
		uint8_t zeros[10240] = { 0 };

		tar_make(&blob, 100000, 8);
		add(&blob, span_make(zeros, more[i]));
		lost_init(&l, DISK, 5);
		lost_free(&l, 0, DISK);
		lost_put(&l, 2000, span_make(zeros, sizeof zeros));
		lost_put(&l, 2000 - blob.n / BLOCK, buf_span(&blob));
		lost_want(&l, buf_span(&blob), false);
		lost_carve(&l, 1);
		is_found(&l, buf_span(&blob), RECOVER_BY_TAR, true);
	}
}

static void a_tar_nobody_named_only_where_something_begins(void **state)
{
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	tar_make(&blob, 3000000, 8);
	lost_init(&l, DISK, 5);
	lost_free(&l, 100, DISK - 100);
	lost_put(&l, 100, buf_span(&blob));
	l.b.unnamed = true;
	lost_carve(&l, 2);
	is_found(&l, buf_span(&blob), RECOVER_BY_TAR, false);
	assert_int_equal(l.got.proofs.v.n, 1);
}

static void json_with_and_without_its_newline(void **state)
{
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	document_make(&blob, 3, 7, true);
	lost_init(&l, DISK, 5);
	lost_free(&l, 0, DISK);
	lost_want(&l, buf_span(&blob), false);
	add(&blob, span_of("\n"));
	lost_put(&l, 9, buf_span(&blob));
	lost_put(&l, 20, span_of("{\"name\": \"a package, no image\", \"version\": \"1.0\"}"));
	l.b.unnamed = true;
	lost_carve(&l, 1);
	is_found(&l, span_sub(buf_span(&blob), 0, blob.n - 1), RECOVER_BY_JSON, true);
	assert_int_equal(l.got.proofs.v.n, 1);
	l.t.v.n = 0;
	lost_want(&l, buf_span(&blob), false);
	lost_carve(&l, 1);
	is_found(&l, buf_span(&blob), RECOVER_BY_JSON, true);
}

static void what_cannot_be_read_is_no_byte(void **state)
{
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(buf) struct buf after = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	layer_make(&blob, 1500000, 1);
	layer_make(&after, 15000, 2);
	lost_init(&l, DISK, 5);
	lost_free(&l, 0, DISK);
	lost_put(&l, 50, buf_span(&blob));
	memset(l.d.p + 70 * BLOCK, 0, BLOCK); /* the zeros that would stand there are not believed */
	memcpy(blob.p + 20 * BLOCK, l.d.p + 70 * BLOCK, BLOCK);
	lost_put(&l, 71, buf_span(&after));
	lost_want(&l, buf_span(&blob), true);
	lost_want(&l, buf_span(&after), true);
	disk_area(&l.d, MEDIA_AREA_UNREAD, 70 * BLOCK + 100, 512);
	lost_carve(&l, 1);
	assert_null(lost_found(&l, buf_span(&blob)));
	is_found(&l, buf_span(&after), RECOVER_BY_GZIP, true);
}

static void holes_are_passed_over(void **state)
{
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	layer_make(&blob, 150000, 1);
	lost_init(&l, DISK, 5);
	lost_free(&l, 0, DISK);
	memset(l.d.p + BLOCK, 0, 3000 * BLOCK - 100);
	lost_put(&l, 3000, buf_span(&blob));
	disk_area(&l.d, MEDIA_AREA_HOLE, BLOCK, 3000 * BLOCK - BLOCK - 100);
	lost_want(&l, buf_span(&blob), false);
	lost_carve(&l, 2);
	is_found(&l, buf_span(&blob), RECOVER_BY_GZIP, true);
	assert_int_equal(l.got.stats.bytes_scanned, (DISK - 2998) * BLOCK);
}

static void nothing_outside_free_space(void **state)
{
	OWNED(buf) struct buf blob = BUF_INIT;
	OWNED(lost) struct lost l;

	(void)state;
	layer_make(&blob, 150000, 1);
	lost_init(&l, DISK, 5);
	lost_free(&l, 101, 1000); /* all but the first block */
	lost_put(&l, 100, buf_span(&blob));
	lost_want(&l, buf_span(&blob), true);
	lost_carve(&l, 2);
	assert_int_equal(l.got.proofs.v.n, 0);
}

/* Blocks counted from another place than 0, and of other sizes. */
static void blocks_of_other_sizes(void **state)
{
	static const uint32_t sizes[] = { 512, 1024, 16384, 65536 };

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		OWNED(buf) struct buf blob = BUF_INIT;
		OWNED(buf) struct buf text = BUF_INIT;
		OWNED(lost) struct lost l;

		layer_make(&blob, 150000, 1);
		document_make(&text, 5, 5, true);
		lost_init(&l, DISK, 5);
		lost_free(&l, 0, DISK);
		l.a.block = sizes[i];
		l.a.origin = 512 + 17;
		memset(l.d.p + l.a.origin + 40 * sizes[i], 0, blob.n + 2 * sizes[i]);
		disk_put(&l.d, l.a.origin + 40 * sizes[i], buf_span(&blob));
		disk_put(&l.d, l.a.origin + 10 * sizes[i], buf_span(&text));
		lost_want(&l, buf_span(&blob), false);
		lost_want(&l, buf_span(&text), false);
		lost_carve(&l, 2);
		is_found(&l, buf_span(&blob), RECOVER_BY_GZIP, true);
		is_found(&l, buf_span(&text), RECOVER_BY_JSON, true);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_in_one_piece),
		cmocka_unit_test(members_in_a_row_are_one_blob),
		cmocka_unit_test(zstd_with_a_skippable_frame),
		cmocka_unit_test(tar_with_any_padding),
		cmocka_unit_test(a_tar_nobody_named_only_where_something_begins),
		cmocka_unit_test(json_with_and_without_its_newline),
		cmocka_unit_test(what_cannot_be_read_is_no_byte),
		cmocka_unit_test(holes_are_passed_over),
		cmocka_unit_test(nothing_outside_free_space),
		cmocka_unit_test(blocks_of_other_sizes),
	};

	return cmocka_run_group_tests_name("carve", tests, NULL, NULL);
}
