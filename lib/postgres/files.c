/* postgres/files.c - what everything here reads through: files by path, pages of relations, notes. */
#include "postgres/private.h"

#include <inttypes.h>
#include <stdio.h>

bool name_fits(struct span name, struct span pattern)
{
	if (pattern.n > 0 && pattern.p[pattern.n - 1] == '*')
		return span_starts(name, span_sub(pattern, 0, pattern.n - 1));
	return span_eq(name, pattern);
}

size_t cluster_find(const struct pg_cluster *c, const char *path)
{
	struct span want = span_of(path);
	size_t low = LOWER_BOUND(c->files->n, mid, span_cmp(c->files->v[mid].path, want) < 0);
	return low < c->files->n && span_eq(c->files->v[low].path, want) ? low : SIZE_MAX;
}

int cluster_small_at(struct pg_cluster *c, size_t file, size_t most, struct buf *out, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	uint8_t piece[1024];
	size_t got = 1;
	int rc = c->files->open(c->files->user, file, &in, f);

	buf_clear(out);
	while (rc == 0 && got > 0 && out->n < most) {
		rc = stream_read(in, piece, sizeof piece, &got, f);
		if (rc >= 0 && buf_add(out, span_make(piece, got), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

int cluster_small(struct pg_cluster *c, const char *path, size_t most, struct buf *out, struct fault *f)
{
	size_t file = cluster_find(c, path);

	buf_clear(out);
	return file == SIZE_MAX ? 0 : cluster_small_at(c, file, most, out, f);
}

int cluster_note(struct pg_cluster *c, enum pg_note_kind kind, size_t file, uint64_t offset, uint64_t length, struct fault *f)
{
	struct pg_note n = { kind, file, offset, length, 1 };

	for (size_t i = 0; i < c->notes.n; i++)
		if (c->notes.v[i].kind == kind && c->notes.v[i].file == file) {
			c->notes.v[i].count++;
			return 0;
		}
	return VEC_PUSH(&c->notes, n, f);
}

/* ---- pages of a relation ------------------------------------------------------------------------------------- */

static int judge(struct pg_cluster *c, const struct pages *p, const uint8_t *page, uint32_t block, size_t file,
                 uint64_t offset, struct fault *f)
{
	struct pg_page x;
	int rc = page_of(&x, page);

	c->facts.pages++;
	if (rc == PAGE_EMPTY)
		return 0;
	if (rc == 0 && c->control.checksums != 0 && !page_sum_holds(page, block)) {
		bool whole = p->restored != NULL && p->restored(p->user, block);

		c->facts.torn++;
		return cluster_note(c, whole ? PG_NOTE_MENDED : PG_NOTE_TORN, file, offset, PG_PAGE, f);
	}
	if (rc == PAGE_DAMAGED)
		return cluster_note(c, PG_NOTE_DAMAGED, file, offset, PG_PAGE, f);
	return p->take(p->user, page, block, file, offset, f);
}

int page_next(struct stream *in, uint8_t page[PG_PAGE], size_t *got, struct fault *f)
{
	int rc = stream_read_full(in, page, PG_PAGE, got, f);

	return rc < 0 ? -1 : rc > 0 || *got < PG_PAGE;
}

static int read_segment(struct pg_cluster *c, size_t file, uint32_t segment, const struct pages *p, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	uint8_t page[PG_PAGE];
	size_t got;
	int rc = c->files->open(c->files->user, file, &in, f);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	for (uint32_t i = 0; i < PG_SEGMENT && (p->first == 0 || i < p->first); i++) {
		rc = page_next(in, page, &got, f);
		if (rc < 0)
			return -1;
		if (rc > 0)
			return got > 0 ? cluster_note(c, PG_NOTE_DAMAGED, file, (uint64_t)i * PG_PAGE, got, f) : 0;
		if (judge(c, p, page, segment * PG_SEGMENT + i, file, (uint64_t)i * PG_PAGE, f) < 0)
			return -1;
		if (watch_check(c->watch, f) < 0)
			return -1;
	}
	return 0;
}

int cluster_pages(struct pg_cluster *c, const char *folder, uint32_t node, const struct pages *p, struct fault *f)
{
	char path[96];

	for (uint32_t i = 0; i < UINT32_MAX / PG_SEGMENT; i++) {
		size_t file;

		(void)snprintf(path, sizeof path, i == 0 ? "%s/%" PRIu32 : "%s/%" PRIu32 ".%" PRIu32, folder, node, i);
		file = cluster_find(c, path);
		if (file == SIZE_MAX)
			return 0;
		if (read_segment(c, file, i, p, f) < 0)
			return -1;
		if (p->first != 0)
			return 0;
	}
	return 0;
}
