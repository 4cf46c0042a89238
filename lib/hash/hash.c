/*
 * hash/hash.c - digests by OpenSSL's EVP. An algorithm is fetched once for each struct hash:
 * fetching costs more than hashing a small file, starting over does not.
 */
#include "hash/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>

struct hash {
	EVP_MD_CTX *ctx,
	        *clone; /* the clone is finished where the running state must stay usable */
	EVP_MD *md;
	enum digest_alg alg;
};

static const char *evp_name(enum digest_alg alg)
{
	switch (alg) {
	case DIGEST_SHA256:
		return "SHA256";
	case DIGEST_SHA384:
		return "SHA384";
	case DIGEST_SHA512:
		return "SHA512";
	case DIGEST_NONE:
		break;
	}
	return "";
}

static int refused(struct fault *f, const char *what)
{
	return fault_set(f, FAULT_INTERNAL, 0, "the digest library refused to %s", what);
}

void hash_free(struct hash *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	EVP_MD_CTX_free(h->clone);
	EVP_MD_free(h->md);
	free(h);
}

int hash_new(struct hash **out, enum digest_alg alg, struct fault *f)
{
	OWNED(hash) struct hash *h = (struct hash *)calloc(1, sizeof *h);

	*out = NULL;
	if (h == NULL)
		return fault_memory(f, sizeof *h);
	h->alg = alg;
	h->md = EVP_MD_fetch(NULL, evp_name(alg), NULL);
	h->ctx = EVP_MD_CTX_new();
	h->clone = EVP_MD_CTX_new();
	if (h->md == NULL || h->ctx == NULL || h->clone == NULL)
		return refused(f, "provide an algorithm");
	if (hash_restart(h, f) < 0)
		return -1;
	*out = TAKE(&h);
	return 0;
}

int hash_restart(struct hash *h, struct fault *f)
{
	return EVP_DigestInit_ex2(h->ctx, h->md, NULL) == 1 ? 0 : refused(f, "start");
}

int hash_add(struct hash *h, struct span bytes, struct fault *f)
{
	if (bytes.n == 0)
		return 0;
	return EVP_DigestUpdate(h->ctx, bytes.p, bytes.n) == 1 ? 0 : refused(f, "take bytes");
}

int hash_get(struct hash *h, struct digest *out, struct fault *f)
{
	struct digest d = { .alg = (uint8_t)h->alg };
	unsigned n = 0;

	if (EVP_MD_CTX_copy_ex(h->clone, h->ctx) != 1 ||
	    EVP_DigestFinal_ex(h->clone, d.byte, &n) != 1 || n != digest_bytes(h->alg))
		return refused(f, "finish");
	*out = d;
	return 0;
}

int hash_span(struct digest *out, enum digest_alg alg, struct span bytes, struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;

	if (hash_new(&h, alg, f) < 0 || hash_add(h, bytes, f) < 0)
		return -1;
	return hash_get(h, out, f);
}

const char *hash_library(void)
{
	return OpenSSL_version(OPENSSL_VERSION);
}

/* ---- a stream that hashes what passes -----------------------------------------------------------
 */

struct tee {
	struct stream base;
	struct stream *in;
	struct hash *h;
};

static int tee_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct tee *t = (struct tee *)s;
	int rc = stream_read(t->in, into, n, got, f);

	if (rc > 0)
		memcpy(s->why, t->in->why, sizeof s->why);
	if (rc == 0 && *got > 0 && hash_add(t->h, span_make(into, *got), f) < 0)
		return -1;
	return rc;
}

static void tee_close(struct stream *s)
{
	free(s);
}

int hash_tee(struct stream **out, struct stream *in, struct hash *h, struct fault *f)
{
	static const struct stream_ops ops = { tee_read, tee_close };
	struct tee *t = (struct tee *)calloc(1, sizeof *t);

	*out = NULL;
	if (t == NULL)
		return fault_memory(f, sizeof *t);
	t->base.ops = &ops;
	t->in = in;
	t->h = h;
	*out = &t->base;
	return 0;
}
