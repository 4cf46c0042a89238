/* Media: views, holes and unread areas, raw and split files, qcow2, map files, refusals. */
#include "test_source.h"

#include <pthread.h>

#include "media/pooled.h"
#include "support/images.h"

static int open_with(struct media **out, const char *path, const char *map, char why[256])
{
	struct media_options o = { map, 2, &default_limits, &no_watch };
	struct fault f = FAULT_INIT;
	bool touched = false;
	int fd, rc;

	why[0] = '\0';
	rc = media_open(out, path, &o, &fd, &touched, why, &f);
	if (rc < 0)
		fail_msg("%s", f.text);
	assert_int_equal(rc == 0, why[0] == '\0');
	assert_int_equal(rc == 0, fd >= 0);
	return rc;
}

static struct media *open_named(const char *dir, const char *name)
{
	char path[512], why[256];
	struct media *m = NULL;

	if (open_with(&m, under(path, dir, name), NULL, why) != 0)
		fail_msg("%s: %s", name, why);
	return m;
}

static int read_at(struct media *m, uint64_t at, void *into, size_t n)
{
	struct fault f = FAULT_INIT;
	int rc = media_read(m, at, into, n, &f);

	if (rc < 0)
		fail_msg("%s", f.text);
	return rc;
}

static enum media_area area_at(struct media *m, uint64_t at, uint64_t *length)
{
	struct fault f = FAULT_INIT;
	enum media_area area;

	must(media_extent(m, at, &area, length, &f), &f);
	return area;
}

static void assert_note(struct media *m, const char *key, const char *part)
{
	const struct media_info *i = media_info(m);

	for (size_t k = 0; k < i->n; k++)
		if (strcmp(i->notes[k].key, key) == 0 && strstr(i->notes[k].text, part) != NULL)
			return;
	fail_msg("no note %s with \"%s\"", key, part);
}

/* ---- views ----------------------------------------------------------------------------------- */

static void views_put_segments_together(void **state)
{
	static const struct media_segment v[] = {
		{ 0, 6, 3, false },
		{ 3, 0, 4, true },
		{ 7, 0, 2, false },
		{ 9, 8, 5, false },
	};
	OWNED(media) struct media *m = NULL;
	OWNED(media) struct media *view = NULL;
	struct fault f = FAULT_INIT;
	char got[15] = "";
	uint64_t n = 100;

	(void)state;
	must(media_of_span(&m, span_of("0123456789"), &f), &f);
	must(media_view(&view, m, v, COUNT(v), &f), &f);
	assert_int_equal(view->size, 14);
	assert_int_equal(read_at(view, 0, got, 14), MEDIA_UNREAD);
	assert_memory_equal(got,
	                    "678\0\0\0\00001"
	                    "89\0\0\0",
	                    14);
	assert_int_equal(read_at(view, 7, got, 4), 0);
	assert_memory_equal(got, "0189", 4);
	assert_int_equal(media_locate(view, 1, &n), 7);
	assert_int_equal(n, 2);
	assert_true(media_locate(view, 4, &n) == UINT64_MAX);
	n = 100;
	assert_int_equal(media_locate(view, 8, &n), 1);
	assert_int_equal(n, 1);
	assert_int_equal(area_at(view, 3, &n), MEDIA_AREA_UNREAD);
	assert_int_equal(n, 4);
	assert_int_equal(area_at(view, 11, &n), MEDIA_AREA_UNREAD); /* beyond the parent's end */
	assert_int_equal(n, 3);
	assert_int_equal(area_at(view, 14, &n), MEDIA_AREA_UNREAD);
	assert_int_equal(n, 0);
	assert_int_equal(media_info(view)->n, 0);
}

