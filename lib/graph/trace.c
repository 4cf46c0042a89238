/* graph/trace.c - what every rule of events needs: an event put, what a registry holds, bytes that are gone. */
#include "graph/event.h"

#include "core/sentence.h"
#include "graph/story.h"

int trace_put(struct tracer *t, struct event_conclusion *c, id32 repo, const struct ground *at,
              size_t n, struct fault *f)
{
	struct graph *g = t->g;

	if (repo != NIL) {
		c->registry = g->registries.v[g->repos.v[repo].registry].id;
		c->repository = graph_string(g, g->repos.v[repo].name);
	}
	c->because = (struct grounds){ at, n };
	return graph_tell_event(g, c, f);
}

bool trace_holds(const struct graph *g, id32 registry, id32 node)
{
	for (id32 c = g->nodes.v[node].copies; c != NIL; c = g->copies.v[c].next)
		if (g->copies.v[c].registry == registry)
			return true;
	return false;
}

const struct plain_item *trace_shard(const struct tracer *t, id32 registry, const struct digest *d)
{
	id32 s;

	if (d->alg != DIGEST_SHA256)
		return NULL;
	s = t->shard[(size_t)registry * 256 + d->byte[0]];
	return s == NIL ? NULL : &t->g->shards.v[s];
}

bool trace_soon_after(struct when a, struct when b, int64_t slack)
{
	if (!a.known || !b.known || b.sec < a.sec || b.sec > a.sec + slack)
		return false;
	return a.digits < 9 || b.digits < 9 || when_cmp(a, b) <= 0;
}

/* A revision link whose bytes are not in the registry: after a sweep (ghost), or lost otherwise. */
int trace_bytes_gone(struct tracer *t, id32 repo, id32 node, struct ground link,
                     struct when link_mtime, const char *rule, struct fault *f)
{
	struct graph *g = t->g;
	id32 registry = g->repos.v[repo].registry;
	const struct plain_item *s = trace_shard(t, registry, &t->g->nodes.v[node].digest);
	struct ground at[2] = { link };
	struct event_conclusion c = { .digest = g->nodes.v[node].digest, .grade = GRADE_INFERRED };
	size_t n = 1;

	if (graph_doubts_bytes(g, registry, node))
		return 0;
	if (s != NULL)
		at[n++] = ground_item(s->item, s->scan);
	if (s != NULL && s->mtime.known && link_mtime.known && when_cmp(link_mtime, s->mtime) > 0) {
		c.event = EVENT_GHOST_PUSH;
		c.time = link_mtime;
		c.time_source = "mtime of the link, later than its shard directory's";
		c.rule = "link-after-sweep";
		c.text = span_of(S_LINK_YOUNGER_THAN);
	} else {
		c.event = EVENT_BLOB_SWEPT;
		c.after = link_mtime;
		c.before = s != NULL ? s->mtime : WHEN_UNKNOWN;
		c.time_source = s != NULL ? "mtimes of the link and of the shard directory"
		                          : "mtime of the link";
		c.rule = rule;
		c.text = span_of(s != NULL && graph_had(g, node)
		                         ? S_LINK_NAMES_REGISTRY
		                 : s != NULL ? S_LINK_NAMES_REGISTRY_NO
		                           : S_LINK_NAMES_NEITHER);
	}
	return trace_put(t, &c, repo, at, n, f);
}
