/* graph/event_blob.c - what blobs, layer links and upload sessions say happened. */
#include "graph/event.h"

#include "core/sentence.h"

#include <stdio.h>

/* ---- stored bytes -------------------------------------------------------------------------------- */

static void name_copies(const struct graph *g, id32 node, id32 registry, uint8_t *named)
{
	for (id32 c = g->nodes.v[node].copies; c != NIL; c = g->copies.v[c].next)
		named[c] |= g->copies.v[c].registry == registry;
}

/* Does anything in the registry of this copy name it: a layer link, a revision, a tag, a manifest of a repository? */
static int mark_named(const struct tracer *t, uint8_t **out, struct fault *f)
{
	const struct graph *g = t->g;
	size_t n = g->copies.n + 1;
	uint8_t *named = (uint8_t *)calloc(n, 1);

	*out = named;
	if (named == NULL)
		return fault_memory(f, n);
	for (size_t i = 0; i < g->layers.n; i++)
		name_copies(g, g->layers.v[i].node, g->repos.v[g->layers.v[i].repo].registry, named);
	for (size_t i = 0; i < g->pairs.n; i++) {
		const struct pair *p = &g->pairs.v[i];
		id32 registry = g->repos.v[p->repo].registry;
		const struct doc *d = g->nodes.v[p->node].doc == NIL ? NULL : &g->docs.v[g->nodes.v[p->node].doc];

		name_copies(g, p->node, registry, named);
		for (id32 k = 0; d != NULL && k < d->refs_n; k++)
			if (g->refs.v[d->refs + k].target != NIL)
				name_copies(g, g->refs.v[d->refs + k].target, registry, named);
	}
	return 0;
}

static int put_copy(struct tracer *t, const struct copy *x, bool named, struct fault *f)
{
	struct graph *g = t->g;
	const struct node *n = &g->nodes.v[x->node];
	struct ground at = ground_item(x->item, x->scan);
	struct event_conclusion c = { .event = EVENT_BLOB_STORED,
		                      .time = x->mtime,
		                      .time_source = "mtime of the data file",
		                      .digest = n->digest,
		                      .grade = GRADE_STATED,
		                      .rule = "blob-data" };

	if (!is_registry(g, x->registry)) /* a copy's own time: no blob was stored then */
		return 0;
	c.registry = g->registries.v[x->registry].id;
	if (trace_put(t, &c, NIL, &at, 1, f) < 0)
		return -1;
	if (named || x->unsettled || g->registries.v[x->registry].names_unsettled || g->registries.v[x->registry].doubt)
		return 0;
	c.event = EVENT_REPOSITORY_REMOVED;
	c.after = x->mtime;
	c.time = WHEN_UNKNOWN;
	c.grade = GRADE_INFERRED;
	c.rule = "blob-without-link";
	c.text = span_of(n->image ? S_NO_REPOSITORY_NAMES
	                          : S_NO_REPOSITORY_LINKS);
	return trace_put(t, &c, NIL, &at, 1, f);
}

/* ---- layer links --------------------------------------------------------------------------------- */

static int put_unlinked(struct tracer *t, const struct layer_entry *l, struct fault *f)
{
	struct graph *g = t->g;
	id32 registry = g->repos.v[l->repo].registry;
	bool bytes = trace_holds(g, registry, l->node);
	struct ground at[2] = { ground_item(l->dir_item, trace_scan(g, l->repo)) };
	const struct shard_span *run = bytes ? NULL : trace_run_at(t, registry, l->dir_mtime);
	struct event_conclusion c = { .event = EVENT_BLOB_UNLINKED,
		                      .time = l->dir_mtime,
		                      .time_source = "mtime of the empty layer directory",
		                      .digest = g->nodes.v[l->node].digest,
		                      .grade = GRADE_STATED,
		                      .rule = "layer-dir-empty" };
	size_t n = 1;

	if (run != NULL) {
		at[n++] = run->at.v[0];
		c.rule = "layer-dir-empty-in-collection";
		c.text = span_of(g->registries.v[registry].has_cache ? S_LINK_REMOVED_REGISTRY : S_LINK_REMOVED_TIME);
	} else if (bytes) {
		c.text = span_of(S_LINK_REMOVED_BYTES);
	} else {
		c.text = span_of(g->registries.v[registry].has_cache
		                         ? S_LINK_REMOVED_REGISTRY
		                         : S_LINK_REMOVED_REGISTRY_NO);
	}
	return trace_put(t, &c, l->repo, at, n, f);
}

