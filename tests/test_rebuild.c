/* Encoders: what Go's own compress/gzip made of the same bytes (Go 1.19.8; tests/rebuild/golden.go table), whatever the
 * pieces they come in; the cuts that show; streams that end early. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "core/digest.h"
#include "hash/hash.h"
#include "rebuild/rebuild.h"
#include "xfrm/xfrm.h"

/* kind of input, level, SHA-256 over the gzip streams of all sizes */
static const struct {
	const char *kind;
	int level;
	const char *digest;
} golden[] = {
	{ "random", 1, "sha256:8691c09a05aeed745ca9b9ecb7f17e1b7a471ac2b8f9c3f63960f735aa4bb3ec" },
	{ "random", 2, "sha256:e49f09e913832ee94069d70b67f6abe0bb983dbf126730522f64247d73b30607" },
	{ "random", 3, "sha256:e49f09e913832ee94069d70b67f6abe0bb983dbf126730522f64247d73b30607" },
	{ "random", 4, "sha256:e49f09e913832ee94069d70b67f6abe0bb983dbf126730522f64247d73b30607" },
	{ "random", 5, "sha256:e49f09e913832ee94069d70b67f6abe0bb983dbf126730522f64247d73b30607" },
	{ "random", 6, "sha256:e49f09e913832ee94069d70b67f6abe0bb983dbf126730522f64247d73b30607" },
	{ "random", 7, "sha256:e49f09e913832ee94069d70b67f6abe0bb983dbf126730522f64247d73b30607" },
	{ "random", 8, "sha256:e49f09e913832ee94069d70b67f6abe0bb983dbf126730522f64247d73b30607" },
	{ "random", 9, "sha256:e07f1cc83315471f0e6dc46dea81d372495d02df6ea7c296b2d7bd34cefe7f72" },
	{ "zeros", 1, "sha256:1c6edbacc8598b34f4db4faa7d35b84d05d5277bec2fe218a414b61ed1a97ec7" },
	{ "zeros", 2, "sha256:d3e61977cab3313b7e3f38a5681641ddbd6ce20a26595890a6f405681cd6d9e7" },
	{ "zeros", 3, "sha256:d3e61977cab3313b7e3f38a5681641ddbd6ce20a26595890a6f405681cd6d9e7" },
	{ "zeros", 4, "sha256:bae23070966255ee2d5e663bf52d01a0fc47dc18b0e6c724da5436fe62fd521d" },
	{ "zeros", 5, "sha256:bae23070966255ee2d5e663bf52d01a0fc47dc18b0e6c724da5436fe62fd521d" },
	{ "zeros", 6, "sha256:bae23070966255ee2d5e663bf52d01a0fc47dc18b0e6c724da5436fe62fd521d" },
	{ "zeros", 7, "sha256:bae23070966255ee2d5e663bf52d01a0fc47dc18b0e6c724da5436fe62fd521d" },
	{ "zeros", 8, "sha256:bae23070966255ee2d5e663bf52d01a0fc47dc18b0e6c724da5436fe62fd521d" },
	{ "zeros", 9, "sha256:bc8209b18bc4ea408ab7b2ec24aa57131d88c11600a18f34b45e711c0aab6bf2" },
	{ "words", 1, "sha256:c9a78163c872154cad00380019a4a5cf6f5ea59ef4a0d4f71f08e7ca8fe45c53" },
	{ "words", 2, "sha256:082f639ffc30326882ac1f9fef61ba56314097cd07cd9a149b1a21d4d830ce2d" },
	{ "words", 3, "sha256:9887d9db97da0322ad3c8cb0a547f4de87dc48f7aa9a01204dd53b9f42c7abba" },
	{ "words", 4, "sha256:492e7b35a55e3408a026a4e40cdb11320366b2935799626c178b898bead00d3d" },
	{ "words", 5, "sha256:baca8fc10e012b5e2340496e439fb6f4dab0cbe3f9c9deaf2283357c490082a1" },
	{ "words", 6, "sha256:baca8fc10e012b5e2340496e439fb6f4dab0cbe3f9c9deaf2283357c490082a1" },
	{ "words", 7, "sha256:baca8fc10e012b5e2340496e439fb6f4dab0cbe3f9c9deaf2283357c490082a1" },
	{ "words", 8, "sha256:baca8fc10e012b5e2340496e439fb6f4dab0cbe3f9c9deaf2283357c490082a1" },
	{ "words", 9, "sha256:86d8b1cd3591ced95f05d8415e3828722e5fa99056da4706be4281eb92ad6b75" },
	{ "period", 1, "sha256:af2183e7b2d747eb700c7f28e53be48f65f4ddc65078fb6fa5515e270691c1dd" },
	{ "period", 2, "sha256:1246bf57c1440c7986125017ef206156767c9c4d87e44afb96c08b60e3270b4f" },
	{ "period", 3, "sha256:da4a156405199b2bec7f1ff1e5efe54fb8b6744ef19a837b88548284e7fa7349" },
	{ "period", 4, "sha256:17fcf60466ecc681abfb44d2eab754f9d28e4ce3bb878a06d369d749d4fc6986" },
	{ "period", 5, "sha256:17fcf60466ecc681abfb44d2eab754f9d28e4ce3bb878a06d369d749d4fc6986" },
	{ "period", 6, "sha256:17fcf60466ecc681abfb44d2eab754f9d28e4ce3bb878a06d369d749d4fc6986" },
	{ "period", 7, "sha256:17fcf60466ecc681abfb44d2eab754f9d28e4ce3bb878a06d369d749d4fc6986" },
	{ "period", 8, "sha256:17fcf60466ecc681abfb44d2eab754f9d28e4ce3bb878a06d369d749d4fc6986" },
	{ "period", 9, "sha256:5d87b6415c480f6020be1b5821ccd0ba213e9646a12972f8ae58289fe03697a4" },
	{ "mixed", 1, "sha256:5d8f4007dad9b3e2f87bd89dea0a2a0b64d2b9819e3f11edd19ccdb0243745e7" },
	{ "mixed", 2, "sha256:31db36e5d69b45e44a256a87b18316fdf6ac95be9ea1f1528a2733b0ea8025f1" },
	{ "mixed", 3, "sha256:45d706af07bfe075b307d5d4097fd1b508cf073e89342c63eb3b2072288c60b0" },
	{ "mixed", 4, "sha256:a33765e7279c7e851ff39b43bbedc0fb6aacb47f3efafad8860e40e586e64fab" },
	{ "mixed", 5, "sha256:7790d045876c716a960450a86a2d5dff7f26d6b288305e533630cde00a4c1e03" },
	{ "mixed", 6, "sha256:99bad9e3ec311e7186e409899954e2d47e52cbf6a53880db995c4c041acc2cda" },
	{ "mixed", 7, "sha256:242422a8a75f5896dc23ca6e3fe8977046a6b75f5019116134f3dadcac078b89" },
	{ "mixed", 8, "sha256:46b0c69da4a3ccd01e469aa53feab5393942840e2f0133e1cb023b895ec89745" },
	{ "mixed", 9, "sha256:103463af9c8cf34e58f53c28daeb6d662c9123267a22d9fc6359c45bbe2c7218" },
};

