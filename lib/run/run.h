/*
 * run/run.h - wiring: the only place where rooms meet. Every function opens the case itself and
 * leaves one file at rest, whatever happens.
 *
 * Results: 0 done (see result->status for what the evidence was like), -1 a fault: FAULT_USAGE asks
 * for exit status 2, FAULT_INTERRUPTED for 130, all others for 1.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/span.h"
#include "base/watch.h"
#include "confine/confine.h"
#include "core/finding.h"
#include "core/shard.h"
#include "run/choose/choose.h"
#include "words/lang.h"

struct casedb;

struct run_filter;

struct run_options {
	const char *verb;          /* for the record: "scan", "examine", ... */
	const char *case_path;
	int argc;                  /* the command line as it was given, for the record */
	char *const *argv;
	enum depth depth;          /* DEPTH_UNSET: full */
	unsigned jobs;             /* 0: all cores */
	struct limits limits;
	const char *const *only;   /* repositories in scope; only_n 0: all */
	size_t only_n;
	const char *const *copies; /* statements LABEL=LABEL: the first source is a copy of the second's registry */
	size_t copies_n;
	const char *present;       /* label of the source standings speak of; NULL: as before */
	int64_t scan;              /* --scan N; 0: the newest */
	const char *report_dir;    /* NULL: derived from case_path: "case.db" -> "case.report" */
	const char *lang;          /* of the report's page: "en" or "ja" */
	enum lang say;    /* of what is told at the terminal */
	const char *case_no, *examiner, *client; /* examine: the case is opened with them; NULL: not given */
	int (*zone)(int64_t sec);  /* of times in the page: seconds east of UTC; NULL: UTC */
	const char *zone_name;
	bool reveal;               /* show values that look like credentials */
	struct shard shard;        /* of scan: one part of the scan; of 0: the whole */
	const struct watch *watch;
	struct run_filter *filter; /* --with; NULL: none */
	struct confine *walls;     /* what confines this process, and is recorded; NULL: nothing does */
};

struct run_result {
	int status;                /* INTERFACE 4: 0, 3 or 4 */
	uint64_t items, bytes;
	double seconds;
	uint64_t wanted, rebuilt, candidates, sizes; /* of the search for lost manifests: its cost */
	struct buf report_path;    /* examine, report: the folder written */
};

void run_result_release(struct run_result *r);
DEFINE_OWN(run_result, struct run_result, run_result_release)

int run_scan(const struct run_options *o, const char *const *sources, size_t n,
             struct run_result *out, struct fault *f) MUST_USE;
/* One case from the parts of scans, each a file that `scan` made with a shard: facts together, then conclusions. */
struct run_merged {
	uint64_t sources, parts, before; /* before: sources that these very parts were merged into earlier */
};
int run_merge(const struct run_options *o, const char *const *parts, size_t n, struct run_merged *counts,
              struct run_result *out, struct fault *f) MUST_USE;
int run_resolve(const struct run_options *o, struct run_result *out, struct fault *f) MUST_USE;
int run_examine(const struct run_options *o, const char *const *sources, size_t n,
                struct run_result *out, struct fault *f) MUST_USE;

/* Deleted blobs from the images of a case, in rounds: prove, resolve, look again, until nothing new is proven.
 * metadata: what the file systems' own remnants tell; carve: free space too; all: fragments joined too. */
enum recover_effort { EFFORT_METADATA = 1, EFFORT_CARVE, EFFORT_ALL };
struct run_recovered {
	uint64_t images, rounds, tried, blobs, bytes, unnamed, names, lost;
	uint64_t by_metadata, by_carving, by_fragments;
	uint64_t scanned, broken, solved, steps, spent; /* free space read; streams in pieces; probes; budgets used up */
	bool scoped;
};
int run_recover(const struct run_options *o, enum recover_effort effort, struct run_recovered *counts,
                struct run_result *out, struct fault *f) MUST_USE;

/* A program that compresses stdin to stdout, given as "program arguments": started before this process confines itself.
 * run/rebuild/filter.h tells how little it can do. */
int run_filter_start(struct run_filter **out, const char *with, struct fault *f) MUST_USE;
void run_filter_end(struct run_filter *x);

