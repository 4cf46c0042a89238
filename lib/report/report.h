/*
 * report/report.h - the door: a case told to people and to programs. Lists as JSON Lines or aligned
 * tables, one image as a tree, the report folder.
 *
 * Everything is written through a sink of the caller. Names and texts from evidence are shown in
 * visible form (base/quote.h), never raw. Nothing here changes a case.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buf.h"
#include "base/watch.h"
#include "words/lang.h"

struct report; /* a case opened for telling */

/* Faults as of casedb_open(). `case_path` and `watch` are borrowed. */
int report_open(struct report **out, const char *case_path, const struct watch *watch,
                struct fault *f) MUST_USE;
void report_close(struct report *r);
DEFINE_OWN_PTR(report, struct report, report_close)

struct report_sink {
	int (*write)(void *user, struct span bytes, struct fault *f);
	void *user;
};

/* Filters: number of the parameter in casedb/query.h, option name, meaning. */
#define REPORT_FILTERS(X)                                                                          \
	X(SOURCE, 1, "source", "LABEL", "of this source")                                          \
	X(REGISTRY, 2, "registry", "PATH", "of the registry at this path in its source")           \
	X(REPOSITORY, 3, "repository", "NAME", "of repositories this names, or with * and ? fits")\
	X(TAG, 4, "tag", "NAME", "of this tag")                                                    \
	X(DIGEST, 5, "digest", "PREFIX", "whose digest begins so")                                 \
	X(STANDING, 6, "standing", "WORD", "of this standing")                                     \
	X(COMPLETENESS, 7, "completeness", "WORD", "complete, partial, absent or unknown")                  \
	X(STATE, 8, "state", "WORD", "of this state of the bytes")                                 \
	X(SEVERITY, 9, "severity", "WORD", "of this severity and worse")                           \
	X(SINCE, 10, "since", "TIME", "not before (RFC 3339, or a date)")                          \
	X(UNTIL, 11, "until", "TIME", "not after (a date: to its end)")                            \
	X(ONLY_IN, 12, "only-in", "LABEL", "whose bytes this source holds, and no other")          \
	X(USED_BY, 13, "used-by", "PREFIX", "that this image needs (beginning of its digest)")     \
	X(NEEDS, 14, "needs", "PREFIX", "that breaks without this blob")

enum report_filter_id {
#define X(id, n, name, operand, about) REPORT_FILTER_##id = n,
	REPORT_FILTERS(X)
#undef X
	        REPORT_FILTER_END
};

struct report_filter {
	const char *value[REPORT_FILTER_END]; /* NULL: not given; index 0 unused */
};

/* Lists: verb, what its lines are, the times --since and --until look at. */
#define REPORT_LISTS(X)                                                                            \
	X(SUMMARY, "summary", "one screen: what there is and what to do next", "")                 \
	X(IMAGES, "images", "manifests and indexes, deleted ones too", "created, deleted_at")      \
	X(TAGS, "tags", "every target a tag ever had", "from, until, deleted_at")                  \
	X(BLOBS, "blobs", "everything named by a digest", "")                                      \
	X(REPOS, "repos", "repositories", "")                                                      \
	X(UPLOADS, "uploads", "upload sessions left behind", "started")                            \
	X(TIMELINE, "timeline", "what happened, and what says so", "time, or its bounds")          \
	X(AT, "at", "what tags named at an instant", "")                                           \
	X(FINDINGS, "findings", "what can be said against the evidence", "")                       \
	X(SOURCES, "sources", "what was read", "started and ended of the scan")

enum report_list {
#define X(id, verb, about, times) REPORT_##id,
	REPORT_LISTS(X)
#undef X
	        REPORT_LIST_COUNT
};

enum { REPORT_LOG_CLASSES = 4, REPORT_MALFORMED = 1 };

struct report_options {
	bool json;   /* JSON Lines instead of a table */
	bool all;    /* timeline: every event, not the story alone */
	bool full;   /* whole digests and times in tables */
	bool colour; /* colour beside the words, never instead of them */
	int width;   /* of the terminal, which tables fit; 0: as wide as they are */
	bool reveal; /* values that look like credentials, too */
	/* Seconds east of UTC at an instant, for times in tables; NULL: UTC. JSON is always UTC. */
	int (*zone)(int64_t sec);
	enum lang lang; /* of what is told to people; JSON says the words of the interface */
	unsigned months[REPORT_LOG_CLASSES]; /* report_retention(); 0: the default */
	struct span due_text, due_json; /* of the summary: what a collection would take; empty: not asked */
};

/* Neither a registry nor an image in any source: there is nothing to examine. */
int report_nothing(struct report *r, bool *out, struct fault *f) MUST_USE;

/* Columns of a terminal that a text in visible form takes. */
int report_width(const char *text);
/* Bytes at the head of a text, in visible form, that stay on one line: a run of narrow letters to the next blank, or one of two
 * columns with what closes after it. 0: no bytes. */
size_t report_unbroken(struct span word);
size_t report_closing(struct span text); /* bytes at its head with which no line begins: marks that close what was said */

bool report_filter_applies(enum report_list which, enum report_filter_id filter);
const char *report_list_verb(enum report_list which);

/* One list. A filter the list cannot apply, or a word that is none, is FAULT_USAGE. */
int report_list(struct report *r, enum report_list which, const struct report_filter *filter,
                const struct report_options *o, const struct report_sink *sink,
                struct fault *f) MUST_USE;

