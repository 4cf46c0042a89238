/* litefile/pages.c - which bytes a page has now, and had. */
#include "litefile/private.h"

#include <stdlib.h>

void damaged(struct lite *l, uint32_t page)
{
	l->facts.damaged = true;
	if (l->facts.damaged_pages++ == 0 && page > 0)
		l->facts.first_damaged = (uint64_t)(page - 1) * l->facts.page_size;
}

static bool image_at(const struct lite *l, enum lite_file file, uint64_t offset, uint32_t page, struct lite_image *out)
{
	struct span s = l->in.bytes[file];

	if (offset > s.n || s.n - offset < l->facts.page_size)
		return false;
	*out = (struct lite_image){ .p = s.p + offset, .page = page, .file = file, .offset = offset };
	return true;
}

bool page_now(const struct lite *l, uint32_t page, struct lite_image *out)
{
	if (page == 0 || page > l->facts.pages)
		return false;
	if (l->now[page - 1] != 0)
		return image_at(l, (enum lite_file)l->now_file[page - 1], l->now[page - 1] - 1, page, out);
	return image_at(l, LITE_MAIN, (uint64_t)(page - 1) * l->facts.page_size, page, out);
}

/* Of the states of `page` in `v`, the last one before `before`; SIZE_MAX: none. */
static size_t state_before(const struct lite_frame *v, const size_t *order, size_t n, uint32_t page, size_t before)
{
	size_t low = LOWER_BOUND(n, mid, v[order[mid]].page < page || (v[order[mid]].page == page && order[mid] < before));

	return low > 0 && v[order[low - 1]].page == page ? order[low - 1] : SIZE_MAX;
}

bool page_beside(const struct lite *l, const struct lite_image *beside, uint32_t page, struct lite_image *out)
{
	size_t i;

	if (!beside->past)
		return page_now(l, page, out);
	if (page == 0)
		return false;
	if (beside->file == LITE_JOURNAL) {
		i = state_before(l->kept.v, l->kept_order, l->kept.n, page, SIZE_MAX);
		return i == SIZE_MAX ? page_now(l, page, out) : image_at(l, LITE_JOURNAL, l->kept.v[i].offset, page, out);
	}
	i = state_before(l->frames.v, l->frame_order, l->frames.n, page, beside->at);
	return image_at(l, i == SIZE_MAX ? LITE_MAIN : LITE_LOG,
	                i == SIZE_MAX ? (uint64_t)(page - 1) * l->facts.page_size : l->frames.v[i].offset, page, out);
}

static int by_page(const void *a, const void *b, void *user)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const struct lite_frame *v = (const struct lite_frame *)user;

	if (v[x].page != v[y].page)
		return v[x].page < v[y].page ? -1 : 1;
	return x < y ? -1 : x > y;
}

static int order_of(struct lite_frame *v, size_t n, size_t **out, struct fault *f)
{
	*out = (size_t *)calloc(n + 1, sizeof **out);
	if (*out == NULL)
		return fault_memory(f, n * sizeof **out);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = i;
	if (n > 1)
		qsort_r(*out, n, sizeof **out, by_page, v);
	return 0;
}

static void set_now(struct lite *l, uint32_t page, enum lite_file file, uint64_t offset)
{
	if (page == 0 || page > l->facts.pages)
		return;
	l->now[page - 1] = offset + 1;
	l->now_file[page - 1] = (uint8_t)file;
}

/* After the log and the journal said how many pages there are. Frames of the present turn are the last ones. */
int pages_map(struct lite *l, struct fault *f)
{
	l->now = (uint64_t *)calloc((size_t)l->facts.pages + 1, sizeof *l->now);
	l->now_file = (uint8_t *)calloc((size_t)l->facts.pages + 1, 1);
	l->owners = (struct owner *)calloc((size_t)l->facts.pages + 1, sizeof *l->owners);
	if (l->now == NULL || l->now_file == NULL || l->owners == NULL)
		return fault_memory(f, (size_t)l->facts.pages * (sizeof *l->now + 1 + sizeof *l->owners));
	if (order_of(l->frames.v, l->frames.n, &l->frame_order, f) < 0 || order_of(l->kept.v, l->kept.n, &l->kept_order, f) < 0)
		return -1;
	for (size_t i = l->frames.n, until = l->frames.n; i-- > 0;) {
		until = l->frames.v[i].ends ? i + 1 : until;
		l->frames.v[i].until = until;
	}
	for (size_t i = l->facts.hot ? l->kept.n : 0; i-- > 0;) /* the first is what it was before the transaction */
		set_now(l, l->kept.v[i].page, LITE_JOURNAL, l->kept.v[i].offset);
	for (size_t i = 0; i < l->frames.n; i++)
		if (l->frames.v[i].turn == 0)
			set_now(l, l->frames.v[i].page, LITE_LOG, l->frames.v[i].offset);
	return 0;
}