static const size_t sizes[] = { 0,     1,     3,     4,     15,    16,    17,    127,   128,   129,   16383,  16384,
	                        16385, 32767, 32768, 32769, 65274, 65275, 65535, 65536, 65537, 98304, 131071, 200000 };
static const char *const kinds[] = { "random", "zeros", "words", "period", "mixed" };
enum { MOST = 200000, PERIOD = 32700, CUT_FILE_SIZE = 65023, CUT_AT = 65274, CUT_TAR = 512 + 65024 + 512 + 1024 + 1024 };

static uint32_t next(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	return *state ^= *state << 5;
}

static void fill(const char *kind, uint8_t *p, size_t from, size_t to, uint32_t *state)
{
	for (size_t i = from; i < to; i++) {
		if (strcmp(kind, "random") == 0)
			p[i] = (uint8_t)(next(state) >> 11);
		else if (strcmp(kind, "zeros") == 0)
			p[i] = 0;
		else if (strcmp(kind, "words") == 0)
			p[i] = (uint8_t)"etaoin shrdlu\n<>"[(next(state) >> 9) % 16];
		else if (i < PERIOD || (next(state) >> 7) % 97 == 0)
			p[i] = (uint8_t)(next(state) >> 11);
		else
			p[i] = p[i - PERIOD];
	}
}

