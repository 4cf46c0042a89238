/*
 * run/custody/custody.c - the custody log as commands write it: an entry when an action begins and one when it ends,
 * so that one that died is seen; and entries people make.
 */
#include "confine/confine.h"
#include "run/build.h"
#include "run/custody/custody.h"
#include "casedb/query.h"

#include "base/quote.h"
#include "hash/hash.h"
#include "run/record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

static int append(struct casedb *db, const char *act, struct when at, struct canon *c, int64_t *seq,
                  struct fault *f)
{
	OWNED(buf) struct buf bytes = BUF_INIT;
	char prev[CUSTODY_HEX], hash[CUSTODY_HEX];
	int64_t last;

	if (casedb_begin(db, f) < 0 || casedb_custody_head(db, &last, prev, f) < 0)
		return -1;
	canon_cstr(c, "act", act);
	if (casedb_recovered(db))
		canon_cstr(c, "journal", "the journal of an interrupted run was recovered when the case was opened");
	canon_int(c, "seq", last + 1);
	canon_when(c, "recorded_at", at);
	if (canon_object(c, &bytes) < 0 || custody_hash(prev, buf_span(&bytes), hash, f) < 0 ||
	    casedb_custody_append(db, last + 1, prev, buf_span(&bytes), hash, f) < 0)
		return fault_while(f, "writing the custody log");
	if (seq != NULL)
		*seq = last + 1;
	return casedb_commit(db, f);
}

/* Times never run backwards in the log unseen: a host clock that was set back is an entry of its own. */
static int clock_stepped(struct casedb *db, struct when at, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	OWNED(rows) struct rows *rows = NULL;
	char text[WHEN_TEXT];
	int rc;

	at.digits = 9;
	if (!at.known || getenv("SOURCE_DATE_EPOCH") != NULL) /* a time that was given, not the clock's */
		return 0;
	if (rows_open(db, QUERY_CUSTODY_LATEST, &rows, f) < 0)
		return -1;
	rc = rows_next(rows, f);
	if (rc != 0 || !rows_has(rows, "at") || span_cmp(rows_span(rows, "at"), span_of(when_text(text, at))) <= 0)
		return rc < 0 ? -1 : 0;
	canon_text(&c, "latest_before", rows_span(rows, "at"));
	canon_cstr(&c, "text", "the clock of this host stands earlier than at an entry before");
	rows_close(TAKE(&rows));
	return append(db, "clock.stepped", at, &c, NULL, f);
}

int run_custody_append(struct casedb *db, const char *act, struct when at, struct canon *c, int64_t *seq,
                   struct fault *f)
{
	return clock_stepped(db, at, f) < 0 ? -1 : append(db, act, at, c, seq, f);
}

/* ---- what is known of a file we wrote or are ---------------------------------------------------------- */

int run_hash_file(int dir, const char *name, char hex[CUSTODY_HEX], uint64_t *size, struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	uint8_t piece[65536];
	char text[DIGEST_TEXT];
	struct digest d;
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	ssize_t n = 0;

	*size = 0;
	hex[0] = '\0';
	if (fd < 0)
		return 0;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) { /* a pipe or device would never end */
		(void)close(fd);
		return 0;
	}
	if (hash_new(&h, DIGEST_SHA256, f) < 0) {
		(void)close(fd);
		return -1;
	}
	while ((n = read(fd, piece, sizeof piece)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0) {
			*size += (uint64_t)n;
			if (hash_add(h, span_make(piece, (size_t)n), f) < 0) {
				(void)close(fd);
				return -1;
			}
		}
	(void)close(fd);
	if (n < 0)
		return 0;
	if (hash_get(h, &d, f) < 0)
		return -1;
	memcpy(hex, digest_text(text, &d) + 7, CUSTODY_HEX);
	return 0;
}

static int put_executable(struct canon *c, struct fault *f)
{
	char path[4096], hex[CUSTODY_HEX];
	uint64_t size;

	if (!run_executable(path, sizeof path))
		return 0;
	if (run_hash_file(AT_FDCWD, path, hex, &size, f) < 0)
		return -1;
	if (hex[0] != '\0')
		canon_cstr(c, "executable_sha256", hex);
	return 0;
}

