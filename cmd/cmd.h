/* cmd/cmd.h - the table of commands, and what every one of them is given. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "opt.h"
#include "words/fill.h"

enum {
	EXIT_DONE = 0,
	EXIT_FAULT = 1,
	EXIT_USAGE = 2,
	EXIT_EVIDENCE = 3,
	EXIT_CHANGED = 4,
	EXIT_VERIFY = 5,
	EXIT_INTERRUPTED = 130
};

struct talk; /* progress and notes on stderr */

/* Every command there is (commands.c), as help, completion and main are given it. */
struct command_table {
	const struct command *v;
	size_t n;
};

struct call {
	const struct command *command;
	struct command_table table;
	struct opts *opts;
	int argc; /* as typed, for the record */
	char **argv;
	struct watch watch;
	struct report_sink out; /* stdout */
	struct run_filter *filter; /* --with: a program, started before the walls are up; NULL: none */
	struct run_printer *printer; /* --format pdf: a program as well; NULL: none */
	struct confine *walls;  /* what confines this process; NULL: nothing needs to */
};

#define LIST_OPTIONS (GROUP_SHOW | GROUP_FILTER | GROUP_PAGED | GROUP_LANG)

/* verb, function, operands, least, most, option groups, about */
#define COMMANDS(X)                                                                                \
	X(examine, examine, "CASE SOURCE...", 2, -1,                                               \
	  GROUP_WORK | GROUP_SCAN | GROUP_CHOOSE | GROUP_SHOW | GROUP_SECRET | GROUP_FOLDER | GROUP_FORMAT | GROUP_COPY | GROUP_OPENING, \
	  "the main job: scan, resolve, report, summary")                                          \
	X(scan, scan, "CASE SOURCE...", 2, -1, GROUP_WORK | GROUP_SCAN | GROUP_COPY | GROUP_SHARD,                            \
	  "read sources into the case")                                                            \
	X(merge, merge, "CASE PART...", 2, -1, GROUP_WORK | GROUP_CHOOSE | GROUP_SHOW,                               \
	  "one case from parts of scans, and its conclusions")                                     \
	X(resolve, resolve, "CASE", 1, 1, GROUP_WORK | GROUP_CHOOSE | GROUP_COPY,                               \
	  "draw all conclusions from the facts, again")                                            \
	X(recover, recover, "CASE", 1, 1, GROUP_WORK | GROUP_CHOOSE | GROUP_SHOW | GROUP_EFFORT,   \
	  "deleted blobs and names, out of disk images")                                           \
	X(rebuild, rebuild, "CASE", 1, 1, GROUP_WORK | GROUP_CHOOSE | GROUP_SHOW | GROUP_REBUILD | GROUP_FILTERED | GROUP_LANG,   \
	  "lost layers compressed anew from their tars")                                           \
	X(logs, logs, "CASE FILE...", 2, -1, GROUP_WORK | GROUP_CHOOSE | GROUP_SHOW | GROUP_LANG | GROUP_SECRET | GROUP_LOGS,  \
	  "read logs, and any text that mentions digests")                                         \
	X(summary, list, "CASE", 1, 1, LIST_OPTIONS, "one screen: what there is, what to do next") \
	X(images, list, "CASE", 1, 1, LIST_OPTIONS, "manifests and indexes, deleted ones too")     \
	X(tags, list, "CASE", 1, 1, LIST_OPTIONS | GROUP_CANDIDATES, "every target a tag ever had")                   \
	X(blobs, list, "CASE", 1, 1, LIST_OPTIONS | GROUP_IMPACT, "everything named by a digest")                 \
	X(repos, list, "CASE", 1, 1, LIST_OPTIONS, "repositories")                                 \
	X(uploads, list, "CASE", 1, 1, LIST_OPTIONS, "upload sessions left behind")                \
	X(sources, list, "CASE", 1, 1, LIST_OPTIONS, "what was read, and how much of it")          \
	X(timeline, list, "CASE", 1, 1, LIST_OPTIONS | GROUP_EVENTS | GROUP_SECRET, "what happened, when, and what says so") \
	X(at, list, "CASE TIME", 2, 2, LIST_OPTIONS, "what tags named at that instant")            \
	X(existed, existed, "CASE --at TIME | --between A B", 1, 2, LIST_OPTIONS | GROUP_EXISTED,  \
	  "what was there at a time, and how sure that is")                                        \
	X(findings, list, "CASE", 1, 1, LIST_OPTIONS, "what can be said against the evidence")     \
	X(find, find, "CASE [PATTERN]", 1, 2, GROUP_PAGED | GROUP_SHOW | GROUP_LANG | GROUP_SECRET | GROUP_FIND,              \
	  "names, labels, files; or the digests of a file")                                      \
	X(check, check, "CASE SOURCE...", 2, -1, GROUP_WORK | GROUP_SCAN | GROUP_CHOOSE | GROUP_SHOW | GROUP_BASELINE | GROUP_LANG,             \
	  "scan again, and compare with the scan before")                              \
	X(diff, diff, "CASE [A B]", 1, 3, GROUP_PAGED | GROUP_SHOW | GROUP_LANG, "what differs between sources, scans, cases, images")  \
	X(gc, gc, "CASE", 1, 1, GROUP_PAGED | GROUP_SHOW | GROUP_LANG, "what a garbage collection would remove now") \
	X(files, files, "CASE IMAGE [PATH]", 2, 3, GROUP_PAGED | GROUP_SHOW | GROUP_LANG, "an image's files, merged, and what layers hide") \
	X(show, show, "CASE IMAGE", 2, 2, GROUP_PAGED | GROUP_SHOW | GROUP_LANG | GROUP_SECRET,                               \
	  "one image as a tree, and what it lacks")                                                \
	X(cat, cat, "CASE DIGEST | IMAGE PATH", 2, 3, GROUP_FILTERED, "bytes of a blob or file, digest-checked") \
	X(salvage, salvage, "CASE DIGEST [PATH]", 2, 3, GROUP_WORK | GROUP_SHOW | GROUP_LANG | GROUP_UNPROVEN, "files of a damaged layer that are left") \
	X(export, export, "CASE WHAT... DEST...", 2, -1,                                           \
	  GROUP_WORK | GROUP_SHOW | GROUP_CHOICE | GROUP_EXPORT | GROUP_FILTERED, "bytes out: oci: registry: files: ...") \
	X(plan, plan, "CASE [WHAT...]", 1, -1, GROUP_WORK | GROUP_CHOICE | GROUP_PLAN | GROUP_LANG,             \
	  "runbook: stop, collate, import, prove")                            \
	X(custody, custody, "CASE VERB [FIELD=VALUE...]", 2, -1, GROUP_SHOW | GROUP_LANG, "the custody log: read it, add to it")  \
	X(seal, seal, "CASE DIR [FILE...]", 2, -1, GROUP_SEAL | GROUP_SECRET,    \
	  "close a case for others; sign, time-stamp")                                             \
	X(verify, verify, "CASE | DIR...", 1, -1, GROUP_SHOW | GROUP_VERIFY, "check everything again")  \
	X(report, report, "CASE", 1, 1, GROUP_FOLDER | GROUP_FORMAT | GROUP_SECRET | GROUP_WORK,   \
	  "the report folder: pages and tables")                                                  \
	X(selftest, selftest, "[CASE]", 0, 1, GROUP_SHOW, "known answers on this machine")  \
	X(version, version, "", 0, 0, GROUP_VERSION, "which sherd this is")                        \
	X(completion, completion, "SHELL", 1, 1, 0, "completion for bash, zsh or fish")             \
	X(help, help, "[COMMAND | WORD]", 0, 1, GROUP_PAGED, "this, a command, a finding, the limits")

