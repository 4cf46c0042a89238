/*
 * run/logs.c - log files into the case: each one source, read once; hashed, unpacked when packed, every
 * line understood, a mention, or counted. Then the conclusions are drawn anew.
 */
#include "base/jsonw.h"
#include "base/quote.h"
#include "hash/hash.h"
#include "logs/logs.h"
#include "run/record.h"
#include "run/scan.h"
#include "source/source.h"
#include "xfrm/xfrm.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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
		(void)snprintf(s->why, sizeof s->why, "read error at byte %" PRIu64, x->bytes);
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

/* ---- events into the case ------------------------------------------------------------------------------ */

struct keeping {
	struct casedb *db;
	int64_t scan, item;
};

static int keep(void *user, const struct log_event *e, struct fault *f)
{
	const struct keeping *k = (const struct keeping *)user;
	struct log_record r = { .fact = { .item = k->item,
		                          .scan = k->scan,
		                          .event = e->event,
		                          .time = e->time,
		                          .raw_time = e->raw_time,
		                          .repository = e->repository,
		                          .from_repository = e->from_repository,
		                          .tag = e->tag,
		                          .upload = e->upload,
		                          .actor = e->actor,
		                          .address = e->address,
		                          .agent = e->agent,
		                          .digest = e->digest,
		                          .has_size = e->has_size,
		                          .size = e->size,
		                          .status = e->status,
		                          .line = e->line,
		                          .offset = e->offset,
		                          .length = e->length },
		                .family = log_family_text(e->family),
		                .class = log_family_class(e->family),
		                .media_type = e->media_type };

	return casedb_put_log_event(k->db, &r, f);
}

static int samples_of(const struct log_stats *s, struct buf *out, struct fault *f)
{
	struct jsonw w = jsonw_of(out, f);

	jsonw_open(&w, '[');
	for (uint32_t i = 0; i < s->samples_n; i++) {
		jsonw_open(&w, '{');
		jsonw_put_uint(&w, "line", s->samples[i].line);
		jsonw_put_text(&w, "text", span_make(s->samples[i].bytes, s->samples[i].n));
		jsonw_close(&w, '}');
	}
	jsonw_close(&w, ']');
	return jsonw_end(&w);
}

static int put_stats(struct casedb *db, int64_t scan, const struct log_stats *s, struct fault *f)
{
	OWNED(buf) struct buf samples = BUF_INIT;
	struct log_counts c = { s->lines,          s->understood, s->mentions,
		                s->not_understood, s->too_long,   SPAN_NONE };

	if (samples_of(s, &samples, f) < 0)
		return -1;
	c.samples = buf_span(&samples);
	return casedb_put_log(db, scan, &c, f);
}

/* ---- one file ------------------------------------------------------------------------------------------- */

static int pump(struct stream *in, struct log_reader *reader, const struct watch *watch, bool *broken,
                struct fault *f)
{
	uint8_t chunk[64 * 1024];
	size_t got;

