/*
 * run/custody/intake.c - a copy comes in: hashed in one reading, compared with what its acquirer wrote down. A mismatch
 * is an entry like any other, and told; nothing is hidden and nothing is refused.
 */
#include "base/quote.h"
#include "custody/reference.h"
#include "run/custody.h"
#include "run/custody/custody.h"
#include "run/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 20, SIDE_MOST = 1 << 20 }; /* rule: an imager's log has kilobytes */

static struct span base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return span_of(slash == NULL ? path : slash + 1);
}

static int open_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOATIME);

	return fd >= 0 || errno != EPERM ? fd : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

static int hash_whole(int fd, char hex[MANY_COUNT][MANY_HEX], uint64_t *size, const struct watch *watch, struct fault *f)
{
	OWNED(many) struct many *m = NULL;
	OWNED(buf) struct buf piece = BUF_INIT;
	struct progress p = { .phase = "intake" };
	ssize_t n;

	*size = 0;
	if (many_new(&m, f) < 0 || buf_reserve(&piece, PIECE, f) < 0)
		return -1;
	while ((n = read(fd, piece.p, PIECE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_set(f, FAULT_IO, errno, "read error after %llu bytes", (unsigned long long)*size);
		if (watch_stopped(watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted");
		*size += (uint64_t)n;
		p.bytes = *size;
		watch_progress(watch, &p);
		if (many_add(m, span_make(piece.p, (size_t)n), f) < 0)
			return -1;
	}
	return many_get(m, hex, f);
}

struct intake {
	char hex[MANY_COUNT][MANY_HEX];
	uint64_t size;
	struct canon references; /* an array on its way */
	unsigned matches, mismatches;
	struct buf *banner;
};

static int compare(struct intake *x, enum many_alg alg, const char *expected, struct span from, uint64_t line,
                   struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	OWNED(buf) struct buf text = BUF_INIT;
	bool same = strcmp(expected, x->hex[alg]) == 0;

	if (same)
		x->matches++;
	else
		x->mismatches++;
	canon_cstr(&c, "algorithm", many_name(alg));
	canon_cstr(&c, "expected", expected);
	canon_text(&c, "from", from);
	if (line > 0)
		canon_int(&c, "line", (int64_t)line);
	canon_cstr(&c, "result", same ? "match" : "mismatch");
	if (canon_object(&c, &text) < 0)
		return -1;
	canon_value(&x->references, NULL, buf_span(&text));
	if (buf_printf(x->banner, f, "%s %s: %s, by ", same ? "ok      " : "MISMATCH", many_name(alg), expected) < 0 ||
	    quote_visible(x->banner, from, f) < 0)
		return -1;
	return buf_add_byte(x->banner, '\n', f);
}

/* <file>.md5 and the like, <file>.txt, and <file without its ending>.txt: what imagers leave. */
static int side_file(struct intake *x, const char *path, const char *ending, bool replace, struct fault *f)
{
	OWNED(reference_hashes) struct reference_hashes found = { { NULL, 0, 0 } };
	OWNED(buf) struct buf name = BUF_INIT, text = BUF_INIT;
	const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
	size_t keep = replace && dot != NULL && (slash == NULL || dot > slash) ? (size_t)(dot - path) : strlen(path);
	struct stat st;
	ssize_t n;
	int fd;

	if (replace && keep == strlen(path))
		return 0;
	if (buf_add(&name, span_make(path, keep), f) < 0 || buf_add_text(&name, ending, f) < 0)
		return -1;
	fd = open_read(buf_cstr(&name));
	if (fd < 0)
		return 0;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || buf_reserve(&text, SIDE_MOST, f) < 0) {
		(void)close(fd);
		return f->kind == FAULT_NONE ? 0 : -1;
	}
	while (text.n < SIDE_MOST && (n = read(fd, text.p + text.n, SIDE_MOST - text.n)) > 0)
		text.n += (size_t)n;
	(void)close(fd);
	if (acquirer_read(&found, buf_span(&text), base_of(path), f) < 0)
		return -1;
	for (size_t i = 0; i < found.v.n; i++)
		if (compare(x, found.v.v[i].alg, found.v.v[i].hex, base_of(buf_cstr(&name)), found.v.v[i].line, f) < 0)
			return -1;
	return 0;
}

/* md5=, sha1=, sha256= of the command line. */
static int given_hashes(struct intake *x, const char *const *fields, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		struct span value = span_of(fields[i]), key = span_cut(&value, '=');

		for (int a = 0; a < MANY_COUNT; a++) {
			char hex[MANY_HEX];

			if (!span_is(key, many_name((enum many_alg)a)))
				continue;
			if (value.n != many_digits((enum many_alg)a))
				return fault_set(f, FAULT_USAGE, 0, "%s must be %zu hexadecimal digits",
				                 many_name((enum many_alg)a), many_digits((enum many_alg)a));
			for (size_t k = 0; k < value.n; k++)
				hex[k] = (char)(value.p[k] >= 'A' && value.p[k] <= 'F' ? value.p[k] + 32 : value.p[k]);
			hex[value.n] = '\0';
			if (compare(x, (enum many_alg)a, hex, span_of("the command line"), 0, f) < 0)
				return -1;
		}
	}
	return 0;
}

static int references(struct intake *x, const char *path, const char *const *fields, size_t n, struct fault *f)
{
	static const char *const endings[] = { ".sha256", ".sha1", ".md5", ".txt" };

	if (given_hashes(x, fields, n, f) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(endings); i++)
		if (side_file(x, path, endings[i], false, f) < 0 || side_file(x, path, endings[i], true, f) < 0)
			return -1;
	return 0;
}

static bool stage_known(struct span s)
{
	static const char *const all[] = { "intake", "before-analysis", "after-analysis", "before-release", "scheduled" };

	for (size_t i = 0; i < COUNT(all); i++)
		if (span_is(s, all[i]))
			return true;
	return false;
}

static int put_entry(const struct run_options *o, struct intake *x, const char *path, const char *const *fields,
                     size_t n, int64_t *seq, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	OWNED(buf) struct buf list = BUF_INIT;
	struct casedb *db;

	for (size_t i = 0; i < n; i++) {
		struct span value = span_of(fields[i]), key = span_cut(&value, '=');

		if (span_is(key, "item_no"))
			canon_text(&c, "item_no", value);
		else if (span_is(key, "by"))
			canon_text(&c, "by", value);
		else if (span_is(key, "label"))
			canon_text(&c, "label", value);
		else if (span_is(key, "stage")) {
			if (!stage_known(value))
				return fault_set(f, FAULT_USAGE, 0, "stage is intake, before-analysis, after-analysis,"
				                                    " before-release or scheduled");
			canon_text(&c, "stage", value);
		}
		else if (!span_is(key, "md5") && !span_is(key, "sha1") && !span_is(key, "sha256"))
			return fault_set(f, FAULT_USAGE, 0, "intake has item_no, by, label, stage, md5, sha1, sha256; not %.*s",
			                 (int)(key.n < 60 ? key.n : 60), (const char *)key.p);
	}
	canon_cstr(&c, "path", path);
	canon_int(&c, "size", (int64_t)x->size);
	for (int a = 0; a < MANY_COUNT; a++)
		canon_cstr(&c, many_name((enum many_alg)a), x->hex[a]);
	canon_cstr(&c, "result", x->mismatches > 0 ? "mismatch" : x->matches > 0 ? "match" : "no reference");
	if (canon_array(&x->references, &list) < 0)
		return -1;
	canon_value(&c, "references", buf_span(&list));
	if (casedb_open(&db, o->case_path, CASEDB_CREATE, o->watch, f) < 0)
		return -1;
	if (run_custody_signed(db, o, "item.intake", &c, seq, f) < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}

int run_intake(const struct run_options *o, const char *path, const char *const *fields, size_t n, struct buf *text,
               bool *mismatch, int64_t *seq, struct fault *f)
{
	struct intake x = { .references = canon_of(f), .banner = text };
	struct stat st;
	int fd = open_read(path), rc;

	if (fd < 0)
		return fault_set(f, FAULT_USAGE, errno, "%s cannot be read", path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return fault_set(f, FAULT_USAGE, 0, "%s is no regular file; a directory is hashed by examine", path);
	}
	rc = hash_whole(fd, x.hex, &x.size, o->watch, f);
	(void)close(fd);
	if (rc == 0)
		rc = references(&x, path, fields, n, f);
	if (rc == 0)
		rc = put_entry(o, &x, path, fields, n, seq, f);
	*mismatch = x.mismatches > 0;
	if (rc == 0 && x.matches + x.mismatches == 0)
		rc = buf_add_text(text, "no reference hash was found or given\n", f);
	canon_release(&x.references);
	return rc;
}
