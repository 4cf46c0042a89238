/* export/alias.c - blobs named by another algorithm, under the SHA-256 a destination wants. */
#include "export/private.h"

int dest_sha256(const struct export_dest *d, const struct digest *digest, struct digest *out)
{
	*out = *digest;
	if (digest->alg == DIGEST_SHA256)
		return 0;
	for (size_t i = 0; i < d->aliases.n; i++)
		if (digest_eq(&d->aliases.v[i].named, digest)) {
			*out = d->aliases.v[i].sha256;
			return 0;
		}
	return 1;
}
