/* run/cat.h - bytes of a blob or of one file of an image, checked by digest. */
#ifndef RUN_CAT_H
#define RUN_CAT_H

#include "run/run.h"

enum { RUN_NOT_FOUND = 1 };
struct run_sink {
	int (*write)(void *user, struct span bytes, struct fault *f);
	void *user;
};

/* A blob's bytes, read back from its source through its locator (or from the case, for documents),
 * hashed on the way and checked before the last piece is given out. 0; RUN_NOT_FOUND when no source
 * holds matching bytes (why tells). `digest` is whole or a prefix of at least 6 hex digits, with or
 * without "sha256:"; an ambiguous one is FAULT_USAGE with the candidates. */
int run_cat(const struct run_options *o, const char *digest, const struct run_sink *sink,
            char why[256], struct fault *f) MUST_USE;

/* One file of an image: the visible one of that path, out of a layer that is read against its digest first.
 * RUN_NOT_FOUND with `why`. */
int run_cat_file(const struct run_options *o, const char *image, const char *path, const struct run_sink *sink,
                 char why[256], struct fault *f) MUST_USE;

#endif
