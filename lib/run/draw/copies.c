/*
 * run/draw/copies.c - --copy-of LABEL=LABEL: the first source is another or older copy of the second's registry.
 * Nothing but the user's word makes it so; the word is kept as a fact of its run, and in the custody log.
 * `LABEL=` takes it back.
 */
#include "run/draw/copies.h"

#include "run/custody/custody.h"
#include "source/source.h"

#include <stdio.h>
#include <string.h>

enum { CHAIN_MOST = 4096 }; /* rule: sources that are copies of one another in a row: more is a ring */

struct copy_statement {
	struct span copy, original; /* original empty: taken back */
};

static int parse(struct copy_statement *out, const char *text, struct fault *f)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL || equals == text)
		return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: it takes LABEL=LABEL, the copy first", text);
	out->copy = span_make(text, (size_t)(equals - text));
	out->original = span_of(equals + 1);
	if (span_eq(out->copy, out->original))
		return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: a source is no copy of itself", text);
	return 0;
}

static int known(struct casedb *db, struct span label, const char *const *sources, size_t n, bool *out, struct fault *f)
{
	int64_t id;
	int rc;

	*out = true;
	for (size_t i = 0; i < n; i++) {
		struct source_spec spec;
		const char *why;

		if (source_spec_parse(&spec, sources[i], &why) == 0 && span_eq(spec.label, label))
			return 0;
	}
	rc = casedb_find_source(db, label, &id, f);
	*out = rc == 0;
	return rc < 0 ? -1 : 0;
}

int run_copies_check(struct casedb *db, const struct run_options *o, const char *const *sources, size_t n,
                     struct fault *f)
{
	for (size_t i = 0; i < o->copies_n; i++) {
		struct copy_statement s;
		bool copy, original = true;

		if (parse(&s, o->copies[i], f) < 0 || known(db, s.copy, sources, n, &copy, f) < 0 ||
		    (s.original.n > 0 && known(db, s.original, sources, n, &original, f) < 0))
			return -1;
		if (!copy || !original)
			return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: no source labelled %.*s in this case", o->copies[i],
			                 (int)(copy ? s.original : s.copy).n, (const char *)(copy ? s.original : s.copy).p);
	}
	return 0;
}

/* Would `source` be a copy of itself, by what is stated of the others? */
static int refuse_ring(struct casedb *db, const char *text, int64_t source, int64_t original, struct fault *f)
{
	int64_t at = original;

	for (int steps = 0; at != 0; steps++) {
		if (at == source || steps > CHAIN_MOST)
			return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: the second is stated to be a copy of the first", text);
		if (casedb_copy_of(db, at, &at, f) < 0)
			return -1;
	}
	return 0;
}

static int log_statement(struct casedb *db, const struct run_options *o, int64_t run, const struct copy_statement *s,
                         struct fault *f)
{
	OWNED(canon) struct canon c = canon_of(f);

	canon_int(&c, "run", run);
	canon_text(&c, "source", s->copy);
	if (s->original.n > 0)
		canon_text(&c, "original", s->original);
	return run_custody_signed(db, o, s->original.n > 0 ? "copy.stated" : "copy.taken-back", &c, NULL, f);
}

static int state_one(struct casedb *db, const struct run_options *o, int64_t run, const char *text, struct fault *f)
{
	int64_t source = 0, original = 0, before;
	struct copy_statement s;

	if (parse(&s, text, f) < 0)
		return -1;
	if (casedb_find_source(db, s.copy, &source, f) != 0 ||
	    (s.original.n > 0 && casedb_find_source(db, s.original, &original, f) != 0))
		return f->kind != FAULT_NONE ? -1 : fault_set(f, FAULT_USAGE, 0, "--copy-of %s: no such source", text);
	if (refuse_ring(db, text, source, original, f) < 0 || casedb_copy_of(db, source, &before, f) < 0)
		return -1;
	if (before == original)
		return 0;
	if (casedb_begin(db, f) < 0 || casedb_put_copy_of(db, run, source, original, f) < 0 || casedb_commit(db, f) < 0)
		return -1;
	return log_statement(db, o, run, &s, f);
}

int run_copies_state(struct casedb *db, const struct run_options *o, int64_t run, struct fault *f)
{
	for (size_t i = 0; i < o->copies_n; i++)
		if (state_one(db, o, run, o->copies[i], f) < 0)
			return -1;
	return 0;
}