/* Lost layers compressed anew from tars the case holds, by the encoders of rebuild/ or by o->filter; proven by their
 * digests. */
struct run_rebuilt {
	uint64_t lost, before, tars, tried, rebuilt, bytes; /* before: rebuilt by an earlier run; tried: encodings */
	uint64_t learnt, unread, bounded, spent; /* intact layers looked at; tars not read; left out by a bound; bytes given */
};
int run_rebuild(const struct run_options *o, struct run_rebuilt *counts, struct run_result *out, struct fault *f) MUST_USE;

/* A blob's bytes, read back from its source through its locator (or from the case, for documents),
 * hashed on the way and checked before the last piece is given out. 0; RUN_NOT_FOUND when no source
 * holds matching bytes (why tells). `digest` is whole or a prefix of at least 6 hex digits, with or
 * without "sha256:"; an ambiguous one is FAULT_USAGE with the candidates. */
enum { RUN_NOT_FOUND = 1 };
struct run_sink {
	int (*write)(void *user, struct span bytes, struct fault *f);
	void *user;
};
/* One file of an image: the visible one of that path, out of a layer that is read against its digest first.
 * RUN_NOT_FOUND with `why`. */
int run_cat_file(const struct run_options *o, const char *image, const char *path, const struct run_sink *sink,
                 char why[256], struct fault *f) MUST_USE;
int run_cat(const struct run_options *o, const char *digest, const struct run_sink *sink,
            char why[256], struct fault *f) MUST_USE;

/* Bytes out: the chosen images into every destination ("oci:DIR", export/export.h), each blob read and hashed once. */
struct run_export_options {
	struct choice_ask ask;
	const char *const *dests;
	size_t dests_n;
	bool partial; /* images that are not whole go into partial/ */
	bool history; /* registry: earlier targets of tags, too */
	const char *key, *certificate; /* of statements; NULL: none */
	int (*pass)(void *user, char *out, int cap);
	void *user;
};
/* One image in one destination. */
struct run_export_line {
	struct span digest, names; /* names joined by blanks */
	const char *destination, *where; /* where: file or folder below, of what has one of its own */
	bool whole;
	uint64_t blobs, bytes;
};
struct run_export_sink {
	void *user;
	int (*line)(void *user, const struct run_export_line *l, struct fault *f);
};
/* Is this operand a destination? */
bool run_export_is_dest(const char *text);
int run_export(const struct run_options *o, const struct run_export_options *x, const struct run_export_sink *sink,
               struct run_result *out, struct fault *f) MUST_USE;

/* What a garbage collection would remove from each registry of the present, by the rules of a
 * generation. `begin` and `end` stand around the objects of one run; `why` is empty, or tells at which file
 * the registry's own run would end, and why. */
struct run_gc_run {
	struct span registry, source;
	bool three, untagged;
};
struct run_gc_sink {
	void *user;
	int (*begin)(void *user, const struct run_gc_run *run, struct fault *f);
	/* kind: "manifest", "layer-link" (of `repository`) or "blob" (with its size) */
	int (*object)(void *user, const char *kind, struct span repository, struct span digest,
	              uint64_t size, struct fault *f);
	/* aborts: the registry's own run would end so; else `why` says that it cannot be told */
	int (*end)(void *user, bool aborts, const char *why, struct fault *f);
};
int run_gc(const struct run_options *o, const struct run_gc_sink *sink, struct fault *f) MUST_USE;

/* The warning that comes first: what a collection would take of deleted images. `text` stays empty when there is
 * nothing to warn of; `json` is one object. */
int run_due(const struct run_options *o, struct buf *text, struct buf *json, struct fault *f) MUST_USE;

/* ---- giving back ---- */
/* The runbook, plan.json and scripts into the folder o->report_dir, which must be new or empty. `target`: URL or NULL. */
int run_plan(const struct run_options *o, const struct choice_ask *ask, const char *target, struct buf *text,
             struct fault *f) MUST_USE;
/* Is the file a plan this case's custody log says it wrote? *text tells. */
int run_plan_believe(const struct run_options *o, const char *path, bool *believed, struct buf *text,
                     struct fault *f) MUST_USE;
