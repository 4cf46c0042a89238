/*
 * graph/tag.c - what each tag named and when, one line for each target. INTERFACE 1 "Tag", 3 "tags".
 *
 * Standings speak of the present. A registry of another source is compared with its counterpart in
 * the present: the only registry there when both sources hold one, else the one of the same path.
 */
#include "graph/private.h"

static size_t registries_of(const struct graph *g, uint32_t source)
{
	size_t n = 0;

	for (size_t i = 0; i < g->registries.n; i++)
		n += g->registries.v[i].source == source && is_registry(g, (id32)i);
	return n;
}

static void find_counterparts(struct graph *g)
{
	size_t present = 0;
	id32 only = NIL;

	for (size_t i = 0; i < g->registries.n; i++)
		if (g->registries.v[i].present && is_registry(g, (id32)i)) {
			present++;
			only = (id32)i;
		}
	for (size_t i = 0; i < g->registries.n; i++) {
		struct registry *r = &g->registries.v[i];

		if (r->present)
			continue;
		if (present == 1 && is_registry(g, (id32)i) && registries_of(g, r->source) == 1) {
			r->counterpart = only;
			continue;
		}
		for (size_t k = 0; k < g->registries.n; k++)
			if (g->registries.v[k].present && g->registries.v[k].store == r->store &&
			    span_eq(g->registries.v[k].path, r->path))
				r->counterpart = (id32)k;
	}
}

struct line {
	id32 node;
	int64_t item, second;
	struct when from;
	bool current, from_index;
	uint64_t offset, length;
};

struct lines {
	struct line *v;
	size_t n, cap;
};

static const struct graph *sort_graph(const void *p)
{
	return (const struct graph *)p;
}

static int by_time(const void *a, const void *b, void *user)
{
	const struct line *x = (const struct line *)a, *y = (const struct line *)b;
	const struct graph *g = sort_graph(user);
	int c = when_cmp(x->from, y->from);

	if (x->current != y->current)
		return x->current ? 1 : -1;
	return c != 0 ? c : digest_cmp(&g->nodes.v[x->node].digest, &g->nodes.v[y->node].digest);
}

/* The targets of one tag in the order of time, the current one last. */
static int collect(struct graph *g, id32 tag, const id32 *targets, size_t n, struct lines *out,
                   struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];
	bool met = false;

	out->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct target *x = &g->targets.v[targets[i]];
		struct line l = { .node = x->node,
			          .item = x->item,
			          .from = x->mtime,
			          .from_index = x->link,
			          .offset = x->offset,
			          .length = x->length };

		if (x->node == t->current && !t->damaged) {
			met = l.current = true;
			l.second = l.item;
			l.item = t->current_item;
			l.offset = t->offset;
			l.length = t->length;
			if (!l.from.known)
				l.from = t->current_mtime;
		}
		if (VEC_PUSH(out, l, f) < 0)
			return -1;
	}
	if (t->current != NIL && !met) {
		struct line l = { .node = t->current,
			          .item = t->current_item,
			          .from = t->current_mtime,
			          .current = true,
			          .offset = t->offset,
			          .length = t->length };

		if (VEC_PUSH(out, l, f) < 0)
			return -1;
	}
	if (out->n > 1)
		qsort_r(out->v, out->n, sizeof *out->v, by_time, g);
	return 0;
}

static struct tag_conclusion base_of(const struct graph *g, id32 tag)
{
	const struct tag *t = &g->tags.v[tag];
	const struct repo *r = &g->repos.v[t->repo];

	return (struct tag_conclusion){ .registry = g->registries.v[r->registry].id,
		                        .repository = graph_string(g, r->name),
		                        .tag = graph_string(g, t->name),
		                        .grade = GRADE_STATED };
}

/* `gone`: the empty revision directory that tells when, an item of 0 when there is none. */
static int put_line(struct graph *g, id32 tag, const struct line *l, enum tag_standing standing,
                    struct when until, const char *rule, struct ground gone, struct when deleted_at,
                    struct fault *f)
{
	struct tag_conclusion c = base_of(g, tag);
	int64_t scan = g->registries.v[g->repos.v[g->tags.v[tag].repo].registry].scan;
	struct ground at[3] = { { l->item, scan, l->offset, l->length, SPAN_NONE } };
	size_t n = 1;

	c.digest = g->nodes.v[l->node].digest;
	c.standing = standing;
	c.from = l->from;
	c.until = until;
	c.rule = rule;
	c.time_source = !l->from.known ? NULL
	                : l->from_index ? "mtime of the index link"
	                                : "mtime of the current link";
	if (standing == TAG_DELETED) {
		c.deleted_at = deleted_at;
		if (!deleted_at.known)
			c.deleted_after = l->from;
		else
			c.time_source = "mtime of the empty revision directory";
	}
	if (l->second != 0)
		at[n++] = ground_item(l->second, scan);
	if (gone.item != 0)
		at[n++] = gone;
	c.because = (struct grounds){ at, n };
	g->counts->tags++;
	return g->sink->tag(g->sink->user, &c, f);
}

static int put_damaged(struct graph *g, id32 tag, struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];
	struct tag_conclusion c = base_of(g, tag);
	int64_t item = t->has_current ? t->current_item : t->dir_item;
	struct ground at = ground_item(item, g->registries.v[g->repos.v[t->repo].registry].scan);

	c.standing = TAG_DAMAGED;
	c.rule = t->has_current ? "current-link-damaged" : "current-link-absent";
	c.from = t->has_current ? t->current_mtime : WHEN_UNKNOWN;
	c.time_source = c.from.known ? "mtime of the current link" : NULL;
	c.because = (struct grounds){ &at, item != 0 };
	g->counts->tags++;
	return g->sink->tag(g->sink->user, &c, f);
}