static void a_view_whose_segments_do_not_join_is_a_fault(void **state)
{
	static const struct media_segment bad[][2] = {
		{ { 0, 0, 2, false }, { 3, 0, 2, false } },
		{ { 1, 0, 2, false }, { 3, 0, 2, false } },
		{ { 0, 0, 2, false }, { 2, 0, 0, false } },
		{ { 0, UINT64_MAX, 2, false }, { 2, 0, 2, false } },
		{ { 0, 0, UINT64_MAX, true }, { UINT64_MAX, 0, 2, false } },
	};
	OWNED(media) struct media *m = NULL;
	struct fault f = FAULT_INIT;

	(void)state;
	must(media_of_span(&m, span_of("0123456789"), &f), &f);
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct media *view;

		fault_clear(&f);
		assert_int_equal(media_view(&view, m, bad[i], 2, &f), -1);
		assert_null(view);
	}
}

static void beyond_the_end_is_unread(void **state)
{
	OWNED(media) struct media *m = NULL;
	struct fault f = FAULT_INIT;
	char got[6] = "xxxxx";
	uint64_t n = 10;

	(void)state;
	must(media_of_span(&m, span_of("abc"), &f), &f);
	assert_int_equal(read_at(m, 1, got, 5), MEDIA_UNREAD);
	assert_memory_equal(got, "bc\0\0\0", 5);
	assert_int_equal(read_at(m, UINT64_MAX, got, 5), MEDIA_UNREAD);
	assert_int_equal(read_at(m, 3, got, 0), 0);
	assert_true(media_locate(m, 3, &n) == UINT64_MAX);
	assert_int_equal(n, 0);
}

/* ---- what cannot be read --------------------------------------------------------------------- */

struct bad_disk {
	uint64_t bad_from, bad_to, size;
	unsigned calls;
};

static ssize_t bad_piece(void *user, uint64_t offset, void *into, size_t n)
{
	struct bad_disk *d = (struct bad_disk *)user;

	d->calls++;
	if (offset >= d->size)
		return 0;
	if (offset < d->bad_to && offset + n > d->bad_from)
		return -1;
	if (n > d->size - offset)
		n = (size_t)(d->size - offset);
	memset(into, 'g', n);
	return (ssize_t)n;
}

static void only_bad_sectors_are_given_up(void **state)
{
	static const struct bad_disk disks[] = {
		{ 5120, 5632, 100000, 0 },   { 5200, 5201, 100000, 0 }, { 0, 512, 100000, 0 },
		{ 60000, 61000, 100000, 0 }, { 0, 100000, 100000, 0 },  { 0, 0, 30000, 0 },
	};
	static uint8_t got[65000];

	(void)state;
	for (size_t i = 0; i < COUNT(disks); i++) {
		struct bad_disk d = disks[i];
		int rc;

		memset(got, 'x', sizeof got);
		rc = media_salvage(bad_piece, &d, 100, got, sizeof got, 512,
		                   (struct salvage_log){ NULL, 0 });
		for (size_t k = 0; k < sizeof got; k++) {
			uint64_t at = 100 + k, sector = at / 512 * 512;
			bool good =
			        at < d.size && !(sector < d.bad_to && sector + 512 > d.bad_from);

			if (got[k] != (good ? 'g' : 0))
				fail_msg("disk %zu, byte %zu: %d", i, k, got[k]);
		}
		assert_int_equal(rc, d.bad_to > d.bad_from || d.size < 65100 ? MEDIA_UNREAD : 0);
		assert_in_range(d.calls, 1, 600);
	}
}

