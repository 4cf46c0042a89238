/*
 * graph/private.h - the graph's memory. Digests, strings, repositories and tags are interned once and
 * named by 32-bit numbers; NIL names none.
 */
#ifndef GRAPH_PRIVATE_H
#define GRAPH_PRIVATE_H

#include "base/arena.h"
#include "base/vec.h"
#include "graph/graph.h"

enum { NIL = 0xFFFFFFFFu, OWN = 0xFFFFFFFEu /* of a digest: the node's own name */ };

typedef uint32_t id32;

/* One stored copy of a blob. */
struct copy {
	int64_t item, scan;
	uint64_t size, bytes;
	id32 seen; /* what its bytes hash to: graph_observed() */
	id32 registry, node, next;
	struct when mtime;
	bool asked, unread, recovered; /* recovered: from deleted or free space */
	bool unsettled;                /* it changed while it was read */
	bool doubt;                    /* its place is damaged: graph_doubts() */
	bool stray;                    /* a file under another name than its digest's */
	bool trusted;                  /* hashed by an earlier scan, and not read again */
	uint8_t form, state;           /* enum stored_form, enum blob_state */
};

struct node {
	struct digest digest;
	id32 copies, copies_last; /* in natural order: the present's first */
	id32 doc;                 /* document of its intact bytes */
	id32 proof;               /* an intact copy */
	uint64_t size;            /* of the intact bytes */
	uint64_t declared;        /* by the first descriptor that names it */
	uint64_t declared_most;
	id32 inflates_to;         /* graph_diff_id() */
	id32 media_type;          /* string; by the first descriptor */
	uint32_t seen;            /* mark of the newest walk that met it */
	uint8_t state, kind;      /* enum blob_state, blob_kind */
	bool has_declared, referenced, as_config, layer_is_tar, layer_linked;
	bool foreign, ordinary;   /* a descriptor says its bytes live elsewhere; one does not */
	bool as_part;             /* a descriptor names it as a config, layer or blob */
	bool as_tar;              /* ... of a media type that is a tar archive, or of none */
	bool inflated;            /* its stream was inflated to the end, and there was something in it */
	bool untar_told;          /* it should be a tar archive and is none: told */
	bool adopted;             /* strays of its digest were looked for */
	bool image;               /* something treats it as a manifest */
	bool wanted_manifest;     /* a link, an index or a subject names it as one */
	bool deleted_dir;         /* an empty revision directory names it */
	bool unsettled;           /* what names it, or where it would lie, changed while it was read: not missing */
	bool resynth;             /* its bytes were written anew and proven; state stays missing */
	bool decayed;             /* mended, and its damage looks like a medium's */
	bool mended;              /* resynth out of a damaged copy of its own: origin is recovered */
	id32 stand_in;            /* the copy such bytes were made from: grounds of what they say */
};

struct ref {
	id32 target, media_type, platform, pointer; /* strings */
	uint64_t size, offset;
	uint32_t length, position;
	uint8_t rel, reading;
	bool has_size, foreign;
	bool tar;   /* its media type is a tar archive's, or it has none */
	bool readable_tar; /* ... of a compression we read */
	bool alias; /* its text is none of our digests; a link of the registry's tells which blob it means */
};

struct claim { /* a config's word: diff_id at a position */
	struct digest digest;
	uint64_t offset;
	uint32_t length;
	id32 pointer;
	id32 refuted_by; /* the layer a finding was made of, NIL before */
};

struct doc {
	struct digest sha256;
	struct when created;
	id32 node;           /* whose intact bytes it is; NIL: bytes of no proven name */
	id32 refs, refs_n;   /* range in graph.refs */
	id32 waiting, waiting_n; /* range in graph.waiting, while node is NIL */
	id32 claims, claims_n;
	id32 media_type;
	uint32_t steps, layer_steps;
	uint8_t kind, image_kind;
	bool inferred;
};

