/* logs/private.h - what the files of logs share. */
#ifndef LOGS_PRIVATE_H
#define LOGS_PRIVATE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "format/json_scan.h"
#include "logs/logs.h"

/* Every function that looks at a line: 0 understood, LINE_OTHER not of this kind, -1 a fault; gc_line() also
 * GC_HELD: the next line tells. */
enum { LINE_OTHER = 1, GC_HELD = 2 };

/* A line without its wrapper. */
struct line {
	struct span text;
	struct when time; /* the wrapper's */
	struct log_at at;
};

struct text_piece { /* of a joined text: up to `end` */
	size_t end;
	struct when time;
	struct log_at at;
};

/* ---- wrap.c: parts of one line, of one stream ---- */
enum { PART_SHORT = 8192, PARTS_HELD = 3 }; /* rule: longer parts are one line that a collector split */
struct partial {
	struct buf text;
	struct text_piece held[PARTS_HELD];
	struct log_at end;
	size_t parts;
	bool lost;   /* over LOG_LINE_BYTES */
	bool marked; /* by the wrapper itself, not by a line end that is missing */
};

/* ---- document.c: JSON over many lines ---- */
struct document_state {
	struct buf text;
	VEC(struct text_piece) pieces;
	uint8_t open[128]; /* '{' or '[' of each container */
	uint32_t depth;
	uint8_t last;      /* last significant byte, 0 none */
	bool busy;
};

/* ---- journal.c: the export form ---- */
struct journal_state {
	bool inside;
	bool has_message;
	struct buf message;
	struct log_at at;
	struct when time;
	uint64_t binary_left; /* bytes of a value of known length still to come */
	uint8_t length[8];
	size_t length_have;
	int binary;           /* enum journal_binary */
	bool binary_message;
};

/* ---- gc.c ---- */
enum { GC_HEADINGS = 8, GC_HEADING_BYTES = 256 }; /* format: a repository's name has 255 bytes at most */
struct gc_heading { /* one word alone: a repository's name, or anything */
	struct log_at at;
	size_t n;
	uint8_t text[GC_HEADING_BYTES];
};
struct gc_state {
	struct gc_heading heading[GC_HEADINGS]; /* not judged yet */
	size_t headings;
	struct buf repository, tags;
	struct digest manifest;
	uint32_t position;
	uint64_t *seen; /* open addressing: beginnings of digests of blobs marked */
	size_t seen_n, seen_slots;
};

/* ---- sql.c, rows.c ---- */
enum { SQL_COLUMNS = 64 }; /* format: no table that is read here has as many columns */
struct artifact {
	uint64_t id;
	struct digest digest;
	struct span repository;
};
struct named { /* a number that stands for a name */
	uint64_t id;
	struct span name;
	uint64_t of; /* of what the name is a part, 0 nothing */
};
struct names {
	VEC(struct named) v;
	bool sorted;
};
struct sized_blob {
	struct digest digest;
	uint64_t size;
	struct span media_type;
};
struct manifest_part { /* a manifest has a blob */
	struct digest of, digest;
	uint64_t of_id, id; /* of_id: of the artifact, where the row names it so; else 0 */
	struct log_at at;
	size_t file;
	bool dead, older;
	bool blob;           /* of_id names the manifest, and the part is no manifest */
	struct span media_type; /* where another row tells it */
	bool unnumbered;     /* its row lost its number */
};
struct gitea_names {
	struct names repositories, images, leads, blobs, media;
};
struct row_bearer { /* a row that bears a name, and from which transaction to which */
	uint64_t name; /* hash */
	uint64_t id;
	uint32_t born, died;
	uint8_t life;
};
struct sql_state {
	bool dump;   /* the file is a dump */
	bool inside; /* a COPY block */
	int table;   /* enum row_table */
	int column[SQL_COLUMNS]; /* enum row_column of each */
	size_t columns;
	struct arena names;
	VEC(struct artifact) artifacts;
	struct names repositories, owners, kinds;
	struct gitea_names gitea[2]; /* out of living rows, out of dead ones */
	bool gitea_settled;
	VEC(struct sized_blob) blobs;
	VEC(struct manifest_part) parts;
	VEC(struct row_bearer) bearers;
	VEC(uint64_t) told; /* open addressing: hashes of what was told of tags and pulls */
	size_t told_n;
	bool sorted, settled;
	const struct log_row *raw; /* the row at hand, of a database read raw; NULL: a dump's */
};

