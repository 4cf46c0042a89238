/*
 * XFS on 16 MiB that are mostly zeros: the input is a list of sectors (place in two bytes, 512 bytes). Whatever
 * stands in them, everything behind the door ends, and what it gives lies within the media. Checksums hide
 * nothing: what they tell is told, and read on; records of the log count with a checksum of zero.
 * Seeds: tests/fuzz/xfs-seeds makes them from real file systems.
 */
#include "fs/fs.h"

#include <stdlib.h>

enum { MEDIA = 16 << 20, SECTOR = 512, DIRS_MOST = 60, NAMES_MOST = 400, DEAD_MOST = 20000 };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static uint8_t disk[MEDIA];

static void check(int holds)
{
	if (!holds)
		abort();
}

static void check_runs(const struct runs *r)
{
	uint64_t at = 0;

	for (size_t i = 0; i < r->n; i++) {
		check(r->v[i].length > 0 && r->v[i].at >= at && r->v[i].offset < MEDIA && r->v[i].length <= MEDIA - r->v[i].offset);
		at = r->v[i].at + r->v[i].length;
	}
}

struct walk {
	struct fs_id dirs[DIRS_MOST];
	size_t n;
};

static void one_name(struct fs *fs, const struct fs_name *name, struct walk *w, struct fault *f)
{
	char why[FS_WHY] = "";
	struct fs_node node;
	int rc = fs_stat(fs, name->id, &node, why, f);

	check(rc >= 0 && name->name.n > 0);
	if (node.kind == ENTRY_FILE) {
		struct runs r = { NULL, 0 };

		check(fs_runs(fs, name->id, &r, why, f) >= 0);
		check_runs(&r);
		free(r.v);
	} else if (node.kind == ENTRY_SYMLINK) {
		OWNED(buf) struct buf b = BUF_INIT;

		check(fs_symlink(fs, name->id, &b, why, f) >= 0);
	} else if (node.kind == ENTRY_DIR && w->n < DIRS_MOST) {
		w->dirs[w->n++] = name->id;
	}
}

static void tree(struct fs *fs, struct fault *f)
{
	struct walk w = { { fs_root(fs) }, 1 };

	for (size_t i = 0; i < w.n; i++) {
		OWNED(arena) struct arena arena = ARENA_INIT;
		struct fs_names names = { .arena = &arena };
		char why[FS_WHY] = "";

		check(fs_list(fs, w.dirs[i], &names, why, f) >= 0);
		for (size_t k = 0; k < names.v.n && k < NAMES_MOST; k++)
			one_name(fs, &names.v.v[k], &w, f);
		VEC_RELEASE(&names.v);
	}
}

static void rest(struct fs *fs, struct fault *f)
{
	uint64_t from = 0, offset, length;
	struct fs_dead d;
	int rc;

	while ((rc = fs_next_free(fs, from, &offset, &length, f)) == 0) {
		check(offset >= from && length > 0 && offset < MEDIA && length <= MEDIA - offset);
		from = offset + length;
	}
	check(rc == FS_END);
	for (int i = 0; i < DEAD_MOST && (rc = fs_next_dead(fs, &d, f)) == 0; i++)
		if (d.kind == DEAD_FILE)
			check_runs(&d.runs);
		else if (d.kind == DEAD_RANGE)
			check(d.offset < MEDIA && d.length <= MEDIA - d.offset);
	check(rc >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct limits limits = LIMITS_DEFAULT;
	struct watch watch = { .user = NULL };
	struct fault f = FAULT_INIT;
	struct media *m = NULL;
	struct fs *fs = NULL;
	char why[FS_WHY] = "";
	int rc;

	for (size_t i = 0; i + 2 + SECTOR <= n; i += 2 + SECTOR)
		memcpy(disk + (((size_t)p[i] << 8 | p[i + 1]) % (MEDIA / SECTOR)) * SECTOR, p + i + 2, SECTOR);
	check(media_of_span(&m, span_make(disk, MEDIA), &f) == 0);
	rc = fs_open(&fs, m, CONTENT_XFS, 0, &limits, &watch, why, &f);
	check(rc == 0 || ((rc == FS_UNKNOWN || rc == FS_DAMAGED) && why[0] != '\0'));
	if (rc == 0) {
		tree(fs, &f);
		rest(fs, &f);
	}
	fs_close(fs);
	media_close(m);
	for (size_t i = 0; i + 2 + SECTOR <= n; i += 2 + SECTOR)
		memset(disk + (((size_t)p[i] << 8 | p[i + 1]) % (MEDIA / SECTOR)) * SECTOR, 0, SECTOR);
	return 0;
}
