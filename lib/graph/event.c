/*
 * graph/event.c - what each trace says happened, and when: manifests and tags. Every event has its
 * rule and its grounds; where a trace allows several readings, the text names them and the grade is
 * `inferred`.
 */
#include "graph/event.h"

#include "core/sentence.h"
#include "graph/story.h"

/* ---- manifests ----------------------------------------------------------------------------------- */

static int put_push(struct tracer *t, const struct pair *p, bool tagged, struct fault *f)
{
	struct graph *g = t->g;
	struct ground at = ground_item(p->link_item, trace_scan(g, p->repo));
	struct event_conclusion c = { .event = EVENT_PUSH,
		                      .time = p->link_mtime,
		                      .time_source = "mtime of the revision link",
		                      .digest = g->nodes.v[p->node].digest,
		                      .grade = GRADE_STATED,
		                      .rule = "revision-link" };

	if (trace_put(t, &c, p->repo, &at, 1, f) < 0)
		return -1;
	if (tagged || p->named_item != 0) /* a tag or a document of the repository names it */
		return 0;
	if (g->registries.v[g->repos.v[p->repo].registry].doubt) /* what names it may be among what was not read */
		return 0;
	c.event = EVENT_PUSH_BY_DIGEST;
	c.grade = GRADE_INFERRED;
	c.rule = "revision-without-tag";
	c.text = span_of(S_NO_TAG_INDEX);
	return trace_put(t, &c, p->repo, &at, 1, f);
}

static int put_deleted(struct tracer *t, const struct pair *p, struct fault *f)
{
	struct graph *g = t->g;
	const struct repo *r = &g->repos.v[p->repo];
	bool cache = g->registries.v[r->registry].has_cache;
	bool bytes = trace_holds(g, r->registry, p->node);
	struct ground at[2] = { ground_item(p->dir_item, trace_scan(g, p->repo)) };
	struct event_conclusion c = {
		.event = EVENT_MANIFEST_DELETE,
		.time = p->dir_mtime,
		.time_source = "mtime of the empty revision directory",
		.digest = g->nodes.v[p->node].digest,
		.grade = cache || p->current ? GRADE_INFERRED : GRADE_STATED,
		.rule = "revision-dir-empty",
		.text = span_of(!cache && p->current
		                        ? S_REVISION_LINK_REMOVED
		                : cache && when_cmp(p->dir_mtime, p->cached_until) < 0
		                        ? S_DELETED_DIGEST_HAND
		                : cache ? S_DELETED_DIGEST_EXPIRED
		                : bytes ? S_DELETED_DIGEST_THROUGH
		                        : graph_had(g, p->node) ? S_DELETED_DIGEST_THROUGH_API
		                        : S_DELETED_DIGEST_THROUGH_API_REGISTRY),
	};

	if (trace_put(t, &c, p->repo, at, 1, f) < 0)
		return -1;
	if (p->current) {
		c.event = EVENT_TAG_DANGLING;
		c.grade = GRADE_INFERRED;
		c.rule = "current-link-of-deleted";
		c.text = span_of(S_TAG_STILL_NAMES);
		at[1] = p->named;
		if (trace_put(t, &c, p->repo, at, 2, f) < 0)
			return -1;
	}
	if (r->tags_item == 0 || r->tags_unsettled || !trace_soon_after(p->dir_mtime, r->tags_mtime, 1) ||
	    graph_doubts_in(g, r->registry, p->repo, "_manifests/tags"))
		return 0;
	at[1] = ground_item(r->tags_item, trace_scan(g, p->repo));
	c.event = EVENT_TAGS_REMOVED;
	c.time = r->tags_mtime;
	c.time_source = "mtime of the tags directory, right after the deletion";
	c.grade = GRADE_INFERRED;
	c.rule = "tags-dir-after-delete";
	c.text = span_of(S_TAGS_NAMED_REMOVED);
	return trace_put(t, &c, p->repo, at, 2, f);
}

/* Named by a tag index, and the repository has no revision directory: neither API nor collection. */
static int put_outside(struct tracer *t, const struct pair *p, struct fault *f)
{
	struct graph *g = t->g;
	struct ground at = p->named;
	struct event_conclusion c = {
		.event = EVENT_REVISION_REMOVED,
		.after = p->named_mtime,
		.time_source = "mtime of the tag's link",
		.digest = g->nodes.v[p->node].digest,
		.grade = GRADE_INFERRED,
		.rule = "index-link-without-revision",
		.text = span_of(S_TAG_INDEX_NAMES),
	};

	return trace_put(t, &c, p->repo, &at, 1, f);
}

