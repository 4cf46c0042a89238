/*
 * run/merge/chain.c - the custody log of a part inside the log of the case it was merged into: every entry's canonical
 * bytes, in order, as one member of one entry. Nothing else is needed to compute its hashes again up to its head, which
 * is what the part's own file ends with; so each part keeps its own chain under its own name.
 */
#include "run/merge/merge.h"
#include "casedb/query.h"

#include "core/sentence.h"
#include "run/custody/custody.h"
#include "run/record.h"

#include <stdio.h>

static int fill_chain(struct canon *c, const struct run_options *o, const struct part *p, struct fault *f)
{
	OWNED(casedb) struct casedb *db = NULL;
	OWNED(rows) struct rows *r = NULL;
	struct casedb *opened;
	uint64_t bytes = 0;
	int rc;

	if (casedb_open(&opened, p->path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	db = opened;
	if (rows_open(db, QUERY_CUSTODY, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		bytes += rows_span(r, "canon").n;
		if (bytes > o->limits.part_chain)
			return fault_set(f, FAULT_USAGE, 0, "%s: its custody log has more than %llu bytes (--limit part_chain=N)", p->path,
			                 (unsigned long long)o->limits.part_chain);
		canon_text(c, NULL, rows_span(r, "canon"));
	}
	return rc < 0 ? -1 : 0;
}

int run_parts_log(struct casedb *db, const struct run_options *o, struct part *p, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	OWNED(canon) struct canon chain = canon_of(f);
	OWNED(buf) struct buf text = BUF_INIT;
	char shard[32];
	int64_t n;

	if (p->logged)
		return 0;
	if (casedb_number(db, NUMBER_PARTS_LOGGED, &(struct number_args){ .text = { p->head } }, &n, f) < 0)
		return -1;
	p->logged = true;
	if (n > 0)
		return 0;
	(void)snprintf(shard, sizeof shard, "%u/%u", p->shard.at, p->shard.of);
	if (fill_chain(&chain, o, p, f) < 0 || canon_array(&chain, &text) < 0)
		return -1;
	canon_text(&c, "name", p->name);
	canon_cstr(&c, "part", shard);
	canon_cstr(&c, "sha256", p->sha256);
	canon_cstr(&c, "head", p->head);
	canon_int(&c, "entries", (int64_t)p->entries);
	canon_value(&c, "chain", buf_span(&text));
	return run_custody_append(db, "part.merged", run_record_now(o->watch), &c, NULL, f);
}
