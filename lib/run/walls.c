/* run/walls.c - what a command may read besides its case: sources, and what libraries and the record look up. */
#include "run/run.h"

#include "blob/blob.h"
#include "casedb/casedb.h"
#include "fs/fs.h"
#include "hash/hash.h"
#include "media/media.h"
#include "run/build.h"
#include "run/walls.h"
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Archives have no file systems in them that a foreign library would read. */
static bool is_archive(const char *path)
{
	static const struct {
		size_t at, n;
		const char *sign;
	} all[] = { { 0, 2, "\x1f\x8b" }, { 0, 4, "\x28\xb5\x2f\xfd" }, { 0, 6, "\xfd" "7zXZ" }, { 257, 5, "ustar" } };
	bool touched;
	int in = open_quietly(AT_FDCWD, path, O_NONBLOCK | O_NOCTTY, &touched);
	char head[512] = "";
	ssize_t n = in < 0 ? 0 : read(in, head, sizeof head);

	if (in >= 0)
		(void)close(in);
	for (size_t i = 0; i < COUNT(all); i++)
		if (n >= (ssize_t)(all[i].at + all[i].n) && memcmp(head + all[i].at, all[i].sign, all[i].n) == 0)
			return true;
	return false;
}

/* A container that may name others of its folder: extents, parents. */
static bool names_others(const char *path)
{
	bool touched;
	int in = open_quietly(AT_FDCWD, path, O_NONBLOCK | O_NOCTTY, &touched);
	enum media_kind kind = in < 0 ? MEDIA_IS_NONE : media_sniff(in);

	if (in >= 0)
		(void)close(in);
	return kind == MEDIA_IS_QCOW2 || kind == MEDIA_IS_VMDK || kind == MEDIA_IS_VHD;
}

/* A disk image may lie in pieces: names that begin alike; of some containers any file of its folder. */
static int allow_source(struct confine *c, const char *path, struct fault *f)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return confine_allow(c, CONFINE_READ, path, f);
	if (S_ISBLK(st.st_mode) || (S_ISREG(st.st_mode) && !is_archive(path)))
		fs_prepare();
	if (S_ISBLK(st.st_mode))
		return confine_allow(c, CONFINE_DEVICE, path, f);
	if (names_others(path))
		return confine_allow_parent(c, CONFINE_READ, path, f);
	return confine_allow_parent(c, CONFINE_LIST, path, f) < 0 ? -1 : confine_allow_family(c, path, f);
}

static int allow_span(struct confine *c, struct span path, struct fault *f)
{
	char *text = NULL;
	int rc = path.n == 0 ? 0 : span_dup_cstr(path, &text, f);

	if (rc == 0 && text != NULL)
		rc = allow_source(c, text, f);
	free(text);
	return rc;
}

/* PATH//MEMBER: what holds the member is read. *done: it was such an operand. */
static int allow_holder(struct confine *c, struct span operand, bool *done, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct source_spec spec;
	const char *why;

	*done = false;
	if (buf_add_text(&text, "x=", f) < 0 || buf_add(&text, operand, f) < 0)
		return -1;
	if (source_spec_parse(&spec, buf_cstr(&text), &why) != 0 || spec.member.n == 0)
		return 0;
	*done = true;
	return allow_span(c, spec.path, f) < 0 ? -1 : allow_span(c, spec.map, f);
}

/* What source_open() takes: a path, of an image perhaps with its map behind. */
int run_walls_operand(struct confine *c, struct span operand, struct fault *f)
{
	char *whole = NULL, *map;
	bool done;
	int rc;

	if (allow_holder(c, operand, &done, f) < 0)
		return -1;
	if (done)
		return 0;
	if (span_dup_cstr(operand, &whole, f) < 0)
		return -1;
	rc = allow_source(c, whole, f);
	map = strstr(whole, ",map=");
	if (rc == 0 && map != NULL) {
		*map = '\0';
		rc = allow_source(c, whole, f) < 0 || confine_allow(c, CONFINE_READ, map + 5, f) < 0 ? -1 : 0;
	}
	free(whole);
	return rc;
}

