/*
 * run/plan/make.c - the order of work. An image is brought back whole or not at all: its parts first, then its own
 * document, an index after what it lists, tags last. Images go first that most others need.
 */
#include "run/plan/plan.h"

#include "base/quote.h"
#include "casedb/query.h"
#include "core/name.h"
#include "run/choose.h"

enum { DEEP = 256 }; /* told: indexes in indexes; of what lies deeper no plan is made, and that is a fault */

void run_plan_release(struct plan *p)
{
	run_choice_release(&p->choice);
	run_due_release(&p->due);
	arena_release(&p->arena);
	VEC_RELEASE(&p->blobs);
	VEC_RELEASE(&p->images);
	VEC_RELEASE(&p->homes);
	VEC_RELEASE(&p->groups);
	VEC_RELEASE(&p->steps);
	VEC_RELEASE(&p->links);
	buf_release(&p->settings);
}

const char *run_plan_verdict_text(enum plan_verdict v)
{
	static const char *const words[] = { "",
#define X(id, word) word,
		                             PLAN_VERDICTS(X)
#undef X
	};

	return words[v];
}

int run_plan_image_name(const struct plan *p, size_t image, struct buf *out, struct fault *f)
{
	const struct chosen_image *m = &p->choice.images.v[image];
	struct span hex = span_from(m->digest, span_find(m->digest, ':') + 1);

	for (size_t i = 0; i < m->names_n; i++) {
		const struct chosen_name *n = &p->choice.names.v[m->names + i];

		if (plan_name_used(n))
			return quote_visible(out, n->repository, f) < 0 || buf_add_byte(out, ':', f) < 0
			               ? -1
			               : quote_visible(out, n->tag, f);
	}
	if (m->places_n > 0 && quote_visible(out, p->choice.places.v[m->places].repository, f) < 0)
		return -1;
	return buf_add_byte(out, '@', f) < 0 ? -1 : buf_add(out, span_sub(hex, 0, 12), f);
}

/* ---- what lies below one image, parts before what names them ---------------------------------------------------- */

struct plan_walk {
	struct plan *p;
	int (*each)(struct plan_walk *w, size_t blob, size_t image, struct fault *f); /* image SIZE_MAX: a plain blob */
	uint32_t *seen; /* [blob] */
	uint32_t stamp;
	unsigned depth;
	void *user;
};

static int below(struct plan_walk *w, size_t image, struct fault *f);

static int one_part(struct plan_walk *w, const struct chosen_part *part, const char *kind, struct fault *f)
{
	size_t child;

	if (strcmp(part->kind, kind) != 0 || w->seen[part->blob] == w->stamp)
		return 0;
	child = run_choice_image(&w->p->choice, w->p->choice.blobs.v[part->blob].digest);
	if (strcmp(kind, "child") == 0 && child != SIZE_MAX)
		return below(w, child, f);
	w->seen[part->blob] = w->stamp;
	return run_choice_has_bytes(&w->p->choice.blobs.v[part->blob]) ? w->each(w, part->blob, SIZE_MAX, f) : 0;
}

static int below(struct plan_walk *w, size_t image, struct fault *f)
{
	static const char *const order[] = { "child", "layer", "blob", "config" };
	const struct chosen_image *m = &w->p->choice.images.v[image];

	if (w->seen[m->blob] == w->stamp)
		return 0;
	if (w->depth == DEEP)
		return fault_set(f, FAULT_USAGE, 0, "an index lies below %d others: name images that lie less deep", DEEP);
	w->seen[m->blob] = w->stamp; /* before its parts: a circle ends here */
	w->depth++;
	for (size_t k = 0; k < COUNT(order); k++)
		for (size_t i = 0; i < m->parts_n; i++)
			if (one_part(w, &w->p->choice.parts.v[m->parts + i], order[k], f) < 0)
				return -1;
	w->depth--;
	return w->each(w, m->blob, image, f);
}

static int walk_image(struct plan_walk *w, size_t image, struct fault *f)
{
	w->stamp++;
	w->depth = 0;
	return below(w, image, f);
}