/* What the newest scan of `source` (an operand of check) holds of it; *wrong counts what is missing, changed, unread,
 * gone. Lines in *text in o->lang, JSON Lines in *json. */
int run_plan_compare(const struct run_options *o, const char *path, const char *source, struct buf *text, struct buf *json,
                     uint64_t *wrong, struct fault *f) MUST_USE;

/* Log files as sources, then conclusions. `zone`: seconds east of UTC for times that have none. */
int run_logs(const struct run_options *o, bool has_zone, int zone, const char *const *files, size_t n,
             struct run_result *out, struct fault *f) MUST_USE;

/* The inspection: a new scan of sources the case may know already, conclusions, and the comparison with the
 * scan before. out->status as of INTERFACE 4. `text` for people, `json` one object; both are kept as the
 * run's outcome. */
int run_check(const struct run_options *o, const char *const *sources, size_t n, struct run_result *out,
              struct buf *text, struct buf *json, struct fault *f) MUST_USE;

/* One entry of the custody log: a verb of custody/custody.h and its fields as "name=value"; `open` makes the
 * case when it is absent. Unknown, empty and missing fields are FAULT_USAGE. */
int run_custody_add(const struct run_options *o, const char *verb, const char *const *fields, size_t n, int64_t *seq,
                    struct fault *f) MUST_USE;
/* A file comes in: its MD5, SHA-1 and SHA-256 in one reading, compared with those given as fields and with those in
 * side files (.sha256, .sha1, .md5, .txt). One entry; *text tells each comparison. *mismatch: some differ. */
int run_intake(const struct run_options *o, const char *path, const char *const *fields, size_t n, struct buf *text,
               bool *mismatch, int64_t *seq, struct fault *f) MUST_USE;
/* Verb number `i` of entries a person makes, with its fields in two lists of words; false: no more. */
struct run_custody_verb {
	const char *verb, *about, *must, *may;
};
bool run_custody_verb(size_t i, struct run_custody_verb *out);
/* Is this "name=value" with a field of the verb? */
bool run_custody_field(const char *verb, const char *field);
/* The name of the field number `at` of those that `verb` must have and `fields` lack. 0, or 1: no more. */
int run_custody_missing(const char *verb, const char *const *fields, size_t n, size_t at, char out[64]);

struct run_custody_entry {
	int64_t seq;
	struct span canon, hash;
	struct span act, at, who, what, result; /* of the entry, for a table; empty: none */
	bool ok; /* its number, the hash before it and its own hash are as they must be */
};
struct run_custody_sink {
	void *user;
	int (*entry)(void *user, const struct run_custody_entry *e, struct fault *f); /* may be NULL */
};
struct run_custody_state {
	uint64_t entries;
	int64_t first_bad; /* 0: none */
	bool guarded;      /* the triggers that refuse changes are there */
	char head[65];     /* hash of the last entry, recomputed */
	/* run_custody_verify() only: */
	int64_t checkpoint;     /* the last entry with digests of the tables (an action's end, a checkpoint), 0: none */
	bool later_actions;     /* an action began after it and did not end: tables are not compared */
	bool uncompared;        /* run_verify(): something could not be compared, and a line says so */
	char edited_table[64];  /* the first custody table that is not what the log says; empty: none */
	char changed_table[64]; /* the first table that does not hold what it held; empty: all do */
};
/* Every entry in order, checked. */
int run_custody_walk(const struct run_options *o, const struct run_custody_sink *sink, struct run_custody_state *out,
                     struct fault *f) MUST_USE;

/* An entry with the digest of what every table holds. */
int run_custody_checkpoint(const struct run_options *o, int64_t *seq, struct fault *f) MUST_USE;
/* The chain, and the tables against the last digests it holds of them. */
int run_custody_verify(const struct run_options *o, struct run_custody_state *out, struct fault *f) MUST_USE;