static void make_input(const char *kind, uint8_t *p, size_t n)
{
	uint32_t state = (uint32_t)n * 2654435761u + 1;

	if (strcmp(kind, "mixed") != 0) {
		fill(kind, p, 0, n, &state);
		return;
	}
	for (size_t at = 0, part; at < n; at += part) {
		part = (next(&state) >> 5) % 5000 + 1;
		if (part > n - at)
			part = n - at;
		fill(kinds[(next(&state) >> 5) % 4], p, at, at + part, &state);
	}
}

static int keep(void *user, struct span bytes, struct fault *f)
{
	return buf_add(user, bytes, f);
}

/* Encodes in pieces of `piece` bytes. */
static void encode(struct buf *out, enum rebuild_encoder e, enum rebuild_cut c, struct span in, size_t piece)
{
	struct fault f = FAULT_INIT;
	struct rebuild_sink sink = { out, keep };
	OWNED(rebuild) struct rebuild *r = NULL;

	assert_int_equal(rebuild_new(&r, e, c, in.n, &sink, &f), 0);
	for (size_t at = 0; at < in.n; at += piece)
		assert_int_equal(rebuild_add(r, span_sub(in, at, piece), &f), 0);
	assert_int_equal(rebuild_end(r, &f), 0);
}

static enum rebuild_encoder go_level(int level)
{
	char name[16];
	enum rebuild_encoder e;
	enum rebuild_cut c;

	(void)snprintf(name, sizeof name, "go-gzip-%d", level);
	assert_int_equal(rebuild_parse(span_of(name), &e, &c), 0);
	return e;
}

static void gzip_is_as_go_writes_it(void **state)
{
	uint8_t *in = malloc(MOST);

	(void)state;
	assert_non_null(in);
	for (size_t i = 0; i < COUNT(golden); i++) {
		struct fault f = FAULT_INIT;
		OWNED(buf) struct buf all = BUF_INIT;
		struct digest d;
		char text[DIGEST_TEXT];

		for (size_t k = 0; k < COUNT(sizes); k++) {
			make_input(golden[i].kind, in, sizes[k]);
			encode(&all, go_level(golden[i].level), CUT_EVEN, span_make(in, sizes[k]), 1000 + 7 * k);
		}
		assert_int_equal(hash_span(&d, DIGEST_SHA256, buf_span(&all), &f), 0);
		if (strcmp(digest_text(text, &d), golden[i].digest) != 0)
			fail_msg("%s, level %d: %s, Go's is %s", golden[i].kind, golden[i].level, text, golden[i].digest);
	}
	free(in);
}

static void any_pieces_give_the_same(void **state)
{
	static const size_t pieces[] = { 1, 511, 32768, MOST };
	uint8_t *in = malloc(MOST);

	(void)state;
	assert_non_null(in);
	make_input("mixed", in, MOST);
	for (int e = 0; e < REBUILD_ENCODERS_; e++) {
		OWNED(buf) struct buf first = BUF_INIT;

		if (e == REBUILD_ZSTD_19 || e == REBUILD_ZSTD_19_PIPE || e == REBUILD_GO_9)
			continue; /* slow, and no other code than their neighbours */
		encode(&first, (enum rebuild_encoder)e, CUT_EVEN, span_make(in, MOST), MOST);
		for (size_t k = 0; k < COUNT(pieces); k++) {
			OWNED(buf) struct buf again = BUF_INIT;

			encode(&again, (enum rebuild_encoder)e, CUT_EVEN, span_make(in, MOST), pieces[k]);
			if (!span_eq(buf_span(&again), buf_span(&first)))
				fail_msg("%s: pieces of %zu", rebuild_encoder_name((enum rebuild_encoder)e), pieces[k]);
		}
	}
	free(in);
}

