/* seal/sign.c - CMS and raw Ed25519 signatures. */
#include "seal/private.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct seal_key {
	EVP_PKEY *key;
	X509 *certificate;
	STACK_OF(X509) *chain;
};

const char *seal_error(char out[SEAL_TEXT])
{
	unsigned long e = ERR_peek_last_error();
	const char *reason = e == 0 ? NULL : ERR_reason_error_string(e);

	(void)snprintf(out, SEAL_TEXT, "%s", reason == NULL ? "no reason was given" : reason);
	ERR_clear_error();
	return out;
}

void seal_name(char out[SEAL_TEXT], const X509_NAME *name)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p = NULL;
	long n = 0;

	out[0] = '\0';
	if (b != NULL && X509_NAME_print_ex(b, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
		n = BIO_get_mem_data(b, &p);
	if (n > 0)
		(void)snprintf(out, SEAL_TEXT, "%.*s", (int)(n < SEAL_TEXT ? n : SEAL_TEXT - 1), p);
	(void)BIO_free(b);
}

int seal_add_bio(struct buf *out, BIO *b, struct fault *f)
{
	char *p = NULL;
	long n = BIO_get_mem_data(b, &p);

	return buf_add(out, span_make(p, n > 0 ? (size_t)n : 0), f);
}

/* ---- keys -------------------------------------------------------------------------------------------------- */

static int on_pass(char *out, int cap, int writing, void *user)
{
	const struct seal_pass *pass = (const struct seal_pass *)user;

	(void)writing;
	return pass == NULL || pass->ask == NULL ? -1 : pass->ask(pass->user, out, cap);
}

/* A key that others can read proves nothing of who signed. */
static BIO *open_private(const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	FILE *file;

	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			(void)close(fd);
		(void)fault_set(f, FAULT_USAGE, errno, "the key %s cannot be read", path);
		return NULL;
	}
	if ((st.st_mode & 077) != 0) {
		(void)close(fd);
		(void)fault_set(f, FAULT_USAGE, 0, "the key %s can be read by others; chmod 600 it first", path);
		return NULL;
	}
	file = fdopen(fd, "r");
	if (file == NULL) {
		(void)close(fd);
		(void)fault_memory(f, 0);
		return NULL;
	}
	return BIO_new_fp(file, BIO_CLOSE);
}

static int parse_pkcs12(struct seal_key *k, BIO *b, const char *path, const struct seal_pass *pass, struct fault *f)
{
	PKCS12 *p12 = d2i_PKCS12_bio(b, NULL);
	char word[256] = "", why[SEAL_TEXT];
	int n = 0, rc;

	if (p12 == NULL)
		return fault_set(f, FAULT_USAGE, 0, "the key %s is neither PEM nor PKCS#12, or its passphrase is another (%s)",
		                 path, seal_error(why));
	if (PKCS12_verify_mac(p12, "", 0) != 1 && PKCS12_verify_mac(p12, NULL, 0) != 1)
		n = on_pass(word, sizeof word - 1, 0, (void *)(uintptr_t)pass);
	if (n >= 0)
		word[n] = '\0';
	rc = n < 0 ? 0 : PKCS12_parse(p12, word, &k->key, &k->certificate, &k->chain);
	OPENSSL_cleanse(word, sizeof word);
	PKCS12_free(p12);
	return rc == 1 ? 0 : fault_set(f, FAULT_USAGE, 0, "the key %s cannot be opened: %s", path, seal_error(why));
}

