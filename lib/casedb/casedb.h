/*
 * casedb/casedb.h - the door of the case file, one SQLite database. casedb/ alone knows SQLite.
 *
 * One thread uses a struct casedb. Facts are put in batches between casedb_begin() and
 * casedb_commit(); conclusions are replaced as a whole between casedb_conclude_begin() and
 * casedb_commit(). While a case is open for writing nobody else can open it.
 */
#ifndef CASEDB_CASEDB_H
#define CASEDB_CASEDB_H

#include "base/buf.h"
#include "base/watch.h"
#include "core/conclusion.h"
#include "core/document.h"
#include "core/entry.h"

struct casedb;

enum casedb_mode {
	CASEDB_READ,   /* the case must exist; nothing is ever written, whatever lies beside it: a journal there is
	                  refused, and in a sealed folder left alone */
	CASEDB_WRITE,  /* the case must exist; the journal of a killed run is recovered first (a note says so) */
	CASEDB_CREATE, /* made when absent */
};

/* Faults of kind FAULT_CASE: absent, no regular file, no case of ours, of a newer schema, in use (names the holder's
 * process), a journal beside it that a reader does not replay. FAULT_FORGED: its schema is not ours word for word.
 * `watch` is borrowed until the case is closed: its stop request ends every statement. */
int casedb_open(struct casedb **out, const char *path, enum casedb_mode mode,
                const struct watch *watch, struct fault *f) MUST_USE;
/* Leaves one file at rest. Errors while closing are told once here; the handle is gone after. */
int casedb_close(struct casedb *db, struct fault *f) MUST_USE;
/* From here on a stop request ends no statement any more: what is written of an interruption is written. */
void casedb_heed_no_stop(struct casedb *db);
void casedb_abandon(struct casedb *db); /* after a fault: one file at rest all the same, nothing told */
/* Was the journal of a killed run recovered when it was opened, and not yet told? Asked once. */
bool casedb_recovered(struct casedb *db);
DEFINE_OWN_PTR(casedb, struct casedb, casedb_abandon)

/* The case at rest, whole and checked, as a new file: the same content gives the same bytes. FAULT_CASE when SQLite
 * finds it damaged. */
int casedb_copy(struct casedb *db, const char *path, struct fault *f) MUST_USE;
/* SQLite's own checks: 0, or CASEDB_NONE when it is damaged. */
int casedb_sound(struct casedb *db, char why[256], struct fault *f) MUST_USE;

int casedb_begin(struct casedb *db, struct fault *f) MUST_USE;
int casedb_commit(struct casedb *db, struct fault *f) MUST_USE;

/* ---- facts in ---------------------------------------------------------------------------------- */

struct run_record {
	const char *verb, *version;
	struct span argv, environment, host; /* JSON */
	struct when started;
};
int casedb_put_run(struct casedb *db, const struct run_record *r, int64_t *id, struct fault *f) MUST_USE;
int casedb_end_run(struct casedb *db, int64_t id, struct when ended, int status, uint64_t items,
                   uint64_t bytes, double seconds, const char *outcome, struct fault *f) MUST_USE;

struct scan_record {
	int64_t run;
	struct span label, path, identity;
	const char *kind, *compression;
	enum depth depth;
	struct span scope;  /* JSON array of repositories, empty when unlimited */
	struct span limits; /* JSON */
	struct when started;
};
/* A new scan, or (result CASEDB_RESUMED) the unfinished one of the same label, path, depth and
 * scope: *done is then the number of items already stored. *id is the scan. */
enum { CASEDB_RESUMED = 1, CASEDB_END = 2, CASEDB_NONE = 3, CASEDB_AMBIGUOUS = 4 };
int casedb_put_scan(struct casedb *db, const struct scan_record *r, int64_t *id, uint64_t *done,
                    struct fault *f) MUST_USE;

struct item_record {
	int64_t scan;
	uint64_t ordinal;
	const struct entry *entry;
	const struct place *place;
	const struct exam_record *exam; /* NULL: bytes not asked for */
	const char *unread;             /* why bytes that were asked for could not be had at all */
};

/* What examining gave, as casedb stores it (the door of blob/ is not ours to include). */
struct exam_record {
	bool read;
	uint64_t bytes;
	const char *why;
	struct digest sha256, named;
	const char *form, *media;
	/* small files */
	const char *reading; /* "fine", "empty", "malformed"; NULL when it is no small file */
	struct digest reading_digest;
	uint64_t reading_offset, reading_length;
	const char *reading_why;
	struct span raw;     /* of small files, when short */
	struct when started;
	struct digest state_digest; /* DIGEST_NONE when none */
	uint64_t state_length;
	/* layers */
	bool has_layer, layer_whole, is_tar;
	struct digest diff_id;
	uint64_t inflated, trailing;
	uint32_t members, entries;
	struct span listing;
	/* documents */
	const struct document *document;
	struct span document_bytes;
};