/* ---- who needs what ------------------------------------------------------------------------------------------------ */

static int count_user(struct plan_walk *w, size_t blob, size_t image, struct fault *f)
{
	(void)image;
	(void)f;
	w->p->blobs.v[blob].users++;
	return 0;
}

static int weigh_one(struct plan_walk *w, size_t blob, size_t image, struct fault *f)
{
	const struct plan_blob *b = &w->p->blobs.v[blob];
	struct plan_image *m = (struct plan_image *)w->user;

	(void)image;
	(void)f;
	if (b->there)
		return 0;
	m->lacks++;
	m->shared = b->users > m->shared + 1 ? b->users - 1 : m->shared;
	m->standing = b->standing > m->standing ? b->standing : m->standing;
	return 0;
}

static bool restorable(const struct plan *p, size_t i)
{
	return p->choice.images.v[i].asked && p->choice.images.v[i].completeness == COMPLETENESS_COMPLETE;
}

static int weigh(struct plan *p, uint32_t *seen, struct fault *f)
{
	struct plan_walk w = { .p = p, .each = count_user, .seen = seen };

	for (size_t i = 0; i < p->images.n; i++)
		if (restorable(p, i) && walk_image(&w, i, f) < 0)
			return -1;
	w.each = weigh_one;
	for (size_t i = 0; i < p->images.n; i++) {
		w.user = &p->images.v[i];
		if (restorable(p, i) && walk_image(&w, i, f) < 0)
			return -1;
	}
	return 0;
}

/* ---- which repositories ------------------------------------------------------------------------------------------- */

static int add_group(struct plan *p, size_t image, struct span repository, struct fault *f)
{
	struct plan_group g = { .image = image, .repository = repository };

	if (!name_is_repository(repository))
		return 0;
	for (size_t i = p->groups.n; i-- > 0 && p->groups.v[i].image == image;)
		if (span_eq(p->groups.v[i].repository, repository))
			return 0;
	return VEC_PUSH(&p->groups, g, f);
}

static bool has_name(const struct plan *p, size_t image, struct span repository)
{
	const struct chosen_image *m = &p->choice.images.v[image];

	for (size_t i = 0; i < m->names_n; i++) {
		const struct chosen_name *n = &p->choice.names.v[m->names + i];

		if (plan_name_used(n) && span_eq(n->repository, repository))
			return true;
	}
	return false;
}

static int image_groups(struct plan *p, size_t image, struct fault *f)
{
	const struct chosen_image *m = &p->choice.images.v[image];

	for (size_t i = 0; i < m->places_n; i++)
		if (add_group(p, image, p->choice.places.v[m->places + i].repository, f) < 0)
			return -1;
	for (size_t i = 0; i < m->names_n; i++) {
		const struct chosen_name *n = &p->choice.names.v[m->names + i];

		if (plan_name_used(n) && add_group(p, image, n->repository, f) < 0)
			return -1;
	}
	return 0;
}

struct covered { /* a child that an index brings along into a repository */
	size_t image;
	struct span repository;
};

static int cmp_covered(const void *a, const void *b)
{
	const struct covered *x = (const struct covered *)a, *y = (const struct covered *)b;

	return x->image != y->image ? (x->image < y->image ? -1 : 1) : span_cmp(x->repository, y->repository);
}

