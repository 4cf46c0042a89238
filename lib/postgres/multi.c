/* postgres/multi.c - several transactions at once in one xmax: which of them wrote, by the log or by pg_multixact. */
#include "postgres/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { /* format: */
	OFFSETS_A_PAGE = PG_PAGE / 4, MEMBERS_A_GROUP = 4, GROUP_BYTES = 20, GROUPS_A_PAGE = PG_PAGE / GROUP_BYTES,
	MEMBERS_A_PAGE = GROUPS_A_PAGE * MEMBERS_A_GROUP, PAGES_A_FILE = 32, STATUS_WRITES = 4, STATUS_MOST = 5, /* format: */
};

void multi_release(struct multi *m)
{
	VEC_RELEASE(&m->made);
	for (size_t i = 0; i < COUNT(m->file); i++)
		buf_release(&m->file[i].bytes);
}

/* ---- by the log ------------------------------------------------------------------------------------------------- */

/* mid u32, offset u32, count i32, members { xid u32, status u32 } */
int multi_take(struct pg_cluster *c, struct span main, struct fault *f)
{
	struct made m = { .writer = 0 };
	uint32_t n = main.n < 12 ? 0 : le32(main.p + 8);

	if (n == 0 || n > (main.n - 12) / 8)
		return 0;
	m.id = le32(main.p);
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t *p = main.p + 12 + (size_t)i * 8;

		if (le32(p + 4) >= STATUS_WRITES)
			m.writer = le32(p);
	}
	if (c->multi.made.n >= c->limits.pg_commits) {
		watch_bite(c->watch, LIMIT_pg_commits, 1);
		return 0;
	}
	return VEC_PUSH(&c->multi.made, m, f);
}

static int by_id(const void *a, const void *b)
{
	uint32_t x = ((const struct made *)a)->id, y = ((const struct made *)b)->id;

	return x < y ? -1 : x > y;
}

void multi_settle(struct multi *m)
{
	if (m->made.n > 1)
		qsort(m->made.v, m->made.n, sizeof *m->made.v, by_id);
}

/* ---- by the files -------------------------------------------------------------------------------------------------- */

/* Page `page` of pg_multixact/<folder>, from the file kept last; NULL: not there. */
static const uint8_t *page_of_file(struct pg_cluster *c, unsigned which, const char *folder, uint32_t page, struct fault *f)
{
	struct multi_file *k = &c->multi.file[which];
	uint32_t number = page / PAGES_A_FILE;
	char path[64];

	if (!k->read || k->number != number) {
		(void)snprintf(path, sizeof path, "pg_multixact/%s/%04" PRIX32, folder, number);
		k->read = true;
		k->number = number;
		if (cluster_small(c, path, (size_t)PG_PAGE * PAGES_A_FILE, &k->bytes, f) < 0)
			return NULL;
	}
	page %= PAGES_A_FILE;
	return k->bytes.n < ((size_t)page + 1) * PG_PAGE ? NULL : (const uint8_t *)k->bytes.p + (size_t)page * PG_PAGE;
}

static bool offset_of(struct pg_cluster *c, uint32_t id, uint32_t *out, struct fault *f)
{
	const uint8_t *p = page_of_file(c, 0, "offsets", id / OFFSETS_A_PAGE, f);

	*out = p == NULL ? 0 : le32(p + (size_t)(id % OFFSETS_A_PAGE) * 4);
	return *out != 0;
}

static bool member_of(struct pg_cluster *c, uint32_t at, uint32_t *xid, unsigned *status, struct fault *f)
{
	const uint8_t *p = page_of_file(c, 1, "members", at / MEMBERS_A_PAGE, f);
	uint32_t group = at % MEMBERS_A_PAGE / MEMBERS_A_GROUP, i = at % MEMBERS_A_GROUP;

	if (p == NULL)
		return false;
	*status = p[(size_t)group * GROUP_BYTES + i];
	*xid = le32(p + (size_t)group * GROUP_BYTES + 4 + (size_t)i * 4);
	return *status <= STATUS_MOST && *xid != 0;
}

static uint32_t by_files(struct pg_cluster *c, uint32_t id, struct fault *f)
{
	uint32_t from, to = c->control.next_member, writer = 0;

	if (!offset_of(c, id, &from, f) || (id + 1 != c->control.next_multi && !offset_of(c, id + 1, &to, f)) || to == from)
		return MULTI_UNKNOWN;
	if (to - from > c->limits.pg_members) {
		watch_bite_again(c->watch, LIMIT_pg_members, to - from - c->limits.pg_members);
		return MULTI_UNKNOWN;
	}
	for (uint32_t at = from; at != to; at++) {
		unsigned status;
		uint32_t xid;

		if (!member_of(c, at, &xid, &status, f))
			return MULTI_UNKNOWN;
		if (status >= STATUS_WRITES)
			writer = xid;
	}
	return writer;
}

uint32_t multi_writer(struct pg_cluster *c, uint32_t id)
{
	struct made key = { .id = id };
	const struct made *m = c->multi.made.n == 0 ? NULL : (const struct made *)bsearch(&key, c->multi.made.v, c->multi.made.n, sizeof key, by_id);
	struct fault f = FAULT_INIT; /* what cannot be had is not known, for want of memory too */
	uint32_t writer = c->xact.silent ? MULTI_UNKNOWN : m != NULL ? m->writer : by_files(c, id, &f);

	c->facts.unsettled += writer == MULTI_UNKNOWN;
	return writer;
}
