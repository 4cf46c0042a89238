/*
 * run/logs/logs.c - log files into the case: each one source, read once; hashed, unpacked when packed, every
 * line understood, a mention, or counted. Then the conclusions are drawn anew.
 */
#include "base/jsonw.h"
#include "base/quote.h"
#include "core/sentence.h"
#include "hash/hash.h"
#include "logs/logs.h"
#include "run/logs.h"
#include "run/logs/file.h"
#include "run/logs/keep.h"
#include "run/record.h"
#include "run/scan/scan.h"
#include "source/source.h"
#include "xfrm/xfrm.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- the file as a stream, hashed as it is read ------------------------------------------------------ */

struct file {
	struct stream base;
	int fd;
	struct hash *hash;
	uint64_t bytes;
};

static int file_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct file *x = (struct file *)s;
	ssize_t r;

	do
		r = read(x->fd, into, n);
	while (r < 0 && errno == EINTR);
	if (r < 0) {
		(void)sentence(s->why, sizeof s->why, S_READ_ERROR_AT_BYTE, x->bytes);
		return STREAM_BROKEN;
	}
	x->bytes += (uint64_t)r;
	*got = (size_t)r;
	return hash_add(x->hash, span_make(into, (size_t)r), f);
}

static void file_close(struct stream *s)
{
	(void)s; /* lives on the stack of read_file() */
}

static int samples_of(const struct log_stats *s, struct buf *out, struct fault *f)
{
	struct jsonw w = jsonw_of(out, f);

	jsonw_open(&w, '[');
	for (size_t i = 0; i < s->samples; i++) {
		jsonw_open(&w, '{');
		jsonw_put_uint(&w, "line", s->sample[i].at.line);
		jsonw_put_text(&w, "text", span_make(s->sample[i].text, s->sample[i].n));
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, ']');
	return jsonw_end(&w);
}

static int put_stats(struct casedb *db, int64_t scan, const struct log_stats *s, struct fault *f)
{
	static const char *const styles[] = {
		[LOG_GC_UNKNOWN] = NULL, [LOG_GC_REPEATS] = "repeats", [LOG_GC_ONCE] = "once"
	};
	OWNED(buf) struct buf samples = BUF_INIT;
	struct log_counts c = { .lines = s->lines,
		                .understood = s->understood,
		                .mentions = s->mentions,
		                .not_understood = s->not_understood,
		                .too_long = s->too_long,
		                .gc_style = styles[s->gc_style] };

	if (samples_of(s, &samples, f) < 0)
		return -1;
	c.samples = buf_span(&samples);
	for (unsigned i = 0; i < LOG_CLASS_COUNT; i++) {
		const struct log_coverage *x = &s->coverage[i];
		struct log_class_record r = { log_class_text((enum log_class)i), x->lines, x->backwards,
			                      x->first, x->last, x->hole_from, x->hole_to };

		if (x->lines > 0 && casedb_put_log_class(db, scan, &r, f) < 0)
			return -1;
	}
	return casedb_put_log(db, scan, &c, f);
}

/* ---- one file ------------------------------------------------------------------------------------------- */

struct unpacked {
	uint64_t bytes;
	bool broken;   /* not to the end: why */
	bool misnamed; /* its name says that it is packed, its beginning does not */
	char why[160];
};

static int pump(struct stream *in, struct log_reader *reader, struct log_keeping *k, const struct watch *watch,
                struct unpacked *u, struct fault *f)
{
	uint8_t chunk[64 * 1024];
	size_t got;

	for (;;) {
		int rc = stream_read(in, chunk, sizeof chunk, &got, f);

		if (rc < 0)
			return -1;
		if (got > 0 && (log_reader_feed(reader, span_make(chunk, got), f) < 0 || run_log_keep_all(k, reader, f) < 0))
			return -1;
		u->bytes += got;
		if (rc > 0) {
			u->broken = true;
			(void)snprintf(u->why, sizeof u->why, "%s", in->why);
		}
		if (rc > 0 || got == 0)
			return log_reader_finish(reader, f) < 0 ? -1 : run_log_keep_all(k, reader, f);
		if (watch_check(watch, f) < 0)
			return -1;
	}
}