static void what_no_map_line_rescued_is_unread(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(media) struct media *m = NULL;
	char image[512], map[512], why[256];
	uint8_t bytes[8192], got[8192];
	uint64_t n;

	(void)state;
	noise(bytes, sizeof bytes, 7);
	write_bytes(under(image, p.dir, "disk"), bytes, sizeof bytes);
	make_file(p.dir, "map",
	          "# Mapfile. Created by GNU ddrescue\n0x1000 + 1\n# pos size status\n"
	          "0x0 0x400 +\n0x400 512 -\n0x600 0x1000 +\n01600 1 *\n0x1700 0xFFFFFFFFFFFF +\n");
	assert_int_equal(open_with(&m, image, under(map, p.dir, "map"), why), 0);
	assert_int_equal(read_at(m, 0, got, 8192), MEDIA_UNREAD);
	memset(bytes + 0x400, 0, 0x200);
	memset(bytes + 0x1600, 0, 0x100);
	assert_memory_equal(got, bytes, 8192);
	assert_int_equal(read_at(m, 0x600, got, 0x1000), 0);
	assert_int_equal(area_at(m, 0x500, &n), MEDIA_AREA_UNREAD);
	assert_int_equal(n, 0x100);
	assert_int_equal(area_at(m, 0x600, &n), MEDIA_AREA_DATA);
	assert_int_equal(n, 0x1000);
	assert_int_equal(media_info(m)->unread_bytes, 0x300);
	assert_int_equal(media_info(m)->kind, MEDIA_IS_RAW);
	assert_string_equal(media_file(m, 0), image);
	assert_note(m, "map_file", map);
}

static void a_file_that_is_no_map_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"# only\n",
		"nothing\n",
		"0x0 +\n0x0 0x10\n",
		"0x0 +\n0x0 0x10 +x\n",
		"0x0 +\n0x0 -1 +\n",
		"0x0 +\n0x0 0x11112222333344445 +\n",
		"0x0 +\n08 1 +\n",
		"0x0 +\n0 1 k\n",
	};
	OWNED(place_made) struct place_made p = place_make();
	char image[512], map[512], why[256];
	struct media *m;

	(void)state;
	make_file(p.dir, "disk", "content");
	under(image, p.dir, "disk");
	for (size_t i = 0; i < COUNT(texts); i++) {
		make_file(p.dir, "map", texts[i]);
		if (open_with(&m, image, under(map, p.dir, "map"), why) != MEDIA_UNKNOWN)
			fail_msg("map %zu is taken", i);
	}
	assert_int_equal(open_with(&m, image, "/nonexistent/map", why), MEDIA_NOT_FOUND);
}

/* ---- files ----------------------------------------------------------------------------------- */

static void a_raw_file_has_holes_and_its_cut_end_is_unread(void **state)
{
	OWNED(place_made) struct place_made p = place_make();
	OWNED(media) struct media *m = NULL;
	uint8_t got[4096];
	char path[512];
	uint64_t n;

	(void)state;
	assert_int_equal(shell("cd '%s' && truncate -s 4M disk && printf data | "
	                       "dd of=disk bs=1M seek=2 conv=notrunc status=none",
	                       p.dir),
	                 0);
	m = open_named(p.dir, "disk");
	assert_int_equal(m->size, 4 << 20);
	if (area_at(m, 0, &n) == MEDIA_AREA_HOLE) { /* where the file system tells */
		assert_int_equal(n, 2 << 20);
		assert_int_equal(area_at(m, (2 << 20) + 1, &n), MEDIA_AREA_DATA);
		assert_int_equal(area_at(m, 3 << 20, &n), MEDIA_AREA_HOLE);
		assert_int_equal(n, 1 << 20);
	}
	assert_int_equal(truncate(under(path, p.dir, "disk"), (2 << 20) + 2), 0);
	assert_int_equal(read_at(m, 2 << 20, got, sizeof got), MEDIA_UNREAD);
	assert_memory_equal(got, "da\0\0", 4);
}

