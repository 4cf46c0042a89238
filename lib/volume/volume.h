/*
 * volume/volume.h - what lies on a media: partition tables, LVM2, file systems, and the gaps between, as a
 * tree that people know from mmls. Each volume is a media inside a media.
 *
 * Everything in tables and metadata may lie: what does not fit the media is cut and told in `note`, loops
 * and depth are bounded, and nothing is trusted for more than finding file systems.
 */
#ifndef VOLUME_VOLUME_H
#define VOLUME_VOLUME_H

#include "media/media.h"

#define VOLUME_KINDS(X) /* id, text, meaning */                                            \
	X(IMAGE, "image", "the media itself")                                                   \
	X(PARTITION, "partition", "an entry of a partition table")                              \
	X(EXTENDED, "extended", "an extended partition: a chain of further entries")            \
	X(TABLE, "table", "blocks that hold a partition table")                                 \
	X(GAP, "unallocated", "no entry covers this")                                           \
	X(PHYSICAL, "physical-volume", "an LVM2 physical volume")                               \
	X(LOGICAL, "logical-volume", "an LVM2 logical volume")                                  \
	X(FORMER, "former-logical-volume", "a logical volume of an older copy of the metadata") \
	X(FOUND, "found", "a file system found by its own signs, outside any table")            \
	X(STALE, "stale", "what the image's container keeps of earlier contents")

enum volume_kind {
	VOLUME_KIND_UNSET = 0,
#define X(id, text, about) VOLUME_##id,
	VOLUME_KINDS(X)
#undef X
};
const char *volume_kind_text(enum volume_kind k);

/* What the first bytes of a volume are. */
#define CONTENTS(X) /* id, text, meaning */ \
	X(NOTHING, "", S_CONTENT_NOTHING) \
	X(EXT, "ext", S_CONTENT_EXT) \
	X(XFS, "xfs", S_CONTENT_XFS) \
	X(BTRFS, "btrfs", S_CONTENT_BTRFS) \
	X(LVM2, "lvm2", S_CONTENT_LVM2) \
	X(LUKS, "luks", S_CONTENT_LUKS) \
	X(MD, "md", S_CONTENT_MD) \
	X(SWAP, "swap", S_CONTENT_SWAP) \
	X(NTFS, "ntfs", S_CONTENT_NTFS) \
	X(FAT, "fat", S_CONTENT_FAT) \
	X(EXFAT, "exfat", S_CONTENT_EXFAT) \
	X(ISO9660, "iso9660", S_CONTENT_ISO9660) \
	X(SQUASHFS, "squashfs", S_CONTENT_SQUASHFS) \
	X(ZFS, "zfs", S_CONTENT_ZFS) \
	X(F2FS, "f2fs", S_CONTENT_F2FS) \
	X(OTHER, "other", S_CONTENT_OTHER)

enum content {
#define X(id, text, about) CONTENT_##id,
	CONTENTS(X)
#undef X
};
const char *content_text(enum content c);
const char *content_about(enum content c); /* a sentence */

/* By signs at their known offsets, backup superblocks too (*backup: the primary one is gone; its address on
 * the media). CONTENT_NOTHING when none. -1 faults only. */
int volume_probe(struct media *m, enum content *out, uint64_t *backup, struct fault *f) MUST_USE;

struct volume {
	enum volume_kind kind;
	enum content content;
	size_t parent;       /* index in the list; the image is 0, its own parent */
	unsigned depth;
	char name[96];       /* for paths and people, unique in the list: "p1", "p5", "vg0-root", "vg0-root.7"
	                        (former: seqno), "found@1048576"; "" for the image */
	char scheme[12];     /* of the table it stands in: "mbr", "gpt", "lvm2", "" */
	unsigned slot;       /* of the table, from 0 (GPT entries, MBR 0-3, logical from 4) */
	uint64_t offset, size; /* bytes on the parent (LVs: of the first segment; size of all) */
	char type[64];       /* "0x83 Linux", GUID or its name, "linear", ... */
	char label[80];      /* GPT name, LV name: visible form */
	char note[200];      /* trouble or limits in clear words; "" */
	bool damaged;        /* the note tells of a table that cannot be or is gone */
	uint64_t backup;     /* a file system's primary superblock is gone: where the backup stands; 0 */
	struct media *media; /* a view, owned by the list; NULL when it cannot be read as such (striped LV...) */
	bool leaf;           /* no volume inside it: the place to look for file systems and to carve */
};

struct volumes {
	struct volume *v; /* in order: parents first, then by address */
	size_t n, cap;
};

/* The whole tree of a media (borrowed). Depth, number of volumes and steps are bounded. */
int volumes_find(struct volumes *out, struct media *m, const struct watch *watch, struct fault *f) MUST_USE;
void volumes_release(struct volumes *v);

#endif
