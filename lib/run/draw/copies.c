/*
 * run/draw/copies.c - --copy-of LABEL=LABEL: the first source is another or older copy of the second's registry.
 * LABEL/PATH means one root of a source, as `repos` shows its path: a snapshot beside what it was made of, say.
 * Nothing but the user's word makes it so; the word is kept as a fact of its run, and in the custody log.
 * `LABEL=` takes it back; `LABEL/PATH=` says that the root is a copy of none, whatever its file system says.
 */
#include "run/draw/copies.h"

#include "run/custody/custody.h"
#include "source/source.h"

#include <stdio.h>
#include <string.h>

enum { CHAIN_MOST = 4096 }; /* rule: copies of one another in a row: more is a ring */

/* What may be named: sources of the case, and those that are being read with it. */
struct nameable {
	struct casedb *db;
	const char *const *specs;
	size_t n;
};

struct copy_statement {
	struct span copy, original; /* as they were said; original empty: of none */
	struct kin_side from, to;  /* sources of 0 are yet to be read */
};

/* ---- which is meant ---------------------------------------------------------------------------------- */

static bool being_read(const struct nameable *x, struct span label)
{
	for (size_t i = 0; i < x->n; i++) {
		struct source_spec spec;
		const char *why;

		if (source_spec_parse(&spec, x->specs[i], &why) == 0 && span_eq(spec.label, label))
			return true;
	}
	return false;
}

/* A label, or label/path: 0; 1: no such source, or (of what was read before) no registry there. */
static int find_side(const struct nameable *x, struct span text, struct kin_side *out, struct fault *f)
{
	size_t slash = span_find(text, '/');
	struct span label = slash == SIZE_MAX ? text : span_sub(text, 0, slash);
	int rc;

	*out = KIN_SIDE_NONE;
	if (slash != SIZE_MAX) {
		out->root = true;
		out->path = span_from(text, slash + 1);
	}
	rc = casedb_find_source(x->db, label, &out->source, f);
	if (rc < 0)
		return -1;
	if (being_read(x, label))
		return 0;
	return rc != 0 ? 1 : out->root ? casedb_find_root(x->db, out, f) : 0;
}

/* A path may hold '=', too: the first place counts that leaves two names. 0; 1: none does, *out is as of the first. */
static int find_both(const struct nameable *x, const char *text, struct copy_statement *out, struct fault *f)
{
	struct span all = span_of(text);
	struct copy_statement s;
	bool first = true;

	for (size_t at = 1; at < all.n; at++) {
		int rc;

		if (all.p[at] != '=')
			continue;
		s = (struct copy_statement){ .copy = span_sub(all, 0, at), .original = span_from(all, at + 1), .to = KIN_SIDE_NONE };
		rc = find_side(x, s.copy, &s.from, f);
		if (rc == 0 && s.original.n > 0)
			rc = find_side(x, s.original, &s.to, f);
		if (rc <= 0 || first)
			*out = s;
		if (rc <= 0)
			return rc;
		first = false;
	}
	return 1;
}

/* FAULT_USAGE unless it names two. */
static int parse(const struct nameable *x, const char *text, struct copy_statement *out, struct fault *f)
{
	const char *equals = strchr(text, '=');
	struct span missing;
	int rc;

	if (equals == NULL || equals == text)
		return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: it takes LABEL=LABEL, the copy first", text);
	rc = find_both(x, text, out, f);
	if (rc < 0)
		return -1;
	if (rc == 0 && span_eq(out->copy, out->original))
		return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: %s is no copy of itself", text, out->from.root ? "a registry" : "a source");
	if (rc == 0)
		return 0;
	rc = find_side(x, out->copy, &out->from, f);
	if (rc < 0)
		return -1;
	missing = rc > 0 ? out->copy : out->original;
	return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: no %s %.*s in this case", text,
	                 span_find(missing, '/') == SIZE_MAX ? "source labelled" : "registry at", (int)missing.n,
	                 (const char *)missing.p);
}

int run_copies_check(struct casedb *db, const struct run_options *o, const char *const *sources, size_t n,
                     struct fault *f)
{
	const struct nameable x = { db, sources, n };

	for (size_t i = 0; i < o->copies_n; i++) {
		struct copy_statement s;

		if (parse(&x, o->copies[i], &s, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- what is kept ------------------------------------------------------------------------------------- */

static bool same_side(const struct kin_side *a, const struct kin_side *b)
{
	return a->source == b->source && a->root == b->root && (!a->root || span_eq(a->path, b->path));
}

/* Would the copy be a copy of itself, by what is stated of the others? */
static int refuse_ring(struct casedb *db, const char *text, const struct copy_statement *s, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct kin_side at = s->to;

	for (int steps = 0; at.source != 0; steps++) {
		bool stated;

		if (same_side(&at, &s->from) || steps > CHAIN_MOST)
			return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: the second is stated to be a copy of the first", text);
		if (casedb_copy_of(db, &at, &at, &path, &stated, f) < 0)
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

static int state_one(const struct nameable *x, const struct run_options *o, int64_t run, const char *text, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	struct kin_side before;
	struct copy_statement s;
	bool stated;

	if (parse(x, text, &s, f) < 0)
		return -1;
	if (s.from.source == 0 || (s.original.n > 0 && s.to.source == 0))
		return fault_set(f, FAULT_USAGE, 0, "--copy-of %s: no such source", text);
	if (refuse_ring(x->db, text, &s, f) < 0 || casedb_copy_of(x->db, &s.from, &before, &path, &stated, f) < 0)
		return -1;
	/* that a root is no copy says something, where its file system calls it one */
	if (same_side(&before, &s.to) && (stated || s.to.source != 0 || !s.from.root))
		return 0;
	if (casedb_begin(x->db, f) < 0 || casedb_put_copy_of(x->db, run, &s.from, &s.to, f) < 0 || casedb_commit(x->db, f) < 0)
		return -1;
	return log_statement(x->db, o, run, &s, f);
}

int run_copies_state(struct casedb *db, const struct run_options *o, const char *const *sources, size_t n, int64_t run,
                     struct fault *f)
{
	const struct nameable x = { db, sources, n };

	for (size_t i = 0; i < o->copies_n; i++)
		if (state_one(&x, o, run, o->copies[i], f) < 0)
			return -1;
	return 0;
}
