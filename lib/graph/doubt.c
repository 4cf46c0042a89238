/*
 * graph/doubt.c - places of a source that could not be read as they were written: a damaged structure of a file
 * system, a directory that was not listed. What is absent there is no sign of a deletion, and what stands there
 * no sign of anybody's hand.
 *
 * A doubt covers its own path, everything below it, and as such the directory it stands in: of that nothing may be
 * concluded from an entry it lacks.
 */
#include "graph/private.h"

#include "base/keyed.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATH_BYTES = 8192 };

static uint64_t mix(int64_t scan, bool below, struct span path)
{
	uint64_t h = keyed_word(keyed_hash(path.p, path.n) ^ (uint64_t)scan << 1 ^ below);

	return h == 0 ? 1 : h;
}

static size_t slot_of(const uint64_t *v, size_t cap, uint64_t h)
{
	size_t i = (size_t)h & (cap - 1);

	while (v[i] != 0 && v[i] != h)
		i = (i + 1) & (cap - 1);
	return i;
}

static bool has(const struct graph *g, uint64_t h)
{
	return g->doubts.v[slot_of(g->doubts.v, g->doubts.cap, h)] == h;
}

static int put(struct graph *g, uint64_t h, struct fault *f)
{
	if (g->doubts.n * 2 >= g->doubts.cap) {
		size_t cap = g->doubts.cap == 0 ? 256 : g->doubts.cap * 2;
		uint64_t *v = (uint64_t *)calloc(cap, sizeof *v);

		if (v == NULL)
			return fault_memory(f, cap * sizeof *v);
		for (size_t i = 0; i < g->doubts.cap; i++)
			if (g->doubts.v[i] != 0)
				v[slot_of(v, cap, g->doubts.v[i])] = g->doubts.v[i];
		free(g->doubts.v);
		g->doubts.v = v;
		g->doubts.cap = cap;
	}
	g->doubts.n += !has(g, h);
	g->doubts.v[slot_of(g->doubts.v, g->doubts.cap, h)] = h;
	return 0;
}

static struct span above(struct span path)
{
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	path.n -= path.n > 0;
	return path;
}

/* Does one of the two lie at or below the other? */
static bool on_one_way(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	struct span longer = a.n < b.n ? b : a;

	return span_eq(span_sub(a, 0, n), span_sub(b, 0, n)) && (n == 0 || longer.n == n || longer.p[n] == '/');
}

int graph_add_doubt(struct graph *g, int64_t scan, struct span path, struct fault *f)
{
	for (size_t i = 0; i < g->registries.n; i++) {
		struct registry *r = &g->registries.v[i];
		char names[PATH_BYTES];
		int n = snprintf(names, sizeof names, "%.*s%srepositories", (int)r->path.n, (const char *)r->path.p,
		                 r->path.n > 0 ? "/" : "");

		if (r->scan == scan && n > 0 && (size_t)n < sizeof names && on_one_way(path, span_make(names, (size_t)n)))
			r->doubt = true;
	}
	if (put(g, mix(scan, true, path), f) < 0)
		return -1;
	return path.n > 0 ? put(g, mix(scan, false, above(path)), f) : 0;
}

bool graph_doubts(const struct graph *g, int64_t scan, struct span path)
{
	if (g->doubts.n == 0)
		return false;
	if (has(g, mix(scan, false, path)))
		return true;
	for (;; path = above(path)) {
		if (has(g, mix(scan, true, path)))
			return true;
		if (path.n == 0)
			return false;
	}
}

int graph_add_shaken(struct graph *g, int64_t scan, struct fault *f)
{
	return VEC_PUSH(&g->shaken, scan, f);
}

bool graph_shaken(const struct graph *g, int64_t scan)
{
	for (size_t i = 0; i < g->shaken.n; i++)
		if (g->shaken.v[i] == scan)
			return true;
	return false;
}

bool graph_doubts_content(const struct graph *g, int64_t scan, struct span path)
{
	return graph_shaken(g, scan) || graph_doubts(g, scan, path);
}

bool graph_doubts_in(const struct graph *g, id32 registry, id32 repo, const char *fmt, ...)
{
	const struct registry *r = &g->registries.v[registry];
	struct span name = repo == NIL ? SPAN_NONE : graph_string(g, g->repos.v[repo].name);
	char path[PATH_BYTES];
	size_t n;
	va_list ap;

	if (g->doubts.n == 0 || r->path.n + name.n > sizeof path / 2)
		return false;
	n = (size_t)snprintf(path, sizeof path, "%.*s%s%s%.*s%s", (int)r->path.n, (const char *)r->path.p,
	                     r->path.n > 0 ? "/" : "", repo == NIL ? "" : "repositories/", (int)name.n,
	                     (const char *)name.p, repo == NIL ? "" : "/");
	va_start(ap, fmt);
	n += (size_t)vsnprintf(path + n, sizeof path - n, fmt, ap);
	va_end(ap);
	return graph_doubts(g, r->scan, span_make(path, n < sizeof path ? n : sizeof path - 1));
}

bool graph_doubts_bytes(const struct graph *g, id32 registry, id32 node)
{
	char text[DIGEST_TEXT];
	const char *hex;
	size_t alg;

	if (g->doubts.n == 0)
		return false;
	digest_text(text, &g->nodes.v[node].digest);
	hex = strchr(text, ':') + 1;
	alg = (size_t)(hex - text) - 1;
	return graph_doubts_in(g, registry, NIL, "blobs/%.*s/%.2s/%s/data", (int)alg, text, hex, hex) ||
	       graph_doubts_in(g, registry, NIL, "blobs/%.*s/%.2s/%s", (int)alg, text, hex, hex) ||
	       graph_doubts_in(g, registry, NIL, "blobs/%.*s/%.2s", (int)alg, text, hex);
}

bool graph_doubts_revision(const struct graph *g, id32 repo, id32 node)
{
	char text[DIGEST_TEXT];
	const char *hex;

	if (g->doubts.n == 0)
		return false;
	digest_text(text, &g->nodes.v[node].digest);
	hex = strchr(text, ':') + 1;
	return graph_doubts_in(g, g->repos.v[repo].registry, repo, "_manifests/revisions/%.*s/%s/link",
	                       (int)(hex - text) - 1, text, hex) ||
	       graph_doubts_in(g, g->repos.v[repo].registry, repo, "_manifests/revisions/%.*s/%s", (int)(hex - text) - 1, text,
	                       hex) ||
	       graph_doubts_in(g, g->repos.v[repo].registry, repo, "_manifests/revisions/%.*s", (int)(hex - text) - 1, text);
}
