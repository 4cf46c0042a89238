/*
 * logs/logs.h - the door of logs: bytes of a log in, statements about a registry out (formats(7), "Logs").
 *
 * A reader takes the decompressed bytes of one file in chunks of any size, takes wrappers off its lines
 * (Docker json-file, CRI, journald, syslog), tells what kind each line is and yields events. What a
 * line says is kept as said: an event is a claim of the log, not a proof that the thing exists.
 * No I/O, no state but the reader's.
 *
 *	log_reader_new(&r, &options, &limits, f);
 *	for each chunk: log_reader_feed(r, chunk, f), then log_reader_next(r, &e, f) until LOG_END
 *	log_reader_finish(r, f), then log_reader_next() until LOG_END; log_reader_stats(r); log_reader_free(r)
 */
#ifndef LOGS_LOGS_H
#define LOGS_LOGS_H

#include "base/fault.h"
#include "base/limits.h"
#include "base/watch.h"
#include "base/span.h"
#include "core/digest.h"
#include "core/when.h"

#define LOG_FAMILIES(X) /* id, name, meaning */                         \
	X(ACCESS, "access", "access log in combined or common form (registry, nginx, Apache, Traefik)") \
	X(ACCESS_JSON, "access-json", "access log, one JSON object a line (nginx, Traefik)")    \
	X(APP_TEXT, "app-text", "the registry's own log, key=value")                            \
	X(APP_JSON, "app-json", "the registry's own log, JSON")                                 \
	X(GC, "gc", "what garbage-collect prints")                                              \
	X(NOTIFY, "notify", "notification events")                                              \
	X(SQL, "sql", "a plain SQL dump of Harbor's database")                                  \
	X(TEXT, "text", "any other text that names a digest")                                   \
	X(DATABASE, "database", "a living row of a registry's database, read raw")              \
	X(DATABASE_DEAD, "database-dead", "a row that is no more, of a registry's database read raw") \
	X(DATABASE_OLDER, "database-older", "a living row of a database that is not the newest of its source, or not whole") \
	X(DATABASE_DEAD_OLDER, "database-dead-older", "a row that is no more, of such a database") \
	X(DATABASE_PAST, "database-past", "a living row that tells of what was: a record of an operation, a tag that ended") \
	X(DATABASE_LOOSE, "database-loose", "a row that is no more, of a page in free space or a file without a catalog: whose table it is, is an inference") \
	X(DATABASE_FORM, "database-form", "a living row of a file without a catalog: whose table it is, is an inference") \
	X(DATABASE_FORM_OLDER, "database-form-older", "a row of such a file, of a database that is not the newest of its source, or not whole")

enum log_family {
	LOG_FAMILY_UNSET = 0,
#define X(id, text, about) LOG_##id,
	LOG_FAMILIES(X)
#undef X
};

#define LOG_CLASSES(X) /* id, name, meaning */                                                     \
	X(API, "api", "requests to the registry's API, whoever wrote them down")                   \
	X(CONTAINER, "container", "the registry process's own log")                                \
	X(GC, "gc", "garbage collection")                                                          \
	X(NETWORK, "network", "what a proxy in front of the registry wrote")

enum log_class {
#define X(id, text, about) LOG_CLASS_##id,
	LOG_CLASSES(X)
#undef X
	LOG_CLASS_COUNT
};

#define LOG_EVENTS(X) /* id, name, meaning */                           \
	X(PUSH, "push", "a manifest was accepted")                                              \
	X(PULL, "pull", "a manifest or blob was asked for and served")                          \
	X(MOUNT, "mount", "a blob was linked from another repository")                          \
	X(TAG_SET, "tag-set", "a tag was set")                                                  \
	X(MANIFEST_DELETE, "manifest-delete", "a manifest was deleted from a repository")       \
	X(TAG_DELETE, "tag-delete", "a tag was deleted")                                        \
	X(BLOB_DELETE, "blob-delete", "a blob was deleted from a repository")                   \
	X(UPLOAD_START, "upload-start", "an upload began")                                      \
	X(UPLOAD_DATA, "upload-data", "bytes of an upload arrived")                             \
	X(UPLOAD_COMMIT, "upload-commit", "an upload became a blob")                           \
	X(UPLOAD_CANCEL, "upload-cancel", "an upload was cancelled by its client")             \
	X(UPLOAD_ABORT, "upload-abort", "the client went away during an upload")               \
	X(UPLOAD_REJECTED, "upload-rejected", "the bytes did not have the digest promised")    \
	X(UPLOAD_PURGE, "upload-purge", "an old upload was removed")                           \
	X(GC_MARK, "gc-mark", "garbage collection found it in use")                            \
	X(GC_ELIGIBLE, "gc-eligible", "garbage collection found it unused")                    \
	X(GC_DELETE, "gc-delete", "garbage collection deleted it")                             \
	X(GC_SUMMARY, "gc-summary", "counts of a garbage collection")                          \
	X(AUTH_FAILED, "auth-failed", "a request without valid credentials")                   \
	X(REQUEST_FAILED, "request-failed", "a request that was refused")                      \
	X(SERVER_START, "server-start", "the registry process started")                        \
	X(MENTION, "mention", "a digest or name stands in the text")                           \
	X(REFERENCE, "reference", "a manifest lists a digest")

