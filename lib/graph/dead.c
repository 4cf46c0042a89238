/*
 * graph/dead.c - what entries that deletion left in freed blocks and journals add: manifests a repository held,
 * targets of tags, events, and why a wanted blob was not found. Living entries always say more: a dead one counts
 * only where nothing living says the same. Grade: recovered.
 */
#include "graph/event.h"

#include "base/quote.h"
#include "core/sentence.h"

int graph_add_dead(struct graph *g, const struct dead_fact *x, struct fault *f)
{
	struct dead d = { .scan = x->scan,
		          .registry = graph_registry_of(g, x->registry),
		          .node = NIL,
		          .says = NIL,
		          .seen = x->seen,
		          .gone = x->gone,
		          .born = x->born,
		          .set = x->set,
		          .died = x->died,
		          .place = x->place,
		          .length = x->length,
		          .tag_inode = x->tag_inode,
		          .tag_life = x->tag_life,
		          .state = x->state,
		          .bytes = x->text,
		          .whole = x->whole,
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

struct ground graph_dead_place(const struct dead *d)
{
	return (struct ground){ 0, d->scan, d->place, d->length, SPAN_NONE };
}

id32 graph_dead_manifest(const struct dead *d)
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
		id32 node = graph_dead_manifest(d), repo;
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
		if (p->link_item == 0 && p->dir_item == 0 && (p->named_item == 0 || p->hearsay) && !p->dead) {
			p->dead = true;
			p->hearsay = false;
			p->named_item = 0;
			p->named = graph_dead_place(d);
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
		OWNED(buf) struct buf path = BUF_INIT;
		struct ground at = graph_dead_place(d);
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
		if (!d->died.known) {
			c.after = d->seen;
			c.before = d->gone;
		}
		if (d->says != NIL || d->node != NIL)
			c.digest = g->nodes.v[d->says != NIL ? d->says : d->node].digest;
		if (quote_visible(&path, graph_string(g, d->path), f) < 0 ||
		    sentence_buf(&text, f, S_DELETED_BYTES_DIRECTORY, buf_cstr(&path)) < 0)
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
