/*
 * run/recover/recover.c - deleted blobs from images, in rounds: try what metadata tells against what is wanted, store
 * what is proven, draw conclusions, and look again, since each manifest that comes back names more. Then free
 * space, and again.
 */
#include "run/recover/recover.h"

#include "core/sentence.h"

#include "run/record.h"
#include "run/recover.h"
#include "run/scan/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One round of metadata until nothing new comes. */
static int metadata_rounds(struct recovering *r, struct run_result *out, struct fault *f)
{
	for (uint64_t round = 0; round < r->o->limits.metadata_rounds; round++) {
		r->new_here = 0;
		if (run_recover_targets(r, f) < 0 || run_recover_try(r, f) < 0 || run_recover_put_all(r, false, f) < 0)
			return -1;
		r->out->rounds++;
		if (r->new_here == 0 && round > 0)
			return 0;
		if (run_resolve_case(r->db, r->o, out, f) < 0)
			return -1;
	}
	watch_bite_again(r->o->watch, LIMIT_metadata_rounds, 1);
	return 0;
}

static size_t wanted_with_size(const struct recovering *r)
{
	return r->targets.sizes.n + r->targets.v.n;
}

/* One search of free space, and all that follows from it. *more: bytes came, or more is known to look for. */
static int carve_once(struct recovering *r, bool join, bool *more, struct run_result *out, struct fault *f)
{
	size_t before = wanted_with_size(r);

	r->new_here = 0;
	if (run_recover_carve(r, join, f) < 0 || run_recover_put_all(r, false, f) < 0)
		return -1;
	*more = r->new_here > 0;
	if (!*more)
		return 0;
	if (run_resolve_case(r->db, r->o, out, f) < 0 || metadata_rounds(r, out, f) < 0 || run_recover_targets(r, f) < 0)
		return -1;
	*more = wanted_with_size(r) > before;
	return 0;
}

/* What the first look noticed of databases; their rows name what to look for. */
static int databases_once(struct recovering *r, bool *more, struct run_result *out, struct fault *f)
{
	if (r->looked || r->scoped)
		return 0;
	r->looked = true;
	r->new_here = 0;
	if (run_recover_pages(r, f) < 0 || run_recover_lite(r, f) < 0)
		return -1;
	if (r->new_here == 0)
		return 0;
	*more = true;
	return run_resolve_case(r->db, r->o, out, f) < 0 || run_recover_targets(r, f) < 0 ? -1 : 0;
}

/* In one piece first, as long as that tells of more; then joined from pieces, while the case names something that
 * is not found. */
static int carving_rounds(struct recovering *r, struct run_result *out, struct fault *f)
{
	bool more = true;

	if (run_recover_targets(r, f) < 0)
		return -1;
	for (uint64_t round = 0; more && round < r->o->limits.carve_rounds; round++)
		if (carve_once(r, false, &more, out, f) < 0 || databases_once(r, &more, out, f) < 0)
			return -1;
	watch_bite_again(r->o->watch, LIMIT_carve_rounds, more);
	more = r->effort == EFFORT_ALL;
	for (uint64_t round = 0; more && r->missing > 0 && round < r->o->limits.carve_rounds; round++)
		if (carve_once(r, true, &more, out, f) < 0)
			return -1;
	watch_bite_again(r->o->watch, LIMIT_carve_rounds, more && r->missing > 0 && r->effort == EFFORT_ALL);
	return 0;
}

/* What of the image could not be read where only a search for deleted things asks for it. */
static int put_unread(struct recovering *r, struct fault *f)
{
	char text[MEDIA_UNREAD_TEXT];
	bool told;

	if (!media_unread_text(source_media(r->source), text))
		return 0;
	if (casedb_has_observation(r->db, r->scan, FINDING_IMAGE_UNREAD, span_of(text), &told, f) < 0)
		return -1;
	return told ? 0
	            : casedb_put_observation(r->db, r->scan, 0, FINDING_IMAGE_UNREAD, 0, 0, SPAN_NONE, span_of(text), f);
}

static int put_bites(struct recovering *r, struct fault *f)
{
	if (casedb_begin(r->db, f) < 0 || put_unread(r, f) < 0 || run_record_bites(r->db, r->scan, &r->o->limits, r->o->watch->bites, f) < 0)
		return -1;
	return casedb_commit(r->db, f);
}

