/* litefile/open.c - the door: a file recognised, read, closed. */
#include "core/sentence.h"
#include "litefile/private.h"

#include <stdlib.h>

static const char magic[16] = "SQLite format 3"; /* with its NUL */

bool lite_is(struct span head)
{
	return head.n >= sizeof magic && memcmp(head.p, magic, sizeof magic) == 0;
}

static int head_read(struct lite *l, char why[200])
{
	struct span s = l->in.bytes[LITE_MAIN];
	uint32_t size, counted;

	if (s.n < LITE_HEAD || !lite_is(s)) {
		(void)sentence(why, 200, S_LITE_NO_HEAD);
		return LITE_NOT_READ;
	}
	size = be16(s.p + 16) == 1 ? 65536 : be16(s.p + 16);
	l->usable = size - s.p[20];
	if (size < 512 || (size & (size - 1)) != 0 || s.p[20] >= size || l->usable < 480 || s.p[21] != 64 || s.p[22] != 32 || s.p[23] != 32) {
		(void)sentence(why, 200, S_LITE_HEAD_DAMAGED);
		return LITE_NOT_READ;
	}
	l->facts.page_size = size;
	l->facts.log_mode = s.p[18] == 2 || s.p[19] == 2;
	l->facts.encoding = be32(s.p + 56) == 0 ? 1 : be32(s.p + 56);
	l->facts.vacuums = be32(s.p + 52) != 0;
	counted = be32(s.p + 28);
	l->facts.pages = (uint32_t)(s.n / size);
	if (counted != 0 && be32(s.p + 24) == be32(s.p + 92) && counted != l->facts.pages) {
		if (counted > l->facts.pages)
			damaged(l, 0); /* unless the log has the rest */
		l->facts.pages = counted;
	}
	if (l->facts.encoding > 3) {
		(void)sentence(why, 200, S_LITE_HEAD_DAMAGED);
		return LITE_NOT_READ;
	}
	return 0;
}

int lite_open(struct lite **out, const struct lite_input *in, const struct limits *limits, const struct watch *watch, char why[200],
              struct fault *f)
{
	OWNED(lite) struct lite *l = (struct lite *)calloc(1, sizeof *l);
	int rc;

	*out = NULL;
	if (l == NULL)
		return fault_memory(f, sizeof *l);
	l->in = *in;
	l->limits = *limits;
	l->watch = watch;
	rc = head_read(l, why);
	if (rc == 0)
		*out = TAKE(&l);
	return rc;
}

void lite_close(struct lite *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < l->tables.n; i++) {
		struct lite_table *t = &l->tables.v[i];

		VEC_RELEASE(&t->rows);
		free(t->contents.v);
		free(t->told.v);
		free(t->told_plain.v);
	}
	VEC_RELEASE(&l->tables);
	VEC_RELEASE(&l->indexes);
	VEC_RELEASE(&l->wanted);
	VEC_RELEASE(&l->frames);
	VEC_RELEASE(&l->kept);
	VEC_RELEASE(&l->index_spaces);
	free(l->frame_order);
	free(l->kept_order);
	free(l->now);
	free(l->now_file);
	free(l->owners);
	buf_release(&l->payload);
	arena_release(&l->row);
	arena_release(&l->arena);
	free(l);
}

int lite_wants(struct lite *l, const char *table, const char *mark, const char *begins, struct fault *f)
{
	struct lite_wanted w = { table, mark, begins };

	return VEC_PUSH(&l->wanted, w, f);
}

/* Pages that a hostile head or log counts and nobody has are not given room. */
static void bound_pages(struct lite *l)
{
	uint64_t most = l->in.bytes[LITE_MAIN].n / l->facts.page_size + l->in.bytes[LITE_LOG].n / l->facts.page_size +
	                l->in.bytes[LITE_JOURNAL].n / l->facts.page_size;

	if (l->facts.pages > most) {
		l->facts.pages = (uint32_t)most;
		damaged(l, 0);
	}
}

static void count_free(struct lite *l)
{
	for (uint32_t i = 0; i < l->facts.pages; i++) {
		uint8_t kind = l->owners[i].kind;

		l->facts.free_pages += kind == PAGE_LOOSE || kind == PAGE_FREE || kind == PAGE_TRUNK;
	}
	l->facts.unread_free = l->facts.hot ? l->facts.free_pages : 0;
}

int lite_schema(struct lite *l, struct fault *f)
{
	uint32_t before = l->facts.pages;
	struct lite_image first;

	if (l->now != NULL)
		return 0;
	if (journal_load(l, f) < 0 || log_load(l, f) < 0)
		return -1;
	if (before != l->facts.pages || l->facts.committed > 0) { /* the head's own count is not the last word */
		l->facts.damaged = false;
		l->facts.damaged_pages = 0;
	}
	bound_pages(l);
	if (pages_map(l, f) < 0)
		return -1;
	if (page_now(l, 1, &first)) {
		l->facts.encoding = be32(first.p + 56) >= 1 && be32(first.p + 56) <= 3 ? be32(first.p + 56) : l->facts.encoding;
		l->facts.vacuums = be32(first.p + 52) != 0;
	}
	return schema_read(l, f);
}

int lite_read(struct lite *l, struct fault *f)
{
	if (lite_schema(l, f) < 0 || tree_claims(l, f) < 0)
		return -1;
	count_free(l);
	for (size_t i = 0; i < l->tables.n; i++)
		if (l->tables.v[i].wanted && rows_learn(l, &l->tables.v[i], f) < 0)
			return -1;
	return index_load(l, f);
}

bool lite_has(const struct lite *l, const char *table, const char *column)
{
	for (size_t i = 0; i < l->tables.n; i++) {
		const struct lite_table *t = &l->tables.v[i];

		for (size_t k = 0; t->wanted && span_is(t->name, table) && k < t->n; k++)
			if (span_is(t->columns[k].name, column))
				return true;
	}
	return false;
}

const struct lite_facts *lite_facts(const struct lite *l)
{
	return &l->facts;
}
