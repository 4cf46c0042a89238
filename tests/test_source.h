/* tests/test_source.h - trees and archives made for tests, and everything a source says of them. */
#ifndef TEST_SOURCE_H
#define TEST_SOURCE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/quote.h"
#include "base/vec.h"
#include "hash/hash.h"
#include "source/source.h"

static const struct limits default_limits = LIMITS_DEFAULT;
static const struct watch no_watch;

static inline void must(int rc, const struct fault *f)
{
	if (rc != 0)
		fail_msg("result %d: %s", rc, f->text);
}

/* ---- making ---------------------------------------------------------------------------------- */

struct place_made {
	char dir[64];
};

static inline struct place_made place_make(void)
{
	struct place_made p = { "/tmp/sherd-test-XXXXXX" };

	assert_non_null(mkdtemp(p.dir));
	return p;
}

static inline int shell(const char *fmt, ...) PRINTF_LIKE(1, 2);

static inline int shell(const char *fmt, ...)
{
	char line[2048];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	assert_in_range(n, 1, (int)sizeof line - 1);
	return system(line); /* NOLINT: our own words */
}

static inline void place_remove(struct place_made *p)
{
	assert_int_equal(shell("chmod -R u+rwx '%s'; rm -rf '%s'", p->dir, p->dir), 0);
}

DEFINE_OWN(place_made, struct place_made, place_remove)

static inline const char *under(char out[512], const char *dir, const char *name)
{
	assert_in_range(snprintf(out, 512, "%s/%s", dir, name), 1, 511);
	return out;
}

