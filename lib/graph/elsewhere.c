/*
 * graph/elsewhere.c - storage whose tags are kept somewhere else: products put every manifest by its digest and
 * hold the names in a database of their own. What a collection by links would take there is everything.
 */
#include "graph/private.h"

#include "core/sentence.h"

#include <stdio.h>

struct holds { /* of one registry */
	uint64_t revisions, layers, repositories, tag_places;
	VEC(struct ground) at;
};

static int ground_add(struct holds *h, int64_t item, int64_t scan, struct fault *f)
{
	return item == 0 ? 0 : VEC_PUSH(&h->at, ground_item(item, scan), f);
}

static int64_t scan_of(const struct graph *g, id32 repo)
{
	return g->registries.v[g->repos.v[repo].registry].scan;
}

static int count(const struct graph *g, struct holds *all, struct fault *f)
{
	for (size_t i = 0; i < g->repos.n; i++) {
		const struct repo *r = &g->repos.v[i];
		struct holds *h = &all[r->registry];

		if (!r->entries)
			continue;
		h->repositories++;
		h->tag_places += (r->tags_item != 0) + r->tag_dirs;
		if (ground_add(h, r->manifests_item, scan_of(g, (id32)i), f) < 0)
			return -1;
	}
	for (size_t i = 0; i < g->tags.n; i++)
		all[g->repos.v[g->tags.v[i].repo].registry].tag_places++;
	for (size_t i = 0; i < g->pairs.n; i++) {
		struct holds *h = &all[g->repos.v[g->pairs.v[i].repo].registry];

		if (!g->pairs.v[i].revision || g->pairs.v[i].link_item == 0)
			continue;
		h->revisions++;
		if (h->at.n == 0 && ground_add(h, g->pairs.v[i].link_item, scan_of(g, g->pairs.v[i].repo), f) < 0)
			return -1;
	}
	for (size_t i = 0; i < g->layers.n; i++) {
		struct holds *h = &all[g->repos.v[g->layers.v[i].repo].registry];

		h->layers += g->layers.v[i].link_item != 0;
		if (h->at.n == 0 && ground_add(h, g->layers.v[i].link_item, scan_of(g, g->layers.v[i].repo), f) < 0)
			return -1;
	}
	return 0;
}

/* Something in the source says it already: a product's own file or directories. */
static bool told(const struct graph *g, int64_t scan)
{
	for (size_t i = 0; i < g->odds.n; i++)
		if (g->odds.v[i].code == FINDING_TAGS_ELSEWHERE && g->odds.v[i].ground.scan == scan)
			return true;
	return false;
}

static bool has_rows(const struct graph *g, int64_t scan)
{
	for (size_t i = 0; i < g->logs.n; i++)
		if (g->logs.v[i].row != ROW_NONE && g->logs.v[i].scan == scan && g->logs.v[i].tag != NIL)
			return true;
	return false;
}

/* A database of any source that was read: its place becomes one of the grounds. */
static int found_in(const struct graph *g, struct holds *h, bool *found, struct fault *f)
{
	*found = false;
	for (size_t i = 0; i < g->odds.n; i++)
		if (g->odds.v[i].code == FINDING_DATABASE_READ && has_rows(g, g->odds.v[i].ground.scan)) {
			*found = true;
			if (VEC_PUSH(&h->at, g->odds.v[i].ground, f) < 0)
				return -1;
		}
	return 0;
}

static int tell(struct graph *g, const struct registry *r, struct holds *h, struct fault *f)
{
	OWNED(buf) struct buf both = BUF_INIT;
	char text[400];
	bool found;

	if (h->revisions > 0)
		(void)sentence(text, sizeof text,
		               S_REVISIONS_REPOSITORIES_NO,
		               (uint64_t)h->revisions, (uint64_t)h->repositories);
	else
		(void)sentence(text, sizeof text,
		               S_LAYER_LINKS_REPOSITORIES,
		               (uint64_t)h->layers, (uint64_t)h->repositories);
	if (found_in(g, h, &found, f) < 0 || buf_add_text(&both, text, f) < 0)
		return -1;
	if (found && (buf_clear(&both), sentence_buf(&both, f, S_BOTH, text, S_TAGS_FOUND)) < 0)
		return -1;
	return graph_finding(g, FINDING_TAGS_ELSEWHERE, r->path.n > 0 ? r->path : r->label, buf_span(&both), h->at.v,
	                     h->at.n, f);
}

int graph_put_elsewhere(struct graph *g, struct fault *f)
{
	struct holds *all = (struct holds *)calloc(g->registries.n + 1, sizeof *all);
	int rc = all == NULL ? fault_memory(f, g->registries.n * sizeof *all) : 0;

	if (rc == 0)
		rc = count(g, all, f);
	for (size_t i = 0; rc == 0 && i < g->registries.n; i++) {
		const struct registry *r = &g->registries.v[i];

		if (is_registry(g, (id32)i) && all[i].tag_places == 0 && all[i].revisions + all[i].layers > 0 &&
		    !told(g, r->scan))
			rc = tell(g, r, &all[i], f);
	}
	for (size_t i = 0; all != NULL && i < g->registries.n; i++)
		VEC_RELEASE(&all[i].at);
	free(all);
	return rc;
}
