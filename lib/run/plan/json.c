/* run/plan/json.c - plan.json, which a later check compares with; and the steps as the scripts read them. */
#include "run/plan/plan.h"

#include "base/jsonw.h"
#include "run/build.h"
#include "run/choose.h"

#include <inttypes.h>

static void put_runs(struct jsonw *w, const struct plan_blob *b, uint64_t size)
{
	/* "at,offset,length;..." as the case keeps it; one piece without runs lies at its offset */
	if (b->runs.n > 0)
		jsonw_put_text(w, "runs", b->runs);
	else if (span_is(b->kind, "image") && size > 0)
		jsonw_put_uint(w, "offset", b->offset);
}

static void put_blob(struct jsonw *w, const struct plan *p, size_t i)
{
	const struct chosen_blob *b = &p->choice.blobs.v[i];
	const struct plan_blob *x = &p->blobs.v[i];

	jsonw_open(w, '{');
	jsonw_put_text(w, "digest", b->digest);
	if (b->has_size)
		jsonw_put_uint(w, "size", b->size);
	jsonw_put_cstr(w, "kind", blob_kind_text(b->kind));
	jsonw_put_cstr(w, "state", blob_state_text(b->state));
	jsonw_put_cstr(w, "origin", origin_text(b->origin));
	jsonw_put_text(w, "source", x->source);
	jsonw_put_text(w, "path", x->path);
	put_runs(w, x, b->size);
	jsonw_put_bool(w, "in_target", x->there);
	if (x->damaged)
		jsonw_put_text(w, "damaged_in_target", x->file);
	jsonw_put_uint(w, "images", x->users);
	jsonw_close(w, '}');
}

static void put_names(struct jsonw *w, const struct plan *p, const struct chosen_image *m)
{
	static const char *const uses[] = { "", "restored", "given", "earlier", "unproven", "ambiguous", "unfit" };

	jsonw_key(w, "tags");
	jsonw_open(w, '[');
	for (size_t i = 0; i < m->names_n; i++) {
		const struct chosen_name *n = &p->choice.names.v[m->names + i];

		jsonw_open(w, '{');
		jsonw_put_text(w, "repository", n->repository);
		jsonw_put_text(w, "tag", n->tag);
		jsonw_put_cstr(w, "use", uses[n->use]);
		jsonw_put_cstr(w, "grade", grade_text(n->grade));
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void put_repositories(struct jsonw *w, const struct plan *p, size_t image)
{
	jsonw_key(w, "repositories");
	jsonw_open(w, '[');
	for (size_t i = 0; i < p->images.v[image].groups; i++)
		jsonw_text(w, p->homes.v[p->images.v[image].home + i].repository);
	jsonw_close(w, ']');
}

static void put_missing(struct jsonw *w, const struct plan *p, const struct chosen_image *m)
{
	jsonw_key(w, "missing");
	jsonw_open(w, '[');
	if (!run_choice_has_bytes(&p->choice.blobs.v[m->blob]))
		jsonw_text(w, m->digest);
	for (size_t i = 0; i < m->parts_n; i++) {
		const struct chosen_blob *b = &p->choice.blobs.v[p->choice.parts.v[m->parts + i].blob];

		if (!run_choice_has_bytes(b) && b->state != STATE_FOREIGN)
			jsonw_text(w, b->digest);
	}
	jsonw_close(w, ']');
}

static void put_image(struct jsonw *w, const struct plan *p, size_t i)
{
	const struct chosen_image *m = &p->choice.images.v[i];
	const struct plan_image *x = &p->images.v[i];

	jsonw_open(w, '{');
	jsonw_put_text(w, "digest", m->digest);
	jsonw_put_cstr(w, "kind", image_kind_text(m->kind));
	jsonw_put_text(w, "media_type", m->media_type);
	jsonw_put_cstr(w, "standing", standing_text(m->standing));
	jsonw_put_cstr(w, "completeness", completeness_text(m->completeness));
	jsonw_put_cstr(w, "verdict", run_plan_verdict_text(x->verdict));
	if (x->order > 0)
		jsonw_put_uint(w, "order", x->order);
	jsonw_put_uint(w, "total_size", m->total_size);
	jsonw_put_uint(w, "needed_by_standing", x->standing);
	jsonw_put_uint(w, "needed_by_others", x->shared);
	put_repositories(w, p, i);
	put_names(w, p, m);
	if (x->verdict == PLAN_PARTIAL || x->verdict == PLAN_ABSENT)
		put_missing(w, p, m);
	jsonw_close(w, '}');
}

static const char *step_word(enum plan_do d)
{
	return d == PLAN_BLOB ? "blob" : d == PLAN_MANIFEST ? "manifest" : "tag";
}

static void put_step(struct jsonw *w, const struct plan *p, const struct plan_step *s)
{
	const struct chosen_blob *b = &p->choice.blobs.v[s->blob];

	jsonw_open(w, '{');
	jsonw_put_cstr(w, "do", step_word(s->what));
	jsonw_put_uint(w, "group", s->group);
	jsonw_put_text(w, "repository", s->repository);
	jsonw_put_text(w, "tag", s->tag);
	jsonw_put_text(w, "digest", b->digest);
	jsonw_put_uint(w, "size", b->size);
	jsonw_put_text(w, "media_type", s->type);
	jsonw_put_text(w, "mount_from", s->from);
	jsonw_put_bool(w, "there", s->there);
	jsonw_close(w, '}');
}

static void put_head(struct jsonw *w, const struct plan *p, const struct plan_paper *paper)
{
	jsonw_put_cstr(w, "plan", PLAN_SCHEMA);
	jsonw_put_cstr(w, "tool", run_version());
	jsonw_put_cstr(w, "made", paper->made);
	jsonw_put_cstr(w, "case", paper->case_path);
	jsonw_put_cstr(w, "custody_head", p->head);
	jsonw_put_cstr(w, "target", paper->target);
	jsonw_key(w, "before");
	jsonw_open(w, '{');
	jsonw_put_text(w, "source", p->before.source);
	jsonw_put_uint(w, "scan", (uint64_t)p->before.scan);
	jsonw_put_text(w, "kind", p->before.kind);
	jsonw_put_text(w, "path", p->before.path);
	jsonw_close(w, '}');
	jsonw_key(w, "collection");
	run_due_json(&p->due, w);
	jsonw_key(w, "move");
	jsonw_open(w, '{');
	jsonw_put_uint(w, "blobs", p->move_blobs);
	jsonw_put_uint(w, "bytes", p->move_bytes);
	jsonw_put_uint(w, "unique_bytes", p->all_bytes);
	jsonw_close(w, '}');
}

int run_plan_json(const struct plan *p, const struct plan_paper *paper, struct buf *out, struct fault *f)
{
	struct jsonw w = jsonw_of(out, f);

	jsonw_open(&w, '{');
	put_head(&w, p, paper);
	jsonw_key(&w, "images");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < p->images.n; i++)
		if (p->choice.images.v[i].asked)
			put_image(&w, p, i);
	jsonw_close(&w, ']');
	jsonw_key(&w, "blobs");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < p->blobs.n; i++)
		put_blob(&w, p, i);
	jsonw_close(&w, ']');
	jsonw_key(&w, "steps");
	jsonw_open(&w, '[');
	for (size_t i = 0; i < p->steps.n; i++)
		put_step(&w, p, &p->steps.v[i]);
	jsonw_close(&w, ']');
	jsonw_close(&w, '}');
	return jsonw_end(&w) < 0 ? -1 : buf_add_byte(out, '\n', f);
}

