/* recover/each.c - a list of equal tasks, taken in turn by threads. */
#include "recover/stages.h"

#include <pthread.h>
#include <stdatomic.h>

struct tasks {
	int (*one)(void *user, size_t i, const struct tools *t, struct fault *f);
	void *user;
	size_t n;
	const struct watch *watch;
	atomic_size_t next;
	atomic_bool failed;
};

struct task_worker {
	struct tasks *tasks;
	const struct tools *tools;
	struct fault fault;
	int rc;
};

static void *worker_main(void *user)
{
	struct task_worker *h = (struct task_worker *)user;
	struct tasks *t = h->tasks;

	for (;;) {
		size_t i = atomic_fetch_add(&t->next, 1);

		if (i >= t->n || atomic_load(&t->failed))
			return NULL;
		h->rc = watch_check(t->watch, &h->fault) < 0 ? -1 : t->one(t->user, i, h->tools, &h->fault);
		if (h->rc < 0) {
			atomic_store(&t->failed, true);
			return NULL;
		}
	}
}

int carve_each(struct carve *c, size_t most, size_t n,
               int (*one)(void *user, size_t i, const struct tools *t, struct fault *f), void *user, struct fault *f)
{
	struct tasks tasks = { .one = one, .user = user, .n = n, .watch = c->s.watch };
	struct task_worker workers[JOBS_MOST];
	pthread_t threads[JOBS_MOST];
	size_t jobs = n < c->jobs ? n : c->jobs, started = 0;

	jobs = jobs < most ? jobs : most;
	for (size_t i = 0; i < jobs; i++)
		workers[i] = (struct task_worker){ .tasks = &tasks, .tools = &c->tools[i], .fault = FAULT_INIT };
	/* this thread is one of them: where no other can be made, it does all */
	for (size_t i = 1; i < jobs; i++, started++)
		if (pthread_create(&threads[i], NULL, worker_main, &workers[i]) != 0)
			break;
	if (jobs > 0)
		(void)worker_main(&workers[0]);
	for (size_t i = 1; i <= started; i++)
		(void)pthread_join(threads[i], NULL);
	for (size_t i = 0; i < jobs; i++)
		if (workers[i].rc < 0) {
			*f = workers[i].fault;
			return -1;
		}
	return 0;
}