struct command {
	const char *verb;
	int (*run)(struct call *c, struct fault *f); /* exit status, or -1 with the fault */
	const char *operands;
	int least, most; /* operands; most -1: any number */
	unsigned groups;
	const char *about;
};

struct command_table command_table(void); /* commands.c: asked by main alone, everything else stands below it */
/* call.c. NULL: no command of that name. */
const struct command *command_find(struct command_table t, const char *verb);
struct near;
/* Every verb, offered to somebody who typed none. */
void command_near(struct command_table t, struct near *near);

int cmd_examine(struct call *c, struct fault *f);
int cmd_scan(struct call *c, struct fault *f);
int cmd_merge(struct call *c, struct fault *f);
int cmd_resolve(struct call *c, struct fault *f);
int cmd_recover(struct call *c, struct fault *f);
int cmd_logs(struct call *c, struct fault *f);
int cmd_rebuild(struct call *c, struct fault *f);
int cmd_salvage(struct call *c, struct fault *f);
int cmd_find(struct call *c, struct fault *f);
int cmd_check(struct call *c, struct fault *f);
int cmd_diff(struct call *c, struct fault *f);
int cmd_existed(struct call *c, struct fault *f);
int cmd_gc(struct call *c, struct fault *f);
int cmd_list(struct call *c, struct fault *f);
int cmd_files(struct call *c, struct fault *f);
int cmd_show(struct call *c, struct fault *f);
int cmd_cat(struct call *c, struct fault *f);
int cmd_custody(struct call *c, struct fault *f);
int cmd_export(struct call *c, struct fault *f);
int cmd_plan(struct call *c, struct fault *f);
int cmd_seal(struct call *c, struct fault *f);
int cmd_verify(struct call *c, struct fault *f);
int cmd_report(struct call *c, struct fault *f);
int cmd_selftest(struct call *c, struct fault *f);
int cmd_version(struct call *c, struct fault *f);
int cmd_completion(struct call *c, struct fault *f);
int cmd_help(struct call *c, struct fault *f);

