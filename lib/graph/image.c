/* graph/image.c - images: standing as a whole, completeness, origin, what is missing below them. */
#include "graph/private.h"

static int push_below(struct graph *g, struct below *out, id32 node, struct fault *f)
{
	if (g->nodes.v[node].seen == g->mark)
		return 0;
	g->nodes.v[node].seen = g->mark;
	return VEC_PUSH(out, node, f);
}

/* A reference to what lies below, not beside. */
static bool leads_down(const struct graph *g, const struct ref *r)
{
	return r->reading == 0 && r->target != NIL && r->rel != REL_SUBJECT && r->rel != REL_SIGNED &&
	       !(r->foreign && !good(g->nodes.v[r->target].state));
}

static bool deleted_in(const struct graph *g, id32 node, id32 repo)
{
	const struct pair *p = repo == NIL ? NULL : graph_find_pair(g, node, repo);

	return p != NULL && !p->revision && p->dir_item != 0;
}

/* What one of *out names, as children or as parts. What is named as a config, a layer or a blob is that,
 * though a link may name it as an image elsewhere: nothing lies below it. */
static int push_named(struct graph *g, struct below *out, size_t at, bool children, id32 repo, struct fault *f)
{
	const struct node *n = &g->nodes.v[out->v[at]];
	const struct doc *d;

	if (!n->image || !graph_interpreted(g, n))
		return 0;
	d = &g->docs.v[n->doc];
	for (id32 k = 0; k < d->refs_n; k++) {
		const struct ref *r = &g->refs.v[d->refs + k];

		if ((r->rel == REL_CHILD) == children && leads_down(g, r) && !deleted_in(g, r->target, repo) &&
		    push_below(g, out, r->target, f) < 0)
			return -1;
	}
	return 0;
}

int graph_below_kept(struct graph *g, id32 node, id32 repo, struct below *out, struct fault *f)
{
	out->n = 0;
	g->mark++;
	if (push_below(g, out, node, f) < 0)
		return -1;
	for (size_t i = 0; i < out->n; i++)
		if (push_named(g, out, i, true, repo, f) < 0)
			return -1;
	out->images = out->n;
	for (size_t i = 0; i < out->images; i++)
		if (push_named(g, out, i, false, repo, f) < 0)
			return -1;
	return 0;
}

/* Breadth first; a node is met once, so neither cycles nor sharing cost anything. */
int graph_below(struct graph *g, id32 node, struct below *out, struct fault *f)
{
	return graph_below_kept(g, node, NIL, out, f);
}

bool graph_interpreted(const struct graph *g, const struct node *n)
{
	return n->doc != NIL && g->docs.v[n->doc].image_kind != IMAGE_UNSET;
}

bool graph_lacks_config(const struct graph *g, const struct doc *d)
{
	if (d->kind != DOC_MANIFEST)
		return false;
	for (id32 k = 0; k < d->refs_n; k++)
		if (g->refs.v[d->refs + k].rel == REL_CONFIG && g->refs.v[d->refs + k].reading == 0)
			return false;
	return true;
}

bool graph_unnamed_layers(const struct graph *g, const struct doc *d, uint32_t *listed, uint32_t *claimed)
{
	const struct doc *config = NULL;
	bool tars = true;

	*listed = *claimed = 0;
	if (d->kind != DOC_MANIFEST || d->image_kind != IMAGE_IMAGE)
		return false;
	for (id32 k = 0; k < d->refs_n; k++) {
		const struct ref *r = &g->refs.v[d->refs + k];

		if (r->reading != 0)
			continue;
		if (r->rel == REL_LAYER) {
			(*listed)++;
			tars &= r->tar && r->target != NIL; /* what cannot be followed is told where it stands */
		}
		if (r->rel == REL_CONFIG && r->target != NIL && g->nodes.v[r->target].doc != NIL)
			config = &g->docs.v[g->nodes.v[r->target].doc];
	}
	if (config == NULL || !graph_is_config(config))
		return false;
	*claimed = config->claims_n;
	return tars && *listed < *claimed;
}

/* Descriptors that lead nowhere, a config or layers that no descriptor names, a manifest that could not be read. */
static bool leads_nowhere(const struct graph *g, const struct node *n)
{
	const struct doc *d;
	uint32_t listed, claimed;

	if (!n->image)
		return false;
	if (!graph_interpreted(g, n))
		return good(n->state);
	d = &g->docs.v[n->doc];
	for (id32 k = 0; k < d->refs_n; k++) {
		const struct ref *r = &g->refs.v[d->refs + k];

		if (r->reading == 0 && r->target == NIL && r->rel != REL_SUBJECT && r->rel != REL_SIGNED)
			return true;
	}
	return graph_lacks_config(g, d) || graph_unnamed_layers(g, d, &listed, &claimed);
}

