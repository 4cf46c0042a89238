/* run/custody/walk.c - every entry of the log in order, checked. */
#include "run/custody.h"
#include "run/custody/custody.h"
#include "casedb/query.h"

static int walk_log(struct casedb *db, const struct run_custody_sink *sink, struct run_custody_state *out, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	char prev[CUSTODY_HEX], hash[CUSTODY_HEX];
	int rc;

	custody_first(prev);
	if (rows_open(db, QUERY_CUSTODY, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct run_custody_entry e = { .seq = rows_int(rows, "seq"),
			                       .canon = rows_span(rows, "canon"),
			                       .hash = rows_span(rows, "entry_hash"),
			                       .act = rows_span(rows, "act"),
			                       .at = rows_span(rows, "at"),
			                       .who = rows_span(rows, "who"),
			                       .what = rows_span(rows, "what"),
			                       .result = rows_span(rows, "result") };

		if (custody_hash(prev, e.canon, hash, f) < 0)
			return -1;
		e.ok = e.seq == (int64_t)out->entries + 1 && span_is(rows_span(rows, "prev_hash"), prev) &&
		       span_is(e.hash, hash);
		if (!e.ok && out->first_bad == 0)
			out->first_bad = e.seq;
		out->entries++;
		memcpy(prev, hash, sizeof prev);
		if (sink->entry != NULL && sink->entry(sink->user, &e, f) < 0)
			return -1;
	}
	memcpy(out->head, prev, sizeof out->head);
	return rc < 0 ? -1 : 0;
}

int run_custody_walk(const struct run_options *o, const struct run_custody_sink *sink, struct run_custody_state *out,
                     struct fault *f)
{
	struct casedb *db;
	int64_t guards = 0;
	int rc;

	memset(out, 0, sizeof *out);
	if (casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = walk_log(db, sink, out, f);
	if (rc == 0)
		rc = casedb_number(db, NUMBER_GUARDS, NULL, &guards, f);
	out->guarded = guards == 3;
	casedb_abandon(db);
	return rc;
}
