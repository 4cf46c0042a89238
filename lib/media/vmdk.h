/* media/vmdk.h - inside of the room: one opened VMDK (sherd-formats(7), "VMDK"). */
#ifndef MEDIA_VMDK_H
#define MEDIA_VMDK_H

#include "media/sparse.h"

enum {
	VMDK_SECTOR = 512, /* format: unit of all its numbers */
	VMDK_KEPT = 8, /* unpacked grains */
};

enum vmdk_extent_kind { VMDK_FLAT, VMDK_ZERO, VMDK_SPARSE, VMDK_MISSING };

struct vmdk_extent {
	enum vmdk_extent_kind kind;
	uint64_t at, length; /* on the disk */
	size_t file;
	uint64_t offset; /* FLAT: of its bytes in the file */
	/* SPARSE: */
	uint64_t grain, per_table, tables; /* bytes of one; entries of a table; how many tables */
	uint64_t directory, copy;          /* byte offsets; copy 0: the tables are there once */
	uint64_t overhead;                 /* bytes before the first grain */
	bool packed, zero_grains, sizes_differ;
	uint32_t *twice; /* ascending: sectors that two entries name */
	size_t twice_n;
	char name[64]; /* visible, for what is told */
};

bool vmdk_same_length(uint64_t header, uint64_t said, uint64_t grain); /* all in sectors */

struct vmdk_grain {
	size_t file;
	uint64_t offset; /* 0: empty */
	uint8_t *bytes;  /* NULL: it cannot be unpacked */
};

struct vmdk {
	struct sparse s;
	VEC(struct vmdk_extent) extents;
	pthread_mutex_t lock;
	bool lock_made;
	struct vmdk_grain kept[VMDK_KEPT];
	size_t next_kept;
};

/* vmdk_grain.c. Fields of a sparse extent's header: 0; 1: it is none, or cannot be so. */
int vmdk_header(struct vmdk *v, struct vmdk_extent *e, uint64_t *text_at, uint64_t *text_n,
                struct fault *f) MUST_USE;
/* Every table beside its copy, every entry beside the file's end and each other. */
int vmdk_judge(struct vmdk *v, struct vmdk_extent *e, struct fault *f) MUST_USE;
int vmdk_locate_grain(struct vmdk *v, const struct vmdk_extent *e, uint64_t in,
                      struct sparse_where *w, struct fault *f) MUST_USE;
int vmdk_unpack(struct vmdk *v, const struct vmdk_extent *e, const struct sparse_where *w,
                uint64_t in, void *into, size_t n, struct fault *f) MUST_USE;

#endif
