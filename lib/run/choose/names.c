/*
 * run/choose/names.c - which names a chosen image bears again. A tag goes back to its last target: the current one,
 * or where the tag itself is gone the one it named last. That must be one target only, and proven or stated;
 * anything else takes --tag or --as.
 */
#include "run/choose/private.h"

#include "base/quote.h"
#include "core/name.h"
#include "run/choose.h"

#include <stdio.h>

int run_choose_as(const char *text, struct span *repository, struct span *tag, struct span *digest, struct fault *f)
{
	struct span name = span_of(text), rest;
	size_t equals = SIZE_MAX, colon = SIZE_MAX;
	char shown[200];

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '=')
			equals = i;
	if (equals == SIZE_MAX)
		return fault_set(f, FAULT_USAGE, 0, "--as takes NAME=DIGEST, like shop/api:1.0=sha256:...");
	rest = span_from(name, equals + 1);
	name = span_sub(name, 0, equals);
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == ':')
			colon = i;
	*digest = rest;
	*repository = colon == SIZE_MAX ? name : span_sub(name, 0, colon);
	*tag = colon == SIZE_MAX ? span_of("latest") : span_from(name, colon + 1);
	if (!name_is_repository(*repository) || !name_is_tag(*tag))
		return fault_set(f, FAULT_USAGE, 0, "%s is no name that a registry takes: repository:tag, lower case, without a port",
		                 quote_short(shown, sizeof shown, name));
	return 0;
}

static bool tag_asked(const struct chooser *c, const struct chosen_name *n)
{
	for (size_t i = 0; i < c->ask->tags_n; i++) {
		struct span want = span_of(c->ask->tags[i]);

		if (span_eq(want, n->tag))
			return true;
		if (want.n == n->repository.n + 1 + n->tag.n && span_starts(want, n->repository) &&
		    want.p[n->repository.n] == ':' && span_ends(want, n->tag))
			return true;
	}
	return false;
}

/* One line of the tag's history, with its digest. */
struct past_target {
	struct chosen_name name;
	struct span digest, from;
	bool last; /* may be what the tag named last */
};

struct name_lines {
	VEC(struct past_target) lines; /* of one repository:tag: by source and registry, the newest target first */
	bool current, damaged, rivals;
};

static bool same_name(const struct past_target *a, const struct past_target *b)
{
	return span_eq(a->name.repository, b->name.repository) && span_eq(a->name.tag, b->name.tag);
}

static bool same_place(const struct past_target *a, const struct past_target *b)
{
	return span_eq(a->name.source, b->name.source) && span_eq(a->name.registry, b->name.registry);
}

/* Of a tag that is gone: the newest target in its place, and those equally new. */
static bool newest(const struct past_target *x, const struct past_target **first)
{
	if (x->name.standing != TAG_DELETED)
		return false;
	if (*first == NULL || !same_place(*first, x))
		*first = x;
	return span_eq((*first)->from, x->from);
}

/* Which targets may have been the last, and whether that leaves more than one. */
static void weigh(struct name_lines *g)
{
	const struct past_target *first = NULL, *one = NULL;

	g->current = g->damaged = g->rivals = false;
	for (size_t i = 0; i < g->lines.n; i++) {
		g->current |= g->lines.v[i].name.standing == TAG_CURRENT;
		g->damaged |= g->lines.v[i].name.standing == TAG_DAMAGED;
	}
	for (size_t i = 0; i < g->lines.n; i++) {
		struct past_target *x = &g->lines.v[i];

		/* of a damaged tag nobody says which target was the last */
		x->last = x->digest.n > 0 && (g->current   ? x->name.standing == TAG_CURRENT
		                              : g->damaged ? true
		                                           : newest(x, &first));
		if (x->last && one == NULL)
			one = x;
		g->rivals |= x->last && !span_eq(one->digest, x->digest);
	}
}

static enum name_use judge(const struct chooser *c, const struct name_lines *g, const struct past_target *x)
{
	bool said = !(g->damaged && !g->current) && (x->name.grade == GRADE_PROVEN || x->name.grade == GRADE_STATED);

	if (!name_is_repository(x->name.repository) || !name_is_tag(x->name.tag))
		return NAME_UNFIT;
	if (!x->last)
		return NAME_EARLIER;
	if (g->rivals)
		return NAME_AMBIGUOUS;
	return said || tag_asked(c, &x->name) ? NAME_RESTORED : NAME_UNPROVEN;
}

