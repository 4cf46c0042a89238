/*
 * tests/test_fs.h - file systems made by hand, in memory, and asked through the door of fs/. Offsets here are those of
 * the formats' own documents, not our names for them. A row changes a healthy image in a few places and says what is
 * then to be told.
 */
#ifndef TEST_FS_H
#define TEST_FS_H

#include "test_source.h"

#include "fs/fs.h"
#include "support/images.h"

struct change { /* `width` 0: no change */
	uint32_t at;
	unsigned width;
	uint64_t value;
};

/* CRC-32C bit by bit, as the papers have it: independent of the one under test. */
static inline uint32_t slow_crc32c(uint32_t crc, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		crc ^= p[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0x82F63B78u & (0u - (crc & 1)));
	}
	return crc;
}

struct made { /* one image, opened */
	uint8_t *bytes;
	size_t size;
	struct media *media;
	struct fs *fs;
	char why[FS_WHY];
};

static inline void made_release(struct made *m)
{
	fs_close(m->fs);
	media_close(m->media);
	free(m->bytes);
}
DEFINE_OWN(made, struct made, made_release)

static inline int made_open(struct made *m, enum content content)
{
	struct fault f = FAULT_INIT;
	int rc;

	must(media_of_span(&m->media, span_make(m->bytes, m->size), &f), &f);
	rc = fs_open(&m->fs, m->media, content, 0, &default_limits, &no_watch, m->why, &f);
	assert_true(rc >= 0);
	return rc;
}

/* Names of a directory as one text "a b c"; the outcome. */
static inline int list_text(struct made *m, struct fs_id dir, char *out, size_t size)
{
	OWNED(arena) struct arena arena = ARENA_INIT;
	struct fs_names names = { .arena = &arena };
	struct fault f = FAULT_INIT;
	size_t n = 0;
	int rc = fs_list(m->fs, dir, &names, m->why, &f);

	assert_true(rc >= 0);
	out[0] = '\0';
	for (size_t i = 0; i < names.v.n && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%.*s", i > 0 ? " " : "", (int)names.v.v[i].name.n,
		                      (const char *)names.v.v[i].name.p);
	VEC_RELEASE(&names.v);
	return rc;
}

/* Runs as one text "at:offset+length ..."; the outcome. */
static inline int runs_text(struct made *m, struct fs_id id, char *out, size_t size)
{
	struct runs r = { NULL, 0 };
	struct fault f = FAULT_INIT;
	size_t n = 0;
	int rc = fs_runs(m->fs, id, &r, m->why, &f);

	assert_true(rc >= 0);
	out[0] = '\0';
	for (size_t i = 0; i < r.n && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%ju:%ju+%ju", i > 0 ? " " : "", (uintmax_t)r.v[i].at,
		                      (uintmax_t)r.v[i].offset, (uintmax_t)r.v[i].length);
	free(r.v);
	return rc;
}

/* Free ranges as one text "offset+length ...". */
static inline void free_text(struct made *m, char *out, size_t size)
{
	uint64_t from = 0, offset, length;
	struct fault f = FAULT_INIT;
	size_t n = 0;
	int rc;

	out[0] = '\0';
	while ((rc = fs_next_free(m->fs, from, &offset, &length, &f)) == 0 && n < size) {
		n += (size_t)snprintf(out + n, size - n, "%s%ju+%ju", n > 0 ? " " : "", (uintmax_t)offset, (uintmax_t)length);
		from = offset + length;
	}
	assert_int_equal(rc, FS_END);
}

/* Counts the names of the tree from `dir` down, as whoever walks it does, and holds the whole against itself. */
static inline void census_of(struct made *m, struct fs_census *c, struct fs_id dir, unsigned depth)
{
	OWNED(arena) struct arena arena = ARENA_INIT;
	struct fs_names names = { .arena = &arena };
	struct fault f = FAULT_INIT;

	must(fs_census_add(c, dir, &f), &f);
	assert_true(fs_list(m->fs, dir, &names, m->why, &f) >= 0);
	for (size_t i = 0; i < names.v.n; i++)
		if (names.v.v[i].kind == ENTRY_DIR && depth < 8)
			census_of(m, c, names.v.v[i].id, depth + 1);
		else
			must(fs_census_add(c, names.v.v[i].id, &f), &f);
	VEC_RELEASE(&names.v);
}

static inline const char *check_note(struct made *m)
{
	OWNED(fs_census) struct fs_census *c = NULL;
	struct fault f = FAULT_INIT;

	must(fs_census_new(&c, &f), &f);
	census_of(m, c, fs_root(m->fs), 0);
	must(fs_check(m->fs, c, &f), &f);
	return fs_facts(m->fs)->note;
}

/* ---- tables of changes ------------------------------------------------------------------------------- */

enum { CHANGES = 6 }; /* of a row at most */

struct open_row {
	const char *why;
	struct change c[CHANGES];
	int want; /* of fs_open() */
	const char *says;
};

struct text_row {
	const char *why;
	struct change c[CHANGES];
	int want;
	const char *text, *says; /* `says` where it is not 0 */
};

struct maker { /* of one file system */
	struct made (*make)(void);
	void (*apply)(struct made *m, const struct change *c, size_t n);
	enum content content;
};

static inline void rows_of_opening(const struct maker *fs, const struct open_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		OWNED(made) struct made m = fs->make();
		int got;

		fs->apply(&m, rows[i].c, CHANGES);
		got = made_open(&m, fs->content);
		if (got != rows[i].want || strstr(m.why, rows[i].says) == NULL)
			fail_msg("%s: got %d, want %d (%s)", rows[i].why, got, rows[i].want, m.why);
	}
}

/* What `ask` (list_text, runs_text) tells of `id`; the root when `id` is none. */
static inline void rows_of_text(const struct maker *fs, int (*ask)(struct made *, struct fs_id, char *, size_t),
                                struct fs_id id, const struct text_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		OWNED(made) struct made m = fs->make();
		char text[200];
		int got;

		fs->apply(&m, rows[i].c, CHANGES);
		assert_int_equal(made_open(&m, fs->content), 0);
		got = ask(&m, id.inode == 0 ? fs_root(m.fs) : id, text, sizeof text);
		if (got != rows[i].want || strcmp(text, rows[i].text) != 0 || (got != 0 && strstr(m.why, rows[i].says) == NULL))
			fail_msg("%s: got %d \"%s\", want %d \"%s\" (%s)", rows[i].why, got, text, rows[i].want, rows[i].text, m.why);
	}
}

#endif
