/* graph/add.c - facts in. Each role of an item goes to the one place that will conclude from it. */
#include "graph/private.h"

#include "base/quote.h"
#include "core/name.h"
#include "core/sentence.h"

#include <stdio.h>

int graph_add_registry(struct graph *g, const struct registry_fact *x, struct fault *f)
{
	struct registry r = { .id = x->id,
		              .scan = x->scan,
		              .source = x->source,
		              .present = x->present,
		              .blobs_unsettled = x->changed,
		              .names_unsettled = x->changed,
		              .store = (uint8_t)x->store,
		              .original = x->original,
		              .of_source = x->of_source,
		              .root_stated = x->root_stated,
		              .of_root = x->of_root,
		              .in = x->in,
		              .up = NIL,
		              .head = (id32)g->registries.n };

	if (arena_span(&g->strings, x->path, &r.path, f) < 0 ||
	    arena_span(&g->strings, x->label, &r.label, f) < 0 || arena_span(&g->strings, x->of_path, &r.of_path, f) < 0 ||
	    arena_span(&g->strings, x->in.path, &r.in.path, f) < 0 || arena_span(&g->strings, x->in.uuid, &r.in.uuid, f) < 0 ||
	    arena_span(&g->strings, x->in.parent, &r.in.parent, f) < 0)
		return -1;
	return VEC_PUSH(&g->registries, r, f);
}

static struct span basename_of(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_from(path, i);
	return path;
}

static int odd_item(struct graph *g, enum finding_code code, const struct item_fact *x,
                    const char *text, struct fault *f)
{
	OWNED(buf) struct buf shown = BUF_INIT;

	/* damage put it there, or made it so; a file on its way to its place is no stranger and no leftover */
	if (graph_doubts(g, x->scan, x->path) ||
	    (x->changed && (code == FINDING_FOREIGN_ITEM || code == FINDING_WRITE_LEFTOVER)))
		return 0;
	if (quote_visible(&shown, x->path, f) < 0)
		return -1;
	return graph_odd(g, code, buf_span(&shown), span_of(text), ground_item(x->id, x->scan), f);
}

/* ---- blobs ------------------------------------------------------------------------------------------ */

int graph_add_copy(struct graph *g, id32 node, const struct copy *c, const struct digest *observed, const struct digest *sha256,
                   struct fault *f)
{
	id32 at = (id32)g->copies.n;
	struct node *n = &g->nodes.v[node];

	if (VEC_PUSH(&g->copies, *c, f) < 0 || graph_keep_digest(g, observed, &n->digest, &g->copies.v[at].seen, f) < 0)
		return -1;
	g->copies.v[at].node = node;
	if (n->copies == NIL)
		n->copies = at;
	else
		g->copies.v[n->copies_last].next = at;
	n->copies_last = at;
	if (c->unread || g->copies.v[at].seen != OWN || n->proof != NIL)
		return 0;
	n->proof = at;
	n->size = c->bytes;
	if (n->digest.alg != DIGEST_SHA256 && digest_set(sha256)) {
		struct alias a = { *sha256, node };

		return VEC_PUSH(&g->aliases, a, f);
	}
	return 0;
}

static struct copy copy_of(id32 registry, const struct item_fact *x)
{
	return (struct copy){ .item = x->id,
		              .scan = x->scan,
		              .size = x->size,
		              .bytes = x->bytes,
		              .seen = NIL,
		              .registry = registry,
		              .node = NIL,
		              .next = NIL,
		              .mtime = x->mtime,
		              .asked = x->asked,
		              .unread = x->unread,
		              .unsettled = x->changed,
		              .trusted = x->trusted,
		              .recovered = x->role == ROLE_RECOVERED,
		              .form = (uint8_t)x->form };
}

static int add_blob(struct graph *g, id32 registry, const struct item_fact *x, struct fault *f)
{
	id32 node = graph_node(g, &x->digest, f);
	struct copy c = copy_of(registry, x);

	if (node == NIL)
		return -1;
	g->nodes.v[node].unsettled |= x->changed;
	c.doubt = graph_doubts(g, x->scan, x->path);
	return graph_add_copy(g, node, &c, &x->observed, &x->sha256, f);
}

