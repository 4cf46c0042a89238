/*
 * tests/postgres_build.h - a PostgreSQL 15 data directory in memory, for tests and the fuzzer: a catalog of one table
 * "tag" (id int4, repository_id int4, artifact_id int4, name varchar, note text, pushed timestamp), whatever rows,
 * states of transactions and log a test puts there.
 */
#ifndef TESTS_POSTGRES_BUILD_H
#define TESTS_POSTGRES_BUILD_H

#include "base/crc32c.h"
#include "postgres/postgres.h"

#include <stdlib.h>
#include <string.h>

enum {
	B_PAGE = 8192, B_FILES = 12, B_TAG_OID = 16400, B_TAG_NODE = 16401, B_TOAST_OID = 16402, B_TOAST_NODE = 16403,
	B_NEXT = 1000, B_OLDEST = 700, B_NEXT_MULTI = 5, B_NEXT_MEMBER = 9,
};

struct built {
	struct pg_file file[B_FILES];
	struct span bytes[B_FILES];
	struct pg_files files;
	uint8_t control[B_PAGE], map[512], class_[B_PAGE], attribute[B_PAGE], tag[2 * B_PAGE], toast[B_PAGE];
	uint8_t xact[B_PAGE], wal[4 * B_PAGE], offsets[B_PAGE], members[B_PAGE];
};

static inline void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

static inline void put32(uint8_t *p, uint32_t v)
{
	put16(p, v & 0xFFFF);
	put16(p + 2, v >> 16);
}

static inline void put64(uint8_t *p, uint64_t v)
{
	put32(p, (uint32_t)v);
	put32(p + 4, (uint32_t)(v >> 32));
}

static inline uint32_t crc_of(const void *p, size_t n)
{
	return crc32c(~0u, span_make(p, n)) ^ ~0u;
}

static inline void page_begin(uint8_t *page, uint64_t lsn)
{
	memset(page, 0, B_PAGE);
	put32(page, (uint32_t)(lsn >> 32));
	put32(page + 4, (uint32_t)lsn);
	put16(page + 12, 24);
	put16(page + 14, B_PAGE);
	put16(page + 16, B_PAGE);
	put16(page + 18, B_PAGE | 4);
}

struct head {
	uint32_t xmin, xmax;
	unsigned mask, columns;
	uint32_t next_block;
	uint16_t next; /* 0: itself */
};

/* A row; its place is returned. */
static inline uint16_t page_row(uint8_t *page, uint32_t block, struct head h, const void *data, size_t n)
{
	unsigned lower = (unsigned)(page[12] | page[13] << 8), upper = (unsigned)(page[14] | page[15] << 8);
	uint16_t place = (uint16_t)((lower - 24) / 4 + 1);
	size_t length = 24 + n;
	uint8_t *t;

	upper = (unsigned)((upper - length) & ~7u);
	t = page + upper;
	put32(t, h.xmin);
	put32(t + 4, h.xmax);
	put16(t + 12, (h.next ? h.next_block : block) >> 16);
	put16(t + 14, (h.next ? h.next_block : block) & 0xFFFF);
	put16(t + 16, h.next ? h.next : place);
	put16(t + 18, h.columns);
	put16(t + 20, h.mask);
	t[22] = 24;
	memcpy(t + 24, data, n);
	put32(page + lower, upper | 1u << 15 | (uint32_t)length << 17);
	put16(page + 12, lower + 4);
	put16(page + 14, upper);
	return place;
}

enum { FROZEN = 0x0300 };

static inline void class_row(uint8_t *page, uint32_t oid, const char *name, uint32_t node, uint32_t toast, char kind)
{
	uint8_t d[160] = { 0 };

	put32(d, oid);
	memcpy(d + 4, name, strlen(name));
	put32(d + 88, node);
	put32(d + 108, toast);
	d[115] = (uint8_t)kind;
	(void)page_row(page, 0, (struct head){ .xmin = 2, .mask = FROZEN | 0x0800, .columns = 33 }, d, sizeof d);
}

static inline void attribute_row(uint8_t *page, const char *name, uint32_t type, int length, unsigned number, char align)
{
	uint8_t d[112] = { 0 };

	put32(d, B_TAG_OID);
	memcpy(d + 4, name, strlen(name));
	put32(d + 68, type);
	put16(d + 76, (unsigned)length & 0xFFFF);
	put16(d + 78, number);
	d[93] = (uint8_t)align;
	(void)page_row(page, 0, (struct head){ .xmin = 2, .mask = FROZEN | 0x0800, .columns = 26 }, d, sizeof d);
}

