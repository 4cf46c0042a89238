/* litefile/past.c - the pages on which dead rows may lie: earlier states first, then free pages, then those of tables and indexes. */
#include "litefile/private.h"

static bool is_now(const struct lite *l, uint32_t page, enum lite_file file, uint64_t offset)
{
	return page <= l->facts.pages && l->now[page - 1] == offset + 1 && l->now_file[page - 1] == file;
}

static int past_frame(struct lite *l, const struct lite_frame *x, const struct page_sink *sink, struct fault *f)
{
	struct lite_image m = { .p = l->in.bytes[x->file].p + x->offset, .page = x->page, .file = x->file, .offset = x->offset, .past = true, .at = x->until };

	return is_now(l, x->page, x->file, x->offset) ? 0 : sink->page(sink->user, &m, USE_PAST, f);
}

/* Pages of the main file that the log replaced, or that the database no longer counts. */
static int past_main(struct lite *l, const struct page_sink *sink, struct fault *f)
{
	uint64_t n = l->in.bytes[LITE_MAIN].n / l->facts.page_size;

	for (uint64_t i = 0; i < n && l->frames.n > 0 && !l->facts.hot; i++) {
		struct lite_image m = { .p = l->in.bytes[LITE_MAIN].p + i * l->facts.page_size, .page = (uint32_t)(i + 1), .file = LITE_MAIN,
			           .offset = i * l->facts.page_size, .past = true };

		if ((i >= l->facts.pages || l->now[i] != 0) && sink->page(sink->user, &m, USE_PAST, f) < 0)
			return -1;
	}
	return 0;
}

static int past_pages(struct lite *l, const struct page_sink *sink, struct fault *f)
{
	for (size_t i = l->frames.n; i-- > 0;)
		if (past_frame(l, &l->frames.v[i], sink, f) < 0)
			return -1;
	for (size_t i = 0; i < l->kept.n && !l->facts.hot; i++)
		if (past_frame(l, &l->kept.v[i], sink, f) < 0)
			return -1;
	return past_main(l, sink, f);
}

int dead_pages(struct lite *l, const struct page_sink *sink, struct fault *f)
{
	static const enum page_use uses[] = { [PAGE_LOOSE] = USE_FREE, [PAGE_TREE] = USE_LIVING, [PAGE_TRUNK] = USE_TRUNK, [PAGE_FREE] = USE_FREE };

	if (past_pages(l, sink, f) < 0)
		return -1;
	for (int living = 0; living < 2; living++)
		for (uint32_t page = 1; page <= l->facts.pages; page++) {
			uint8_t kind = l->owners[page - 1].kind;
			struct lite_image m;

			if (kind == PAGE_OVERFLOW || kind == PAGE_POINTERS || (kind == PAGE_TREE) != (living == 1) || !page_now(l, page, &m))
				continue;
			if (l->facts.hot && living == 0)
				continue; /* a journal does not keep what free pages held */
			if (watch_check(l->watch, f) < 0)
				return -1;
			if (sink->page(sink->user, &m, uses[kind], f) < 0)
				return -1;
		}
	return 0;
}
