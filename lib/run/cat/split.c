/* run/cat/split.c - a layer's tar from its tar-split record and the unpacked files beside it. */
#include "run/cat/split.h"

#include "base/quote.h"
#include "core/sentence.h"
#include "format/tar_split.h"
#include "run/cat.h"
#include "xfrm/xfrm.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 64 * 1024, CACHE_ID = 64 };

struct split_stream {
	struct stream base;
	const struct limits *limits;
	const struct split_files *files;
	struct stream *plain, *whole; /* the record, inflated */
	struct buf lines;             /* of the record, read and not yet taken */
	size_t at;                    /* in lines */
	bool ended;
	struct split_part part;
	struct span raw;              /* of the part, not yet given out */
	struct buf folder, path;      /* of the layer's files; of the one at hand */
	struct stream *file;
	uint64_t left, crc;
};

/* STREAM_DAMAGED, with a sentence about the part at hand. */
#define DAMAGED(s, id) \
	((void)sentence((s)->base.why, sizeof(s)->base.why, id, quote_short((char[100]){ "" }, 100, buf_span(&(s)->part.name))), \
	 STREAM_DAMAGED)

/* ---- lines -------------------------------------------------------------------------------------------------------- */

/* One line without its end. 0; 1: there are no more; STREAM_DAMAGED. */
static int next_line(struct split_stream *s, struct span *line, struct fault *f)
{
	uint8_t piece[PIECE];
	size_t scanned = 0, got;

	for (;;) {
		struct span rest = span_from(buf_span(&s->lines), s->at);
		size_t end = span_find(span_from(rest, scanned), '\n');
		int rc;

		if (end != SIZE_MAX || s->ended) {
			end = end == SIZE_MAX ? rest.n : scanned + end;
			*line = span_sub(rest, 0, end);
			s->at += end + (end < rest.n);
			return rest.n == 0;
		}
		if (rest.n > s->limits->json_bytes)
			return DAMAGED(s, S_SPLIT_LINE_TOO_LONG);
		scanned = rest.n;
		if (s->at > 0) { /* what was taken makes room */
			memmove(s->lines.p, s->lines.p + s->at, rest.n);
			s->lines.n = rest.n;
			s->at = 0;
		}
		rc = stream_read(s->plain, piece, sizeof piece, &got, f);
		if (rc > 0)
			(void)snprintf(s->base.why, sizeof s->base.why, "%s", s->plain->why);
		if (rc != 0)
			return rc;
		s->ended = got == 0;
		if (buf_add(&s->lines, span_make(piece, got), f) < 0)
			return -1;
	}
}

/* ---- files -------------------------------------------------------------------------------------------------------- */

static int open_file(struct split_stream *s, struct fault *f)
{
	OWNED(buf) struct buf below = BUF_INIT;
	char why[256] = "";
	uint64_t size = 0;
	int rc;

	if (!split_below(&below, buf_span(&s->part.name), f))
		return f->kind != FAULT_NONE ? -1 : DAMAGED(s, S_SPLIT_NAME_LEAVES);
	buf_clear(&s->path);
	if (buf_add(&s->path, buf_span(&s->folder), f) < 0 || buf_add_byte(&s->path, '/', f) < 0 ||
	    buf_add(&s->path, buf_span(&below), f) < 0)
		return -1;
	rc = s->files->open(s->files->user, buf_span(&s->path), &size, &s->file, why, f);
	if (rc != 0)
		return rc < 0 ? -1 : DAMAGED(s, S_SPLIT_FILE_GONE);
	if (size != s->part.size)
		return DAMAGED(s, S_SPLIT_FILE_CHANGED);
	s->left = size;
	s->crc = SPLIT_CRC_NONE;
	return 0;
}

static int read_file(struct split_stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	int rc = stream_read(s->file, into, n < s->left ? n : (size_t)s->left, got, f);

	if (rc > 0 || (rc == 0 && *got == 0))
		return DAMAGED(s, S_SPLIT_FILE_CHANGED);
	if (rc < 0)
		return -1;
	s->left -= *got;
	s->crc = split_crc(s->crc, span_make((const uint8_t *)into, *got));
	if (s->left > 0)
		return 0;
	stream_close(TAKE(&s->file));
	return s->part.has_crc && s->crc != s->part.crc ? DAMAGED(s, S_SPLIT_FILE_CHANGED) : 0;
}

/* ---- the tar ------------------------------------------------------------------------------------------------------- */

/* The next part that gives bytes. 0; 1: the end. */
static int next_part(struct split_stream *s, struct fault *f)
{
	struct span line;
	int rc;

	while ((rc = next_line(s, &line, f)) == 0) {
		if (line.n == 0)
			continue;
		rc = split_part_parse(&s->part, line, s->limits, f);
		if (rc != 0)
			return rc < 0 ? -1 : DAMAGED(s, S_SPLIT_MALFORMED);
		s->raw = s->part.file ? SPAN_NONE : buf_span(&s->part.bytes);
		if (s->part.file && s->part.size > 0)
			return open_file(s, f);
		if (s->raw.n > 0)
			return 0;
	}
	return rc;
}

