/*
 * graph/naming.c - what stores other than the registry say: names they give to images they hold, and
 * digests they only know of. The former are that store's own tags; the latter tell that something existed,
 * never that a registry holds it.
 */
#include "graph/event.h"

#include "base/buf.h"
#include "base/quote.h"
#include "core/sentence.h"

/* The repository of a name without one: the store's own path, as zot lays its repositories out; of a store
 * that is the whole source, the source's label. */
static struct span repository_of(const struct graph *g, id32 registry, const struct naming *n)
{
	const struct registry *r = &g->registries.v[registry];

	if (n->repository.n > 0)
		return n->repository;
	return r->path.n > 0 ? r->path : r->label;
}

/* One name for two images: tools differ in which they take, so that both are its images. */
static int keep_rival(struct graph *g, id32 tag, struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];
	struct tag_target *x = graph_target(g, tag, t->current, f);

	if (x == NULL)
		return -1;
	x->rival = true;
	x->item = t->current_item;
	x->offset = t->offset;
	x->length = t->length;
	return 0;
}

static int name_image(struct graph *g, id32 registry, id32 node, const struct naming_fact *x, struct fault *f)
{
	const struct naming *n = &x->naming;
	id32 repo = graph_repo(g, registry, repository_of(g, registry, n), f), tag;
	struct pair *p = repo == NIL ? NULL : graph_pair(g, node, repo, f);
	struct tag *t;

	if (p == NULL)
		return -1;
	g->repos.v[repo].entries = true;
	if (g->repos.v[repo].first_item == 0)
		g->repos.v[repo].first_item = x->item;
	p->revision = true;
	p->named_item = x->item;
	p->named = (struct ground){ x->item, x->scan, n->where.offset, n->where.length,
		                    graph_string(g, graph_text(g, n->where.pointer, f)) };
	if (n->kind != NAMING_TAG)
		return f->kind != FAULT_NONE ? -1 : 0;
	tag = graph_tag(g, repo, n->tag, f);
	if (tag == NIL)
		return -1;
	t = &g->tags.v[tag];
	if (t->has_current && t->current != node && keep_rival(g, tag, f) < 0)
		return -1;
	t->has_current = true;
	t->current = node;
	t->current_item = t->first_item = x->item;
	t->offset = n->where.offset;
	t->length = n->where.length;
	return 0;
}

int graph_name_stored(struct graph *g, const struct store_name *x, struct fault *f)
{
	struct naming_fact fact = { .item = x->item,
		                    .scan = x->scan,
		                    .naming = { .kind = x->tag == NIL ? NAMING_LISTED : NAMING_TAG,
		                                .repository = graph_string(g, x->repository),
		                                .tag = graph_string(g, x->tag),
		                                .where = { x->offset, x->length, graph_string(g, x->pointer) } } };

	g->nodes.v[x->node].image = true;
	return name_image(g, x->registry, x->node, &fact, f);
}

/* The store holds the image as removed from the repository. */
static int remove_image(struct graph *g, id32 registry, id32 node, const struct naming_fact *x, struct fault *f)
{
	const struct naming *n = &x->naming;
	id32 repo = graph_repo(g, registry, repository_of(g, registry, n), f);
	struct pair *p = repo == NIL ? NULL : graph_pair(g, node, repo, f);
	struct ground at = { x->item, x->scan, n->where.offset, n->where.length, SPAN_NONE };

	if (p == NULL)
		return -1;
	if (g->repos.v[repo].first_item == 0)
		g->repos.v[repo].first_item = x->item;
	if (p->named_item == 0) {
		p->named_item = x->item;
		p->named = at;
	}
	p->removed = true;
	if (p->gone.item == 0 || when_cmp(p->gone_at, n->time) < 0) {
		p->gone_at = n->time;
		p->gone = at;
	}
	g->nodes.v[node].image = g->nodes.v[node].wanted_manifest = true;
	return 0;
}

/* What the schedule says of a manifest of the one registry beside it. */
static void cached(struct graph *g, id32 node, const struct naming_fact *x)
{
	id32 only = NIL, name = graph_find_text(g, x->naming.repository), repo;
	struct pair *p;

	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].scan == x->scan && is_registry(g, (id32)i)) {
			if (only != NIL)
				return;
			only = (id32)i;
		}
	repo = only == NIL || name == NIL ? NIL : graph_find_repo(g, only, name);
	p = repo == NIL ? NULL : graph_find_pair(g, node, repo);
	if (p != NULL)
		p->cached_until = x->naming.time;
}

