/* run/scan/place.c - files that only by their names may belong to a store other than the registry: what they hold. */
#include "run/scan/place.h"

/* Does the document tell, without any name, that it is a part of an image? */
static bool known_document(const struct exam *e)
{
	return e->document != NULL && (e->document->image_kind != IMAGE_UNSET || e->document->kind == DOC_CONFIG);
}

/* A file that only by its name may belong to another store: what it holds decides. */
void run_scan_settle_place(struct place *p, const struct exam *e)
{
	switch (p->role) {
	case ROLE_STORE_FILE: /* from here on its name is what it hashes to */
		if (e->read && (p->store == STORE_IS_NEXUS || digest_eq(&p->digest, &e->sha256) || known_document(e) ||
		                (!digest_set(&p->digest) && e->is_tar)))
			p->digest = e->sha256;
		else
			p->role = ROLE_OUTSIDE;
		break;
	case ROLE_STORE_NAMES:
		if (e->namings == NULL || e->namings->store == STORE_NONE) {
			if (!p->in_registry)
				p->role = ROLE_OUTSIDE;
			break;
		}
		p->in_registry = true;
		p->store = e->namings->store;
		if (e->namings->is_manifest && known_document(e)) {
			p->role = ROLE_STORE_FILE;
			p->digest = e->sha256;
		}
		break;
	case ROLE_CONTAINER:
	case ROLE_CONFIGURATION:
		if (e->namings == NULL || (e->namings->v.n == 0 && e->namings->notes.n == 0))
			p->role = ROLE_OUTSIDE;
		break;
	default:
		return;
	}
	if (p->role == ROLE_OUTSIDE) {
		p->repository = p->tag = SPAN_NONE;
		p->in_registry = false;
		p->digest = (struct digest){ .alg = DIGEST_NONE };
	}
}

int run_scan_put_namings(struct casedb *db, int64_t scan, int64_t item, const struct exam *e, struct fault *f)
{
	for (size_t i = 0; e->namings != NULL && i < e->namings->v.n; i++)
		if (casedb_put_naming(db, scan, item, &e->namings->v.v[i], f) < 0)
			return -1;
	for (size_t i = 0; e->namings != NULL && i < e->namings->notes.n; i++) {
		const struct naming_note *n = &e->namings->notes.v[i];

		if (casedb_put_observation(db, scan, item, n->code, n->where.offset, n->where.length,
		                           n->where.pointer, n->text, f) < 0)
			return -1;
	}
	return 0;
}

/* The manifest that skopeo's dir: holds, listed by the directory it lies in. */
int run_scan_put_copied(struct casedb *db, int64_t scan, int64_t item, const struct place *p, const struct exam *e,
                        struct fault *f)
{
	struct naming n = { .kind = NAMING_LISTED, .digest = p->digest, .where = { 0, e->bytes, SPAN_NONE } };

	if (p->store == STORE_IS_DOCKER_GRAPH)
		n.kind = NAMING_IMAGE_ID; /* every layer is an image there, most without a name */
	if (p->store == STORE_IS_OLLAMA) { /* the path is the name */
		n.kind = NAMING_TAG;
		n.repository = p->repository;
		n.tag = p->tag;
	}
	return p->role == ROLE_STORE_FILE && (p->store == STORE_IS_COPIED_DIR || p->store == STORE_IS_OLLAMA ||
	                                         p->store == STORE_IS_DOCKER_GRAPH) &&
	                       e->namings != NULL
	               ? casedb_put_naming(db, scan, item, &n, f)
	               : 0;
}