static int put_pair(struct tracer *t, size_t i, struct fault *f)
{
	const struct pair *p = &t->g->pairs.v[i];
	id32 registry = t->g->repos.v[p->repo].registry;

	if (!is_registry(t->g, registry))
		return 0;
	if (p->link_item != 0) {
		if (put_push(t, p, t->tag_names[i] != 0, f) < 0)
			return -1;
		if (!p->doubt && !trace_holds(t->g, registry, p->node) && !t->g->nodes.v[p->node].unsettled)
			return trace_bytes_gone(t, p->repo, p->node,
			                        ground_item(p->link_item, trace_scan(t->g, p->repo)),
			                        p->link_mtime, "revision-link-without-bytes", f);
		return 0;
	}
	if (p->standing != STANDING_DELETED)
		return 0;
	if (p->dir_item != 0)
		return put_deleted(t, p, f);
	return t->tag_names[i] != 0 && !p->hearsay ? put_outside(t, p, f) : 0;
}

/* ---- tags ------------------------------------------------------------------------------------------ */

static int put_set(struct tracer *t, id32 tag, id32 node, struct ground at, struct when time, bool index,
                   struct fault *f)
{
	struct graph *g = t->g;
	struct event_conclusion c = {
		.event = EVENT_TAG_SET,
		.tag = graph_string(g, g->tags.v[tag].name),
		.time = time,
		.time_source = index ? "mtime of the index link" : "mtime of the current link",
		.digest = g->nodes.v[node].digest,
		.grade = GRADE_STATED,
		.rule = index ? "tag-index-link" : "tag-current-link",
	};

	if (!is_registry(g, g->repos.v[g->tags.v[tag].repo].registry)) {
		c.event = EVENT_MENTION; /* when the name was given the store does not say */
		c.rule = "store-names";
		c.time_source = NULL;
		c.text = span_of(S_ANOTHER_STORE_GIVES);
	}

	return trace_put(t, &c, g->tags.v[tag].repo, &at, 1, f);
}

/* A setting before the last one; the event of put_set() is the last. */
static int put_set_before(struct tracer *t, const struct tag_target *x, struct fault *f)
{
	struct graph *g = t->g;
	bool dir;
	struct when time = graph_set_before(g, x, &dir);
	struct ground at = ground_item(dir ? x->dir_item : x->item, trace_scan(g, g->tags.v[x->tag].repo));
	struct event_conclusion c = { .event = EVENT_TAG_SET,
		                      .tag = graph_string(g, g->tags.v[x->tag].name),
		                      .time = time,
		                      .time_source = dir ? "mtime of the index link's directory" : "birth of the index link",
		                      .digest = g->nodes.v[x->node].digest,
		                      .grade = GRADE_INFERRED,
		                      .rule = "tag-index-made",
		                      .text = span_of(S_TAG_SET_BEFORE) };

	return time.known && is_registry(g, g->repos.v[g->tags.v[x->tag].repo].registry) ? trace_put(t, &c, g->tags.v[x->tag].repo, &at, 1, f) : 0;
}

static int put_tags(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;

	for (size_t i = 0; i < g->targets.n; i++) {
		const struct tag_target *x = &g->targets.v[i];
		int64_t scan = trace_scan(g, g->tags.v[x->tag].repo);
		struct ground at = { x->item, scan, x->offset, x->length, SPAN_NONE };

		if (x->link && (put_set_before(t, x, f) < 0 || put_set(t, x->tag, x->node, at, x->mtime, true, f) < 0))
			return -1;
	}
	for (size_t i = 0; i < g->tags.n; i++) {
		const struct tag *x = &g->tags.v[i];
		struct ground at = { x->current_item, trace_scan(g, x->repo), x->offset, x->length,
			             SPAN_NONE };

		if (x->current != NIL && !graph_has_target(g, (id32)i, x->current) &&
		    put_set(t, (id32)i, x->current, at, x->current_mtime, false, f) < 0)
			return -1;
	}
	return 0;
}

/* An empty tags directory beside revisions: every tag was removed; its mtime is the last removal. */
static int put_emptied(struct tracer *t, id32 repo, bool revisions, struct fault *f)
{
	struct graph *g = t->g;
	const struct repo *r = &g->repos.v[repo];
	struct ground at = ground_item(r->tags_item, trace_scan(g, repo));
	struct event_conclusion c = { .event = EVENT_TAGS_REMOVED,
		                      .time = r->tags_mtime,
		                      .time_source = "mtime of the empty tags directory",
		                      .grade = GRADE_INFERRED,
		                      .rule = "tags-dir-empty",
		                      .text = span_of(S_ALL_TAGS_REPOSITORY) };

	if (r->tags_item == 0 || r->tag_dirs > 0 || !revisions || r->tags_unsettled ||
	    graph_doubts_in(g, r->registry, repo, "_manifests/tags"))
		return 0;
	return trace_put(t, &c, repo, &at, 1, f);
}

