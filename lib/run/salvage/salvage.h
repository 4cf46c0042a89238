/* run/salvage/salvage.h - the files of a damaged layer: chunk by chunk by its own table of contents, or as they stand in what can
 * still be decoded. */
#ifndef RUN_SALVAGE_SALVAGE_H
#define RUN_SALVAGE_SALVAGE_H

#include "base/arena.h"
#include "base/vec.h"
#include "format/toc.h"
#include "run/cat.h"
#include "run/cat/shelf.h"

struct salvage_chunk {
	uint64_t offset, inner; /* of its stream in the blob; in what that gives */
	uint64_t at, size;      /* in the file */
	struct digest digest;   /* NONE: nothing proves it */
	uint32_t copy;          /* the first that has it, from 1; 0: none */
	uint32_t file;          /* number of the file it is of */
};

struct salvage_file {
	struct salvaged_file told;
	size_t first; /* its chunks, in the table's order */
	bool tiled;   /* they cover the file, each once, in order */
	bool other;   /* they are there, and are not the file that the table's digest names */
};

struct salvage_copy {
	struct digest bytes; /* SHA-256 of what is there */
};

struct salvage {
	struct casedb *db;
	const struct run_options *o;
	struct shelf *shelf;
	struct salvage_told told;
	struct toc_place place;
	struct arena names;
	VEC(struct salvage_copy) copies;
	VEC(struct salvage_file) files;
	VEC(struct salvage_chunk) chunks;
	uint64_t left; /* of salvage_bytes */
	bool beyond;   /* a table is longer than toc_bytes */
	uint32_t broken; /* no table: the copy that is read past its breaks, from 1 */
};

/* table.c: finds the table in a copy and takes its files. 0; RUN_NOT_FOUND with `why`. */
int run_salvage_table(struct salvage *s, char why[256], struct fault *f) MUST_USE;

/* walk.c: reads chunks of one copy in one pass. `order`: numbers of chunks, by offset, then by inner offset. Those whose
 * digest is met get `copy`, counted from 1. With a sink their bytes are given out, and where one is not met: RUN_NOT_FOUND. */
int run_salvage_walk(struct salvage *s, uint32_t copy, const uint32_t *order, size_t n, const struct run_sink *sink,
                     struct fault *f) MUST_USE;
/* broken.c: the files that one copy still tells where no table does, in the order of its tar, and how the reading ended
 * (told). With a sink the file of number `wanted` is given out. 0; 1: the copy is no gzip, or cannot be read. */
int run_salvage_broken(struct salvage *s, uint32_t copy, size_t wanted, const struct run_sink *sink, struct fault *f) MUST_USE;
/* The copy from its first byte: 0, RUN_NOT_FOUND. */
int run_salvage_open(struct salvage *s, uint32_t copy, struct stream **out, struct fault *f) MUST_USE;

#endif
