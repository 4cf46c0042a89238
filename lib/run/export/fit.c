/*
 * run/export/fit.c - which images go into which destination, and how many bytes that is. What is not whole goes nowhere
 * but into partial/, and there only when it is asked for.
 */
#include "run/export/job.h"

#include "base/quote.h"
#include "run/choose.h"

#include <inttypes.h>
#include <stdio.h>

const char *run_export_short(char out[40], struct span digest)
{
	size_t colon = span_find(digest, ':');

	(void)quote_short(out, 40, span_sub(digest, 0, colon == SIZE_MAX ? 12 : colon + 13));
	return out;
}

int run_export_each(const struct export_job *j, size_t image, int (*each)(void *user, size_t image, const struct chosen_part *p, struct fault *f),
                    void *user, struct fault *f)
{
	const struct choice *c = &j->choice;
	VEC(size_t) queue = { NULL, 0, 0 };
	bool *seen = (bool *)calloc(c->images.n + 1, sizeof *seen);
	int rc = seen == NULL ? fault_memory(f, c->images.n) : VEC_PUSH(&queue, image, f);

	for (size_t i = 0; rc == 0 && i < queue.n; i++) {
		const struct chosen_image *m = &c->images.v[queue.v[i]];

		if (seen[queue.v[i]])
			continue;
		seen[queue.v[i]] = true;
		for (size_t k = 0; rc == 0 && k < m->parts_n; k++) {
			const struct chosen_part *p = &c->parts.v[m->parts + k];
			size_t child = strcmp(p->kind, "child") == 0 ? run_choice_image(c, c->blobs.v[p->blob].digest) : SIZE_MAX;

			rc = each(user, queue.v[i], p, f);
			if (rc == 0 && child != SIZE_MAX)
				rc = VEC_PUSH(&queue, child, f);
		}
	}
	free(seen);
	VEC_RELEASE(&queue);
	return rc;
}

/* ---- layers without their packing ---------------------------------------------------------------------------------- */

static int measure(struct export_job *j, struct plain_tar *p, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(j->db, QUERY_CHOICE_INFLATED, &r, f) < 0 || rows_bind_text(r, 1, p->blob, f) < 0)
		return -1;
	rc = rows_next(r, f);
	p->inflated = rc == 0 ? (uint64_t)rows_int(r, "inflated") : 0;
	return rc < 0 ? -1 : 0;
}