static int put_repositories(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;
	uint8_t *revisions = (uint8_t *)calloc(g->repos.n + 1, 1);
	int rc = 0;

	if (revisions == NULL)
		return fault_memory(f, g->repos.n);
	for (size_t i = 0; i < g->pairs.n; i++)
		revisions[g->pairs.v[i].repo] |= g->pairs.v[i].dir_item != 0 || g->pairs.v[i].revision;
	for (size_t i = 0; rc == 0 && i < g->repos.n; i++)
		rc = put_emptied(t, (id32)i, revisions[i] != 0, f);
	free(revisions);
	return rc < 0 ? -1 : trace_emptied_names(t, f);
}

/* ---- images ---------------------------------------------------------------------------------------- */

static int put_created(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;

	for (size_t i = 0; i < g->docs.n; i++) {
		const struct doc *d = &g->docs.v[i];
		struct event_conclusion c = { .event = EVENT_IMAGE_CREATED,
			                      .time = d->created,
			                      .time_source = "created in the document, its maker's word",
			                      .grade = GRADE_STATED,
			                      .rule = "document-created" };
		struct ground at;

		if (d->node == NIL || !d->created.known || g->nodes.v[d->node].proof == NIL)
			continue;
		c.digest = g->nodes.v[d->node].digest;
		at = graph_doc_ground(g, d, 0, 0, NIL);
		if (trace_put(t, &c, NIL, &at, 1, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- all of it ------------------------------------------------------------------------------------- */

static int prepare(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;
	size_t n = (g->registries.n + 1) * 256;

	t->shard = (id32 *)malloc(n * sizeof *t->shard);
	t->tag_names = (uint8_t *)calloc(g->pairs.n + 1, 1);
	t->swept_linked = (uint32_t *)calloc(g->registries.n + 1, sizeof *t->swept_linked);
	t->children_lost = (uint32_t *)calloc(g->registries.n + 1, sizeof *t->children_lost);
	if (t->shard == NULL || t->tag_names == NULL || t->swept_linked == NULL ||
	    t->children_lost == NULL)
		return fault_memory(f, n * sizeof *t->shard);
	memset(t->shard, 0xFF, n * sizeof *t->shard);
	for (size_t i = 0; i < g->shards.n; i++) {
		struct span path = graph_string(g, g->shards.v[i].path);
		struct digest d;
		char hex[65];

		if (path.n < 9 || !span_eq(span_sub(path, path.n - 9, 7), span_of("sha256/")))
			continue;
		memset(hex, '0', 64);
		memcpy(hex, path.p + path.n - 2, 2);
		hex[64] = '\0';
		if (digest_parse_parts(&d, span_of("sha256"), span_of(hex)) == 0)
			t->shard[(size_t)g->shards.v[i].registry * 256 + d.byte[0]] = (id32)i;
	}
	for (size_t i = 0; i < g->targets.n; i++) {
		const struct tag_target *x = &g->targets.v[i];
		struct pair *p = graph_find_pair(g, x->node, g->tags.v[x->tag].repo);

		if (p != NULL)
			t->tag_names[p - g->pairs.v] = 1;
	}
	for (size_t i = 0; i < g->tags.n; i++) {
		const struct tag *x = &g->tags.v[i];
		struct pair *p = x->current == NIL ? NULL : graph_find_pair(g, x->current, x->repo);

		if (p != NULL)
			t->tag_names[p - g->pairs.v] = 1;
	}
	return 0;
}

static int put_all(struct tracer *t, struct fault *f)
{
	if (prepare(t, f) < 0 || trace_runs(t, f) < 0)
		return -1;
	for (size_t i = 0; i < t->g->pairs.n; i++)
		if (put_pair(t, i, f) < 0)
			return -1;
	if (put_tags(t, f) < 0 || put_repositories(t, f) < 0 || put_created(t, f) < 0 ||
	    trace_blobs(t, f) < 0 || trace_uploads(t, f) < 0 || trace_logs(t, f) < 0 || trace_names(t, f) < 0 || trace_dead(t, f) < 0)
		return -1;
	return trace_collections(t, f);
}

int graph_put_events(struct graph *g, struct fault *f)
{
	struct tracer t = { .g = g };
	int rc = put_all(&t, f);

	free(t.shard);
	free(t.tag_names);
	free(t.swept_linked);
	free(t.children_lost);
	for (size_t i = 0; i < t.runs.n; i++)
		VEC_RELEASE(&t.runs.v[i].at);
	VEC_RELEASE(&t.runs);
	return rc;
}
