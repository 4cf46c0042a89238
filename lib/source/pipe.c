/*
 * source/pipe.c - bytes of archive members between the walker, who meets them once in the archive's
 * order, and the worker who examines them. All pipes of a source share one budget of waiting bytes;
 * a pipe may always hold one piece when nothing else waits, so that nobody waits for himself.
 */
#include "source/private.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct pipe_budget {
	pthread_mutex_t lock;
	pthread_cond_t room;
	uint64_t limit, used;
	unsigned users; /* the source itself and every open end */
};

struct piece {
	struct piece *next;
	uint8_t *bytes;
	size_t n, at;
};

struct pipe { /* under the budget's lock */
	struct pipe_budget *budget;
	pthread_cond_t more;
	struct piece *first, *last;
	bool written, unread; /* no more bytes come; nobody reads any more */
	int outcome;
	char why[160];
};

struct pipe_writer {
	struct pipe pipe;
};

struct pipe_reader {
	struct stream base;
	struct pipe_writer *w;
};

int pipe_budget_new(struct pipe_budget **out, uint64_t bytes, struct fault *f)
{
	struct pipe_budget *b = (struct pipe_budget *)calloc(1, sizeof *b);

	*out = NULL;
	if (b == NULL)
		return fault_memory(f, sizeof *b);
	(void)pthread_mutex_init(&b->lock, NULL);
	(void)pthread_cond_init(&b->room, NULL);
	b->limit = bytes;
	b->users = 1;
	*out = b;
	return 0;
}

/* Called with the lock held; gives it back. */
static void leave(struct pipe_budget *b)
{
	bool last = --b->users == 0;

	(void)pthread_mutex_unlock(&b->lock);
	if (!last)
		return;
	(void)pthread_mutex_destroy(&b->lock);
	(void)pthread_cond_destroy(&b->room);
	free(b);
}

void pipe_budget_free(struct pipe_budget *b)
{
	if (b == NULL)
		return;
	(void)pthread_mutex_lock(&b->lock);
	leave(b);
}

void pipe_budget_calm(struct pipe_budget *b)
{
	(void)pthread_mutex_lock(&b->lock);
	while (b->used > b->limit / 2)
		(void)pthread_cond_wait(&b->room, &b->lock);
	(void)pthread_mutex_unlock(&b->lock);
}

static void drop(struct pipe *p, struct piece *x)
{
	p->budget->used -= x->n;
	(void)pthread_cond_broadcast(&p->budget->room);
	free(x->bytes);
	free(x);
}

/* Both ends are gone: the pipe goes too. With the lock held; gives it back. */
static void destroy(struct pipe_writer *w)
{
	struct pipe_budget *b = w->pipe.budget;

	while (w->pipe.first != NULL) {
		struct piece *x = w->pipe.first;

		w->pipe.first = x->next;
		drop(&w->pipe, x);
	}
	(void)pthread_cond_destroy(&w->pipe.more);
	free(w);
	leave(b);
}

static int reader_read(struct stream *s, void *into, size_t n, size_t *got, struct fault *f)
{
	struct pipe *p = &((struct pipe_reader *)s)->w->pipe;
	struct piece *x;
	int rc = 0;

	(void)f;
	if (n == 0)
		return 0;
	(void)pthread_mutex_lock(&p->budget->lock);
	while (p->first == NULL && !p->written)
		(void)pthread_cond_wait(&p->more, &p->budget->lock);
	x = p->first;
	if (x != NULL) {
		*got = x->n - x->at < n ? x->n - x->at : n;
		memcpy(into, x->bytes + x->at, *got);
		x->at += *got;
		if (x->at == x->n) {
			p->first = x->next;
			if (p->first == NULL)
				p->last = NULL;
			drop(p, x);
		}
	} else if (p->outcome != 0) {
		(void)snprintf(s->why, sizeof s->why, "%s", p->why);
		rc = p->outcome;
	}
	(void)pthread_mutex_unlock(&p->budget->lock);
	return rc;
}

static void reader_close(struct stream *s)
{
	struct pipe_writer *w = ((struct pipe_reader *)s)->w;
	struct pipe *p = &w->pipe;

	free(s);
	(void)pthread_mutex_lock(&p->budget->lock);
	p->unread = true;
	(void)pthread_cond_broadcast(&p->budget->room);
	if (p->written)
		destroy(w);
	else
		(void)pthread_mutex_unlock(&p->budget->lock);
}

int pipe_new(struct pipe_writer **writer, struct stream **reader, struct pipe_budget *b,
             struct fault *f)
{
	static const struct stream_ops ops = { reader_read, reader_close };
	struct pipe_writer *w = (struct pipe_writer *)calloc(1, sizeof *w);
	struct pipe_reader *r = (struct pipe_reader *)calloc(1, sizeof *r);

	if (w == NULL || r == NULL) {
		free(w);
		free(r);
		return fault_memory(f, sizeof *w);
	}
	(void)pthread_cond_init(&w->pipe.more, NULL);
	w->pipe.budget = b;
	r->base.ops = &ops;
	r->w = w;
	(void)pthread_mutex_lock(&b->lock);
	b->users++;
	(void)pthread_mutex_unlock(&b->lock);
	*writer = w;
	*reader = &r->base;
	return 0;
}

int pipe_push(struct pipe_writer *w, uint8_t *bytes, size_t n, struct fault *f)
{
	struct pipe *p = &w->pipe;
	struct piece *x = (struct piece *)calloc(1, sizeof *x);
	bool unread;

	if (x == NULL) {
		free(bytes);
		return fault_memory(f, sizeof *x);
	}
	x->bytes = bytes;
	x->n = n;
	(void)pthread_mutex_lock(&p->budget->lock);
	while (!p->unread && p->budget->used > 0 && p->budget->used + n > p->budget->limit)
		(void)pthread_cond_wait(&p->budget->room, &p->budget->lock);
	unread = p->unread;
	if (!unread) {
		p->budget->used += n;
		if (p->last == NULL)
			p->first = x;
		else
			p->last->next = x;
		p->last = x;
		(void)pthread_cond_signal(&p->more);
	}
	(void)pthread_mutex_unlock(&p->budget->lock);
	if (unread) {
		free(x->bytes);
		free(x);
	}
	return unread;
}

void pipe_end(struct pipe_writer *w, int outcome, const char *why)
{
	struct pipe *p = &w->pipe;

	(void)pthread_mutex_lock(&p->budget->lock);
	p->written = true;
	p->outcome = outcome;
	(void)snprintf(p->why, sizeof p->why, "%s", why);
	(void)pthread_cond_signal(&p->more);
	if (p->unread)
		destroy(w);
	else
		(void)pthread_mutex_unlock(&p->budget->lock);
}