/* What an index lists comes with it: no work of its own, unless it has a name. */
static int drop_covered(struct plan *p, struct fault *f)
{
	VEC(struct covered) all = { NULL, 0, 0 };
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->groups.n; i++) {
		const struct chosen_image *m = &p->choice.images.v[p->groups.v[i].image];

		for (size_t k = 0; rc == 0 && k < m->parts_n; k++) {
			const struct chosen_part *part = &p->choice.parts.v[m->parts + k];
			struct covered c = { run_choice_image(&p->choice, p->choice.blobs.v[part->blob].digest),
				             p->groups.v[i].repository };

			if (strcmp(part->kind, "child") == 0 && c.image != SIZE_MAX && c.image != p->groups.v[i].image)
				rc = VEC_PUSH(&all, c, f);
		}
	}
	if (all.n > 1)
		qsort(all.v, all.n, sizeof *all.v, cmp_covered);
	for (size_t i = 0; rc == 0 && i < p->groups.n; i++) {
		const struct plan_group *g = &p->groups.v[i];
		const struct covered want = { g->image, g->repository };

		if (all.n == 0 || has_name(p, g->image, g->repository) ||
		    bsearch(&want, all.v, all.n, sizeof want, cmp_covered) == NULL)
			p->groups.v[kept++] = *g;
		else
			p->images.v[g->image].covered = true;
	}
	p->groups.n = rc == 0 ? kept : p->groups.n;
	VEC_RELEASE(&all);
	return rc;
}

/* By harm: what standing images lack, what most others need, what has a name. */
static int by_harm(const void *a, const void *b, void *user)
{
	const struct plan *p = (const struct plan *)user;
	const struct plan_group *x = (const struct plan_group *)a, *y = (const struct plan_group *)b;
	const struct plan_image *m = &p->images.v[x->image], *n = &p->images.v[y->image];
	bool xn = has_name(p, x->image, x->repository), yn = has_name(p, y->image, y->repository);

	if (m->standing != n->standing)
		return m->standing > n->standing ? -1 : 1;
	if (m->shared != n->shared)
		return m->shared > n->shared ? -1 : 1;
	if (xn != yn)
		return xn ? -1 : 1;
	if (x->image != y->image)
		return x->image < y->image ? -1 : 1;
	return span_cmp(x->repository, y->repository);
}

static int make_groups(struct plan *p, struct fault *f)
{
	for (size_t i = 0; i < p->images.n; i++)
		if (restorable(p, i) && image_groups(p, i, f) < 0)
			return -1;
	if (drop_covered(p, f) < 0)
		return -1;
	for (size_t i = 0; i < p->groups.n; i++) {
		struct plan_image *m = &p->images.v[p->groups.v[i].image];

		m->home = m->groups++ == 0 ? i : m->home;
		if (VEC_PUSH(&p->homes, p->groups.v[i], f) < 0)
			return -1;
	}
	if (p->groups.n > 1)
		qsort_r(p->groups.v, p->groups.n, sizeof *p->groups.v, by_harm, p);
	return 0;
}

/* ---- steps ------------------------------------------------------------------------------------------------------------ */

/* A type as a header takes it; what an image of the kind has when the document names none. */
static struct span type_of(const struct chosen_image *m)
{
	for (size_t i = 0; i < m->media_type.n; i++) {
		uint8_t c = m->media_type.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (!word && (c == '\0' || strchr("./+-_", c) == NULL))
			return SPAN_NONE;
	}
	if (m->media_type.n > 0 && m->media_type.n < 128)
		return m->media_type;
	return m->kind == IMAGE_INDEX     ? span_of("application/vnd.oci.image.index.v1+json")
	       : m->kind == IMAGE_SCHEMA1 ? span_of("application/vnd.docker.distribution.manifest.v1+prettyjws")
	                                  : span_of("application/vnd.oci.image.manifest.v1+json");
}

/* The first repository, other than this one, that links the blob the target has. */
static struct span mount_from(const struct plan *p, size_t blob, struct span repository)
{
	struct span digest = p->choice.blobs.v[blob].digest;
	const struct plan_link *v = p->links.v;
	size_t low;

	if (!p->blobs.v[blob].there)
		return SPAN_NONE;
	/* the first 'l' of that digest */
	low = LOWER_BOUND(p->links.n, mid, v[mid].what < 'l' || (v[mid].what == 'l' && span_cmp(v[mid].digest, digest) < 0));
	for (; low < p->links.n && p->links.v[low].what == 'l' && span_eq(p->links.v[low].digest, digest); low++)
		if (!span_eq(p->links.v[low].repository, repository) && name_is_repository(p->links.v[low].repository))
			return p->links.v[low].repository;
	return SPAN_NONE;
}