static bool named_as_packed(struct span path)
{
	static const char *const ends[] = { ".gz", ".tgz", ".zst", ".xz", ".bz2", ".lz4" };

	for (size_t i = 0; i < COUNT(ends); i++)
		if (span_ends(path, span_of(ends[i])))
			return true;
	return false;
}

static enum xfrm_kind packing_of(int fd)
{
	uint8_t head[8] = { 0 };
	ssize_t n = pread(fd, head, sizeof head, 0);

	return n < 6 ? XFRM_NONE : xfrm_sniff(span_make(head, (size_t)n));
}

/* Reads through the decoder and to the end of what lies beneath, so that the hash is the whole file's. */
static int read_all(struct file *file, const struct run_options *o, struct log_reader *reader, struct log_keeping *k,
                    struct unpacked *u, struct fault *f)
{
	enum xfrm_kind kind = packing_of(file->fd);
	OWNED(stream) struct stream *decoder = NULL;
	uint8_t rest[4096];
	size_t got = 1;

	if (kind == XFRM_NONE)
		return pump(&file->base, reader, k, o->watch, u, f);
	if (xfrm_open(&decoder, kind, &file->base, &o->limits, NULL, f) < 0 ||
	    pump(decoder, reader, k, o->watch, u, f) < 0)
		return -1;
	while (got > 0) {
		int rc = stream_read(&file->base, rest, sizeof rest, &got, f);

		if (rc < 0)
			return -1;
		if (rc > 0)
			break;
	}
	return 0;
}

struct logging {
	struct casedb *db;
	const struct run_options *o;
	const struct log_options *options;
	struct run_result *out;
	int64_t run;
	int status; /* of the logs alone: INTERFACE 4 */
};

static int begin(struct logging *l, const struct log_file *log, const struct stat *st, struct log_keeping *k,
                 struct fault *f)
{
	OWNED(buf) struct buf limits = BUF_INIT;
	char identity[160];
	struct scan_record r = { .run = l->run,
		                 .label = buf_span(&log->label),
		                 .path = buf_span(&log->path),
		                 .kind = "log",
		                 .compression = "",
		                 .depth = DEPTH_FULL,
		                 .started = run_record_now(l->o->watch) };
	struct entry e = { .path = buf_span(&log->label),
		           .kind = ENTRY_FILE,
		           .size = (uint64_t)st->st_size,
		           .mtime = when_ns(st->st_mtim.tv_sec, (uint32_t)st->st_mtim.tv_nsec) };
	struct place place = { .role = ROLE_OUTSIDE };
	struct exam_record exam = { .read = true, .bytes = (uint64_t)st->st_size };
	struct item_record item = { .entry = &e, .place = &place, .exam = &exam };
	uint64_t done;