struct registry {
	int64_t id, scan;
	struct span path, label;
	uint32_t source;
	uint32_t original; /* the source its own is stated to be a copy of; 0: none */
	/* of this root alone: see registry_fact */
	uint32_t of_source;
	bool root_stated, of_root;
	struct span of_path;
	struct subvolume_fact in;
	id32 up;           /* the root that it is a copy of, by that statement or its file system; NIL: none */
	uint8_t kin;       /* enum kin: by whose word `head` speaks */
	id32 head;         /* who speaks for it: itself, or the root it is a copy of */
	struct when last;  /* the youngest time of its own entries, where copies are stated */
	bool alone;        /* stated to be a copy, without counterpart */
	bool present, has_repository_dirs, has_cache;
	bool doubt; /* something of its repositories could not be read as it was written */
	bool blobs_unsettled, names_unsettled; /* directories of blobs, of repositories changed while they were read */
	uint64_t shards_unsettled[4];          /* a bit for each first byte */
	uint8_t store; /* enum store */
};

struct repo {
	id32 registry, name;
	bool entries;                 /* anything beneath it */
	struct when revisions_mtime;  /* of _manifests/revisions/<alg> */
	struct when tags_mtime, uploads_mtime; /* of _manifests/tags and _uploads */
	int64_t revisions_item, tags_item, layers_item, manifests_item, uploads_item;
	uint32_t sessions, tag_dirs;  /* beneath _uploads, beneath tags */
	bool revisions_unsettled, tags_unsettled; /* their directories changed while they were read */
	int64_t first_item;
};

/* What a repository says of a manifest. */
struct pair {
	id32 node, repo;
	int64_t dir_item, link_item;  /* revision directory, revision link */
	int64_t named_item;           /* something else that names it */
	struct ground named;          /* ... in full */
	struct when dir_mtime, link_mtime, link_born, named_mtime;
	struct when cached_until;     /* expiry in the schedule of a pull-through cache */
	struct when died;             /* of a dead revision link's inode */
	struct when gone_at;          /* deleted, as a copy's empty revision directory, another store or a log tells */
	struct ground gone;
	bool later;                   /* of a copy: from later than the present's last change, and not there */
	bool revision, current, named_by_doc, sig_tag;
	bool hearsay;                 /* `named` is a document or a digest's tag, which name what was never here, too */
	bool removed;                 /* the store itself holds it as removed: `gone` is where it says so */
	bool unsettled;               /* something of it changed while it was read: not deleted by its word */
	bool dead;                    /* nothing living names it: `named` is a dead entry's place */
	bool row_lives, row_dead;     /* rows of a product's database name it: one that may live; one that does not */
	bool row_tags;                /* a living row of a tag does */
	bool doubt;                   /* its revision directory or link is damaged */
	uint8_t standing;
};

struct tag_target { /* of a tag, from its index */
	id32 tag, node;
	int64_t item, dir_item; /* link, else directory; directory */
	struct when mtime, born, dir_mtime; /* of the link: set last, set first where that can be told; of its directory */
	bool link, unsettled;
	bool rival; /* the same list gives the name to this image and to the current one */
	uint64_t offset, length;
};

struct tag {
	id32 repo, name;
	int64_t dir_item, current_item, first_item;
	struct when current_mtime, index_mtime; /* index_mtime: of index/<alg> */
	struct when newest; /* of its index links, where the current one was not read */
	int64_t index_item;
	id32 current; /* node; NIL: none that parses */
	bool has_current, damaged, unsettled;
	bool unread;   /* its current link is there and was not read (names alone, an I/O error): not damaged by that */
	bool inferred; /* ... and `current` is the target that its index names last */
	bool doubt; /* its directory is damaged */
	uint64_t offset, length;
};

struct layer_entry { /* _layers/<alg>/<hex>/ */
	id32 repo, node;
	int64_t dir_item, link_item;
	struct when dir_mtime, link_mtime;
	bool doubt; /* its directory or link is damaged */
	uint64_t offset, length;
};

struct upload {
	id32 repo, name;
	int64_t dir_item, data_item, started_item, state_item, first_item;
	struct when started, dir_mtime, data_mtime;
	uint64_t size, state_length;
	struct digest digest, state_digest;
	bool has_data, unsettled, doubt;
};

struct plain_item { /* directories and items of which only a finding can come */
	id32 registry, node, path;
	int64_t item, scan;
	struct when mtime;
	uint32_t children;
	bool doubt;
};

struct odd { /* a finding already sure when its item came */
	uint16_t code;
	id32 subject, text;
	struct ground ground, second;
};

