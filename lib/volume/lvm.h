/* volume/lvm.h - inside of the room: LVM2 metadata as read from physical volumes (sherd-formats(7),
 * "LVM2"). */
#ifndef VOLUME_LVM_H
#define VOLUME_LVM_H

#include "volume/private.h"

enum { LVM_ID = 32 }; /* format: characters of an id */

/* ---- the text (lvmtext.c) -------------------------------------------------------------------- */

enum lvm_node_kind { LVM_SECTION, LVM_STRING, LVM_NUMBER, LVM_LIST };

struct lvm_node {
	enum lvm_node_kind kind;
	struct span name; /* none in lists */
	struct span text; /* LVM_STRING: without quotes, escapes as they stand */
	uint64_t number;  /* LVM_NUMBER */
	struct lvm_node *child, *next;
};

/* What a copy may turn out to be: no whole description, or one that a bound leaves out, which is counted. */
enum { LVM_NO_COPY = 1, LVM_BOUNDED = 2 };

/* 0, LVM_NO_COPY when the text is not whole, or too deep, or LVM_BOUNDED. Spans point into `text`. */
int lvm_parse(struct lvm_node **out, struct arena *a, struct span text, const struct watch *watch, struct fault *f) MUST_USE;
const struct lvm_node *lvm_child(const struct lvm_node *section, const char *name,
                                 enum lvm_node_kind kind);
/* false when it is not there. */
bool lvm_number(const struct lvm_node *section, const char *name, uint64_t *out);
struct span lvm_string(const struct lvm_node *section, const char *name);

/* ---- volume groups (lvmread.c) --------------------------------------------------------------- */

struct lvm_segment {
	uint64_t start, count; /* extents of the logical volume */
	struct span type;      /* "striped", "raid1", "thin", ... */
	uint64_t stripes;
	struct span pv;    /* of the first stripe: name within the group */
	uint64_t pv_start; /* extents */
};

struct lvm_lv {
	struct span name;
	uint8_t id[LVM_ID];
	struct lvm_segment *segments; /* ascending in start */
	size_t n;
	uint64_t said; /* how many segments it says it has; 0: it does not */
	bool shown; /* as a volume that can be read */
};

struct lvm_pv {
	struct span name;
	uint8_t id[LVM_ID];
	uint64_t pe_start, size; /* sectors */
	uint64_t count;          /* extents */
};

/* One copy of the metadata of a group. */
struct lvm_group {
	struct span name;
	uint8_t id[LVM_ID];
	uint64_t seqno, extent; /* sectors */
	uint32_t crc;           /* of its text */
	struct lvm_pv *pvs;
	struct lvm_lv *lvs;
	size_t pvs_n, lvs_n;
	size_t found_on; /* member */
	bool current;    /* the header points to it, and its checksum fits */
	bool done;
};

/* A physical volume of the image. */
struct lvm_disk {
	size_t volume;   /* whose content it is */
	size_t physical; /* VOLUME_PHYSICAL, once it is made */
	uint8_t id[LVM_ID];
	uint64_t size;   /* bytes, as its label says; 0: it does not */
	char note[200];
	bool damaged;    /* the note tells of damage */
};

struct lvm {
	struct arena arena;
	VEC(struct lvm_group) groups;
	VEC(struct lvm_disk) disks;
	const struct watch *watch;
	uint64_t steps;
	bool too_many; /* copies than are kept */
};

/* Words about a physical volume: the first that were said, and of damage rather than of limits. */
void lvm_say(struct lvm_disk *d, bool damage, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* lvm_check.c: what its groups say against one another, against the labels and against the disks. */
int lvm_check(struct lvm *l, struct finder *x, struct fault *f) MUST_USE;
const struct lvm_pv *lvm_pv_of(const struct lvm_group *g, struct span name);
bool lvm_linear(const struct lvm_segment *s);
/* The copy of this group that counts: the newest of those a header points to, else none. */
struct lvm_group *lvm_current(struct lvm *l, const struct lvm_group *of);

/* Label and metadata areas of the volume's media; the groups found are added. */
int lvm_read(struct lvm *l, struct finder *x, size_t volume, struct fault *f) MUST_USE;

#endif