/* What came or went in it is not known: it counts as not empty, and nothing that would lie there as missing. */
static void unsettle_shard(struct registry *r, struct span path)
{
	struct span name = basename_of(path);
	struct digest d;
	char hex[65] = { 0 };

	(void)memset(hex, '0', 64);
	if (name.n == 2)
		(void)memcpy(hex, name.p, 2);
	if (name.n == 2 && digest_parse_parts(&d, span_of("sha256"), span_of(hex)) == 0)
		r->shards_unsettled[d.byte[0] / 64] |= 1ull << (d.byte[0] % 64);
}

static int add_plain(struct graph *g, id32 registry, const struct item_fact *x, bool shard,
                     struct fault *f)
{
	struct plain_item p = { .registry = registry, .node = NIL, .item = x->id, .scan = x->scan,
		           .mtime = x->mtime, .doubt = graph_doubts(g, x->scan, x->path) };

	p.path = graph_text(g, x->path, f);
	if (p.path == NIL)
		return -1;
	if (shard && x->changed) {
		p.children = 1;
		unsettle_shard(&g->registries.v[registry], x->path);
	}
	if (shard)
		return VEC_PUSH(&g->shards, p, f);
	p.node = graph_node(g, &x->digest, f);
	if (p.node == NIL)
		return -1;
	g->nodes.v[p.node].unsettled |= x->changed;
	return x->changed ? 0 : VEC_PUSH(&g->blob_dirs, p, f);
}

/* Items come by path: what lies in a shard follows it. */
static void count_in_shard(struct graph *g, const struct item_fact *x)
{
	struct plain_item *s;
	struct span path;

	if (g->shards.n == 0)
		return;
	s = &g->shards.v[g->shards.n - 1];
	path = g->text.v[s->path];
	if (x->scan == s->scan && x->path.n > path.n && span_starts(x->path, path) &&
	    x->path.p[path.n] == '/')
		s->children++;
}

/* ---- repositories ------------------------------------------------------------------------------------ */

static int add_revision(struct graph *g, id32 repo, const struct item_fact *x, struct fault *f)
{
	id32 node = graph_node(g, &x->digest, f);
	struct pair *p = node == NIL ? NULL : graph_pair(g, node, repo, f);

	if (p == NULL)
		return -1;
	g->nodes.v[node].image = true;
	p->doubt |= graph_doubts(g, x->scan, x->path);
	g->nodes.v[node].unsettled |= x->changed;
	p->unsettled |= x->changed;
	if (x->role == ROLE_REVISION_DIR) {
		p->dir_item = x->id;
		p->dir_mtime = x->mtime;
	} else {
		p->link_item = x->id;
		p->link_mtime = x->mtime;
		p->link_born = x->btime;
		p->revision = true;
		g->nodes.v[node].wanted_manifest = true;
	}
	return 0;
}

static int mismatch(struct graph *g, const struct item_fact *x, struct fault *f)
{
	char named[DIGEST_TEXT], said[DIGEST_TEXT], text[400];
	OWNED(buf) struct buf shown = BUF_INIT;
	struct ground at = { x->id, x->scan, x->reading_offset, x->reading_length, SPAN_NONE };

	if (x->changed || graph_doubts_content(g, x->scan, x->path))
		return 0;
	(void)sentence(text, sizeof text, S_LINK_SAYS_DIRECTORY,
	               digest_text(said, &x->reading_digest), digest_text(named, &x->digest));
	if (quote_visible(&shown, x->path, f) < 0)
		return -1;
	return graph_odd(g, FINDING_LINK_MISMATCH, buf_span(&shown), span_of(text), at, f);
}