static int split_read(struct stream *base, void *into, size_t n, size_t *got, struct fault *f)
{
	struct split_stream *s = (struct split_stream *)base;

	if (s->file == NULL && s->raw.n == 0) {
		int rc = next_part(s, f);

		if (rc != 0)
			return rc == 1 ? 0 : rc;
	}
	if (s->file != NULL)
		return read_file(s, into, n, got, f);
	*got = n < s->raw.n ? n : s->raw.n;
	memcpy(into, s->raw.p, *got);
	s->raw = span_from(s->raw, *got);
	return 0;
}

static void split_close(struct stream *base)
{
	struct split_stream *s = (struct split_stream *)base;

	stream_close(s->file);
	stream_close(s->plain);
	stream_close(s->whole);
	buf_release(&s->lines);
	buf_release(&s->folder);
	buf_release(&s->path);
	split_part_release(&s->part);
	free(s);
}

static const struct stream_ops split_ops = { split_read, split_close };

/* ---- where the files are ------------------------------------------------------------------------------------------- */

static const char engine_record[] = "/tar-split.json.gz", storage_record[] = ".tar-split.gz";

bool run_split_named(struct span path)
{
	return span_ends(path, span_of(engine_record)) || span_ends(path, span_of(storage_record));
}

/* The part before the last '/', and what follows it. */
static struct span last_part(struct span *path)
{
	size_t n = path->n;
	struct span last;

	while (n > 0 && path->p[n - 1] != '/')
		n--;
	last = span_from(*path, n);
	*path = span_sub(*path, 0, n > 0 ? n - 1 : 0);
	return last;
}

static int add_folder(struct buf *out, struct span top, struct span driver, struct span id, struct fault *f)
{
	bool vfs = span_is(driver, "vfs");

	if (top.n > 0 && (buf_add(out, top, f) < 0 || buf_add_byte(out, '/', f) < 0))
		return -1;
	return buf_add(out, driver, f) < 0 || buf_add_text(out, vfs ? "/dir/" : "/", f) < 0 || buf_add(out, id, f) < 0 ||
	                       (!vfs && buf_add_text(out, "/diff", f) < 0)
	               ? -1
	               : 0;
}

/* image/<driver>/layerdb/sha256/<chain>/: the directory is named by the file cache-id beside the record. */
static int engine_folder(struct buf *out, struct span path, const struct split_files *files, char why[256], struct fault *f)
{
	OWNED(buf) struct buf name = BUF_INIT;
	OWNED(stream) struct stream *in = NULL;
	struct span top, driver;
	uint8_t id[CACHE_ID];
	uint64_t size;
	size_t got;
	int rc;

	(void)last_part(&path);
	if (buf_add(&name, path, f) < 0 || buf_add_text(&name, "/cache-id", f) < 0)
		return -1;
	top = path;
	(void)last_part(&top); /* the chain */
	(void)last_part(&top); /* sha256 */
	(void)last_part(&top); /* layerdb */
	driver = last_part(&top);
	(void)last_part(&top); /* image */
	rc = files->open(files->user, buf_span(&name), &size, &in, why, f);
	if (rc == 0)
		rc = stream_read_full(in, id, sizeof id, &got, f);
	if (rc == 0 && got == 0)
		rc = RUN_NOT_FOUND;
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	return add_folder(out, top, driver, span_make(id, got), f);
}

/* <driver>-layers/<id>.tar-split.gz */
static int storage_folder(struct buf *out, struct span path, struct fault *f)
{
	struct span top = path, id = last_part(&top), layers = last_part(&top);
	size_t end = strlen("-layers");

	if (!span_ends(layers, span_of("-layers")))
		return RUN_NOT_FOUND;
	return add_folder(out, top, span_sub(layers, 0, layers.n - end), span_sub(id, 0, id.n - strlen(storage_record)), f);
}

int run_split_folder(struct buf *out, struct span path, const struct split_files *files, char why[256], struct fault *f)
{
	return span_ends(path, span_of(engine_record)) ? engine_folder(out, path, files, why, f) : storage_folder(out, path, f);
}

int run_split_stream(struct stream **out, struct span path, struct stream *record, const struct limits *limits,
                     const struct split_files *files, char why[256], struct fault *f)
{
	OWNED(stream) struct stream *made = NULL;
	struct split_stream *s = (struct split_stream *)calloc(1, sizeof *s);
	int rc;

	*out = NULL;
	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->base.ops = &split_ops;
	made = &s->base;
	s->limits = limits;
	s->files = files;
	rc = run_split_folder(&s->folder, path, files, why, f);
	if (rc != 0)
		return rc;
	if (xfrm_plain(&s->plain, &s->whole, record, limits, f) < 0)
		return -1;
	*out = TAKE(&made);
	return 0;
}
