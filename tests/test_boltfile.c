/* bbolt files: a real one (tests/bolt), its newest state; the same with lies in every field; pages that lead back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "boltfile/boltfile.h"

enum { SIZE = 131072, PAGE = 4096 };

static uint8_t real[SIZE], file[SIZE];
static struct fault f;

static void seal(uint8_t *head)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 16; i < 72; i++)
		h = (h ^ head[i]) * 0x100000001b3u;
	for (size_t i = 0; i < 8; i++)
		head[72 + i] = (uint8_t)(h >> (8 * i));
}

static int load(void **unused)
{
	gzFile in = gzopen("tests/bolt/meta.db.gz", "rb");
	int n = in == NULL ? -1 : gzread(in, real, SIZE);

	(void)unused;
	if (in != NULL)
		(void)gzclose(in);
	return n == SIZE ? 0 : -1;
}

struct seen {
	size_t rows, images, layers;
	bool damaged;
};

static struct seen walk(size_t n)
{
	OWNED(bolt) struct bolt *b = NULL;
	struct seen s = { .rows = 0 };
	struct bolt_row r;

	if (bolt_open(&b, span_make(file, n), &f) != 0)
		return s;
	while (bolt_next(b, &r) == 0) {
		s.rows++;
		assert_true(r.depth <= BOLT_DEPTH && s.rows < SIZE);
		assert_true(r.value.n == 0 || (r.value.p >= file && r.value.p + r.value.n <= file + n && r.value.p == file + r.at));
		s.images += r.depth == 5 && span_is(r.in[2], "images") && span_is(r.key, "digest");
		s.layers += r.depth == 6 && span_is(r.in[3], "blob") && span_is(r.key, "containerd.io/uncompressed");
	}
	s.damaged = bolt_damaged(b);
	return s;
}

static void the_newest_state_is_told(void **unused)
{
	struct seen s;

	(void)unused;
	memcpy(file, real, SIZE);
	s = walk(SIZE);
	assert_int_equal(s.images, 4); /* of six, two were deleted */
	assert_int_equal(s.layers, 6);
	assert_false(s.damaged);
}

static void either_head_will_do(void **unused)
{
	(void)unused;
	memcpy(file, real, SIZE);
	file[20] ^= 1;
	assert_int_not_equal(walk(SIZE).images, 0);
	memcpy(file, real, SIZE);
	file[PAGE + 72] ^= 1;
	assert_int_not_equal(walk(SIZE).images, 0);
	file[20] ^= 1;
	assert_int_equal(walk(SIZE).rows, 0);
}

static void a_page_that_leads_back_is_entered_once(void **unused)
{
	(void)unused;
	memcpy(file, real, SIZE);
	for (size_t head = 0; head <= PAGE; head += PAGE) {
		for (uint64_t page = 0; page < 40; page++) {
			memset(file + head + 32, 0, 8);
			file[head + 32] = (uint8_t)page;
			seal(file + head);
			(void)walk(SIZE);
		}
	}
}

static void put(size_t at, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		file[at + i] = (uint8_t)(v >> (8 * i));
}

/* Twelve buckets a level, each of which is the next level: twelve to the power of fifteen ways down, in one page. */
static void buckets_within_each_other_end(void **unused)
{
	enum { EACH = 12, LEVELS = 16, ROOT = 10, LEVEL = 16 + 16 + EACH * 16 };
	struct seen s;

	(void)unused;
	memcpy(file, real, SIZE);
	for (size_t head = 0; head <= PAGE; head += PAGE) {
		put(head + 32, ROOT, 8);
		seal(file + head);
	}
	memset(file + ROOT * PAGE, 0, PAGE);
	for (size_t level = 0; level < LEVELS; level++) {
		size_t at = ROOT * PAGE + level * LEVEL; /* of the page's head; a bucket's own 16 bytes stand before it */

		put(at, level == 0 ? ROOT : 0, 8);
		put(at + 8, 2, 2);
		put(at + 10, EACH, 2);
		for (size_t i = 0; i < EACH; i++) {
			size_t element = at + 16 + i * 16, next = at + LEVEL - 16;

			put(element, 1, 4);
			put(element + 4, next - element, 4);
			put(element + 12, (ROOT + 1) * PAGE - next, 4);
		}
	}
	s = walk(SIZE);
	assert_true(s.damaged && s.rows <= SIZE / 16);
}

static void lies_end(void **unused)
{
	uint64_t state = 20261130;

	(void)unused;
	for (int round = 0; round < 3000; round++) {
		memcpy(file, real, SIZE);
		for (int k = 0; k < 4; k++) {
			state = state * 6364136223846793005u + 1442695040888963407u;
			file[state >> 33 & (SIZE - 1)] = (uint8_t)(state >> 25);
			/* heads of pages, where numbers are */
			file[(state >> 40 & 31) * PAGE + (state >> 50 & 127)] = (uint8_t)(state >> 20);
		}
		seal(file);
		seal(file + PAGE);
		(void)walk(round % 3 == 0 ? SIZE - (state >> 33) % SIZE : SIZE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_state_is_told),
		cmocka_unit_test(either_head_will_do),
		cmocka_unit_test(a_page_that_leads_back_is_entered_once),
		cmocka_unit_test(buckets_within_each_other_end),
		cmocka_unit_test(lies_end),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