static int add_tag_item(struct graph *g, id32 repo, const struct item_fact *x, struct fault *f)
{
	id32 tag = graph_tag(g, repo, x->tag, f), node;
	struct tag_target *t;

	if (tag == NIL)
		return -1;
	if (g->tags.v[tag].first_item == 0) /* the directory, when the container has one */
		g->tags.v[tag].first_item = x->id;
	if (x->role == ROLE_TAG_DIR || x->role == ROLE_TAG_CURRENT)
		g->tags.v[tag].doubt |= graph_doubts(g, x->scan, x->path);
	if (x->role == ROLE_TAG_DIR) {
		g->tags.v[tag].dir_item = x->id;
		g->tags.v[tag].unsettled |= x->changed;
		return name_is_tag(x->tag) ? 0
		                           : odd_item(g, FINDING_NAME_UNUSUAL, x,
		                                      S_TAG_NAME_BREAKS, f);
	}
	if (x->role == ROLE_TAG_CURRENT) {
		struct tag *c = &g->tags.v[tag];

		c->has_current = true;
		c->unsettled |= x->changed;
		c->current_item = x->id;
		c->current_mtime = x->mtime;
		c->offset = x->reading_offset;
		c->length = x->reading_length;
		c->unread = x->reading == READING_NONE;
		c->damaged = x->reading != READING_FINE && !c->unread;
		if (c->damaged || c->unread)
			return 0;
		node = graph_node(g, &x->reading_digest, f);
		if (node == NIL)
			return -1;
		g->tags.v[tag].current = node;
		g->nodes.v[node].unsettled |= x->changed;
		g->nodes.v[node].image = true;
		g->nodes.v[node].wanted_manifest = true;
		return 0;
	}
	node = graph_node(g, &x->digest, f);
	t = node == NIL ? NULL : graph_target(g, tag, node, f);
	if (t == NULL)
		return -1;
	g->nodes.v[node].image = true;
	g->nodes.v[node].wanted_manifest = true;
	g->nodes.v[node].unsettled |= x->changed;
	t->unsettled |= x->changed;
	if (x->role == ROLE_TAG_INDEX_DIR) {
		t->dir_item = x->id;
		t->dir_mtime = x->mtime;
	}
	if (x->role == ROLE_TAG_INDEX || t->item == 0) {
		t->item = x->id;
		t->mtime = x->role == ROLE_TAG_INDEX ? x->mtime : WHEN_UNKNOWN;
		t->born = x->role == ROLE_TAG_INDEX ? x->btime : WHEN_UNKNOWN;
		t->link = x->role == ROLE_TAG_INDEX;
		t->offset = x->reading_offset;
		t->length = x->reading_length;
	}
	return 0;
}

/* ".../_layers/tarsum/v1/sha256/<hex>/link" stands for "tarsum.v1+sha256:<hex>"; v0 is not spelt. */
static int add_alias(struct graph *g, id32 repo, id32 node, struct span path, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct span part[5], rest = path;
	struct link_alias a = { .node = node, .repo = repo };
	size_t n = 0;

	while (rest.n > 0)
		part[n++ % COUNT(part)] = span_cut(&rest, '/');
	if (n < COUNT(part) || !span_is(part[n % COUNT(part)], "tarsum"))
		return 0;
	if (buf_add_text(&text, "tarsum", f) < 0)
		return -1;
	if (!span_is(part[(n + 1) % COUNT(part)], "v0") &&
	    (buf_add_byte(&text, '.', f) < 0 || buf_add(&text, part[(n + 1) % COUNT(part)], f) < 0))
		return -1;
	if (buf_add_byte(&text, '+', f) < 0 || buf_add(&text, part[(n + 2) % COUNT(part)], f) < 0 ||
	    buf_add_byte(&text, ':', f) < 0 || buf_add(&text, part[(n + 3) % COUNT(part)], f) < 0)
		return -1;
	a.text = graph_text(g, buf_span(&text), f);
	return a.text == NIL ? -1 : VEC_PUSH(&g->link_aliases, a, f);
}