static bool is_damaged(const struct tag *t)
{
	return t->damaged || (!t->has_current && (t->dir_item != 0 || t->current == NIL));
}

/* The tag of the present that this tag of another source is compared with. */
static id32 tag_in_present(const struct graph *g, id32 tag, id32 *repo)
{
	const struct tag *t = &g->tags.v[tag];
	const struct repo *r = &g->repos.v[t->repo];
	id32 there = g->registries.v[r->registry].counterpart;

	*repo = there == NIL ? NIL : graph_find_repo(g, there, r->name);
	return *repo == NIL ? NIL : graph_find_tag(g, *repo, t->name);
}

static bool tag_in_doubt(const struct graph *g, id32 tag)
{
	const struct tag *t = &g->tags.v[tag];
	const struct repo *r = &g->repos.v[t->repo];
	struct span repo = graph_string(g, r->name), name = graph_string(g, t->name);

	return g->doubts.n > 0 && graph_doubts_in(g, g->registries.v[r->registry].counterpart, NIL,
	                                          "repositories/%.*s/_manifests/tags/%.*s", (int)repo.n, (const char *)repo.p,
	                                          (int)name.n, (const char *)name.p);
}

static bool knows(const struct graph *g, id32 tag, id32 node)
{
	return g->tags.v[tag].current == node || graph_has_target(g, tag, node);
}

/* A tag of another source: what the present knows is said there; the rest is history. */
static int put_other(struct graph *g, id32 tag, const struct lines *lines, struct fault *f)
{
	id32 repo, there = tag_in_present(g, tag, &repo);

	for (size_t i = 0; i < lines->n; i++) {
		const struct line *l = &lines->v[i];
		struct when until = i + 1 < lines->n ? lines->v[i + 1].from : WHEN_UNKNOWN;
		struct when gone = WHEN_UNKNOWN;
		struct ground left = { .item = 0 };
		const struct pair *p = repo == NIL ? NULL : graph_find_pair(g, l->node, repo);
		int rc;

		if (there != NIL && knows(g, there, l->node))
			continue;
		if (p != NULL && !p->revision && p->dir_item != 0) {
			gone = p->dir_mtime;
			left = ground_item(p->dir_item, g->registries.v[g->repos.v[repo].registry].scan);
		}
		/* where the present would have it is damaged: that it is gone there is not shown */
		if (there == NIL && l->current && tag_in_doubt(g, tag))
			continue;
		if (there == NIL && l->current)
			rc = put_line(g, tag, l, TAG_DELETED, gone, "tag-of-another-source", left, gone, f);
		else
			rc = put_line(g, tag, l, TAG_OVERWRITTEN, until, "tag-of-another-source",
			              (struct ground){ .item = 0 }, WHEN_UNKNOWN, f);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int put_tag(struct graph *g, id32 tag, const id32 *targets, size_t n, struct lines *lines,
                   struct fault *f)
{
	const struct tag *t = &g->tags.v[tag];
	const struct registry *r = &g->registries.v[g->repos.v[t->repo].registry];

	if (collect(g, tag, targets, n, lines, f) < 0)
		return -1;
	if (!r->present && r->counterpart != NIL)
		return put_other(g, tag, lines, f);
	for (size_t i = 0; i < lines->n; i++) {
		const struct line *l = &lines->v[i];
		struct when until = l->current || i + 1 >= lines->n ? WHEN_UNKNOWN : lines->v[i + 1].from;

		if (put_line(g, tag, l, l->current ? TAG_CURRENT : TAG_OVERWRITTEN, until,
		             !is_registry(g, g->repos.v[t->repo].registry) ? "store-names"
		             : l->current                                  ? "tag-current-link"
		                                                           : "tag-index-link",
		             (struct ground){ .item = 0 }, WHEN_UNKNOWN, f) < 0)
			return -1;
	}
	return is_damaged(t) ? put_damaged(g, tag, f) : 0;
}

int graph_put_tags(struct graph *g, struct fault *f)
{
	size_t tags = g->tags.n, n = g->targets.n;
	id32 *first = (id32 *)calloc(tags + 2, sizeof *first);
	id32 *by_tag = (id32 *)calloc(n + 1, sizeof *by_tag);
	struct lines lines = { NULL, 0, 0 };
	int rc = 0;

	find_counterparts(g);
	if (first == NULL || by_tag == NULL)
		rc = fault_memory(f, (tags + n) * sizeof *first);
	for (size_t i = 0; rc == 0 && i < n; i++)
		first[g->targets.v[i].tag + 2]++;
	for (size_t i = 2; rc == 0 && i < tags + 2; i++)
		first[i] += first[i - 1];
	for (size_t i = 0; rc == 0 && i < n; i++)
		by_tag[first[g->targets.v[i].tag + 1]++] = (id32)i;
	for (size_t i = 0; rc == 0 && i < tags; i++)
		rc = put_tag(g, (id32)i, by_tag + first[i], first[i + 1] - first[i], &lines, f);
	free(first);
	free(by_tag);
	VEC_RELEASE(&lines);
	return rc;
}
