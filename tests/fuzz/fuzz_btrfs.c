/*
 * A btrfs of 16 MiB, given as its pages: a number of two bytes, then 4096 bytes, again and again; the rest are
 * holes. Checksums are made right before it is read, so that they hide no code. Nothing crashes, everything ends,
 * and what is given holds what the door promises.
 */
#include <stdlib.h>

#include "base/load.h"
#include "base/crc32c.h"
#include "fs/fs.h"

enum { PAGE = 4096, PAGES = 4096, NODE_MOST = 65536, ENTRIES = 3000, DEPTH = 12, READ_MOST = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct paged {
	struct media base;
	uint8_t *page[PAGES]; /* NULL: a hole */
};

static void check(int holds)
{
	if (!holds)
		abort();
}

static int paged_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	const struct paged *x = (const struct paged *)m;

	(void)f;
	for (size_t done = 0; done < n;) {
		size_t at = (size_t)(offset + done), left = PAGE - at % PAGE, part = n - done < left ? n - done : left;

		if (x->page[at / PAGE] == NULL)
			memset((uint8_t *)into + done, 0, part);
		else
			memcpy((uint8_t *)into + done, x->page[at / PAGE] + at % PAGE, part);
		done += part;
	}
	return 0;
}

static int paged_extent(struct media *m, uint64_t offset, enum media_area *area, uint64_t *length, struct fault *f)
{
	const struct paged *x = (const struct paged *)m;
	size_t i = (size_t)(offset / PAGE), to = i + 1;

	(void)f;
	while (to < PAGES && (x->page[to] == NULL) == (x->page[i] == NULL))
		to++;
	*area = x->page[i] == NULL ? MEDIA_AREA_HOLE : MEDIA_AREA_DATA;
	*length = (uint64_t)to * PAGE - offset;
	return 0;
}

static void paged_close(struct media *m)
{
	(void)m;
}

/* ---- checksums ---------------------------------------------------------------------------------------------- */

static void put_sum(struct paged *x, size_t page, const uint8_t *bytes, size_t n)
{
	uint32_t sum = ~crc32c(~0u, span_make(bytes + 32, n - 32));

	for (size_t i = 0; i < 4; i++)
		x->page[page][i] = (uint8_t)(sum >> 8 * i);
}

static void mend(struct paged *x)
{
	static uint8_t node[NODE_MOST];
	struct fault f = FAULT_INIT;
	const uint8_t *super = x->page[16];
	uint32_t size;

	if (super == NULL)
		return;
	put_sum(x, 16, super, PAGE);
	size = le32(super + 148);
	if (size < PAGE || size > NODE_MOST || size % PAGE != 0)
		return;
	for (size_t i = 0; i < PAGES; i++) {
		if (x->page[i] == NULL || i == 16 || i + size / PAGE > PAGES ||
		    memcmp(x->page[i] + 32, super + 32, 16) != 0)
			continue;
		check(paged_read(&x->base, i * PAGE, node, size, &f) == 0);
		put_sum(x, i, node, size);
	}
}

/* ---- what is asked ---------------------------------------------------------------------------------------------- */

struct asking {
	struct fs *fs;
	size_t entries;
};

static void drain(struct stream *in)
{
	static uint8_t piece[70000];
	struct fault f = FAULT_INIT;
	size_t got = 1, seen = 0;
	int rc = 0;

	while (rc == 0 && got > 0 && seen < READ_MOST) {
		rc = stream_read(in, piece, sizeof piece, &got, &f);
		check(rc >= 0 && got <= sizeof piece && (rc == 0 || in->why[0] != '\0'));
		seen += got;
	}
	stream_close(in);
}

static void ascending(const struct runs *r)
{
	uint64_t at = 0;

	for (size_t i = 0; i < r->n; i++) {
		check(r->v[i].at >= at && r->v[i].length > 0 && r->v[i].at <= UINT64_MAX - r->v[i].length);
		at = r->v[i].at + r->v[i].length;
	}
}