static enum standing whole_standing(const struct graph *g, const id32 *pairs, size_t n,
                                    const struct node *x)
{
	enum standing s = STANDING_VANISHED;

	/* recovered bytes change origin and completeness, never standing */
	for (id32 c = x->copies; c != NIL; c = g->copies.v[c].next)
		if (!g->copies.v[c].recovered)
			s = STANDING_ORPHANED;

	for (size_t i = 0; i < n; i++) {
		const struct pair *p = &g->pairs.v[pairs[i]];

		if (!g->registries.v[g->repos.v[p->repo].registry].present)
			continue;
		if (p->standing == STANDING_TAGGED)
			return STANDING_TAGGED;
		if (p->standing == STANDING_UNTAGGED)
			s = STANDING_UNTAGGED;
	}
	return s;
}

static uint64_t node_size(const struct node *n, bool *known)
{
	*known = true;
	if (n->proof != NIL || n->resynth)
		return n->size;
	*known = n->has_declared;
	return n->has_declared ? n->declared : 0;
}

struct weighed {
	enum completeness completeness;
	uint64_t total;
};

/* Judges what lies below and reports what of it is missing. */
static int weigh(struct graph *g, id32 node, struct weighed *out, struct below *below, struct fault *f)
{
	size_t have = 0;
	bool lame = false;

	out->total = 0;
	if (graph_below(g, node, below, f) < 0)
		return -1;
	for (size_t i = 0; i < below->n; i++) {
		const struct node *n = &g->nodes.v[below->v[i]];
		bool known;

		out->total = sum_u64(out->total, node_size(n, &known));
		have += good(n->state) || n->resynth;
		lame |= i < below->images && leads_nowhere(g, n);
		if (!good(n->state) && g->sink->image_missing(g->sink->user, &g->nodes.v[node].digest, &n->digest, f) < 0)
			return -1;
	}
	if (good(g->nodes.v[node].state) && !graph_interpreted(g, &g->nodes.v[node]))
		out->completeness = COMPLETENESS_UNKNOWN;
	else if (have == below->n && !lame)
		out->completeness = COMPLETENESS_COMPLETE;
	else
		out->completeness = have > 0 ? COMPLETENESS_PARTIAL : COMPLETENESS_ABSENT;
	return 0;
}

static int put_pair(struct graph *g, const struct pair *p, struct fault *f)
{
	const struct repo *r = &g->repos.v[p->repo];
	struct image_repository_conclusion c = { .image = g->nodes.v[p->node].digest,
		                                 .registry = g->registries.v[r->registry].id,
		                                 .repository = graph_string(g, r->name),
		                                 .standing = (enum standing)p->standing };
	struct ground grounds[3];
	size_t n = 0;
	int64_t scan = g->registries.v[r->registry].scan;

	if (graph_is_copy(g, r->registry) && !p->later) /* told by the root that speaks for it */
		return 0;

	if (p->link_item != 0)
		grounds[n++] = ground_item(p->link_item, scan);
	else if (p->dir_item != 0)
		grounds[n++] = ground_item(p->dir_item, scan);
	if (p->named_item != 0 || p->dead)
		grounds[n++] = p->named;
	if (p->standing == STANDING_DELETED && p->dir_item == 0 && p->gone.item != 0 &&
	    (p->gone.item != p->named.item || p->gone.offset != p->named.offset))
		grounds[n++] = p->gone;
	c.because = (struct grounds){ grounds, n };
	if (p->standing == STANDING_DELETED && p->dir_item != 0) {
		c.deleted_at = p->dir_mtime;
	} else if (p->standing == STANDING_DELETED && p->gone_at.known && when_cmp(p->named_mtime, p->gone_at) <= 0) {
		c.deleted_at = p->gone_at;
	} else if (p->standing == STANDING_DELETED && !p->hearsay) {
		c.deleted_after = p->named_mtime;
		if (when_cmp(r->revisions_mtime, p->named_mtime) >= 0)
			c.deleted_before = r->revisions_mtime;
		if (p->died.known && (!c.deleted_before.known || when_cmp(when_later(p->died), c.deleted_before) < 0))
			c.deleted_before = when_later(p->died);
	}
	return g->sink->image_repository(g->sink->user, &c, f);
}