static int add_layer_item(struct graph *g, id32 repo, const struct item_fact *x, struct fault *f)
{
	/* a link of another algorithm is an alias: the content names the blob, the directory the alias */
	bool alias = x->role == ROLE_LAYER_LINK && digest_set(&x->reading_digest) &&
	             (!digest_set(&x->digest) || x->digest.alg != DIGEST_SHA256);
	struct digest named = alias ? x->reading_digest : x->digest;
	struct layer_entry *l;
	id32 node;

	if (!digest_set(&named) || (x->role == ROLE_LAYER_DIR && named.alg != DIGEST_SHA256))
		return 0;
	node = graph_node(g, &named, f);
	l = node == NIL ? NULL : graph_layer(g, repo, node, f);
	if (l == NULL || (alias && add_alias(g, repo, node, x->path, f) < 0))
		return -1;
	l->doubt |= graph_doubts(g, x->scan, x->path);
	g->nodes.v[node].unsettled |= x->changed;
	if (x->role == ROLE_LAYER_DIR && x->changed)
		return 0; /* that it is empty, if it is, tells nothing */
	if (x->role == ROLE_LAYER_DIR) {
		l->dir_item = x->id;
		l->dir_mtime = x->mtime;
	} else {
		g->nodes.v[node].layer_linked = true;
		l->link_item = x->id;
		l->link_mtime = x->mtime;
		l->offset = x->reading_offset;
		l->length = x->reading_length;
	}
	return 0;
}

static int add_upload_item(struct graph *g, id32 repo, const struct item_fact *x, struct fault *f)
{
	struct upload *u = graph_upload(g, repo, x->upload, f);

	if (u == NULL)
		return -1;
	u->unsettled |= x->changed;
	if (u->first_item == 0) {
		u->first_item = x->id;
		g->repos.v[repo].sessions++;
	}
	u->doubt |= graph_doubts(g, x->scan, x->path);
	if (x->role == ROLE_UPLOAD_DIR) {
		u->dir_item = x->id;
		u->dir_mtime = x->mtime;
	} else if (x->role == ROLE_UPLOAD_DATA) {
		u->data_item = x->id;
		u->has_data = true;
		u->data_mtime = x->mtime;
		u->size = x->size;
		if (x->hashed && !x->unread)
			u->digest = x->sha256;
	} else if (x->role == ROLE_UPLOAD_STARTED) {
		u->started_item = x->id;
		u->started = x->started;
	} else if (x->role == ROLE_UPLOAD_HASHSTATE && digest_set(&x->state_digest) &&
	           (u->state_item == 0 || x->state_length >= u->state_length)) {
		u->state_item = x->id;
		u->state_length = x->state_length;
		u->state_digest = x->state_digest;
	}
	return 0;
}

static int add_repository_dir(struct graph *g, id32 registry, const struct item_fact *x,
                              struct fault *f)
{
	struct span name = basename_of(x->path);

	g->registries.v[registry].has_repository_dirs = true;
	g->registries.v[registry].names_unsettled |= x->changed;
	if (graph_add_above(g, registry, x, f) < 0)
		return -1;
	if (x->path.n == g->registries.v[registry].path.n + (g->registries.v[registry].path.n > 0) +
	                         strlen("repositories") ||
	    name_is_repository(name))
		return 0;
	return odd_item(g, FINDING_NAME_UNUSUAL, x,
	                S_REPOSITORY_NAME_BREAKS, f);
}

/* Directories of a repository whose presence or mtime tells something. */
static void note_directory(struct repo *r, const struct item_fact *x)
{
	if (x->changed && x->role == ROLE_MANIFESTS) {
		r->tags_unsettled |= !span_ends(x->path, span_of("/sha256")) && !span_ends(x->path, span_of("/revisions"));
		r->revisions_unsettled |= !span_ends(x->path, span_of("/tags"));
	}
	if (span_ends(x->path, span_of("_manifests"))) {
		r->manifests_item = x->id;
	} else if (span_ends(x->path, span_of("_manifests/revisions/sha256"))) {
		r->revisions_item = x->id;
		r->revisions_mtime = x->mtime;
	} else if (span_ends(x->path, span_of("_manifests/tags"))) {
		r->tags_item = x->id;
		r->tags_mtime = x->mtime;
	} else if (span_ends(x->path, span_of("/_layers"))) {
		r->layers_item = x->id;
	} else if (span_ends(x->path, span_of("/_uploads"))) {
		r->uploads_item = x->id;
		r->uploads_mtime = x->mtime;
	}
}

