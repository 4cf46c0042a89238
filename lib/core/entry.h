/*
 * core/entry.h - one thing a source holds, with everything its container tells about it, and the
 * locator that finds its bytes again.
 */
#ifndef CORE_ENTRY_H
#define CORE_ENTRY_H

#include "core/finding.h"
#include "core/layout.h"
#include "core/when.h"

#define ENTRY_KINDS(X)                                                                             \
	X(FILE, "file")                                                                         \
	X(DIR, "dir")                                                                           \
	X(SYMLINK, "symlink")                                                                   \
	X(HARDLINK, "hardlink") /* of an archive: bytes stand at another member */              \
	X(FIFO, "fifo")                                                                         \
	X(SOCKET, "socket")                                                                     \
	X(CHARDEV, "chardev")                                                                   \
	X(BLOCKDEV, "blockdev")                                                                 \
	X(OTHER, "other")                                                                       \
	X(TROUBLE, "trouble") /* no entry at all: a place where the container breaks */

enum entry_kind {
	ENTRY_UNSET = 0,
#define X(id, text) ENTRY_##id,
	ENTRY_KINDS(X)
#undef X
};

const char *entry_kind_text(enum entry_kind k);

/* A run of bytes: `length` bytes of the file from `at` lie at `offset` of the container. */
struct run {
	uint64_t at, offset, length;
};

struct runs {
	struct run *v;
	size_t n;
};

enum { /* bits of struct entry.has: what the container carries */
	HAS_MODE = 1, HAS_OWNER = 2, HAS_NLINK = 4, HAS_INODE = 8, HAS_ALLOCATED = 16, HAS_OFFSET = 32,
	HAS_STAMPS = 64, /* the ctime is the file system's own, and every change of the bytes sets it (not kept in the case) */
};

/* Spans and runs are borrowed from the source until its next call. */
struct entry {
	struct span path; /* raw bytes, no leading or trailing '/', "" for the source's top */
	enum entry_kind kind;
	unsigned has;
	uint64_t size;
	uint32_t mode; /* permission bits, without the file type */
	uint64_t uid, gid, nlink, inode, device;
	uint64_t allocated; /* bytes of storage given to it */
	struct when atime, mtime, ctime, btime;
	struct span link_target; /* symlink text; hardlink: the member's path */
	uint64_t offset;         /* of the first byte in the (uncompressed) container */
	struct runs runs;        /* of a sparse member; n == 0: contiguous */
	enum finding_code trouble; /* FINDING_NONE, or why the entry is not whole */
	char why[160];             /* words for it */
};

#endif