static void parts_beside_the_first_are_one_image(void **state)
{
	static const struct {
		const char *made, *first;
		uint64_t size, unread;
	} cases[] = {
		{ "printf aaaa >a.001; printf bbbb >a.002; printf cc >a.003", "a.001", 10, 0 },
		{ "printf aaaa >b.000; printf bbbb >b.001; printf cc >b.002", "b.000", 10, 0 },
		{ "printf aaaa >c.aa; printf bbbb >c.ab; printf cc >c.ac; mkdir c.ad", "c.aa", 14,
		  4 },
		{ "printf aaaa >d.001; printf cc >d.003", "d.001", 10, 4 },
		{ "printf aaaa >e.001", "e.001", 4, 0 },
		{ "printf aaaa >f.002; printf bb >f.003", "f.002", 4, 0 },
		{ "printf aaaa >g.001; printf bb >g.0002; printf cc >h.002", "g.001", 4, 0 },
		{ "printf aaaa >i.001; : >i.002; printf cc >i.003", "i.001", 6, 0 },
	};
	OWNED(place_made) struct place_made p = place_make();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(media) struct media *m = NULL;
		char got[16] = "";

		assert_int_equal(shell("cd '%s' && { %s; }", p.dir, cases[i].made), 0);
		m = open_named(p.dir, cases[i].first);
		if (m->size != cases[i].size || media_info(m)->unread_bytes != cases[i].unread)
			fail_msg("%s: %ju bytes, %ju unread", cases[i].first, (uintmax_t)m->size,
			         (uintmax_t)media_info(m)->unread_bytes);
		assert_int_equal(read_at(m, 0, got, (size_t)m->size),
		                 cases[i].unread > 0 ? MEDIA_UNREAD : 0);
		assert_memory_equal(got, "aaaa", 4);
		if (cases[i].size == 10 && cases[i].unread == 0)
			assert_memory_equal(got, "aaaabbbbcc", 10);
		if (cases[i].size == 10 && cases[i].unread == 4) {
			assert_memory_equal(got, "aaaa\0\0\0\0cc", 10);
			assert_note(m, "missing_part", "d.002");
		}
	}
}

static void what_is_no_image_is_refused_with_words(void **state)
{
	static const struct {
		const char *made, *name;
		int want;
	} cases[] = {
		{ "mkdir dir", "dir", MEDIA_UNKNOWN },
		{ "mkfifo fifo", "fifo", MEDIA_UNKNOWN },
		{ ": >empty", "empty", MEDIA_UNKNOWN },
		{ ":", "nothing", MEDIA_NOT_FOUND },
		{ "ln -s nowhere dangling", "dangling", MEDIA_NOT_FOUND },
		{ "printf 'QFI\\373' >short", "short", MEDIA_UNKNOWN },
		{ "printf 'QFI\\373\\0\\0\\0\\001' >one", "one", MEDIA_UNKNOWN },
		{ "printf 'QED\\0more' >qed", "qed", MEDIA_UNKNOWN },
		{ "printf 'AFF10\\r\\n' >aff", "aff", MEDIA_UNKNOWN },
		{ "printf 'LVF\\t\\r\\n\\377\\0' >l01", "l01", MEDIA_UNKNOWN },
		{ "printf 'EVF\\t\\r\\n\\377\\0\\001\\001\\0\\0\\0' >e01", "e01", MEDIA_UNKNOWN },
		{ "printf 'KDMV' >vmdk", "vmdk", MEDIA_UNKNOWN },
		{ "printf 'vhdxfile' >vhdx", "vhdx", MEDIA_UNKNOWN },
		{ "printf x >raw", "raw", 0 },
	};
	OWNED(place_made) struct place_made p = place_make();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(media) struct media *m = NULL;
		char path[512], why[256];
		int rc;

		assert_int_equal(shell("cd '%s' && { %s; }", p.dir, cases[i].made), 0);
		rc = open_with(&m, under(path, p.dir, cases[i].name), NULL, why);
		if (rc != cases[i].want)
			fail_msg("%s: %d %s", cases[i].name, rc, why);
	}
}

/* ---- qcow2 ----------------------------------------------------------------------------------- */

static const enum image_cluster mixed[] = { CLUSTER_DATA, CLUSTER_NONE,   CLUSTER_ZERO,
	                                    CLUSTER_DATA, CLUSTER_PACKED, CLUSTER_PACKED };

struct made {
	uint8_t *bytes;
	size_t n;
	struct media *m;
	char why[MEDIA_WHY];
	int rc;
};

