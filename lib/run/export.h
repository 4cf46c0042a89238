/* run/export.h - bytes out, named by digest. */
#ifndef RUN_EXPORT_H
#define RUN_EXPORT_H

#include "run/choose.h"
#include "run/run.h"

/* Bytes out: the chosen images into every destination ("oci:DIR", export/export.h), each blob read and hashed once. */
struct run_export_options {
	struct choice_ask ask;
	const char *const *dests;
	size_t dests_n;
	bool partial; /* images that are not whole go into partial/ */
	bool history; /* registry: earlier targets of tags, too */
	const char *key, *certificate; /* of statements; NULL: none */
	int (*pass)(void *user, char *out, int cap);
	void *user;
};
/* One image in one destination. */
struct run_export_line {
	struct span digest, names; /* names joined by blanks */
	const char *destination, *where; /* where: file or folder below, of what has one of its own */
	bool whole;
	uint64_t blobs, bytes;
};
struct run_export_sink {
	void *user;
	int (*line)(void *user, const struct run_export_line *l, struct fault *f);
};
/* Is this operand a destination? */
bool run_export_is_dest(const char *text);
int run_export(const struct run_options *o, const struct run_export_options *x, const struct run_export_sink *sink,
               struct run_result *out, struct fault *f) MUST_USE;

#endif