static void describe(struct graph *g, const struct node *n, struct image_conclusion *c)
{
	const struct doc *d = n->doc == NIL ? NULL : &g->docs.v[n->doc];

	c->kind = d != NULL && d->image_kind != IMAGE_UNSET ? (enum image_kind)d->image_kind : IMAGE_UNKNOWN;
	if (d != NULL) {
		c->media_type = graph_string(g, d->media_type);
		c->media_type_inferred = d->inferred;
	} else if (n->media_type != NIL) { /* a parent's descriptor tells */
		c->media_type = graph_string(g, n->media_type);
		c->media_type_inferred = true;
	}
	if (d == NULL)
		return;
	for (id32 k = 0; k < d->refs_n; k++) {
		const struct ref *r = &g->refs.v[d->refs + k];

		if (r->reading != 0 || r->target == NIL)
			continue;
		if (r->rel == REL_CONFIG)
			c->config = g->nodes.v[r->target].digest;
		if (r->rel == REL_SUBJECT)
			c->subject = g->nodes.v[r->target].digest;
	}
	c->created = d->created;
	if (digest_set(&c->config)) {
		id32 config = graph_find_node(g, &c->config);

		if (g->nodes.v[config].doc != NIL && graph_is_config(&g->docs.v[g->nodes.v[config].doc]))
			c->created = g->docs.v[g->nodes.v[config].doc].created;
	}
}

static int put_image(struct graph *g, id32 at, const id32 *pairs, size_t n, struct below *below,
                     struct fault *f)
{
	struct node *x = &g->nodes.v[at];
	struct image_conclusion c = { .digest = x->digest, .state = (enum blob_state)x->state };
	struct weighed w;

	describe(g, x, &c);
	if (weigh(g, at, &w, below, f) < 0)
		return -1;
	c.standing = whole_standing(g, pairs, n, x);
	c.completeness = w.completeness;
	c.total_size = w.total;
	c.origin = x->state == STATE_INTACT      ? ORIGIN_STORED
	           : x->state == STATE_RECOVERED ? ORIGIN_RECOVERED
	           : x->mended                   ? ORIGIN_RECOVERED
	           : x->resynth                  ? ORIGIN_RESYNTHESISED
	                                         : ORIGIN_NONE;
	c.grade = c.origin != ORIGIN_NONE && (graph_proven(g, x) || !good(x->state)) ? GRADE_PROVEN : GRADE_STATED;
	c.size = node_size(x, &c.has_size);
	if (g->sink->image(g->sink->user, &c, f) < 0)
		return -1;
	g->counts->images++;
	for (size_t i = 0; i < n; i++)
		if (put_pair(g, &g->pairs.v[pairs[i]], f) < 0)
			return -1;
	return 0;
}

static int put_all(struct graph *g, const id32 *first, const id32 *by_node, struct below *below,
                   struct fault *f)
{
	id32 *order;
	int rc = graph_nodes_by_digest(g, &order, f);

	for (id32 k = 0; rc == 0 && k < g->nodes.n; k++) {
		id32 i = order[k];

		if (g->nodes.v[i].image)
			rc = put_image(g, i, by_node + first[i], first[i + 1] - first[i], below, f);
	}
	free(order);
	return rc;
}

/* Pairs by node: counted, then laid out (a counting sort). */
int graph_put_images(struct graph *g, struct fault *f)
{
	size_t nodes = g->nodes.n, pairs = g->pairs.n;
	id32 *first = (id32 *)calloc(nodes + 2, sizeof *first);
	id32 *by_node = (id32 *)calloc(pairs + 1, sizeof *by_node);
	struct below below = { NULL, 0, 0, 0 };
	int rc = -1;

	if (first == NULL || by_node == NULL) {
		(void)fault_memory(f, (nodes + pairs) * sizeof *first);
	} else {
		for (size_t i = 0; i < pairs; i++)
			first[g->pairs.v[i].node + 2]++;
		for (size_t i = 2; i < nodes + 2; i++)
			first[i] += first[i - 1];
		for (size_t i = 0; i < pairs; i++)
			by_node[first[g->pairs.v[i].node + 1]++] = (id32)i;
		rc = put_all(g, first, by_node, &below, f);
	}
	free(first);
	free(by_node);
	VEC_RELEASE(&below);
	return rc;
}