/* Reads "CLASS=MONTHS[,...]": how long logs of a class are to be kept. 0 or REPORT_MALFORMED. */
int report_retention(struct report_options *o, const char *list) MUST_USE;
/* How each log was understood: lines, events, samples of what was not; logs that share lines; the time each
 * class of logs covers, and whether it is what is asked for (13 months, of network 6). */
int report_logs(struct report *r, const struct report_options *o, const struct report_sink *sink,
                struct fault *f) MUST_USE;

/* What the traces say of collections that ran: times, generation, reasons. */
int report_collections(struct report *r, const struct report_options *o, const struct report_sink *sink,
                       struct fault *f) MUST_USE;

/* Every target a tag had at a time, or between two (`from` and `to`; an instant: `to` NULL): surely, or perhaps
 * with the gap in what is known. Of `filter`, source, registry, tag, digest count, and repository as a pattern. */
bool report_existed_filter(enum report_filter_id filter);
int report_existed(struct report *r, const char *from, const char *to, const struct report_filter *filter,
                   const struct report_options *o, const struct report_sink *sink, struct fault *f) MUST_USE;

/* What differs between `a` and `b`: labels of sources (their newest scan), numbers of finished scans, or
 * paths of other cases. *differences may be NULL. */
int report_diff(struct report *r, const char *a, const char *b, const struct report_options *o,
                const struct report_sink *sink, uint64_t *differences, struct fault *f) MUST_USE;
/* Which source holds which digest, and in which state. */
int report_matrix(struct report *r, const struct report_options *o, const struct report_sink *sink,
                  struct fault *f) MUST_USE;

/* Blobs that images lack, and how many images each would repair: alone, or with others. */
int report_impact(struct report *r, const struct report_options *o, const struct report_sink *sink,
                  struct fault *f) MUST_USE;

/* Names that images, configs and signatures say of themselves, and no tag of any registry proves. */
int report_candidates(struct report *r, const struct report_options *o, const struct report_sink *sink,
                      struct fault *f) MUST_USE;
/* Text in names, labels, annotations, environment and history of every image, deleted ones too. `pattern`:
 * part of the text, or with '*' and '?' all of it. */
int report_find(struct report *r, const char *pattern, const struct report_options *o,
                const struct report_sink *sink, struct fault *f) MUST_USE;
/* For each sha256 digest in `text`: intact, recoverable, named or unknown. */
int report_wanted(struct report *r, struct span text, const struct report_options *o,
                  const struct report_sink *sink, struct fault *f) MUST_USE;

/* The files of an image as a container sees them, and those later layers hide; `path` NULL: all, else that
 * and what lies beneath. */
int report_files(struct report *r, const char *image, const char *path, const struct report_options *o,
                 const struct report_sink *sink, struct fault *f) MUST_USE;
/* Where a file's bytes are: the layer's digest and the path in it (hard links followed inside the layer). 0, or
 * REPORT_NO_FILE with `why`. */
enum { REPORT_NO_FILE = 1 };
int report_locate(struct report *r, const char *image, const char *path, char *layer, struct buf *inside,
                  char why[256], struct fault *f) MUST_USE;
/* Layers and files that differ between two images. */
int report_diff_images(struct report *r, const char *a, const char *b, const struct report_options *o,
                       const struct report_sink *sink, struct fault *f) MUST_USE;

/* One image as a tree. `image` is repository:tag, repository@digest, a digest or a prefix of at
 * least 6 hexadecimal digits; unknown or ambiguous is FAULT_USAGE with the candidates. */
int report_show(struct report *r, const char *image, const struct report_options *o,
                const struct report_sink *sink, struct fault *f) MUST_USE;

/* The whole digest an IMAGE argument names, in out[DIGEST_TEXT]. */
int report_find_image(struct report *r, const char *image, char *out, struct fault *f) MUST_USE;

/* What the rules of custody remark on the log: a sentence a write, in English. */
int report_remarks(struct report *r, const struct report_sink *sink, struct fault *f) MUST_USE;
/* The custody form: a page of A4 for each root item, HTML. */
int report_form(struct report *r, enum lang lang, const struct report_sink *sink, struct fault *f) MUST_USE;

/* A comma list of html, json, csv, timesketch, bodyfile, dfxml, case, sha256sums. */
bool report_formats_known(const char *list);

struct report_folder {
	const char *path;    /* final name; made beside it and swapped in */
	const char *formats; /* comma list of words report_formats_known() takes */
	const char *version; /* of the program */
	const char *case_name;
	bool reveal;
	bool bom;              /* CSV files begin with a UTF-8 byte order mark */
	enum lang lang; /* of the page; JSON and CSV say the words of the interface */
	/* Seconds east of UTC at an instant, for times in the page, and its name; NULL: UTC. */
	int (*zone)(int64_t sec);
	const char *zone_name;
	/* For "pdf": prints the page, open for reading, into the sink; NULL: "pdf" is a fault. */
	int (*print)(void *user, int page, const struct report_sink *to, struct fault *f);
	void *print_user;
};

/* Writes the folder. An existing one is replaced when every file in it is of our making; otherwise
 * FAULT_USAGE. Nothing half-written is ever left under the final name. */
int report_write(struct report *r, const struct report_folder *o, struct fault *f) MUST_USE;
/* May a report stand at `path`: nothing there, an empty folder, or one of ours by its manifest? Else FAULT_USAGE. Asked
 * before long work. */
int report_folder_free(const char *path, struct fault *f) MUST_USE;

#endif