/* A foreign decoder gives back what went in. */
static void every_encoder_is_lossless(void **state)
{
	static const size_t some[] = { 0, 1, 65536, 150000 };
	uint8_t *in = malloc(MOST), *back = malloc(MOST + 1);

	(void)state;
	assert_non_null(in);
	assert_non_null(back);
	for (int e = 0; e < REBUILD_PLAIN; e++) {
		for (size_t k = 0; k < COUNT(some); k++) {
			struct fault f = FAULT_INIT;
			OWNED(buf) struct buf packed = BUF_INIT;
			OWNED(stream) struct stream *from = NULL;
			OWNED(stream) struct stream *plain = NULL;
			size_t got;

			make_input("mixed", in, some[k]);
			encode(&packed, (enum rebuild_encoder)e, CUT_EVEN, span_make(in, some[k]), 4096);
			assert_true(rebuild_encoder_fits((enum rebuild_encoder)e, buf_span(&packed)));
			assert_int_equal(stream_of_span(&from, buf_span(&packed), 0, &f), 0);
			assert_int_equal(xfrm_open(&plain, xfrm_sniff(buf_span(&packed)), from, NULL, NULL, &f), 0);
			assert_int_equal(stream_read_full(plain, back, MOST + 1, &got, &f), 0);
			assert_int_equal(got, some[k]);
			assert_memory_equal(back, in, got);
			stream_close(TAKE(&plain));
		}
	}
	free(in);
	free(back);
}

static void make_cut_tar(uint8_t *tar)
{
	uint32_t seed = 1;

	memset(tar, 0, CUT_TAR);
	fill("random", tar, 512, 512 + CUT_FILE_SIZE, &seed);
	memcpy(tar + CUT_AT, tar + CUT_AT - PERIOD, 100);
	for (size_t at = 0; at <= 65536; at += 65536) { /* two headers: names, sizes, checksums by hand */
		uint8_t *h = tar + at;
		unsigned sum = 0;

		(void)snprintf((char *)h, 100, "f%zu", at);
		memcpy(h + 100, "0000644\0000000000\0000000000", 24);
		(void)snprintf((char *)h + 124, 12, "%011o", at == 0 ? CUT_FILE_SIZE : 1000);
		memcpy(h + 136, "00000000000\0        0", 21);
		memcpy(h + 257, "ustar\00000", 8);
		for (size_t i = 0; i < 512; i++)
			sum += h[i];
		(void)snprintf((char *)h + 148, 8, "%06o", sum);
		h[155] = ' ';
	}
}

/*
 * One place where cuts show: a write that ends at byte 65,535 lets the window move at byte 65,274, where otherwise one
 * match more would begin that reaches 32,700 back. Both digests are Go's (golden.go gzip 6 even, and tar; WRITE_TAR=FILE
 * keeps the input).
 */
static void cuts_show_where_the_window_moves(void **state)
{
	static const struct {
		enum rebuild_cut cut;
		const char *digest;
	} want[] = {
		{ CUT_EVEN, "sha256:d8970ec8f88755735d338bb5ba312adc59acde3492d12e0e45872f867258280a" },
		{ CUT_TAR_SPLIT, "sha256:ae38480246411b9acd9db52cd952a217d1b80d736ca82a04bb530d3a71b64712" },
	};
	uint8_t *tar = malloc(CUT_TAR);
	const char *keep_it = getenv("WRITE_TAR");

	(void)state;
	assert_non_null(tar);
	make_cut_tar(tar);
	if (keep_it != NULL) {
		FILE *file = fopen(keep_it, "wb");

		assert_non_null(file);
		assert_int_equal(fwrite(tar, 1, CUT_TAR, file), CUT_TAR);
		assert_int_equal(fclose(file), 0);
	}
	for (size_t i = 0; i < COUNT(want); i++) {
		struct fault f = FAULT_INIT;
		OWNED(buf) struct buf out = BUF_INIT;
		struct digest d;
		char text[DIGEST_TEXT];

		encode(&out, REBUILD_GO_6, want[i].cut, span_make(tar, CUT_TAR), 999);
		assert_int_equal(hash_span(&d, DIGEST_SHA256, buf_span(&out), &f), 0);
		assert_string_equal(digest_text(text, &d), want[i].digest);
	}
	free(tar);
}

