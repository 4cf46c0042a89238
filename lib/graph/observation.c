/* graph/observation.c - what was noticed while bytes were read: does it matter? */
#include "graph/private.h"

static bool about_stream(enum finding_code c)
{
	return c == FINDING_STREAM_DAMAGED || c == FINDING_STREAM_TRAILING ||
	       c == FINDING_INFLATE_LIMIT || c == FINDING_TAR_MALFORMED || c == FINDING_TAR_LIMIT;
}

static bool about_document(enum finding_code c)
{
	return c == FINDING_JSON_MALFORMED || c == FINDING_JSON_DUPLICATE_KEY ||
	       c == FINDING_JSON_KEY_CASE || c == FINDING_JSON_TOO_DEEP ||
	       c == FINDING_DOCUMENT_TOO_LARGE || c == FINDING_DOCUMENT_AMBIGUOUS ||
	       c == FINDING_DESCRIPTOR_MALFORMED;
}

/* What the text of the finding lays to a writer, and a damaged file system does too. */
static bool about_hands(enum finding_code c)
{
	return c == FINDING_LINK_EMPTY || c == FINDING_LINK_MALFORMED || c == FINDING_STARTEDAT_MALFORMED ||
	       c == FINDING_HASHSTATE_MALFORMED || c == FINDING_SCHEDULER_MALFORMED || c == FINDING_BLOB_MISPLACED ||
	       c == FINDING_NAME_UNUSUAL;
}

/* Damage inside bytes that do not match their digest is explained by that mismatch; odd JSON matters
 * where a manifest or config is expected, not in any file that happens to begin with a brace. */
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
	if ((x->role != ROLE_BLOB_DATA && x->role != ROLE_STORE_BLOB && x->role != ROLE_STORE_FILE &&
	     x->role != ROLE_RECOVERED) ||
	    !digest_set(&x->digest) ||
	    !digest_eq(&x->digest, &x->observed))
		return false;
	if (about_stream(x->code))
		return true;
	node = graph_find_node(g, &x->digest);
	if (node == NIL)
		return false;
	if (g->nodes.v[node].image || g->nodes.v[node].as_config)
		return true;
	if (g->nodes.v[node].doc == NIL)
		return false;
	switch (g->docs.v[g->nodes.v[node].doc].kind) {
	case DOC_OTHER:
	case DOC_MALFORMED:
		return false;
	default:
		return true;
	}
}

int graph_add_observation(struct graph *g, const struct observation_fact *x, struct fault *f)
{
	struct ground at = { x->item, x->scan, x->where.offset, x->where.length, x->where.pointer };

	if (!matters(g, x) || (about_hands(x->code) && x->item != 0 && graph_doubts(g, x->scan, x->path)))
		return 0;
	return graph_odd(g, x->code, x->subject, x->text, at, f);
}