/* A member that is an object made by `fill`. */
static int put_object(struct canon *c, const char *key, int (*fill)(struct canon *in, const void *user, struct fault *f),
                      const void *user, bool array, struct fault *f)
{
	OWNED(canon) struct canon in = canon_of(f);
	OWNED(buf) struct buf text = BUF_INIT;

	if (fill(&in, user, f) < 0 || (array ? canon_array(&in, &text) : canon_object(&in, &text)) < 0)
		return -1;
	canon_value(c, key, buf_span(&text));
	return 0;
}

static int fill_tool(struct canon *c, const void *user, struct fault *f)
{
	(void)user;
	canon_cstr(c, "name", "sherd");
	canon_cstr(c, "version", run_version());
	canon_cstr(c, "commit", run_commit());
	return put_executable(c, f);
}

/* By the file alone: the name services of the system may ask the network. */
static void put_account(struct canon *c)
{
	FILE *all = fopen("/etc/passwd", "re");
	const struct passwd *p;

	if (all == NULL)
		return;
	while ((p = fgetpwent(all)) != NULL)
		if (p->pw_uid == getuid()) {
			canon_cstr(c, "account", p->pw_name);
			break;
		}
	(void)fclose(all);
}

/* The account the system knows, apart from the identity somebody gives. */
static int fill_performer(struct canon *c, const void *user, struct fault *f)
{
	(void)user;
	(void)f;
	put_account(c);
	canon_int(c, "uid", (int64_t)getuid());
	canon_int(c, "euid", (int64_t)geteuid());
	canon_cstr(c, "given", getenv("SHERD_PERFORMER"));
	return 0;
}

static int fill_argv(struct canon *c, const void *user, struct fault *f)
{
	const struct run_options *o = (const struct run_options *)user;

	(void)f;
	for (int i = 0; i < o->argc; i++)
		canon_text(c, NULL, span_of(o->argv[i]));
	return 0;
}

static int fill_environment(struct canon *c, const void *user, struct fault *f)
{
	static const char *const allowed[][2] = { { "LANG", "lang" }, { "LC_ALL", "lc_all" }, { "NO_COLOR", "no_color" },
		                                  { "SOURCE_DATE_EPOCH", "source_date_epoch" }, { "TZ", "tz" } };

	(void)user;
	(void)f;
	for (size_t i = 0; i < COUNT(allowed); i++)
		canon_cstr(c, allowed[i][1], getenv(allowed[i][0]));
	return 0;
}

static int fill_host(struct canon *c, const void *user, struct fault *f)
{
	struct utsname u;

	(void)user;
	(void)f;
	if (uname(&u) == 0) {
		canon_cstr(c, "node", u.nodename);
		canon_cstr(c, "system", u.sysname);
		canon_cstr(c, "release", u.release);
		canon_cstr(c, "machine", u.machine);
	}
	canon_int(c, "pid", (int64_t)getpid());
	return 0;
}

/* What confines this process: by itself, and by whoever started it. */
static int fill_sandbox(struct canon *c, const void *user, struct fault *f)
{
	static const char *const names[][2] = { { "NoNewPrivs:", "no_new_privs" }, { "Seccomp:", "seccomp" },
		                                { "CapEff:", "capabilities" } };
	const struct run_options *o = (const struct run_options *)user;
	FILE *all = fopen("/proc/self/status", "re");
	char line[256];

	(void)f;
	canon_cstr(c, "own", confine_told(o->walls));
	if (all == NULL)
		return 0;
	while (fgets(line, sizeof line, all) != NULL)
		for (size_t i = 0; i < COUNT(names); i++)
			if (strncmp(line, names[i][0], strlen(names[i][0])) == 0) {
				char *value = line + strlen(names[i][0]);

				value += strspn(value, " \t");
				value[strcspn(value, "\n")] = '\0';
				canon_cstr(c, names[i][1], value);
			}
	(void)fclose(all);
	return 0;
}