struct wrong { /* how the bytes of an item are */
	int64_t item;
	id32 text;
	uint64_t offset, length;
};

struct logged { /* an event of a log that may say more than a line of the time line */
	int64_t item, scan;
	uint64_t order; /* among all events */
	int64_t clock_entry, clock_offset; /* of the custody log, 0: none; nanoseconds its clock was ahead */
	struct when time;
	id32 node, repository, tag, actor, address, agent, method; /* strings, and a node */
	id32 parent; /* a node */
	uint64_t size, line, offset, length;
	int status;
	uint8_t event;
	bool has_size;
	bool manifest, other; /* the line says that `node` is one, or is none */
	uint8_t row;          /* enum row_state */
};

struct store_name { /* by another store, without a place in a registry */
	int64_t item, scan;
	struct when time;
	id32 node, other, repository, tag, pointer;
	id32 registry; /* the store itself, NIL: none */
	uint64_t offset, length;
	uint8_t kind; /* enum naming_kind */
};

struct upload_beginning { /* an upload's bytes are the beginning of a blob */
	int64_t item;
	id32 node;
};

struct dead { /* an entry that deletion left */
	int64_t scan;
	id32 registry, path, repository, tag; /* strings */
	id32 node, says;                      /* named by the path; by the link's own deleted bytes */
	struct when seen, gone, born, set, died;
	uint64_t place, length;
	uint64_t tag_inode, tag_life;         /* the dead directory of the tag; 0: none, or it lives */
	uint64_t state, bytes;                /* addresses: the inode's last state alive, the text of `says`; 0 */
	uint8_t role;
	bool whole;                           /* nothing is missing between that state and the end */
};

struct lost {
	int64_t scan;
	id32 node, text;
	uint64_t place;
};

struct waiting { /* what a document says that nothing has named yet */
	struct ref ref;
	struct digest digest;
	uint8_t target_kind;
};

struct stray { /* a file under another name than its digest's */
	struct digest sha256;
	struct copy copy;
	size_t order; /* they came in */
};

struct link_alias { /* _layers/tarsum/...: the name old clients gave a layer, and the layer */
	id32 text, node, repo;
};

struct alias { /* intact bytes whose name is not their sha256: what documents go by */
	struct digest sha256;
	id32 node;
};

struct hash_table { /* open addressing: hash -> id32 */
	id32 *slot;
	size_t n, cap;
};

struct graph {
	struct arena strings;
	VEC(struct span) text;
	VEC(struct node) nodes;
	VEC(struct digest) digests; /* that are no node's name where they are told: see OWN */
	VEC(struct copy) copies;
	VEC(struct doc) docs;
	size_t bound;       /* nodes whose strays were looked for */
	bool strays_sorted;
	size_t docs_sorted; /* the first ones, by sha256; those written anew follow */
	VEC(struct ref) refs;
	VEC(struct claim) claims;
	VEC(struct registry) registries;
	VEC(struct repo) repos;
	VEC(struct pair) pairs;
	VEC(struct tag) tags;
	VEC(struct tag_target) targets;
	VEC(struct layer_entry) layers;
	VEC(struct upload) uploads;
	VEC(struct plain_item) blob_dirs;
	VEC(struct plain_item) shards;
	VEC(struct plain_item) name_dirs; /* repositories/ and the directories beneath it down to repositories; by path once sorted */
	VEC(struct plain_item) beside; /* what lies in them and is no directory: its parent's path */
	VEC(struct odd) odds;
	VEC(struct wrong) wrongs;
	VEC(struct alias) aliases;
	VEC(struct link_alias) link_aliases;
	VEC(struct waiting) waiting;
	VEC(struct layer_fact) unclaimed; /* streams of no proven name */
	VEC(struct stray) strays;         /* by sha256 once bound */
	VEC(struct logged) logs;
	struct graph_logs log_source; /* all of them */
	struct { uint64_t *v; size_t n, cap; } met; /* beginnings of digests that the evidence tells and that name no node */
	VEC(struct store_name) names;
	VEC(struct upload_beginning) prefixes; /* by item */
	struct { uint64_t *v; size_t n, cap; } doubts; /* hashes of scans and paths */
	VEC(int64_t) shaken;                           /* scans: graph_add_shaken() */
	VEC(struct dead) dead;       /* by path */
	VEC(struct lost) losses;
	struct hash_table by_digest, by_text, by_repo, by_pair, by_tag, by_layer, by_upload, by_target;
	id32 last_doc, foreign_path;
	bool unsettled;       /* every place of a blob changed while it was read; else by its first byte: */
	uint64_t shards_unsettled[4];
	bool copies_stated;   /* some registry speaks for another */
	uint32_t present_source; /* 0: none has a root */
	struct story *story;  /* while conclusions are drawn */
	uint32_t mark;
	const struct graph_sink *sink;
	struct graph_counts *counts;
};

