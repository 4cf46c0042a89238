/* run/recover/find.c - what there is to try on one image, and the digests that are wanted. */
#include "run/recover/recover.h"

#include "run/recover.h"
#include "run/scan/scan.h"

void run_recover_release(struct recovering *r)
{
	for (size_t i = 0; i < r->sites.n; i++)
		site_release(&r->sites.v[i]);
	VEC_RELEASE(&r->sites);
	mentions_release(&r->mentions);
	targets_release(&r->targets);
	examiner_free(r->examiner);
	source_close(r->source);
}

/* ---- places ----------------------------------------------------------------------------------------------------- */

/* A physical volume with a logical one that cannot be put together: its space is looked through as it lies. */
static bool holds_unread(const struct source_volume *v, size_t n, size_t at)
{
	for (size_t i = 0; i < n && v[at].volume->kind == VOLUME_PHYSICAL; i++)
		if (v[i].volume->parent == at && i != at && v[i].volume->kind == VOLUME_LOGICAL && v[i].volume->media == NULL)
			return true;
	return false;
}

int run_recover_prepare(struct recovering *r, struct fault *f)
{
	VEC(struct media *) media = { NULL, 0, 0 };
	const struct source_volume *v;
	size_t n = source_volumes(r->source, &v);
	int rc = 0;

	if (r->effort != EFFORT_METADATA && !r->scoped &&
	    mentions_find(&r->mentions, source_media(r->source), r->o->limits.mentions, r->o->watch, f) < 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct site s = { .limits = &r->o->limits, .watch = r->o->watch, .fs = v[i].fs, .prefix = v[i].prefix };

		if ((!v[i].volume->leaf && !holds_unread(v, n, i)) || v[i].volume->media == NULL ||
		    (v[i].fs == NULL && r->effort == EFFORT_METADATA))
			continue;
		rc = VEC_PUSH(&r->sites, s, f) < 0 || VEC_PUSH(&media, v[i].volume->media, f) < 0 ? -1 : 0;
	}
	for (size_t i = 0; rc == 0 && i < r->sites.n; i++) /* the list no longer moves */
		rc = site_open(&r->sites.v[i], media.v[i], f);
	VEC_RELEASE(&media);
	return rc;
}

/* ---- targets ------------------------------------------------------------------------------------------------- */

static int add_from_case(struct recovering *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	r->missing = 0;
	if (rows_open(r->db, QUERY_TARGETS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct digest d;

		r->missing += rows_int(rows, "found") == 0;
		if (digest_parse(&d, rows_span(rows, "digest")) == 0 &&
		    targets_add(&r->targets, &d, rows_has(rows, "size"), (uint64_t)rows_int(rows, "size"), f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int add_from_image(struct recovering *r, struct fault *f)
{
	for (size_t i = 0; i < r->mentions.v.n; i++)
		if (targets_add(&r->targets, &r->mentions.v.v[i].digest, false, 0, f) < 0)
			return -1;
	for (size_t k = 0; k < r->sites.n; k++)
		if (site_targets(&r->sites.v[k], &r->targets, f) < 0)
			return -1;
	return 0;
}

/* What the image's living files hold needs no search: mentions name much that is there. */
static int strike_held(struct recovering *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_HELD, &rows, f) < 0 || rows_bind_int(rows, 1, r->scan, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct digest d;
		struct target *t = digest_parse(&d, rows_span(rows, "digest")) == 0 ? targets_find(&r->targets, &d) : NULL;

		if (t != NULL)
			t->found = true;
	}
	return rc < 0 ? -1 : 0;
}

int run_recover_targets(struct recovering *r, struct fault *f)
{
	size_t kept = 0;

	targets_release(&r->targets);
	memset(&r->targets, 0, sizeof r->targets);
	if (add_from_case(r, f) < 0 || (!r->scoped && add_from_image(r, f) < 0) || targets_ready(&r->targets, f) < 0 ||
	    strike_held(r, f) < 0)
		return -1;
	for (size_t i = 0; i < r->targets.v.n; i++)
		if (!r->targets.v.v[i].found)
			r->targets.v.v[kept++] = r->targets.v.v[i];
	r->targets.v.n = kept;
	return targets_ready(&r->targets, f);
}

/* ---- trying ---------------------------------------------------------------------------------------------------- */

int run_recover_try(struct recovering *r, struct fault *f)
{
	for (size_t i = 0; i < r->sites.n; i++) {
		struct site *s = &r->sites.v[i];

		if (s->trials.v.n > 0 && trials_run(&s->trials, s->media, &r->targets, run_cores(r->o->jobs), &r->o->limits,
		                                    r->o->watch, f) < 0)
			return -1;
		r->out->tried += s->trials.v.n;
	}
	return 0;
}

int run_recover_carve(struct recovering *r, bool join, struct fault *f)
{
	const struct carve_budget budget = { .steps = join ? r->o->limits.puzzle_steps : 0,
		                             .beam = 16,
		                             .broken = r->o->limits.broken_streams,
		                             .fragments = join,
		                             .notice = r->looked || r->scoped ? NULL : run_recover_notice,
		                             .noticed = r->o->limits.loose_blocks,
		                             .unnamed = !r->scoped };

	for (size_t i = 0; i < r->sites.n; i++) {
		struct site *s = &r->sites.v[i];

		if (site_claim(s, f) < 0)
			return -1;
		carved_release(&s->carved);
		memset(&s->carved, 0, sizeof s->carved);
		if (s->area.free.n > 0 &&
		    carve_area(&s->carved, &s->area, &r->targets, &budget, run_cores(r->o->jobs), r->o->watch, f) < 0)
			return fault_while(f, "searching free space");
		r->out->scanned += s->carved.stats.bytes_scanned;
		r->out->broken += s->carved.stats.broken;
		r->out->solved += s->carved.stats.solved;
		r->out->steps += s->carved.stats.steps;
		r->out->spent += s->carved.stats.budget_spent;
		watch_bite_again(r->o->watch, LIMIT_loose_blocks, s->carved.stats.unnoticed);
		watch_bite_again(r->o->watch, LIMIT_puzzle_steps, join ? s->carved.stats.budget_spent : 0);
	}
	return 0;
}