int run_walls_sources(struct confine *walls, const char *const *sources, size_t n, struct fault *f)
{
	struct source_spec spec;
	const char *why;

	for (size_t i = 0; i < n; i++)
		if (source_spec_parse(&spec, sources[i], &why) == 0 && run_walls_operand(walls, spec.operand, f) < 0)
			return -1;
	/* which disk it lies on, and whether that is mounted or written to */
	return confine_allow(walls, CONFINE_READ, "/sys", f);
}

static int allow_rows(struct casedb *db, unsigned query, const char *column, struct confine *walls, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, query, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (run_walls_operand(walls, rows_span(rows, column), f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

int run_walls_kept(struct casedb *db, const struct run_options *o, bool outputs, struct fault *f)
{
	if (!confine_awaits(o->walls))
		return 0;
	if (allow_rows(db, QUERY_READ_PATHS, "path", o->walls, f) < 0 ||
	    (outputs && allow_rows(db, QUERY_CUSTODY_OUTPUTS, "output", o->walls, f) < 0))
		return -1;
	return confine_reads(o->walls, f);
}

/* Each of "a:b:c", with and without the ending of a compiled database. */
static int allow_signatures(struct confine *c, struct fault *f)
{
	const char *rest = blob_signatures();
	int rc = 0;

	while (rc == 0 && rest != NULL && *rest != '\0') {
		size_t n = strcspn(rest, ":");
		char path[PATH_MAX];

		if (snprintf(path, sizeof path, "%.*s.mgc", (int)n, rest) < (int)sizeof path) {
			rc = confine_allow(c, CONFINE_READ, path, f);
			path[n] = '\0';
			if (rc == 0)
				rc = confine_allow(c, CONFINE_READ, path, f);
		}
		rest += n + (rest[n] == ':');
	}
	return rc;
}

int run_walls_system(struct confine *walls, struct fault *f)
{
	/* random bytes, the account's name, threads and their stacks, what confines us from outside, mounts */
	static const char *const all[] = { "/dev/urandom", "/dev/null", "/etc/passwd", "/sys/devices/system/cpu", "/proc/self",
		                           "/proc/self/exe" };
	OWNED(hash) struct hash *h = NULL;
	char program[PATH_MAX];

	tzset();
	if (hash_new(&h, DIGEST_SHA256, f) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(all); i++)
		if (confine_allow(walls, CONFINE_READ, all[i], f) < 0)
			return -1;
	if (run_executable(program, sizeof program) && confine_allow(walls, CONFINE_READ, program, f) < 0)
		return -1;
	return allow_signatures(walls, f);
}

/* ---- temporary files ------------------------------------------------------------------------------------------------ */

static bool beneath(const char *folder, const char *source)
{
	char outer[PATH_MAX], inner[PATH_MAX];
	struct source_spec spec;
	const char *why;
	size_t n;

	if (source_spec_parse(&spec, source, &why) != 0 || spec.path.n >= sizeof outer)
		return false;
	(void)snprintf(inner, sizeof inner, "%.*s", (int)spec.path.n, (const char *)spec.path.p);
	if (realpath(inner, outer) == NULL || realpath(folder, inner) == NULL)
		return false;
	n = strlen(outer);
	return strncmp(inner, outer, n) == 0 && (n == 1 || inner[n] == '/' || inner[n] == '\0');
}

/* A folder of ours below `base`: made, or there already and nobody else's. */
static bool take_folder(const char *base, char out[4096])
{
	struct stat st;

	if (snprintf(out, 4096, "%s/sherd-%lu", base, (unsigned long)geteuid()) >= 4000)
		return false;
	if (mkdir(out, 0700) != 0 && errno != EEXIST)
		return false;
	return lstat(out, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 077) == 0 &&
	       access(out, W_OK) == 0;
}

int run_walls_temporary(const char *const *sources, size_t n, char out[4096], struct fault *f)
{
	const char *const all[] = { getenv("SQLITE_TMPDIR"), getenv("TMPDIR"), "/var/tmp", "/tmp" };

	(void)f;
	for (size_t i = 0; i < COUNT(all); i++) {
		bool evidence = false;

		if (all[i] == NULL || all[i][0] == '\0')
			continue;
		for (size_t k = 0; k < n; k++)
			evidence = evidence || beneath(all[i], sources[k]);
		if (!evidence && take_folder(all[i], out))
			return 0;
	}
	out[0] = '\0';
	return 0;
}