struct stepping {
	struct plan *p;
	const struct plan_group *g;
	uint32_t number;
	bool all; /* everything so far is there */
};

static int add_step(struct plan_walk *w, size_t blob, size_t image, struct fault *f)
{
	struct stepping *s = (struct stepping *)w->user;
	struct plan *p = w->p;
	struct span digest = p->choice.blobs.v[blob].digest;
	struct plan_step x = { .what = image == SIZE_MAX ? PLAN_BLOB : PLAN_MANIFEST, .group = s->number, .image = s->g->image,
		               .blob = blob, .repository = s->g->repository };

	if (image != SIZE_MAX)
		x.type = type_of(&p->choice.images.v[image]);
	else
		x.from = mount_from(p, blob, x.repository);
	x.there = p->blobs.v[blob].there &&
	          run_plan_linked(p, image == SIZE_MAX ? 'l' : 'r', x.repository, SPAN_NONE, digest);
	s->all &= x.there;
	return VEC_PUSH(&p->steps, x, f);
}

static int add_tags(struct plan *p, struct stepping *s, struct fault *f)
{
	const struct chosen_image *m = &p->choice.images.v[s->g->image];

	for (size_t i = 0; i < m->names_n; i++) {
		const struct chosen_name *n = &p->choice.names.v[m->names + i];
		struct plan_step x = { .what = PLAN_TAG, .group = s->number, .image = s->g->image, .blob = m->blob, .type = type_of(m),
			               .repository = n->repository, .tag = n->tag };

		if (!plan_name_used(n) || !span_eq(n->repository, s->g->repository))
			continue;
		x.there = run_plan_linked(p, 't', x.repository, x.tag, m->digest);
		s->all &= x.there;
		if (VEC_PUSH(&p->steps, x, f) < 0)
			return -1;
	}
	return 0;
}

static int make_steps(struct plan *p, uint32_t *seen, struct fault *f)
{
	struct plan_walk w = { .p = p, .each = add_step, .seen = seen, .stamp = UINT32_MAX / 2 };
	uint32_t order = 0, number = 0;

	for (size_t i = 0; i < p->groups.n; i++) {
		struct stepping s = { .p = p, .g = &p->groups.v[i], .number = number + 1, .all = true };
		struct plan_image *m = &p->images.v[s.g->image];
		size_t before = p->steps.n;

		w.user = &s;
		if (walk_image(&w, s.g->image, f) < 0 || add_tags(p, &s, f) < 0)
			return -1;
		p->groups.v[i].stands = s.all;
		if (s.all) {
			p->steps.n = before; /* nothing to do */
			continue;
		}
		number++;
		if (m->order == 0)
			m->order = ++order;
	}
	return 0;
}

static void count_bytes(struct plan *p)
{
	for (size_t i = 0; i < p->blobs.n; i++)
		p->blobs.v[i].stamp = 0;
	for (size_t i = 0; i < p->steps.n; i++) {
		const struct plan_step *s = &p->steps.v[i];
		struct plan_blob *b = &p->blobs.v[s->blob];
		uint64_t size = p->choice.blobs.v[s->blob].size;

		if (b->stamp++ > 0)
			continue;
		p->all_bytes += size;
		p->damaged += b->damaged;
		if (!b->there) {
			p->move_blobs++;
			p->move_bytes += size;
		}
	}
}

