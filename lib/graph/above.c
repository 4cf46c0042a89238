/*
 * graph/above.c - repositories/ and the directories beneath it, down to those of repositories. One changes when a
 * repository in it comes or goes, so its mtime bounds both; one that is empty held repositories once.
 */
#include "graph/private.h"

#include <stdlib.h>

/* The name beneath repositories/, "" for that itself; false: the path is no such. */
static bool name_of(const struct graph *g, id32 registry, struct span path, struct span *out)
{
	struct span root = g->registries.v[registry].path, top = span_of("repositories");

	if (root.n > 0) {
		if (path.n <= root.n || !span_starts(path, root) || path.p[root.n] != '/')
			return false;
		path = span_from(path, root.n + 1);
	}
	if (!span_starts(path, top) || (path.n > top.n && path.p[top.n] != '/'))
		return false;
	*out = path.n > top.n ? span_from(path, top.n + 1) : SPAN_NONE;
	return true;
}

int graph_add_above(struct graph *g, id32 registry, const struct item_fact *x, struct fault *f)
{
	struct plain_item p = { .registry = registry, .node = NIL, .item = x->id, .scan = x->scan, .mtime = x->changed ? WHEN_UNKNOWN : x->mtime,
		                .doubt = x->changed || graph_doubts(g, x->scan, x->path) };
	struct span name;

	if (!name_of(g, registry, x->path, &name))
		return 0;
	p.path = graph_text(g, name, f);
	return p.path == NIL && name.n > 0 ? -1 : VEC_PUSH(&g->name_dirs, p, f);
}

int graph_add_beside(struct graph *g, id32 registry, const struct item_fact *x, struct fault *f)
{
	struct plain_item p = { .registry = registry, .node = NIL, .item = x->id, .scan = x->scan };
	struct span name, parent = SPAN_NONE;

	if (!name_of(g, registry, x->path, &name))
		return 0;
	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/') {
			parent = span_sub(name, 0, i - 1);
			break;
		}
	p.path = graph_text(g, parent, f);
	return p.path == NIL && parent.n > 0 ? -1 : VEC_PUSH(&g->beside, p, f);
}

static int order(const struct graph *g, const struct plain_item *x, id32 registry, struct span name)
{
	return x->registry != registry ? (x->registry < registry ? -1 : 1) : span_cmp(graph_string(g, x->path), name);
}

static int by_name(const void *a, const void *b, void *user)
{
	const struct plain_item *x = (const struct plain_item *)a, *y = (const struct plain_item *)b;
	const struct graph *g = (const struct graph *)user;
	int c = order(g, x, y->registry, graph_string(g, y->path));

	return c != 0 ? c : x->item < y->item ? -1 : x->item > y->item;
}

void graph_sort_name_dirs(struct graph *g)
{
	if (g->name_dirs.n > 1)
		qsort_r(g->name_dirs.v, g->name_dirs.n, sizeof *g->name_dirs.v, by_name, g);
	if (g->beside.n > 1)
		qsort_r(g->beside.v, g->beside.n, sizeof *g->beside.v, by_name, g);
}

/* The first that does not come before the name. */
static size_t first_from(const struct graph *g, const struct plain_item *v, size_t n, id32 registry, struct span name)
{
	size_t from = 0;

	while (from < n) {
		size_t middle = from + (n - from) / 2;

		if (order(g, &v[middle], registry, name) < 0)
			from = middle + 1;
		else
			n = middle;
	}
	return from;
}

static const struct plain_item *find(const struct graph *g, const struct plain_item *v, size_t n, id32 registry, struct span name)
{
	size_t at = first_from(g, v, n, registry, name);

	return at < n && order(g, &v[at], registry, name) == 0 ? &v[at] : NULL;
}

const struct plain_item *graph_above(const struct graph *g, id32 repo)
{
	struct span name = graph_string(g, g->repos.v[repo].name);
	id32 registry = g->repos.v[repo].registry;

	for (;;) {
		const struct plain_item *p = find(g, g->name_dirs.v, g->name_dirs.n, registry, name);
		size_t cut = name.n;

		if (p != NULL || name.n == 0)
			return p;
		while (cut > 0 && name.p[cut - 1] != '/')
			cut--;
		name = span_sub(name, 0, cut > 0 ? cut - 1 : 0);
	}
}

/* Does a directory lie in it? Names that begin with its own and a byte before '/' come between. */
static bool has_directory(const struct graph *g, const struct plain_item *x, struct buf *scratch, struct fault *f)
{
	size_t at;
	struct span name;

	buf_clear(scratch);
	if (buf_add(scratch, graph_string(g, x->path), f) < 0 || buf_add_byte(scratch, '/', f) < 0)
		return true;
	at = first_from(g, g->name_dirs.v, g->name_dirs.n, x->registry, buf_span(scratch));
	if (at == g->name_dirs.n || g->name_dirs.v[at].registry != x->registry)
		return false;
	name = graph_string(g, g->name_dirs.v[at].path);
	return span_starts(name, buf_span(scratch));
}

bool graph_is_emptied(const struct graph *g, const struct plain_item *x, struct buf *scratch, struct fault *f)
{
	struct span name = graph_string(g, x->path);
	id32 text = name.n == 0 ? NIL : graph_find_text(g, name);
	id32 repo = text == NIL ? NIL : graph_find_repo(g, x->registry, text);

	return name.n > 0 && !x->doubt && !g->registries.v[x->registry].names_unsettled && is_registry(g, x->registry) &&
	       (repo == NIL || !g->repos.v[repo].entries) && find(g, g->beside.v, g->beside.n, x->registry, name) == NULL &&
	       !has_directory(g, x, scratch, f);
}