static int put_limits(struct canon *c, const struct run_options *o, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;

	if (run_record_limits(&o->limits, &text, f) < 0)
		return -1;
	canon_text(c, "limits", buf_span(&text));
	canon_int(c, "workers", (int64_t)o->jobs);
	return 0;
}

static int fill_only(struct canon *c, const void *user, struct fault *f)
{
	const struct run_options *o = (const struct run_options *)user;

	(void)f;
	for (size_t i = 0; i < o->only_n; i++)
		canon_cstr(c, NULL, o->only[i]);
	return 0;
}

/* ---- an action ---------------------------------------------------------------------------------------- */

struct unfinished {
	struct casedb *db;
	const struct watch *watch;
	size_t n;
};

static int fill_unfinished(struct canon *c, const void *user, struct fault *f)
{
	struct unfinished *u = (struct unfinished *)(uintptr_t)user;
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(u->db, QUERY_CUSTODY_UNFINISHED, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		char text[160];
		struct span kind = rows_span(rows, "kind");

		(void)snprintf(text, sizeof text, "the action of custody entry %lld (%.*s) never ended: it was killed or died",
		               (long long)rows_int(rows, "seq"), (int)(kind.n < 40 ? kind.n : 40), (const char *)kind.p);
		watch_note(u->watch, text);
		canon_int(c, NULL, rows_int(rows, "seq"));
		u->n++;
	}
	return rc < 0 ? -1 : 0;
}

int run_custody_begin(struct casedb *db, const struct run_options *o, int64_t run, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	struct unfinished u = { db, o->watch, 0 };

	canon_cstr(&c, "kind", o->verb);
	canon_int(&c, "run", run);
	if (put_object(&c, "performer", fill_performer, NULL, false, f) < 0 ||
	    put_object(&c, "tool", fill_tool, NULL, false, f) < 0 || put_object(&c, "argv", fill_argv, o, true, f) < 0 ||
	    put_object(&c, "environment", fill_environment, NULL, false, f) < 0 ||
	    put_object(&c, "host", fill_host, NULL, false, f) < 0 ||
	    put_object(&c, "sandbox", fill_sandbox, o, false, f) < 0 || put_limits(&c, o, f) < 0 ||
	    put_object(&c, "unfinished", fill_unfinished, &u, true, f) < 0)
		return -1;
	if (o->only_n > 0 && put_object(&c, "only", fill_only, o, true, f) < 0)
		return -1;
	return run_custody_append(db, "action.begin", run_record_now(o->watch), &c, NULL, f);
}

struct inputs {
	struct casedb *db;
	int64_t run;
};

static int fill_inputs(struct canon *c, const void *user, struct fault *f)
{
	const struct inputs *x = (const struct inputs *)user;
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(x->db, QUERY_CUSTODY_INPUTS, &rows, f) < 0 || rows_bind_int(rows, 1, x->run, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		OWNED(canon) struct canon in = canon_of(f);
		OWNED(buf) struct buf text = BUF_INIT;

		canon_int(&in, "scan", rows_int(rows, "scan"));
		canon_text(&in, "label", rows_span(rows, "label"));
		canon_text(&in, "kind", rows_span(rows, "kind"));
		canon_text(&in, "path", rows_span(rows, "path"));
		canon_text(&in, "state", rows_span(rows, "state"));
		canon_int(&in, "items", rows_int(rows, "items"));
		canon_int(&in, "bytes", rows_int(rows, "bytes"));
		if (rows_has(rows, "digest"))
			canon_text(&in, "digest", rows_span(rows, "digest"));
		if (rows_has(rows, "identity"))
			canon_text(&in, "identity", rows_span(rows, "identity"));
		if (rows_has(rows, "within")) /* what holds it, by digest */
			canon_text(&in, "within", rows_span(rows, "within"));
		if (canon_object(&in, &text) < 0)
			return -1;
		canon_value(c, NULL, buf_span(&text));
	}
	return rc < 0 ? -1 : 0;
}

