/* run/salvage/table.c - the table of contents out of a damaged copy, and its files with their chunks. */
#include "run/salvage/salvage.h"

#include "blob/blob.h"
#include "casedb/query.h"

#include <stdio.h>

enum { PIECE = 64 * 1024 };

/* ---- where it is ----------------------------------------------------------------------------------------------- */

/* The last bytes of a copy. 0; RUN_NOT_FOUND: it was not read to its end. */
static int read_end(struct salvage *s, uint32_t copy, struct blob_tail *tail, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	uint8_t piece[PIECE];
	size_t got = 1;
	int rc = run_salvage_open(s, copy, &in, f);

	while (rc == 0 && got > 0) {
		rc = stream_read(in, piece, sizeof piece, &got, f);
		if (rc == 0 && blob_tail_add(tail, span_make(piece, got), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : rc > 0 ? RUN_NOT_FOUND : 0;
}

/* ---- its files --------------------------------------------------------------------------------------------------- */

static int take_file(struct salvage *s, const struct toc_entry *x, struct fault *f)
{
	struct salvage_file file = { .told = { .size = x->size, .sha256 = x->digest }, .first = s->chunks.n, .tiled = true };

	return arena_span(&s->names, x->name, &file.told.path, f) < 0 ? -1 : VEC_PUSH(&s->files, file, f);
}

/* The chunk that an entry is, of the file taken last. */
static int take_chunk(struct salvage *s, const struct toc_entry *x, struct fault *f)
{
	struct salvage_file *file = &s->files.v[s->files.n - 1];
	struct salvage_chunk c = { .offset = x->offset, .inner = x->inner, .at = x->chunk_offset, .digest = x->chunk_digest,
		                    .file = (uint32_t)(s->files.n - 1) };
	uint64_t left = c.at <= file->told.size ? file->told.size - c.at : 0;

	c.size = x->chunk_size == 0 ? left : x->chunk_size;
	if (x->zeros) /* no bytes of the blob: nothing to be proven by */
		c.digest = (struct digest){ .alg = DIGEST_NONE };
	else if (!digest_set(&c.digest) && c.at == 0 && c.size == file->told.size)
		c.digest = x->digest;
	if (c.size == 0 || c.size > left) {
		file->tiled = false;
		return 0;
	}
	if (c.digest.alg != DIGEST_SHA256 || c.offset >= s->place.offset || c.inner > UINT64_MAX - c.size)
		c.digest = (struct digest){ .alg = DIGEST_NONE };
	file->told.chunks++;
	return VEC_PUSH(&s->chunks, c, f);
}

static void check_tiles(struct salvage *s)
{
	for (size_t i = 0; i < s->files.n; i++) {
		struct salvage_file *file = &s->files.v[i];
		uint64_t at = 0;

		for (size_t k = 0; k < file->told.chunks && file->tiled; k++) {
			const struct salvage_chunk *c = &s->chunks.v[file->first + k];

			file->tiled = c->at == at;
			at += c->size;
		}
		file->tiled = file->tiled && at == file->told.size;
	}
}

/* Entries beyond the bound are left out, and counted. */
static int take_entry(struct salvage *s, const struct toc_entry *x, struct fault *f)
{
	bool follows = s->files.n > 0 && span_eq(s->files.v[s->files.n - 1].told.path, x->name);

	if (x->kind != ENTRY_FILE)
		return 0;
	if (s->chunks.n + s->files.n >= s->o->limits.layer_entries || (x->chunk && !follows)) {
		s->told.odd++;
		return 0;
	}
	if (!x->chunk && take_file(s, x, f) < 0)
		return -1;
	return x->size > 0 || x->chunk ? take_chunk(s, x, f) : 0;
}

static int take_files(struct salvage *s, struct span json, struct fault *f)
{
	OWNED(toc_reader) struct toc_reader r = { .why = NULL };
	struct toc_entry x;
	int rc = toc_open(&r, json, &s->o->limits, f);

	while (rc == 0 && (rc = toc_next(&r, &x, f)) == 0)
		if (take_entry(s, &x, f) < 0)
			return -1;
	s->told.odd += r.odd;
	check_tiles(s);
	return rc < 0 ? -1 : rc == TOC_END ? 0 : RUN_NOT_FOUND;
}

/* Does a descriptor name this table? */
static int is_named(struct salvage *s, bool *out, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	*out = false;
	if (rows_open(s->db, QUERY_TOC_NAMED, &r, f) < 0 || rows_bind_text(r, 1, span_of(s->told.layer), f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		*out = *out || span_is(rows_span(r, "digest"), s->told.table);
	return rc < 0 ? -1 : 0;
}

static int read_table(struct salvage *s, uint32_t copy, struct fault *f)
{
	OWNED(blob_tail) struct blob_tail tail = { .keep = s->o->limits.toc_bytes };
	OWNED(buf) struct buf json = BUF_INIT;
	struct digest table;
	struct span packed;
	int rc = read_end(s, copy, &tail, f);

	if (rc != 0)
		return rc;
	rc = blob_toc_place(&s->place, &packed, &tail);
	s->beyond = s->beyond || rc == BLOB_TOC_BEYOND;
	if (rc == 0)
		rc = blob_toc(&json, &table, packed, &s->place, &s->o->limits, f);
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	s->told.format = toc_format_text(s->place.format);
	(void)digest_text(s->told.table, &table);
	return is_named(s, &s->told.named, f) < 0 ? -1 : take_files(s, buf_span(&json), f);
}

int run_salvage_table(struct salvage *s, char why[256], struct fault *f)
{
	for (uint32_t copy = 1; copy <= s->copies.n; copy++) {
		int rc = read_table(s, copy, f);

		if (rc != RUN_NOT_FOUND)
			return rc;
		s->files.n = s->chunks.n = 0;
		s->told.odd = 0;
	}
	if (s->beyond)
		(void)snprintf(why, 256, "%.80s has a table of contents longer than toc_bytes: --limit raises it", s->told.layer);
	else
		(void)snprintf(why, 256, "%.80s has no table of contents (eStargz, zstd:chunked) that can be read; sherd files lists what was"
		                         " read of it", s->told.layer);
	return RUN_NOT_FOUND;
}
