/* report/private.h - inside of the room: the opened case, writers that remember the first fault. */
#ifndef REPORT_PRIVATE_H
#define REPORT_PRIVATE_H

#include "report/report.h"

#include "base/jsonw.h"
#include "casedb/casedb.h"
#include "casedb/query.h"
#include "core/digest.h"
#include "core/words.h"

/* ---- the opened case ----------------------------------------------------------------------- */

struct shorts { /* all digests of the case, sorted by their hexadecimal part */
	struct digest *v;
	size_t n;
	bool loaded;
};

struct report {
	struct casedb *db;
	const struct watch *watch;
	struct shorts shorts;
	char *typed; /* the case as a command names it: quoted, or CASE where it would not stand safely */
	bool reveal; /* what was asked for says so: of lines that get no options */
};

/* Opens a query and binds ?1, a digest or a word, when `key` is not empty. */
int ask(struct rows **out, struct report *r, enum query q, struct span key,
        struct fault *f) MUST_USE;
int ask_int(struct rows **out, struct report *r, enum query q, const char *owner, int64_t id,
            struct fault *f) MUST_USE;

/* ---- short digests ------------------------------------------------------------------------- */

enum { SHORT_HEX = 12 };

int shorts_load(struct report *r, struct fault *f) MUST_USE;
void shorts_release(struct shorts *s);
/* Hexadecimal digits (at least SHORT_HEX) that tell `d` from all other digests of the case. */
size_t shorts_length(const struct shorts *s, const struct digest *d);
void shorts_sort(struct shorts *s);
/* "1f3a..." for sha256, "sha512:1f3a..." for others; the text itself when it is no digest. */
const char *short_digest(const struct shorts *s, char out[DIGEST_TEXT], struct span text);

/* ---- text out ------------------------------------------------------------------------------ */

/* Writes through a sink in pieces; after the first fault nothing happens any more. */
struct out {
	const struct report_sink *sink;
	struct buf held;
	struct fault *f;
	bool failed;
	size_t id; /* running number for ids in HTML */
};

void out_init(struct out *o, const struct report_sink *sink, struct fault *f);
int out_end(struct out *o) MUST_USE; /* flushes; 0, or -1 when any call before failed */
void out_release(struct out *o);
DEFINE_OWN(out, struct out, out_release)