static int put_output(struct canon *c, int dir, const char *name, struct fault *f)
{
	OWNED(canon) struct canon in = canon_of(f);
	OWNED(buf) struct buf text = BUF_INIT;
	char hex[CUSTODY_HEX];
	uint64_t size;

	if (run_hash_file(dir, name, hex, &size, f) < 0)
		return -1;
	if (hex[0] == '\0')
		return 0;
	canon_cstr(&in, "name", name);
	canon_cstr(&in, "sha256", hex);
	canon_int(&in, "size", (int64_t)size);
	if (canon_object(&in, &text) < 0)
		return -1;
	canon_value(c, NULL, buf_span(&text));
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of a folder of ours, by name. */
static int fill_outputs(struct canon *c, const void *user, struct fault *f)
{
	const char *path = (const char *)user;
	VEC(char *) names = { NULL, 0, 0 };
	const struct dirent *e;
	DIR *d = opendir(path);
	int rc = 0;

	if (d == NULL)
		return put_output(c, AT_FDCWD, path, f);
	while (rc == 0 && (e = readdir(d)) != NULL) {
		char *copy;

		if (e->d_name[0] == '.')
			continue;
		copy = strdup(e->d_name);
		rc = copy == NULL ? fault_memory(f, 0) : VEC_PUSH(&names, copy, f);
	}
	if (names.n > 1)
		qsort(names.v, names.n, sizeof *names.v, by_name);
	for (size_t i = 0; i < names.n; i++) {
		if (rc == 0)
			rc = put_output(c, dirfd(d), names.v[i], f);
		free(names.v[i]);
	}
	(void)closedir(d);
	VEC_RELEASE(&names);
	return rc;
}

static int begun(struct casedb *db, int64_t run, int64_t *seq, struct fault *f)
{
	return casedb_number(db, NUMBER_BEGUN, &(struct number_args){ .n = { run } }, seq, f);
}

/*
 * What every table holds now: facts, which never change, and what was concluded. Who was told to stop stops soon: then
 * only where reading all of it takes less than a second, and else the entry says that it was left out.
 */
static int put_tables(struct casedb *db, const struct run_options *o, struct canon *c, struct fault *f)
{
	enum { SOON = 64 << 20 }; /* told: in the entry itself */
	int64_t bytes = 0;

	if (watch_stopped(o->watch)) {
		casedb_heed_no_stop(db);
		if (casedb_number(db, NUMBER_FILE_BYTES, NULL, &bytes, f) < 0)
			return -1;
		if (bytes > SOON) {
			canon_cstr(c, "tables_left_out", "interrupted, and the case is larger than 64 MiB");
			return 0;
		}
	}
	return run_custody_tables(db, c, f);
}

int run_custody_end(struct casedb *db, const struct run_options *o, int64_t run, const struct run_result *r,
                const char *outcome, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	struct inputs inputs = { db, run };
	int64_t begins;

	if (begun(db, run, &begins, f) < 0)
		return -1;
	canon_int(&c, "begins", begins);
	canon_int(&c, "run", run);
	canon_cstr(&c, "kind", o->verb);
	canon_cstr(&c, "outcome", outcome);
	canon_int(&c, "status", r->status);
	canon_int(&c, "items", (int64_t)r->items);
	canon_int(&c, "bytes", (int64_t)r->bytes);
	canon_int(&c, "milliseconds", (int64_t)(r->seconds * 1000));
	if (r->wanted > 0) {
		canon_int(&c, "manifests_wanted", (int64_t)r->wanted);
		canon_int(&c, "manifests_rebuilt", (int64_t)r->rebuilt);
		canon_int(&c, "candidates_tried", (int64_t)r->candidates);
		canon_int(&c, "sizes_tried", (int64_t)r->sizes);
	}
	if (put_object(&c, "inputs", fill_inputs, &inputs, true, f) < 0 || put_tables(db, o, &c, f) < 0)
		return -1;
	return run_custody_append(db, "action.end", run_record_now(o->watch), &c, NULL, f);
}

/* Those of a list, in an open folder. */
static int fill_named(struct canon *c, const void *user, struct fault *f)
{
	const struct custody_output *w = (const struct custody_output *)user;
	struct span rest = span_of(w->names);

	while (rest.n > 0) {
		struct span one = span_cut(&rest, '/');
		char name[320];

		(void)snprintf(name, sizeof name, "%.*s", (int)one.n, (const char *)one.p);
		if (put_output(c, w->dir, name, f) < 0)
			return -1;
	}
	return 0;
}

static int put_written(const struct run_options *o, const char *output,
                       int (*fill)(struct canon *in, const void *user, struct fault *f), const void *user, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	struct fault why = FAULT_INIT;
	struct casedb *db;
	int rc;

	if (casedb_open(&db, o->case_path, CASEDB_WRITE, o->watch, &why) < 0) {
		watch_note(o->watch, "the case cannot be written; what was written is not in its custody log");
		return 0;
	}
	canon_cstr(&c, "kind", o->verb);
	canon_cstr(&c, "output", output);
	rc = put_object(&c, "performer", fill_performer, NULL, false, f) < 0 ||
	                     put_object(&c, "tool", fill_tool, NULL, false, f) < 0 ||
	                     put_object(&c, "argv", fill_argv, o, true, f) < 0 ||
	                     put_object(&c, "files", fill, user, true, f) < 0 ||
	                     run_custody_append(db, "output.written", run_record_now(o->watch), &c, NULL, f) < 0
	             ? -1
	             : 0;
	if (rc < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}

int run_custody_output(const struct run_options *o, const char *path, struct fault *f)
{
	return put_written(o, path, fill_outputs, path, f);
}

static bool is_folder_at(int dir, const char *path)
{
	struct stat open_one, named;

	return fstat(dir, &open_one) == 0 && stat(path, &named) == 0 && open_one.st_dev == named.st_dev && open_one.st_ino == named.st_ino;
}

/* Without /proc, as below a bare root: what was typed, or the folder that holds it, from the working directory on. */
static bool path_of_folder(const struct custody_output *w, char *path, size_t size)
{
	char link[64], *end;
	ssize_t n;

	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", w->dir);
	n = readlink(link, path, size - 1);
	if (n >= 0) {
		path[n] = '\0';
		return true;
	}
	if (w->typed[0] != '/' && getcwd(path, size / 2) == NULL)
		return false;
	n = w->typed[0] == '/' ? 0 : (ssize_t)strlen(path);
	if (snprintf(path + n, size - (size_t)n, "%s%s", n > 1 ? "/" : "", w->typed) >= (int)(size - (size_t)n))
		return false;
	end = strrchr(path, '/');
	if (!is_folder_at(w->dir, path) && end != NULL)
		end[end == path] = '\0';
	return is_folder_at(w->dir, path);
}

int run_custody_wrote(const struct run_options *o, const struct custody_output *w, struct fault *f)
{
	char path[4096];

	if (!path_of_folder(w, path, sizeof path))
		return fault_set(f, FAULT_IO, errno, "the path of a folder that was written to");
	return put_written(o, path, fill_named, w, f);
}

int run_custody_who(struct canon *c, const struct run_options *o, struct fault *f)
{
	return put_object(c, "performer", fill_performer, NULL, false, f) < 0 ||
	                       put_object(c, "tool", fill_tool, NULL, false, f) < 0 ||
	                       put_object(c, "argv", fill_argv, o, true, f) < 0 ||
	                       put_object(c, "host", fill_host, NULL, false, f) < 0
	               ? -1
	               : 0;
}

int run_custody_signed(struct casedb *db, const struct run_options *o, const char *act, struct canon *c, int64_t *seq,
                   struct fault *f)
{
	if (put_object(c, "performer", fill_performer, NULL, false, f) < 0 ||
	    put_object(c, "tool", fill_tool, NULL, false, f) < 0)
		return -1;
	return run_custody_append(db, act, run_record_now(o->watch), c, seq, f);
}
