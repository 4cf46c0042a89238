/*
 * seal/seal.h - signatures and time-stamps over bytes, and the texts that travel with a sealed folder. The only room
 * that knows CMS and RFC 3161 (OpenSSL). No network: requests go out and replies come in as files.
 *
 * CMS: RFC 5652, detached, binary, SHA-256, with the ESS signing-certificate attribute (CAdES-BES). Ed25519 cannot be
 * put into CMS by OpenSSL 3.0, so such keys sign raw (RFC 8032), as `openssl pkeyutl -rawin` does.
 */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include "base/buf.h"
#include "base/fault.h"
#include "core/when.h"

/* Asked when a key is encrypted: writes at most `cap` bytes, returns how many, -1: none given. */
struct seal_pass {
	int (*ask)(void *user, char *out, int cap);
	void *user;
};

/* A private key and its certificate. Key files: PEM or PKCS#12; readable by others is refused (FAULT_USAGE). */
struct seal_key;
int seal_key_open(struct seal_key **out, const char *key, const char *certificate, const struct seal_pass *pass,
                  struct fault *f) MUST_USE;
void seal_key_free(struct seal_key *k);
DEFINE_OWN_PTR(seal_key, struct seal_key, seal_key_free)
bool seal_key_raw(const struct seal_key *k); /* Ed25519: a raw signature of 64 bytes, not CMS */

/* *signature: DER of the CMS, or the raw bytes; *who: the certificate, or the public key, as PEM. */
int seal_sign(const struct seal_key *k, struct span content, struct buf *signature, struct buf *who,
              struct fault *f) MUST_USE;

/* The signature alone, of any key: Ed25519 raw, others over SHA-256 (as `openssl dgst -sha256 -sign`). *who: the public
 * key as PEM; `keyid`: SHA-256 of its DER in hexadecimal. */
int seal_sign_plain(const struct seal_key *k, struct span content, struct buf *signature, struct buf *who, char keyid[65],
                    struct fault *f) MUST_USE;

enum { SEAL_BAD = 1, SEAL_TEXT = 256 };

struct seal_signer {
	bool trusted;              /* a path leads to a certificate of the CA file */
	char subject[SEAL_TEXT];   /* RFC 2253; of a raw key: "public key" */
	char fingerprint[65];      /* SHA-256 of the certificate's DER, of a raw key's SubjectPublicKeyInfo */
	char why[SEAL_TEXT];       /* of SEAL_BAD, or why it is not trusted */
};

/* Does `signature` hold over `content`? CMS when `public_key` is empty, else raw. `ca`: path of PEM certificates the
 * verifier trusts, NULL: none. `at`: judge certificates at that time instead of now, 0: now. 0 or SEAL_BAD. */
int seal_check(struct span content, struct span signature, struct span public_key, const char *ca, int64_t at,
               struct seal_signer *out, struct fault *f) MUST_USE;

/* Is what people copied from paper (colons, capitals) this SHA-256? */
bool seal_same_fingerprint(const char *paper, const char *hex);

/* ---- RFC 3161 ------------------------------------------------------------------------------------------- */

/* A request over `data` (SHA-256, random nonce, certificate wanted), as DER. */
int seal_request(struct span data, struct buf *out, struct fault *f) MUST_USE;

struct seal_token {
	bool trusted;
	bool expired; /* trusted at its own time, no longer now */
	struct when at;
	char serial[SEAL_TEXT], policy[SEAL_TEXT], tsa[SEAL_TEXT], why[SEAL_TEXT];
};

/* A reply (TimeStampResp) over `data`; `request` may be empty, else nonce and imprint must be its own. 0 or SEAL_BAD. */
int seal_reply(struct span data, struct span reply, struct span request, const char *ca, struct seal_token *out,
               struct fault *f) MUST_USE;

/* ---- what travels with a sealed folder (kit.c) ---------------------------------------------------------------- */

extern const char seal_verify_en[], seal_verify_ja[], seal_verify_sh[];

#endif
