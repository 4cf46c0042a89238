/* resynth/private.h - styles, the pen that writes them, and what the search holds. */
#ifndef RESYNTH_PRIVATE_H
#define RESYNTH_PRIVATE_H

#include "base/arena.h"
#include "base/vec.h"
#include "hash/mid.h"
#include "resynth/resynth.h"

enum top { TOP_S, TOP_M, TOP_X };       /* schemaVersion first, mediaType first, no mediaType */
enum order { ORDER_MSD, ORDER_MDS, ORDER_JQ };
enum types { TYPES_DOCKER, TYPES_OCI, TYPES_MIXED }; /* mixed: OCI, with docker's layers */
enum extra { EXTRA_NONE, EXTRA_UMOCI, EXTRA_CREATED, EXTRA_BASE_EMPTY, EXTRA_BASE_EMPTY_CREATED,
	     EXTRA_BASE, EXTRA_BASE_CREATED, /* base image: its name from the config, its digest from bases */
	     EXTRA_INTOTO /* BuildKit attestations: statements as layers */ };

struct style {
	const char *id, *producer;
	enum top top;
	enum order order;
	enum types types;
	unsigned indent;  /* spaces; 0: compact */
	bool newline;
	enum extra extra; /* annotations that can be derived */
	bool platform;    /* lists: entries name their platform */
};
extern const struct style manifest_styles[], list_styles[];
extern const size_t manifest_style_count, list_style_count;

/* Bytes written into a fixed room; `full` when it was too small. */
struct pen {
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
};

struct list { /* what a log lists: conf.n layers */
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

struct group {
	size_t first, n; /* in `members` */
};

struct match {
	struct digest digest, input;
	const struct style *style;
	struct span bytes;
	bool index;
	uint64_t searched_size;
	size_t order; /* of the config or group, then of the style: the first one counts */
};

struct resynth {
	struct resynth_bounds bounds;
	struct arena arena;
	VEC(struct digest) wanted, bases;
	uint32_t *slots; /* open addressing over wanted, from digests' first bytes */
	size_t slot_n;
	VEC(struct layer) layers; /* sorted by diff_id when the search begins */
	VEC(struct resynth_blob) lost;
	VEC(struct conf) configs;
	VEC(struct list) lists;
	VEC(struct kid) kids;
	VEC(struct digest) members;
	VEC(struct group) groups;
	VEC(struct match) matches;
	struct resynth_cost cost;
	size_t next;
};

static inline bool style_needs_base(const struct style *s)
{
	return s->extra == EXTRA_BASE || s->extra == EXTRA_BASE_CREATED;
}

bool resynth_is_wanted(const struct resynth *r, const struct digest *d);
void write_manifest(struct pen *p, const struct style *s, const struct conf *c,
                    const struct resynth_blob *const *layers);
void write_list(struct pen *p, const struct style *s, const struct kid *const *kids, size_t n);

#endif
