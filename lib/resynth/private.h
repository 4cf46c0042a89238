/* resynth/private.h - styles, the text that writes them, the grid of all of them, and what the search holds. */
#ifndef RESYNTH_PRIVATE_H
#define RESYNTH_PRIVATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "hash/mid.h"
#include "resynth/resynth.h"

/* Where the members of the document stand: schemaVersion, mediaType, config, layers (manifests). */
#define TOPS(X) /* id, order of members, name */                                                   \
	X(S, "SMCL", "S")  /* the media type second */                                             \
	X(M, "MSCL", "M")  /* first */                                                             \
	X(X, "SCL", "X")   /* absent */                                                            \
	X(SORTED, "CLMS", "sorted") X(SORTED_X, "CLS", "sorted-X") X(LAST, "SCLM", "last")
enum top {
#define X(id, members, name) TOP_##id,
	TOPS(X)
#undef X
	TOP_COUNT
};

/* Order of a descriptor's members: mediaType, size, digest, and of a list's entries platform. */
#define ORDERS(X)                                                                                  \
	X(MSD, "MSDP", "msd") X(MDS, "MDSP", "mds") X(SMD, "SMDP", "smd") X(SDM, "SDMP", "sdm")    \
	X(DMS, "DMSP", "dms") X(DSM, "DSMP", "dsm") X(SORTED, "DMPS", "sorted")
enum order {
#define X(id, members, name) ORDER_##id,
	ORDERS(X)
#undef X
	ORDER_COUNT,
	ORDER_JQ = ORDER_COUNT /* layers sdm, the config msd: no point of the grid */
};
extern const char *const order_members[ORDER_COUNT], *const top_members[TOP_COUNT];

/* mixed: OCI, with docker's layers */
enum types { TYPES_DOCKER, TYPES_OCI, TYPES_MIXED, TYPES_COUNT };
enum indent { INDENT_NONE = 0, INDENT_TWO = 2, INDENT_THREE = 3, INDENT_FOUR = 4, INDENT_TAB = 9,
	      INDENT_SPACED = 10 /* one line, a blank after each comma and colon */ };
enum extra { EXTRA_NONE, EXTRA_UMOCI, EXTRA_CREATED, EXTRA_BASE_EMPTY, EXTRA_BASE_EMPTY_CREATED,
	     EXTRA_BASE, EXTRA_BASE_CREATED, /* base image: its name from the config, its digest from bases */
	     EXTRA_INTOTO /* BuildKit attestations: statements as layers */ };
enum platforms { PLATFORM_NONE = 0, PLATFORM_ARCH_OS, PLATFORM_OS_ARCH, PLATFORM_COUNT };

struct style {
	const char *id, *producer; /* NULL: a point of the grid that no pusher is known for */
	enum top top;
	enum order order;
	enum types types;
	enum indent indent;
	bool newline;
	enum extra extra;        /* annotations that can be derived */
	enum platforms platform; /* of lists: what entries say of theirs */
};
extern const struct style manifest_styles[], list_styles[];
extern const size_t manifest_style_count, list_style_count;
/* The known pusher of a style: its place in the table, or the table's length. */
size_t style_known(const struct style *s, bool list);
/* "S, mds, oci, indent 2, newline" for a style nobody is known to write. */
void style_spell(char out[96], const struct style *s, bool list);

/* Bytes written into a fixed room; `full` when it was too small. */
struct fixed_text {
	uint8_t *p;
	size_t n, cap;
	bool full;
	const struct digest *base; /* of the base image, for styles that name it */
	size_t size_at; /* where the unknown size was to be written; SIZE_MAX: none */
};

enum { RESYNTH_TYPE_BYTES = 200 }; /* longer media types are not taken over */

struct layer {
	struct digest diff_id;
	struct resynth_blob blob;
};

struct conf {
	struct digest digest;
	uint64_t size;
	const struct digest *diff_ids;
	size_t n;
	struct span created, base_name;
	struct span media_type; /* empty: the style's */
	bool named, every_style;
};

struct layer_list { /* what a log lists: conf.n layers */
	struct digest manifest, input;
	struct conf conf;
	struct resynth_blob *layers;
};

struct kid {
	struct digest digest;
	uint64_t size;
	struct span media_type, architecture, os, variant;
	bool attestation;
};

struct index_group {
	size_t first, n; /* in `members` */
};

struct match {
	struct digest digest, input;
	struct style style;
	size_t rank; /* known pushers first */
	const char *recipe, *producer; /* when all is settled */
	struct buf bytes;
	bool index;
	uint64_t searched_size;
	size_t order; /* of the config or group, then of the style: the first one counts */
};

struct resynth {
	struct arena arena;
	VEC(struct digest) wanted, bases;
	uint32_t *slots; /* open addressing over wanted, from resynth_place() */
	uint8_t likely[8192]; /* one bit for each beginning of 16 bits that is wanted: nearly all candidates end here */
	uint64_t key[4]; /* odd, of this process: nobody can choose digests that lie in one place */
	size_t slot_n;
	VEC(struct layer) layers; /* sorted by diff_id when the search begins */
	VEC(struct resynth_blob) lost;
	VEC(struct conf) configs;
	VEC(struct layer_list) lists;
	VEC(struct kid) kids;
	VEC(struct digest) members;
	VEC(struct index_group) groups;
	VEC(struct match) matches;
	struct resynth_cost cost;
	size_t next;
};

static inline bool style_needs_base(const struct style *s)
{
	return s->extra == EXTRA_BASE || s->extra == EXTRA_BASE_CREATED;
}

static inline bool style_on_grid(const struct style *s)
{
	return s->extra == EXTRA_NONE && s->order != ORDER_JQ;
}

int resynth_settle(struct resynth *r, struct fault *f) MUST_USE; /* settle.c: one match for a digest, named */
uint32_t resynth_place(const struct resynth *r, const struct digest *d); /* where its slot is looked for first */
bool resynth_is_wanted(const struct resynth *r, const struct digest *d);
void write_manifest(struct fixed_text *p, const struct style *s, const struct conf *c,
                    const struct resynth_blob *const *layers);
/* Values of members, as they stand in the document of a style. */
void write_config_value(struct fixed_text *p, const struct style *s, const struct conf *c);
void write_layers_value(struct fixed_text *p, const struct style *s, const struct conf *c,
                        const struct resynth_blob *const *layers);
void write_kids_value(struct fixed_text *p, const struct style *s, const struct kid *const *kids, size_t n);
const char *write_type(const struct style *s, bool list); /* of the document */

/* grid.c: every style, hashed without being put together. `candidate` is asked for each. */
struct grid {
	struct fixed_text config, layers; /* values; of lists the entries stand in `layers` */
	int (*candidate)(void *user, const struct style *s, const struct digest *d);
	void *user;
};
int grid_manifest(struct grid *g, const struct conf *c, const struct resynth_blob *const *layers);
int grid_list(struct grid *g, const struct kid *const *kids, size_t n);

void write_list(struct fixed_text *p, const struct style *s, const struct kid *const *kids, size_t n);

#endif
