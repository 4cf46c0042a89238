/* hash/many.c - several digests of one pass. */
#include "hash/many.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *name, *openssl;
	size_t digits;
} algs[MANY_COUNT] = { { "md5", "MD5", 32 }, { "sha1", "SHA1", 40 }, { "sha256", "SHA256", 64 } };

struct many {
	EVP_MD_CTX *ctx[MANY_COUNT];
};

const char *many_name(enum many_alg a)
{
	return algs[a].name;
}

size_t many_digits(enum many_alg a)
{
	return algs[a].digits;
}

void many_free(struct many *m)
{
	if (m == NULL)
		return;
	for (int i = 0; i < MANY_COUNT; i++)
		EVP_MD_CTX_free(m->ctx[i]);
	free(m);
}

static int failed(struct fault *f, int alg)
{
	return fault_set(f, FAULT_INTERNAL, 0, "OpenSSL gives no %s here", algs[alg].openssl);
}

int many_new(struct many **out, struct fault *f)
{
	OWNED(many) struct many *m = (struct many *)calloc(1, sizeof *m);

	*out = NULL;
	if (m == NULL)
		return fault_memory(f, sizeof *m);
	for (int i = 0; i < MANY_COUNT; i++) {
		EVP_MD *md = EVP_MD_fetch(NULL, algs[i].openssl, NULL);
		int ok;

		m->ctx[i] = EVP_MD_CTX_new();
		ok = md != NULL && m->ctx[i] != NULL && EVP_DigestInit_ex(m->ctx[i], md, NULL) == 1;
		EVP_MD_free(md);
		if (!ok)
			return failed(f, i);
	}
	*out = TAKE(&m);
	return 0;
}

int many_add(struct many *m, struct span bytes, struct fault *f)
{
	for (int i = 0; i < MANY_COUNT; i++)
		if (EVP_DigestUpdate(m->ctx[i], bytes.p, bytes.n) != 1)
			return failed(f, i);
	return 0;
}

int many_get(struct many *m, char out[MANY_COUNT][MANY_HEX], struct fault *f)
{
	for (int i = 0; i < MANY_COUNT; i++) {
		unsigned char md[EVP_MAX_MD_SIZE];
		unsigned n = 0;

		if (EVP_DigestFinal_ex(m->ctx[i], md, &n) != 1 || 2 * (size_t)n != algs[i].digits)
			return failed(f, i);
		for (unsigned k = 0; k < n; k++)
			(void)snprintf(out[i] + (size_t)2 * k, 3, "%02x", md[k]);
	}
	return 0;
}