int casedb_put_item(struct casedb *db, const struct item_record *r, int64_t *id,
                    struct fault *f) MUST_USE;
/* What a file of another store says. */
int casedb_put_naming(struct casedb *db, int64_t scan, int64_t item, const struct naming *n,
                      struct fault *f) MUST_USE;
/* Did the scan meet sessions with bytes? Then the items are indexed for what they may have been becoming. */
/* Are there blobs that do not hash to their name? Readies the look-up of declared sizes. */
int casedb_has_wrong_blobs(struct casedb *db, int64_t scan, bool *out, struct fault *f) MUST_USE;
int casedb_has_uploads(struct casedb *db, int64_t scan, bool *out, struct fault *f) MUST_USE;
/* The first `length` bytes of `blob` hash to what the upload's `item` (its data or a hash state) says. */
int casedb_put_prefix(struct casedb *db, int64_t scan, int64_t item, const struct digest *blob, uint64_t length,
                      struct fault *f) MUST_USE;
/* A store of that kind at `path`, made when it is not there yet. */
int casedb_put_store(struct casedb *db, int64_t scan, struct span path, enum store store, struct fault *f) MUST_USE;
/* At the end of a walk: a directory `blobs` that belongs to another store was no registry. */
int casedb_settle_registries(struct casedb *db, int64_t scan, struct fault *f) MUST_USE;
/* `item` 0: about the scan as a whole. */
/* Does the scan have this observation, of no item, already? */
int casedb_has_observation(struct casedb *db, int64_t scan, enum finding_code code, struct span text, bool *has,
                           struct fault *f) MUST_USE;
int casedb_put_observation(struct casedb *db, int64_t scan, int64_t item, enum finding_code code,
                           uint64_t offset, uint64_t length, struct span pointer, struct span text,
                           struct fault *f) MUST_USE;
int casedb_put_seek_point(struct casedb *db, int64_t scan, uint64_t in, uint64_t out, unsigned bits,
                          struct span window, struct fault *f) MUST_USE;

/* One event of a log. `family` and `class` are words of logs/logs.h. */
struct log_record {
	struct log_fact fact;
	const char *family, *class;
	struct span media_type;
	bool has_position;
	uint32_t position; /* of fact.digest in the list of fact.parent, from 0 */
};
int casedb_put_log_event(struct casedb *db, const struct log_record *r, struct fault *f) MUST_USE;
struct log_counts {
	uint64_t lines, understood, mentions, not_understood, too_long;
	struct span samples; /* JSON */
	const char *gc_style; /* NULL: none to be told */
};
int casedb_put_log(struct casedb *db, int64_t scan, const struct log_counts *c, struct fault *f) MUST_USE;
/* What one log holds of one class of retention. */
struct log_class_record {
	const char *class;
	uint64_t lines, backwards;
	struct when first, last, hole_from, hole_to;
};
int casedb_put_log_class(struct casedb *db, int64_t scan, const struct log_class_record *c,
                         struct fault *f) MUST_USE;

/* One stored item of an unfinished scan, to see that the source still is what was read. 0 or
 * CASEDB_NONE. `path` is copied into *out. */
int casedb_stored_item(struct casedb *db, int64_t scan, uint64_t ordinal, struct buf *path,
                       uint64_t *size, struct when *mtime, struct fault *f) MUST_USE;

/* Every item of a scan as it was told, in walk order, to be compared with the source once more. `changed`: it is
 * known to have changed already. */
struct seen;
struct seen_item {
	int64_t id;
	struct span path;
	enum entry_kind kind;
	uint64_t device, inode, size;
	struct when mtime, ctime;
	bool changed;
};
int casedb_seen(struct casedb *db, int64_t scan, struct seen **out, struct fault *f) MUST_USE;
int casedb_next_seen(struct seen *x, struct seen_item *out, struct fault *f) MUST_USE; /* 0 or CASEDB_END */
void seen_free(struct seen *x);
DEFINE_OWN_PTR(seen, struct seen, seen_free)

/* Blobs that the newest finished scan of the same source, with the same bounds and at least the same depth, read whole and
 * found intact, and of which nothing else was noticed: each with the scan that hashed it. */