	(void)snprintf(identity, sizeof identity, "file dev=%llu ino=%llu size=%lld mtime=%lld.%09ld",
	               (unsigned long long)st->st_dev, (unsigned long long)st->st_ino,
	               (long long)st->st_size, (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
	if (run_record_limits(&l->o->limits, &limits, f) < 0)
		return -1;
	r.identity = span_of(identity);
	r.limits = buf_span(&limits);
	if (casedb_put_scan(l->db, &r, &k->scan, &done, f) < 0)
		return -1;
	item.scan = k->scan;
	return casedb_put_item(l->db, &item, &k->item, f);
}

static int end(struct logging *l, const struct file *file, const struct stat *before, int64_t scan, bool touched,
               struct fault *f)
{
	struct scan_end e = { .ended = run_record_now(l->o->watch), .has_digest = true, .size = file->bytes,
		              .hashed = true, .atime_touched = touched };
	char identity[160];
	struct stat st;

	if (hash_get(file->hash, &e.digest, f) < 0)
		return -1;
	if (fstat(file->fd, &st) == 0) {
		(void)snprintf(identity, sizeof identity, "file dev=%llu ino=%llu size=%lld mtime=%lld.%09ld",
		               (unsigned long long)st.st_dev, (unsigned long long)st.st_ino,
		               (long long)st.st_size, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
		e.identity = span_of(identity);
		if (st.st_size != before->st_size || st.st_mtim.tv_sec != before->st_mtim.tv_sec ||
		    st.st_mtim.tv_nsec != before->st_mtim.tv_nsec)
			e.changed = S_SIZE_OR_TIME;
	}
	if (e.changed != NULL && casedb_put_observation(l->db, scan, 0, FINDING_SOURCE_CHANGED, 0, 0, SPAN_NONE,
	                                                span_of(S_LOG_SIZE_TIMES), f) < 0)
		return -1;
	return casedb_finish_scan(l->db, scan, &e, f);
}

static int observe_cut(struct casedb *db, const struct log_keeping *k, struct log_at at, struct fault *f, const char *fmt, ...)
	PRINTF_LIKE(5, 6);

static int observe_cut(struct casedb *db, const struct log_keeping *k, struct log_at at, struct fault *f, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	(void)vsentence(text, sizeof text, fmt, ap);
	va_end(ap);
	return casedb_put_observation(db, k->scan, k->item, FINDING_LOG_CUT, at.offset, at.length, SPAN_NONE, span_of(text), f);
}

/* What of the log is in no event. */
static int observe_cuts(struct casedb *db, const struct log_keeping *k, const struct unpacked *u, const struct log_stats *s,
                        struct fault *f)
{
	if (s->ends_within && observe_cut(db, k, s->last_begun, f, S_LOG_ENDS_WITHIN, s->last_begun.line) < 0)
		return -1;
	if (u->misnamed && observe_cut(db, k, (struct log_at){ .offset = 0 }, f, S_LOG_NOT_PACKED) < 0)
		return -1;
	if (u->broken && observe_cut(db, k, (struct log_at){ .offset = u->bytes }, f,
	                             S_UNPACKING_STOPPED_AFTER, u->bytes, u->why) < 0)
		return -1;
	if (s->too_long > 0 && observe_cut(db, k, s->first_long, f,
	                                   S_LINES_LONGER_THAN, s->too_long, s->first_long.line) < 0)
		return -1;
	return s->documents_cut == 0 ? 0
	                             : observe_cut(db, k, s->first_cut, f,
	                                           S_DOCUMENTS_OVER_MANY,
	                                           s->documents_cut, s->first_cut.line);
}

static int read_file(struct logging *l, const struct log_file *log, int fd, bool touched, const struct stat *st,
                     struct fault *f)
{
	static const struct stream_ops ops = { file_read, file_close };
	OWNED(hash) struct hash *hash = NULL;
	OWNED(log_reader) struct log_reader *reader = NULL;
	OWNED(buf) struct buf detail = BUF_INIT;
	struct log_keeping k = { .db = l->db, .detail = &detail };
	struct file file = { .base = { .ops = &ops }, .fd = fd };
	struct unpacked u = { .broken = false };
	struct bites bites = { { 0 } };
	const struct watch watch = { .bites = &bites };
	int status;

	if (hash_new(&hash, DIGEST_SHA256, f) < 0 || log_reader_new(&reader, l->options, &l->o->limits, &watch, f) < 0 ||
	    casedb_begin(l->db, f) < 0)
		return -1;
	file.hash = hash;
	u.misnamed = named_as_packed(buf_span(&log->path)) && packing_of(fd) == XFRM_NONE;
	if (begin(l, log, st, &k, f) < 0 || read_all(&file, l->o, reader, &k, &u, f) < 0 ||
	    observe_cuts(l->db, &k, &u, log_reader_stats(reader), f) < 0 ||
	    run_record_bites(l->db, k.scan, &l->o->limits, &bites, f) < 0 ||
	    put_stats(l->db, k.scan, log_reader_stats(reader), f) < 0 ||
	    (touched && casedb_put_observation(l->db, k.scan, 0, FINDING_ATIME_TOUCHED, 0, 0, SPAN_NONE,
	                                       span_of(S_O_NOATIME_REFUSED_KERNEL), f) < 0) ||
	    end(l, &file, st, k.scan, touched, f) < 0 || casedb_scan_status(l->db, k.scan, &status, f) < 0)
		return -1;
	if (status > l->status)
		l->status = status;
	l->out->items += log_reader_stats(reader)->lines;
	l->out->bytes += file.bytes;
	return casedb_commit(l->db, f);
}

static int one_log(struct logging *l, struct log_file *log, struct fault *f)
{
	char shown[200];
	struct stat st;
	bool touched = false;
	int fd = run_log_file_open(log, &st, &touched, f), rc;

	if (fd < 0)
		return -1;
	rc = read_file(l, log, fd, touched, &st, f);
	(void)close(fd);
	return rc < 0 ? fault_while(f, "reading log %s", quote_short(shown, sizeof shown, buf_span(&log->path))) : 0;
}

struct logs_asked {
	const struct log_options *options;
	struct log_files *files;
};

static int read_logs(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                     struct fault *f)
{
	const struct logs_asked *x = (const struct logs_asked *)user;
	struct logging l = { db, o, x->options, out, run, 0 };
	int rc = 0;

	for (size_t i = 0; i < x->files->v.n && rc == 0; i++)
		rc = one_log(&l, &x->files->v.v[i], f);
	if (rc == 0)
		rc = run_resolve_case(db, o, out, f);
	out->status = l.status; /* what the conclusions say of other sources is told by the commands that read those */
	return rc;
}

int run_logs_know(const struct run_options *o, const struct source_spec *spec, bool *log, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	OWNED(source) struct source *other = NULL;
	char why[256];
	int rc;

	*log = false;
	if (spec->kind != SOURCE_AUTO || spec->member.n > 0 || spec->map.n > 0)
		return 0;
	if (buf_add(&path, spec->path, f) < 0 || source_is_text(buf_cstr(&path), log, f) < 0)
		return -1;
	if (!*log)
		return 0;
	/* a disk may begin with anything, and text before its file system must not hide it */
	rc = source_open(&other, buf_cstr(&path), SOURCE_AUTO, &o->limits, o->watch, why, f);
	*log = rc == SOURCE_UNKNOWN;
	return rc < 0 ? -1 : 0;
}

int run_logs_read(struct casedb *db, const struct run_options *o, int64_t run, const char *operand, struct run_result *out,
                  struct fault *f)
{
	OWNED(log_files) struct log_files files = { .v = { NULL, 0, 0 } };
	struct log_options options = { o->zone != NULL, o->zone == NULL ? 0 : o->zone((int64_t)time(NULL)) };
	struct logging l = { db, o, &options, out, run, 0 };
	int rc = run_log_files_add(&files, operand, &o->limits, o->watch, f);

	for (size_t i = 0; i < files.v.n && rc == 0; i++)
		rc = one_log(&l, &files.v.v[i], f);
	out->status = l.status > out->status ? l.status : out->status;
	return rc;
}

int run_logs(const struct run_options *o, bool has_zone, int zone, const char *const *files, size_t n,
             struct run_result *out, struct fault *f)
{
	struct log_options options = { has_zone, zone };
	OWNED(log_files) struct log_files logs = { .v = { NULL, 0, 0 } };
	struct logs_asked x = { &options, &logs };
	const struct run_work w = { .mode = CASEDB_CREATE, .work = read_logs, .user = &x };

	/* before a case is made: every operand can be read */
	for (size_t i = 0; i < n; i++)
		if (run_log_files_add(&logs, files[i], &o->limits, o->watch, f) < 0)
			return -1;
	return run_scan_check(o, NULL, files, n, f) < 0 ? -1 : run_recorded(o, &w, out, f);
}