static int no_more(void *user, struct span bytes, struct fault *f)
{
	size_t *left = user;

	(void)f;
	if (bytes.n > *left)
		return 7;
	*left -= bytes.n;
	return 0;
}

/* Whoever takes the bytes can end the work, at any byte, and is told so by his own word. */
static void a_sink_that_has_enough_is_obeyed(void **state)
{
	uint8_t *in = malloc(MOST);

	(void)state;
	assert_non_null(in);
	make_input("words", in, MOST);
	for (int e = 0; e < REBUILD_ENCODERS_; e++) {
		for (size_t most = 0; most < 60000; most += 9973) {
			struct fault f = FAULT_INIT;
			size_t left = most;
			struct rebuild_sink sink = { &left, no_more };
			OWNED(rebuild) struct rebuild *r = NULL;
			int rc;

			assert_int_equal(rebuild_new(&r, (enum rebuild_encoder)e, CUT_EVEN, MOST, &sink, &f), 0);
			rc = rebuild_add(r, span_make(in, MOST), &f);
			if (rc == 0)
				rc = rebuild_end(r, &f);
			assert_int_equal(rc, 7);
		}
	}
	free(in);
}

static void a_stream_is_the_same_bytes(void **state)
{
	struct fault f = FAULT_INIT;
	OWNED(buf) struct buf whole = BUF_INIT;
	OWNED(stream) struct stream *tar = NULL;
	OWNED(stream) struct stream *packed = NULL;
	uint8_t *in = malloc(MOST), *out = malloc(MOST);
	size_t got;

	(void)state;
	assert_non_null(in);
	assert_non_null(out);
	make_input("mixed", in, MOST);
	encode(&whole, REBUILD_GO_1, CUT_EVEN, span_make(in, MOST), 5000);
	assert_int_equal(stream_of_span(&tar, span_make(in, MOST), 777, &f), 0);
	assert_int_equal(rebuild_stream(&packed, REBUILD_GO_1, CUT_EVEN, MOST, tar, &f), 0);
	assert_int_equal(stream_read_full(packed, out, MOST, &got, &f), 0);
	assert_true(span_eq(span_make(out, got), buf_span(&whole)));
	free(in);
	free(out);
}

static void names_are_read_as_they_are_told(void **state)
{
	enum rebuild_encoder e;
	enum rebuild_cut c;

	(void)state;
	for (int i = 0; i < REBUILD_ENCODERS_; i++) {
		assert_int_equal(rebuild_parse(span_of(rebuild_encoder_name((enum rebuild_encoder)i)), &e, &c), 0);
		assert_int_equal(e, i);
		assert_int_equal(c, CUT_EVEN);
	}
	assert_int_equal(rebuild_parse(span_of("go-gzip-6/tar-split"), &e, &c), 0);
	assert_int_equal(c, CUT_TAR_SPLIT);
	assert_int_equal(rebuild_parse(span_of("go-gzip-66"), &e, &c), 1);
	assert_int_equal(rebuild_parse(span_of("go-gzip-6/odd"), &e, &c), 1);
	assert_int_equal(rebuild_parse(span_of(""), &e, &c), 1);
	assert_false(rebuild_encoder_fits(REBUILD_GO_6, span_make("\x1f\x8b\x08\0\0\0\0\0\2\xff", 10)));
	assert_true(rebuild_encoder_fits(REBUILD_GO_9, span_make("\x1f\x8b\x08\0\0\0\0\0\2\xff", 10)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gzip_is_as_go_writes_it),
		cmocka_unit_test(any_pieces_give_the_same),
		cmocka_unit_test(every_encoder_is_lossless),
		cmocka_unit_test(cuts_show_where_the_window_moves),
		cmocka_unit_test(a_sink_that_has_enough_is_obeyed),
		cmocka_unit_test(a_stream_is_the_same_bytes),
		cmocka_unit_test(names_are_read_as_they_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