static inline void build_catalog(struct built *b)
{
	page_begin(b->class_, 1);
	class_row(b->class_, B_TAG_OID, "tag", B_TAG_NODE, B_TOAST_OID, 'r');
	class_row(b->class_, B_TOAST_OID, "pg_toast_16400", B_TOAST_NODE, 0, 't');
	page_begin(b->attribute, 1);
	attribute_row(b->attribute, "id", 23, 4, 1, 'i');
	attribute_row(b->attribute, "repository_id", 23, 4, 2, 'i');
	attribute_row(b->attribute, "artifact_id", 23, 4, 3, 'i');
	attribute_row(b->attribute, "name", 1043, -1, 4, 'i');
	attribute_row(b->attribute, "note", 25, -1, 5, 'i');
	attribute_row(b->attribute, "push_time", 1114, 8, 6, 'd');
	memset(b->map, 0, sizeof b->map);
	put32(b->map, 0x592717);
	put32(b->map + 4, 2);
	put32(b->map + 8, 1259);
	put32(b->map + 12, 1259);
	put32(b->map + 16, 1249);
	put32(b->map + 20, 1249);
	put32(b->map + 504, crc_of(b->map, 504));
}

static inline void build_control(struct built *b, bool checksums)
{
	static const double one = 1234567.0;
	uint8_t *c = b->control;

	memset(c, 0, sizeof b->control);
	put64(c, 7000000000000000001u);
	put32(c + 8, 1300);
	put32(c + 16, 1);
	put64(c + 24, 1790000000);
	put64(c + 32, 0x1000100);
	put32(c + 48, 1);
	put64(c + 64, B_NEXT);
	put32(c + 76, B_NEXT_MULTI);
	put32(c + 80, B_NEXT_MEMBER);
	put32(c + 84, B_OLDEST);
	memcpy(c + 208, &one, 8);
	put32(c + 216, B_PAGE);
	put32(c + 220, 131072);
	put32(c + 224, B_PAGE);
	put32(c + 228, 16 << 20);
	put32(c + 252, checksums);
	put32(c + 288, crc_of(c, 288));
}

static inline void set_state(struct built *b, uint32_t xid, unsigned state)
{
	b->xact[xid / 4] = (uint8_t)((b->xact[xid / 4] & ~(3u << xid % 4 * 2)) | state << xid % 4 * 2);
}

static inline int built_open(void *user, size_t i, struct stream **out, struct fault *f)
{
	return stream_of_span(out, ((struct built *)user)->bytes[i], 0, f);
}

static inline int built_order(const void *a, const void *b)
{
	return span_cmp(((const struct pg_file *)a)->path, ((const struct pg_file *)b)->path);
}

static inline void built_file(struct built *b, const char *path, const void *p, size_t n)
{
	size_t i = b->files.n++;

	b->file[i] = (struct pg_file){ span_of(path), n, (int64_t)i };
	b->bytes[i] = span_make(p, n);
	for (; i > 0 && built_order(&b->file[i - 1], &b->file[i]) > 0; i--) { /* few: sorted as they come */
		struct pg_file file = b->file[i];
		struct span bytes = b->bytes[i];

		b->file[i] = b->file[i - 1];
		b->bytes[i] = b->bytes[i - 1];
		b->file[i - 1] = file;
		b->bytes[i - 1] = bytes;
	}
}

/* A directory without rows; 16 KiB of the table of tags, its pages begun. */
static inline struct built *build_new(void)
{
	struct built *b = (struct built *)calloc(1, sizeof *b);

	if (b == NULL)
		abort();
	build_control(b, false);
	build_catalog(b);
	page_begin(b->tag, 1);
	page_begin(b->tag + B_PAGE, 1);
	page_begin(b->toast, 1);
	b->files = (struct pg_files){ b->file, 0, b, built_open };
	built_file(b, "PG_VERSION", "15\n", 3);
	built_file(b, "global/pg_control", b->control, sizeof b->control);
	built_file(b, "base/5/pg_filenode.map", b->map, sizeof b->map);
	built_file(b, "base/5/1259", b->class_, sizeof b->class_);
	built_file(b, "base/5/1249", b->attribute, sizeof b->attribute);
	built_file(b, "base/5/16401", b->tag, sizeof b->tag);
	built_file(b, "base/5/16403", b->toast, sizeof b->toast);
	built_file(b, "pg_xact/0000", b->xact, sizeof b->xact);
	built_file(b, "pg_multixact/offsets/0000", b->offsets, sizeof b->offsets);
	built_file(b, "pg_multixact/members/0000", b->members, sizeof b->members);
	built_file(b, "pg_wal/000000010000000000000001", b->wal, sizeof b->wal);
	return b;
}

/* id, repository 1, artifact = id, name, no note; `out` holds 64 bytes. */
static inline size_t tag_data(uint8_t *out, uint32_t id, const char *name)
{
	size_t n = strlen(name);

	put32(out, id);
	put32(out + 4, 1);
	put32(out + 8, id);
	out[12] = (uint8_t)((n + 1) << 1 | 1);
	memcpy(out + 13, name, n);
	out[13 + n] = 1 << 1 | 1; /* an empty note */
	return 14 + n;
}

static inline uint16_t tag_row(struct built *b, uint32_t block, uint32_t id, const char *name, struct head h)
{
	uint8_t d[64];
	size_t n = tag_data(d, id, name);

	h.columns = 5;
	return page_row(b->tag + (size_t)block * B_PAGE, block, h, d, n);
}

#endif
