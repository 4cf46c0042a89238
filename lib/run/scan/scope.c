/* run/scan/scope.c - the scope of --only: which items and digests lie within it. */
#include "run/scan/scope.h"

#include "base/jsonw.h"

#include <stdlib.h>

void run_scope_release(struct scope *s)
{
	VEC_RELEASE(&s->digests);
}

static bool named(const struct scope *s, struct span repository)
{
	for (size_t i = 0; i < s->n; i++)
		if (span_is(repository, s->only[i]))
			return true;
	return false;
}

static int by_digest(const void *a, const void *b)
{
	return digest_cmp((const struct digest *)a, (const struct digest *)b);
}

int run_scope_gather(struct scope *s, const char *path, enum source_kind kind, const struct limits *limits,
                 const struct watch *watch, struct fault *f)
{
	OWNED(source) struct source *source = NULL;
	OWNED(walk) struct walk *walk = NULL;
	struct item item;
	char why[256];
	int rc;

	if (s->n == 0)
		return 0;
	rc = source_open(&source, path, kind, limits, watch, why, f);
	if (rc != 0)
		return rc < 0 ? -1 : fault_set(f, FAULT_USAGE, 0, "%s", why);
	if (walk_new(&walk, source, path, DEPTH_NAMES, f) < 0)
		return -1;
	while ((rc = walk_next(walk, &item, f)) == 0)
		if (item.place.repository.n > 0 && digest_set(&item.place.digest) &&
		    named(s, item.place.repository) && VEC_PUSH(&s->digests, item.place.digest, f) < 0)
			return -1;
	if (rc < 0)
		return fault_while(f, "gathering the scope of %s", path);
	if (s->digests.n > 1)
		qsort(s->digests.v, s->digests.n, sizeof *s->digests.v, by_digest);
	return 0;
}

/* A directory above a repository in scope is kept, so that the tree hangs together. */
static bool above_one(const struct scope *s, struct span path)
{
	static const char store[] = "repositories";
	size_t at = path.n;

	/* the part after ".../repositories/" */
	for (size_t i = 0; i + strlen(store) <= path.n; i++)
		if (memcmp(path.p + i, store, strlen(store)) == 0 && (i == 0 || path.p[i - 1] == '/') &&
		    (i + strlen(store) == path.n || path.p[i + strlen(store)] == '/')) {
			at = i + strlen(store);
			break;
		}
	if (at == path.n)
		return true;
	for (size_t k = 0; k < s->n; k++) {
		struct span only = span_of(s->only[k]), part = span_from(path, at + 1);

		if (span_starts(only, part) && (only.n == part.n || only.p[part.n] == '/'))
			return true;
	}
	return false;
}

bool run_scope_holds(const struct scope *s, const struct item *item)
{
	const struct place *p = &item->place;

	if (s->n == 0 || item->entry.kind == ENTRY_TROUBLE)
		return true;
	if (p->repository.n > 0)
		return named(s, p->repository);
	switch (p->role) {
	case ROLE_ROOT:
	case ROLE_BLOBS:
		return true;
	case ROLE_REPOSITORIES:
		return above_one(s, item->entry.path);
	case ROLE_BLOB_DIR:
	case ROLE_BLOB_DATA:
		return s->digests.n > 0 && bsearch(&p->digest, s->digests.v, s->digests.n,
		                                   sizeof *s->digests.v, by_digest) != NULL;
	default:
		return false;
	}
}

int run_scope_json(const struct scope *s, struct buf *out, struct fault *f)
{
	struct jsonw w = jsonw_of(out, f);

	if (s->n == 0)
		return 0;
	jsonw_open(&w, '[');
	for (size_t i = 0; i < s->n; i++)
		jsonw_cstr(&w, s->only[i]);
	jsonw_close(&w, ']');
	return jsonw_end(&w);
}
