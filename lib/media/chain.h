/*
 * media/chain.h - inside of the room: files that an image names, and that lie beside it: its parent,
 * which has what it has not, and the extents of a VMDK. A name in evidence may be anybody's: only a
 * plain name in the same folder is opened, never through a symbolic link, never anything but a
 * regular file.
 */
#ifndef MEDIA_CHAIN_H
#define MEDIA_CHAIN_H

#include "media/private.h"

enum { CHAIN_NAME = 1024, CHAIN_PATH = 4096, CHAIN_NAMES = 4 }; /* told: a longer name is said to be none that can be opened */

/* One image below another, for telling loops and depth. */
struct chain_link {
	uint64_t device, inode;
	unsigned depth;
	const struct chain_link *child; /* NULL: the one that was given */
};

/* "./" and ".\" are taken off; SPAN_NONE when what is left is no plain name. */
struct span chain_plain(struct span name);
/* 0 with *fd and path; MEDIA_NOT_FOUND with errno's words in `why`; MEDIA_UNKNOWN: no plain name, no
 * regular file. */
int chain_beside(const struct opening *o, struct span name, int *fd, char path[CHAIN_PATH],
                 char why[MEDIA_WHY]);
/* UTF-16 up to its first NUL as UTF-8; false when it has no character or does not fit. */
bool chain_utf16(struct span in, bool big_endian, char out[CHAIN_NAME]);

struct chain_wish {
	char name[CHAIN_NAMES][CHAIN_NAME]; /* as stated, in the order they are tried in */
	size_t n;
	bool any;                /* of any kind, by its signs; false: of the child's kind */
	bool raw;                /* a raw disk, whatever it looks like */
	struct media_identity id, other; /* n 0: none is stated */
};

/* The image that `child` states as its parent. *out NULL: it cannot be had, and the child has a note
 * that says why. Its files become files of the child. 0 or -1. */
int chain_parent(struct media **out, struct image *child, struct opening *o,
                 const struct chain_wish *w, struct fault *f) MUST_USE;
/* As media_read() and media_extent() of what lies below a child: zeros beyond the parent's end,
 * unread without one. */
int chain_read(struct media *parent, uint64_t offset, void *into, size_t n, struct fault *f)
        MUST_USE;
int chain_extent(struct media *parent, uint64_t offset, enum media_area *area, uint64_t *length,
                 struct fault *f) MUST_USE;

#endif
