/*
 * resynth/resynth.h - manifests whose digest is known and whose bytes are gone, written anew from the
 * configs, layers and children that are left, in every style of a grid: order of keys, media types, indent, newline,
 * place of the media type. Known pushers only name a hit. Nothing is accepted but bytes whose SHA-256 equals a wanted
 * digest: a match is proof.
 *
 * Order of calls: want, layer, config, list, child, group in any order; resynth_run() once; resynth_next() until
 * RESYNTH_END. The search ends by construction: configs x layer variants x styles, each bounded by the resynth_ rows of
 * base/limits.h. What is found does not depend on the number of workers.
 * Formats: sherd-formats(7), "Manifest styles".
 */
#ifndef RESYNTH_RESYNTH_H
#define RESYNTH_RESYNTH_H

#include "base/fault.h"
#include "base/macros.h"
#include "base/span.h"
#include "base/watch.h"
#include "core/digest.h"

enum packing { PACKED_NOT = 0, PACKED_GZIP, PACKED_ZSTD };

struct resynth_blob {
	struct digest digest;
	uint64_t size; /* RESYNTH_UNKNOWN: to be searched */
	enum packing packing;
	uint64_t inflated;
	struct span predicate; /* of an in-toto statement: its predicateType; copied. Empty: a layer */
	struct span media_type; /* where it was told; copied. Empty: the style's. Of lists alone */
};
#define RESYNTH_UNKNOWN UINT64_MAX

struct resynth_config {
	struct digest digest;
	uint64_t size;
	const struct digest *diff_ids; /* copied */
	size_t n;
	struct span created;           /* as the config writes it; copied */
	struct span base_name;         /* after "FROM " in its last comment; copied */
	bool named;                    /* some manifest here names it: its own is hardly the lost one */
};

struct resynth_child {
	struct digest digest;
	uint64_t size;
	struct span media_type, architecture, os, variant; /* copied */
	bool attestation;
};

/* One part of a manifest as a log lists it. */
struct resynth_part {
	struct digest digest;
	uint64_t size;          /* RESYNTH_UNKNOWN: of the blob here, else to be searched */
	struct span media_type; /* copied; empty: not told */
	bool held;              /* its bytes are here */
};

struct resynth;
int resynth_new(struct resynth **out, struct fault *f) MUST_USE;
void resynth_free(struct resynth *r);
DEFINE_OWN_PTR(resynth, struct resynth, resynth_free)

int resynth_want(struct resynth *r, const struct digest *d, struct fault *f) MUST_USE;
/* A layer that inflates to `diff_id`; several may. */
int resynth_layer(struct resynth *r, const struct digest *diff_id, const struct resynth_blob *b,
                  struct fault *f) MUST_USE;
/* A layer whose bytes are gone and whose size is unknown (or known): stands in for one diff_id of a
 * config that nothing here inflates to. */
int resynth_lost_layer(struct resynth *r, const struct resynth_blob *b, struct fault *f) MUST_USE;
int resynth_config(struct resynth *r, const struct resynth_config *c, struct fault *f) MUST_USE;
/* What a log says that the wanted `manifest` lists: the config, then its layers in order. Tried before all
 * else; the hash decides whether the log is right. */
int resynth_list(struct resynth *r, const struct digest *manifest, const struct resynth_part *parts, size_t n,
                 struct fault *f) MUST_USE;
/* A manifest or index that may be the base image of others, by whatever it is known. */
int resynth_base(struct resynth *r, const struct digest *d, struct fault *f) MUST_USE;
int resynth_child(struct resynth *r, const struct resynth_child *c, struct fault *f) MUST_USE;
/* Children that may stand in one index together, by their digests, in the order of their pushes. */
int resynth_group(struct resynth *r, const struct digest *children, size_t n, struct fault *f) MUST_USE;

/* `workers` 0: one. A stop asked for through `watch` is FAULT_INTERRUPTED. */
int resynth_run(struct resynth *r, unsigned workers, const struct watch *watch, struct fault *f) MUST_USE;

enum { RESYNTH_END = 1 };
struct resynth_match {
	struct digest digest;
	const char *recipe, *producer; /* "D3", "docker engine 1.10 to 29" */
	struct span bytes;             /* valid until resynth_free() */
	struct digest input;           /* the config, or the first child; of a listed manifest the first part here */
	bool index;
	uint64_t searched_size;        /* RESYNTH_UNKNOWN: none was */
};
/* Sorted by digest. */
int resynth_next(struct resynth *r, struct resynth_match *out);

struct resynth_cost {
	uint64_t wanted, found, configs, lists, candidates, sizes;
	uint64_t configs_without_layers; /* no blob here inflates to one of their diff_ids */
	bool bounded; /* some bound kept candidates from being tried */
};
void resynth_costs(const struct resynth *r, struct resynth_cost *out);

#endif
