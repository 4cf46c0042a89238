/* Digests: published vectors, running state, tee, and states taken up as registries save them. */
#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_CTX is the one way to look at a running state */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/sha.h>
#include <stdlib.h>

#include "base/keyed.h"
#include "hash/hash.h"

#define TWO_BLOCKS "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

static const struct {
	const char *message, *want;
} vectors[] = {
	{ "", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ TWO_BLOCKS, "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "abc", "sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
	         "8086072ba1e7cc2358baeca134c825a7" },
	{ "abc", "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
	         "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
};

/* SipHash: the paper's example (appendix A) and the first and last of its authors' table (vectors.h, 64 bits). */
static void keyed_vectors(void **state)
{
	uint8_t key[16], text[63];

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)i;
	memcpy(key, text, sizeof key);
	assert_int_equal(keyed_under(key, text, 15), 0xa129ca6149be45e5u);
	assert_int_equal(keyed_under(key, text, 0), 0x726fdb47dd0e0e31u);
	assert_int_equal(keyed_under(key, text, 63), 0x958a324ceb064572u);
	assert_int_equal(keyed_word(7), keyed_word(7));
	assert_int_not_equal(keyed_word(7), keyed_word(8));
}

static void published_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		struct fault f = FAULT_INIT;
		struct digest want, got;
		char text[DIGEST_TEXT];

		assert_int_equal(digest_parse(&want, span_of(vectors[i].want)), 0);
		assert_int_equal(
		        hash_span(&got, (enum digest_alg)want.alg, span_of(vectors[i].message), &f),
		        0);
		assert_string_equal(digest_text(text, &got), vectors[i].want);
		assert_true(digest_eq(&want, &got));
	}
}

static void no_algorithm_is_a_fault(void **state)
{
	struct fault f = FAULT_INIT;
	struct hash *h = NULL;

	(void)state;
	assert_int_equal(hash_new(&h, DIGEST_NONE, &f), -1);
	assert_null(h);
	assert_int_equal(f.kind, FAULT_INTERNAL);
}

static void get_leaves_the_state_running(void **state)
{
	OWNED(hash) struct hash *h = NULL;
	struct digest early, late, again, want;
	struct fault f = FAULT_INIT;

	(void)state;
	assert_int_equal(hash_new(&h, DIGEST_SHA256, &f), 0);
	assert_int_equal(hash_add(h, span_of("ab"), &f), 0);
	assert_int_equal(hash_get(h, &early, &f), 0);
	assert_int_equal(hash_add(h, SPAN_NONE, &f), 0);
	assert_int_equal(hash_add(h, span_of("c"), &f), 0);
	assert_int_equal(hash_get(h, &late, &f), 0);
	assert_int_equal(hash_get(h, &again, &f), 0);
	assert_int_equal(digest_parse(&want, span_of(vectors[1].want)), 0);
	assert_true(digest_eq(&late, &want) && digest_eq(&again, &want));
	assert_false(digest_eq(&early, &late));

	assert_int_equal(hash_restart(h, &f), 0);
	assert_int_equal(hash_get(h, &late, &f), 0);
	assert_int_equal(digest_parse(&want, span_of(vectors[0].want)), 0);
	assert_true(digest_eq(&late, &want));
}

static void fill(uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(i * 31 + (i >> 7));
}

static void saved_states_finish_to_the_digest(void **state)
{
	uint8_t bytes[300];

	(void)state;
	fill(bytes, sizeof bytes);
	for (size_t n = 0; n <= sizeof bytes; n++) {
		struct digest want, got;
		struct fault f = FAULT_INIT;
		uint32_t words[8];
		uint8_t block[64] = { 0 };
		SHA256_CTX c;

		SHA256_Init(&c);
		SHA256_Update(&c, bytes, n);
		for (size_t i = 0; i < 8; i++)
			words[i] = c.h[i];
		memcpy(block, bytes + n / 64 * 64, n % 64);
		assert_int_equal(hash_resume_sha256(&got, words, span_make(block, n % 64), n, &f),
		                 0);
		assert_int_equal(hash_span(&want, DIGEST_SHA256, span_make(bytes, n), &f), 0);
		if (!digest_eq(&want, &got))
			fail_msg("state after %zu bytes", n);
	}
}

static void a_state_needs_its_block(void **state)
{
	struct fault f = FAULT_INIT;
	uint32_t words[8] = { 0 };
	struct digest got;

	(void)state;
	assert_int_equal(hash_resume_sha256(&got, words, SPAN_NONE, 128, &f), 0);
	assert_int_equal(hash_resume_sha256(&got, words, SPAN_NONE, 129, &f), -1);
}

static void tee_hashes_what_passes(void **state)
{
	static const size_t pieces[] = { 0, 1, 3, 64, 1000 };
	uint8_t bytes[5000], copy[5000];

	(void)state;
	fill(bytes, sizeof bytes);
	for (size_t i = 0; i < COUNT(pieces); i++) {
		OWNED(stream) struct stream *in = NULL;
		OWNED(stream) struct stream *tee = NULL;
		OWNED(hash) struct hash *h = NULL;
		struct digest want, got;
		struct fault f = FAULT_INIT;
		size_t n;

		assert_int_equal(stream_of_span(&in, span_make(bytes, sizeof bytes), pieces[i], &f),
		                 0);
		assert_int_equal(hash_new(&h, DIGEST_SHA512, &f), 0);
		assert_int_equal(hash_tee(&tee, in, h, &f), 0);
		assert_int_equal(stream_read_full(tee, copy, sizeof copy, &n, &f), 0);
		assert_int_equal(n, sizeof copy);
		assert_memory_equal(copy, bytes, sizeof copy);
		assert_int_equal(stream_read(tee, copy, 1, &n, &f), 0);
		assert_int_equal(n, 0);
		assert_int_equal(hash_get(h, &got, &f), 0);
		assert_int_equal(
		        hash_span(&want, DIGEST_SHA512, span_make(bytes, sizeof bytes), &f), 0);
		assert_true(digest_eq(&want, &got));
	}
}

static int broken_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	(void)into, (void)n, (void)got, (void)f;
	strcpy(s->why, "input/output error at byte 7");
	return STREAM_BROKEN;
}

static void broken_close(struct stream *s)
{
	(void)s;
}

static void tee_passes_outcomes_on(void **state)
{
	static const struct stream_ops ops = { broken_read, broken_close };
	struct stream in = { .ops = &ops };
	OWNED(stream) struct stream *tee = NULL;
	OWNED(hash) struct hash *h = NULL;
	struct fault f = FAULT_INIT;
	uint8_t byte;
	size_t n;

	(void)state;
	assert_int_equal(hash_new(&h, DIGEST_SHA256, &f), 0);
	assert_int_equal(hash_tee(&tee, &in, h, &f), 0);
	assert_int_equal(stream_read(tee, &byte, 1, &n, &f), STREAM_BROKEN);
	assert_string_equal(tee->why, "input/output error at byte 7");
}

static void library_has_a_name(void **state)
{
	(void)state;
	assert_ptr_equal(strstr(hash_library(), "OpenSSL "), hash_library());
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_vectors),
		cmocka_unit_test(no_algorithm_is_a_fault),
		cmocka_unit_test(get_leaves_the_state_running),
		cmocka_unit_test(saved_states_finish_to_the_digest),
		cmocka_unit_test(a_state_needs_its_block),
		cmocka_unit_test(tee_hashes_what_passes),
		cmocka_unit_test(tee_passes_outcomes_on),
		cmocka_unit_test(keyed_vectors),
		cmocka_unit_test(library_has_a_name),
	};

	return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