/* store.c: everything is found or made; NIL with the fault set when memory is short */
id32 graph_text(struct graph *g, struct span s, struct fault *f);
id32 graph_find_text(const struct graph *g, struct span s); /* never makes one */
id32 graph_node(struct graph *g, const struct digest *d, struct fault *f);
id32 graph_find_node(const struct graph *g, const struct digest *d); /* never makes one */
id32 graph_repo(struct graph *g, id32 registry, struct span name, struct fault *f);
struct pair *graph_pair(struct graph *g, id32 node, id32 repo, struct fault *f);
struct pair *graph_find_pair(const struct graph *g, id32 node, id32 repo);
id32 graph_tag(struct graph *g, id32 repo, struct span name, struct fault *f);
id32 graph_find_tag(const struct graph *g, id32 repo, id32 name);
id32 graph_find_repo(const struct graph *g, id32 registry, id32 name);
struct tag_target *graph_target(struct graph *g, id32 tag, id32 node, struct fault *f);
bool graph_has_target(const struct graph *g, id32 tag, id32 node);
struct layer_entry *graph_layer(struct graph *g, id32 repo, id32 node, struct fault *f);
struct upload *graph_upload(struct graph *g, id32 repo, struct span name, struct fault *f);
bool graph_has_upload(const struct graph *g, id32 repo, id32 name);
id32 graph_registry_of(const struct graph *g, int64_t id);
struct span graph_string(const struct graph *g, id32 s);
int graph_odd(struct graph *g, enum finding_code code, struct span subject, struct span text,
              struct ground ground, struct fault *f) MUST_USE;