static void ask_file(struct asking *a, struct fs_id id)
{
	struct runs runs = { NULL, 0 };
	struct fault f = FAULT_INIT;
	char why[FS_WHY] = "";
	struct stream *in = NULL;
	int rc = fs_runs(a->fs, id, &runs, why, &f);

	check(rc >= 0 && (rc == 0 || rc == FS_ENCODED || why[0] != '\0'));
	ascending(&runs);
	free(runs.v);
	rc = fs_stream(a->fs, id, &in, why, &f);
	check(rc >= 0);
	if (rc == 0)
		drain(in);
}

static void ask_directory(struct asking *a, struct fs_id id, unsigned depth)
{
	struct arena arena = ARENA_INIT;
	struct fs_names names = { .arena = &arena };
	struct fault f = FAULT_INIT;
	char why[FS_WHY] = "";
	int rc = fs_list(a->fs, id, &names, why, &f);

	check(rc >= 0 && (rc == 0 || why[0] != '\0'));
	for (size_t i = 0; i < names.v.n && a->entries < ENTRIES; i++) {
		struct fs_id to = names.v.v[i].id;
		struct buf link = BUF_INIT;
		struct fs_node node;

		a->entries++;
		check(names.v.v[i].name.n > 0 && fs_stat(a->fs, to, &node, why, &f) >= 0);
		if (node.kind == ENTRY_FILE)
			ask_file(a, to);
		else if (node.kind == ENTRY_DIR && depth < DEPTH)
			ask_directory(a, to, depth + 1);
		else if (node.kind == ENTRY_SYMLINK)
			check(fs_symlink(a->fs, to, &link, why, &f) >= 0);
		buf_release(&link);
	}
	VEC_RELEASE(&names.v);
	arena_release(&arena);
}

static void ask_free(struct fs *fs)
{
	uint64_t from = 0, offset, length;
	struct fault f = FAULT_INIT;
	int rc;

	for (size_t i = 0; i < ENTRIES && (rc = fs_next_free(fs, from, &offset, &length, &f)) != FS_END; i++) {
		check(rc == 0 && offset >= from && length > 0 && offset + length <= (uint64_t)PAGE * PAGES);
		from = offset + length;
	}
}

static void ask_dead(struct fs *fs)
{
	struct fault f = FAULT_INIT;
	struct fs_dead d;
	int rc;

	for (size_t i = 0; i < ENTRIES && (rc = fs_next_dead(fs, &d, &f)) != FS_END; i++) {
		struct stream *in = NULL;

		check(rc == 0);
		if (d.kind == DEAD_FILE)
			ascending(&d.runs);
		if (d.kind == DEAD_FILE && d.encoded) {
			check(fs_dead_stream(fs, &in, &f) == 0);
			drain(in);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const struct media_ops ops = { paged_read, paged_extent, NULL, paged_close, false };
	static const struct limits limits = LIMITS_DEFAULT;
	static const struct watch watch;
	struct paged *x = (struct paged *)calloc(1, sizeof *x);
	struct fault f = FAULT_INIT;
	char why[FS_WHY] = "";
	struct asking a = { NULL, 0 };
	int rc;

	check(x != NULL);
	x->base = (struct media){ &ops, (uint64_t)PAGE * PAGES, 0 };
	for (; n >= 2 + PAGE; p += 2 + PAGE, n -= 2 + PAGE) {
		uint8_t **page = &x->page[le16(p) % PAGES];

		if (*page == NULL)
			*page = (uint8_t *)malloc(PAGE);
		check(*page != NULL);
		memcpy(*page, p + 2, PAGE);
	}
	mend(x);
	rc = fs_open(&a.fs, &x->base, CONTENT_BTRFS, 0, &limits, &watch, why, &f);
	check(rc == 0 || ((rc == FS_UNKNOWN || rc == FS_DAMAGED) && why[0] != '\0'));
	if (rc == 0) {
		ask_directory(&a, fs_root(a.fs), 0);
		ask_free(a.fs);
		ask_dead(a.fs);
	}
	fs_close(a.fs);
	for (size_t i = 0; i < PAGES; i++)
		free(x->page[i]);
	free(x);
	return 0;
}
