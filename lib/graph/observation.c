/* graph/observation.c - what was noticed while bytes were read: does it matter? */
#include "graph/private.h"

static bool about_stream(enum finding_code c)
{
	return c == FINDING_STREAM_DAMAGED || c == FINDING_STREAM_TRAILING ||
	       c == FINDING_INFLATE_LIMIT || c == FINDING_TAR_MALFORMED || c == FINDING_TAR_UNENDED || c == FINDING_TAR_AMBIGUOUS ||
	       c == FINDING_TAR_LIMIT;
}

static bool about_document(enum finding_code c)
{
	return c == FINDING_JSON_MALFORMED || c == FINDING_JSON_DUPLICATE_KEY ||
	       c == FINDING_JSON_KEY_CASE || c == FINDING_JSON_TOO_DEEP ||
	       c == FINDING_DOCUMENT_TOO_LARGE || c == FINDING_DOCUMENT_AMBIGUOUS ||
	       c == FINDING_DESCRIPTOR_MALFORMED || c == FINDING_MANIFEST_NOT_SERVED;
}

/* What the text of the finding lays to a writer, and a damaged file system does too. */
static bool about_hands(enum finding_code c)
{
	return c == FINDING_LINK_EMPTY || c == FINDING_LINK_MALFORMED || c == FINDING_STARTEDAT_MALFORMED ||
	       c == FINDING_HASHSTATE_MALFORMED || c == FINDING_SCHEDULER_MALFORMED || c == FINDING_BLOB_MISPLACED ||
	       c == FINDING_NAME_UNUSUAL;
}

/* The node whose proven bytes the item is: by its name, or by what it hashes to. */
static id32 proven_by(const struct graph *g, const struct observation_fact *x)
{
	bool stray = !digest_set(&x->digest) || !digest_eq(&x->digest, &x->observed);
	const struct digest *d = stray ? &x->sha256 : &x->digest;
	id32 node = digest_set(d) ? graph_find_node(g, d) : NIL;

	if (node == NIL || g->nodes.v[node].proof == NIL)
		return NIL;
	/* of strays the first tells it for all */
	return stray && g->copies.v[g->nodes.v[node].proof].item != x->item ? NIL : node;
}

/* A descriptor that a link of the registry's explains is no malformed one. */
static bool explained(const struct graph *g, const struct doc *d, const struct observation_fact *x)
{
	for (id32 k = 0; x->code == FINDING_DESCRIPTOR_MALFORMED && k < d->refs_n; k++)
		if (g->refs.v[d->refs + k].alias && g->refs.v[d->refs + k].offset == x->where.offset)
			return true;
	return false;
}

static bool document_matters(const struct graph *g, id32 node, const struct observation_fact *x)
{
	const struct node *n = &g->nodes.v[node];
	const struct doc *d = n->doc == NIL ? NULL : &g->docs.v[n->doc];

	if (d != NULL && explained(g, d, x))
		return false;
	if (n->image)
		return true;
	/* what is named as a part is no manifest, whatever its keys look like */
	if (d != NULL && n->as_part && d->image_kind != IMAGE_UNSET &&
	    (x->code == FINDING_DESCRIPTOR_MALFORMED || x->code == FINDING_DOCUMENT_AMBIGUOUS || x->code == FINDING_MANIFEST_NOT_SERVED))
		return false;
	if (n->as_config)
		return true;
	return d != NULL && d->kind != DOC_OTHER && d->kind != DOC_MALFORMED;
}

/* Damage inside bytes that do not match their digest is explained by that mismatch; odd JSON matters where a
 * manifest or config is expected, not in any file that happens to begin with a brace; a stream matters unless
 * all that name it say it is something else than a layer. */
static bool matters(const struct graph *g, const struct observation_fact *x)
{
	bool intact = digest_set(&x->digest) && digest_eq(&x->digest, &x->observed);
	id32 node;

	/* what changed while it was read is not called damaged */
	if (x->changed && !intact && x->code != FINDING_SOURCE_CHANGED && x->code != FINDING_IMAGE_UNREAD &&
	    x->code != FINDING_VOLUME_NOT_READ && finding_kind(x->code)->damage)
		return false;
	if (!about_stream(x->code) && !about_document(x->code))
		return true;
	if (x->role == ROLE_STORE_NAMES)
		return true; /* the list of a store's images */
	node = proven_by(g, x);
	if (node == NIL)
		return false;
	if (about_stream(x->code))
		return !g->nodes.v[node].as_part || g->nodes.v[node].as_tar;
	return document_matters(g, node, x);
}

int graph_add_observation(struct graph *g, const struct observation_fact *x, struct fault *f)
{
	struct ground at = { x->item, x->scan, x->where.offset, x->where.length, x->where.pointer };

	if (x->code == FINDING_BLOB_CORRUPT) { /* what a second reading saw: the copy's own finding tells it */
		struct wrong w = { x->item, graph_text(g, x->text, f), x->where.offset, x->where.length };

		return f->kind != FAULT_NONE ? -1 : VEC_PUSH(&g->wrongs, w, f);
	}
	if (x->code == FINDING_SPACE_DISCARDED && graph_shaken(g, x->scan))
		return 0; /* zeros may be blocks whose entries were lost */
	if (!matters(g, x) || (about_hands(x->code) && x->item != 0 && graph_doubts_content(g, x->scan, x->path)))
		return 0;
	return graph_odd(g, x->code, x->subject, x->text, at, f);
}
