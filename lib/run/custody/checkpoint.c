/*
 * run/custody/checkpoint.c - what every table holds, as an entry of the custody log, and whether it still holds it.
 */
#include "run/custody.h"
#include "run/custody/custody.h"

#include <stdio.h>
#include <stdlib.h>

int run_checkpoint_append(struct casedb *db, const struct run_options *o, int64_t *seq, struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);
	char head[CUSTODY_HEX];
	int64_t last;

	if (casedb_custody_head(db, &last, head, f) < 0)
		return -1;
	canon_int(&c, "entries", last);
	canon_cstr(&c, "head", head);
	if (run_custody_tables(db, &c, f) < 0)
		return -1;
	return run_custody_signed(db, o, "checkpoint", &c, seq, f);
}

int run_custody_checkpoint(const struct run_options *o, int64_t *seq, struct fault *f)
{
	struct casedb *db;

	if (casedb_open(&db, o->case_path, CASEDB_WRITE, o->watch, f) < 0)
		return -1;
	if (run_checkpoint_append(db, o, seq, f) < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}

struct comparing {
	struct casedb *db;
	struct run_custody_state *out;
	VEC(struct digest) now;
	VEC(char *) names;
};

static int remember(void *user, const char *name, uint64_t rows, const struct digest *d, struct fault *f)
{
	struct comparing *x = (struct comparing *)user;
	char *copy = strdup(name);

	(void)rows;
	if (copy == NULL)
		return fault_memory(f, 0);
	if (VEC_PUSH(&x->names, copy, f) < 0) {
		free(copy);
		return -1;
	}
	return VEC_PUSH(&x->now, *d, f);
}

/* A table of the checkpoint against what it holds now. */
static void compare_table(struct comparing *x, const struct rows *rows, bool *met)
{
	char text[DIGEST_TEXT];

	for (size_t i = 0; i < x->names.n; i++) {
		if (!span_is(rows_span(rows, "name"), x->names.v[i]))
			continue;
		met[i] = true;
		if (span_is(rows_span(rows, "sha256"), digest_text(text, &x->now.v[i]) + 7))
			return;
		break;
	}
	if (x->out->changed_table[0] == '\0')
		(void)snprintf(x->out->changed_table, sizeof x->out->changed_table, "%.*s",
		               (int)(rows_span(rows, "name").n < 60 ? rows_span(rows, "name").n : 60),
		               (const char *)rows_span(rows, "name").p);
}

static int compare_all(struct comparing *x, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	const struct content_sink sink = { x, remember };
	bool *met = NULL;
	int rc;

	if (rows_open(x->db, QUERY_CUSTODY_CHECKPOINT, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		x->out->checkpoint = rows_int(rows, "seq");
		x->out->later_actions = rows_int(rows, "later") != 0;
		if (x->out->later_actions) /* recorded work has changed tables since: they cannot be compared */
			return 0;
		if (met == NULL) {
			if (casedb_contents(x->db, &sink, f) < 0)
				return -1;
			met = (bool *)calloc(x->names.n + 1, sizeof *met);
			if (met == NULL)
				return fault_memory(f, x->names.n);
		}
		compare_table(x, rows, met);
	}
	for (size_t i = 0; met != NULL && i < x->names.n; i++)
		if (!met[i] && x->out->changed_table[0] == '\0')
			(void)snprintf(x->out->changed_table, sizeof x->out->changed_table, "%.60s", x->names.v[i]);
	free(met);
	return rc < 0 ? -1 : 0;
}

static int compare_contents(struct casedb *db, struct run_custody_state *out, struct fault *f)
{
	struct comparing x = { .db = db, .out = out };
	int rc = compare_all(&x, f);

	for (size_t i = 0; i < x.names.n; i++)
		free(x.names.v[i]);
	VEC_RELEASE(&x.names);
	VEC_RELEASE(&x.now);
	return rc;
}

int run_custody_verify(const struct run_options *o, struct run_custody_state *out, struct fault *f)
{
	const struct run_custody_sink sink = { NULL, NULL };
	struct casedb *db;
	int rc;

	if (run_custody_walk(o, &sink, out, f) < 0 || casedb_open(&db, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	rc = out->first_bad != 0 ? 0 : casedb_custody_replay(db, out->edited_table, f);
	if (rc == 0 && out->first_bad == 0)
		rc = compare_contents(db, out, f);
	casedb_abandon(db);
	return rc;
}
