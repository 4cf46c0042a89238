/* graph/remnant.c - findings: damage, and what deletion and collection left behind. */
#include "graph/story.h"

#include "base/quote.h"
#include "core/sentence.h"

#include <stdio.h>

static int put_odds(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->odds.n; i++) {
		const struct odd *o = &g->odds.v[i];

		if (graph_finding(g, (enum finding_code)o->code, graph_string(g, o->subject),
		                  graph_string(g, o->text), &o->ground, 1, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- blobs -------------------------------------------------------------------------------------------- */

static int by_item(const void *a, const void *b)
{
	int64_t x = ((const struct wrong *)a)->item, y = ((const struct wrong *)b)->item;

	return x < y ? -1 : x > y;
}

/* By item; what says where it is wrong comes before what says that it was put right, which has no place. */
static int by_item_and_place(const void *a, const void *b)
{
	const struct wrong *x = (const struct wrong *)a, *y = (const struct wrong *)b;
	int c = by_item(a, b);

	return c != 0 ? c : (x->length == 0) - (y->length == 0);
}

/* The first of the item's; the others follow. */
static size_t wrong_of(const struct graph *g, int64_t item)
{
	const struct wrong key = { .item = item }, *w;
	size_t at;

	if (g->wrongs.n == 0)
		return 0;
	w = (const struct wrong *)bsearch(&key, g->wrongs.v, g->wrongs.n, sizeof key, by_item);
	at = w == NULL ? g->wrongs.n : (size_t)(w - g->wrongs.v);
	while (at > 0 && at < g->wrongs.n && g->wrongs.v[at - 1].item == item)
		at--;
	return at;
}

/* What a second reading saw, and that the blob was put right, as long as it counts. */
static int add_wrongs(const struct graph *g, const struct copy *c, struct buf *text, struct ground *at, struct fault *f)
{
	for (size_t i = wrong_of(g, c->item); i < g->wrongs.n && g->wrongs.v[i].item == c->item; i++) {
		OWNED(buf) struct buf more = BUF_INIT;
		const struct wrong *w = &g->wrongs.v[i];

		if (w->length == 0 && !g->nodes.v[c->node].mended)
			continue;
		if (w->length > 0) {
			at->offset = w->offset;
			at->length = w->length;
		}
		if (buf_add(&more, graph_string(g, w->text), f) < 0 ||
		    sentence_buf(text, f, S_BOTH, buf_cstr(text), buf_cstr(&more)) < 0)
			return -1;
	}
	return 0;
}

/* How the bytes are wrong, as far as their number, their own digest and a second reading tell. */
static int add_how(const struct graph *g, const struct copy *c, struct buf *text, struct ground *at, struct fault *f)
{
	const struct node *n = &g->nodes.v[c->node];
	id32 other = graph_find_node(g, graph_observed(g, c));

	if (c->state == STATE_CORRUPT && n->has_declared && c->bytes > n->declared_most &&
	    sentence_then(text, f, S_BOTH, S_BYTES_MORE_THAN, c->bytes - n->declared_most, n->declared_most) < 0)
		return -1;
	if (c->state == STATE_TRUNCATED &&
	    sentence_then(text, f, S_BOTH, S_BYTES_TOO_FEW, n->declared_most - c->bytes) < 0)
		return -1;
	if (other != NIL && (g->nodes.v[other].referenced || g->nodes.v[other].image || g->nodes.v[other].layer_linked) &&
	    sentence_then(text, f, S_BOTH, S_THEY_BYTES_ANOTHER) < 0)
		return -1;
	return add_wrongs(g, c, text, at, f);
}

static int put_copy_finding(struct graph *g, const struct copy *c, struct fault *f)
{
	OWNED(buf) struct buf told = BUF_INIT;
	char name[DIGEST_TEXT], seen[DIGEST_TEXT], text[400];
	const struct node *n = &g->nodes.v[c->node];
	struct ground at = ground_item(c->item, c->scan);
	enum finding_code code;

	digest_text(name, &n->digest);
	switch ((enum blob_state)c->state) {
	case STATE_CORRUPT:
		code = FINDING_BLOB_CORRUPT;
		if (c->bytes == 1)
			(void)sentence(text, sizeof text, S_ONE_BYTE_HASHES, digest_text(seen, graph_observed(g, c)));
		else
			(void)sentence(text, sizeof text, S_BYTES_HASH, (uint64_t)c->bytes, digest_text(seen, graph_observed(g, c)));
		break;
	case STATE_TRUNCATED:
		code = FINDING_BLOB_TRUNCATED;
		(void)sentence(text, sizeof text, S_BYTES_STORED_DECLARED,
		               (uint64_t)c->bytes, (uint64_t)n->declared_most,
		               digest_text(seen, graph_observed(g, c)));
		break;
	case STATE_EMPTY:
		code = FINDING_BLOB_EMPTY;
		(void)sentence(text, sizeof text, S_ZERO_BYTES_STAND);
		break;
	case STATE_UNREAD:
		if (!c->asked || c->unsettled)
			return 0; /* --depth names did not ask for bytes; a change is told by itself */
		code = FINDING_BLOB_UNREAD;
		(void)sentence(text, sizeof text, S_BYTES_READ,
		               (uint64_t)c->bytes, (uint64_t)c->size);
		break;
	default:
		return 0;
	}
	if (buf_add_text(&told, text, f) < 0 ||
	    ((c->state == STATE_CORRUPT || c->state == STATE_TRUNCATED) && add_how(g, c, &told, &at, f) < 0))
		return -1;
	return graph_finding(g, code, span_of(name), buf_span(&told), &at, 1, f);
}

static int put_blob_dirs(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->blob_dirs.n; i++) {
		const struct plain_item *p = &g->blob_dirs.v[i];
		char name[DIGEST_TEXT];
		struct ground at = ground_item(p->item, p->scan);
		bool held = false;

		for (id32 c = g->nodes.v[p->node].copies; c != NIL && !held; c = g->copies.v[c].next)
			held = g->copies.v[c].registry == p->registry;
		if (!held && !p->doubt &&
		    graph_finding(g, FINDING_BLOB_DATA_ABSENT,
		                  span_of(digest_text(name, &g->nodes.v[p->node].digest)),
		                  span_of(S_BLOB_DIRECTORY_HOLDS), &at, 1, f) < 0)
			return -1;
	}
	return 0;
}

static int put_shards(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->shards.n; i++) {
		const struct plain_item *p = &g->shards.v[i];
		struct ground at = ground_item(p->item, p->scan);
		OWNED(buf) struct buf shown = BUF_INIT;

		if (p->children > 0 || p->doubt)
			continue;
		if (quote_visible(&shown, graph_string(g, p->path), f) < 0 ||
		    graph_finding(g, FINDING_SHARD_SWEPT, buf_span(&shown),
		                  span_of(S_EMPTY_SHARD_DIRECTORY),
		                  &at, 1, f) < 0)
			return -1;
	}
	return 0;
}

struct named_node { /* grounds gathered for one node */
	VEC(struct ground) at;
};

static void named_release(struct named_node *n)
{
	VEC_RELEASE(&n->at);
}

/* Damage where the bytes would stand in a registry explains their absence as well. */
static bool in_doubt(const struct graph *g, id32 node)
{
	for (size_t i = 0; g->doubts.n > 0 && i < g->registries.n; i++)
		if (is_registry(g, (id32)i) && graph_doubts_bytes(g, (id32)i, node))
			return true;
	return false;
}

/* ---- bytes in a wrong place, bytes of a wrong kind ------------------------------------------------------ */

DEFINE_OWN(named_node, struct named_node, named_release)

/* Nothing but strays holds the bytes: the registry does not find them. */
static int put_misplaced(struct graph *g, const struct node *n, struct fault *f)
{
	OWNED(named_node) struct named_node strays = { { NULL, 0, 0 } };
	char name[DIGEST_TEXT], text[200];

	for (id32 c = n->copies; c != NIL; c = g->copies.v[c].next) {
		const struct copy *x = &g->copies.v[c];

		if (good(x->state) && !x->stray)
			return 0;
		if (good(x->state) && VEC_PUSH(&strays.at, ground_item(x->item, x->scan), f) < 0)
			return -1;
	}
	if (strays.at.n == 0 || in_doubt(g, (id32)(n - g->nodes.v)))
		return 0;
	if (strays.at.n == 1)
		(void)sentence(text, sizeof text, S_BYTES_LIE_FILE, (uint64_t)strays.at.n);
	else
		(void)sentence(text, sizeof text, S_BYTES_LIE_FILES, (uint64_t)strays.at.n);
	return graph_finding(g, FINDING_BLOB_MISPLACED, span_of(digest_text(name, &n->digest)), span_of(text), strays.at.v,
	                     strays.at.n, f);
}

static const char *unreadable_text(const struct graph *g, const struct node *n)
{
	if (n->doc == NIL)
		return S_BYTES_PROVEN_NO;
	switch (g->docs.v[n->doc].kind) {
	case DOC_MALFORMED:
		return S_BYTES_PROVEN_NO_VALID;
	case DOC_CONFIG:
		return S_BYTES_PROVEN_THOSE;
	default:
		return S_BYTES_PROVEN_JSON;
	}
}

/* A manifest that lists fewer layers than its config claims. */
static int put_unnamed(struct graph *g, const struct node *n, const char *name, const struct ground *at, struct fault *f)
{
	char text[300];
	uint32_t listed, claimed;

	if (!graph_unnamed_layers(g, &g->docs.v[n->doc], &listed, &claimed))
		return 0;
	(void)sentence(text, sizeof text, S_LAYERS_NOT_NAMED, (uint64_t)listed, (uint64_t)claimed);
	return graph_finding(g, FINDING_LAYERS_UNNAMED, span_of(name), span_of(text), at, 1, f);
}

/* Manifests that could not be read as such, and such that name no config or too few layers. */
static int put_unlike(struct graph *g, const struct node *n, struct fault *f)
{
	char name[DIGEST_TEXT];
	struct ground at;

	if (!n->image || !good(n->state) || n->proof == NIL)
		return 0;
	at = ground_item(g->copies.v[n->proof].item, g->copies.v[n->proof].scan);
	digest_text(name, &n->digest);
	if (!graph_interpreted(g, n))
		return n->wanted_manifest ? graph_finding(g, FINDING_MANIFEST_UNREADABLE, span_of(name),
		                                          span_of(unreadable_text(g, n)), &at, 1, f)
		                          : 0;
	return graph_lacks_config(g, &g->docs.v[n->doc])
	               ? graph_finding(g, FINDING_MANIFEST_WITHOUT_CONFIG, span_of(name),
	                               span_of(S_IMAGE_MANIFEST_NAMES), &at, 1, f)
	               : put_unnamed(g, n, name, &at, f);
}

static int put_of_nodes(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->nodes.n; i++)
		if (put_misplaced(g, &g->nodes.v[i], f) < 0 || put_unlike(g, &g->nodes.v[i], f) < 0)
			return -1;
	return 0;
}