struct trusted;
struct trusted_item {
	struct span path, form, media;
	uint64_t device, inode, size;
	struct when mtime, ctime, hashed_at; /* hashed_at: when that scan began */
	int64_t hashed_by;
};
int casedb_trusted(struct casedb *db, int64_t scan, struct trusted **out, struct fault *f) MUST_USE;
int casedb_next_trusted(struct trusted *x, struct trusted_item *out, struct fault *f) MUST_USE; /* 0 or CASEDB_END */
void trusted_free(struct trusted *x);
DEFINE_OWN_PTR(trusted, struct trusted, trusted_free)
/* How many files of `scan` were not read because scan `hashed_by` had hashed them; the first such scan after `after`.
 * 0 or CASEDB_NONE. */
struct trusted_count {
	int64_t hashed_by;
	uint64_t files, bytes;
};
int casedb_count_trusted(struct casedb *db, int64_t scan, int64_t after, struct trusted_count *out, struct fault *f) MUST_USE;

/* An unfinished scan whose source no longer is what was read: never continued, never counted. */
int casedb_abandon_scan(struct casedb *db, int64_t scan, struct fault *f) MUST_USE;
/* Does what this scan saw mean exit status 3 (damage), 4 (changed)? 0 else. */
int casedb_scan_status(struct casedb *db, int64_t scan, int *status, struct fault *f) MUST_USE;

/* ---- images and what deletion left in them (put_image.c) ------------------------------------------ */

/* One volume of an image, in the words of volume/volume.h and fs/fs.h. */
struct volume_record {
	size_t position, parent;
	unsigned depth, slot;
	uint64_t offset, size; /* on the image */
	const char *kind, *content, *name, *prefix, *scheme, *type, *label, *note, *trouble;
	const char *fs;        /* NULL: no file system was read, and nothing of what follows is known */
	uint32_t block;
	uint64_t fs_size;
	const char *uuid, *fs_label, *mounted_at;
	struct when made, mounted, written;
	bool dirty, discards;
};
int casedb_put_volume(struct casedb *db, int64_t scan, const struct volume_record *v, struct fault *f) MUST_USE;

/* A tree of a file system that has several: fs/fs.h says what each is. */
struct subvolume_record {
	struct span path;
	size_t volume; /* position */
	uint64_t number, made_in, changed_in;
	const char *uuid, *parent; /* "": none */
	struct when made;
	bool read_only, received;
};
int casedb_put_subvolume(struct casedb *db, int64_t scan, const struct subvolume_record *v, struct fault *f) MUST_USE;

/* "at,offset,length;...", as an item's runs are kept: appended to *out, whose v the caller frees. */
int casedb_read_runs(struct span text, struct runs *out, struct fault *f) MUST_USE;
/* How bytes were found again: several rows of one item are several ways that agree. */
struct recovery_record {
	const char *method, *trace; /* words of recover.h and fs.h; trace NULL: none */
	uint64_t inode, generation, sequence, place;
	struct when time;
	bool named; /* something names the digest */
};
int casedb_put_recovery(struct casedb *db, int64_t item, unsigned n, const struct recovery_record *r,
                        struct fault *f) MUST_USE;
/* The item of bytes recovered from that scan before: 0, CASEDB_NONE. */
/* The first item of this path; 0: no path was given (NULL). 1: none. */
int casedb_find_path(struct casedb *db, int64_t scan, const char *path, int64_t *item, struct fault *f) MUST_USE;
/* Readies the look-up of items by path, for whoever asks for many before a scan ends (in a case that is written). */
int casedb_index_paths(struct casedb *db, struct fault *f) MUST_USE;
int casedb_find_recovered(struct casedb *db, int64_t scan, const struct digest *d, int64_t *item, struct fault *f) MUST_USE;
int casedb_next_ordinal(struct casedb *db, int64_t scan, uint64_t *out, struct fault *f) MUST_USE;

/* Why a wanted blob was not found; the newest search counts. */
struct lost_record {
	struct digest digest;
	const char *reason;
	struct span text;
	bool has_blocks, has_prefix;
	uint64_t blocks, overwritten, prefix, place;
};
int casedb_put_lost(struct casedb *db, int64_t scan, const struct lost_record *r, struct fault *f) MUST_USE;

