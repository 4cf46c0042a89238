/* tests/graph_logs.h - events of logs for a graph, out of an array. */
#ifndef TESTS_GRAPH_LOGS_H
#define TESTS_GRAPH_LOGS_H

#include "graph/graph.h"

#include <stdlib.h>

struct given_logs {
	const struct log_fact *v;
	size_t n;
};

static int given_events(void *user, int (*take)(void *to, const struct log_fact *x, struct fault *f), void *to, struct fault *f)
{
	const struct given_logs *l = (const struct given_logs *)user;

	for (size_t i = 0; i < l->n; i++)
		if (take(to, &l->v[i], f) < 0)
			return -1;
	return 0;
}

static int given_order(const void *a, const void *b)
{
	return digest_cmp((const struct digest *)a, (const struct digest *)b);
}

static int given_digests(void *user, int (*take)(void *to, const struct digest *d, struct fault *f), void *to, struct fault *f)
{
	const struct given_logs *l = (const struct given_logs *)user;
	struct digest *v = (struct digest *)calloc(l->n * 2 + 1, sizeof *v);
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (logged_names(l->v[i].event) && digest_set(&l->v[i].digest))
			v[n++] = l->v[i].digest;
		if (logged_names(l->v[i].event) && digest_set(&l->v[i].parent))
			v[n++] = l->v[i].parent;
	}
	if (n > 1)
		qsort(v, n, sizeof *v, given_order);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (i == 0 || !digest_eq(&v[i - 1], &v[i]))
			rc = take(to, &v[i], f);
	free(v);
	return rc;
}

#endif
