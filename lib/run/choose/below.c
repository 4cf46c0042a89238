/* run/choose/below.c - the chosen images with all below them: blobs, parts, repositories. */
#include "run/choose.h"
#include "run/choose/private.h"

#include <stdio.h>

static int word(struct rows *r, const char *column, char out[32])
{
	struct span s = rows_span(r, column);
	size_t n = s.n < 31 ? s.n : 31;

	memcpy(out, s.p == NULL ? (const uint8_t *)"" : s.p, n);
	out[n] = '\0';
	return 0;
}

/* A word of the case into its number; one that is none stays UNSET. */
#define READ_WORD(into, parse, rows, column)                                                       \
	do {                                                                                       \
		char text_[32];                                                                    \
		IGNORE(word(rows, column, text_));                                                 \
		IGNORE(parse(into, text_));                                                        \
	} while (0)

static enum origin origin_of(const struct chosen_blob *b, struct span anew)
{
	if (b->state == STATE_INTACT)
		return ORIGIN_STORED;
	if (b->state == STATE_RECOVERED)
		return ORIGIN_RECOVERED;
	return anew.n == 0                       ? ORIGIN_NONE
	       : span_is(anew, "recompressed") ? ORIGIN_RECOMPRESSED
	       : span_is(anew, "recovered")    ? ORIGIN_RECOVERED
	                                       : ORIGIN_RESYNTHESISED;
}

static int load_blobs(struct chooser *c, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(c->db, QUERY_CHOICE_BLOBS, &r, f) < 0 || rows_bind_text(r, 1, buf_span(&c->all_json), f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct chosen_blob b = { .has_size = rows_has(r, "size"), .size = (uint64_t)rows_int(r, "size") };

		READ_WORD(&b.kind, blob_kind_parse, r, "kind");
		READ_WORD(&b.state, blob_state_parse, r, "state");
		b.origin = origin_of(&b, rows_span(r, "anew"));
		if (run_choose_keep(c, rows_span(r, "digest"), &b.digest, f) < 0)
			return -1;
		b.asked = run_choose_has(c->blobs.v, c->blobs.n, b.digest);
		if (VEC_PUSH(&c->out->blobs, b, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static const char *part_kind(struct span s)
{
	static const char *const kinds[] = { "config", "layer", "blob", "child" };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (span_is(s, kinds[i]))
			return kinds[i];
	return "";
}

static int load_parts(struct chooser *c, struct chosen_image *m, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	m->parts = c->out->parts.n;
	if (rows_open(c->db, QUERY_CHOICE_PARTS, &r, f) < 0 || rows_bind_text(r, 1, m->digest, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct chosen_part p = { .blob = run_choice_blob(c->out, rows_span(r, "digest")),
			                 .kind = part_kind(rows_span(r, "kind")),
			                 .position = (uint32_t)rows_int(r, "position") };

		READ_WORD(&p.grade, grade_parse, r, "grade");
		if (p.blob == SIZE_MAX)
			continue;
		if (run_choose_keep(c, rows_span(r, "media_type"), &p.media_type, f) < 0 ||
		    run_choose_keep(c, rows_span(r, "platform"), &p.platform, f) < 0 ||
		    run_choose_keep(c, rows_span(r, "diff_id"), &p.diff_id, f) < 0 ||
		    run_choose_keep(c, rows_span(r, "diff_id_claimed"), &p.diff_id_claimed, f) < 0 ||
		    VEC_PUSH(&c->out->parts, p, f) < 0)
			return -1;
		m->parts_n++;
	}
	return rc < 0 ? -1 : 0;
}

static int load_places(struct chooser *c, struct chosen_image *m, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	m->places = c->out->places.n;
	if (rows_open(c->db, QUERY_IMAGE_REPOSITORIES, &r, f) < 0 || rows_bind_text(r, 1, m->digest, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct chosen_repository p = { .standing = STANDING_UNSET };

		if (!run_choose_repository(c->ask, rows_span(r, "name")))
			continue;
		READ_WORD(&p.standing, standing_parse, r, "standing");
		if (run_choose_keep(c, rows_span(r, "name"), &p.repository, f) < 0 ||
		    run_choose_keep(c, rows_span(r, "registry"), &p.registry, f) < 0 ||
		    run_choose_keep(c, rows_span(r, "source"), &p.source, f) < 0 || VEC_PUSH(&c->out->places, p, f) < 0)
			return -1;
		m->places_n++;
	}
	return rc < 0 ? -1 : 0;
}

static int one_image(struct chooser *c, struct rows *r, struct fault *f)
{
	struct chosen_image m = { .total_size = (uint64_t)rows_int(r, "total_size") };

	READ_WORD(&m.kind, image_kind_parse, r, "kind");
	READ_WORD(&m.state, blob_state_parse, r, "state");
	READ_WORD(&m.standing, standing_parse, r, "standing");
	READ_WORD(&m.completeness, completeness_parse, r, "completeness");
	READ_WORD(&m.origin, origin_parse, r, "origin");
	READ_WORD(&m.grade, grade_parse, r, "grade");
	if (run_choose_keep(c, rows_span(r, "digest"), &m.digest, f) < 0 ||
	    run_choose_keep(c, rows_span(r, "media_type"), &m.media_type, f) < 0 ||
	    run_choose_keep(c, rows_span(r, "config"), &m.config, f) < 0 ||
	    run_choose_keep(c, rows_span(r, "subject"), &m.subject, f) < 0)
		return -1;
	m.blob = run_choice_blob(c->out, m.digest);
	if (m.blob == SIZE_MAX)
		return fault_set(f, FAULT_CASE, 0, "the case holds an image that is no blob");
	m.asked = run_choose_has(c->digests.v, c->digests.n, m.digest);
	m.named = m.asked && run_choose_has(c->named.v, c->named.n, m.digest);
	return VEC_PUSH(&c->out->images, m, f);
}

static int load_images(struct chooser *c, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(c->db, QUERY_CHOICE_IMAGES, &r, f) < 0 || rows_bind_text(r, 1, buf_span(&c->asked_json), f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (one_image(c, r, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

static void mark_beneath(struct choice *o)
{
	for (size_t i = 0; i < o->images.n; i++) {
		const struct chosen_image *m = &o->images.v[i];

		for (size_t k = 0; m->completeness == COMPLETENESS_COMPLETE && k < m->parts_n; k++) {
			const struct chosen_part *p = &o->parts.v[m->parts + k];
			size_t child = run_choice_image(o, o->blobs.v[p->blob].digest);

			if (strcmp(p->kind, "child") == 0 && child != SIZE_MAX)
				o->images.v[child].beneath = true;
		}
	}
}

int run_choose_below(struct chooser *c, struct fault *f)
{
	if (load_blobs(c, f) < 0 || load_images(c, f) < 0)
		return -1;
	for (size_t i = 0; i < c->out->images.n; i++)
		if (load_parts(c, &c->out->images.v[i], f) < 0 || load_places(c, &c->out->images.v[i], f) < 0)
			return -1;
	mark_beneath(c->out);
	return 0;
}