/* ---- sealed folders ---- */
struct run_seal_options {
	const char *const *files; /* to go along; of attach and reply: the one file */
	size_t files_n;
	const char *key, *certificate; /* NULL: not signed */
	const char *tsa_ca;
	int (*ask)(void *user, char *out, int cap); /* passphrase; NULL: none */
	void *user;
};
/* Closes a copy of the case into a new folder with everything needed to check it. */
int run_seal(const struct run_options *o, const char *folder, const struct run_seal_options *s, struct fault *f) MUST_USE;
/* On a sealed folder (o->case_path): sign, attach FILE, request, reply FILE. */
int run_seal_add(const struct run_options *o, const char *verb, const struct run_seal_options *s,
                 struct fault *f) MUST_USE;

struct run_verify_options {
	const char *ca, *tsa_ca, *fingerprint; /* the verifier's own; NULL: none */
	bool sources;                          /* the evidence is read again */
	const char *since, *until;             /* tokens of that time only */
};
/* word: "ok", "FAILED", "open" (cannot be said with what was given), "note". */
struct run_verify_sink {
	void *user;
	int (*line)(void *user, const char *word, const char *check, const char *text, struct fault *f);
};
/* A case or a sealed folder, everything. *failed: some check did. */
int run_verify(const struct run_options *o, const struct run_verify_options *v, const struct run_verify_sink *sink,
               struct run_custody_state *state, bool *failed, struct fault *f) MUST_USE;

/* What the registries hold now, as canonical JSON at `path`, its signature and certificate beside it. */
int run_baseline_write(const struct run_options *o, const char *path, const struct run_seal_options *s,
                       struct fault *f) MUST_USE;
/* Does its signature hold and is the signer known? *text tells. */
int run_baseline_believe(const struct run_options *o, const char *path, const struct run_verify_options *v, bool *believed,
                         struct buf *text, struct fault *f) MUST_USE;
/* What changed or vanished since: *n of them, a line each in *text and *json. */
int run_baseline_compare(const struct run_options *o, const char *path, struct buf *text, struct buf *json, uint64_t *n,
                         struct fault *f) MUST_USE;

struct run_selftest {
	uint64_t checks, failed;
	char evidence[65], result[65], executable[65]; /* SHA-256 */
};
/* Known answers on this machine; with a case (o->case_path not NULL) the result goes into its custody log. */
int run_selftest(const struct run_options *o, const struct run_verify_sink *sink, struct run_selftest *out,
                 struct fault *f) MUST_USE;

/* FAULT_USAGE when `path` lies beneath a directory that is a source of the case. */
int run_refuse_beneath(const struct run_options *o, const char *what, const char *path, struct fault *f) MUST_USE;

/* Writes the report folder beside its final name and swaps it in. `formats`: "html,json" style list. */
int run_report(const struct run_options *o, const char *formats, struct run_result *out,
               struct fault *f) MUST_USE;

/* ---- what confines a command (confine/confine.h) ---- */
/* The sources of a command line, and what is looked up about the disks they lie on, may be read. */
/* One source as a case keeps its path. */
int run_walls_operand(struct confine *walls, struct span operand, struct fault *f) MUST_USE;
int run_walls_sources(struct confine *walls, const char *const *sources, size_t n, struct fault *f) MUST_USE;
/* The sources a case names, and what its log says was written (`outputs`), may be read, and nothing else from here on.
 * Nothing when nobody is confined or reads are bound already. */
int run_walls_kept(struct casedb *db, const struct run_options *o, bool outputs, struct fault *f) MUST_USE;
/* Loads now what could not be found later: the settings of OpenSSL, time zones. Names what else may be read. */
int run_walls_system(struct confine *walls, struct fault *f) MUST_USE;
/* A folder for temporary files of this user alone, beneath none of the sources; empty: nowhere. */
int run_walls_temporary(const char *const *sources, size_t n, char out[4096], struct fault *f) MUST_USE;

/* Where the report goes: o->report_dir, or "case.report" for "case.db". */
int run_report_path(const struct run_options *o, struct buf *out, struct fault *f) MUST_USE;

const char *run_commit(void);                                    /* "1a2b3c4d5e6f" */
const char *run_version(void);                                   /* "0.1.0" */
int run_version_long(struct buf *out, struct fault *f) MUST_USE; /* lines: commit, compiler, libraries */

#endif