struct log_reader {
	struct log_options options;
	struct limits limits;
	const struct watch *watch;
	struct log_stats stats;
	VEC(struct log_event) events;
	size_t taken;
	struct arena kept;    /* spans of events */
	struct arena scratch; /* of the line at hand */
	struct scan scan, inner_scan;
	struct buf pending;   /* a line whose end has not come */
	bool skipping;        /* it is over limits.json_bytes: `pending` is a window on it */
	uint64_t line, offset, start;
	struct when newest[LOG_CLASS_COUNT];
	struct line now;      /* the line at hand */
	size_t mentioned;     /* events of the line that are mentions */
	struct partial partial[2];
	struct document_state document;
	struct log_at torn; /* the last line that begins a document and ends within a text; line 0: none */
	struct journal_state journal;
	struct gc_state gc;
	bool cache;           /* the process whose lines these are is a pull-through cache */
	struct sql_state sql;
};

/* ---- reader.c, emit.c ---- */
/* Events that were taken make room. */
void log_forget_taken(struct log_reader *r);
/* An event of the line at hand, with its place and the wrapper's time. */
struct log_event log_event_at(const struct log_reader *r, enum log_event_kind kind,
                              enum log_family family);
/* Takes a copy, spans too. */
int log_emit(struct log_reader *r, const struct log_event *e, struct fault *f) MUST_USE;
/* One more line of `class`; its time may be unknown. */
void log_covers(struct log_reader *r, enum log_class class, struct when time);
/* A line whose wrapper is off. */
int log_line(struct log_reader *r, const struct line *l, struct fault *f) MUST_USE;
/* The same once it is known to be no part of a longer document. */
int log_judge(struct log_reader *r, const struct line *l, struct fault *f) MUST_USE;
void log_too_long(struct log_reader *r, struct log_at at);
void log_counted(struct log_reader *r, int verdict, enum log_family family, const struct line *l);
/* Scans JSON into r->scan. 0, or LINE_OTHER when it is none. */
int log_scan(struct log_reader *r, struct scan *s, struct span text, struct fault *f) MUST_USE;

/* ---- wrap.c, journal.c, document.c: 0 taken, LINE_OTHER ---- */
int wrap_line(struct log_reader *r, const struct line *l, struct fault *f) MUST_USE;
int wrap_finish(struct log_reader *r, struct fault *f) MUST_USE;
int journal_line(struct log_reader *r, const struct line *l, struct fault *f) MUST_USE;
int journal_finish(struct log_reader *r, struct fault *f) MUST_USE;
/* Bytes of a value of known length at the head of `bytes`; cuts them off. */
int journal_binary(struct log_reader *r, struct span *bytes, struct fault *f) MUST_USE;
int document_line(struct log_reader *r, const struct line *l, struct fault *f) MUST_USE;
int document_finish(struct log_reader *r, struct fault *f) MUST_USE;

/* ---- families ---- */
int access_line(struct log_reader *r, struct span text, struct fault *f) MUST_USE;
int app_text_line(struct log_reader *r, struct span text, struct fault *f) MUST_USE;
int gc_line(struct log_reader *r, struct span text, struct fault *f) MUST_USE;
/* Judges headings that wait: the line after them was of a collection, or was not. */
void gc_headings(struct log_reader *r, bool collection);
int sql_line(struct log_reader *r, struct span text, struct fault *f) MUST_USE;
int mention_line(struct log_reader *r, struct span text, struct fault *f) MUST_USE;
/* Of a document in r->scan, its root token 0. */
int app_json(struct log_reader *r, struct fault *f) MUST_USE;
int access_json(struct log_reader *r, struct fault *f) MUST_USE;
int notify_json(struct log_reader *r, struct fault *f) MUST_USE;