static int search(struct recovering *r, struct run_result *out, struct fault *f)
{
	if (run_recover_prepare(r, f) < 0 || run_recover_put_names(r, f) < 0 || metadata_rounds(r, out, f) < 0)
		return -1;
	if (r->effort != EFFORT_METADATA && carving_rounds(r, out, f) < 0)
		return -1;
	if (run_recover_targets(r, f) < 0 || run_recover_put_all(r, true, f) < 0 || run_resolve_case(r->db, r->o, out, f) < 0 ||
	    run_recover_put_lost(r, f) < 0 || put_bites(r, f) < 0)
		return -1;
	return run_resolve_case(r->db, r->o, out, f);
}

struct image_scan {
	int64_t scan;
	char *path;
	bool scoped;
};

static int search_image(struct casedb *db, const struct run_options *o, enum recover_effort effort, bool reasons,
                        const struct image_scan *image, struct run_recovered *counts, struct run_result *out, struct fault *f)
{
	struct bites bites = { { 0 } };
	struct watch watch = *o->watch;
	struct run_options own = *o;
	struct recovering r = { .db = db, .o = &own, .effort = effort, .reasons = reasons, .scan = image->scan,
		                .scoped = image->scoped, .out = counts };
	char why[256] = "";
	int rc;

	watch.bites = &bites;
	watch.limits = &own.limits;
	own.watch = &watch;
	rc = source_open(&r.source, image->path, SOURCE_IMAGE, &own.limits, own.watch, why, f);
	if (rc > 0) {
		run_recover_release(&r);
		return fault_set(f, FAULT_IO, 0, "the image cannot be read again: %s", why);
	}
	if (rc == 0)
		rc = examiner_new(&r.examiner, &o->limits, DEPTH_FULL, f);
	if (rc == 0)
		rc = casedb_next_ordinal(db, image->scan, &r.ordinal, f);
	if (rc == 0)
		rc = search(&r, out, f);
	if (rc == 0 && image->scoped) {
		counts->scoped = true;
		watch_note(o->watch, S_SCAN_HAD_SCOPE);
	}
	run_recover_release(&r);
	counts->images++;
	return rc;
}

int run_recover_case(struct casedb *db, const struct run_options *o, enum recover_effort effort, bool reasons,
                 struct run_recovered *counts, struct run_result *out, struct fault *f)
{
	VEC(struct image_scan) scans = { NULL, 0, 0 };
	struct rows *rows = NULL;
	int rc = casedb_choose(db, o->scan, o->present, f);

	if (rc == 0)
		rc = rows_open(db, QUERY_IMAGE_SCANS, &rows, f);
	while (rc == 0 && (rc = rows_next(rows, f)) == 0) {
		struct image_scan x = { rows_int(rows, "scan"), NULL, rows_int(rows, "scoped") != 0 };

		rc = span_dup_cstr(rows_span(rows, "path"), &x.path, f);
		if (rc == 0 && VEC_PUSH(&scans, x, f) < 0)
			rc = -1;
	}
	rows_close(rows);
	rc = rc < 0 ? -1 : 0;
	for (size_t i = 0; rc == 0 && i < scans.n; i++)
		rc = search_image(db, o, effort, reasons, &scans.v[i], counts, out, f);
	for (size_t i = 0; i < scans.n; i++)
		free(scans.v[i].path);
	VEC_RELEASE(&scans);
	return rc;
}

struct recover_asked {
	enum recover_effort effort;
	struct run_recovered *counts;
};

static int recover_work(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                        struct fault *f)
{
	const struct recover_asked *x = (const struct recover_asked *)user;

	(void)run;
	return run_resolve_case(db, o, out, f) < 0 ? -1 : run_recover_case(db, o, x->effort, true, x->counts, out, f);
}

int run_recover(const struct run_options *o, enum recover_effort effort, struct run_recovered *counts,
                struct run_result *out, struct fault *f)
{
	struct recover_asked x = { effort, counts };
	const struct run_work w = { .mode = CASEDB_WRITE, .work = recover_work, .user = &x };

	memset(counts, 0, sizeof *counts);
	return run_recorded(o, &w, out, f);
}
