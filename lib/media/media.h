/*
 * media/media.h - a read-only device of bytes: a disk image in any container, a block device, or a view
 * over another media (a partition, a logical volume). Everything above reads through this door, so that a
 * qcow2 with GPT with LVM with ext4 needs no code of its own.
 *
 * Addresses are bytes from 0. A media knows where it has holes (never written or discarded: read as
 * zeros, skipped when scanning) and where its bytes could not be read (an acquirer's error ranges, a
 * ddrescue map, a truncated file): unread areas are not zeros.
 *
 * Threads: media_read(), media_extent() and media_locate() may be called by several threads at once on one
 * media; opening and closing by one.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include "base/buf.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/watch.h"
#include "core/digest.h"
#include "core/entry.h"

struct media;

enum media_outcome {
	MEDIA_UNREAD = 1, /* part of it could not be read (bad area, or beyond the end): zeros stand there */
	MEDIA_UNKNOWN,    /* media_open: this file cannot be read as an image: why */
	MEDIA_NOT_FOUND,  /* media_open: no such file, or not allowed: why */
};

enum media_area { MEDIA_AREA_DATA, MEDIA_AREA_HOLE, MEDIA_AREA_UNREAD };

struct media_ops {
	/* Exactly n bytes; the wrapper has checked the range. 0, MEDIA_UNREAD, -1. */
	int (*read)(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f);
	/* What kind of area `offset` lies in and how far (at least 1 byte) it reaches. NULL: all data. */
	int (*extent)(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length, struct fault *f);
	/* Views: where `offset` lies on the parent, and for how many bytes on. NULL: no view. */
	struct media *(*locate)(struct media *m, uint64_t offset, uint64_t *at, uint64_t *length);
	void (*close)(struct media *m); /* frees m */
	bool image;                     /* of the room's own: m begins with a struct image (media/private.h) */
};

struct media {
	const struct media_ops *ops;
	uint64_t size;  /* bytes of the device */
	uint64_t extra; /* bytes readable after `size` that are no part of the device: what a container keeps of
	                   earlier contents (stale clusters of qcow2), in the container's order */
};

/* Any range: what lies beyond the end is MEDIA_UNREAD and zeros. */
int media_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f) MUST_USE;
/* *length is at least 1 and never passes the end (size + extra); at or beyond the end: UNREAD, 0. */
int media_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length, struct fault *f) MUST_USE;
/* Down through all views to the image itself: the address there, and how many bytes follow it in one piece
 * (at most `length`). A range that lies nowhere on the image (a missing part of a logical volume) gives
 * UINT64_MAX. */
uint64_t media_locate(struct media *m, uint64_t offset, uint64_t *length);
void media_close(struct media *m);
DEFINE_OWN_PTR(media, struct media, media_close)

/* ---- views --------------------------------------------------------------------------------------- */

/* `length` bytes from `at` of the view lie at `offset` of the parent; `missing`: they lie nowhere (unread). */
struct media_segment {
	uint64_t at, offset, length;
	bool missing;
};
/* A view of ascending, gap-free segments (copied). The parent is borrowed and must outlive it. Parts of a
 * segment beyond the parent's end are unread. */
int media_view(struct media **out, struct media *parent, const struct media_segment *v, size_t n,
               struct fault *f) MUST_USE;
int media_part(struct media **out, struct media *parent, uint64_t offset, uint64_t length, struct fault *f) MUST_USE;
/* A media over bytes that must outlive it, for tests and fuzzing. */
int media_of_span(struct media **out, struct span bytes, struct fault *f) MUST_USE;

/* ---- images -------------------------------------------------------------------------------------- */

#define MEDIA_KINDS(X) /* id, text, meaning */                                             \
	X(RAW, "raw", "raw image or block device")                                              \
	X(SPLIT, "split", "raw image in several files")                                         \
	X(QCOW2, "qcow2", "QEMU copy-on-write, version 2 and 3")                                \
	X(EWF, "ewf", "Expert Witness (E01, Ex01), by libewf")                                  \
	X(VMDK, "vmdk", "VMware disk")                                              \
	X(VHD, "vhd", "Virtual PC and Hyper-V disk (VHD, VHDX)")

enum media_kind {
	MEDIA_IS_NONE = 0,
#define X(id, text, about) MEDIA_IS_##id,
	MEDIA_KINDS(X)
#undef X
};
const char *media_kind_text(enum media_kind k);

/* Do these files begin (or end) like an image we may read? By signs alone; MEDIA_IS_NONE when they do not.
 * A raw image has no sign of its own: volume_probe() tells. */
enum media_kind media_sniff(int fd);

enum media_weight {
	MEDIA_NOTE_PLAIN,
	MEDIA_NOTE_DAMAGED, /* it breaks its format */
	MEDIA_NOTE_LACKING, /* bytes of the disk are unread for it */
};

struct media_note { /* a statement of the container's own: header fields, hashes, trouble */
	char key[48];   /* "case_number", "acquiry_date", "md5", "backing_file", "error_range", ... */
	char text[400]; /* visible form */
	enum media_weight weight;
};

struct media_info {
	enum media_kind kind;
	struct media_note *notes;
	size_t n;
	uint64_t file_size;          /* of the container; several files: their sum */
	bool has_stored_sha1, has_stored_md5;
	char stored_sha1[41], stored_md5[33]; /* EWF: over the media's bytes, to be compared by media_verify() */
	uint64_t unread_bytes;       /* known beforehand: error ranges, ddrescue map */
	/* asked for until now and not to be had, which nothing said beforehand: bytes, the first, pieces */
	uint64_t met_bytes, met_first, met_pieces;
};

struct media_options {
	const char *map;             /* path of a ddrescue map file, or NULL */
	unsigned handles;            /* readers at once (libraries: one handle each); 0: 1 */
	const struct limits *limits;
	const struct watch *watch;
};

/* Opens `path` (split images: their first file) read-only, access times left alone where the kernel lets
 * us. *fd_out: a descriptor of the (first) file, borrowed until media_close(), for identity. 0; MEDIA_UNKNOWN,
 * MEDIA_NOT_FOUND with `why` (one line: what, why, what to do). */
int media_open(struct media **out, const char *path, const struct media_options *o, int *fd_out, bool *touched,
               char why[256], struct fault *f) MUST_USE;
/* What was asked for until now and could not be read, which nothing said beforehand, as a sentence; false when
 * all could. */
enum { MEDIA_UNREAD_TEXT = 320 };
bool media_unread_text(struct media *m, char out[MEDIA_UNREAD_TEXT]);
/* What the container says of itself; borrowed until media_close(). Views: of the image below. */
const struct media_info *media_info(struct media *m);
/* Files of the container, in order, for identity; NULL beyond the last. */
const char *media_file(struct media *m, size_t index);

enum { MEDIA_LIBRARIES = 128 }; /* rule: room for names and versions of ours */
/* "libewf 20140813": as linked; "" when none. Returns `out`. */
const char *media_libraries(char out[MEDIA_LIBRARIES]);

#endif
