/*
 * An ext4 image of the packed fixtures with bytes changed: opening, the whole live tree, free space and dead things
 * end, and every run lies on the media. The input is a list of changes: which sector that holds anything (two
 * bytes), where in it (two), how many bytes (one), the bytes. Its first byte chooses the image. Runs from the top of
 * the source tree.
 */
#include "fs/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

enum { IMAGES = 4, SECTOR = 512, MOST = 32 << 20, ENTRIES = 20000 };

struct base {
	uint8_t *bytes;
	size_t n;
	uint32_t *sector; /* those that are not all zeros */
	size_t sectors;
};

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(int holds)
{
	if (!holds)
		abort();
}

static void load(struct base *b, const char *path)
{
	static const uint8_t zeros[SECTOR];
	FILE *f = fopen(path, "rb");
	uint8_t *packed = (uint8_t *)malloc(2 << 20);
	size_t got;

	check(f != NULL && packed != NULL);
	got = fread(packed, 1, 2 << 20, f);
	(void)fclose(f);
	b->bytes = (uint8_t *)malloc(MOST);
	check(b->bytes != NULL);
	b->n = ZSTD_decompress(b->bytes, MOST, packed, got);
	check(!ZSTD_isError(b->n));
	free(packed);
	b->sector = (uint32_t *)malloc(b->n / SECTOR * sizeof *b->sector);
	check(b->sector != NULL);
	for (size_t at = 0; at + SECTOR <= b->n; at += SECTOR)
		if (memcmp(b->bytes + at, zeros, SECTOR) != 0)
			b->sector[b->sectors++] = (uint32_t)(at / SECTOR);
}

static void walk(struct fs *fs, struct fs_id dir, unsigned depth, unsigned *left)
{
	struct arena arena = ARENA_INIT;
	struct fs_names names = { .arena = &arena };
	struct fault f = FAULT_INIT;
	char why[FS_WHY];

	check(fs_list(fs, dir, &names, why, &f) >= 0);
	for (size_t i = 0; i < names.v.n && *left > 0; i++) {
		struct runs runs = { NULL, 0 };
		struct buf target = BUF_INIT;
		struct fs_node node;
		uint64_t at = 0;

		(*left)--;
		check(fs_stat(fs, names.v.v[i].id, &node, why, &f) >= 0);
		if (node.kind == ENTRY_FILE && fs_runs(fs, names.v.v[i].id, &runs, why, &f) == 0)
			for (size_t k = 0; k < runs.n; k++) {
				check(runs.v[k].at >= at && runs.v[k].length <= node.size - runs.v[k].at);
				check(runs.v[k].offset + runs.v[k].length <= fs_media(fs)->size);
				at = runs.v[k].at + runs.v[k].length;
			}
		if (node.kind == ENTRY_SYMLINK)
			check(fs_symlink(fs, names.v.v[i].id, &target, why, &f) >= 0);
		if (node.kind == ENTRY_DIR && depth < 24)
			walk(fs, names.v.v[i].id, depth + 1, left);
		free(runs.v);
		buf_release(&target);
	}
	VEC_RELEASE(&names.v);
	arena_release(&arena);
}

static void look(const struct base *b)
{
	static const struct limits limits = LIMITS_DEFAULT;
	static const struct watch watch;
	struct media *m;
	struct fs *fs = NULL;
	struct fault f = FAULT_INIT;
	char why[FS_WHY];
	int rc;

	check(media_of_span(&m, span_make(b->bytes, b->n), &f) == 0);
	rc = fs_open(&fs, m, CONTENT_EXT, 0, &limits, &watch, why, &f);
	check(rc >= 0);
	if (rc == 0) {
		unsigned left = ENTRIES;
		uint64_t from = 0, offset, length;
		struct fs_dead d;

		walk(fs, fs_root(fs), 0, &left);
		while ((rc = fs_next_free(fs, from, &offset, &length, &f)) == 0) {
			check(offset >= from && length > 0 && offset + length > offset);
			from = offset + length;
		}
		check(rc == FS_END);
		while ((rc = fs_next_dead(fs, &d, &f)) == 0)
			for (size_t i = 0; d.kind == DEAD_FILE && i < d.runs.n; i++)
				check(d.runs.v[i].offset + d.runs.v[i].length <= m->size);
		check(rc == FS_END);
	}
	fs_close(fs);
	media_close(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char *const paths[IMAGES] = { "fixtures/image-ext4/image.zst", "fixtures/image-ext4-1k/image.zst",
		                                   "fixtures/image-ext3/image.zst", "fixtures/image-ext4-frag/image.zst" };
	static struct base bases[IMAGES];
	struct { size_t at, n; uint8_t old[256]; } done[64];
	size_t changes = 0;
	struct base *b;

	if (n == 0)
		return 0;
	b = &bases[p[0] % IMAGES];
	if (b->bytes == NULL)
		load(b, paths[p[0] % IMAGES]);
	for (size_t i = 1; i + 5 < n && changes < 64;) {
		size_t sector = b->sector[(p[i] | (size_t)p[i + 1] << 8) % b->sectors];
		size_t at = sector * SECTOR + (p[i + 2] | (size_t)p[i + 3] << 8) % SECTOR, k = 1 + p[i + 4] % 16;

		i += 5;
		if (k > n - i)
			k = n - i;
		if (k > b->n - at)
			k = b->n - at;
		done[changes].at = at;
		done[changes].n = k;
		memcpy(done[changes].old, b->bytes + at, k);
		memcpy(b->bytes + at, p + i, k);
		changes++;
		i += k;
	}
	look(b);
	while (changes > 0) {
		changes--;
		memcpy(b->bytes + done[changes].at, done[changes].old, done[changes].n);
	}
	return 0;
}
