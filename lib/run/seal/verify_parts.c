/* run/seal/verify_parts.c - a case made of parts keeps the custody chain of each: computed again, up to its head. */
#include "run/seal/verify.h"
#include "casedb/query.h"

#include "custody/custody.h"

#include <stdio.h>

struct part_log {
	int64_t seq, entries, told; /* told: what its entry says how many there are */
	char prev[CUSTODY_HEX], head[CUSTODY_HEX], name[160];
};

static void begin(struct part_log *c, const struct rows *r)
{
	struct span name = rows_span(r, "name"), part = rows_span(r, "part"), head = rows_span(r, "head");

	memset(c, 0, sizeof *c);
	c->seq = rows_int(r, "seq");
	c->told = rows_int(r, "entries");
	custody_first(c->prev);
	(void)snprintf(c->head, sizeof c->head, "%.*s", (int)(head.n < 64 ? head.n : 64), (const char *)head.p);
	(void)snprintf(c->name, sizeof c->name, "%.*s, part %.*s", (int)(name.n < 120 ? name.n : 120), (const char *)name.p,
	               (int)(part.n < 12 ? part.n : 12), (const char *)part.p);
}

static int tell_chain(struct verifying *x, const struct part_log *c)
{
	if (c->seq == 0)
		return 0;
	if (strcmp(c->prev, c->head) != 0 || c->entries != c->told)
		return run_verify_tell(x, "FAILED", "parts", "%s: its chain does not lead to the head that entry %lld names", c->name,
		                       (long long)c->seq);
	return run_verify_tell(x, "ok", "parts", "%s: %lld entries, head %s", c->name, (long long)c->entries, c->head);
}

int run_verify_parts(struct verifying *x, struct casedb *db)
{
	OWNED(rows) struct rows *r = NULL;
	struct part_log c = { .seq = 0 };
	int rc;

	if (rows_open(db, QUERY_PART_CHAINS, &r, x->f) < 0)
		return -1;
	while ((rc = rows_next(r, x->f)) == 0) {
		char hash[CUSTODY_HEX];

		if (rows_int(r, "seq") != c.seq) {
			if (tell_chain(x, &c) < 0)
				return -1;
			begin(&c, r);
		}
		if (custody_hash(c.prev, rows_span(r, "canon"), hash, x->f) < 0)
			return -1;
		memcpy(c.prev, hash, sizeof c.prev);
		c.entries++;
	}
	return rc < 0 ? -1 : tell_chain(x, &c);
}