static int add_tag_part(struct graph *g, id32 repo, const struct item_fact *x, struct fault *f)
{
	id32 tag;

	if (x->changed && (tag = graph_tag(g, repo, x->tag, f)) != NIL)
		g->tags.v[tag].unsettled = true;
	if (!span_ends(x->path, span_of("/index/sha256")))
		return f->kind != FAULT_NONE ? -1 : 0;
	tag = graph_tag(g, repo, x->tag, f);
	if (tag == NIL)
		return -1;
	if (g->tags.v[tag].first_item == 0)
		g->tags.v[tag].first_item = x->id;
	g->tags.v[tag].index_item = x->id;
	g->tags.v[tag].index_mtime = x->mtime;
	return 0;
}

static int add_in_repository(struct graph *g, id32 registry, const struct item_fact *x,
                             struct fault *f)
{
	size_t before = g->repos.n;
	id32 repo = graph_repo(g, registry, x->repository, f);

	if (repo == NIL)
		return -1;
	g->repos.v[repo].entries = true;
	g->registries.v[registry].names_unsettled |= x->changed;
	if (g->repos.n > before) {
		g->repos.v[repo].first_item = x->id;
		if (!g->registries.v[registry].has_repository_dirs &&
		    !name_is_repository(x->repository) &&
		    odd_item(g, FINDING_NAME_UNUSUAL, x,
		             S_REPOSITORY_NAME_BREAKS, f) < 0)
			return -1;
	}
	/* what the link says against where it stands */
	if (x->reading == READING_FINE && digest_set(&x->digest) && digest_set(&x->reading_digest) &&
	    x->digest.alg == x->reading_digest.alg && !digest_eq(&x->digest, &x->reading_digest) &&
	    mismatch(g, x, f) < 0)
		return -1;
	switch (x->role) {
	case ROLE_REVISION_DIR:
	case ROLE_REVISION_LINK:
		return add_revision(g, repo, x, f);
	case ROLE_TAG_DIR:
	case ROLE_TAG_CURRENT:
	case ROLE_TAG_INDEX_DIR:
	case ROLE_TAG_INDEX:
		return add_tag_item(g, repo, x, f);
	case ROLE_LAYER_DIR:
	case ROLE_LAYER_LINK:
		return add_layer_item(g, repo, x, f);
	case ROLE_UPLOAD_DIR:
	case ROLE_UPLOAD_DATA:
	case ROLE_UPLOAD_STARTED:
	case ROLE_UPLOAD_HASHSTATE:
		return add_upload_item(g, repo, x, f);
	case ROLE_TAG_PART:
		return add_tag_part(g, repo, x, f);
	case ROLE_MANIFESTS:
	case ROLE_LAYERS:
	case ROLE_UPLOADS:
		note_directory(&g->repos.v[repo], x);
		return 0;
	default:
		return 0;
	}
}

/* A directory nobody knows is one finding, not one for each thing beneath it. */
static int add_foreign(struct graph *g, const struct item_fact *x, struct fault *f)
{
	if (g->foreign_path != NIL) {
		struct span above = g->text.v[g->foreign_path];

		if (x->path.n > above.n && span_starts(x->path, above) && x->path.p[above.n] == '/')
			return 0;
	}
	if (x->kind == ENTRY_DIR) {
		g->foreign_path = graph_text(g, x->path, f);
		if (g->foreign_path == NIL && x->path.n > 0)
			return -1;
	}
	return odd_item(g, FINDING_FOREIGN_ITEM, x,
	                x->kind == ENTRY_DIR ? S_DIRECTORY_NO_KNOWN
	                                     : S_FILE_NO_KNOWN,
	                f);
}

static const char *special_text(enum entry_kind k)
{
	switch (k) {
	case ENTRY_SYMLINK:
		return S_SYMBOLIC_LINK_NOT_FOLLOWED;
	case ENTRY_FIFO:
		return S_NAMED_PIPE_NOT;
	case ENTRY_SOCKET:
		return S_SOCKET_NOT_OPENED;
	default:
		return S_DEVICE_OTHER_SPECIAL;
	}
}

