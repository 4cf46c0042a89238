/* run/scan/row_numbers.c - numbers of tables, what rows that lie there say they stand for. */
#include "run/scan/row_numbers.h"

#include "base/keyed.h"

#include <stdlib.h>

static uint64_t hash(uint64_t h, struct span s)
{
	return keyed_word(h ^ keyed_hash(s.p, s.n));
}

static struct span value_of(const struct pg_row *r, const char *column)
{
	for (size_t i = 0; i < r->columns; i++)
		if (span_is(r->names[i], column))
			return r->values[i].null ? SPAN_NONE : r->values[i].text;
	return SPAN_NONE;
}

/* ---- whose ------------------------------------------------------------------------------------------------------------- */

/* Of tables that are called alike in two products, or are one's parts: what their numbers are of. */
static struct span family_of(const struct pg_row *r)
{
	static const char *const parts[] = { "manifests_p_", "tags_p_" };

	for (size_t i = 0; i < COUNT(parts); i++)
		if (span_starts(r->table, span_of(parts[i])))
			return span_of(parts[i]);
	for (size_t i = 0; i < r->columns; i++)
		if (span_is(r->names[i], "lifetime_start_ms") || span_is(r->names[i], "namespace_user_id"))
			return r->names[i];
	return r->table;
}

enum row_product run_row_product(const struct pg_row *r)
{
	struct span family = family_of(r);

	if (span_is(r->table, "repositories") || span_ends(family, span_of("_p_")))
		return ROW_GITLAB;
	if (!span_eq(family, r->table) || span_is(r->table, "user") || span_is(r->table, "manifest") || span_starts(r->table, span_of("logentry")))
		return ROW_QUAY;
	return ROW_HARBOR;
}

static uint64_t key_of(struct span family, struct span number)
{
	return hash(hash(0xCBF29CE484222325u, family), number);
}

static bool is_tag(struct span table)
{
	return span_is(table, "tag") || span_starts(table, span_of("tags_p_"));
}

/* A tag's row names what it stands for by a number; *whose: of which table. Empty: it is no tag's, or names nothing. */
static struct span target_of(const struct pg_row *r, struct span *whose)
{
	bool parts = span_starts(r->table, span_of("tags_p_"));
	struct span artifact = value_of(r, "artifact_id");

	*whose = span_of(parts ? "manifests_p_" : artifact.n > 0 ? "artifact" : "manifest");
	if (!is_tag(r->table))
		return SPAN_NONE;
	return artifact.n > 0 ? artifact : value_of(r, "manifest_id");
}

/* The row's own number; empty where none is asked for by others. */
static struct span own_number(const struct pg_row *r)
{
	struct span id = value_of(r, "id");

	return id.n == 0 && span_is(r->table, "repository") ? value_of(r, "repository_id") : id;
}

/* What others mean by its number: it does not change while the row is what it is. */
static uint64_t meaning_of(const struct pg_row *r)
{
	static const char *const columns[] = { "digest", "name", "path", "username", "repository_name", "repository_id", "namespace_user_id" };
	uint64_t h = 0xCBF29CE484222325u;

	for (size_t i = 0; i < COUNT(columns); i++)
		h = hash(h, value_of(r, columns[i]));
	return h;
}

bool run_row_referred_to(struct span table)
{
	return span_is(table, "artifact") || span_is(table, "repository") || span_is(table, "manifest") || span_is(table, "user") ||
	       span_is(table, "repositories") || span_starts(table, span_of("manifests_p_"));
}

/* Does it stand, or did it when its page was written last? Quay keeps the rows of a tag's former stretches, by the same name. */
static bool holds_name(const struct pg_row *r)
{
	return value_of(r, "lifetime_start_ms").n == 0 && (r->life == PG_LIVING || (r->life == PG_GONE && r->stray && !r->remnant));
}

/* ---- numbers ------------------------------------------------------------------------------------------------------------ */

int run_row_numbers_note(struct row_numbers *x, const struct pg_row *r, const struct limits *limits, const struct watch *watch, struct fault *f)
{
	struct span id = own_number(r), whose, family = family_of(r);
	struct row_number n = { .key = key_of(family, id), .means = meaning_of(r), .tag = target_of(r, &whose).n > 0,
		                .of = hash(0, value_of(r, "repository_id")), .product = run_row_product(r) };

	if ((!run_row_referred_to(r->table) && !n.tag) || id.n == 0)
		return 0;
	if (x->v.n >= limits->log_artifacts) {
		watch_bite(watch, LIMIT_log_artifacts, 1);
		return 0;
	}
	if (n.tag && holds_name(r)) { /* one for each name of a repository */
		struct row_number name = { .key = hash(key_of(value_of(r, "repository_id"), value_of(r, "name")), family), .means = n.key, .tag = true,
			                   .product = n.product };

		if (VEC_PUSH(&x->v, name, f) < 0)
			return -1;
	}
	return VEC_PUSH(&x->v, n, f);
}

static int by_key(const void *a, const void *b)
{
	uint64_t x = ((const struct row_number *)a)->key, y = ((const struct row_number *)b)->key;

	return x < y ? -1 : x > y;
}

void run_row_numbers_settle(struct row_numbers *x)
{
	size_t kept = 0;

	if (x->v.n > 1)
		qsort(x->v.v, x->v.n, sizeof *x->v.v, by_key);
	for (size_t i = 0; i < x->v.n; i++) {
		struct row_number *last = kept == 0 ? NULL : &x->v.v[kept - 1];

		if (last == NULL || last->key != x->v.v[i].key)
			x->v.v[kept++] = x->v.v[i];
		else
			last->two |= last->means != x->v.v[i].means;
	}
	x->v.n = kept;
	for (size_t i = 0; i < kept; i++)
		x->mixed[x->v.v[i].product] |= x->v.v[i].tag && x->v.v[i].two;
}

/* NULL: nothing has it, or two things. */
static const struct row_number *number_at(const struct row_numbers *x, struct span family, struct span id)
{
	struct row_number key = { .key = key_of(family, id) };
	const struct row_number *n = x->v.n == 0 ? NULL : (const struct row_number *)bsearch(&key, x->v.v, x->v.n, sizeof key, by_key);

	return n == NULL || n->two ? NULL : n;
}

/* A tag's row has numbers and a name, which many a program's has. Of a table known by its form alone it is one where the
 * artifact (manifest) it names lies there too, in the repository it names, and where no number and no name that is there is of
 * two rows: else two tables of this form lie there. */
bool run_row_numbers_join(const struct row_numbers *x, const struct pg_row *r, bool unsure)
{
	struct span whose, target = target_of(r, &whose);
	const struct row_number *n = target.n == 0 ? NULL : number_at(x, whose, target);

	if (target.n == 0) /* Quay's may name none */
		return !r->by_shape || !is_tag(r->table);
	if (unsure || n == NULL || x->mixed[run_row_product(r)])
		return !r->by_shape;
	return n->of == hash(0, value_of(r, "repository_id"));
}

bool run_row_numbers_two(const struct row_numbers *x, const struct pg_row *r)
{
	return run_row_referred_to(r->table) && number_at(x, family_of(r), own_number(r)) == NULL;
}
