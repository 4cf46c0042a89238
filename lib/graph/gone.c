/* graph/gone.c - what logs say was deleted, in the order in which it can be asked for, and where their times come from. */
#include "graph/story.h"

#include <stdlib.h>

id32 graph_logged_registry(const struct graph *g)
{
	id32 only = NIL;

	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].present) {
			if (only != NIL)
				return NIL;
			only = (id32)i;
		}
	return graph_head(g, only);
}

const char *graph_time_source(enum row_state row, struct when time, struct span method)
{
	static const char *const columns[][2] = {
		{ "commit record", "commit record of the transaction" },
		{ "push_time", "push_time of the row" },
		{ "pull_time", "pull_time of the row" },
		{ "creation_time", "creation_time of the row" },
		{ "op_time", "op_time of the row" },
		{ "start_time", "start_time of the row" },
		{ "lifetime_start_ms", "lifetime_start_ms of the row" },
		{ "lifetime_end_ms", "lifetime_end_ms of the row" },
		{ "datetime", "datetime of the row" },
		{ "created_at", "created_at of the row" },
		{ "updated_at", "updated_at of the row" },
		{ "created_unix", "created_unix of the row" },
	};

	if (!time.known)
		return NULL;
	if (row == ROW_NONE)
		return "time of the log line";
	for (size_t i = 0; i < COUNT(columns); i++)
		if (span_is(method, columns[i][0]))
			return columns[i][1];
	return "a column of the row";
}

static bool of_tag(const struct logged *x)
{
	return x->event == EVENT_TAG_DELETE;
}

static int gone_cmp(const struct logged *d, id32 repository, bool tag, id32 what, struct when time)
{
	id32 own = of_tag(d) ? d->tag : d->node;

	if (d->repository != repository)
		return d->repository < repository ? -1 : 1;
	if (of_tag(d) != tag)
		return of_tag(d) ? 1 : -1;
	if (own != what)
		return own < what ? -1 : 1;
	return when_cmp(d->time, time);
}

static int gone_order(const void *a, const void *b, void *user)
{
	const struct graph *g = (const struct graph *)user;
	const struct logged *x = &g->logs.v[*(const id32 *)a], *y = &g->logs.v[*(const id32 *)b];
	int c = gone_cmp(x, y->repository, of_tag(y), of_tag(y) ? y->tag : y->node, y->time);

	return c != 0 ? c : *(const id32 *)a < *(const id32 *)b ? -1 : 1;
}

int graph_list_gone(struct graph *g, struct gone *out, struct fault *f)
{
	out->n = 0;
	out->v = (id32 *)malloc((g->logs.n + 1) * sizeof *out->v);
	if (out->v == NULL)
		return fault_memory(f, g->logs.n * sizeof *out->v);
	for (size_t i = 0; i < g->logs.n; i++)
		if (of_tag(&g->logs.v[i]) || (g->logs.v[i].event == EVENT_MANIFEST_DELETE && g->logs.v[i].node != NIL))
			out->v[out->n++] = (id32)i;
	if (out->n > 1)
		qsort_r(out->v, out->n, sizeof *out->v, gone_order, g);
	return 0;
}

/* The first deletion of that tag or manifest at `from` or later. */
static const struct logged *first_gone(const struct graph *g, const struct gone *gone, id32 repository, bool tag,
                                       id32 what, struct when from, bool strictly)
{
	size_t low = LOWER_BOUND(gone->n, mid, gone_cmp(&g->logs.v[gone->v[mid]], repository, tag, what, from) < (strictly ? 1 : 0));
	const struct logged *d;

	if (low == gone->n)
		return NULL;
	d = &g->logs.v[gone->v[low]];
	return d->repository == repository && of_tag(d) == tag && (tag ? d->tag : d->node) == what ? d : NULL;
}

const struct logged *graph_gone_after(const struct graph *g, const struct gone *gone, id32 repository, id32 tag, id32 node,
                                      struct when from, bool strictly)
{
	const struct logged *t = tag == NIL ? NULL : first_gone(g, gone, repository, true, tag, from, strictly);
	const struct logged *m = node == NIL ? NULL : first_gone(g, gone, repository, false, node, from, strictly);

	if (t == NULL || m == NULL)
		return t != NULL ? t : m;
	return when_cmp(m->time, t->time) < 0 ? m : t;
}