static void made_open(struct made *x)
{
	static const struct media_options options = { NULL, 2, &default_limits, &no_watch };
	bool touched = false;
	struct opening o = { "/nowhere/memory", -1, &touched, &options, x->why, NULL, NULL };
	struct media *file;
	struct fault f = FAULT_INIT;

	must(media_of_span(&file, span_make(x->bytes, x->n), &f), &f);
	x->rc = qcow2_open(&x->m, file, &o, &f);
	if (x->rc < 0)
		fail_msg("%s", f.text);
}

static struct made made_qcow2(unsigned version, unsigned bits, unsigned spare)
{
	struct made x = { .bytes = (uint8_t *)calloc(16 + spare, (size_t)1 << bits) };

	assert_non_null(x.bytes);
	x.n = image_qcow2(x.bytes, version, bits, mixed, COUNT(mixed), spare);
	return x;
}

static void made_release(struct made *x)
{
	media_close(x->m);
	free(x->bytes);
}

DEFINE_OWN(made, struct made, made_release)

static void assert_mixed(struct made *x, size_t c, unsigned version)
{
	uint8_t *got = (uint8_t *)malloc(6 * c);
	int rc;

	assert_non_null(got);
	rc = read_at(x->m, 0, got, 6 * c);
	assert_int_equal(rc, 0);
	for (size_t i = 0; i < 6 * c; i++) {
		size_t k = i / c;
		int want =
		        mixed[k] == CLUSTER_DATA || mixed[k] == CLUSTER_PACKED ? 'A' + (int)k : 0;

		if (got[i] != want)
			fail_msg("version %u, cluster %zu: %d", version, k, got[i]);
	}
	free(got);
}

static void qcow2_is_read_in_every_cluster_size(void **state)
{
	(void)state;
	for (unsigned version = 2; version <= 3; version++)
		for (unsigned bits = 9; bits <= 16; bits++) {
			OWNED(made) struct made x = made_qcow2(version, bits, 1);
			size_t c = (size_t)1 << bits;
			uint64_t n;

			made_open(&x);
			assert_int_equal(x.rc, 0);
			assert_int_equal(x.m->size, 6 * c);
			assert_mixed(&x, c, version);
			assert_int_equal(area_at(x.m, 0, &n), MEDIA_AREA_DATA);
			assert_int_equal(n, c);
			assert_int_equal(area_at(x.m, c, &n), MEDIA_AREA_HOLE);
			assert_int_equal(n, 2 * c);
			assert_int_equal(area_at(x.m, 4 * c + 5, &n), MEDIA_AREA_DATA);
			assert_int_equal(n, 2 * c - 5);
		}
}

static void qcow2_shows_what_no_table_names(void **state)
{
	OWNED(made) struct made x = made_qcow2(3, 9, 3);
	uint8_t got[2048];

	(void)state;
	made_open(&x);
	assert_int_equal(x.m->extra, 3 * 512);
	assert_int_equal(read_at(x.m, x.m->size, got, 3 * 512), 0);
	for (size_t i = 0; i < (size_t)3 * 512; i++)
		assert_int_equal(got[i], 'z');
	assert_int_equal(read_at(x.m, x.m->size + 3 * 512 - 1, got, 2), MEDIA_UNREAD);
	/* over the edge */
	assert_int_equal(read_at(x.m, x.m->size - 1, got, 2), 0);
	assert_memory_equal(got, "Fz", 2);
	/* a cluster that leaves the table joins them, at its own place in the file */
	memset(x.bytes + 4 * 512 + 3 * 8, 0, 8);
	media_close(x.m);
	made_open(&x);
	assert_int_equal(x.m->extra, 4 * 512);
	assert_int_equal(read_at(x.m, x.m->size, got, 4 * 512), 0);
	assert_int_equal(got[0], 'D');
	assert_int_equal(got[512], 'z');
}

