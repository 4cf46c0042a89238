/*
 * graph/graph.h - facts in, conclusions out; pure memory. The order of calls: registries, doubts, items,
 * documents, references, diff_ids, layers, files outside, logs and what else names digests, graph_bind(),
 * observations, then graph_conclude() once. Within each kind facts come ordered by natural keys; what is concluded
 * depends on the facts alone.
 */
#ifndef GRAPH_GRAPH_H
#define GRAPH_GRAPH_H

#include "base/watch.h"
#include "base/buf.h"
#include "base/limits.h"
#include "core/conclusion.h"

struct graph;

int graph_new(struct graph **out, struct fault *f) MUST_USE;
void graph_free(struct graph *g);
DEFINE_OWN_PTR(graph, struct graph, graph_free)

int graph_add_registry(struct graph *g, const struct registry_fact *x, struct fault *f) MUST_USE;
/* A path that could not be read as it was written; all of them before items. */
int graph_add_doubt(struct graph *g, int64_t scan, struct span path, struct fault *f) MUST_USE;
/* A source whose container is damaged: the names in it are judged by its file systems, and yet what a file holds may
 * be other bytes than were written, so that nobody is said to have edited it. Before items, too. */
int graph_add_shaken(struct graph *g, int64_t scan, struct fault *f) MUST_USE;
int graph_add_item(struct graph *g, const struct item_fact *x, struct fault *f) MUST_USE;
int graph_add_document(struct graph *g, const struct document_fact *x, struct fault *f) MUST_USE;
int graph_add_reference(struct graph *g, const struct reference_fact *x, struct fault *f) MUST_USE;
int graph_add_diff_id(struct graph *g, const struct diff_id_fact *x, struct fault *f) MUST_USE;
int graph_add_layer(struct graph *g, const struct layer_fact *x, struct fault *f) MUST_USE;
/* What a store names, before logs: whether a digest that only logs name concerns anything is asked of what was met. */
int graph_meet_naming(struct graph *g, const struct naming_fact *x, struct fault *f) MUST_USE;
/* Where events of logs come from. There may be millions of them, each of another digest, and most are lines of the time
 * line alone: so they are read, not kept, and read again where conclusions are drawn. Both hand over what is borrowed
 * for the call, end with what `take` gives when that is not 0, and give the same however often they are asked. */
struct graph_logs {
	void *user;
	int (*events)(void *user, int (*take)(void *to, const struct log_fact *x, struct fault *f), void *to, struct fault *f);
	/* Every digest that an event names which says that it was there (logged_names()), once, by digest_cmp(). */
	int (*digests)(void *user, int (*take)(void *to, const struct digest *d, struct fault *f), void *to, struct fault *f);
};
/* `from` is copied; what its user is stays until the graph has concluded. */
int graph_add_logs(struct graph *g, const struct graph_logs *from, struct fault *f) MUST_USE;
int graph_add_naming(struct graph *g, const struct naming_fact *x, struct fault *f) MUST_USE;
/* In the order of items. */
int graph_add_prefix(struct graph *g, const struct prefix_fact *x, struct fault *f) MUST_USE;
/* By path. Entries that deletion left; why a wanted blob was not found on an image. */
int graph_add_dead(struct graph *g, const struct dead_fact *x, struct fault *f) MUST_USE;
int graph_add_lost(struct graph *g, const struct lost_fact *x, struct fault *f) MUST_USE;
/* A file under another name than its digest's: a copy of the blob it hashes to, when anything names that. */
int graph_add_outside(struct graph *g, const struct item_fact *x, struct fault *f) MUST_USE;
/* When everything that names digests was added: strays become copies, and their documents count. */
int graph_bind(struct graph *g, struct fault *f) MUST_USE;
int graph_add_observation(struct graph *g, const struct observation_fact *x, struct fault *f) MUST_USE;

/* Where conclusions go. Everything handed over is borrowed for the call. */
struct graph_sink {
	void *user;
	const struct watch *watch; /* asked between the kinds of conclusions; NULL: nobody is */
	int (*blob)(void *user, const struct blob_conclusion *c, struct fault *f);
	int (*blob_copy)(void *user, const struct digest *d, int64_t item, enum blob_state s,
	                 struct fault *f);
	int (*blob_repository)(void *user, const struct digest *d, int64_t registry,
	                       struct span repository, int64_t item, struct fault *f);
	int (*image)(void *user, const struct image_conclusion *c, struct fault *f);
	int (*image_repository)(void *user, const struct image_repository_conclusion *c, struct fault *f);
	int (*image_missing)(void *user, const struct digest *image, const struct digest *d,
	                     struct fault *f);
	int (*edge)(void *user, const struct edge *e, struct fault *f);
	int (*candidate)(void *user, const struct candidate_conclusion *c, struct fault *f);
	int (*tag)(void *user, const struct tag_conclusion *c, struct fault *f);
	int (*repository)(void *user, const struct repository_conclusion *c, struct fault *f);
	int (*logged_part)(void *user, const struct logged_part_conclusion *c, struct fault *f);
	int (*kinship)(void *user, const struct kinship_conclusion *c, struct fault *f);
	int (*upload)(void *user, const struct upload_conclusion *c, struct fault *f);
	int (*event)(void *user, const struct event_conclusion *c, struct fault *f);
	int (*finding)(void *user, const struct finding *c, struct fault *f);
};

