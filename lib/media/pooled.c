/* media/pooled.c - handles of a foreign library behind one media. */
#include "media/pooled.h"
#include "base/check.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>

struct pooled {
	struct image image;
	const struct library *lib;
	size_t grain;
	pthread_mutex_t lock;
	pthread_cond_t freed;
	void *idle[POOLED_MOST], *all[POOLED_MOST];
	size_t idle_n, all_n;
};

static void *take(struct pooled *p)
{
	void *handle;

	(void)pthread_mutex_lock(&p->lock);
	while (p->idle_n == 0)
		(void)pthread_cond_wait(&p->freed, &p->lock);
	handle = p->idle[--p->idle_n];
	(void)pthread_mutex_unlock(&p->lock);
	return handle;
}

static void give_back(struct pooled *p, void *handle)
{
	(void)pthread_mutex_lock(&p->lock);
	p->idle[p->idle_n++] = handle;
	(void)pthread_cond_signal(&p->freed);
	(void)pthread_mutex_unlock(&p->lock);
}

static int pooled_read(struct media *m, uint64_t offset, void *into, size_t n, struct fault *f)
{
	struct pooled *p = (struct pooled *)m;
	void *handle = take(p);
	int rc = media_salvage(p->lib->read, handle, offset, into, n, p->grain,
	                       (struct salvage_log){ &p->image, 0 });

	(void)f;
	give_back(p, handle);
	return rc;
}

static void pooled_close(struct media *m)
{
	struct pooled *p = (struct pooled *)m;

	for (size_t i = 0; i < p->all_n; i++)
		p->lib->close(p->all[i]);
	(void)pthread_cond_destroy(&p->freed);
	(void)pthread_mutex_destroy(&p->lock);
	image_release(&p->image);
	free(p);
}

static const struct media_ops pooled_ops = { pooled_read, NULL, NULL, pooled_close, true };

static bool make_locks(struct pooled *p)
{
	if (pthread_mutex_init(&p->lock, NULL) != 0)
		return false;
	if (pthread_cond_init(&p->freed, NULL) == 0)
		return true;
	(void)pthread_mutex_destroy(&p->lock);
	return false;
}

int pooled_new(struct media **out, const struct library *lib, void *first, uint64_t size,
               size_t grain, struct fault *f)
{
	struct pooled *p = (struct pooled *)calloc(1, sizeof *p);

	*out = NULL;
	if (p == NULL || !make_locks(p)) {
		free(p);
		lib->close(first);
		return fault_memory(f, sizeof *p);
	}
	p->image.base = (struct media){ &pooled_ops, size, 0 };
	p->image.fd = -1;
	p->lib = lib;
	p->grain = grain;
	p->all[0] = p->idle[0] = first;
	p->all_n = p->idle_n = 1;
	*out = &p->image.base;
	return 0;
}

void pooled_more(struct media *m, unsigned more)
{
	struct pooled *p = (struct pooled *)m;

	while (more-- > 0 && p->all_n < POOLED_MOST) {
		void *handle = p->lib->open(&p->image);

		if (handle == NULL)
			return;
		p->all[p->all_n++] = p->idle[p->idle_n++] = handle;
	}
}

void pooled_take_fd(struct media *m, struct opening *o)
{
	struct image *i = &((struct pooled *)m)->image;
	struct stat st;

	/* the libraries open files by name, without asking the kernel to leave access times alone
	 */
	if (media_file_touches(o->fd))
		*o->touched = true;
	i->fd = o->fd;
	i->info.file_size = 0;
	for (size_t k = 0; k < i->files.n; k++)
		if (stat(i->files.v[k], &st) == 0)
			i->info.file_size = sum_u64(i->info.file_size, (uint64_t)st.st_size);
}
