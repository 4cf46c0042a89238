/*
 * graph/tamper.c - times that contradict the order in which a registry writes. Careful words: a copy
 * that did not keep times, a changed clock and a hand in the tree look alike.
 */
#include "graph/private.h"

#include "core/sentence.h"

#include <stdio.h>

enum { SLACK = 2 /* seconds: container formats cut times */, LEAST = 24 /* items for "all alike" */ };

/* `link` younger or as old as the bytes it names, within the slack. */
static bool in_order(struct when bytes, struct when link)
{
	return !bytes.known || !link.known || bytes.sec <= link.sec + SLACK;
}

static int put(struct graph *g, enum finding_code code, id32 node, const struct copy *c, int64_t link_item,
               struct when link, struct fault *f)
{
	char name[DIGEST_TEXT], a[WHEN_TEXT], b[WHEN_TEXT], text[300];
	struct ground at[2] = { ground_item(c->item, c->scan), ground_item(link_item, c->scan) };

	if (code == FINDING_LINK_BEFORE_MANIFEST)
		(void)sentence(text, sizeof text, S_BYTES_DATED_REVISION, when_text(a, c->mtime), when_text(b, link));
	else
		(void)sentence(text, sizeof text, S_BYTES_DATED_NEWEST, when_text(a, c->mtime), when_text(b, link));
	return graph_finding(g, code, span_of(digest_text(name, &g->nodes.v[node].digest)), span_of(text),
	                     at, 2, f);
}

static const struct copy *copy_in(const struct graph *g, id32 registry, id32 node)
{
	for (id32 c = g->nodes.v[node].copies; c != NIL; c = g->copies.v[c].next)
		if (g->copies.v[c].registry == registry)
			return &g->copies.v[c];
	return NULL;
}

static int put_manifests(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->pairs.n; i++) {
		const struct pair *p = &g->pairs.v[i];
		const struct copy *c = p->link_item == 0
		                               ? NULL
		                               : copy_in(g, g->repos.v[p->repo].registry, p->node);

		if (c != NULL && !c->unsettled && !p->unsettled && !c->doubt && !p->doubt && !in_order(c->mtime, p->link_mtime) &&
		    put(g, FINDING_LINK_BEFORE_MANIFEST, p->node, c, p->link_item, p->link_mtime, f) < 0)
			return -1;
	}
	return 0;
}

/* The newest layer link of each node in each registry decides: an older one may be another's. */
static int put_layers(struct graph *g, struct fault *f)
{
	size_t n = g->nodes.n + 1;
	id32 *newest = (id32 *)malloc(n * sizeof *newest);
	int rc = 0;

	if (newest == NULL)
		return fault_memory(f, n * sizeof *newest);
	for (size_t r = 0; rc == 0 && r < g->registries.n; r++) {
		memset(newest, 0xFF, n * sizeof *newest);
		for (size_t i = 0; i < g->layers.n; i++) {
			const struct layer_entry *l = &g->layers.v[i];

			if (l->link_item == 0 || g->repos.v[l->repo].registry != r)
				continue;
			if (newest[l->node] == NIL ||
			    when_cmp(g->layers.v[newest[l->node]].link_mtime, l->link_mtime) < 0)
				newest[l->node] = (id32)i;
		}
		for (size_t i = 0; rc == 0 && i < g->nodes.n; i++) {
			const struct copy *c = newest[i] == NIL ? NULL : copy_in(g, (id32)r, (id32)i);
			const struct layer_entry *l;

			if (c == NULL || c->unsettled)
				continue;
			l = &g->layers.v[newest[i]];
			if (!c->doubt && !l->doubt && !in_order(c->mtime, l->link_mtime))
				rc = put(g, FINDING_BLOB_NEWER_THAN_LINKS, (id32)i, c, l->link_item,
				         l->link_mtime, f);
		}
	}
	free(newest);
	return rc;
}

/* ---- all times alike -------------------------------------------------------------------------------- */