/* An entry that a deletion left in freed directory blocks or in a journal. The same entry again is passed over. */
struct dead_record {
	const struct place *place; /* as its path classifies */
	struct span path;
	struct digest says;        /* what the link's own deleted bytes say; DIGEST_NONE */
	const char *method;
	uint64_t inode, life, sequence, at, length;
	uint64_t tag_inode, tag_life; /* the dead directory of the tag it is part of; 0: none, or it lives */
	struct when seen, gone;       /* it stood there then or later; it was gone by then */
	struct when born, set, died;  /* the inode: made, its bytes set last, freed */
	uint64_t state, text;         /* addresses of the inode's last state alive, and of the bytes that say `says`; 0 */
	bool whole;                   /* nothing is missing between that state and the end */
};
int casedb_put_dead_entry(struct casedb *db, int64_t scan, const struct dead_record *r, struct fault *f) MUST_USE;

struct scan_end {
	struct when ended;
	struct span identity;
	const char *changed;   /* NULL when it did not */
	bool has_digest;
	struct digest digest;  /* archives; directories: computed here from the items */
	uint64_t size;
	bool directory, hashed; /* hashed: depth was not names */
	bool archive;           /* later members replace earlier ones of a path; hard links name members */
	uint64_t out_of_scope;
	bool atime_touched;
};
/* Marks superseded duplicates, gives hard links of archives the facts of their members, counts,
 * computes a directory's digest, makes indexes, marks the scan finished. */
int casedb_finish_scan(struct casedb *db, int64_t scan, const struct scan_end *e,
                       struct fault *f) MUST_USE;

/* ---- the custody log --------------------------------------------------------------------------------- */

/* The last entry: its number (0: none) and hash, 64 hexadecimal digits and a NUL. */
int casedb_custody_head(struct casedb *db, int64_t *seq, char hash[65], struct fault *f) MUST_USE;
/* One entry more, and its rows in the custody tables, in a transaction of the caller's. */
int casedb_custody_append(struct casedb *db, int64_t seq, const char *prev, struct span canon, const char *hash,
                          struct fault *f) MUST_USE;

/* Replays the log into the custody tables it is the truth of, and compares: the first table that differs, or "". */
int casedb_custody_replay(struct casedb *db, char table[64], struct fault *f) MUST_USE;

/* The digest of what each table holds but the log itself, by name; the schema (without indexes) as sqlite_schema. */
struct content_sink {
	void *user;
	int (*table)(void *user, const char *name, uint64_t rows, const struct digest *d, struct fault *f);
};
int casedb_contents(struct casedb *db, const struct content_sink *sink, struct fault *f) MUST_USE;

/* What bytes say, once for each content, whoever holds them: a document, a layer's listing. */
int casedb_put_bodies(struct casedb *db, const struct exam_record *x, struct fault *f) MUST_USE;

/* ---- lost layers written anew -------------------------------------------------------------------------- */

/* A digest without bytes that a tar of the case gives when it is compressed so, or a damaged copy when it is put right;
 * found by a run, proven by its digest. Of "mended ..." tar is the copy, diff_id the other it was joined with (else tar). */
struct rebuilt_record {
	struct digest digest, tar, diff_id; /* tar: SHA-256 of the file that holds the tar, packed or plain */
	const char *encoder;                /* "go-gzip-6", "go-gzip-6/tar-split", "program" */
	uint64_t size, inflated;
	const char *program;                /* of `program`: its SHA-256, path and arguments; NULL: none */
};
int casedb_put_rebuilt(struct casedb *db, const struct rebuilt_record *r, int64_t run, struct fault *f) MUST_USE;
/* Which encoder gives these stored bytes again; "none": none of ours does. */
int casedb_put_toolmark(struct casedb *db, const struct digest *sha256, const char *encoder, int64_t run,
                        struct fault *f) MUST_USE;
/* What was rebuilt before and whose tar the scans that count still hold, as a conclusion. */
int casedb_conclude_rebuilt(struct casedb *db, struct fault *f) MUST_USE;

/* ---- what the user states ------------------------------------------------------------------------ */

/* The source of that label: 0, or CASEDB_NONE. */
int casedb_find_source(struct casedb *db, struct span label, int64_t *id, struct fault *f) MUST_USE;
/* What a statement speaks of: all roots of a source, or one root of it. */
struct kin_side {
	int64_t source;   /* 0: nothing */
	bool root;
	struct span path; /* of that root, as `repos` shows it; "" is the top of the source */
};
#define KIN_SIDE_NONE ((struct kin_side){ .source = 0 })
/* Was a registry found there by any scan? 0, or CASEDB_NONE. */
int casedb_find_root(struct casedb *db, const struct kin_side *root, struct fault *f) MUST_USE;
/* `copy` is another or older copy of the registry of `original`; of nothing: it is its own. The last statement about
 * a side counts. */