	for (;;) {
		int rc = stream_read(in, chunk, sizeof chunk, &got, f);

		if (rc < 0)
			return -1;
		if (got > 0 && log_reader_feed(reader, span_make(chunk, got), f) < 0)
			return -1;
		if (rc > 0)
			*broken = true;
		if (rc > 0 || got == 0)
			return log_reader_finish(reader, f);
		if (watch_stopped(watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted");
	}
}

static enum xfrm_kind packing_of(int fd)
{
	uint8_t head[8] = { 0 };
	ssize_t n = pread(fd, head, sizeof head, 0);

	return n < 6 ? XFRM_NONE : xfrm_sniff(span_make(head, (size_t)n));
}

/* Reads through the decoder and to the end of what lies beneath, so that the hash is the whole file's. */
static int read_all(struct file *file, const struct run_options *o, struct log_reader *reader, bool *broken,
                    struct fault *f)
{
	enum xfrm_kind kind = packing_of(file->fd);
	OWNED(stream) struct stream *decoder = NULL;
	uint8_t rest[4096];
	size_t got = 1;

	if (kind == XFRM_NONE)
		return pump(&file->base, reader, o->watch, broken, f);
	if (xfrm_open(&decoder, kind, &file->base, &o->limits, NULL, f) < 0 ||
	    pump(decoder, reader, o->watch, broken, f) < 0)
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
};

static int begin(struct logging *l, const struct source_spec *spec, const char *path, const struct stat *st,
                 struct keeping *k, struct fault *f)
{
	OWNED(buf) struct buf limits = BUF_INIT;
	char identity[160];
	struct scan_record r = { .run = l->run,
		                 .label = spec->label,
		                 .path = span_of(path),
		                 .kind = "log",
		                 .compression = "",
		                 .depth = DEPTH_FULL,
		                 .started = record_now(l->o->watch) };
	struct entry e = { .path = spec->label,
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
	if (record_limits(&l->o->limits, &limits, f) < 0)
		return -1;
	r.identity = span_of(identity);
	r.limits = buf_span(&limits);
	if (casedb_put_scan(l->db, &r, &k->scan, &done, f) < 0)
		return -1;
	item.scan = k->scan;
	return casedb_put_item(l->db, &item, &k->item, f);
}

static int end(struct logging *l, const struct file *file, const struct stat *before, int64_t scan,
               struct fault *f)
{
	struct scan_end e = { .ended = record_now(l->o->watch), .has_digest = true, .size = file->bytes,
		              .hashed = true };
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
			e.changed = "size or time";
	}
	return casedb_finish_scan(l->db, scan, &e, f);
}

static int read_file(struct logging *l, const struct source_spec *spec, const char *path, int fd,
                     const struct stat *st, struct fault *f)
{
	static const struct stream_ops ops = { file_read, file_close };
	OWNED(hash) struct hash *hash = NULL;
	OWNED(log_reader) struct log_reader *reader = NULL;
	struct keeping k = { .db = l->db };
	struct log_sink sink = { &k, keep };
	struct file file = { .base = { .ops = &ops }, .fd = fd };
	bool broken = false;

	if (hash_new(&hash, DIGEST_SHA256, f) < 0 || log_reader_new(&reader, l->options, &sink, f) < 0 ||
	    casedb_begin(l->db, f) < 0)
		return -1;
	file.hash = hash;
	if (begin(l, spec, path, st, &k, f) < 0 || read_all(&file, l->o, reader, &broken, f) < 0 ||
	    (broken && casedb_put_observation(l->db, k.scan, k.item, FINDING_STREAM_DAMAGED, 0, 0, SPAN_NONE,
	                                      span_of("the log's packing is damaged; lines before it were read"),
	                                      f) < 0) ||
	    put_stats(l->db, k.scan, log_reader_stats(reader), f) < 0 ||
	    end(l, &file, st, k.scan, f) < 0)
		return -1;
	l->out->items += log_reader_stats(reader)->lines;
	l->out->bytes += file.bytes;
	return casedb_commit(l->db, f);
}

/* Opens one operand; -1 with a fault that names it when it is no readable file. */
static int open_log(const char *operand, struct source_spec *spec, struct buf *path, struct stat *st,
                    struct fault *f)
{
	const char *why;
	char shown[200];
	int fd;

	if (source_spec_parse(spec, operand, &why) != 0)
		return fault_set(f, FAULT_USAGE, 0, "%s: %s",
		                 quote_short(shown, sizeof shown, span_of(operand)), why);
	if (buf_add(path, spec->path, f) < 0)
		return -1;
	fd = open(buf_cstr(path), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return fault_set(f, FAULT_USAGE, errno, "%s cannot be read",
		                 quote_short(shown, sizeof shown, spec->path));
	if (fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) {
		(void)close(fd);
		return fault_set(f, FAULT_USAGE, 0, "%s is no file; give the log files themselves",
		                 quote_short(shown, sizeof shown, spec->path));
	}
	return fd;
}

static int one_log(struct logging *l, const char *operand, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct source_spec spec;
	char shown[200];
	struct stat st;
	int fd = open_log(operand, &spec, &path, &st, f), rc;

	if (fd < 0)
		return -1;
	rc = read_file(l, &spec, buf_cstr(&path), fd, &st, f);
	(void)close(fd);
	return rc < 0 ? fault_while(f, "reading log %s", quote_short(shown, sizeof shown, spec.path)) : 0;
}

/* Before a case is made: every operand is a file that can be read. */
static int look(const char *const *files, size_t n, struct fault *f)
{
	for (size_t i = 0; i < n; i++) {
		OWNED(buf) struct buf path = BUF_INIT;
		struct source_spec spec;
		struct stat st;
		int fd = open_log(files[i], &spec, &path, &st, f);

		if (fd < 0)
			return -1;
		(void)close(fd);
	}
	return 0;
}

static int logs_case(struct casedb *db, const struct run_options *o, const struct log_options *options,
                     const char *const *files, size_t n, struct run_result *out, struct fault *f)
{
	struct logging l = { db, o, options, out, 0 };
	double start = record_clock();
	int rc = record_open(db, o, &l.run, f);

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = one_log(&l, files[i], f);
	if (rc == 0)
		rc = resolve_case(db, o, out, f);
	out->seconds = record_clock() - start;
	return rc < 0 ? -1 : record_close(db, o, l.run, out, "done", f);
}

int run_logs(const struct run_options *o, bool has_zone, int zone, const char *const *files, size_t n,
             struct run_result *out, struct fault *f)
{
	struct log_options options = LOG_OPTIONS;
	struct casedb *db;

	options.has_zone = has_zone;
	options.zone = zone;
	if (look(files, n, f) < 0 || scan_check(o, NULL, files, n, f) < 0 ||
	    casedb_open(&db, o->case_path, CASEDB_CREATE, o->watch, f) < 0)
		return -1;
	if (logs_case(db, o, &options, files, n, out, f) < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}
