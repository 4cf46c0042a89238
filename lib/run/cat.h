/* run/cat.h - bytes of a blob or of one file of an image, checked by digest. */
#ifndef RUN_CAT_H
#define RUN_CAT_H

#include "core/digest.h"
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

/* What the digests of a damaged layer's own table of contents (eStargz, zstd:chunked) still prove of its files, chunk by
 * chunk, out of all damaged copies of it that the sources hold. Without a table, of the copy that tells most: what a gzip
 * stream gives before its first break and behind each block at which it can be entered again; nothing proves that. */
struct salvaged_file {
	struct span path;     /* raw */
	bool whole;           /* every chunk is there, and they are the file */
	uint64_t size, there; /* bytes of the file; those that are proven to be there, without a table those that were read */
	size_t chunks, met;   /* of it; whose digests are met */
	struct digest sha256; /* by the table; NONE: not said. Without a table: of what was read of an unbroken file */
	bool hashed;          /* the file as a whole was read in one pass, and is that */
	/* without a table: all of it was read; behind a break; bytes of its header were not known, and are those of the one before */
	bool unbroken, after, filled;
};

struct salvage_told {
	char layer[DIGEST_TEXT], table[DIGEST_TEXT]; /* table "": there is none */
	const char *format;   /* of the table */
	bool named;           /* a descriptor names the table's digest */
	size_t copies, files, whole;
	uint64_t odd;         /* entries of the table that were left out; without one, members whose names are not all known */
	uint64_t left_out;    /* chunks that a bound left untried; without a table, files beyond layer_entries */
	/* without a table */
	size_t unbroken, filled;
	uint64_t breaks;      /* places where the archive could not be followed */
	bool misfit;          /* it came to an end, and the checksum there does not hold: something before it is changed */
	bool cut, bounded;    /* the layer ends too soon; salvage_bytes or salvage_trial ended the reading */
};

struct salvage_sink {
	/* First the layer, then each file in the table's order. */
	int (*layer)(void *user, const struct salvage_told *told, struct fault *f);
	int (*file)(void *user, const struct salvaged_file *file, struct fault *f);
	void *user;
};

/* The files of a damaged layer: 0; RUN_NOT_FOUND with `why` where no copy tells any. */
int run_salvage(const struct run_options *o, const char *digest, const struct salvage_sink *sink, char why[256], struct fault *f) MUST_USE;
/* One of its files, when it is whole; hashed once more on its way out. `unproven`: also one that nothing proves, when it is
 * unbroken. RUN_NOT_FOUND with `why`. */
int run_salvage_file(const struct run_options *o, const char *digest, const char *path, bool unproven, const struct run_sink *sink,
                     char why[256], struct fault *f) MUST_USE;

#endif