int casedb_put_copy_of(struct casedb *db, int64_t run, const struct kin_side *copy, const struct kin_side *original,
                       struct fault *f) MUST_USE;
/* What `copy` is stated to be a copy of (source 0: of nothing; *stated: by a statement). The path is kept in *path; that
 * of `copy` may lie there. */
int casedb_copy_of(struct casedb *db, const struct kin_side *copy, struct kin_side *original, struct buf *path, bool *stated,
                   struct fault *f) MUST_USE;
/* ---- a scan as the tree it was -------------------------------------------------------------------- */

/* What a program meets at a path: symbolic links are followed as far as the scan goes. */
enum tree_found {
	TREE_FOUND = 0,
	TREE_ABSENT,    /* nothing of that name */
	TREE_NO_DIR,    /* something above it is a file */
	TREE_ELSEWHERE, /* a link leads out of the source */
	TREE_LOOP,      /* more links than the kernel follows */
};

struct tree_entry {
	enum tree_found found;
	int64_t item;          /* 0: a directory that only what lies in it shows */
	struct span path;      /* beneath the root, as asked for or walked to */
	enum entry_kind kind;
	uint64_t size;
	struct span bytes;     /* of small files by role: all of them */
	bool read;
	struct span target;    /* of a link met on a walk */
};

struct casedb_tree;
int casedb_tree_open(struct casedb *db, int64_t scan, struct span root, struct casedb_tree **out,
                     struct fault *f) MUST_USE;
void casedb_tree_free(struct casedb_tree *t);
DEFINE_OWN_PTR(casedb_tree, struct casedb_tree, casedb_tree_free)
/* Spans are valid until the next call. */
int casedb_tree_find(struct casedb_tree *t, struct span path, struct tree_entry *out, struct fault *f) MUST_USE;

struct tree_document {
	bool hashed, examined; /* examined: what its bytes are was looked at */
	bool kept;             /* as a document */
	struct span bytes;     /* until the next call */
};
/* What the case has of an item's bytes: 0, CASEDB_NONE: no such item. */
int casedb_tree_document(struct casedb_tree *t, int64_t item, struct tree_document *out, struct fault *f) MUST_USE;

/* Everything beneath a directory: parents before children, then by name. Nothing when it is no directory. */
struct tree_walk;
int casedb_tree_walk(struct casedb_tree *t, struct span dir, struct tree_walk **out, struct fault *f) MUST_USE;
int tree_walk_next(struct tree_walk *w, struct tree_entry *out, struct fault *f) MUST_USE; /* 0, CASEDB_END */
void tree_walk_free(struct tree_walk *w);
DEFINE_OWN_PTR(tree_walk, struct tree_walk, tree_walk_free)

/* ---- facts out (for the graph) ------------------------------------------------------------------- */

/* Which scans count: the newest finished one of each source, or `scan` for its source. Present:
 * the source named by `label`, or the one chosen before, or the first that holds a registry. */
int casedb_choose(struct casedb *db, int64_t scan, const char *present_label, struct fault *f) MUST_USE;

struct facts; /* one walk over one kind of fact; ordered by natural keys */

