/* graph/standing.c - which repository still holds an image, and how. INTERFACE 1, "Image in one
 * repository". */
#include "graph/event.h"

static bool in_lost_and_found(const struct graph *g, id32 repo)
{
	const struct repo *r = &g->repos.v[repo];

	return span_ends(graph_string(g, r->name), span_of("lost+found")) || span_ends(g->registries.v[r->registry].path, span_of("lost+found"));
}

/* What a check of the file system put aside is a piece: that entries are not beside it is damage, and shows no deletion. */
static int name_pair(struct graph *g, id32 node, id32 repo, struct ground by, struct when mtime,
                     struct fault *f)
{
	struct pair *p = graph_pair(g, node, repo, f);

	if (p == NULL)
		return -1;
	graph_name_pair(p, by, in_lost_and_found(g, repo));
	if (when_cmp(p->named_mtime, mtime) < 0)
		p->named_mtime = mtime;
	return 0;
}

/* A document or a digest's tag names it: an index may list what was never pushed, a signature what lies elsewhere. */
static int mention(struct graph *g, id32 node, id32 repo, struct ground by, struct fault *f)
{
	struct pair *p = graph_pair(g, node, repo, f);

	if (p == NULL)
		return -1;
	graph_name_pair(p, by, true);
	return 0;
}

static int64_t scan_of(const struct graph *g, id32 repo)
{
	return g->registries.v[g->repos.v[repo].registry].scan;
}

/* Tag `sha256-<hex>[.suffix]` names the manifest <hex>. */
static bool digest_tag(struct span name, struct digest *out)
{
	struct span hex;

	if (!span_starts(name, span_of("sha256-")) || name.n < 71)
		return false;
	hex = span_sub(name, 7, 64);
	if (name.n > 71 && name.p[71] != '.')
		return false;
	return digest_parse_parts(out, span_of("sha256"), hex) == 0;
}

/* Every push by tag writes the index link of its target, too: the youngest one tells what a link that was not read names,
 * unless two are of one time. */
static void infer_current(struct graph *g)
{
	for (size_t i = 0; i < g->tags.n; i++)
		if (g->tags.v[i].unread) {
			g->tags.v[i].newest = WHEN_UNKNOWN;
			g->tags.v[i].current = NIL;
			g->tags.v[i].inferred = false;
		}
	for (size_t i = 0; i < g->targets.n; i++) {
		const struct tag_target *x = &g->targets.v[i];
		struct tag *t = &g->tags.v[x->tag];
		int c;

		if (!t->unread || !x->link || !x->mtime.known)
			continue;
		c = !t->newest.known ? 1 : when_cmp(x->mtime, t->newest);
		if (c < 0)
			continue;
		t->newest = x->mtime;
		t->current = c == 0 ? NIL : x->node;
		t->inferred = c > 0;
	}
}

static int from_tags(struct graph *g, struct fault *f)
{
	infer_current(g);
	for (size_t i = 0; i < g->tags.n; i++) {
		const struct tag *t = &g->tags.v[i];
		int64_t scan = scan_of(g, t->repo);
		struct digest d;

		if (t->current != NIL) {
			struct ground by = { t->current_item, scan, t->offset, t->length, SPAN_NONE };

			if (name_pair(g, t->current, t->repo, by, t->current_mtime, f) < 0)
				return -1;
			graph_find_pair(g, t->current, t->repo)->current = true;
			graph_find_pair(g, t->current, t->repo)->unsettled |= t->unsettled;
		}
		if (digest_tag(graph_string(g, t->name), &d)) {
			id32 node = graph_node(g, &d, f);
			int64_t item = t->dir_item != 0 ? t->dir_item : t->current_item;

			if (node == NIL || mention(g, node, t->repo, ground_item(item, scan), f) < 0)
				return -1;
			g->nodes.v[node].image = true;
		}
	}
	for (size_t i = 0; i < g->targets.n; i++) {
		const struct tag_target *x = &g->targets.v[i];
		id32 repo = g->tags.v[x->tag].repo;
		struct ground by = { x->item, scan_of(g, repo), x->offset, x->length, SPAN_NONE };

		if (name_pair(g, x->node, repo, by, x->mtime, f) < 0)
			return -1;
		graph_find_pair(g, x->node, repo)->unsettled |= x->unsettled;
		graph_find_pair(g, x->node, repo)->current |= x->rival;
	}
	return 0;
}