/* A link that leads away is named with what it leads to, and how that is read. */
static int tell_special(struct graph *g, const struct item_fact *x, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf target = BUF_INIT;

	if (x->kind != ENTRY_SYMLINK || x->target.n == 0)
		return odd_item(g, FINDING_NOT_FOLLOWED, x, special_text(x->kind), f);
	if (quote_visible(&target, x->target, f) < 0 ||
	    sentence_buf(&text, f, S_SYMBOLIC_LINK_NOT, buf_cstr(&target), quote_pasted_safely(x->target) ? buf_cstr(&target) : "TARGET") < 0)
		return -1;
	return odd_item(g, FINDING_NOT_FOLLOWED, x, buf_cstr(&text), f);
}

int graph_add_outside(struct graph *g, const struct item_fact *x, struct fault *f)
{
	struct stray s = { .sha256 = x->sha256, .copy = copy_of(NIL, x) };

	if (!x->hashed || x->unread)
		return 0;
	s.copy.stray = true;
	return graph_meet(g, &x->sha256, f) < 0 ? -1 : VEC_PUSH(&g->strays, s, f);
}

/* Nothing that a registry made: a directory that holds it is not empty for that. */
static bool is_beside(const struct item_fact *x)
{
	return x->role == ROLE_FOREIGN || x->role == ROLE_STRAY_LINK || x->role == ROLE_LEFTOVER ||
	       (x->kind != ENTRY_FILE && x->kind != ENTRY_DIR && x->kind != ENTRY_HARDLINK);
}

/* What its bytes hash to and say, where that is another digest than its name's. */
static int meet_item(struct graph *g, const struct item_fact *x, struct fault *f)
{
	const struct digest *told[] = { &x->sha256, &x->observed, &x->reading_digest, &x->state_digest };

	for (size_t i = 0; i < COUNT(told); i++)
		if (!digest_eq(told[i], &x->digest) && graph_meet(g, told[i], f) < 0)
			return -1;
	return 0;
}

int graph_add_item(struct graph *g, const struct item_fact *x, struct fault *f)
{
	id32 registry = graph_registry_of(g, x->registry);

	if (meet_item(g, x, f) < 0)
		return -1;
	count_in_shard(g, x);
	if (registry != NIL && is_beside(x) && graph_add_beside(g, registry, x, f) < 0)
		return -1;
	if (x->kind != ENTRY_FILE && x->kind != ENTRY_DIR && x->kind != ENTRY_HARDLINK)
		return tell_special(g, x, f);
	if (x->role == ROLE_SCHEDULER) {
		for (size_t i = 0; i < g->registries.n; i++)
			g->registries.v[i].has_cache |= g->registries.v[i].scan == x->scan;
		return odd_item(g, FINDING_PULL_THROUGH_CACHE, x,
		                S_CONTENT_MAY_FETCHED, f);
	}
	if (x->role == ROLE_STORE_BLOB || x->role == ROLE_STORE_FILE || x->role == ROLE_RECOVERED)
		return digest_set(&x->digest) ? add_blob(g, registry, x, f) : 0;
	if (registry == NIL)
		return 0;
	switch (x->role) {
	case ROLE_ROOT:
	case ROLE_BLOBS:
		g->registries.v[registry].blobs_unsettled |= x->changed;
		return 0;
	case ROLE_BLOB_DATA:
		return digest_set(&x->digest) ? add_blob(g, registry, x, f) : 0;
	case ROLE_BLOB_DIR:
		return add_plain(g, registry, x, false, f);
	case ROLE_SHARD:
		return add_plain(g, registry, x, true, f);
	case ROLE_FOREIGN:
	case ROLE_STRAY_LINK:
		return add_foreign(g, x, f);
	case ROLE_LEFTOVER:
		return odd_item(g, FINDING_WRITE_LEFTOVER, x, S_TEMPORARY_FILE_INTERRUPTED, f);
	case ROLE_REPOSITORIES:
		return add_repository_dir(g, registry, x, f);
	default:
		return x->repository.n > 0 ? add_in_repository(g, registry, x, f) : 0;
	}
}