/* A name that was given away by --as is no longer the tag's. */
static bool given_away(const struct chooser *c, const struct chosen_name *n)
{
	for (size_t i = 0; i < c->ask->as_n; i++) {
		struct span repository, tag, digest;
		struct fault ignored = FAULT_INIT;

		if (run_choose_as(c->ask->as[i], &repository, &tag, &digest, &ignored) == 0 &&
		    span_eq(repository, n->repository) && span_eq(tag, n->tag))
			return true;
	}
	return false;
}

/* ---- the history of every name a chosen image has or had ------------------------------------------------------ */

struct name_bearer { /* a name and whose it is */
	size_t image;
	struct chosen_name name;
};

struct name_bearers {
	VEC(struct name_bearer) v;
};

static int settle_group(struct chooser *c, struct name_lines *g, struct name_bearers *out, struct fault *f)
{
	weigh(g);
	for (size_t i = 0; i < g->lines.n; i++) {
		struct past_target *x = &g->lines.v[i];
		struct name_bearer b = { .image = run_choice_image(c->out, x->digest), .name = x->name };

		if (b.image == SIZE_MAX || !c->out->images.v[b.image].asked)
			continue;
		b.name.use = judge(c, g, x);
		if (given_away(c, &b.name))
			b.name.use = NAME_EARLIER;
		if (VEC_PUSH(&out->v, b, f) < 0)
			return -1;
	}
	g->lines.n = 0;
	return 0;
}

static int read_line(struct chooser *c, struct rows *r, struct past_target *x, struct fault *f)
{
	char standing[32], grade[32];
	struct span s = rows_span(r, "standing"), g = rows_span(r, "grade");

	*x = (struct past_target){ .digest = SPAN_NONE };
	(void)snprintf(standing, sizeof standing, "%.*s", (int)(s.n < 31 ? s.n : 31), (const char *)s.p);
	(void)snprintf(grade, sizeof grade, "%.*s", (int)(g.n < 31 ? g.n : 31), (const char *)g.p);
	IGNORE(tag_standing_parse(&x->name.standing, standing));
	IGNORE(grade_parse(&x->name.grade, grade));
	return run_choose_keep(c, rows_span(r, "repository"), &x->name.repository, f) < 0 ||
	                       run_choose_keep(c, rows_span(r, "tag"), &x->name.tag, f) < 0 ||
	                       run_choose_keep(c, rows_span(r, "source"), &x->name.source, f) < 0 ||
	                       run_choose_keep(c, rows_span(r, "registry"), &x->name.registry, f) < 0 ||
	                       run_choose_keep(c, rows_span(r, "rule"), &x->name.rule, f) < 0 ||
	                       run_choose_keep(c, rows_span(r, "from_at"), &x->from, f) < 0 ||
	                       run_choose_keep(c, rows_span(r, "digest"), &x->digest, f) < 0
	               ? -1
	               : 0;
}

static bool asked_for(const struct chooser *c, const struct past_target *x)
{
	return (c->ask->source == NULL || span_is(x->name.source, c->ask->source)) &&
	       run_choose_repository(c->ask, x->name.repository);
}

static int read_history(struct chooser *c, struct name_bearers *out, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	struct name_lines g = { .lines = { NULL, 0, 0 } };
	struct past_target x;
	int rc = 0, more;

	if (rows_open(c->db, QUERY_CHOICE_NAMES, &r, f) < 0 || rows_bind_text(r, 1, buf_span(&c->asked_json), f) < 0)
		return -1;
	while (rc == 0 && (more = rows_next(r, f)) != CASEDB_END) {
		rc = more < 0 ? -1 : read_line(c, r, &x, f);
		if (rc == 0 && g.lines.n > 0 && !same_name(&g.lines.v[0], &x))
			rc = settle_group(c, &g, out, f);
		if (rc == 0 && asked_for(c, &x))
			rc = VEC_PUSH(&g.lines, x, f);
	}
	if (rc == 0)
		rc = settle_group(c, &g, out, f);
	VEC_RELEASE(&g.lines);
	return rc;
}