static int put_layer(struct tracer *t, const struct layer_entry *l, struct fault *f)
{
	struct graph *g = t->g;
	id32 registry = g->repos.v[l->repo].registry;
	struct ground at = { l->link_item, trace_scan(g, l->repo), l->offset, l->length, SPAN_NONE };
	struct event_conclusion c = { .event = EVENT_BLOB_LINKED,
		                      .time = l->link_mtime,
		                      .time_source = "mtime of the layer link",
		                      .digest = g->nodes.v[l->node].digest,
		                      .grade = GRADE_STATED,
		                      .rule = "layer-link" };
	const struct plain_item *s;

	if (l->link_item == 0)
		return l->dir_item != 0 && !l->doubt ? put_unlinked(t, l, f) : 0;
	if (trace_put(t, &c, l->repo, &at, 1, f) < 0)
		return -1;
	if (l->doubt || trace_holds(g, registry, l->node) || g->nodes.v[l->node].unsettled)
		return 0;
	s = trace_shard(t, registry, &g->nodes.v[l->node].digest);
	t->swept_linked[registry] += s != NULL && !s->doubt && !l->doubt && when_cmp(l->link_mtime, s->mtime) <= 0;
	return trace_bytes_gone(t, l->repo, l->node, at, l->link_mtime, "layer-link-without-bytes", f);
}

/* ---- repositories without a whole push ------------------------------------------------------------ */

static int put_shape(struct tracer *t, id32 repo, struct when last_link, struct fault *f)
{
	struct graph *g = t->g;
	const struct repo *r = &g->repos.v[repo];
	struct ground at = ground_item(r->layers_item, trace_scan(g, repo));
	struct event_conclusion c = { .grade = GRADE_INFERRED };

	if (r->layers_item == 0)
		return 0;
	if (graph_doubts_in(g, r->registry, repo, "_layers") || graph_doubts_in(g, r->registry, repo, "_uploads"))
		return 0;
	if (r->manifests_item == 0) {
		c.event = EVENT_PUSH_UNFINISHED;
		c.after = last_link;
		c.time_source = last_link.known ? "mtime of the newest layer link" : NULL;
		c.rule = "layers-without-manifests";
		c.text = span_of(S_BLOBS_UPLOADED_MOUNTED);
		if (trace_put(t, &c, repo, &at, 1, f) < 0)
			return -1;
	}
	if (r->uploads_item != 0 || r->sessions > 0)
		return 0;
	c = (struct event_conclusion){ .event = EVENT_MOUNT_ONLY,
		                       .after = last_link,
		                       .time_source = last_link.known ? "mtime of the newest layer link"
		                                                      : NULL,
		                       .grade = GRADE_INFERRED,
		                       .rule = "layers-without-uploads",
		                       .text = span_of(
		                               S_NO_UPLOAD_SESSION) };
	return trace_put(t, &c, repo, &at, 1, f);
}

static int put_shapes(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;
	struct when *last = (struct when *)calloc(g->repos.n + 1, sizeof *last);
	int rc = 0;

	if (last == NULL)
		return fault_memory(f, g->repos.n * sizeof *last);
	for (size_t i = 0; i < g->layers.n; i++) {
		const struct layer_entry *l = &g->layers.v[i];

		if (when_cmp(last[l->repo], l->link_mtime) < 0)
			last[l->repo] = l->link_mtime;
	}
	for (size_t i = 0; rc == 0 && i < g->repos.n; i++)
		rc = put_shape(t, (id32)i, last[i], f);
	free(last);
	return rc;
}

int trace_blobs(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;
	uint8_t *named = NULL;
	int rc = mark_named(t, &named, f);

	for (size_t i = 0; rc == 0 && i < g->copies.n; i++)
		rc = put_copy(t, &g->copies.v[i], named[i] != 0, f);
	free(named);
	for (size_t i = 0; rc == 0 && i < g->layers.n; i++)
		rc = put_layer(t, &g->layers.v[i], f);
	return rc < 0 ? -1 : put_shapes(t, f);
}

/* ---- uploads -------------------------------------------------------------------------------------- */