static int load_certificate(struct seal_key *k, const char *path, struct fault *f)
{
	BIO *b = BIO_new_file(path, "r");
	X509 *more;

	if (b == NULL)
		return fault_set(f, FAULT_USAGE, errno, "the certificate %s cannot be read", path);
	X509_free(k->certificate);
	k->certificate = PEM_read_bio_X509(b, NULL, NULL, NULL);
	while (k->certificate != NULL && (more = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL)
		if ((k->chain == NULL && (k->chain = sk_X509_new_null()) == NULL) || sk_X509_push(k->chain, more) == 0)
			X509_free(more);
	(void)BIO_free(b);
	ERR_clear_error();
	return k->certificate != NULL ? 0 : fault_set(f, FAULT_USAGE, 0, "%s holds no PEM certificate", path);
}

static int judge_key(const struct seal_key *k, const char *path, struct fault *f)
{
	if (k->certificate == NULL && !seal_key_raw(k))
		return fault_set(f, FAULT_USAGE, 0, "the key %s needs its certificate: --cert FILE", path);
	if (k->certificate != NULL && X509_check_private_key(k->certificate, k->key) != 1) {
		ERR_clear_error();
		return fault_set(f, FAULT_USAGE, 0, "the certificate is not that of the key %s", path);
	}
	return 0;
}

int seal_key_open(struct seal_key **out, const char *key, const char *certificate, const struct seal_pass *pass,
                  struct fault *f)
{
	OWNED(seal_key) struct seal_key *k = (struct seal_key *)calloc(1, sizeof *k);
	char why[SEAL_TEXT];
	uint8_t byte, first;
	BIO *b;
	int rc = 0;

	if (k == NULL)
		return fault_memory(f, sizeof *k);
	b = open_private(key, f);
	if (b == NULL)
		return -1;
	first = BIO_read(b, &byte, 1) == 1 ? byte : 0;
	if (BIO_seek(b, 0) < 0) {
		rc = fault_set(f, FAULT_IO, errno, "cannot read %s", key);
	} else if (first == 0x30) { /* an ASN.1 SEQUENCE; PEM is text */
		rc = parse_pkcs12(k, b, key, pass, f);
	} else {
		k->key = PEM_read_bio_PrivateKey(b, NULL, on_pass, (void *)(uintptr_t)pass);
		if (k->key == NULL)
			rc = fault_set(f, FAULT_USAGE, 0, "the key %s cannot be opened: %s", key, seal_error(why));
	}
	(void)BIO_free(b);
	if (rc < 0 || (certificate != NULL && load_certificate(k, certificate, f) < 0) || judge_key(k, key, f) < 0)
		return -1;
	*out = TAKE(&k);
	return 0;
}

void seal_key_free(struct seal_key *k)
{
	if (k == NULL)
		return;
	EVP_PKEY_free(k->key);
	X509_free(k->certificate);
	sk_X509_pop_free(k->chain, X509_free);
	free(k);
}

bool seal_key_raw(const struct seal_key *k)
{
	return EVP_PKEY_get_id(k->key) == EVP_PKEY_ED25519;
}

/* ---- signing ------------------------------------------------------------------------------------------------- */

static int sign_raw(const struct seal_key *k, struct span content, struct buf *signature, struct fault *f)
{
	EVP_MD_CTX *x = EVP_MD_CTX_new();
	uint8_t out[64];
	size_t n = sizeof out;
	char why[SEAL_TEXT];
	bool fine = x != NULL && EVP_DigestSignInit(x, NULL, NULL, NULL, k->key) == 1 &&
	            EVP_DigestSign(x, out, &n, content.p, content.n) == 1;

	EVP_MD_CTX_free(x);
	return fine ? buf_add(signature, span_make(out, n), f)
	            : fault_set(f, FAULT_INTERNAL, 0, "the raw signature cannot be made: %s", seal_error(why));
}

static int sign_cms(const struct seal_key *k, struct span content, struct buf *signature, struct fault *f)
{
	const unsigned flags = CMS_DETACHED | CMS_BINARY;
	BIO *in = BIO_new_mem_buf(content.p, (int)content.n), *out = BIO_new(BIO_s_mem());
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, k->chain, NULL, flags | CMS_PARTIAL);
	char why[SEAL_TEXT];
	int rc = -1;

	if (cms != NULL && in != NULL && out != NULL &&
	    CMS_add1_signer(cms, k->certificate, k->key, EVP_sha256(), flags | CMS_CADES) != NULL &&
	    CMS_final(cms, in, NULL, flags) == 1 && i2d_CMS_bio(out, cms) == 1)
		rc = seal_add_bio(signature, out, f);
	else
		(void)fault_set(f, FAULT_USAGE, 0, "the key cannot sign: %s", seal_error(why));
	CMS_ContentInfo_free(cms);
	(void)BIO_free(in);
	(void)BIO_free(out);
	return rc;
}

