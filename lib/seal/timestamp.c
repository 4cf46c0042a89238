/* seal/timestamp.c - RFC 3161 requests and replies, without a network. */
#include "seal/private.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static bool fill_request(TS_REQ *q, struct span data)
{
	TS_MSG_IMPRINT *m = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	ASN1_INTEGER *nonce = NULL;
	uint8_t digest[32], random[8];
	unsigned n = 0;
	BIGNUM *number = NULL;
	bool fine = m != NULL && alg != NULL && EVP_Digest(data.p, data.n, digest, &n, EVP_sha256(), NULL) == 1 &&
	            RAND_bytes(random, sizeof random) == 1;

	random[0] |= 1; /* never shorter than it should be */
	if (fine) {
		X509_ALGOR_set_md(alg, EVP_sha256());
		number = BN_bin2bn(random, sizeof random, NULL);
		nonce = number == NULL ? NULL : BN_to_ASN1_INTEGER(number, NULL);
		fine = nonce != NULL && TS_MSG_IMPRINT_set_algo(m, alg) == 1 &&
		       TS_MSG_IMPRINT_set_msg(m, digest, (int)n) == 1 && TS_REQ_set_version(q, 1) == 1 &&
		       TS_REQ_set_msg_imprint(q, m) == 1 && TS_REQ_set_nonce(q, nonce) == 1 && TS_REQ_set_cert_req(q, 1) == 1;
	}
	TS_MSG_IMPRINT_free(m);
	X509_ALGOR_free(alg);
	ASN1_INTEGER_free(nonce);
	BN_free(number);
	return fine;
}

int seal_request(struct span data, struct buf *out, struct fault *f)
{
	TS_REQ *q = TS_REQ_new();
	BIO *b = BIO_new(BIO_s_mem());
	char why[SEAL_TEXT];
	int rc = -1;

	if (q != NULL && b != NULL && fill_request(q, data) && i2d_TS_REQ_bio(b, q) == 1)
		rc = seal_add_bio(out, b, f);
	else
		(void)fault_set(f, FAULT_INTERNAL, 0, "the time-stamp request cannot be made: %s", seal_error(why));
	TS_REQ_free(q);
	(void)BIO_free(b);
	return rc;
}

/* ---- replies --------------------------------------------------------------------------------------------- */

static void note_token(TS_TST_INFO *info, struct seal_token *out)
{
	const ASN1_GENERALIZEDTIME *at = TS_TST_INFO_get_time(info);
	BIGNUM *serial = ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(info), NULL);
	GENERAL_NAME *tsa = TS_TST_INFO_get_tsa(info);
	char *hex = serial == NULL ? NULL : BN_bn2hex(serial);
	struct tm tm;

	if (at != NULL && ASN1_TIME_to_tm(at, &tm) == 1)
		out->at = when_sec((int64_t)timegm(&tm));
	(void)snprintf(out->serial, SEAL_TEXT, "%.200s", hex == NULL ? "" : hex);
	(void)OBJ_obj2txt(out->policy, SEAL_TEXT, TS_TST_INFO_get_policy_id(info), 1);
	if (tsa != NULL && tsa->type == GEN_DIRNAME)
		seal_name(out->tsa, tsa->d.directoryName);
	OPENSSL_free(hex);
	BN_free(serial);
}

/* One verification; `store` is given up to it. */
static bool verify(TS_RESP *r, struct span data, TS_REQ *q, X509_STORE *store, char why[SEAL_TEXT])
{
	TS_VERIFY_CTX *x = q == NULL ? TS_VERIFY_CTX_new() : TS_REQ_to_TS_VERIFY_CTX(q, NULL);
	BIO *b = q == NULL ? BIO_new_mem_buf(data.p, (int)data.n) : NULL;
	bool fine;

	if (x == NULL || (q == NULL && b == NULL)) {
		X509_STORE_free(store);
		(void)BIO_free(b);
		TS_VERIFY_CTX_free(x);
		return false;
	}
	if (q != NULL) {
		(void)TS_VERIFY_CTX_set_flags(x, TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_NONCE);
	} else {
		(void)TS_VERIFY_CTX_set_flags(x, TS_VFY_VERSION | TS_VFY_DATA);
		(void)TS_VERIFY_CTX_set_data(x, b);
	}
	if (store != NULL) {
		(void)TS_VERIFY_CTX_add_flags(x, TS_VFY_SIGNATURE);
		(void)TS_VERIFY_CTX_set_store(x, store);
	}
	fine = TS_RESP_verify_response(x, r) == 1;
	if (!fine)
		(void)seal_error(why);
	TS_VERIFY_CTX_free(x); /* frees the store and the data as well */
	ERR_clear_error();
	return fine;
}

static int judge_trust(TS_RESP *r, struct span data, const char *ca, struct seal_token *out, struct fault *f)
{
	X509_STORE *store = NULL;
	char later[SEAL_TEXT];

	if (ca == NULL) {
		(void)snprintf(out->why, SEAL_TEXT, "no CA was given");
		return 0;
	}
	if (seal_store(&store, ca, 0, f) < 0) {
		X509_STORE_free(store);
		return -1;
	}
	out->trusted = verify(r, data, NULL, store, out->why);
	if (out->trusted || !out->at.known)
		return 0;
	if (seal_store(&store, ca, out->at.sec, f) < 0) {
		X509_STORE_free(store);
		return -1;
	}
	out->trusted = out->expired = verify(r, data, NULL, store, later);
	return 0;
}

int seal_reply(struct span data, struct span reply, struct span request, const char *ca, struct seal_token *out,
               struct fault *f)
{
	const uint8_t *p = reply.p, *rp = request.p;
	TS_RESP *r = d2i_TS_RESP(NULL, &p, (long)reply.n);
	TS_REQ *q = request.n == 0 ? NULL : d2i_TS_REQ(NULL, &rp, (long)request.n);
	int rc = 0;

	memset(out, 0, sizeof *out);
	ERR_clear_error();
	if (r == NULL || TS_RESP_get_tst_info(r) == NULL) {
		(void)snprintf(out->why, SEAL_TEXT, r == NULL ? "it is no RFC 3161 reply in DER" : "the reply grants no time-stamp");
		rc = SEAL_BAD;
	} else {
		note_token(TS_RESP_get_tst_info(r), out);
		if (request.n > 0 && q == NULL)
			(void)snprintf(out->why, SEAL_TEXT, "the request is none of RFC 3161 in DER");
		if ((request.n > 0 && q == NULL) || !verify(r, data, NULL, NULL, out->why) ||
		    (q != NULL && !verify(r, data, q, NULL, out->why)))
			rc = SEAL_BAD;
		else
			rc = judge_trust(r, data, ca, out, f);
	}
	TS_RESP_free(r);
	TS_REQ_free(q);
	return rc;
}
