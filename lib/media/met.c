/*
 * media/met.c - what could not be read, noted where it happens: whoever asked for it, a live tree, a
 * journal, a search of free space, the image is told of as not read there. Ranges that touch become
 * one; beyond the bound unread_ranges only their bytes are counted.
 */
#include "base/check.h"
#include "media/private.h"
#include "core/sentence.h"

#include <pthread.h>
#include <stdlib.h>

struct met {
	pthread_mutex_t lock;
	VEC(struct unread) v; /* ascending, apart from each other */
	uint64_t most;        /* ranges */
	uint64_t more;        /* bytes that have no range of their own */
	const struct watch *watch;
};

int image_met_start(struct image *i, struct fault *f)
{
	i->met = (struct met *)calloc(1, sizeof *i->met);
	if (i->met == NULL || pthread_mutex_init(&i->met->lock, NULL) != 0) {
		free(i->met);
		i->met = NULL;
		return fault_memory(f, sizeof *i->met);
	}
	i->met->watch = i->watch;
	i->met->most = watch_limit(i->watch, LIMIT_unread_ranges);
	return 0;
}

void met_free(struct met *m)
{
	if (m == NULL)
		return;
	(void)pthread_mutex_destroy(&m->lock);
	VEC_RELEASE(&m->v);
	free(m);
}

/* The first range that ends at `at` or after it. */
static size_t first_after(const struct met *m, uint64_t at)
{
	size_t low = LOWER_BOUND(m->v.n, mid, m->v.v[mid].at + m->v.v[mid].length < at);
	return low;
}

/* Memory that is short costs the range, not the statement that there is one. */
static void add(struct met *m, uint64_t at, uint64_t n)
{
	size_t i = first_after(m, at), k = i;
	struct unread new = { at, n };
	struct fault unheard = FAULT_INIT;

	for (; k < m->v.n && m->v.v[k].at <= at + n; k++) {
		uint64_t end = m->v.v[k].at + m->v.v[k].length;

		if (end > new.at + new.length)
			new.length = end - new.at;
		if (m->v.v[k].at < new.at) {
			new.length += new.at - m->v.v[k].at;
			new.at = m->v.v[k].at;
		}
	}
	if (k == i && (m->v.n >= m->most || VEC_PUSH(&m->v, new, &unheard) < 0)) {
		if (m->v.n >= m->most)
			watch_bite(m->watch, LIMIT_unread_ranges, 1);
		m->more = sum_u64(m->more, n);
		return;
	}
	if (k == i)
		memmove(&m->v.v[i + 1], &m->v.v[i], (m->v.n - 1 - i) * sizeof new);
	else
		memmove(&m->v.v[i + 1], &m->v.v[k], (m->v.n - k) * sizeof new);
	m->v.n -= k > i ? k - i - 1 : 0;
	m->v.v[i] = new;
}

void image_met(struct image *i, uint64_t at, uint64_t n)
{
	if (i == NULL || i->met == NULL || n == 0 || n > UINT64_MAX - at)
		return;
	(void)pthread_mutex_lock(&i->met->lock);
	add(i->met, at, n);
	(void)pthread_mutex_unlock(&i->met->lock);
}

void met_sum(struct met *m, struct media_info *out)
{
	if (m == NULL)
		return;
	(void)pthread_mutex_lock(&m->lock);
	out->met_bytes = m->more;
	out->met_pieces = m->v.n;
	out->met_first = m->v.n > 0 ? m->v.v[0].at : 0;
	for (size_t k = 0; k < m->v.n; k++)
		out->met_bytes = sum_u64(out->met_bytes, m->v.v[k].length);
	(void)pthread_mutex_unlock(&m->lock);
}