int seal_sign(const struct seal_key *k, struct span content, struct buf *signature, struct buf *who, struct fault *f)
{
	BIO *out = BIO_new(BIO_s_mem());
	bool raw = seal_key_raw(k);
	int rc;

	if (out == NULL || (raw ? PEM_write_bio_PUBKEY(out, k->key) : PEM_write_bio_X509(out, k->certificate)) != 1) {
		(void)BIO_free(out);
		return fault_memory(f, 0);
	}
	rc = seal_add_bio(who, out, f);
	(void)BIO_free(out);
	if (rc < 0)
		return -1;
	return raw ? sign_raw(k, content, signature, f) : sign_cms(k, content, signature, f);
}

static int public_key(const struct seal_key *k, struct buf *who, char keyid[65], struct fault *f)
{
	BIO *out = BIO_new(BIO_s_mem());
	uint8_t *der = NULL, digest[32];
	int size = i2d_PUBKEY(k->key, &der), rc;
	bool fine = out != NULL && size > 0 && PEM_write_bio_PUBKEY(out, k->key) == 1 &&
	            EVP_Digest(der, (size_t)size, digest, NULL, EVP_sha256(), NULL) == 1;

	rc = fine ? seal_add_bio(who, out, f) : fault_memory(f, 0);
	for (int i = 0; fine && i < 32; i++)
		(void)snprintf(keyid + 2 * i, 3, "%02x", digest[i]);
	(void)BIO_free(out);
	OPENSSL_free(der);
	return rc;
}

int seal_sign_plain(const struct seal_key *k, struct span content, struct buf *signature, struct buf *who, char keyid[65],
                    struct fault *f)
{
	EVP_MD_CTX *x;
	uint8_t *out;
	size_t n = 0;
	char why[SEAL_TEXT];
	bool fine;
	int rc;

	if (public_key(k, who, keyid, f) < 0)
		return -1;
	if (seal_key_raw(k))
		return sign_raw(k, content, signature, f);
	x = EVP_MD_CTX_new();
	fine = x != NULL && EVP_DigestSignInit(x, NULL, EVP_sha256(), NULL, k->key) == 1 &&
	       EVP_DigestSign(x, NULL, &n, content.p, content.n) == 1;
	out = fine ? (uint8_t *)malloc(n) : NULL;
	fine = out != NULL && EVP_DigestSign(x, out, &n, content.p, content.n) == 1;
	EVP_MD_CTX_free(x);
	rc = fine ? buf_add(signature, span_make(out, n), f)
	          : fault_set(f, FAULT_INTERNAL, 0, "the signature cannot be made: %s", seal_error(why));
	free(out);
	return rc;
}

/* ---- checking --------------------------------------------------------------------------------------------------- */

static void hex_of(char out[65], const uint8_t *p)
{
	for (int i = 0; i < 32; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", p[i]);
}

int seal_store(X509_STORE **out, const char *ca, int64_t at, struct fault *f)
{
	X509_STORE *s = X509_STORE_new();

	*out = s;
	if (s == NULL)
		return fault_memory(f, 0);
	if (ca != NULL && X509_STORE_load_file(s, ca) != 1) {
		ERR_clear_error();
		return fault_set(f, FAULT_USAGE, 0, "%s holds no PEM certificates that could be read", ca);
	}
	if (at != 0)
		X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(s), (time_t)at);
	return 0;
}