static int put_field(struct buf *out, struct span s, struct fault *f)
{
	return buf_add(out, s.n > 0 ? s : span_of("-"), f) < 0 ? -1 : buf_add_byte(out, '\t', f);
}

/* Every field is of names and types a registry takes: no tab, no line feed, nothing a shell would run. */
static int put_line(const struct plan *p, const struct plan_step *s, struct buf *out, struct fault *f)
{
	const struct chosen_blob *b = &p->choice.blobs.v[s->blob];

	if (buf_printf(out, f, "%s\t%u\t", step_word(s->what), s->group) < 0 || put_field(out, s->repository, f) < 0 ||
	    put_field(out, b->digest, f) < 0 || buf_printf(out, f, "%" PRIu64 "\t", b->size) < 0 ||
	    put_field(out, s->type, f) < 0 || put_field(out, s->from, f) < 0)
		return -1;
	return buf_add(out, s->tag.n > 0 ? s->tag : span_of("-"), f) < 0 ? -1 : buf_add_byte(out, '\n', f);
}

/* Is the step's image of schema 1? It is stored without its signature, and no interface takes it so. */
static bool by_tree(const struct plan *p, const struct plan_step *s)
{
	return p->choice.images.v[s->image].kind == IMAGE_SCHEMA1;
}

static int put_left(const struct plan *p, const struct plan_step *s, struct buf *out, struct fault *f)
{
	if (s->what != PLAN_MANIFEST)
		return 0;
	return buf_printf(out, f, "left\t%u\t", s->group) < 0 || put_field(out, s->repository, f) < 0 ||
	                       buf_add(out, p->choice.blobs.v[s->blob].digest, f) < 0
	               ? -1
	               : buf_add_byte(out, '\n', f);
}

int run_plan_steps(const struct plan *p, const struct plan_paper *paper, struct buf *out, struct fault *f)
{
	if (buf_printf(out, f, "%s\n", PLAN_SCHEMA) < 0 ||
	    (paper->target != NULL && buf_printf(out, f, "target\t%s\n", paper->target) < 0))
		return -1;
	for (size_t i = 0; i < p->steps.n; i++)
		if ((by_tree(p, &p->steps.v[i]) ? put_left(p, &p->steps.v[i], out, f) : put_line(p, &p->steps.v[i], out, f)) < 0)
			return -1;
	return 0;
}
