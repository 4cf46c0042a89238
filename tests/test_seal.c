/* seal/: what holds over which bytes, whose it is, and when. Keys and time-stamps are made by the openssl program. */
#include "test_source.h"

#include "seal/seal.h"

#include <time.h>

static struct place_made lab;

static const char *in_lab(const char *name)
{
	static char paths[4][128];
	static unsigned at;
	char *path = paths[at++ % 4];

	(void)snprintf(path, sizeof paths[0], "%s/%s", lab.dir, name);
	return path;
}

/* A CA, two signers below it, another CA, a key in the raw, an authority for time-stamps. */
static int setup(void **state)
{
	(void)state;
	lab = place_make();
	return shell("cd %s && exec >/dev/null 2>&1 && set -e\n"
	             "for ca in ca other; do openssl req -x509 -newkey rsa:2048 -nodes -keyout $ca.key -out $ca.pem -subj /CN=$ca -days 30; done\n"
	             "for who in a b; do openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $who.key -out $who.csr -subj /CN=$who\n"
	             "openssl x509 -req -in $who.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out $who.crt -days 20; done\n"
	             "openssl genpkey -algorithm ed25519 -out raw.key; openssl pkey -in raw.key -pubout -out raw.pub\n"
	             "openssl genpkey -algorithm ed25519 -out raw2.key; openssl pkey -in raw2.key -pubout -out raw2.pub\n"
	             "openssl pkcs12 -export -inkey a.key -in a.crt -passout pass:word -out a.p12\n"
	             "printf '[tsa]\\nextendedKeyUsage=critical,timeStamping\\n' >tsa.ext\n"
	             "openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Clock\n"
	             "openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.crt -days 20 -extfile tsa.ext -extensions tsa\n"
	             "printf '[tsa]\\ndefault_tsa=one\\n[one]\\nserial=serial\\nsigner_cert=tsa.crt\\ncerts=ca.pem\\nsigner_key=tsa.key\\n"
	             "signer_digest=sha256\\ndefault_policy=1.2.3.4.1\\ndigests=sha256\\ntsa_name=yes\\n' >tsa.cnf; echo 01 >serial\n"
	             "cp a.key open.key; chmod 600 *.key *.p12; chmod 644 open.key\n",
	             lab.dir);
}

static int teardown(void **state)
{
	(void)state;
	return shell("rm -rf %s", lab.dir);
}

static struct buf slurp(const char *name)
{
	struct buf b = BUF_INIT;
	struct fault f = FAULT_INIT;
	FILE *in = fopen(in_lab(name), "rb");
	uint8_t piece[4096];
	size_t n;

	assert_non_null(in);
	while ((n = fread(piece, 1, sizeof piece, in)) > 0)
		must(buf_add(&b, span_make(piece, n), &f), &f);
	(void)fclose(in);
	return b;
}