enum log_event_kind {
	LOG_EVENT_UNSET = 0,
#define X(id, text, about) LOG_EVENT_##id,
	LOG_EVENTS(X)
#undef X
};

#define LOG_OBJECTS(X) /* id, name */                                   \
	X(MANIFEST, "manifest")                                                                 \
	X(BLOB, "blob")                                                                         \
	X(TAG, "tag")                                                                           \
	X(LAYER_LINK, "layer-link")                                                             \
	X(UPLOAD, "upload")

/* What `digest` is, as far as the line tells. */
enum log_object {
	LOG_OBJECT_UNSET = 0,
#define X(id, text) LOG_OBJECT_##id,
	LOG_OBJECTS(X)
#undef X
};

const char *log_family_text(enum log_family f);
const char *log_class_text(enum log_class c);
const char *log_event_text(enum log_event_kind k);
const char *log_event_about(enum log_event_kind k);
const char *log_object_text(enum log_object o);

/* Where a line stands: for lines that a wrapper split, and for documents over many lines, from the
 * first line's beginning to the last line's end. */
struct log_at {
	uint64_t line;   /* of the first line, from 1 */
	uint64_t offset; /* bytes before it in the (decompressed) file */
	uint64_t length; /* with the end of the line */
};

struct log_event {
	enum log_event_kind kind;
	enum log_family family;
	enum log_object object;
	struct when time;       /* the line's own, else the wrapper's; unknown when there is none */
	struct span raw_time;   /* as written in the line */
	struct span repository, from_repository, tag, upload; /* of proven grammar, but upload: raw */
	struct span actor, address, agent, method, media_type;
	struct span detail;     /* code of an error, or the words of the line that matter */
	struct digest digest;   /* DIGEST_NONE when none */
	struct digest parent;   /* reference: the manifest that lists `digest`; request-failed of a manifest
	                           PUT: the manifest that was refused */
	struct digest provided; /* upload-rejected: the digest promised; `digest` is that of the bytes */
	uint32_t position;      /* reference: place in the list, 0 the first (the config, in an image). Of
	                           LOG_GC sound only when stats say gc_style LOG_GC_REPEATS */
	bool has_size;
	uint64_t size;          /* of what `digest` or `tag` names; pull: the bytes served; upload-abort: bytes
	                           of the request that arrived */
	struct when started;    /* of an upload, where the line tells */
	uint64_t number[3];     /* gc-summary: blobs marked, blobs eligible, manifests eligible; upload-data: bytes
	                           there before; upload-abort: bytes announced, bytes arrived */
	int status;             /* HTTP; 0 none */
	struct log_at at;
	size_t file;            /* of a row read raw: what log_row.file was */
	struct digest unpacked; /* a row says that `digest` unpacks to this; not checked */
	struct span document;   /* bytes that the row says hash to `digest`; not checked */
};

struct log_options {
	bool has_zone;    /* for times without a zone; without it they stay unknown, raw_time is kept */
	int zone_seconds; /* east of UTC */
};

enum { LOG_SAMPLES = 5, LOG_SAMPLE_BYTES = 160, LOG_LINE_BYTES = 1 << 20 }; /* told: a longer line, whose digests are looked for all the same */

struct log_sample {
	struct log_at at;
	size_t n; /* bytes of the text kept */
	uint8_t text[LOG_SAMPLE_BYTES];
};

/* Times of one class in the order of the file. */
struct log_coverage {
	uint64_t lines;              /* of the class, with or without time */
	struct when first, last;     /* earliest and latest */
	struct when hole_from, hole_to; /* the longest time without a line */
	uint64_t backwards;          /* lines older than one before them: then a hole may be none */
};