static void qcow2_damage_is_unread_and_nothing_worse(void **state)
{
	static const struct {
		const char *why;
		size_t at; /* in units of 512 bytes and bytes */
		uint64_t value;
		unsigned bytes;
		size_t cluster; /* of the disk that is unread then */
	} cases[] = {
		{ "compressed data", 7 * 512, UINT64_MAX, 8, 4 },
		{ "a cluster beyond the file", 4 * 512, UINT64_C(1) << 40, 8, 0 },
		{ "an L2 table beyond the file", 512, UINT64_C(1) << 40, 8, 0 },
		{ "L1 beyond the file", 40, UINT64_C(1) << 40, 8, 0 },
		{ "L1 too short", 36, 0, 4, 0 },
		{ "compressed data beyond the file", 4 * 512 + 32,
		  UINT64_C(1) << 62 | UINT64_C(1) << 39, 8, 4 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(made) struct made x = made_qcow2(3, 9, 0);
		uint8_t got[512];

		put_be(x.bytes + cases[i].at, cases[i].value, cases[i].bytes);
		made_open(&x);
		if (x.rc != 0)
			fail_msg("%s: %s", cases[i].why, x.why);
		if (read_at(x.m, cases[i].cluster * 512, got, 512) != MEDIA_UNREAD)
			fail_msg("%s: read", cases[i].why);
		for (size_t k = 0; k < 512; k++)
			assert_int_equal(got[k], 0);
	}
}

static void qcow2_with_a_backing_file_leaves_its_part_unread(void **state)
{
	OWNED(made) struct made x = made_qcow2(3, 9, 0);
	uint8_t got[512];
	uint64_t n;

	(void)state;
	memcpy(x.bytes + 300, "base.img", 8);
	put_be(x.bytes + 8, 300, 8);
	put_be(x.bytes + 16, 8, 4);
	made_open(&x);
	assert_int_equal(x.rc, 0);
	assert_note(x.m, "backing_file", "base.img");
	assert_int_equal(read_at(x.m, 512, got, 512), MEDIA_UNREAD);
	assert_int_equal(area_at(x.m, 512, &n), MEDIA_AREA_UNREAD);
	assert_int_equal(n, 512);
	assert_int_equal(read_at(x.m, 1024, got, 512), 0); /* zeros by the table */
	assert_int_equal(area_at(x.m, 1024, &n), MEDIA_AREA_HOLE);
}

static void qcow2_that_cannot_be_read_is_refused(void **state)
{
	static const struct {
		size_t at;
		uint64_t value;
		unsigned bytes;
		const char *says;
	} cases[] = {
		{ 4, 1, 4, "version 1" },
		{ 4, 4, 4, "version" },
		{ 32, 2, 4, "encrypted" },
		{ 72, 4, 8, "external" },
		{ 72, 32, 8, "not known" },
		{ 20, 8, 4, "cluster size" },
		{ 20, 22, 4, "cluster size" },
		{ 24, UINT64_MAX, 8, "size" },
		{ 72, 16, 8, "clusters too small" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		OWNED(made) struct made x = made_qcow2(3, 9, 0);

		put_be(x.bytes + cases[i].at, cases[i].value, cases[i].bytes);
		made_open(&x);
		if (x.rc != MEDIA_UNKNOWN || strstr(x.why, cases[i].says) == NULL)
			fail_msg("case %zu: %d %s", i, x.rc, x.why);
	}
}

/* A disk of the largest size over a file of a few hundred bytes: answers come at once. */
static void qcow2_may_claim_any_size(void **state)
{
	OWNED(made) struct made x = made_qcow2(3, 9, 0);
	uint8_t got[512];
	uint64_t n;

	(void)state;
	put_be(x.bytes + 24, INT64_MAX, 8);
	put_be(x.bytes + 36, UINT32_MAX, 4);
	made_open(&x);
	assert_int_equal(x.rc, 0);
	assert_int_equal(read_at(x.m, INT64_MAX - 512, got, 512), MEDIA_UNREAD);
	assert_int_equal(area_at(x.m, UINT64_C(1) << 40, &n), MEDIA_AREA_UNREAD);
	assert_true(n == INT64_MAX - (UINT64_C(1) << 40));
}

/* ---- threads --------------------------------------------------------------------------------- */

enum { THREADS = 4, ROUNDS = 3000 };

struct reading {
	struct media *m;
	int (*want)(uint64_t at); /* the byte that stands there */
	uint64_t seed;
	unsigned wrong;
};

static void *read_around(void *user)
{
	struct reading *r = (struct reading *)user;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct fault f = FAULT_INIT;
		enum media_area area;
		uint8_t got[700];
		uint64_t at, n;

		r->seed = r->seed * 6364136223846793005 + 1442695040888963407;
		at = (r->seed >> 33) % (r->m->size - sizeof got);
		if (media_read(r->m, at, got, sizeof got, &f) != 0 ||
		    media_extent(r->m, at, &area, &n, &f) != 0)
			r->wrong++;
		for (size_t k = 0; k < sizeof got; k += 99)
			if (got[k] != r->want(at + k))
				r->wrong++;
	}
	return NULL;
}

static void read_by_all(struct media *m, int (*want)(uint64_t at))
{
	struct reading r[THREADS];
	pthread_t t[THREADS];

	for (unsigned i = 0; i < THREADS; i++) {
		r[i] = (struct reading){ m, want, i + 1, 0 };
		assert_int_equal(pthread_create(&t[i], NULL, read_around, &r[i]), 0);
	}
	for (unsigned i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(t[i], NULL), 0);
		assert_int_equal(r[i].wrong, 0);
	}
}