struct graph_counts {
	uint64_t images, blobs, tags, findings;
	uint64_t damage;  /* findings that mean exit status 3 */
	bool changed;     /* a source changed: exit status 4 */
};

int graph_conclude(struct graph *g, const struct graph_sink *sink, struct graph_counts *counts,
                   struct fault *f) MUST_USE;

/* ---- manifests written anew ---------------------------------------------------------------------- */

/* Draws standings and states, so that graph_wanted() can be asked. */
int graph_settle(struct graph *g, struct fault *f) MUST_USE;
/* Every digest something names as a manifest and whose bytes no source holds. */
int graph_wanted(struct graph *g, int (*want)(void *user, const struct digest *d, struct fault *f),
                 void *user, struct fault *f) MUST_USE;
/* Bytes of such a digest, proven by their hash and made from `input` (a config or a child that is held).
 * Its references are added right after it. GRAPH_NOT_HELD: the input is of a scan that does not count. */
enum { GRAPH_NOT_HELD = 1 };
/* A layer whose bytes are gone, compressed anew from its tar and proven by its digest. 0, or GRAPH_NOT_HELD: nothing
 * names it any more. After every document was added. */
int graph_add_recompression(struct graph *g, const struct digest *d, uint64_t size) MUST_USE;
/* A damaged blob put right out of a copy whose bytes hash to `base`, proven by its digest. 0, or GRAPH_NOT_HELD. After every
 * item, and before documents are added: what its bytes say counts. */
struct mended_fact {
	struct digest digest, base;
	uint64_t size;
	bool decayed;     /* its damage is of a medium's kind, nobody's hand */
	struct span said; /* how, for the finding of that copy; copied */
};
int graph_add_mended(struct graph *g, const struct mended_fact *x, struct fault *f) MUST_USE;
int graph_add_resynthesis(struct graph *g, const struct document_fact *x, uint64_t size,
                          const struct digest *input, struct fault *f) MUST_USE;

/* ---- what a garbage collection would remove ------------------------------------------------------ */

/* The rules of a generation of registry: 2.x as of 2.8, 3.x as of 3.1 (formats(7), "Collection"). */
struct collect_rules {
	bool three;    /* 3.x */
	bool untagged; /* -m, --delete-untagged */
};

struct collect_sink {
	void *user;
	int (*manifest)(void *user, struct span repository, const struct digest *d, struct fault *f);
	int (*layer_link)(void *user, struct span repository, const struct digest *d, struct fault *f);
	int (*blob)(void *user, const struct digest *d, uint64_t size, struct fault *f);
};

/* The storage as the collector meets it, symbolic links followed as far as the evidence goes. */
enum collect_found { COLLECT_HERE = 0, COLLECT_ABSENT, COLLECT_NO_DIR, COLLECT_OUTSIDE, COLLECT_LOOP };

struct collect_entry {
	enum collect_found found;
	struct span path;     /* beneath the root of the storage */
	bool dir, read;       /* read: bytes are all of it */
	uint64_t size;
	struct span bytes;    /* of a small file */
	int64_t item;         /* for manifest() */
};

struct collect_manifest { /* what it names: any digest may be DIGEST_NONE */
	const struct digest *v;
	size_t n;
	char why[200];
};

/* Outcomes of a run and of the tree's functions. */
enum { COLLECT_ABORTS = 1, COLLECT_NONE, COLLECT_UNTOLD, COLLECT_DONE };

struct collect_tree {
	void *user;
	int (*find)(void *user, struct span path, struct collect_entry *out, struct fault *f);
	/* Everything beneath a directory, parents before children, then by name; next: 0, COLLECT_DONE. */
	int (*walk)(void *user, struct span dir, void **walk, struct fault *f);
	int (*next)(void *walk, struct collect_entry *out, struct fault *f);
	void (*close)(void *walk);
	/* The manifest in a data file as the collector reads it: 0, COLLECT_ABORTS with `why`, COLLECT_UNTOLD.
	 * What *out borrows lives until the next call. */
	int (*manifest)(void *user, const struct collect_entry *data, bool three, struct collect_manifest *out,
	                struct fault *f);
};

struct collect_end { /* where a run ends before its time */
	struct buf path;
	char why[240];
	bool late; /* among the blobs: manifests were removed by then */
};

/* One run over one storage. 0; COLLECT_ABORTS: the registry's own run would end at that path; COLLECT_UNTOLD:
 * what it would do there, these facts do not tell. */
int graph_collect(const struct collect_tree *tree, const struct collect_rules *rules, const struct collect_sink *sink,
                  struct collect_end *end, struct fault *f) MUST_USE;

#endif