struct times {
	struct when first, last;
	size_t n;
	struct ground at;
};

static void meet(struct times *x, struct when w, int64_t item, int64_t scan)
{
	if (!w.known || item == 0)
		return;
	if (x->n == 0) {
		x->first = x->last = w;
		x->at = ground_item(item, scan);
	}
	if (when_cmp(w, x->first) < 0)
		x->first = w;
	if (when_cmp(x->last, w) < 0)
		x->last = w;
	x->n++;
}

static int put_alike(struct graph *g, id32 registry, struct fault *f)
{
	const struct registry *r = &g->registries.v[registry];
	struct times x = { .n = 0 };
	char text[300], when[WHEN_TEXT];

	for (size_t i = 0; i < g->copies.n; i++)
		if (g->copies.v[i].registry == registry)
			meet(&x, g->copies.v[i].mtime, g->copies.v[i].item, r->scan);
	for (size_t i = 0; i < g->pairs.n; i++)
		if (g->repos.v[g->pairs.v[i].repo].registry == registry)
			meet(&x, g->pairs.v[i].link_mtime, g->pairs.v[i].link_item, r->scan);
	for (size_t i = 0; i < g->layers.n; i++)
		if (g->repos.v[g->layers.v[i].repo].registry == registry)
			meet(&x, g->layers.v[i].link_mtime, g->layers.v[i].link_item, r->scan);
	/* to the last digit the source tells: a quick push fills a second, never a nanosecond */
	if (x.n < LEAST || when_cmp(x.first, x.last) != 0)
		return 0;
	if (x.first.digits == 0)
		(void)sentence(text, sizeof text, S_BLOBS_LINKS_ALL, (uint64_t)x.n, when_text(when, x.first));
	else
		(void)sentence(text, sizeof text, S_BLOBS_LINKS_ALL_DATED, (uint64_t)x.n, when_text(when, x.first));
	return graph_finding(g, FINDING_TIMES_ALIKE, r->path.n > 0 ? r->path : r->label, span_of(text), &x.at,
	                     1, f);
}

static int put_altered(struct graph *g, const struct copy *c, struct fault *f)
{
	const struct doc *d;
	char name[DIGEST_TEXT], own[DIGEST_TEXT], text[300];
	struct ground at = ground_item(c->item, c->scan);
	const char *kind;
	id32 other;

	if (g->nodes.v[c->node].decayed) /* bits or a hole explain it */
		return 0;
	if (c->doubt || graph_shaken(g, c->scan) || (c->state != STATE_CORRUPT && c->state != STATE_TRUNCATED) || graph_observed(g, c)->alg != DIGEST_SHA256)
		return 0;
	d = graph_doc_of(g, graph_observed(g, c));
	if (d == NULL || (d->image_kind == IMAGE_UNSET && d->kind != DOC_CONFIG))
		return 0;
	other = graph_find_node(g, graph_observed(g, c));
	kind = d->kind == DOC_CONFIG ? S_CONFIG : S_MANIFEST_INDEX;
	if (other != NIL)
		(void)sentence(text, sizeof text, S_BYTES_WELL_FORMED, kind, digest_text(own, graph_observed(g, c)));
	else
		(void)sentence(text, sizeof text, S_BYTES_WELL_FORMED_HASHES, kind, digest_text(own, graph_observed(g, c)));
	return graph_finding(g, FINDING_DOCUMENT_ALTERED,
	                     span_of(digest_text(name, &g->nodes.v[c->node].digest)), span_of(text), &at, 1, f);
}

int graph_put_tamper(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->copies.n; i++)
		if (put_altered(g, &g->copies.v[i], f) < 0)
			return -1;
	if (put_manifests(g, f) < 0 || put_layers(g, f) < 0)
		return -1;
	for (size_t i = 0; i < g->registries.n; i++)
		if (is_registry(g, (id32)i) && put_alike(g, (id32)i, f) < 0)
			return -1;
	return 0;
}