static inline void write_bytes(const char *path, const void *bytes, size_t n)
{
	FILE *out = fopen(path, "wb");

	if (out == NULL)
		fail_msg("%s cannot be made", path);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

static inline void make_file(const char *dir, const char *name, const char *text)
{
	char path[512];

	write_bytes(under(path, dir, name), text, strlen(text));
}

static inline void make_dir(const char *dir, const char *name)
{
	char path[512];

	assert_int_equal(mkdir(under(path, dir, name), 0755), 0);
}

/* Bytes that do not compress, the same for the same seed. */
static inline void noise(uint8_t *out, size_t n, uint64_t seed)
{
	for (size_t i = 0; i < n; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		out[i] = (uint8_t)(seed >> 32);
	}
}

static inline void read_file(const char *path, struct buf *out)
{
	struct fault f = FAULT_INIT;
	FILE *in = fopen(path, "rb");
	uint8_t piece[65536];
	size_t n;

	assert_non_null(in);
	while ((n = fread(piece, 1, sizeof piece, in)) > 0)
		must(buf_add(out, span_make(piece, n), &f), &f);
	(void)fclose(in);
}

/* ---- seeing ---------------------------------------------------------------------------------- */

struct seen {
	char *path; /* visible form */
	struct span raw;
	enum entry_kind kind;
	uint64_t size, offset, nlink, inode;
	uint32_t mode;
	struct when mtime;
	char *target;
	enum finding_code trouble;
	char why[160];
	struct runs runs;
	int body; /* 0 read to the end; or the outcome of body or stream */
	char body_why[160];
	uint64_t body_size;
	struct digest digest;
	bool changed;
};

struct sight {
	VEC(struct seen) v;
	struct source_end end;
	int open; /* result of source_open */
	char why[256];
};

static inline void blocks_seen_release(struct sight *s)
{
	for (size_t i = 0; i < s->v.n; i++) {
		free(s->v.v[i].path);
		free(s->v.v[i].target);
		free((void *)(uintptr_t)s->v.v[i].raw.p);
		free(s->v.v[i].runs.v);
	}
	VEC_RELEASE(&s->v);
}

DEFINE_OWN(sight, struct sight, blocks_seen_release)

static inline char *visible(struct span raw)
{
	OWNED(buf) struct buf out = BUF_INIT;
	struct fault f = FAULT_INIT;

	must(quote_visible(&out, raw, &f), &f);
	return strdup(buf_cstr(&out));
}

/* Reads a body to its end; 0 or the outcome. */
static inline int take_in(struct stream *in, struct digest *digest, uint64_t *size, char why[160])
{
	OWNED(hash) struct hash *h = NULL;
	struct fault f = FAULT_INIT;
	uint8_t piece[40000];
	size_t got = 1;
	int rc = 0;

	*size = 0;
	must(hash_new(&h, DIGEST_SHA256, &f), &f);
	while (rc == 0 && got > 0) {
		rc = stream_read(in, piece, sizeof piece, &got, &f);
		must(hash_add(h, span_make(piece, got), &f), &f);
		*size += got;
	}
	if (rc < 0)
		fail_msg("%s", f.text);
	if (rc > 0)
		memcpy(why, in->why, 160);
	must(hash_get(h, digest, &f), &f);
	return rc;
}

static inline void see_body(struct source *s, struct entry *e, struct seen *x)
{
	OWNED(stream) struct stream *in = NULL;
	struct fault f = FAULT_INIT;

	x->body = source_body(s, e, &in, &f);
	if (x->body < 0)
		fail_msg("%s", f.text);
	if (x->body > 0) {
		memcpy(x->body_why, e->why, sizeof x->body_why);
		return;
	}
	x->body = take_in(in, &x->digest, &x->body_size, x->body_why);
	x->changed = source_body_changed(in);
}

static inline struct seen seen_of(const struct entry *e)
{
	struct seen x = { .kind = e->kind, .size = e->size, .offset = e->offset, .mode = e->mode };
	struct fault f = FAULT_INIT;

	x.path = visible(e->path);
	x.target = visible(e->link_target);
	must(span_dup(e->path, &x.raw, &f), &f);
	x.nlink = e->nlink;
	x.inode = e->inode;
	x.mtime = e->mtime;
	x.trouble = e->trouble;
	memcpy(x.why, e->why, sizeof x.why);
	x.runs.n = e->runs.n;
	x.runs.v = (struct run *)calloc(e->runs.n + 1, sizeof *x.runs.v);
	assert_non_null(x.runs.v);
	if (e->runs.n > 0)
		memcpy(x.runs.v, e->runs.v, e->runs.n * sizeof *x.runs.v);
	return x;
}

/* Everything `s` says, to its end. */
static inline void see_source(struct sight *out, struct source *s, bool bodies)
{
	struct fault f = FAULT_INIT;
	struct entry e;
	int rc;

	while ((rc = source_next(s, &e, &f)) == 0) {
		struct seen x = seen_of(&e);

		if (bodies && e.kind == ENTRY_FILE)
			see_body(s, &e, &x);
		must(VEC_PUSH(&out->v, x, &f), &f);
	}
	if (rc != SOURCE_END)
		fail_msg("%d: %s", rc, f.text);
	assert_int_equal(source_next(s, &e, &f), SOURCE_END);
	must(source_finish(s, &out->end, &f), &f);
}

static inline void see_with(struct sight *out, const char *path, enum source_kind kind,
                            const struct limits *limits, bool bodies)
{
	OWNED(source) struct source *s = NULL;
	struct fault f = FAULT_INIT;

	memset(out, 0, sizeof *out);
	out->open = source_open(&s, path, kind, limits, &no_watch, out->why, &f);
	if (out->open < 0)
		fail_msg("%s", f.text);
	if (out->open == 0)
		see_source(out, s, bodies);
}

static inline void see(struct sight *out, const char *path)
{
	see_with(out, path, SOURCE_AUTO, &default_limits, true);
	if (out->open != 0)
		fail_msg("%s", out->why);
}

static inline const struct seen *find(const struct sight *s, const char *path)
{
	for (size_t i = 0; i < s->v.n; i++)
		if (strcmp(s->v.v[i].path, path) == 0 && s->v.v[i].kind != ENTRY_TROUBLE)
			return &s->v.v[i];
	return NULL;
}

static inline const struct seen *get(const struct sight *s, const char *path)
{
	const struct seen *x = find(s, path);

	if (x == NULL)
		fail_msg("%s was not met", path);
	return x;
}

static inline bool same_digest(const struct seen *x, struct span bytes)
{
	struct fault f = FAULT_INIT;
	struct digest want;

	must(hash_span(&want, DIGEST_SHA256, bytes, &f), &f);
	return digest_eq(&want, &x->digest) && x->body_size == bytes.n;
}

#endif