/* doubt.c: is the place damaged, or the directory one from which an entry may be lacking? */
bool graph_doubts(const struct graph *g, int64_t scan, struct span path);
/* Is the container of the source damaged? Or, with a path: may the file there hold other bytes than were written? */
bool graph_shaken(const struct graph *g, int64_t scan);
bool graph_doubts_content(const struct graph *g, int64_t scan, struct span path);
/* The same of a path below a registry, or below one of its repositories (NIL: none). */
bool graph_doubts_in(const struct graph *g, id32 registry, id32 repo, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* Of where a blob's bytes, a repository's revision would stand. */
bool graph_doubts_bytes(const struct graph *g, id32 registry, id32 node);
bool graph_doubts_revision(const struct graph *g, id32 repo, id32 node);
struct ground graph_doc_ground(const struct graph *g, const struct doc *d, uint64_t offset,
                               uint64_t length, id32 pointer);

static inline struct ground ground_item(int64_t item, int64_t scan)
{
	return (struct ground){ .item = item, .scan = scan };
}

/* What a config says stands in it, too, when it bears the marks of a manifest. */
static inline bool graph_is_config(const struct doc *d)
{
	return d->kind == DOC_CONFIG || (d->kind != DOC_SCHEMA1 && (d->claims_n > 0 || d->steps > 0));
}

static inline bool good(uint8_t state)
{
	return state == STATE_INTACT || state == STATE_RECOVERED;
}

/* Have we bytes of it, wherever they come from? */
static inline bool graph_had(const struct graph *g, id32 node)
{
	return good(g->nodes.v[node].state) || g->nodes.v[node].resynth;
}

/* Of the registry's own kind? Times, links and shards of other stores tell other things. */
static inline bool is_registry(const struct graph *g, id32 registry)
{
	return registry != NIL && g->registries.v[registry].store == STORE_IS_REGISTRY;
}

/* store.c: most digests beside a node's name are that name again: NIL for none, OWN, or a place in graph.digests. What the
 * others give back is borrowed until the next digest is kept. */
int graph_keep_digest(struct graph *g, const struct digest *d, const struct digest *own, id32 *out, struct fault *f) MUST_USE;
const struct digest *graph_diff_id(const struct graph *g, const struct node *n); /* of its stream; DIGEST_NONE: not told */
/* state.c, after graph_states(): were its bytes hashed by the scans that count? False where all that is good was trusted. */
bool graph_proven(const struct graph *g, const struct node *n);
const struct digest *graph_observed(const struct graph *g, const struct copy *c); /* DIGEST_NONE when not hashed */
/* add.c: one more copy of a node's bytes, which hash to `observed` */
int graph_add_copy(struct graph *g, id32 node, const struct copy *c, const struct digest *observed, const struct digest *sha256,
                   struct fault *f) MUST_USE;
/* document.c: strays found to be of this node bring what their bytes say */
int graph_bind_document(struct graph *g, id32 node, struct fault *f) MUST_USE;
int graph_bind_layer(struct graph *g, id32 node, const struct layer_fact *x, struct fault *f) MUST_USE;
/* stray.c: the node of a digest, made when a stray has it; NIL: none, or a fault */
id32 graph_adopt(struct graph *g, const struct digest *d, struct fault *f);

int graph_logs_name(struct graph *g, struct fault *f) MUST_USE; /* log.c: before standings */
/* The repository of the present that a log calls so; NIL when the present has none or several registries. */
id32 graph_logged_repo(const struct graph *g, id32 repository);
/* A digest that the evidence tells of bytes, not of a name. */
int graph_meet(struct graph *g, const struct digest *d, struct fault *f) MUST_USE;
/* Where bytes of that name would lie changed while it was read: once graph_unsettle() looked. */
bool graph_unsettled_place(const struct graph *g, const struct digest *d);
/* What is kept of an event, strings interned, nodes made. */
int graph_keep_logged(struct graph *g, const struct log_fact *x, uint64_t order, struct logged *out, struct fault *f) MUST_USE;
struct when graph_logged_time(const struct log_fact *x); /* corrected by the check of the log's clock */

/* naming.c: what a store names by its config is an image of that store. */
int graph_name_stored(struct graph *g, const struct store_name *x, struct fault *f) MUST_USE;
int graph_configs_stand_in(struct graph *g, struct fault *f) MUST_USE; /* config_image.c */
/* Is it spoken for by another root? Who speaks for it. */
/* head.c: for each root the one that speaks for it. Once, with the times of their last changes known; roots that another
 * speaks for are no more of the present. */
int graph_find_heads(struct graph *g, struct fault *f) MUST_USE;
/* Of `source`: the only root of that kind that is no snapshot, else the one of that path; NIL: neither. `only`: the same
 * holds of r's source. */
id32 graph_root_like(const struct graph *g, const struct registry *r, uint32_t source, bool only);
bool graph_is_copy(const struct graph *g, id32 registry);
id32 graph_head(const struct graph *g, id32 registry);
/* above.c; of a repository that is gone: the nearest directory above it that is there. NULL: none is known. Sorted before. */
int graph_add_above(struct graph *g, id32 registry, const struct item_fact *x, struct fault *f) MUST_USE;
int graph_add_beside(struct graph *g, id32 registry, const struct item_fact *x, struct fault *f) MUST_USE;
void graph_sort_name_dirs(struct graph *g);
const struct plain_item *graph_above(const struct graph *g, id32 repo);
bool graph_is_emptied(const struct graph *g, const struct plain_item *x, struct buf *scratch, struct fault *f);
/* Of a copy: is `w` later than the last change (of a directory of the speaker's `repo`; unknown: of the directory that would
 * hold the repository, else of the whole root)? */
bool graph_is_later(const struct graph *g, id32 head, id32 repo, struct when last_change, struct when w);

/* The steps of graph_conclude(), in their order. */
int graph_link_documents(struct graph *g, struct fault *f) MUST_USE;  /* state.c */
int graph_states(struct graph *g, struct fault *f) MUST_USE;
void graph_unsettle(struct graph *g);                                 /* state.c: places that changed while they were read */
int graph_standings(struct graph *g, struct fault *f) MUST_USE;       /* standing.c */
int graph_put_images(struct graph *g, struct fault *f) MUST_USE;      /* image.c */
/* Every node, in the order of their digests; the caller frees it. */
int graph_nodes_by_digest(struct graph *g, id32 **out, struct fault *f) MUST_USE; /* blob.c */
int graph_put_blobs(struct graph *g, struct fault *f) MUST_USE;       /* blob.c */
int graph_put_edges(struct graph *g, struct fault *f) MUST_USE;       /* edge.c */
int graph_put_candidates(struct graph *g, struct fault *f) MUST_USE;
int graph_copies_name(struct graph *g, struct fault *f) MUST_USE;     /* copy.c: after tags, before documents */
int graph_put_kinships(struct graph *g, struct fault *f) MUST_USE;
int graph_put_sessions(struct graph *g, struct fault *f) MUST_USE;    /* session.c */
int graph_put_copy_findings(struct graph *g, struct fault *f) MUST_USE;
int graph_put_tags(struct graph *g, struct fault *f) MUST_USE;        /* tag.c */
/* When the tag was set to the target before its last setting; unknown: nothing tells that it was. *dir: the directory of the
 * link tells, else the link's birth. */
struct when graph_set_before(const struct graph *g, const struct tag_target *x, bool *dir);
int graph_put_logged_tags(struct graph *g, struct fault *f) MUST_USE; /* log.c */
int graph_dead_name(struct graph *g, struct fault *f) MUST_USE;       /* dead.c: when the living have named */
/* Where an entry stands on the image. */
struct ground graph_dead_place(const struct dead *d);
/* The manifest an entry says its repository held; NIL when it says none. */
id32 graph_dead_manifest(const struct dead *d);
int graph_put_dead_tags(struct graph *g, struct fault *f) MUST_USE;  /* dead_tag.c */
int graph_put_losses(struct graph *g, struct fault *f) MUST_USE;
void graph_own_diff_ids(struct graph *g); /* edge.c */
int graph_put_repositories(struct graph *g, struct fault *f) MUST_USE; /* repository.c */
int graph_put_uploads(struct graph *g, struct fault *f) MUST_USE;
int graph_put_findings(struct graph *g, struct fault *f) MUST_USE;    /* remnant.c */
int graph_put_events(struct graph *g, struct fault *f) MUST_USE;      /* event.c */
/* What stored bytes of this sha256 say, proven name or not; NULL when they are no document. */
const struct doc *graph_doc_of(const struct graph *g, const struct digest *sha256);
/* What a session was becoming; *whole: all of it came. NIL: nothing known. */
id32 graph_becoming(const struct graph *g, const struct upload *u, bool *whole);
int graph_put_broken(struct graph *g, struct fault *f) MUST_USE;      /* broken.c */
int graph_put_tamper(struct graph *g, struct fault *f) MUST_USE;      /* tamper.c */
int graph_put_elsewhere(struct graph *g, struct fault *f) MUST_USE;   /* elsewhere.c */
int graph_finding(struct graph *g, enum finding_code code, struct span subject, struct span text,
                  const struct ground *grounds, size_t n, struct fault *f) MUST_USE;

/* Everything below an image, itself first: config, layers, blobs, children and theirs; not subjects,
 * foreign layers. Nodes in *out, which the caller releases. */
struct below {
	id32 *v;
	size_t n, cap;
	size_t images; /* of them: itself and children; the others are their parts */
};
int graph_below(struct graph *g, id32 node, struct below *out, struct fault *f) MUST_USE;
/* The same without what the repository deleted by its digest, and what lies below that alone. */
int graph_below_kept(struct graph *g, id32 node, id32 repo, struct below *out, struct fault *f) MUST_USE;
/* Says by what a repository names an image; hearsay (a document, a digest's tag) gives way to anything else. */
void graph_name_pair(struct pair *p, struct ground by, bool hearsay);
/* Was the document of its bytes read as a manifest or index? */
bool graph_interpreted(const struct graph *g, const struct node *n);
bool graph_lacks_config(const struct graph *g, const struct doc *d); /* a manifest that names none */
/* An image manifest whose config claims more layers than it lists: what the others were stored as is not known. Layers
 * that are no tar archives (nydus, encrypted) are counted otherwise by those who make them, and say nothing here. */
bool graph_unnamed_layers(const struct graph *g, const struct doc *d, uint32_t *listed, uint32_t *claimed);

#endif