/* ---- what is named and not here -------------------------------------------------------------------- */

/* For every node that is missing, its slot in a list of grounds. */
struct missing {
	id32 *slot;
	struct named_node *named;
	size_t n;
};

static void missing_release(struct missing *m)
{
	for (size_t i = 0; m->named != NULL && i < m->n; i++)
		named_release(&m->named[i]);
	free(m->slot);
	free(m->named);
}

DEFINE_OWN(missing, struct missing, missing_release)

static int from_links(const struct graph *g, struct missing *m, struct fault *f)
{
	for (size_t i = 0; i < g->pairs.n; i++) {
		const struct pair *p = &g->pairs.v[i];
		id32 s = m->slot[p->node];
		int64_t scan = g->registries.v[g->repos.v[p->repo].registry].scan;

		if (s == NIL)
			continue;
		if ((p->link_item != 0 && VEC_PUSH(&m->named[s].at, ground_item(p->link_item, scan), f) < 0) ||
		    (p->named_item != 0 && VEC_PUSH(&m->named[s].at, p->named, f) < 0))
			return -1;
	}
	return 0;
}

static int from_documents(const struct graph *g, struct missing *m, struct fault *f)
{
	for (size_t i = 0; i < g->docs.n; i++) {
		const struct doc *d = &g->docs.v[i];

		for (id32 k = 0; d->node != NIL && k < d->refs_n; k++) {
			const struct ref *r = &g->refs.v[d->refs + k];
			id32 s = r->target == NIL || r->reading != 0 ? NIL : m->slot[r->target];

			if (s != NIL && VEC_PUSH(&m->named[s].at, graph_doc_ground(g, d, r->offset, r->length, r->pointer), f) < 0)
				return -1;
		}
	}
	return 0;
}

