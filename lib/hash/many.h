/*
 * hash/many.h - several digests of the same bytes in one pass, MD5 and SHA-1 among them: older paperwork names
 * those, and they serve to recognise what it means, never as proof.
 */
#ifndef HASH_MANY_H
#define HASH_MANY_H

#include "base/fault.h"
#include "base/macros.h"
#include "base/span.h"

enum many_alg { MANY_MD5, MANY_SHA1, MANY_SHA256, MANY_COUNT };
enum { MANY_HEX = 65 };

const char *many_name(enum many_alg a);  /* "md5", "sha1", "sha256" */
size_t many_digits(enum many_alg a);     /* hexadecimal digits: 32, 40, 64 */

struct many;
int many_new(struct many **out, struct fault *f) MUST_USE;
void many_free(struct many *m);
DEFINE_OWN_PTR(many, struct many, many_free)
int many_add(struct many *m, struct span bytes, struct fault *f) MUST_USE;
/* Lower-case hexadecimal of all; the state is at its end then. */
int many_get(struct many *m, char out[MANY_COUNT][MANY_HEX], struct fault *f) MUST_USE;

#endif