/* Any blob that holds these bytes: the image's own layers need not be it. */
static int search_plain(struct export_job *j, struct span diff_id, struct plain_tar *p, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(j->db, QUERY_CHOICE_SAME, &r, f) < 0 || rows_bind_text(r, 1, diff_id, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	p->packed = rows_int(r, "packed") != 0;
	return arena_span(&j->choice.arena, rows_span(r, "digest"), &p->blob, f);
}

static int one_plain(struct export_job *j, const struct chosen_image *m, struct span diff_id, struct plain_tar *p, struct fault *f)
{
	*p = (struct plain_tar){ .packed = true };
	if (digest_parse(&p->diff_id, diff_id) != 0)
		return 0;
	for (size_t i = 0; i < m->parts_n && p->blob.n == 0; i++) {
		const struct chosen_part *x = &j->choice.parts.v[m->parts + i];
		const struct chosen_blob *b = &j->choice.blobs.v[x->blob];

		if (strcmp(x->kind, "layer") == 0 && span_eq(x->diff_id, diff_id) && run_choice_has_bytes(b))
			p->blob = b->digest;
	}
	if (p->blob.n == 0 && search_plain(j, diff_id, p, f) < 0)
		return -1;
	return p->blob.n == 0 ? 0 : measure(j, p, f);
}

/* What the config says the root file system is made of. */
static int load_layers(struct export_job *j, struct going *g, struct fault *f)
{
	const struct chosen_image *m = &j->choice.images.v[g->from];
	OWNED(rows) struct rows *r = NULL;
	int rc;

	g->layers.n = 0;
	if (m->config.n == 0)
		return 0;
	if (rows_open(j->db, QUERY_DIFF_IDS, &r, f) < 0 || rows_bind_text(r, 1, m->config, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct plain_tar p;

		if (one_plain(j, m, rows_span(r, "digest"), &p, f) < 0 || VEC_PUSH(&g->layers, p, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* ---- does it fit? ------------------------------------------------------------------------------------------------------ */

/* Of an index the one image in it; an attestation is for no platform. */
static const char *one_child(const struct export_job *j, size_t image, size_t *out)
{
	const struct choice *c = &j->choice;
	const struct chosen_image *m = &c->images.v[image];
	size_t n = 0;

	*out = image;
	if (m->kind != IMAGE_INDEX)
		return NULL;
	for (size_t i = 0; i < m->parts_n; i++) {
		const struct chosen_part *p = &c->parts.v[m->parts + i];
		size_t child = run_choice_image(c, c->blobs.v[p->blob].digest);

		if (strcmp(p->kind, "child") != 0 || child == SIZE_MAX || c->images.v[child].kind != IMAGE_IMAGE ||
		    span_starts(p->platform, span_of("unknown/")))
			continue;
		*out = child;
		n++;
	}
	return n == 1 ? NULL : "it is an index of several images; choose one of them (sherd show lists them)";
}

/* Root file systems: NULL when it fits, else why not. */
static int fit_unpacked(struct export_job *j, struct going *g, const char **why, struct fault *f)
{
	const struct chosen_image *m;
	size_t config;

	*why = one_child(j, g->image, &g->from);
	if (*why != NULL)
		return 0;
	m = &j->choice.images.v[g->from];
	if (m->kind != IMAGE_IMAGE || m->config.n == 0) {
		*why = "it is no image with a config and layers";
		return 0;
	}
	config = run_choice_blob(&j->choice, m->config);
	if (config == SIZE_MAX || !run_choice_has_bytes(&j->choice.blobs.v[config])) {
		*why = "its config is missing";
		return 0;
	}
	if (load_layers(j, g, f) < 0)
		return -1;
	*why = g->layers.n == 0 ? "its config names no layers" : NULL;
	for (size_t i = 0; i < g->layers.n; i++)
		if (g->layers.v[i].blob.n == 0)
			*why = "the bytes of some of its layers are missing";
	return 0;
}

static int fit(struct export_job *j, const struct dest *d, struct going *g, const char **why, struct fault *f)
{
	const struct chosen_image *m = &j->choice.images.v[g->image];

	g->from = g->image;
	switch (d->target.kind) {
	case EXPORT_DOCKER_ARCHIVE:
	case EXPORT_FILES:
		return fit_unpacked(j, g, why, f);
	case EXPORT_BLOB:
	case EXPORT_BLOBS:
		*why = NULL;
		return 0;
	default:
		*why = m->completeness == COMPLETENESS_COMPLETE ? NULL
		       : m->completeness == COMPLETENESS_PARTIAL ? "it is partial: bytes below it are missing"
		                                                 : "its own bytes are missing";
		return 0;
	}
}

/* ---- every image ----------------------------------------------------------------------------------------------------------- */

static bool listed(const struct export_job *j, size_t i)
{
	const struct chosen_image *m = &j->choice.images.v[i];

	if (!m->asked)
		return false;
	if (m->named || !m->beneath)
		return true;
	for (size_t k = 0; k < m->names_n; k++) {
		enum name_use use = j->choice.names.v[m->names + k].use;

		if (use == NAME_RESTORED || use == NAME_GIVEN)
			return true;
	}
	return false; /* it comes with the index that lists it */
}

static int refuse(struct export_job *j, struct dest *d, size_t image, const char *why, struct fault *f)
{
	const struct chosen_image *m = &j->choice.images.v[image];
	bool lacking = strstr(why, "missing") != NULL; /* bytes, not the kind of the image */
	char text[400], short_[40];

	if (m->named && (!j->x->partial || !lacking))
		return fault_set(f, FAULT_USAGE, 0, "%.*s does not go into %s: %s%s", (int)m->digest.n, (const char *)m->digest.p,
		                 d->target.text, why,
		                 lacking ? "; see sherd show, and --partial for what is left of it" : "");
	(void)snprintf(text, sizeof text, "%s does not go into %.150s: %s", run_export_short(short_, m->digest), d->target.text, why);
	watch_note(j->o->watch, text);
	if (j->status == 0)
		j->status = 3;
	if (!j->x->partial || !lacking)
		return 0;
	d->lacks[image] = true;
	for (size_t i = 0; i < j->partial.n; i++)
		if (j->partial.v[i] == image)
			return 0;
	return VEC_PUSH(&j->partial, image, f);
}

static int need_part(void *user, size_t image, const struct chosen_part *p, struct fault *f)
{
	struct dest *d = (struct dest *)user;

	(void)image;
	(void)f;
	d->needs[p->blob] = true;
	return 0;
}

static int add_image(struct export_job *j, struct dest *d, struct going *g, struct fault *f)
{
	bool unpacked = d->target.kind == EXPORT_DOCKER_ARCHIVE || d->target.kind == EXPORT_FILES;

	for (size_t i = 0; unpacked && i < g->layers.n; i++)
		d->bytes += g->layers.v[i].inflated;
	if (!unpacked) {
		d->needs[j->choice.images.v[g->image].blob] = true;
		if (d->target.kind != EXPORT_BLOB && run_export_each(j, g->image, need_part, d, f) < 0)
			return -1;
	}
	return VEC_PUSH(&d->images, *g, f);
}

/* What has no bytes is not needed: foreign layers, and of single blobs what is missing. */
static void count_bytes(struct export_job *j, struct dest *d)
{
	for (size_t i = 0; i < j->choice.blobs.n; i++) {
		const struct chosen_blob *b = &j->choice.blobs.v[i];

		d->needs[i] |= b->asked;
		d->needs[i] &= run_choice_has_bytes(b) && d->target.kind != EXPORT_DOCKER_ARCHIVE && d->target.kind != EXPORT_FILES;
		if (d->needs[i]) {
			d->bytes += b->size;
			d->blobs++;
		}
	}
}

static int check_one(const struct dest *d, struct fault *f)
{
	if (d->target.kind == EXPORT_BLOB && d->blobs != 1)
		return fault_set(f, FAULT_USAGE, 0, d->blobs == 0 ? "%s: nobody has its bytes" : "%s takes one blob; blobs:DIR takes many",
		                 d->target.text);
	if (d->target.kind == EXPORT_FILES && export_target_is_file(&d->target) && d->images.n > 1)
		return fault_set(f, FAULT_USAGE, 0, "%s takes one image; files:DIR takes many", d->target.text);
	return 0;
}

static int fit_dest(struct export_job *j, struct dest *d, struct fault *f)
{
	d->needs = (bool *)calloc(j->choice.blobs.n + 1, sizeof *d->needs);
	d->lacks = (bool *)calloc(j->choice.images.n + 1, sizeof *d->lacks);
	if (d->needs == NULL || d->lacks == NULL)
		return fault_memory(f, j->choice.blobs.n);
	for (size_t i = 0; i < j->choice.images.n; i++) {
		struct going g = { .image = i };
		const char *why;

		if (!listed(j, i))
			continue;
		if (fit(j, d, &g, &why, f) < 0 || (why != NULL ? refuse(j, d, i, why, f) : add_image(j, d, &g, f)) < 0) {
			VEC_RELEASE(&g.layers);
			return -1;
		}
		if (why != NULL)
			VEC_RELEASE(&g.layers);
	}
	count_bytes(j, d);
	return check_one(d, f);
}

int run_export_fit(struct export_job *j, struct fault *f)
{
	bool any = j->partial.n > 0;

	for (size_t i = 0; i < j->dests_n; i++) {
		if (fit_dest(j, &j->dests[i], f) < 0)
			return -1;
		any |= j->dests[i].images.n > 0 || j->dests[i].blobs > 0;
		j->total += j->dests[i].bytes;
	}
	if (!any && j->partial.n == 0)
		return fault_set(f, FAULT_USAGE, 0, "nothing of what was chosen can be exported whole%s",
		                 j->x->partial ? "" : "; --partial gives what is left");
	return 0;
}