static int add_given(struct chooser *c, struct name_bearers *out, struct fault *f)
{
	for (size_t i = 0; i < c->ask->as_n; i++) {
		struct name_bearer b = { .image = run_choice_image(c->out, c->given.v[i]), .name = { .use = NAME_GIVEN } };
		struct span digest;

		for (size_t k = 0; k < i; k++) /* a name is given once */
			if (strcspn(c->ask->as[k], "=") == strcspn(c->ask->as[i], "=") &&
			    strncmp(c->ask->as[k], c->ask->as[i], strcspn(c->ask->as[i], "=")) == 0 &&
			    !span_eq(c->given.v[k], c->given.v[i]))
				return fault_set(f, FAULT_USAGE, 0, "--as gives one name to two images: %s and %s", c->ask->as[k], c->ask->as[i]);
		if (b.image == SIZE_MAX || run_choose_as(c->ask->as[i], &b.name.repository, &b.name.tag, &digest, f) < 0)
			return fault_set(f, FAULT_USAGE, 0, "%s: no such image in this case", c->ask->as[i]);
		if (VEC_PUSH(&out->v, b, f) < 0)
			return -1;
	}
	return 0;
}

static int by_image(const void *a, const void *b)
{
	const struct name_bearer *x = (const struct name_bearer *)a, *y = (const struct name_bearer *)b;
	int c = x->image < y->image ? -1 : x->image > y->image;

	c = c != 0 ? c : span_cmp(x->name.repository, y->name.repository);
	c = c != 0 ? c : span_cmp(x->name.tag, y->name.tag);
	c = c != 0 ? c : (int)x->name.use - (int)y->name.use;
	c = c != 0 ? c : span_cmp(x->name.source, y->name.source);
	return c != 0 ? c : span_cmp(x->name.registry, y->name.registry);
}

/* The same name twice for one image (two sources say it): the better one stays. */
static bool repeats(const struct name_bearer *a, const struct name_bearer *b)
{
	return a->image == b->image && span_eq(a->name.repository, b->name.repository) && span_eq(a->name.tag, b->name.tag);
}

static int put_names(struct chooser *c, struct name_bearers *b, struct fault *f)
{
	size_t n = 0;

	if (b->v.n > 1)
		qsort(b->v.v, b->v.n, sizeof *b->v.v, by_image);
	for (size_t i = 0; i < b->v.n; i++) {
		struct chosen_image *m = &c->out->images.v[b->v.v[i].image];

		if (i > 0 && repeats(&b->v.v[i - 1], &b->v.v[i]))
			continue;
		if (m->names_n == 0)
			m->names = n;
		m->names_n++;
		n++;
		if (VEC_PUSH(&c->out->names, b->v.v[i].name, f) < 0)
			return -1;
	}
	return 0;
}

/* --tag that gave nothing is a mistake worth telling, with what there is. */
static int check_tags(const struct chooser *c, struct fault *f)
{
	for (size_t i = 0; i < c->ask->tags_n; i++) {
		bool met = false, ambiguous = false;

		for (size_t k = 0; k < c->out->names.n; k++) {
			const struct chosen_name *n = &c->out->names.v[k];
			struct chooser one = *c;
			struct choice_ask ask = *c->ask;

			ask.tags = c->ask->tags + i;
			ask.tags_n = 1;
			one.ask = &ask;
			if (!tag_asked(&one, n))
				continue;
			met |= n->use == NAME_RESTORED || n->use == NAME_GIVEN;
			ambiguous |= n->use == NAME_AMBIGUOUS;
		}
		if (!met)
			return fault_set(f, FAULT_USAGE, 0,
			                 ambiguous ? "--tag %s: several images could have been the last of that name; choose one by --as "
			                             "NAME=DIGEST (sherd tags lists them)"
			                           : "--tag %s: none of the chosen images was the last of that name; see sherd tags, and "
			                             "--as NAME=DIGEST",
			                 c->ask->tags[i]);
	}
	return 0;
}

int run_choose_names(struct chooser *c, struct fault *f)
{
	struct name_bearers b = { .v = { NULL, 0, 0 } };
	int rc = read_history(c, &b, f);

	if (rc == 0)
		rc = add_given(c, &b, f);
	if (rc == 0)
		rc = put_names(c, &b, f);
	VEC_RELEASE(&b.v);
	return rc < 0 ? -1 : check_tags(c, f);
}