int graph_add_naming(struct graph *g, const struct naming_fact *x, struct fault *f)
{
	const struct naming *n = &x->naming;
	id32 registry = graph_registry_of(g, x->registry);
	struct store_name m = { .item = x->item,
		           .scan = x->scan,
		           .time = n->time,
		           .other = NIL,
		           .registry = registry,
		           .offset = n->where.offset,
		           .length = n->where.length,
		           .kind = (uint8_t)n->kind };

	if (!digest_set(&n->digest))
		return 0;
	if ((n->kind == NAMING_HELD || n->kind == NAMING_UNPACKED) && graph_find_node(g, &n->digest) == NIL)
		return 0; /* what layers inflate to is no name of a blob, unless something uses it as one */
	m.node = graph_node(g, &n->digest, f);
	if (m.node == NIL)
		return -1;
	if (n->kind == NAMING_TAG || n->kind == NAMING_LISTED) {
		g->nodes.v[m.node].image = true;
		g->nodes.v[m.node].wanted_manifest = true;
		return registry == NIL ? 0 : name_image(g, registry, m.node, x, f);
	}
	if (n->kind == NAMING_CACHED)
		cached(g, m.node, x);
	if (n->kind == NAMING_REMOVED && n->repository.n > 0 && registry != NIL && remove_image(g, registry, m.node, x, f) < 0)
		return -1;
	if ((n->kind == NAMING_KNOWN && n->repository.n > 0) || n->kind == NAMING_CACHED) {
		g->nodes.v[m.node].image = true;
		g->nodes.v[m.node].wanted_manifest = true;
	}
	if (n->kind == NAMING_DIFF_ID && n->repository.n == 0)
		return 0; /* a table of the store's own, thousands of lines: input of resynthesis only */
	if (digest_set(&n->other) && (m.other = graph_text(g, span_of(digest_text((char[DIGEST_TEXT]){ "" }, &n->other)), f)) == NIL)
		return -1;
	m.repository = graph_text(g, n->repository, f);
	m.tag = graph_text(g, n->kind == NAMING_UNPACKED ? SPAN_NONE : n->tag, f); /* there it is a directory */
	m.pointer = graph_text(g, n->where.pointer, f);
	return f->kind != FAULT_NONE ? -1 : VEC_PUSH(&g->names, m, f);
}

/* The schedule counts 168 hours from the first fetch in 2.x; 3.x has a setting, 168 hours unless changed. */
enum { CACHE_TTL = 168 * 3600 };

static int cache_words(const struct store_name *x, struct event_conclusion *c, struct buf *out, struct fault *f)
{
	char when[WHEN_TEXT];

	c->event = EVENT_CACHE_FETCH;
	c->grade = GRADE_INFERRED;
	c->rule = "cache-schedule";
	c->time_source = x->time.known ? "expiry in scheduler-state.json less 168 hours" : NULL;
	if (x->time.known)
		c->time.sec -= CACHE_TTL;
	return sentence_buf(out, f, S_CACHE_DROP_AT,
	                  x->time.known ? when_text(when, x->time) : S_TIME_UNREAD);
}

static int words(const struct graph *g, const struct store_name *x, struct buf *out, struct fault *f)
{
	struct span other = graph_string(g, x->other);
	const char *what = "";

	switch ((enum naming_kind)x->kind) {
	case NAMING_IMAGE_ID:
		what = S_ANOTHER_STORE_GIVES_THIS;
		break;
	case NAMING_KNOWN:
		what = S_ANOTHER_STORE_KNOWS;
		break;
	case NAMING_DIFF_ID:
		what = S_ANOTHER_STORE_KNOWS_LAYER;
		break;
	case NAMING_HELD:
	case NAMING_UNPACKED:
		what = S_ANOTHER_STORE_UNPACKED;
		break;
	case NAMING_RAN:
		what = S_CONTAINER_MADE_TIME;
		break;
	case NAMING_WROTE:
		what = S_STORE_WROTE;
		break;
	case NAMING_REMOVED:
		what = S_STORE_REMOVED;
		break;
	default:
		break;
	}
	if (buf_add_text(out, what, f) < 0)
		return -1;
	if (other.n == 0)
		return 0;
	return x->kind == NAMING_DIFF_ID ? sentence_then(out, f, S_BOTH, S_INFLATES, (int)other.n, (const char *)other.p)
	                                 : sentence_then(out, f, S_BOTH, S_IMAGE_ID, (int)other.n, (const char *)other.p);
}

static enum event_word event_of(const struct store_name *x)
{
	if (x->kind == NAMING_RAN)
		return EVENT_CONTAINER_STARTED;
	return x->kind == NAMING_REMOVED && x->repository != NIL ? EVENT_MANIFEST_DELETE : EVENT_MENTION;
}

static const char *time_source_of(const struct store_name *x)
{
	if (!x->time.known)
		return NULL;
	return x->kind == NAMING_WROTE ? "creationTime of the store's properties"
	       : x->kind == NAMING_REMOVED ? "deletedDateTime of the store's properties" : "the container's config";
}

int trace_names(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;

	for (size_t i = 0; i < g->names.n; i++) {
		const struct store_name *x = &g->names.v[i];
		OWNED(buf) struct buf text = BUF_INIT;
		struct ground at = { x->item, x->scan, x->offset, x->length, graph_string(g, x->pointer) };
		struct event_conclusion c = {
			.event = event_of(x),
			.repository = graph_string(g, x->repository),
			.tag = graph_string(g, x->tag),
			.digest = g->nodes.v[x->node].digest,
			.time = x->time,
			.time_source = time_source_of(x),
			.grade = GRADE_STATED,
			.rule = "store-names",
		};

		if (x->kind == NAMING_IMAGE_ID && x->registry != NIL && !g->nodes.v[x->node].as_config)
			continue; /* a tag of that store tells it */
		if ((x->kind == NAMING_CACHED || x->kind == NAMING_CACHED_BLOB ? cache_words(x, &c, &text, f)
		                                                               : words(g, x, &text, f)) < 0)
			return -1;
		c.text = buf_span(&text);
		if (trace_put(t, &c, NIL, &at, 1, f) < 0)
			return -1;
	}
	return 0;
}