/* The time in a UUID of version 7: registry 3.1 and later name sessions so. */
static struct when uuid_time(struct span uuid)
{
	uint64_t ms = 0;

	if (uuid.n != 36 || uuid.p[14] != '7' || uuid.p[8] != '-')
		return WHEN_UNKNOWN;
	for (size_t i = 0; i < 13; i++) {
		unsigned c = uuid.p[i];

		if (i == 8)
			continue;
		if (c >= '0' && c <= '9')
			ms = ms << 4 | (c - '0');
		else if (c >= 'a' && c <= 'f')
			ms = ms << 4 | (c - 'a' + 10);
		else
			return WHEN_UNKNOWN;
	}
	return (struct when){ (int64_t)(ms / 1000), (uint32_t)(ms % 1000) * 1000000u, 3, true };
}

static int put_session(struct tracer *t, const struct upload *u, struct fault *f)
{
	struct graph *g = t->g;
	int64_t scan = trace_scan(g, u->repo);
	struct span name = graph_string(g, u->name);
	struct when by_name = uuid_time(name);
	struct ground at = ground_item(u->started_item != 0 ? u->started_item : u->first_item, scan);
	struct event_conclusion c = { .event = EVENT_UPLOAD_START,
		                      .time = u->started.known ? u->started : by_name,
		                      .time_source = u->started.known ? "startedat of the session"
		                                                      : "UUIDv7 of the session's name",
		                      .grade = GRADE_STATED,
		                      .rule = u->started.known ? "upload-startedat" : "upload-uuid" };

	if (c.time.known && trace_put(t, &c, u->repo, &at, 1, f) < 0)
		return -1;
	if (u->has_data) {
		char text[400], becomes[240], blob[DIGEST_TEXT];
		bool whole;
		id32 node = graph_becoming(g, u, &whole);

		at = ground_item(u->data_item, scan);
		if (u->size == 0 || node == NIL)
			(void)snprintf(becomes, sizeof becomes, "%s", u->size == 0 ? S_SESSION_OPENED_NOTHING : S_NO_BLOB_KNOWN);
		else if (whole)
			(void)sentence(becomes, sizeof becomes, S_ALL_OF, digest_text(blob, &g->nodes.v[node].digest));
		else
			(void)sentence(becomes, sizeof becomes, S_BEGINNING_OF, digest_text(blob, &g->nodes.v[node].digest));
		(void)sentence(text, sizeof text, S_BYTES_RECEIVED_NEVER, u->size, becomes);
		c.event = EVENT_UPLOAD_DATA;
		c.time = u->data_mtime;
		c.time_source = "mtime of the session's data";
		if (u->size > 0)
			c.digest = u->digest;
		c.rule = "upload-data";
		c.text = span_of(text);
		return trace_put(t, &c, u->repo, &at, 1, f);
	}
	if (u->started_item != 0 || u->doubt)
		return 0;
	at = ground_item(u->dir_item != 0 ? u->dir_item : u->first_item, scan);
	c.event = EVENT_UPLOAD_CANCEL;
	c.time = u->dir_mtime;
	c.time_source = "mtime of the session's directory";
	c.rule = "upload-hashstate-alone";
	c.text = span_of(S_NOTHING_BUT_HASH);
	return trace_put(t, &c, u->repo, &at, 1, f);
}

int trace_uploads(struct tracer *t, struct fault *f)
{
	struct graph *g = t->g;

	for (size_t i = 0; i < g->uploads.n; i++)
		if (put_session(t, &g->uploads.v[i], f) < 0)
			return -1;
	for (size_t i = 0; i < g->repos.n; i++) {
		const struct repo *r = &g->repos.v[i];
		struct ground at = ground_item(r->uploads_item, trace_scan(g, (id32)i));
		struct event_conclusion c = { .event = EVENT_UPLOAD_END,
			                      .time = r->uploads_mtime,
			                      .time_source = "mtime of the empty uploads directory",
			                      .grade = GRADE_INFERRED,
			                      .rule = "uploads-dir-empty",
			                      .text = span_of(S_LAST_UPLOAD_SESSION) };

		if (r->uploads_item != 0 && r->sessions == 0 && !g->registries.v[r->registry].has_cache &&
		    !graph_doubts_in(g, r->registry, (id32)i, "_uploads") && trace_put(t, &c, (id32)i, &at, 1, f) < 0)
			return -1;
	}
	return 0;
}
