/* seal/private.h - inside of the room. */
#ifndef SEAL_PRIVATE_H
#define SEAL_PRIVATE_H

#include "seal/seal.h"

#include <openssl/bio.h>
#include <openssl/x509.h>

/* The library's own words for the first error it queued; the queue is empty afterwards. */
const char *seal_error(char out[SEAL_TEXT]);
/* Certificates of a PEM file as the only roots. FAULT_USAGE when it cannot be read. */
int seal_store(X509_STORE **out, const char *ca, int64_t at, struct fault *f) MUST_USE;
void seal_name(char out[SEAL_TEXT], const X509_NAME *name);
int seal_add_bio(struct buf *out, BIO *b, struct fault *f) MUST_USE;

#endif
