/* run/seal/sealed.c - files of a sealed folder, and its continuation log. */
#include "run/seal/seal.h"

#include "run/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int run_seal_read(int dir, const char *name, struct buf *out, struct fault *f)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	ssize_t n = 0;
	int rc = 0;

	if (fd < 0)
		return errno == ENOENT ? 1 : fault_set(f, FAULT_IO, errno, "cannot read %s", name);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > SEAL_FILE_MOST)
		rc = fault_set(f, FAULT_USAGE, 0, "%s is no file of a sealed folder", name);
	else
		rc = buf_reserve(out, (size_t)st.st_size + 1, f);
	while (rc == 0 && out->n < SEAL_FILE_MOST && ((n = read(fd, out->p + out->n, out->cap - out->n)) > 0)) {
		out->n += (size_t)n;
		rc = buf_reserve(out, 4096, f);
	}
	if (rc == 0 && n < 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot read %s", name);
	(void)close(fd);
	return rc;
}

int run_seal_write(int dir, const char *name, struct span bytes, struct fault *f)
{
	mode_t before = umask(0); /* read-only from the first moment: modes are not changed later */
	char fresh[300];
	int fd, rc = 0;

	(void)snprintf(fresh, sizeof fresh, "%.200s.tmp-%ld", name, (long)getpid());
	fd = openat(dir, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0444);
	(void)umask(before);
	if (fd < 0)
		return fault_set(f, FAULT_IO, errno, "cannot write %s", name);
	while (bytes.n > 0 && rc == 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = fault_set(f, FAULT_IO, errno, "cannot write %s", name);
		else
			bytes = span_from(bytes, (size_t)n);
	}
	if (rc == 0 && fsync(fd) != 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot write %s", name);
	(void)close(fd);
	if (rc == 0 && renameat(dir, fresh, dir, name) != 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot write %s", name);
	if (rc < 0)
		(void)unlinkat(dir, fresh, 0);
	return rc;
}

struct span run_seal_head(struct span manifest, const char *key)
{
	char want[80];
	int n = snprintf(want, sizeof want, "# %s: ", key);

	while (manifest.n > 0 && manifest.p[0] == '#') {
		struct span line = span_cut(&manifest, '\n');

		if (span_starts(line, span_of(want)))
			return span_from(line, (size_t)n);
	}
	return SPAN_NONE;
}

struct span run_seal_member(struct span canon, const char *key)
{
	char want[80];
	int n = snprintf(want, sizeof want, "\"%s\":\"", key);

	for (size_t i = 0; i + (size_t)n <= canon.n; i++)
		if (memcmp(canon.p + i, want, (size_t)n) == 0) {
			struct span rest = span_from(canon, i + (size_t)n);

			return span_cut(&rest, '"');
		}
	return SPAN_NONE;
}

/* ---- the continuation log ----------------------------------------------------------------------------------- */

static int nibble(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* 0, or 1: not upper-case hexadecimal. */
static int from_hex(struct buf *out, struct span hex, struct fault *f)
{
	if (hex.n % 2 != 0)
		return 1;
	for (size_t i = 0; i < hex.n; i += 2) {
		int high = nibble(hex.p[i]), low = nibble(hex.p[i + 1]);

		if (high < 0 || low < 0)
			return 1;
		if (buf_add_byte(out, (uint8_t)(high << 4 | low), f) < 0)
			return -1;
	}
	return 0;
}

static int one_line(struct seal_chain *x, struct span line, struct buf *canon, struct fault *f)
{
	struct span rest = line, seq = span_cut(&rest, ' '), prev = span_cut(&rest, ' '), hash = span_cut(&rest, ' ');
	char want[32], made[CUSTODY_HEX];
	int rc;

	(void)snprintf(want, sizeof want, "%" PRId64, x->seq + 1);
	buf_clear(canon);
	rc = from_hex(canon, rest, f);
	if (rc < 0 || (rc == 0 && custody_hash(x->head, buf_span(canon), made, f) < 0))
		return -1;
	if (rc != 0 || !span_is(seq, want) || !span_is(prev, x->head) || !span_is(hash, made))
		return 1;
	memcpy(x->head, made, sizeof made);
	x->seq++;
	return 0;
}

int run_seal_chain_read(struct seal_chain *out, struct span log, struct span manifest,
                    int (*entry)(void *user, int64_t seq, struct span canon, struct fault *f), void *user,
                    struct fault *f)
{
	OWNED(buf) struct buf canon = BUF_INIT;
	struct span head = run_seal_head(manifest, "head"), entries = run_seal_head(manifest, "entries");

	memset(out, 0, sizeof *out);
	custody_first(out->head);
	if (head.n == CUSTODY_HEX - 1)
		memcpy(out->head, head.p, head.n);
	for (size_t i = 0; i < entries.n && i < 15 && entries.p[i] >= '0' && entries.p[i] <= '9'; i++)
		out->seq = out->seq * 10 + (entries.p[i] - '0');
	while (log.n > 0) {
		int rc = one_line(out, span_cut(&log, '\n'), &canon, f);

		if (rc < 0)
			return -1;
		out->lines++;
		if (rc > 0) {
			out->bad = out->lines;
			return 0;
		}
		if (entry != NULL && entry(user, out->seq, buf_span(&canon), f) < 0)
			return -1;
	}
	return 0;
}

int run_seal_chain_add(int dir, const struct run_options *o, const char *act, struct canon *c, struct fault *f)
{
	OWNED(buf) struct buf log = BUF_INIT, manifest = BUF_INIT, canon = BUF_INIT;
	struct seal_chain x;
	char hash[CUSTODY_HEX];

	if (run_seal_read(dir, SEAL_MANIFEST, &manifest, f) != 0)
		return f->kind != FAULT_NONE ? -1 : fault_set(f, FAULT_USAGE, 0, "this is no sealed folder: no " SEAL_MANIFEST);
	if (run_seal_read(dir, SEAL_LOG, &log, f) < 0 || run_seal_chain_read(&x, buf_span(&log), buf_span(&manifest), NULL, NULL, f) < 0)
		return -1;
	if (x.bad != 0)
		return fault_set(f, FAULT_USAGE, 0, "line %" PRIu64 " of " SEAL_LOG " does not hold; see sherd verify", x.bad);
	canon_cstr(c, "act", act);
	canon_int(c, "seq", x.seq + 1);
	canon_when(c, "recorded_at", run_record_now(o->watch));
	if (run_custody_who(c, o, f) < 0 || canon_object(c, &canon) < 0 || custody_hash(x.head, buf_span(&canon), hash, f) < 0 ||
	    buf_printf(&log, f, "%" PRId64 " %s %s ", x.seq + 1, x.head, hash) < 0)
		return -1;
	for (size_t i = 0; i < canon.n; i++)
		if (buf_printf(&log, f, "%02X", canon.p[i]) < 0)
			return -1;
	return buf_add_byte(&log, '\n', f) < 0 ? -1 : run_seal_write(dir, SEAL_LOG, buf_span(&log), f);
}

/* The bytes a time-stamp speaks of: the signature, so that it proves signature-before-time; else the manifest. */
int run_seal_stamped(int dir, struct buf *out, const char **name, struct fault *f)
{
	static const char *const all[] = { SEAL_CMS, SEAL_RAW, SEAL_MANIFEST };

	for (size_t i = 0; i < COUNT(all); i++) {
		int rc = run_seal_read(dir, all[i], out, f);

		*name = all[i];
		if (rc <= 0)
			return rc;
	}
	return fault_set(f, FAULT_USAGE, 0, "this is no sealed folder: no " SEAL_MANIFEST);
}