static int check_raw(struct span content, struct span signature, struct span public_key, struct seal_signer *out)
{
	BIO *b = BIO_new_mem_buf(public_key.p, (int)public_key.n);
	EVP_PKEY *key = b == NULL ? NULL : PEM_read_bio_PUBKEY(b, NULL, NULL, NULL);
	EVP_MD_CTX *x = EVP_MD_CTX_new();
	uint8_t *der = NULL, digest[32];
	unsigned n = 0;
	int size = key == NULL ? 0 : i2d_PUBKEY(key, &der);
	bool fine = size > 0 && x != NULL && EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 &&
	            EVP_Digest(der, (size_t)size, digest, &n, EVP_sha256(), NULL) == 1;

	if (fine)
		hex_of(out->fingerprint, digest);
	(void)snprintf(out->subject, SEAL_TEXT, "public key");
	if (!fine)
		(void)snprintf(out->why, SEAL_TEXT, "the public key beside it is no Ed25519 key");
	fine = fine && EVP_DigestVerifyInit(x, NULL, NULL, NULL, key) == 1 &&
	       EVP_DigestVerify(x, signature.p, signature.n, content.p, content.n) == 1;
	if (!fine && out->why[0] == '\0')
		(void)snprintf(out->why, SEAL_TEXT, "the signature is not over these bytes, or not by this key");
	OPENSSL_free(der);
	EVP_MD_CTX_free(x);
	EVP_PKEY_free(key);
	(void)BIO_free(b);
	ERR_clear_error();
	return fine ? 0 : SEAL_BAD;
}

static void note_signer(CMS_ContentInfo *cms, struct seal_signer *out)
{
	STACK_OF(X509) *all = CMS_get0_signers(cms);
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (all != NULL && sk_X509_num(all) > 0) {
		seal_name(out->subject, X509_get_subject_name(sk_X509_value(all, 0)));
		if (X509_digest(sk_X509_value(all, 0), EVP_sha256(), digest, &n) == 1)
			hex_of(out->fingerprint, digest);
		if (sk_X509_num(all) > 1)
			(void)snprintf(out->why, SEAL_TEXT, "more than one signer; the first is named");
	}
	sk_X509_free(all);
}

static int check_cms(struct span content, CMS_ContentInfo *cms, const char *ca, int64_t at, struct seal_signer *out,
                     struct fault *f)
{
	const unsigned flags = CMS_DETACHED | CMS_BINARY;
	BIO *in = BIO_new_mem_buf(content.p, (int)content.n);
	X509_STORE *store = NULL;
	int rc;

	if (in == NULL || CMS_verify(cms, NULL, NULL, in, NULL, flags | CMS_NO_SIGNER_CERT_VERIFY) != 1) {
		(void)seal_error(out->why);
		(void)BIO_free(in);
		return SEAL_BAD;
	}
	(void)BIO_free(in);
	note_signer(cms, out);
	if (ca == NULL) {
		(void)snprintf(out->why, SEAL_TEXT, "no CA was given");
		return 0;
	}
	rc = seal_store(&store, ca, at, f);
	if (rc == 0) {
		X509_VERIFY_PARAM_set_purpose(X509_STORE_get0_param(store), X509_PURPOSE_ANY);
		in = BIO_new_mem_buf(content.p, (int)content.n);
		out->trusted = in != NULL && CMS_verify(cms, NULL, store, in, NULL, flags) == 1;
		if (!out->trusted)
			(void)seal_error(out->why);
		(void)BIO_free(in);
	}
	X509_STORE_free(store);
	ERR_clear_error();
	return rc;
}

int seal_check(struct span content, struct span signature, struct span public_key, const char *ca, int64_t at,
               struct seal_signer *out, struct fault *f)
{
	CMS_ContentInfo *cms;
	BIO *b;
	int rc;

	memset(out, 0, sizeof *out);
	if (public_key.n > 0)
		return check_raw(content, signature, public_key, out);
	b = BIO_new_mem_buf(signature.p, (int)signature.n);
	cms = b == NULL ? NULL : d2i_CMS_bio(b, NULL);
	(void)BIO_free(b);
	if (cms == NULL) {
		ERR_clear_error();
		(void)snprintf(out->why, SEAL_TEXT, "it is no CMS signature in DER");
		return SEAL_BAD;
	}
	rc = check_cms(content, cms, ca, at, out, f);
	CMS_ContentInfo_free(cms);
	return rc;
}

/* Colons and capitals of what people copy from paper do not matter. */
bool seal_same_fingerprint(const char *paper, const char *hex)
{
	size_t n = 0;

	for (; *paper != '\0'; paper++) {
		char c = *paper >= 'A' && *paper <= 'F' ? (char)(*paper + 32) : *paper;

		if (c == ':' || c == ' ')
			continue;
		if (n >= 64 || hex[n] != c)
			return false;
		n++;
	}
	return n == 64;
}
