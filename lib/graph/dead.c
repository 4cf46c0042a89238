/*
 * graph/dead.c - what entries that deletion left in freed blocks and journals add: manifests a repository held,
 * targets of tags, events, and why a wanted blob was not found. Living entries always say more: a dead one counts
 * only where nothing living says the same. Grade: recovered.
 */
#include "graph/event.h"
#include "graph/story.h"

#include "base/quote.h"

int graph_add_dead(struct graph *g, const struct dead_fact *x, struct fault *f)
{
	struct dead d = { .scan = x->scan,
		          .registry = graph_registry_of(g, x->registry),
		          .node = NIL,
		          .says = NIL,
		          .seen = x->seen,
		          .died = x->died,
		          .place = x->place,
		          .length = x->length,
		          .role = (uint8_t)x->role };

	if (graph_doubts(g, x->scan, x->path)) /* where it would live is damaged: that it died is not shown */
		return 0;
	d.path = graph_text(g, x->path, f);
	d.repository = graph_text(g, x->repository, f);
	d.tag = graph_text(g, x->tag, f);
	if (f->kind != FAULT_NONE)
		return -1;
	if (digest_set(&x->digest) && (d.node = graph_node(g, &x->digest, f)) == NIL)
		return -1;
	if (digest_set(&x->says) && (d.says = graph_node(g, &x->says, f)) == NIL)
		return -1;
	return VEC_PUSH(&g->dead, d, f);
}

int graph_add_lost(struct graph *g, const struct lost_fact *x, struct fault *f)
{
	struct lost l = { .scan = x->scan, .place = x->place, .node = graph_node(g, &x->digest, f) };

	l.text = graph_text(g, x->text, f);
	return l.node == NIL || f->kind != FAULT_NONE ? -1 : VEC_PUSH(&g->losses, l, f);
}

static struct ground where(const struct dead *d)
{
	return (struct ground){ 0, d->scan, d->place, d->length, SPAN_NONE };
}

/* The manifest an entry says its repository held; NIL when it says none. */
static id32 manifest_of(const struct dead *d)
{
	switch ((enum role)d->role) {
	case ROLE_REVISION_DIR:
	case ROLE_REVISION_LINK:
	case ROLE_TAG_INDEX_DIR:
	case ROLE_TAG_INDEX:
		return d->node;
	case ROLE_TAG_CURRENT:
		return d->says;
	default:
		return NIL;
	}
}

/* After everything living has named what it names. */
int graph_dead_name(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->dead.n; i++) {
		const struct dead *d = &g->dead.v[i];
		id32 node = manifest_of(d), repo;
		struct pair *p;

		if (d->registry == NIL || graph_string(g, d->repository).n == 0)
			continue;
		repo = graph_repo(g, d->registry, graph_string(g, d->repository), f);
		if (repo == NIL)
			return -1;
		if (node == NIL)
			continue;
		g->nodes.v[node].image = true;
		p = graph_pair(g, node, repo, f);
		if (p == NULL)
			return -1;
		if (p->link_item == 0 && p->dir_item == 0 && p->named_item == 0 && !p->dead) {
			p->dead = true;
			p->named = where(d);
		}
		if (!p->revision && d->role == ROLE_REVISION_LINK) {
			if (when_cmp(p->named_mtime, d->seen) < 0)
				p->named_mtime = d->seen;
			if (when_cmp(p->died, d->died) < 0)
				p->died = d->died;
		}
	}
	return 0;
}

/* ---- tags --------------------------------------------------------------------------------------------------- */

static bool same_tag(const struct dead *x, const struct dead *y)
{
	return x->registry == y->registry && x->repository == y->repository && x->tag == y->tag;
}

static bool of_tag(const struct dead *d)
{
	return (d->role == ROLE_TAG_CURRENT || d->role == ROLE_TAG_INDEX || d->role == ROLE_TAG_INDEX_DIR) &&
	       manifest_of(d) != NIL && d->registry != NIL;
}

/* The last target: what the youngest dead current link says; NIL when none can be read. */
static id32 last_target(const struct graph *g, size_t from, size_t to)
{
	const struct dead *best = NULL;

	for (size_t i = from; i < to; i++)
		if (g->dead.v[i].role == ROLE_TAG_CURRENT && g->dead.v[i].says != NIL &&
		    (best == NULL || when_cmp(best->died, g->dead.v[i].died) < 0))
			best = &g->dead.v[i];
	return best == NULL ? NIL : best->says;
}