/* A copy of an index with only some of its images is what tools save: the others were never there. */
static bool may_name(const struct graph *g, id32 repo, id32 node)
{
	id32 registry = g->repos.v[repo].registry;
	const struct registry *r = &g->registries.v[registry];

	if (is_registry(g, registry) || trace_holds(g, registry, node))
		return true;
	/* the files of dir: lie beside their manifest and in no root of their own */
	for (id32 c = g->nodes.v[node].copies; c != NIL && r->store == STORE_IS_COPIED_DIR; c = g->copies.v[c].next)
		if (g->copies.v[c].registry == NIL && g->copies.v[c].scan == r->scan)
			return true;
	return false;
}

/* A manifest of the repository that lists it as child or subject: one sweep over the pairs there are;
 * pairs made on the way are swept too, so chains are followed to their end. */
static int from_documents(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->pairs.n; i++) {
		id32 node = g->pairs.v[i].node, repo = g->pairs.v[i].repo;
		const struct doc *d;

		if (g->nodes.v[node].doc == NIL)
			continue;
		d = &g->docs.v[g->nodes.v[node].doc];
		for (id32 k = 0; k < d->refs_n; k++) {
			const struct ref *r = &g->refs.v[d->refs + k];

			if (r->reading != 0 || r->target == NIL ||
			    (r->rel != REL_CHILD && r->rel != REL_SUBJECT) || !may_name(g, repo, r->target))
				continue;
			if (mention(g, r->target, repo, graph_doc_ground(g, d, r->offset, r->length, r->pointer), f) < 0)
				return -1;
			d = &g->docs.v[g->nodes.v[node].doc];
		}
	}
	return 0;
}

/* An entry that changed while it was read, or whose directory did, is not said to be gone. */
static bool may_be_there(const struct graph *g, const struct pair *p)
{
	return p->unsettled || (p->dir_item == 0 && g->repos.v[p->repo].revisions_unsettled);
}

/* Where the product's database alone tells what is there: its living rows do, and no dead one. */
static bool by_rows(const struct graph *g, struct pair *p)
{
	if (g->registries.v[g->repos.v[p->repo].registry].store != STORE_IS_DATABASE || (!p->row_lives && !p->row_dead) || p->named_by_doc)
		return false;
	p->standing = p->row_tags ? STANDING_TAGGED : p->row_lives ? STANDING_UNTAGGED : STANDING_DELETED;
	return true;
}

int graph_standings(struct graph *g, struct fault *f)
{
	if (from_tags(g, f) < 0 || graph_copies_name(g, f) < 0 || graph_logs_name(g, f) < 0 || from_documents(g, f) < 0 || graph_dead_name(g, f) < 0)
		return -1;
	for (size_t i = 0; i < g->pairs.n; i++) {
		struct pair *p = &g->pairs.v[i];

		if (!p->revision && p->dir_item == 0 && graph_doubts_revision(g, p->repo, p->node))
			p->doubt = true;
		if (by_rows(g, p))
			continue;
		if (p->removed && !p->revision && !p->current)
			p->standing = STANDING_DELETED;
		else if (p->revision || p->doubt || !is_registry(g, g->repos.v[p->repo].registry) || may_be_there(g, p))
			p->standing = p->current ? STANDING_TAGGED : STANDING_UNTAGGED;
		else
			p->standing = STANDING_DELETED;
		if (!p->revision && p->dir_item != 0 && p->standing == STANDING_DELETED)
			g->nodes.v[p->node].deleted_dir = true;
	}
	return 0;
}