static int cmp_span_at(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static int count_repositories(struct plan *p, struct fault *f)
{
	VEC(struct span) all = { NULL, 0, 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->groups.n; i++)
		if (!p->groups.v[i].stands)
			rc = VEC_PUSH(&all, p->groups.v[i].repository, f);
	if (all.n > 1)
		qsort(all.v, all.n, sizeof *all.v, cmp_span_at);
	for (size_t i = 0; i < all.n; i++)
		p->repositories += i == 0 || !span_eq(all.v[i - 1], all.v[i]);
	VEC_RELEASE(&all);
	return rc;
}

static void judge(struct plan *p)
{
	for (size_t i = 0; i < p->images.n; i++) {
		struct plan_image *m = &p->images.v[i];
		enum completeness c = p->choice.images.v[i].completeness;

		if (!p->choice.images.v[i].asked)
			continue;
		m->verdict = c == COMPLETENESS_COMPLETE
		                     ? (m->order > 0 ? PLAN_RESTORE : m->groups > 0 || m->covered ? PLAN_STANDS : PLAN_NAMELESS)
		             : c == COMPLETENESS_PARTIAL ? PLAN_PARTIAL
		                                         : PLAN_ABSENT;
	}
	/* a child that its index brings along comes back too */
	for (size_t i = 0; i < p->steps.n; i++) {
		size_t image = run_choice_image(&p->choice, p->choice.blobs.v[p->steps.v[i].blob].digest);

		if (image != SIZE_MAX && p->images.v[image].verdict == PLAN_STANDS)
			p->images.v[image].verdict = PLAN_RESTORE;
	}
}

/* ---- all of it ---------------------------------------------------------------------------------------------------- */

static bool asked_nothing(const struct choice_ask *a)
{
	return a->what_n == 0 && a->as_n == 0 && !a->has_wanted && !a->deleted && !a->all_complete && a->standing == NULL &&
	       a->completeness == NULL && a->source == NULL && a->repositories_n == 0;
}

/* Without names: every image that was deleted, and what stands and lacks bytes that some source has. */
static int ask_for_all(struct casedb *db, struct buf *out, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_PLAN_WANTED, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (buf_add(out, rows_span(r, "digest"), f) < 0 || buf_add_byte(out, '\n', f) < 0)
			return -1;
	if (rc < 0)
		return -1;
	return out->n > 0 ? 0 : fault_set(f, FAULT_USAGE, 0, "no image of this case was deleted, and none that stands lacks bytes "
	                                                     "another source has: name what is to come back");
}

static int choose(struct plan *p, struct casedb *db, const struct run_options *o, const struct choice_ask *ask,
                  struct fault *f)
{
	OWNED(buf) struct buf wanted = BUF_INIT;
	struct choice_ask mine = *ask;

	if (asked_nothing(ask)) {
		if (ask_for_all(db, &wanted, f) < 0)
			return -1;
		mine.has_wanted = true;
		mine.wanted = buf_span(&wanted);
	}
	return run_choose(&p->choice, o->case_path, &mine, o->watch, f);
}

static int arrange(struct plan *p, struct fault *f)
{
	uint32_t *seen;
	int rc;

	seen = (uint32_t *)calloc(p->blobs.n + 1, sizeof *seen);
	if (seen == NULL)
		return fault_memory(f, p->blobs.n * sizeof *seen);
	rc = weigh(p, seen, f) < 0 || make_groups(p, f) < 0 || make_steps(p, seen, f) < 0 ? -1 : 0;
	free(seen);
	if (rc < 0)
		return -1;
	judge(p);
	count_bytes(p);
	return count_repositories(p, f);
}

int run_plan_make(struct plan *p, const struct run_options *o, const struct choice_ask *ask, struct fault *f)
{
	struct casedb *opened;
	OWNED(casedb) struct casedb *db = NULL;

	if (casedb_open(&opened, o->case_path, CASEDB_READ, o->watch, f) < 0)
		return -1;
	db = opened;
	if (choose(p, db, o, ask, f) < 0)
		return -1;
	for (size_t i = 0; i < p->choice.blobs.n; i++)
		if (VEC_PUSH(&p->blobs, ((struct plan_blob){ .there = false }), f) < 0)
			return -1;
	for (size_t i = 0; i < p->choice.images.n; i++)
		if (VEC_PUSH(&p->images, ((struct plan_image){ .verdict = PLAN_NONE }), f) < 0)
			return -1;
	p->due.all_rules = true;
	if (run_plan_look(p, db, f) < 0 || run_due_case(db, o, &p->due, f) < 0)
		return -1;
	return arrange(p, f);
}