static int put_tag(struct graph *g, const struct dead *d, id32 node, enum tag_standing standing, struct fault *f)
{
	struct ground at = where(d);
	struct tag_conclusion c = { .registry = g->registries.v[graph_head(g, d->registry)].id,
		                    .teller = TOLD_BY_REMAINS,
		                    .repository = graph_string(g, d->repository),
		                    .tag = graph_string(g, d->tag),
		                    .digest = g->nodes.v[node].digest,
		                    .standing = standing,
		                    .grade = GRADE_RECOVERED,
		                    .rule = "dead-entry",
		                    .because = { &at, 1 } };

	if (standing == TAG_DELETED) {
		c.deleted_after = d->seen;
		c.deleted_before = when_later(d->died); /* else a link written in that very second dies before it */
		if (d->died.known)
			c.time_source = "time of death of the link's inode";
	}
	return graph_tell_tag(g, &c, f);
}

/* Told before: by an earlier entry of the same tag, or by the living tree. */
static bool told(const struct graph *g, size_t from, size_t at)
{
	const struct dead *d = &g->dead.v[at];
	id32 repo = graph_find_repo(g, d->registry, d->repository), node = manifest_of(d);
	id32 tag = repo == NIL ? NIL : graph_find_tag(g, repo, d->tag);

	for (size_t i = from; i < at; i++)
		if (of_tag(&g->dead.v[i]) && manifest_of(&g->dead.v[i]) == node)
			return true;
	return tag != NIL && (g->tags.v[tag].current == node || graph_has_target(g, tag, node));
}

static int put_tag_group(struct graph *g, size_t from, size_t to, struct fault *f)
{
	const struct dead *d = &g->dead.v[from];
	id32 repo = graph_find_repo(g, d->registry, d->repository);
	bool lives = repo != NIL && graph_find_tag(g, repo, d->tag) != NIL;
	id32 last = last_target(g, from, to);

	for (size_t i = from; i < to; i++) {
		id32 node = manifest_of(&g->dead.v[i]);

		if (!of_tag(&g->dead.v[i]) || told(g, from, i))
			continue;
		if (put_tag(g, &g->dead.v[i], node, lives || (last != NIL && node != last) ? TAG_OVERWRITTEN : TAG_DELETED, f) < 0)
			return -1;
	}
	return 0;
}

/* Entries come by path: those of one tag stand together. */
int graph_put_dead_tags(struct graph *g, struct fault *f)
{
	size_t from = 0;

	while (from < g->dead.n) {
		size_t to = from + 1;

		while (to < g->dead.n && same_tag(&g->dead.v[from], &g->dead.v[to]))
			to++;
		if (g->dead.v[from].registry != NIL && graph_string(g, g->dead.v[from].tag).n > 0 &&
		    put_tag_group(g, from, to, f) < 0)
			return -1;
		from = to;
	}
	return 0;
}

/* ---- events ---------------------------------------------------------------------------------------------------- */

static bool worth_telling(enum role r)
{
	return r == ROLE_REVISION_LINK || r == ROLE_TAG_CURRENT || r == ROLE_LAYER_LINK || r == ROLE_BLOB_DATA ||
	       r == ROLE_UPLOAD_DATA || r == ROLE_TAG_DIR;
}

int trace_dead(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;

	for (size_t i = 0; i < g->dead.n; i++) {
		const struct dead *d = &g->dead.v[i];
		OWNED(buf) struct buf text = BUF_INIT;
		struct ground at = where(d);
		struct event_conclusion c = { .event = EVENT_ENTRY_REMOVED,
			                      .registry = d->registry == NIL ? 0 : g->registries.v[d->registry].id,
			                      .repository = graph_string(g, d->repository),
			                      .tag = graph_string(g, d->tag),
			                      .time = d->died,
			                      .time_source = d->died.known ? "time of death of its inode"
			                                     : d->seen.known ? "commit time of the last transaction that shows it"
			                                                     : NULL,
			                      .grade = GRADE_RECOVERED,
			                      .rule = "dead-entry" };

		if (!worth_telling((enum role)d->role))
			continue;
		if (!d->died.known)
			c.after = d->seen;
		if (d->says != NIL || d->node != NIL)
			c.digest = g->nodes.v[d->says != NIL ? d->says : d->node].digest;
		if (buf_add_text(&text, "deleted bytes of a directory or of the journal still name it: ", f) < 0 ||
		    quote_visible(&text, graph_string(g, d->path), f) < 0)
			return -1;
		c.text = buf_span(&text);
		if (trace_put(t, &c, NIL, &at, 1, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- why not ------------------------------------------------------------------------------------------------------ */

int graph_put_losses(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->losses.n; i++) {
		const struct lost *l = &g->losses.v[i];
		struct ground at = { 0, l->scan, l->place, 0, SPAN_NONE };
		char digest[DIGEST_TEXT];

		if (!good(g->nodes.v[l->node].state) &&
		    graph_finding(g, FINDING_BLOB_NOT_RECOVERED, span_of(digest_text(digest, &g->nodes.v[l->node].digest)),
		                  graph_string(g, l->text), &at, 1, f) < 0)
			return -1;
	}
	return 0;
}