static int want_mixed(uint64_t at)
{
	size_t k = (size_t)(at / 1024);

	return mixed[k] == CLUSTER_DATA || mixed[k] == CLUSTER_PACKED ? 'A' + (int)k : 0;
}

static void several_threads_read_one_qcow2(void **state)
{
	OWNED(made) struct made x = made_qcow2(3, 10, 0);

	(void)state;
	made_open(&x);
	read_by_all(x.m, want_mixed);
}

/* A library whose handles break when two threads are in one. */
struct frail {
	unsigned inside;
};

static int want_frail(uint64_t at)
{
	return (int)(at % 251);
}

static ssize_t frail_read(void *user, uint64_t offset, void *into, size_t n)
{
	struct frail *h = (struct frail *)user;

	if (h->inside++ != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		((uint8_t *)into)[i] = (uint8_t)want_frail(offset + i);
	h->inside--;
	return (ssize_t)n;
}

static void *frail_open(const struct image *i)
{
	(void)i;
	return calloc(1, sizeof(struct frail));
}

static void handles_of_a_library_serve_one_thread_each(void **state)
{
	static const struct library lib = { frail_read, frail_open, free };
	OWNED(media) struct media *m = NULL;
	struct fault f = FAULT_INIT;

	(void)state;
	must(pooled_new(&m, &lib, frail_open(NULL), 1 << 20, 512, &f), &f);
	pooled_more(m, 1);
	read_by_all(m, want_frail);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(views_put_segments_together),
		cmocka_unit_test(a_view_whose_segments_do_not_join_is_a_fault),
		cmocka_unit_test(beyond_the_end_is_unread),
		cmocka_unit_test(only_bad_sectors_are_given_up),
		cmocka_unit_test(what_no_map_line_rescued_is_unread),
		cmocka_unit_test(a_file_that_is_no_map_is_refused),
		cmocka_unit_test(a_raw_file_has_holes_and_its_cut_end_is_unread),
		cmocka_unit_test(parts_beside_the_first_are_one_image),
		cmocka_unit_test(what_is_no_image_is_refused_with_words),
		cmocka_unit_test(qcow2_is_read_in_every_cluster_size),
		cmocka_unit_test(qcow2_shows_what_no_table_names),
		cmocka_unit_test(qcow2_damage_is_unread_and_nothing_worse),
		cmocka_unit_test(qcow2_with_a_backing_file_leaves_its_part_unread),
		cmocka_unit_test(qcow2_that_cannot_be_read_is_refused),
		cmocka_unit_test(qcow2_may_claim_any_size),
		cmocka_unit_test(several_threads_read_one_qcow2),
		cmocka_unit_test(handles_of_a_library_serve_one_thread_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
