/*
 * cmd/opt.h - the command line: one table of options, and which commands take them.
 *
 * Options stand before or after arguments; `--name value`, `--name=value`, `-jN`, `-j N`; "--" ends
 * them. Nothing here knows what a command does.
 */
#ifndef CMD_OPT_H
#define CMD_OPT_H

#include "base/fault.h"
#include "report/report.h"
#include "run/recover.h"
#include "run/run.h"

enum progress_mode { PROGRESS_AUTO, PROGRESS_BAR, PROGRESS_JSON, PROGRESS_NONE };
enum colour_mode { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* Groups of options; a command takes some of them. */
enum opt_group {
	GROUP_ALL = 1,  /* every command */
	GROUP_WORK = 2, /* long runs: progress, threads */
	GROUP_SCAN = 4,
	GROUP_CHOOSE = 8, /* which scans count */
	GROUP_SHOW = 16,  /* lists and show */
	GROUP_FILTER = 32,
	GROUP_SECRET = 64,
	GROUP_FOLDER = 128,
	GROUP_VERSION = 256,
	GROUP_FORMAT = 512,
	GROUP_FIND = 1024,
	GROUP_CANDIDATES = 2048,
	GROUP_IMPACT = 8192,
	GROUP_LOGS = 4096,
	GROUP_SEAL = 16384,   /* signing */
	GROUP_LANG = 65536,
	GROUP_BASELINE = 131072,
	GROUP_EFFORT = 262144,
	GROUP_EXISTED = 524288,
	GROUP_COPY = 1048576,
	GROUP_VERIFY = 32768, /* what a verifier trusts */
	GROUP_CHOICE = 1 << 22, /* which images are meant: filters, names */
	GROUP_EXPORT = 1 << 23,
	GROUP_PLAN = 1 << 21,
	GROUP_PAGED = 1 << 24, /* no options: what it prints is read page by page on a terminal */
	GROUP_REBUILD = 1 << 25,
	GROUP_EVENTS = 1 << 27,
	GROUP_OPENING = 1 << 28,
	GROUP_SHARD = 1 << 29,    /* one part of a scan */
	GROUP_UNPROVEN = 1 << 30,
	GROUP_FILTERED = 1 << 26, /* layers that a given program compresses */
};

/* id, long name, short letter or 0, operand or NULL, group, about */
#define OPTIONS(X)                                                                                 \
	X(CASE_NO, "case-no", 0, "NUMBER", GROUP_OPENING, "open the case under this number")           \
	X(EXAMINER, "examiner", 0, "NAME", GROUP_OPENING, "and this examiner in charge")               \
	X(CLIENT, "client", 0, "NAME", GROUP_OPENING, "and this requesting party")                     \
	X(DEPTH, "depth", 0, "WORD", GROUP_SCAN, "names, hash, or full (the default)")             \
	X(ONLY, "only", 0, "REPOSITORY", GROUP_SCAN, "scope: these only; repeat, or a,b")          \
	X(TRUST, "trust-unchanged", 0, NULL, GROUP_SCAN, "do not read again what an earlier scan hashed") \
	X(SHARD, "shard", 0, "K/N", GROUP_SHARD, "part K (from 0) of N: facts only, for sherd merge")      \
	X(LIMIT, "limit", 0, "NAME=N", GROUP_WORK, "raise or lower a bound; sherd help limits")             \
	X(JOBS, "jobs", 'j', "N", GROUP_SCAN | GROUP_EFFORT | GROUP_REBUILD, "workers (all cores)")                               \
	X(COPY_OF, "copy-of", 0, "LABEL=LABEL", GROUP_COPY, "the first is a copy of the second's registry")  \
	X(PRESENT, "present", 0, "LABEL", GROUP_CHOOSE, "the source standings speak of")           \
	X(SCAN, "scan", 0, "N", GROUP_CHOOSE, "an older scan of its source")                       \
	X(OUTPUT, "output", 'o', "DIR", GROUP_FOLDER | GROUP_PLAN, "the folder to write")                         \
	X(FORMAT, "format", 0, "LIST", GROUP_FORMAT, "html, pdf, json, csv, timesketch, bodyfile, ...")                \
	X(CANDIDATES, "candidates", 0, NULL, GROUP_CANDIDATES, "names that images only say of themselves") \
	X(IMPACT, "impact", 0, NULL, GROUP_IMPACT, "blobs images lack, those that repair most first") \
	X(ALL, "all", 0, NULL, GROUP_EVENTS, "every event, not only what was done to tags")        \
	X(EFFORT, "effort", 0, "WORD", GROUP_EFFORT, "metadata, carve, or all (the default)")       \
	X(WITH, "with", 0, "PROGRAM", GROUP_FILTERED, "this filter compresses: 'program arguments'") \
	X(AT, "at", 0, "TIME", GROUP_EXISTED, "what existed at this instant")                     \
	X(BETWEEN, "between", 0, "A", GROUP_EXISTED, "what existed between A and B")              \
	X(WANTED, "wanted", 0, "FILE", GROUP_FIND | GROUP_CHOICE, "the digests this file names; - is stdin")      \
	X(RETENTION, "retention", 0, "LIST", GROUP_LOGS, "months asked for: api=13,container=13,gc=13,...") \
	X(LANG, "lang", 0, "WORD", GROUP_FOLDER | GROUP_LANG, "language for people: en or ja")                     \
	X(REVEAL, "reveal", 0, NULL, GROUP_SECRET, "show what looks like credentials")             \
	X(JSON, "json", 0, NULL, GROUP_SHOW, "JSON Lines")                                         \
	X(FULL, "full", 0, NULL, GROUP_SHOW, "whole digests, times and sizes; each finding")       \
	X(TZ, "tz", 0, "ZONE", GROUP_SHOW | GROUP_FOLDER, "zone of times in tables and the page (UTC)")                        \
	X(DELETED, "deleted", 0, NULL, GROUP_CHOICE, "those a repository lost (--standing deleted)")   \
	X(ALL_COMPLETE, "all-complete", 0, NULL, GROUP_CHOICE, "all that can be given back whole")   \
	X(AS, "as", 0, "NAME=DIGEST", GROUP_CHOICE, "give this image this name; repeat")          \
	X(PARTIAL, "partial", 0, NULL, GROUP_EXPORT, "what is left of others, into partial/")     \
	X(HISTORY, "history", 0, NULL, GROUP_EXPORT, "registry: earlier targets of tags, too")    \
	X(UNPROVEN, "unproven", 0, NULL, GROUP_UNPROVEN, "a file that no digest proves, too: as it was read")    \
	X(TARGET, "target", 0, "URL", GROUP_PLAN, "the registry that gets it back")                \
	X(PLAN, "plan", 0, "FILE", GROUP_BASELINE, "what arrived of this plan.json")               \
	X(SOURCE, "source", 0, "LABEL", GROUP_FILTER | GROUP_CHOICE, "whose bytes or entries this source holds")                                          \
	X(REGISTRY, "registry", 0, "PATH", GROUP_FILTER, "")                                       \
	X(REPOSITORY, "repository", 0, "NAME", GROUP_FILTER | GROUP_CHOICE, "of repositories a glob fits; repeat")                                   \
	X(TAG, "tag", 0, "NAME", GROUP_FILTER | GROUP_CHOICE, "restore this tag whatever its grade; repeat")                                                 \
	X(DIGEST, "digest", 0, "PREFIX", GROUP_FILTER, "")                                         \
	X(STANDING, "standing", 0, "WORD", GROUP_FILTER | GROUP_CHOICE, "of this standing")                                       \
	X(COMPLETENESS, "completeness", 0, "WORD", GROUP_FILTER | GROUP_CHOICE, "complete, partial or absent")                               \
	X(STATE, "state", 0, "WORD", GROUP_FILTER, "")                                             \
	X(SEVERITY, "severity", 0, "WORD", GROUP_FILTER, "")                                       \
	X(SINCE, "since", 0, "TIME", GROUP_FILTER | GROUP_VERIFY, "time-stamps not before")                                             \
	X(UNTIL, "until", 0, "TIME", GROUP_FILTER | GROUP_VERIFY, "time-stamps not after (a date: to its end)")                                             \
	X(ONLY_IN, "only-in", 0, "LABEL", GROUP_FILTER, "")                                        \
	X(USED_BY, "used-by", 0, "PREFIX", GROUP_FILTER, "")                                       \
	X(NEEDS, "needs", 0, "PREFIX", GROUP_FILTER, "")                                           \
	X(KEY, "key", 0, "FILE", GROUP_SEAL | GROUP_BASELINE | GROUP_EXPORT, "private key: PEM or PKCS#12")                        \
	X(CERT, "cert", 0, "FILE", GROUP_SEAL | GROUP_BASELINE | GROUP_EXPORT, "its certificate, and the chain (PEM)")             \
	X(PASS_FD, "pass-fd", 0, "N", GROUP_SEAL | GROUP_BASELINE | GROUP_EXPORT, "read the passphrase from this descriptor")      \
	X(CA, "ca", 0, "FILE", GROUP_VERIFY | GROUP_BASELINE, "certificates you trust for signatures (PEM)")        \
	X(TSA_CA, "tsa-ca", 0, "FILE", GROUP_VERIFY | GROUP_SEAL, "and for time-stamps (PEM)")     \
	X(FINGERPRINT, "fingerprint", 0, "HEX", GROUP_VERIFY | GROUP_BASELINE, "SHA-256 of the signer, from paper") \
	X(SOURCES, "sources", 0, NULL, GROUP_VERIFY, "read the evidence again and compare")        \
	X(BASELINE, "baseline", 0, "FILE", GROUP_BASELINE, "compare with this signed baseline")    \
	X(WRITE_BASELINE, "write-baseline", 0, "FILE", GROUP_BASELINE, "write one, signed with --key")  \
	X(SBOM, "sbom", 0, NULL, GROUP_VERSION, "what is linked, with versions: CycloneDX JSON")     \
	X(LONG, "long", 0, NULL, GROUP_VERSION, "commit, compiler and libraries too")              \
	X(PROGRESS, "progress", 0, "WORD", GROUP_WORK, "auto, bar, json or none")                  \
	X(QUIET, "quiet", 'q', NULL, GROUP_ALL, "no talk on stderr but faults")                    \
	X(COLOR, "color", 0, "WORD", GROUP_ALL, "auto, always or never")                           \
	X(UNCONFINED, "unconfined", 0, NULL, GROUP_ALL, "no sandbox, for debugging: told, recorded")  \
	X(HELP, "help", 'h', NULL, GROUP_ALL, "this help")

enum opt_id {
#define X(id, name, letter, operand, group, about) OPT_##id,
	OPTIONS(X)
#undef X
	        OPT_COUNT
};

struct opt_def {
	const char *name;
	char letter;
	const char *operand;
	unsigned group;
	const char *about;
};
extern const struct opt_def opt_defs[OPT_COUNT];

enum { TIME_ROOM = 40, TIME_MOST = 4 };

struct opts {
	char **operand; /* what is no option, in order; borrowed from argv */
	size_t operands;
	const char **only, **copies;
	size_t only_n, copies_n;
	const char **repeated[OPT_COUNT]; /* values of options that may be repeated, in order */
	size_t repeated_n[OPT_COUNT];
	char **owned; /* copies made for --only a,b */
	size_t owned_n;
	struct report_filter filter;
	char time[TIME_MOST][TIME_ROOM]; /* zone_time() */
	struct report_options show;
	struct limits limits;
	struct shard shard;
	enum depth depth;
	enum recover_effort effort; /* 0: not given */
	unsigned jobs;
	int64_t scan;
	const char *baseline, *write_baseline;
	const char *key, *cert, *ca, *tsa_ca, *fingerprint;
	int pass_fd; /* -1: ask at the terminal */
	const char *at, *between, *case_no, *examiner, *client;
	const char *present, *output, *format, *lang, *tz, *wanted, *plan, *target, *with;
	enum progress_mode progress;
	enum colour_mode colour;
	bool trust, quiet, help, unconfined, version_long, version_sbom, sources, candidates, impact, deleted, all_complete, partial, history, unproven;
};

/* Reads argv[1..] (argv[0] is the verb). FAULT_USAGE names the option that cannot be. */
int opt_parse(struct opts *o, int argc, char **argv, unsigned groups, const char *verb,
              struct fault *f) MUST_USE;
/* Where in argv, from 1, the first word stands that is neither an option nor an option's value: the verb. argc: nowhere. */
int opt_first_operand(int argc, char **argv);
void opt_release(struct opts *o);
DEFINE_OWN(opts, struct opts, opt_release)

/* zone.c: a time as people type it, without a zone ("2026-11-20", "2026-11-20 09:00", with seconds or not, 'T' for the
 * blank), is one of --tz: brought to RFC 3339 in UTC, a date to its first instant, or to its `last`. Anything else stays as
 * it is, for whoever reads it to take or refuse. The result is `text` or stands in o->time[slot]. */
enum time_slot { TIME_SINCE, TIME_UNTIL, TIME_ONE, TIME_OTHER }; /* TIME_MOST of them */
const char *zone_time(struct opts *o, enum time_slot slot, const char *text, bool last);

/* zone.c: 0, or -1 when the zone is none. Changes this process's TZ. */
int zone_choose(struct report_options *o, const char *zone) MUST_USE;
enum { ZONE_ROOM = 64 };
/* The zone that was meant: of the system's list by name or city, or an offset with its colon. NULL: none is near. */
const char *zone_near(char out[ZONE_ROOM], const char *typed);

#endif
