/*
 * rebuild/rebuild.h - a lost layer compressed anew from its tar, as a known program would have done it. Nothing here
 * decides that it succeeded: the caller hashes what comes out, and only the recorded digest is proof.
 *
 * Encoders: Go's compress/gzip (1.8 to 1.26) written anew, levels 1 to 9; zlib and libzstd as they are linked. What
 * Go's output depends on beside the bytes and the level is how the program cut its writes (enum rebuild_cut).
 * Formats: sherd-formats(7), "Go's gzip".
 */
#ifndef REBUILD_REBUILD_H
#define REBUILD_REBUILD_H

#include "base/fault.h"
#include "base/span.h"
#include "base/stream.h"

#include <stdbool.h>
#include <stdint.h>

/* name, maker, level, extra flags byte, system byte of a gzip header (zstd: 1 checksum + 2 a worker; content size told), who writes so */
#define REBUILD_ENCODERS(X)                                                                                       \
	X(GO_6, "go-gzip-6", go, 6, 0x00, 0xff, "Go's gzip, default level (docker, BuildKit, containerd)")        \
	X(GO_1, "go-gzip-1", go, 1, 0x04, 0xff, "Go's gzip, level 1 (ko, kaniko, crane, buildpacks)")             \
	X(GO_9, "go-gzip-9", go, 9, 0x02, 0xff, "Go's gzip, level 9")                                             \
	X(GO_2, "go-gzip-2", go, 2, 0x00, 0xff, "Go's gzip, level 2")                                             \
	X(GO_3, "go-gzip-3", go, 3, 0x00, 0xff, "Go's gzip, level 3")                                             \
	X(GO_4, "go-gzip-4", go, 4, 0x00, 0xff, "Go's gzip, level 4")                                             \
	X(GO_5, "go-gzip-5", go, 5, 0x00, 0xff, "Go's gzip, level 5")                                             \
	X(GO_7, "go-gzip-7", go, 7, 0x00, 0xff, "Go's gzip, level 7")                                             \
	X(GO_8, "go-gzip-8", go, 8, 0x00, 0xff, "Go's gzip, level 8")                                             \
	X(JAVA_6, "zlib-6-os0", zlib, 6, 0x00, 0x00, "zlib, default level, header of Java before 16 (jib, Bazel)") \
	X(JAVA16_6, "zlib-6-osff", zlib, 6, 0x00, 0xff, "zlib, default level, header of Java 16 and later (jib)")  \
	X(ZLIB_6, "zlib-6", zlib, 6, 0x00, 0x03, "zlib, default level")                                           \
	X(ZLIB_9, "zlib-9", zlib, 9, 0x02, 0x03, "zlib, level 9")                                                 \
	X(ZLIB_1, "zlib-1", zlib, 1, 0x04, 0x03, "zlib, level 1")                                                 \
	X(ZLIB_2, "zlib-2", zlib, 2, 0x00, 0x03, "zlib, level 2")                                                 \
	X(ZLIB_3, "zlib-3", zlib, 3, 0x00, 0x03, "zlib, level 3")                                                 \
	X(ZLIB_4, "zlib-4", zlib, 4, 0x00, 0x03, "zlib, level 4")                                                 \
	X(ZLIB_5, "zlib-5", zlib, 5, 0x00, 0x03, "zlib, level 5")                                                 \
	X(ZLIB_7, "zlib-7", zlib, 7, 0x00, 0x03, "zlib, level 7")                                                 \
	X(ZLIB_8, "zlib-8", zlib, 8, 0x00, 0x03, "zlib, level 8")                                                 \
	X(ZLIB_9_OSFF, "zlib-9-osff", zlib, 9, 0x02, 0xff, "zlib, level 9, header of Python's gzip")               \
	X(ZSTD_3, "zstd-3", zstd, 3, 3, 1, "the zstd program, level 3, of a file")                                \
	X(ZSTD_3_PIPE, "zstd-3-pipe", zstd, 3, 3, 0, "the zstd program, level 3, of a pipe")                      \
	X(ZSTD_3_LIBRARY, "libzstd-3", zstd, 3, 0, 0, "libzstd, level 3, streamed, without checksum")             \
	X(ZSTD_19, "zstd-19", zstd, 19, 3, 1, "the zstd program, level 19, of a file")                            \
	X(ZSTD_19_PIPE, "zstd-19-pipe", zstd, 19, 3, 0, "the zstd program, level 19, of a pipe")                  \
	X(PLAIN, "plain", plain, 0, 0, 0, "not compressed")

enum rebuild_encoder {
#define X(id, name, make, level, xfl, os, about) REBUILD_##id,
	REBUILD_ENCODERS(X)
#undef X
	REBUILD_ENCODERS_
};

/* How a program's writes cut the tar. It shows only where the encoder's window moves, so in large layers.
 *   name, meaning */
#define REBUILD_CUTS(X)                                                                        \
	X(EVEN, "even", "32 KiB each (a file copied through)")                                 \
	X(TAR_SPLIT, "tar-split", "headers with the padding before, files by 32 KiB (docker push)") \
	X(TAR_WRITER, "tar-writer", "headers, padding and files apart, files by 32 KiB (tar written as it is compressed)")

enum rebuild_cut {
#define X(id, name, about) CUT_##id,
	REBUILD_CUTS(X)
#undef X
	REBUILD_CUTS_
};

enum rebuild_family { REBUILD_ANY = 0, REBUILD_GZIP, REBUILD_ZSTD, REBUILD_TAR };

/* What it makes. */
enum rebuild_family rebuild_family(enum rebuild_encoder e);
const char *rebuild_encoder_name(enum rebuild_encoder e);
const char *rebuild_encoder_about(enum rebuild_encoder e);
const char *rebuild_cut_name(enum rebuild_cut c);
const char *rebuild_cut_about(enum rebuild_cut c);
bool rebuild_cut_matters(enum rebuild_encoder e);
/* Can bytes with this head come from it? The first ten decide. */
bool rebuild_encoder_fits(enum rebuild_encoder e, struct span head);
/* "go-gzip-6" or "go-gzip-6/tar-split": 0, or 1 when it is neither. */
int rebuild_parse(struct span text, enum rebuild_encoder *e, enum rebuild_cut *c) MUST_USE;

/* Where compressed bytes go; a positive result ends the work and is handed up. */
struct rebuild_sink {
	void *user;
	int (*put)(void *user, struct span bytes, struct fault *f);
};

struct rebuild;

/* `size`: of the tar, for encoders that write it first. `sink` is copied. */
int rebuild_new(struct rebuild **out, enum rebuild_encoder e, enum rebuild_cut c, uint64_t size,
                const struct rebuild_sink *sink, struct fault *f) MUST_USE;
void rebuild_free(struct rebuild *r);
DEFINE_OWN_PTR(rebuild, struct rebuild, rebuild_free)
/* Pieces of any size: what comes out does not depend on them. */
int rebuild_add(struct rebuild *r, struct span bytes, struct fault *f) MUST_USE;
int rebuild_end(struct rebuild *r, struct fault *f) MUST_USE;

/* The same as a stream: the compressed bytes of what `tar` gives. `tar` is borrowed; its outcomes are passed on. */
int rebuild_stream(struct stream **out, enum rebuild_encoder e, enum rebuild_cut c, uint64_t size, struct stream *tar,
                   struct fault *f) MUST_USE;

#endif
