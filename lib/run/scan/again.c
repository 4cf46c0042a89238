/* run/scan/again.c - entries looked at once more at the end: a tree that changed meanwhile is two states in one. */
#include "run/scan/again.h"

#include "core/sentence.h"

#include <stdio.h>

static int compare(struct casedb *db, int64_t scan, struct source *source, const struct seen_item *x, struct source_end *end,
                   struct fault *f)
{
	const struct source_seen seen = { x->path, x->kind, x->device, x->inode, x->size, x->mtime, x->ctime };
	char why[160];
	int rc = source_again(source, &seen, why, f);

	if (rc <= 0)
		return rc;
	if (!end->changed)
		(void)sentence(end->changed_why, sizeof end->changed_why,
		               S_ENTRIES_NOT_AS);
	end->changed = true;
	return x->changed ? 0
	                  : casedb_put_observation(db, scan, x->id, FINDING_SOURCE_CHANGED, 0, 0, SPAN_NONE, span_of(why), f);
}

int run_scan_again(struct casedb *db, int64_t scan, struct source *source, struct source_end *end, struct fault *f)
{
	OWNED(seen) struct seen *all = NULL;
	struct seen_item x;
	int rc;

	if (source_kind_of(source) != SOURCE_DIR)
		return 0;
	rc = casedb_seen(db, scan, &all, f);
	while (rc == 0 && (rc = casedb_next_seen(all, &x, f)) == 0)
		rc = compare(db, scan, source, &x, end, f);
	return rc < 0 ? -1 : 0;
}