static void spill(const char *name, struct span bytes)
{
	FILE *out = fopen(in_lab(name), "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, out), bytes.n);
	assert_int_equal(fclose(out), 0);
}

static int ask_word(void *user, char *out, int cap)
{
	return snprintf(out, (size_t)cap, "%s", (const char *)user);
}

static int try_open(struct seal_key **k, const char *key, const char *certificate, const char *word, struct fault *f)
{
	struct seal_pass pass = { ask_word, (void *)(uintptr_t)word };

	return seal_key_open(k, in_lab(key), certificate == NULL ? NULL : in_lab(certificate), word == NULL ? NULL : &pass, f);
}

static void sign(const char *key, const char *certificate, struct span content, struct buf *signature, struct buf *who)
{
	OWNED(seal_key) struct seal_key *k = NULL;
	struct fault f = FAULT_INIT;

	must(try_open(&k, key, certificate, NULL, &f), &f);
	must(seal_sign(k, content, signature, who, &f), &f);
}

/* ---- keys ---------------------------------------------------------------------------------------------------- */

static void a_key_is_opened_only_when_it_can_prove_something(void **state)
{
	static const struct {
		const char *why, *key, *certificate, *word, *says; /* says NULL: it opens */
	} rows[] = {
		{ "a key and its certificate", "a.key", "a.crt", NULL, NULL },
		{ "others can read it", "open.key", "a.crt", NULL, "can be read by others" },
		{ "the certificate is another's", "a.key", "b.crt", NULL, "is not that of the key" },
		{ "no certificate", "a.key", NULL, NULL, "needs its certificate" },
		{ "a raw key needs none", "raw.key", NULL, NULL, NULL },
		{ "PKCS#12 with its word", "a.p12", NULL, "word", NULL },
		{ "with another word", "a.p12", NULL, "sword", "cannot be opened" },
		{ "with none to ask", "a.p12", NULL, NULL, "cannot be opened" },
		{ "a certificate is no key", "a.crt", "a.crt", NULL, "a.crt" },
		{ "no such file", "none.key", NULL, NULL, "cannot be read" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		OWNED(seal_key) struct seal_key *k = NULL;
		struct fault f = FAULT_INIT;
		int rc = try_open(&k, rows[i].key, rows[i].certificate, rows[i].word, &f);

		if ((rc == 0) != (rows[i].says == NULL) || (rc != 0 && strstr(f.text, rows[i].says) == NULL))
			fail_msg("%s: %d (%s)", rows[i].why, rc, f.text);
	}
}

/* ---- signatures ------------------------------------------------------------------------------------------------ */

static void a_signature_holds_over_its_own_bytes_and_no_others(void **state)
{
	static const char text[] = "# entries: 3\nline\n";
	OWNED(buf) struct buf own = BUF_INIT;
	OWNED(buf) struct buf others = BUF_INIT;
	OWNED(buf) struct buf who = BUF_INIT;
	OWNED(buf) struct buf longer = BUF_INIT;
	struct fault f = FAULT_INIT;
	struct seal_signer s;
	struct span all = span_make((const uint8_t *)text, sizeof text - 1);

	(void)state;
	sign("a.key", "a.crt", all, &own, &who);
	sign("b.key", "b.crt", span_of("# entries: 4\nline\n"), &others, &who);
	must(buf_add(&longer, buf_span(&own), &f), &f);
	must(buf_add_text(&longer, "\n", &f), &f);
	struct {
		const char *why;
		struct span content, signature;
		int want;
	} rows[] = {
		{ "the bytes that were signed", all, buf_span(&own), 0 },
		{ "a byte fewer", span_sub(all, 0, all.n - 1), buf_span(&own), SEAL_BAD },
		{ "one more: the zero that ends the text", span_make((const uint8_t *)text, sizeof text), buf_span(&own), SEAL_BAD },
		{ "lines that end as on Windows", span_of("# entries: 3\r\nline\r\n"), buf_span(&own), SEAL_BAD },
		{ "nothing at all", SPAN_NONE, buf_span(&own), SEAL_BAD },
		{ "a signature over something else", all, buf_span(&others), SEAL_BAD },
		{ "a byte short", all, span_sub(buf_span(&own), 0, own.n - 1), SEAL_BAD },
		{ "no signature", all, SPAN_NONE, SEAL_BAD },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		int got = seal_check(rows[i].content, rows[i].signature, SPAN_NONE, NULL, 0, &s, &f);

		if (got != rows[i].want || (got == SEAL_BAD) != (s.why[0] != '\0' && !s.trusted && got != 0))
			fail_msg("%s: got %d, want %d (%s)", rows[i].why, got, rows[i].want, s.why);
	}
	assert_int_equal(seal_check(all, buf_span(&own), SPAN_NONE, NULL, 0, &s, &f), 0);
	assert_string_equal(s.subject, "CN=a");
}

static void a_raw_signature_holds_by_its_own_key_alone(void **state)
{
	OWNED(buf) struct buf sig = BUF_INIT;
	OWNED(buf) struct buf who = BUF_INIT;
	OWNED(buf) struct buf other = slurp("raw2.pub");
	struct span text = span_of("some text");
	struct fault f = FAULT_INIT;
	struct seal_signer s;
	uint8_t more[65] = { 0 };

	(void)state;
	sign("raw.key", NULL, text, &sig, &who);
	assert_int_equal(sig.n, 64);
	memcpy(more, sig.p, 64);
	struct {
		const char *why;
		struct span signature, key;
		int want;
	} rows[] = {
		{ "its own key", buf_span(&sig), buf_span(&who), 0 },
		{ "another key", buf_span(&sig), buf_span(&other), SEAL_BAD },
		{ "63 bytes", span_sub(buf_span(&sig), 0, 63), buf_span(&who), SEAL_BAD },
		{ "65 bytes", span_make(more, 65), buf_span(&who), SEAL_BAD },
		{ "a key that is none", buf_span(&sig), span_of("-----BEGIN PUBLIC KEY-----\n"), SEAL_BAD },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		int got = seal_check(text, rows[i].signature, rows[i].key, NULL, 0, &s, &f);

		if (got != rows[i].want)
			fail_msg("%s: got %d, want %d (%s)", rows[i].why, got, rows[i].want, s.why);
	}
}

/* Whether a signature holds and whether its signer is known are two questions. */
static void trust_is_asked_of_the_ca_and_of_the_time(void **state)
{
	OWNED(buf) struct buf sig = BUF_INIT;
	OWNED(buf) struct buf who = BUF_INIT;
	struct span text = span_of("some text");
	int64_t now = (int64_t)time(NULL), day = 86400;
	const struct {
		const char *why, *ca;
		int64_t at;
		bool trusted;
	} rows[] = {
		{ "no CA was given", NULL, 0, false },
		{ "its CA, now", "ca.pem", 0, true },
		{ "another CA", "other.pem", 0, false },
		{ "a day before it was issued", "ca.pem", now - day, false },
		{ "the day before it ends", "ca.pem", now + 19 * day, true },
		{ "the day after", "ca.pem", now + 21 * day, false },
	};
	struct fault f = FAULT_INIT;

	(void)state;
	sign("a.key", "a.crt", text, &sig, &who);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct seal_signer s;

		assert_int_equal(seal_check(text, buf_span(&sig), SPAN_NONE, rows[i].ca == NULL ? NULL : in_lab(rows[i].ca), rows[i].at, &s, &f), 0);
		if (s.trusted != rows[i].trusted || s.trusted != (s.why[0] == '\0'))
			fail_msg("%s: trusted %d (%s)", rows[i].why, s.trusted, s.why);
	}
}

/* What openssl makes of it by itself. */
static void a_plain_signature_is_one_that_stock_tools_verify(void **state)
{
	OWNED(seal_key) struct seal_key *k = NULL;
	OWNED(buf) struct buf sig = BUF_INIT;
	OWNED(buf) struct buf who = BUF_INIT;
	struct fault f = FAULT_INIT;
	char keyid[65];

	(void)state;
	must(try_open(&k, "a.key", "a.crt", NULL, &f), &f);
	must(seal_sign_plain(k, span_of("a checkpoint"), &sig, &who, keyid, &f), &f);
	spill("text", span_of("a checkpoint"));
	spill("text.sig", buf_span(&sig));
	spill("text.pub", buf_span(&who));
	assert_int_equal(shell("cd %s && openssl dgst -sha256 -verify text.pub -signature text.sig text >/dev/null 2>&1", lab.dir), 0);
	assert_int_equal(shell("cd %s && [ %s = $(openssl pkey -pubin -in text.pub -outform DER | sha256sum | cut -c1-64) ]", lab.dir, keyid), 0);
	spill("text", span_of("a checkpoinT"));
	assert_int_not_equal(shell("cd %s && openssl dgst -sha256 -verify text.pub -signature text.sig text >/dev/null 2>&1", lab.dir), 0);
}

static void fingerprints_are_compared_as_people_copy_them(void **state)
{
	static const char hex[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	static const struct {
		const char *why, *paper;
		bool same;
	} rows[] = {
		{ "as it is", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", true },
		{ "colons and capitals", "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF", true },
		{ "the last digit is another", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeefe", false },
		{ "one digit short", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef", false },
		{ "one too many", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0", false },
		{ "nothing", "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (seal_same_fingerprint(rows[i].paper, hex) != rows[i].same)
			fail_msg("%s", rows[i].why);
}

/* ---- time-stamps ----------------------------------------------------------------------------------------------- */

static struct buf reply_to(struct span request)
{
	spill("q.tsq", request);
	assert_int_equal(shell("cd %s && openssl ts -reply -config tsa.cnf -queryfile q.tsq -out q.tsr >/dev/null 2>&1", lab.dir), 0);
	return slurp("q.tsr");
}

static void a_time_stamp_holds_over_its_own_data_and_request(void **state)
{
	struct span data = span_of("MANIFEST");
	OWNED(buf) struct buf request = BUF_INIT;
	OWNED(buf) struct buf again = BUF_INIT;
	OWNED(buf) struct buf elsewhere = BUF_INIT;
	struct fault f = FAULT_INIT;

	(void)state;
	must(seal_request(data, &request, &f), &f);
	must(seal_request(data, &again, &f), &f);
	must(seal_request(span_of("MANIFESt"), &elsewhere, &f), &f);
	OWNED(buf) struct buf reply = reply_to(buf_span(&request));
	OWNED(buf) struct buf other = reply_to(buf_span(&elsewhere));
	struct {
		const char *why;
		struct span data, reply, request;
		const char *ca;
		int want;
		bool trusted;
	} rows[] = {
		{ "its own, with its CA", data, buf_span(&reply), buf_span(&request), "ca.pem", 0, true },
		{ "without the request", data, buf_span(&reply), SPAN_NONE, "ca.pem", 0, true },
		{ "another CA: it holds, of nobody known", data, buf_span(&reply), buf_span(&request), "other.pem", 0, false },
		{ "no CA", data, buf_span(&reply), buf_span(&request), NULL, 0, false },
		{ "the same data, asked another time: the nonce is another", data, buf_span(&reply), buf_span(&again), "ca.pem", SEAL_BAD, false },
		{ "other data", span_of("MANIFESt"), buf_span(&reply), SPAN_NONE, "ca.pem", SEAL_BAD, false },
		{ "a reply over other data", data, buf_span(&other), SPAN_NONE, "ca.pem", SEAL_BAD, false },
		{ "a byte short", data, span_sub(buf_span(&reply), 0, reply.n - 1), SPAN_NONE, "ca.pem", SEAL_BAD, false },
		{ "the request is no reply", data, buf_span(&request), SPAN_NONE, "ca.pem", SEAL_BAD, false },
		{ "the reply is no request", data, buf_span(&reply), buf_span(&reply), "ca.pem", SEAL_BAD, false },
		{ "nothing", data, SPAN_NONE, SPAN_NONE, "ca.pem", SEAL_BAD, false },
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct seal_token t;
		int got = seal_reply(rows[i].data, rows[i].reply, rows[i].request, rows[i].ca == NULL ? NULL : in_lab(rows[i].ca), &t, &f);

		if (got != rows[i].want || t.trusted != rows[i].trusted || (got != 0 && t.why[0] == '\0'))
			fail_msg("%s: got %d, trusted %d (%s)", rows[i].why, got, t.trusted, t.why);
		if (got == 0 && (!t.at.known || strcmp(t.policy, "1.2.3.4.1") != 0 || t.expired))
			fail_msg("%s: policy %s", rows[i].why, t.policy);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_is_opened_only_when_it_can_prove_something),
		cmocka_unit_test(a_signature_holds_over_its_own_bytes_and_no_others),
		cmocka_unit_test(a_raw_signature_holds_by_its_own_key_alone),
		cmocka_unit_test(trust_is_asked_of_the_ca_and_of_the_time),
		cmocka_unit_test(a_plain_signature_is_one_that_stock_tools_verify),
		cmocka_unit_test(fingerprints_are_compared_as_people_copy_them),
		cmocka_unit_test(a_time_stamp_holds_over_its_own_data_and_request),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
