/* run/rebuild/mended.c - what was put right, to the graph: as long as the copies it is made of are held, and how, in words. */
#include "base/vec.h"
#include "casedb/casedb.h"
#include "core/sentence.h"
#include "graph/graph.h"
#include "mend/mend.h"
#include "run/rebuild.h"

#include <stdio.h>

/* How: from the recipe that the case keeps, whichever scan the copy is of. */
static void say(char *text, size_t n, const struct mend_recipe *r, struct span recipe, const struct digest *other)
{
	char word[DIGEST_TEXT];

	if (r->kind == MEND_JOIN) {
		(void)sentence(text, n, S_MENDED_JOIN, digest_text(word, other), (uint64_t)r->v.n);
		return;
	}
	if (r->kind == MEND_CUT) {
		(void)sentence(text, n, S_MENDED_CUT, r->size);
		return;
	}
	recipe = span_from(recipe, strlen("mended bits ")); /* two at most */
	(void)snprintf(word, sizeof word, "%.*s", (int)recipe.n, (const char *)recipe.p);
	(void)sentence(text, n, S_MENDED_BITS, word);
}

static int feed(struct graph *g, struct rows *r, struct fault *f)
{
	OWNED(mend_recipe) struct mend_recipe recipe = { .size = 0 };
	struct span encoder = rows_span(r, "encoder");
	uint64_t size = (uint64_t)rows_int(r, "size");
	struct mended_fact x = { .size = size };
	struct digest other;
	char text[480];
	int rc = mend_recipe_parse(&recipe, encoder, size, f);

	if (rc != 0 || digest_parse(&x.digest, rows_span(r, "digest")) != 0 || digest_parse(&x.base, rows_span(r, "tar")) != 0 ||
	    digest_parse(&other, rows_span(r, "diff_id")) != 0)
		return rc < 0 ? -1 : 0; /* another kind of row */
	say(text, sizeof text, &recipe, encoder, &other);
	x.decayed = recipe.kind != MEND_CUT;
	x.said = span_of(text);
	return graph_add_mended(g, &x, f) < 0 ? -1 : 0;
}

int run_mended_feed(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_REBUILT, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (feed(g, r, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}