/* ---- request.c ---- */
struct request {
	enum log_family family;
	struct span method, uri;
	int status;
	bool has_bytes;
	uint64_t bytes; /* of the answer's body */
	struct when time;
	struct span raw_time, actor, address, agent, media_type;
	struct span code, message; /* of an error */
};
enum api { API_NONE, API_BASE, API_MANIFEST, API_BLOB, API_UPLOADS, API_UPLOAD, API_OTHER };
struct api_call {
	enum api what;
	struct span repository, tag, upload, from, path;
	struct digest digest; /* of the path, or digest= */
	struct digest mount;
	bool mounts;          /* mount= stands there */
	bool has_offset;
	uint64_t offset;      /* of the state token */
	struct when started;
};
int request_parse(struct log_reader *r, struct api_call *out, struct span uri, struct fault *f) MUST_USE;
/* Events of an answered request; counts it for LOG_CLASS_API. */
int request_events(struct log_reader *r, const struct request *q, struct fault *f) MUST_USE;
/* An event with all a request says; `kind` and the like are the caller's. */
struct log_event request_event(const struct log_reader *r, enum log_event_kind kind,
                               const struct request *q, const struct api_call *c);

/* ---- app.c, storage.c ---- */
struct field {
	struct span key, value;
};
struct fields {
	enum log_family family;
	struct field v[96];
	size_t n;
};
struct span fields_get(const struct fields *fs, const char *key);
/* A message about a path in the storage (deletions, debug): 0 or LINE_OTHER. */
int storage_message(struct log_reader *r, struct span message, const struct log_event *base,
                    struct fault *f) MUST_USE;

/* ---- mention.c ---- */
/* The next "<alg>:<hex>" at or after *at; its place in *where, *at behind it. */
bool digest_next(struct span text, size_t *at, struct digest *out, struct span *where);
/* Mentions in a text that comes in pieces: what is complete in the window is told, the window cut to what may
 * still become a digest. `base`: where the window begins in the file. */
int mention_window(struct log_reader *r, struct buf *window, struct log_at line, uint64_t base, bool last, struct fault *f)
	MUST_USE;
/* The first digest in the text, or DIGEST_NONE. */
struct digest digest_in(struct span text);
/* Reads `[host/]name[:tag]` as people write it; spans empty where the grammar does not hold. */
void reference_read(struct span text, struct span *repository, struct span *tag);

/* ---- text.c ---- */
bool number_read(uint64_t *out, struct span text);
bool number_head(uint64_t *out, struct span *rest);
bool hex_value(uint8_t c, unsigned *out);
struct span span_trim(struct span s);
/* Index of `what` in `s` at or after `from`, or SIZE_MAX. */
size_t span_search(struct span s, size_t from, const char *what);
/* Takes `prefix` off. */
bool span_eat(struct span *s, const char *prefix);
/* "10.0.0.1:4711" and "[::1]:4711" without the port; anything else as it stands. */
struct span address_host(struct span s);
/* The quoted text at the head of *rest (which begins with '"'), Go and nginx escapes resolved; cuts it off. */
int unquote(struct log_reader *r, struct span *rest, struct span *out, struct fault *f) MUST_USE;
int percent_decode(struct log_reader *r, struct span text, bool query, struct span *out,
                   struct fault *f) MUST_USE;
/* base64url or base64, padded or not. 0, or LINE_OTHER. */
int base64_decode(struct log_reader *r, struct span text, struct span *out, struct fault *f) MUST_USE;

/* The text of a string, number or word; SPAN_NONE when there is no such member. */
int json_get(struct log_reader *r, const struct scan *s, uint32_t object, const char *name,
             struct span *out, struct fault *f) MUST_USE;

/* ---- time.c: each fills all of `text`; unknown when it cannot ---- */
/* RFC 3339 and its relatives: ' ' for 'T', "+hh", "+hhmm", " +hhmm ZONE", no zone (then the options'). */
struct when time_iso(const struct log_options *o, struct span text);
/* 23/Nov/2026:18:46:53 +0000 */
struct when time_clf(struct span text);
/* Seconds, or micro- or nanoseconds, since 1970 with decimals. */
struct when time_epoch(struct span text);
struct when time_usec(uint64_t usec);

#endif