/* From here on nothing but what the command line names can be read or written (walls.c). */
int call_confine(struct call *c, struct fault *f) MUST_USE;
/* The options of a run_*() as the command line gave them. */
struct run_options call_options(const struct call *c);
/* --color auto: a terminal, and NO_COLOR not set. */
bool call_colour(const struct call *c);
/* The language of what is said at the terminal: --lang, else LC_ALL, LC_MESSAGES, LANG; of tables that go elsewhere
 * --lang alone. */
enum lang call_lang(const struct call *c);
/* The passphrase of a key: from --pass-fd, or the terminal; `user` is the call. */
int call_pass(void *user, char *out, int cap);
/* The warning of deleted images that a collection would take, into the options of the summary; both bufs are the
 * caller's and hold the text. */
int call_due(struct call *c, struct buf *text, struct buf *json, struct fault *f) MUST_USE;
/* A file of digests whole; "-" is stdin. */
int call_wanted(const char *name, struct buf *out, struct fault *f);
/* ---- help (cmd_help.c, help_command.c, help_word.c) ---- */
/* call.c. Words of `text` filled into lines of a terminal of 80 columns, each beginning with `indent` blanks. */
int help_fill(const struct call *c, const char *text, int indent, struct fault *f);
int help_command(const struct call *c, const struct command *about, struct fault *f);
/* A code of the catalogue, or a word of the lists with what it means in each. 0, or HELP_NONE. */
enum { HELP_NONE = 1 };
int help_word(const struct call *c, const char *word, struct fault *f);
void help_offer_words(struct near *near);
int help_overview(const struct call *c, struct fault *f);
int say(const struct call *c, struct fault *f, const char *fmt, ...) PRINTF_LIKE(3, 4) MUST_USE;
/* A text of both languages (words/text_term.h), its holes filled with `args`, in visible form. */
int say_text(const struct call *c, struct fault *f, enum lang_text id, const struct span *args) MUST_USE;

/* ---- a terminal (pager.c) ---- */
int terminal_width(void); /* columns; 0: stdout is none, or too narrow to fit anything */
struct pager {
	int pid, terminal;
};
void pager_start(struct pager *p); /* from here stdout goes to a pager, when it is a terminal and there is one */
void pager_end(struct pager *p);   /* waits until the reader has read */

/* ---- lines that fit (fold.c) ---- */
struct line_fold {
	struct report_sink to;
	int width; /* columns */
	struct buf line; /* not ended yet */
};
int fold_write(void *user, struct span bytes, struct fault *f) MUST_USE; /* of a report_sink; user: struct line_fold */
int fold_end(struct line_fold *x, struct fault *f) MUST_USE; /* what no newline ended; releases */

/* ---- talk on stderr (talk.c) --------------------------------------------------------------- */

struct talk {
	const struct opts *opts;
	enum progress_mode mode;
	bool quiet, line_open;
	const char *phase;
	double started, shown;
	uint64_t items, bytes;
	char noted[1024]; /* the last note */
};

void talk_init(struct talk *t, const struct opts *o);
void talk_progress(void *user, const struct progress *p);
void talk_note(void *user, const char *text);
void talk_end(struct talk *t); /* clears the progress line */

#endif