static int from_layer_links(const struct graph *g, struct missing *m, struct fault *f)
{
	for (size_t i = 0; i < g->layers.n; i++) {
		const struct layer_entry *l = &g->layers.v[i];
		id32 s = m->slot[l->node];
		int64_t scan = g->registries.v[g->repos.v[l->repo].registry].scan;

		if (s != NIL && l->link_item != 0 &&
		    VEC_PUSH(&m->named[s].at, ((struct ground){ l->link_item, scan, l->offset, l->length, SPAN_NONE }), f) < 0)
			return -1;
	}
	return 0;
}

static enum finding_code missing_code(const struct node *n)
{
	if (n->state != STATE_MISSING)
		return FINDING_NONE;
	if (n->wanted_manifest)
		return n->deleted_dir ? FINDING_NONE : FINDING_MANIFEST_MISSING;
	if (n->referenced)
		return n->image && n->deleted_dir ? FINDING_NONE : FINDING_BLOB_MISSING;
	return n->layer_linked ? FINDING_LAYER_LINK_DANGLING : FINDING_NONE;
}

/* Files under other names were hashed by SHA-256 alone: of another algorithm less can be said. */
static const char *missing_text(enum finding_code c, const struct node *n, bool doubt)
{
	bool sure = n->digest.alg == DIGEST_SHA256;

	if (doubt)
		return S_NAMED_NOT_HAD;
	switch (c) {
	case FINDING_MANIFEST_MISSING:
		if (n->resynth)
			return S_NAMED_AS_MANIFEST_NO_SOURCE;
		return sure ? S_NAMED_AS_MANIFEST_NO
		            : S_NAMED_AS_MANIFEST;
	case FINDING_BLOB_MISSING:
		if (n->resynth)
			return S_NAMED_DOCUMENT_PROVEN_BYTES_NO;
		return sure ? S_NAMED_DOCUMENT_PROVEN_BYTES
		            : S_NAMED_DOCUMENT_PROVEN;
	default:
		return sure ? S_ONLY_LAYER_LINKS_NAME
		            : S_ONLY_LAYER_LINKS;
	}
}