int facts_registries(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_items(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_documents(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_references(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_diff_ids(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_layers(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_namings(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_prefixes(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_outside(struct casedb *db, struct facts **out, struct fault *f) MUST_USE; /* read by facts_next_item() */
int facts_logs(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
/* Digests that events of logs name and say were there (logged_names()), each once, by digest_cmp(). */
int facts_logged(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_next_logged(struct facts *x, struct digest *out, struct fault *f) MUST_USE;
int facts_observations(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_doubts(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_dead(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
int facts_lost(struct casedb *db, struct facts **out, struct fault *f) MUST_USE;
void facts_free(struct facts *x);
DEFINE_OWN_PTR(facts, struct facts, facts_free)

/* 0 or CASEDB_END. Spans are valid until the next call. */
int facts_next_registry(struct facts *x, struct registry_fact *out, struct fault *f) MUST_USE;
int facts_next_item(struct facts *x, struct item_fact *out, struct fault *f) MUST_USE;
int facts_next_document(struct facts *x, struct document_fact *out, struct fault *f) MUST_USE;
int facts_next_reference(struct facts *x, struct reference_fact *out, struct fault *f) MUST_USE;
int facts_next_diff_id(struct facts *x, struct diff_id_fact *out, struct fault *f) MUST_USE;
int facts_next_layer(struct facts *x, struct layer_fact *out, struct fault *f) MUST_USE;
int facts_next_prefix(struct facts *x, struct prefix_fact *out, struct fault *f) MUST_USE;
int facts_next_naming(struct facts *x, struct naming_fact *out, struct fault *f) MUST_USE;
int facts_next_log(struct facts *x, struct log_fact *out, struct fault *f) MUST_USE;
int facts_next_dead(struct facts *x, struct dead_fact *out, struct fault *f) MUST_USE;
int facts_next_lost(struct facts *x, struct lost_fact *out, struct fault *f) MUST_USE;
int facts_next_observation(struct facts *x, struct observation_fact *out, struct fault *f) MUST_USE;
/* Items that could not be read as they were written; *bytes: of the whole source, what files hold alone. */
int facts_next_doubt(struct facts *x, int64_t *scan, struct span *path, bool *bytes, struct fault *f) MUST_USE;

/* ---- conclusions in ------------------------------------------------------------------------------- */

/* Drops all conclusions inside a transaction; casedb_commit() makes the new ones visible. */
int casedb_conclude_begin(struct casedb *db, struct fault *f) MUST_USE;
int casedb_put_blob(struct casedb *db, const struct blob_conclusion *c, struct fault *f) MUST_USE;
int casedb_put_blob_copy(struct casedb *db, const struct digest *d, int64_t item,
                         enum blob_state state, struct fault *f) MUST_USE;
int casedb_put_blob_repository(struct casedb *db, const struct digest *d, int64_t registry,
                               struct span repository, int64_t item, struct fault *f) MUST_USE;
int casedb_put_image(struct casedb *db, const struct image_conclusion *c, struct fault *f) MUST_USE;
int casedb_put_image_repository(struct casedb *db, const struct image_repository_conclusion *c,
                                struct fault *f) MUST_USE;
int casedb_put_image_missing(struct casedb *db, const struct digest *image, const struct digest *d,
                             struct fault *f) MUST_USE;
int casedb_put_edge(struct casedb *db, const struct edge *e, struct fault *f) MUST_USE;
int casedb_put_candidate(struct casedb *db, const struct candidate_conclusion *c, struct fault *f) MUST_USE;
int casedb_put_tag(struct casedb *db, const struct tag_conclusion *c, struct fault *f) MUST_USE;
int casedb_put_repository(struct casedb *db, const struct repository_conclusion *c,
                          struct fault *f) MUST_USE;
int casedb_put_logged_part(struct casedb *db, const struct logged_part_conclusion *c, struct fault *f) MUST_USE;
int casedb_put_kinship(struct casedb *db, const struct kinship_conclusion *c, struct fault *f) MUST_USE;
int casedb_put_upload(struct casedb *db, const struct upload_conclusion *c, struct fault *f) MUST_USE;
int casedb_put_resynthesis(struct casedb *db, const struct resynthesis_conclusion *c,
                           struct fault *f) MUST_USE;
int casedb_put_event(struct casedb *db, const struct event_conclusion *c, struct fault *f) MUST_USE;
int casedb_put_finding(struct casedb *db, const struct finding *c, struct fault *f) MUST_USE;
int casedb_conclude_end(struct casedb *db, struct fault *f) MUST_USE; /* indexes, then commits */

/* ---- rows out (for lists and reports) ------------------------------------------------------------- */

/* A query of the list in casedb/query.c, prepared once per connection and reused. Parameters ?1, ?2...
 * are bound in order; cells are asked for by column name. Rows of nested queries may be open together
 * as long as they are of different queries. */
struct rows;

/* Queries of the runs, beside those of lists and reports in casedb/query.h. */
enum {
	QUERY_RUNS_FROM_ = 96, /* rule: numbers of queries, no amount */
	QUERY_DIGEST_PREFIX = QUERY_RUNS_FROM_, /* ?1 digest or beginning, with or without algorithm */
	QUERY_DOCUMENT_BYTES,                   /* ?1 digest: bytes kept in the case */
	QUERY_BLOB_PLACES,                      /* ?1 digest: intact copies, the present's first */
	QUERY_SEEK_POINTS,                      /* ?1 scan */
	QUERY_CUSTODY,                          /* every entry, in order */
	QUERY_CUSTODY_LAST,                     /* the last entry */
	QUERY_CUSTODY_UNFINISHED,               /* actions begun and not ended */
	QUERY_CUSTODY_CHECKPOINT,               /* tables of the last checkpoint, and whether actions followed */
	QUERY_CUSTODY_CASE,                     /* the case as it was opened last */
	QUERY_CUSTODY_LATEST,                   /* the latest time any entry was recorded at */
	QUERY_CUSTODY_ITEM,                     /* ?1 number of an item */
	QUERY_CUSTODY_PARTY,                    /* ?1 its id */
	QUERY_CUSTODY_TRANSFER,                 /* ?1 number of a transfer that went out */
	QUERY_CUSTODY_SEQ,                      /* ?1 number of an entry, as text */
	QUERY_CUSTODY_OUTPUTS,                  /* files written outside, the latest of each name */
	QUERY_C_ITEMS,                          /* the custody tables as people read them */
	QUERY_C_ACQUISITIONS,
	QUERY_C_HASHES,
	QUERY_C_VERIFICATIONS,
	QUERY_C_TRANSFERS,
	QUERY_C_PARTIES,
	QUERY_C_CLOCKS,
	QUERY_C_CORRECTIONS,
	QUERY_C_DISPOSITIONS,
	QUERY_C_NOTES,
	QUERY_C_OPINIONS,
	QUERY_C_ALL_NOTES,
	QUERY_BASE_REPOSITORIES,                /* what a baseline tells */
	QUERY_BASE_TAGS,
	QUERY_BASE_IMAGES,
	QUERY_BASE_BLOBS,
	QUERY_BASE_WRITTEN,                     /* ?1 SHA-256 of a file the log says was written */
	QUERY_BASE_COMPARE,                     /* ?1 a baseline: what is not as it says */
	QUERY_SELFTEST,                         /* ?1 what a recipe recorded: expected, found, stored of each kind */
	QUERY_C_FILES,                          /* every item of the scans that count */
	QUERY_C_VALIDATIONS,
	QUERY_C_ACTIONS,
	QUERY_C_CLOSED,                         /* a row when a checkpoint is the last entry */
	QUERY_C_SIGNERS,
	QUERY_C_REMARKS,                        /* word of a rule, what it is about */
	QUERY_CUSTODY_INPUTS,                   /* ?1 run: its scans */
	QUERY_UPLOAD_CANDIDATES,                /* ?1 scan: blobs that unfinished uploads may have been becoming */
	QUERY_DATABASES,                        /* ?1 scan: files that tell the folder of a database's server */
	QUERY_LITE_FILES,                       /* ?1 scan: SQLite files that are no blobs, with the log and the journal beside them */
	QUERY_FILES_BELOW,                      /* ?1 scan, ?2 beginning of a path: regular files, by path */
	QUERY_WRONG_BLOBS,                      /* ?1 scan: blobs that do not hash to their name, and the largest declared size */
	QUERY_SAID,                             /* texts of annotations and labels */
	QUERY_FILE_HELD,                        /* ?1 digest: a file of the scans that count whose bytes hash to it */
	QUERY_IMAGE_SCANS,                      /* scans of images that count: scan, path, label */
	QUERY_TARGETS,                          /* digests without intact bytes, sizes where known; found: recovered before */
	QUERY_HELD,                             /* ?1 scan: files with blobs' bytes: digest, path */
	QUERY_RESYNTH_LAYERS,                   /* what manifests can be written anew from */
	QUERY_RESYNTH_CONFIGS,                  /* one row a diff_id, in order */
	QUERY_RESYNTH_STATEMENTS,               /* in-toto statements and their predicate types */
	QUERY_RESYNTH_LOST,                     /* layers whose bytes are gone */
	QUERY_RESYNTH_NAMED,                    /* layers another store knows by both digests */
	QUERY_RESYNTH_LISTED,                   /* what logs say that manifests without bytes list, in order */
	QUERY_RESYNTH_BASES,                    /* manifests that are known, held or only linked */
	QUERY_RESYNTH_CHILDREN,
	QUERY_RESYNTH_GROUPS,                   /* manifests of a repository in the order of pushes */
	QUERY_RESYNTH_PLATFORM,                 /* ?1 config */
	QUERY_CHOICE_IMAGES,                    /* ?1 JSON array of digests: these and the images below them */
	QUERY_CHOICE_BLOBS,                     /* ?1 the same: these and every blob below them */
	QUERY_CHOICE_PARTS,                     /* ?1 image: what its document names directly */
	QUERY_CHOICE_RECOVERED,                 /* blobs recovered or written anew */
	QUERY_CHOICE_SAME,                      /* ?1 diff_id: blobs that hold those bytes, plain or packed */
	QUERY_CHOICE_INFLATED,                  /* ?1 blob: its size unpacked, its listing */
	QUERY_CHOICE_NAMES,                     /* ?1 JSON array of digests: the whole history of every tag they ever had */
	QUERY_DUE,                              /* ?1 registry: deleted images and all below them */
	QUERY_DUE_NAME,                         /* ?1 registry, ?2 image: where it was deleted, and a tag it had there */
	QUERY_PLAN_WANTED,                      /* what a plan without names is about: images deleted, or standing and not whole */
	QUERY_PLAN_BEFORE,                      /* the present's newest scan */
	QUERY_PLAN_TARGET,                      /* ?1 JSON array of digests: what the present's registries hold of them */
	QUERY_PLAN_LACKED,                      /* ?1 JSON array of digests: how many standing images name each */
	QUERY_PLAN_PLACE,                       /* ?1 digest: where its bytes are, the best place first */
	QUERY_PLAN_STEPS,                       /* ?1 plan.json, ?2 scan: its steps and what the scan holds of each */
	QUERY_PLAN_EXTRA,                       /* ?1 plan.json, ?2 scan: what came or went besides since the scan it names */
	QUERY_PLAN_SAME,                        /* ?1 plan.json, ?2 scan: revisions that stood before, and of these still there */
	QUERY_PLAN_WRITTEN,                     /* ?1 SHA-256 of a file the log says a plan wrote */
	QUERY_REBUILT,                          /* what was rebuilt and whose tar is held */
	QUERY_REBUILT_FROM,                     /* ?1 digest: the tar and the encoder it is rebuilt from */
	QUERY_FILE_AT,                          /* ?1 scan, ?2 path: where the file's bytes lie */
	QUERY_UNPACKED,                         /* ?1 diff_id: statements that a store has its files, with the file that says so */
	QUERY_REBUILD_WANTED,                   /* blobs that are missing and may be layers: size, diff_id where known */
	QUERY_REBUILD_TARS,                     /* ?1 diff_id: files that hold those bytes, plain ones first */
	QUERY_REBUILD_NEAR,                     /* ?1 missing digest: diff_ids of configs in its repositories */
	QUERY_REBUILD_INTACT,                   /* layers to learn from: a row for each repository, the smallest first */
	QUERY_TOOLMARKS,                        /* by repository and encoder: layers it wrote, how many */
	QUERY_TOOL_TOPS,                        /* by repository and encoder: images whose uppermost layer it wrote; levels that look alike as one */
	QUERY_MENDABLE,                         /* copies of damaged blobs that were read whole: bytes, flip; done: put right before */
	QUERY_PART_SCANS,                       /* of a part: the newest scan of each source, finished or not */
	QUERY_PART_CHAINS,                      /* entries of chains of parts that were merged, in order */
	QUERY_READ_PATHS,                       /* paths of every source that was read */
	QUERY_RUNS_TO_,
};

int rows_open(struct casedb *db, unsigned query, struct rows **out, struct fault *f) MUST_USE;
int rows_bind_text(struct rows *r, int at, struct span text, struct fault *f) MUST_USE;
int rows_bind_name(struct rows *r, int at, struct span name, struct fault *f) MUST_USE; /* TEXT or BLOB */
int rows_bind_int(struct rows *r, int at, int64_t n, struct fault *f) MUST_USE;
int rows_next(struct rows *r, struct fault *f) MUST_USE; /* 0 or CASEDB_END */
void rows_close(struct rows *r);                         /* gives the statement back */
DEFINE_OWN_PTR(rows, struct rows, rows_close)

bool rows_has(const struct rows *r, const char *column);  /* not NULL */
struct span rows_span(const struct rows *r, const char *column); /* TEXT or BLOB bytes; until next */
int64_t rows_int(const struct rows *r, const char *column);
double rows_real(const struct rows *r, const char *column);

/* Any read-only SELECT: for tests; the rooms ask casedb_number(). */
int casedb_count(struct casedb *db, const char *sql, int64_t *out, struct fault *f) MUST_USE;
struct number_args {
	int64_t n[2];        /* ?1, ?2 */
	const char *text[2]; /* ?3, ?4 */
};
/* One number of NUMBERS (casedb/query.h); 0 when there is no row. `args` NULL: it takes none. */
int casedb_number(struct casedb *db, unsigned number, const struct number_args *args, int64_t *out,
                  struct fault *f) MUST_USE;

const char *casedb_library(void); /* "SQLite 3.40.1" */

#endif