enum log_gc_style {
	LOG_GC_UNKNOWN = 0,
	LOG_GC_REPEATS, /* 2.x: every manifest's references are printed whole */
	LOG_GC_ONCE,    /* 3.x: what was marked before is left out, and an index takes in its images' */
};

struct log_stats {
	uint64_t physical;       /* lines of the file, blank ones too */
	uint64_t lines;          /* lines and documents judged: the sum of the next four */
	uint64_t understood, mentions, not_understood;
	uint64_t too_long;       /* over LOG_LINE_BYTES and no document, or over limits.json_bytes: of these only the
	                            digests were looked for */
	struct log_at first_long;
	bool ends_within;        /* the log ends before a document of it does, which begins at last_begun */
	struct log_at last_begun;
	uint64_t documents_cut;  /* over many lines, and more than limits.json_bytes: judged line by line */
	struct log_at first_cut;
	uint64_t events;
	uint64_t family[15];     /* understood lines by enum log_family */
	struct log_sample sample[LOG_SAMPLES]; /* of lines not understood, the first ones */
	size_t samples;
	struct log_coverage coverage[LOG_CLASS_COUNT];
	enum log_gc_style gc_style; /* settled only at the end of the file */
};

enum { LOG_END = 1 };

struct log_reader;

/* `limits` and `options` are copied. Of limits, json_bytes, json_depth, json_values,
 * log_marks and log_artifacts bind here; `watch` counts what the last two leave out, and outlives the reader. */
int log_reader_new(struct log_reader **out, const struct log_options *options,
                   const struct limits *limits, const struct watch *watch, struct fault *f) MUST_USE;
void log_reader_free(struct log_reader *r);
DEFINE_OWN_PTR(log_reader, struct log_reader, log_reader_free)

int log_reader_feed(struct log_reader *r, struct span bytes, struct fault *f) MUST_USE;
/* The file ends here: a last line without its end, and what waits for more, are judged. */
int log_reader_finish(struct log_reader *r, struct fault *f) MUST_USE;
/* The next event in *out, in the order of the file, or LOG_END. Spans are valid until the next feed
 * or finish; events not taken by then stay. */
int log_reader_next(struct log_reader *r, struct log_event *out, struct fault *f) MUST_USE;
const struct log_stats *log_reader_stats(const struct log_reader *r);

/* ---- rows of a database read raw ------------------------------------------------------------------------- */

enum log_row_life { LOG_ROW_LIVES, LOG_ROW_DELETED, LOG_ROW_REPLACED, LOG_ROW_GONE };
struct log_row {
	struct span table;
	const struct span *names, *values; /* of the columns; a value without bytes at all (p NULL): null */
	size_t n;
	enum log_row_life life;
	struct when born, died;      /* commits of the transactions that wrote and took it; unknown */
	uint32_t born_in, died_in;   /* their numbers; below 3: long ago */
	struct when now;             /* the server was not at work after this; unknown */
	bool older;                  /* of a database that is not the newest, or not whole: it does not tell what is there now */
	struct log_at at;
	size_t file;
};
enum { LOG_ROW_COLUMNS = 1600 /* format: columns of a table of PostgreSQL, at most */ };
/* A column of the table whose texts begin so in no other product's table of this shape; NULL: none. */
const char *log_row_mark(const char *table, const char **begins);
/* Are values of this column documents that another column's digest proves? */
bool log_row_hashed(struct span column);
/* The tables of registries, by number, '*' at a name's end: any that begin so; NULL: no more. */
const char *log_row_table(size_t i);
/* Every row of every table is learnt first, then told, the living before the dead; events come by log_reader_next(). */
/* Could this be a row of the table of a registry that it is called? (Of one that nothing vouches for: life and place do not
 * matter.) */
bool log_row_fits(const struct log_row *row);
/* The same, where no catalog has the table: its columns have the types of this one, which is published (postgres/shape.c). */
bool log_row_shaped(const struct log_row *row);
/* The same, of a table that a catalog has by this name: rows too that alone nothing would tell from another's. */
bool log_row_may_be(const struct log_row *row);
/* Must rows of this table be learnt before any row is told? The others are told as they come, living or not. */
bool log_row_learnt(const char *table);
int log_reader_learn(struct log_reader *r, const struct log_row *row, struct fault *f) MUST_USE;
int log_reader_tell(struct log_reader *r, const struct log_row *row, struct fault *f) MUST_USE;
/* What several rows tell together. */
int log_reader_rows_end(struct log_reader *r, struct fault *f) MUST_USE;

#endif