void out_text(struct out *o, const char *fixed);
void out_span(struct out *o, struct span bytes);
/* Ends the JSON that `w` writes into `line`, and gives it out as one line. */
int out_json_line(struct out *o, struct jsonw *w, const struct buf *line) MUST_USE;
void out_printf(struct out *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
void out_shown(struct out *o, struct span raw);   /* visible form */
void out_escaped(struct out *o, struct span raw); /* visible form, escaped for HTML */
void out_escaped_shown(struct out *o, struct span shown); /* of a visible form: a backslash stays one */
void out_name(struct out *o, struct span raw);    /* the same inside <bdi> */
void out_fail(struct out *o);

enum { SIZE_TEXT = 32 };
const char *size_text(char out[SIZE_TEXT], uint64_t bytes);       /* "1.5 MiB" */
/* The time in the reader's zone with its offset; as it is without a zone or when it is no time. */
const char *time_zoned(char out[WHEN_TEXT + 8], struct span rfc3339, int (*zone)(int64_t sec));
const char *time_short(char out[WHEN_TEXT], struct span rfc3339); /* decimals cut */
const char *time_short_up(char out[WHEN_TEXT], struct span rfc3339); /* the same of a bound from above: never earlier than it is */
/* A time of an item: nanoseconds and the decimals its source has. */
const char *time_ns(char out[WHEN_TEXT], int64_t ns, int64_t digits);

/* ---- JSON lines ---------------------------------------------------------------------------- */

int line_image(struct report *r, struct jsonw *w, const struct rows *m, struct fault *f) MUST_USE;
/* The members of an image line, for an object that goes on. */
int line_image_members(struct report *r, struct jsonw *w, const struct rows *m,
                       struct fault *f) MUST_USE;
const char *tag_owner(const struct rows *t); /* of a row of tags: "tag", or "event" for a setting that a later one hides */
int line_tag(struct report *r, struct jsonw *w, const struct rows *t, struct fault *f) MUST_USE;
/* The same and whether it is certain for the time asked for; `gap` tells why not, NULL: it is. `target` false: the tag
 * alone, since nothing says what it named. */
int line_tag_span(struct report *r, struct jsonw *w, const struct rows *t, bool target, const char *gap,
                  struct fault *f) MUST_USE;
int line_blob(struct report *r, struct jsonw *w, const struct rows *b, struct fault *f) MUST_USE;
int line_repo(struct report *r, struct jsonw *w, const struct rows *p, struct fault *f) MUST_USE;
int line_upload(struct report *r, struct jsonw *w, const struct rows *u, struct fault *f) MUST_USE;
int line_event(struct report *r, struct jsonw *w, const struct rows *e, struct fault *f) MUST_USE;
int line_finding(struct report *r, struct jsonw *w, const struct rows *x, struct fault *f) MUST_USE;
int line_source(struct report *r, struct jsonw *w, const struct rows *s, struct fault *f) MUST_USE;
int line_run(struct report *r, struct jsonw *w, const struct rows *s, struct fault *f) MUST_USE;

/* A member named like its column (or `key`), left out when the cell is NULL. */
void put_text(struct jsonw *w, const struct rows *r, const char *column);
void put_text_as(struct jsonw *w, const char *key, const struct rows *r, const char *column);
void put_int(struct jsonw *w, const struct rows *r, const char *column);
void put_json(struct jsonw *w, const struct rows *r, const char *column);

struct list_def {
	enum query query;
	unsigned filters; /* bit per report_filter_id */
	int (*line)(struct report *r, struct jsonw *w, const struct rows *row, struct fault *f);
};
extern const struct list_def list_defs[REPORT_LIST_COUNT];

/* Binds what was given; FAULT_USAGE for what cannot be. */
int filter_check(enum report_list which, const struct report_filter *x, struct fault *f) MUST_USE;
int filter_bind(struct rows *rows, enum report_list which, const struct report_filter *x,
                struct fault *f) MUST_USE;
const char *report_filter_name(enum report_filter_id filter); /* "repository" */
/* What is said instead of a table without a line. */
int empty_print(struct report *r, enum report_list which, const struct report_filter *x, const struct report_options *o,
                struct out *out, struct fault *f) MUST_USE;
/* The name of a repository of the case that is nearest to this one. */
struct near;
int names_near_repository(struct report *r, const char *name, struct near *near, struct fault *f) MUST_USE;
/* What a time stands for: a bound below, a bound above (of a date: its end), or an instant. */
enum time_use { TIME_FROM, TIME_TO, TIME_AT };
/* A time in the form the queries compare: UTC, no "Z". 0, or 1 when malformed. */
int filter_time(char out[WHEN_TEXT], const char *text, enum time_use use) MUST_USE;

/* ---- tables -------------------------------------------------------------------------------- */

enum tint { TINT_NONE, TINT_GOOD, TINT_CARE, TINT_BAD, TINT_DIM, TINT_STRONG };

enum { TABLE_COLUMNS = 10 };

struct table_cell {
	size_t at, n;
	int width;
	enum tint tint;
};

struct table {
	struct buf text;
	struct table_cell *v; /* rows times columns */
	size_t n, cap;
	size_t columns;
	const char *title[TABLE_COLUMNS];
	bool right[TABLE_COLUMNS];
	bool headless;
	const char *indent;
};

/* Titles in order; one beginning with '>' is aligned to the right. */
void table_init(struct table *t, const char *const *titles, size_t n);
void table_release(struct table *t);
DEFINE_OWN(table, struct table, table_release)
/* tables.c: of a source, "present" and what it is a copy of. */
int cell_part(struct table *t, const struct rows *row, enum lang lang, struct fault *f) MUST_USE;
int table_cell(struct table *t, struct span shown, enum tint tint, struct fault *f) MUST_USE;
int table_name(struct table *t, struct span raw, struct fault *f) MUST_USE; /* visible form */
int table_shown(struct table *t, struct span shown, struct fault *f) MUST_USE; /* visible already */
int table_text(struct table *t, const char *text, enum tint tint, struct fault *f) MUST_USE;
int table_uint(struct table *t, uint64_t n, struct fault *f) MUST_USE;
/* table_print.c: lines that fit how->width, unless how->full. */
void table_print(const struct table *t, struct out *o, const struct report_options *how);
int table_width(struct span shown); /* columns of a terminal */
void tint_on(struct out *o, enum tint tint, bool colour);
void tint_off(struct out *o, enum tint tint, bool colour);

enum tint tint_of_word(struct span word); /* states, standings, completeness, severities */

int tables_print(struct report *r, enum report_list which, const struct report_filter *x,
                 const struct report_options *o, struct out *out, struct fault *f) MUST_USE;

/* ---- summary ------------------------------------------------------------------------------- */

enum { WORDS = 10 };

struct summary {
	uint64_t image[WORDS][WORDS]; /* standing, completeness */
	uint64_t standing[WORDS], completeness[WORDS];
	uint64_t state[WORDS], state_bytes[WORDS], severity[WORDS], tag[WORDS];
	uint64_t images, blobs, tags, repositories, uploads, findings, sources, registries;
	uint64_t bytes, items, unread, deleted, deleted_complete, missing_below, candidates,
	        unfinished;
	/* what the registry has, and what we have besides */
	uint64_t blobs_here, blobs_elsewhere, blobs_nowhere, blobs_harmed, blobs_foreign, held_here, held_elsewhere;
	double seconds;
	char missing_example[DIGEST_TEXT];
};

int summary_load(struct summary *s, struct report *r, struct fault *f) MUST_USE;
int summary_json(struct report *r, const struct report_options *o, struct jsonw *w, struct fault *f) MUST_USE;
int summary_print(struct report *r, const struct report_options *o, struct out *out,
                  struct fault *f) MUST_USE;

/* ---- one image ----------------------------------------------------------------------------- */

struct image_arg { /* an IMAGE argument taken apart; spans borrow from the text */
	struct span repository, tag, digest; /* digest: whole or a prefix of hexadecimal digits */
};
enum { IMAGE_ARG_MALFORMED = 1 };
int image_arg_parse(struct image_arg *out, struct span text) MUST_USE;

enum twig_claim { CLAIM_HOLDS, CLAIM_NOT_COMPARED, CLAIM_WRONG }; /* of a diff_id: as the config says, or it says none */
enum twig_kind { TWIG_CONFIG, TWIG_LAYER, TWIG_CHILD };

struct twig { /* one thing right below an image; texts are copies */
	enum twig_kind kind;
	enum twig_claim claim;
	char digest[DIGEST_TEXT], diff_id[DIGEST_TEXT], claimed[DIGEST_TEXT];
	char state[16], completeness[16], platform[80], media_type[120];
	bool has_size;
	uint64_t size;
};

struct twigs {
	struct twig *v;
	size_t n, cap;
	size_t layers; /* how many of them are layers */
};

/* Config, layers in order, children in order. */
int twigs_load(struct twigs *out, struct report *r, struct span image, struct fault *f) MUST_USE;
void twigs_release(struct twigs *t);
DEFINE_OWN(twigs, struct twigs, twigs_release)

/* The document an image is built from (its config, or itself for schema 1), and how many steps and
 * layer steps its history has. "" when there are no proven bytes. */
struct built {
	char document[DIGEST_TEXT];
	int64_t steps, layer_steps;
};
int built_load(struct built *out, struct report *r, struct span image, struct span config,
               struct fault *f) MUST_USE;

/* Where the bytes of a missing digest may be, in words: "" when nothing is known. Steps: what,
 * name. */
const char *elsewhere_text(struct span what); /* a sentence */

/* show_logged.c: an image by its digest, or a tag whose image no log names. */
struct logged_of {
	struct span digest, repository, tag;
};
int logged_any(struct report *r, const struct logged_of *of, bool *out, struct fault *f) MUST_USE;
int logged_text(struct report *r, const struct logged_of *of, const struct report_options *o, struct out *out,
                struct fault *f) MUST_USE;
/* Member "logged" of the object at hand, when there is anything. */
int logged_json(struct report *r, const struct logged_of *of, struct jsonw *w, struct fault *f) MUST_USE;
/* line_because.c: member "because". */
int put_grounds(struct report *r, struct jsonw *w, const char *owner, int64_t id, struct fault *f) MUST_USE;
int show_json(struct report *r, struct span digest, const struct report_options *o, struct out *out,
              struct fault *f) MUST_USE;
int show_text(struct report *r, struct span digest, const struct report_options *o, struct out *out,
              struct fault *f) MUST_USE;

/* ---- credentials --------------------------------------------------------------------------- */

#define MASKED "[masked]"
bool mask_key(struct span key); /* a name whose value is likely a secret */
/* `text` with values that look like credentials replaced; copied as it is when `reveal`. */
int mask_text(struct buf *out, struct span text, bool reveal, struct fault *f) MUST_USE;
/* What an event says: of a log's line it holds what a client called itself and what was asked for. */
int mask_event(struct buf *out, const struct rows *event, bool reveal, struct fault *f) MUST_USE;
/* Who did it: clients log in with a token in the user's place. */
int mask_actor(struct buf *out, const struct rows *event, bool reveal, struct fault *f) MUST_USE;
int put_actor(struct jsonw *w, const struct rows *event, bool reveal, struct fault *f) MUST_USE; /* left out where there is none */
/* The value of one named variable or label. */
int mask_value(struct buf *out, struct span key, struct span value, bool reveal,
               struct fault *f) MUST_USE;

/* ---- the folder ---------------------------------------------------------------------------- */

enum { FOLDER_FILES = 20 };

struct folder_file {
	const char *name;
	struct digest sha256;
	uint64_t size;
};

struct report_out {
	struct report *report;
	const struct report_folder *o;
	int fd;
	struct folder_file file[FOLDER_FILES];
	size_t n;
	struct when generated;
};

enum csv_file { CSV_IMAGES, CSV_TAGS, CSV_BLOBS, CSV_FINDINGS, CSV_TIMELINE, CSV_COUNT };
extern const char *const csv_names[CSV_COUNT];

int csv_write(struct report_out *d, enum csv_file which, struct out *o, struct fault *f) MUST_USE;
/* One cell: quoted by RFC 4180, guarded against formulas. */
int csv_cell(struct buf *out, struct span raw, struct fault *f) MUST_USE;
int json_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;
/* report.html, its annex, and the page to browse. */
int html_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;
int annex_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;
int browse_write(struct report_out *d, struct out *o, struct fault *f) MUST_USE;

/* owned.c: 0 every file is as the manifest says (or there is none), 1 not. */
int folder_owned(int dir, const char *manifest, struct fault *f) MUST_USE;

#endif
