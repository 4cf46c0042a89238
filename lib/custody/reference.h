/* custody/reference.h - hashes an acquirer wrote down, in the side files tools leave beside an image. */
#ifndef CUSTODY_REFERENCE_H
#define CUSTODY_REFERENCE_H

#include "base/buf.h"
#include "base/vec.h"
#include "hash/many.h"

struct reference_hash {
	enum many_alg alg;
	char hex[MANY_HEX]; /* lower case */
	uint64_t line;      /* of the side file, from 1 */
};

struct reference_hashes {
	VEC(struct reference_hash) v;
};

void reference_hashes_release(struct reference_hashes *r);
DEFINE_OWN(reference_hashes, struct reference_hashes, reference_hashes_release)

/* Hashes in `text` that speak of a file called `name` (without directory):
 * lines of md5sum, sha1sum, sha256sum ("<hex>  name", "<hex> *name"; a hash alone on its line; BSD's
 * "SHA256 (name) = <hex>"); lines that call the algorithm ("MD5 checksum: <hex>", "SHA1 hash: <hex>") as
 * imagers' logs do. A line that names another file says nothing of this one. */
int acquirer_read(struct reference_hashes *out, struct span text, struct span name, struct fault *f) MUST_USE;

#endif
