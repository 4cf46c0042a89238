/* volume/private.h - inside of the room: the list as it grows, and a finder for each kind of table.
 */
#ifndef VOLUME_PRIVATE_H
#define VOLUME_PRIVATE_H

#include "base/arena.h"
#include "base/reader.h"
#include "base/vec.h"
#include "volume/volume.h"

enum { MIB = 1 << 20 };

/* What stands at an address. */
struct sighting {
	enum content content;
	uint64_t size;   /* bytes it says it covers; 0: it does not say */
	uint64_t before; /* its start lies so many bytes before (a secondary superblock was met) */
};

/* A volume whose content is a physical volume of LVM2. */
struct member {
	size_t volume;
	bool done;
};

struct finder {
	struct volumes *out;
	struct media *image;
	const struct watch *watch;
	uint64_t probes; /* places left to look at */
	uint32_t volumes, depth; /* the bounds */
	VEC(struct member) members;
	bool full; /* the bound on volumes was reached */
};

/* Adds a part of `parent`'s media; v->media may be given (taken) or is made here. What passes the
 * parent's end is cut and noted. *index: of the new one; SIZE_MAX when the list is full. */
int volume_add(struct finder *x, struct volume v, size_t *index, struct fault *f) MUST_USE;
/* Adds words to a note, "; " between; cut when full. */
void volume_note(struct volume *v, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A note on a table that cannot be, or is gone. */
void volume_damage(struct volume *v, const char *what);
/* The same with numbers. */
void volume_harm(struct volume *v, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* v->name = prefix of the parent (when it has a name) and the rest. */
void volume_name(const struct finder *x, struct volume *v, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Bytes [from, to) of a volume. */
struct volume_range {
	uint64_t from, to;
};
struct ranges {
	VEC(struct volume_range) v;
};
void ranges_release(struct ranges *r);
DEFINE_OWN(ranges, struct ranges, ranges_release)
/* What `covered` (sorted here; may overlap) leaves of [0, size). */
int ranges_gaps(struct ranges *out, struct ranges *covered, uint64_t size,
                struct fault *f) MUST_USE;
/* Looks for file systems in a part of `parent` that no entry covers; what lies between them becomes
 * gaps. `bare`: nothing is added when there are none. */
int volume_fill(struct finder *x, size_t parent, struct volume_range r, bool bare,
                struct fault *f) MUST_USE;
/* All that no entry covers. */
int volume_fill_uncovered(struct finder *x, size_t parent, bool bare, struct fault *f) MUST_USE;
int volume_add_gap(struct finder *x, size_t parent, uint64_t from, uint64_t to, struct fault *f) MUST_USE;

/* probe.c. Only what is plainly said at `at` itself; strong signs only when `sure`. */
int probe_at(struct media *m, uint64_t at, uint64_t room, bool sure, struct sighting *out,
             struct fault *f) MUST_USE;
/* Words on what such content means for an examiner: encrypted, member of an array. "" when none. */
int probe_remark(struct media *m, enum content c, char note[200], struct fault *f) MUST_USE;
/* What a member of a Linux software RAID says of the array (superblocks of version 1). */
struct md_member {
	bool known;
	int level;
	uint32_t disks;
	uint64_t data, data_size; /* bytes of this member */
};
int probe_md(struct media *m, struct md_member *out, struct fault *f) MUST_USE;
/* Of an ext, xfs or btrfs whose primary superblock is gone. */
int probe_backup(struct media *m, enum content *out, uint64_t *backup, struct fault *f) MUST_USE;

/* A table in the media of volume `parent`; *found when it was one, its entries then stand in the
 * list. */
int mbr_find(struct finder *x, size_t parent, bool *found, struct fault *f) MUST_USE;
int gpt_find(struct finder *x, size_t parent, bool *found, struct fault *f) MUST_USE;
/* What a first sector holds, where it is a partition table and no boot code of a file system. */
struct mbr_signs {
	bool table, protective, only; /* protective: it has an entry that stands for a GPT; only: and no other */
	bool lacks_sign, odd_status;  /* it lacks its signature, or an entry has a status that no kernel takes */
	unsigned contradictions;      /* entries that overlap, cover the table, or say something and are of no type */
	unsigned of_iso;              /* the same, were it the table of a disk that is an ISO 9660 too */
};
struct mbr_signs mbr_look(struct span sector, uint64_t media_size);
/* As damage on the volume that it divides. */
void mbr_tell(struct volume *v, const struct mbr_signs *signs);

/* crc.c: CRC-32 (IEEE 802.3), begun with `crc`; no inversion. */
uint32_t volume_crc(uint32_t crc, struct span bytes);

/* lvm.c: assembles what x->members hold and is not done. */
int lvm_assemble(struct finder *x, struct fault *f) MUST_USE;

#endif