static int put_missing(struct graph *g, struct fault *f)
{
	OWNED(missing) struct missing m = { NULL, NULL, 0 };

	m.slot = (id32 *)malloc((g->nodes.n + 1) * sizeof *m.slot);
	if (m.slot == NULL)
		return fault_memory(f, g->nodes.n * sizeof *m.slot);
	for (size_t i = 0; i < g->nodes.n; i++)
		m.slot[i] = missing_code(&g->nodes.v[i]) == FINDING_NONE ? NIL : (id32)m.n++;
	m.named = (struct named_node *)calloc(m.n + 1, sizeof *m.named);
	if (m.named == NULL)
		return fault_memory(f, m.n * sizeof *m.named);
	if (from_links(g, &m, f) < 0 || from_documents(g, &m, f) < 0 || from_layer_links(g, &m, f) < 0)
		return -1;
	for (size_t i = 0; i < g->nodes.n; i++) {
		enum finding_code code = missing_code(&g->nodes.v[i]);
		char name[DIGEST_TEXT];

		if (code != FINDING_NONE &&
		    graph_finding(g, code, span_of(digest_text(name, &g->nodes.v[i].digest)),
		                  span_of(missing_text(code, &g->nodes.v[i], in_doubt(g, (id32)i))), m.named[m.slot[i]].at.v,
		                  m.named[m.slot[i]].at.n, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- what deletion leaves ------------------------------------------------------------------------------ */

/* Of a copy: the root that speaks for it has the same directory. */
static bool told_by_head(const struct graph *g, enum finding_code code, id32 node, const struct repo *r)
{
	id32 repo = graph_is_copy(g, r->registry) ? graph_find_repo(g, graph_head(g, r->registry), r->name) : NIL;
	const struct pair *p = repo == NIL ? NULL : graph_find_pair(g, node, repo);

	return code == FINDING_MANIFEST_DELETED && p != NULL && !p->revision && p->dir_item != 0;
}

static int left_directory(struct graph *g, enum finding_code code, id32 node, id32 repo, int64_t item,
                          struct when mtime, struct fault *f)
{
	char name[DIGEST_TEXT], at_text[WHEN_TEXT];
	OWNED(buf) struct buf text = BUF_INIT;
	OWNED(buf) struct buf where = BUF_INIT;
	const struct repo *r = &g->repos.v[repo];
	struct ground at = ground_item(item, g->registries.v[r->registry].scan);

	if (told_by_head(g, code, node, r))
		return 0;
	if (quote_visible(&where, graph_string(g, r->name), f) < 0)
		return -1;
	(void)when_text(at_text, mtime);
	if ((code == FINDING_MANIFEST_DELETED
	             ? mtime.known ? sentence_buf(&text, f, S_DELETED_FROM_REPOSITORY_AT, buf_cstr(&where), at_text)
	                           : sentence_buf(&text, f, S_DELETED_FROM_REPOSITORY, buf_cstr(&where))
	     : mtime.known ? sentence_buf(&text, f, S_LAYER_LINK_REMOVED_FROM, buf_cstr(&where), at_text)
	                   : sentence_buf(&text, f, S_LAYER_LINK_REMOVED, buf_cstr(&where))) < 0)
		return -1;
	return graph_finding(g, code, span_of(digest_text(name, &g->nodes.v[node].digest)),
	                     buf_span(&text), &at, 1, f);
}

static int put_left(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->pairs.n; i++) {
		const struct pair *p = &g->pairs.v[i];

		if (!p->revision && p->dir_item != 0 && p->standing == STANDING_DELETED &&
		    left_directory(g, FINDING_MANIFEST_DELETED, p->node, p->repo, p->dir_item,
		                   p->dir_mtime, f) < 0)
			return -1;
	}
	for (size_t i = 0; i < g->layers.n; i++) {
		const struct layer_entry *l = &g->layers.v[i];

		if (l->link_item == 0 && l->dir_item != 0 && !l->doubt &&
		    left_directory(g, FINDING_LAYER_LINK_REMOVED, l->node, l->repo, l->dir_item,
		                   l->dir_mtime, f) < 0)
			return -1;
	}
	return 0;
}

static int put_tag_findings(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->tags.n; i++) {
		const struct tag *t = &g->tags.v[i];
		const struct repo *r = &g->repos.v[t->repo];
		OWNED(buf) struct buf subject = BUF_INIT;
		struct ground at = ground_item(t->first_item, g->registries.v[r->registry].scan);

		if (t->has_current || t->unsettled || t->doubt)
			continue;
		if (quote_visible(&subject, graph_string(g, r->name), f) < 0 ||
		    buf_add_byte(&subject, ':', f) < 0 ||
		    quote_visible(&subject, graph_string(g, t->name), f) < 0 ||
		    graph_finding(g, FINDING_TAG_WITHOUT_CURRENT, buf_span(&subject),
		                  span_of(S_TAG_DIRECTORY_HOLDS), &at, 1, f) < 0)
			return -1;
	}
	return 0;
}

static int put_upload_findings(struct graph *g, struct fault *f)
{
	for (size_t i = 0; i < g->uploads.n; i++) {
		const struct upload *u = &g->uploads.v[i];
		const struct repo *r = &g->repos.v[u->repo];
		bool open = u->has_data || u->started_item != 0;
		OWNED(buf) struct buf subject = BUF_INIT;
		OWNED(buf) struct buf text = BUF_INIT;
		char when[WHEN_TEXT];
		struct ground at = ground_item(u->dir_item != 0 ? u->dir_item : u->first_item,
		                               g->registries.v[r->registry].scan);

		if (u->unsettled || u->doubt) /* it is under way; or damaged */
			continue;
		if (quote_visible(&subject, graph_string(g, r->name), f) < 0 ||
		    buf_add_text(&subject, " upload ", f) < 0 ||
		    quote_visible(&subject, graph_string(g, u->name), f) < 0)
			return -1;
		if (!open && buf_add_text(&text, S_NOTHING_BUT_HASH_STATES, f) < 0)
			return -1;
		if (open && sentence_buf(&text, f, S_BYTES_RECEIVED_NEVER_COMMITTED,
		                       (uint64_t)u->size) < 0)
			return -1;
		if (open && u->started.known &&
		    sentence_then(&text, f, S_BOTH, S_STARTED_OWN_RECORD, when_text(when, u->started)) < 0)
			return -1;
		if (graph_finding(g, open ? FINDING_UPLOAD_ABANDONED : FINDING_UPLOAD_CANCELLED,
		                  buf_span(&subject), buf_span(&text), &at, 1, f) < 0)
			return -1;
	}
	return 0;
}

/* That one source of several holds no registry is no damage; that none does leaves nothing to answer from. */
static int put_nothing(struct graph *g, struct fault *f)
{
	VEC(struct ground) at = { NULL, 0, 0 };
	int rc = 0;

	if (g->registries.n > 0)
		return 0;
	for (size_t i = 0; i < g->nodes.n; i++)
		if (g->nodes.v[i].image)
			return 0;
	for (size_t i = 0; rc == 0 && i < g->odds.n; i++)
		if (g->odds.v[i].code == FINDING_NO_REGISTRY)
			rc = VEC_PUSH(&at, g->odds.v[i].ground, f);
	if (rc == 0 && at.n > 0)
		rc = graph_finding(g, FINDING_NOTHING_FOUND, SPAN_NONE, span_of(S_NO_REGISTRY_ANYWHERE), at.v, at.n, f);
	VEC_RELEASE(&at);
	return rc;
}

int graph_put_findings(struct graph *g, struct fault *f)
{
	if (g->wrongs.n > 1)
		qsort(g->wrongs.v, g->wrongs.n, sizeof *g->wrongs.v, by_item_and_place);
	for (size_t i = 0; i < g->copies.n; i++)
		if (put_copy_finding(g, &g->copies.v[i], f) < 0)
			return -1;
	if (put_of_nodes(g, f) < 0 || put_blob_dirs(g, f) < 0 || put_shards(g, f) < 0 || put_missing(g, f) < 0 ||
	    graph_put_broken(g, f) < 0 ||
	    put_left(g, f) < 0 || put_tag_findings(g, f) < 0 || put_upload_findings(g, f) < 0)
		return -1;
	if (graph_put_tamper(g, f) < 0 || graph_put_losses(g, f) < 0 || graph_put_copy_findings(g, f) < 0 ||
	    graph_put_elsewhere(g, f) < 0 || put_nothing(g, f) < 0)
		return -1;
	return put_odds(g, f);
}
