/*
 * run/export/export.c - bytes out: what was chosen goes into every destination in one run. First all is decided and told,
 * then blobs are written, then what they are called; an index or tag never names what is not there.
 */
#include "run/export/job.h"

#include "base/quote.h"
#include "hash/hash.h"
#include "report/report.h"
#include "run/choose.h"
#include "run/custody/custody.h"
#include "run/export.h"
#include "run/record.h"
#include "run/report.h"
#include "run/walls.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

bool run_export_is_dest(const char *text)
{
	struct export_target t;

	return export_target_parse(&t, text);
}

static void job_release(struct export_job *j)
{
	for (size_t i = 0; i < j->dests_n; i++) {
		struct dest *d = &j->dests[i];

		for (size_t k = 0; k < d->images.n; k++)
			VEC_RELEASE(&d->images.v[k].layers);
		VEC_RELEASE(&d->images);
		free(d->needs);
		free(d->lacks);
		export_close(d->out);
	}
	free(j->dests);
	free(j->got);
	VEC_RELEASE(&j->partial);
	buf_release(&j->begun);
	run_choice_release(&j->choice);
	run_shelf_free(j->shelf);
	casedb_abandon(j->db);
}

DEFINE_OWN(export_job, struct export_job, job_release)

/* ---- destinations ----------------------------------------------------------------------------------------------------- */

/* "registry:2" may be an image's name as well: nobody should find a folder called 2 afterwards. */
static int check_doubt(struct export_job *j, const struct export_target *t, struct fault *f)
{
	OWNED(report) struct report *r = NULL;
	struct fault none = FAULT_INIT;
	char digest[DIGEST_TEXT];

	if (strchr(t->path, '/') != NULL)
		return 0;
	if (report_open(&r, j->o->case_path, j->o->watch, f) < 0)
		return -1;
	if (report_find_image(r, t->text, digest, &none) < 0)
		return 0;
	return fault_set(f, FAULT_USAGE, 0, "%s is an image of this case and a destination; write %s:./%s for the place, the image by its "
	                                    "digest %s", t->text, export_kind_text(t->kind), t->path, digest);
}

static int parse_dests(struct export_job *j, struct fault *f)
{
	j->dests = (struct dest *)calloc(j->x->dests_n + 1, sizeof *j->dests);
	if (j->dests == NULL)
		return fault_memory(f, j->x->dests_n * sizeof *j->dests);
	for (size_t i = 0; i < j->x->dests_n; i++) {
		struct dest *d = &j->dests[i];

		if (!export_target_parse(&d->target, j->x->dests[i]))
			return fault_set(f, FAULT_USAGE, 0, "%s is no destination", j->x->dests[i]);
		j->dests_n++;
		for (size_t k = 0; k < i; k++)
			if (strcmp(j->dests[k].target.path, d->target.path) == 0)
				return fault_set(f, FAULT_USAGE, 0, "two destinations at %s", d->target.path);
		if (run_refuse_beneath(j->o, "export", d->target.path, f) < 0 || check_doubt(j, &d->target, f) < 0)
			return -1;
	}
	return j->dests_n > 0 ? 0 : fault_set(f, FAULT_USAGE, 0, "no destination is given, like oci:DIR; see sherd help export");
}

/* ---- what will be written, before it is ---------------------------------------------------------------------------------- */

/* Bytes a second that this machine hashes: nothing comes out faster. */
static double speed(struct fault *f)
{
	enum { SAMPLE = 4 << 20 };
	uint8_t *piece = (uint8_t *)calloc(1, SAMPLE);
	double start = run_record_clock(), took;
	struct digest d;

	if (piece == NULL || hash_span(&d, DIGEST_SHA256, span_make(piece, SAMPLE), f) < 0) {
		free(piece);
		return -1;
	}
	free(piece);
	took = run_record_clock() - start;
	return took > 0 ? SAMPLE / took : 1e9;
}

static const char *amount(char out[32], uint64_t bytes)
{
	static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB" };
	double v = (double)bytes;
	size_t u = 0;

	while (v >= 1024 && u + 1 < COUNT(units)) {
		v /= 1024;
		u++;
	}
	(void)snprintf(out, 32, u == 0 ? "%.0f %s" : "%.1f %s", v, units[u]);
	return out;
}

/* Bytes that stand there from an earlier run need no room again. */
static uint64_t still_needed(const struct export_job *j, const struct dest *d)
{
	uint64_t n = d->bytes;

	for (size_t i = 0; i < j->choice.blobs.n; i++) {
		struct digest digest;

		if (d->needs[i] && digest_parse(&digest, j->choice.blobs.v[i].digest) == 0 && export_holds(d->out, &digest))
			n -= j->choice.blobs.v[i].size;
	}
	return n;
}

static int announce(struct export_job *j, const struct dest *d, double rate, struct fault *f)
{
	char text[400], need[32], room[32];
	uint64_t free_bytes, bytes = still_needed(j, d);

	if (export_space(d->out, &free_bytes, f) < 0)
		return -1;
	(void)snprintf(text, sizeof text, "%.150s: %zu image%s, %s to write, %s free, at least %.0f s", d->target.text, d->images.n,
	               d->images.n == 1 ? "" : "s", amount(need, bytes), amount(room, free_bytes), (double)bytes / rate);
	watch_note(j->o->watch, text);
	if (bytes > free_bytes)
		return fault_set(f, FAULT_IO, 0, "%s needs %s and has %s free; no blob was written", d->target.text, amount(need, bytes),
		                 amount(room, free_bytes));
	return 0;
}

/* A name that is not given back, and how it could be. */
static void tell_candidates(const struct export_job *j)
{
	static const char *const why[] = {
		[NAME_RESTORED] = "", [NAME_GIVEN] = "",
		[NAME_EARLIER] = "it named another image later",
		[NAME_UNPROVEN] = "only deleted or inferred traces say so, --tag restores it",
		[NAME_AMBIGUOUS] = "several images could have been the last of that name",
		[NAME_UNFIT] = "no registry takes that name",
	};

	for (size_t i = 0; i < j->choice.images.n; i++) {
		const struct chosen_image *m = &j->choice.images.v[i];

		for (size_t k = 0; k < m->names_n; k++) {
			const struct chosen_name *n = &j->choice.names.v[m->names + k];
			char text[600], repository[160], tag[140];

			if (n->use == NAME_RESTORED || n->use == NAME_GIVEN)
				continue;
			(void)quote_short(repository, sizeof repository, n->repository);
			(void)quote_short(tag, sizeof tag, n->tag);
			(void)snprintf(text, sizeof text, "not restored: %s:%s for %.20s (%s, %s): %s; --as NAME=%.19s gives a name", repository,
			               tag, (const char *)m->digest.p, tag_standing_text(n->standing), grade_text(n->grade), why[n->use],
			               (const char *)m->digest.p);
			watch_note(j->o->watch, text);
		}
	}
}

static void tell_unknown(const struct export_job *j)
{
	for (size_t i = 0; i < j->choice.unknown.n; i++) {
		char text[200];

		(void)snprintf(text, sizeof text, "wanted, but no image of this case: %.*s", (int)j->choice.unknown.v[i].n,
		               (const char *)j->choice.unknown.v[i].p);
		watch_note(j->o->watch, text);
	}
}

/* ---- the work -------------------------------------------------------------------------------------------------------------- */

static int open_all(struct export_job *j, struct fault *f)
{
	double rate = speed(f);

	if (rate < 0)
		return -1;
	for (size_t i = 0; i < j->dests_n; i++) {
		struct dest *d = &j->dests[i];

		if (d->images.n == 0 && d->blobs == 0)
			continue;
		if (export_open(&d->out, &d->target, f) < 0 || announce(j, d, rate, f) < 0)
			return -1;
	}
	return 0;
}

static int write_all_dests(struct export_job *j, struct fault *f)
{
	if (run_export_blobs_out(j, f) < 0)
		return -1;
	for (size_t i = 0; i < j->dests_n; i++) {
		struct dest *d = &j->dests[i];

		if (d->out == NULL)
			continue;
		if ((d->target.kind == EXPORT_DOCKER_ARCHIVE && run_export_docker_out(j, d, f) < 0) ||
		    (d->target.kind == EXPORT_FILES && run_export_files_out(j, d, f) < 0))
			return fault_while(f, "writing %s", d->target.text);
	}
	for (size_t i = 0; i < j->dests_n; i++)
		if (j->dests[i].out != NULL && run_export_tell(j, &j->dests[i], f) < 0)
			return fault_while(f, "writing %s", j->dests[i].target.text);
	return run_export_partial_out(j, f);
}

static int work(struct export_job *j, struct fault *f)
{
	j->got = (struct got *)calloc(j->choice.blobs.n + 1, sizeof *j->got);
	if (j->got == NULL)
		return fault_memory(f, j->choice.blobs.n * sizeof *j->got);
	if (run_export_fit(j, f) < 0)
		return -1;
	tell_unknown(j);
	tell_candidates(j);
	if (open_all(j, f) < 0 || write_all_dests(j, f) < 0)
		return -1;
	if (run_shelf_changed(j->shelf).n > 0) {
		watch_note(j->o->watch, "a source is no longer what was read; every blob written was hashed again and matches");
		j->status = 4;
	}
	return 0;
}

/* ---- the record ------------------------------------------------------------------------------------------------------------- */

/* The entry of this run in the custody log, as a line for the receipt: number, hash before, hash, canonical bytes. */
static int keep_entry(struct casedb *db, struct buf *out, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_CUSTODY_LAST, &r, f) < 0)
		return -1;
	rc = rows_next(r, f);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (buf_printf(out, f, "%" PRId64 " ", rows_int(r, "seq")) < 0 || buf_add(out, rows_span(r, "prev_hash"), f) < 0 ||
	    buf_add_byte(out, ' ', f) < 0 || buf_add(out, rows_span(r, "entry_hash"), f) < 0 || buf_add_byte(out, ' ', f) < 0)
		return -1;
	for (size_t i = 0; i < rows_span(r, "canon").n; i++)
		if (buf_printf(out, f, "%02X", rows_span(r, "canon").p[i]) < 0)
			return -1;
	return buf_add_byte(out, '\n', f);
}

/* A case that cannot be written (its medium, an older schema) is exported all the same, which a note tells. */
static int begin(struct export_job *j, int64_t *run, struct fault *f)
{
	struct fault why = FAULT_INIT;
	struct casedb *db;

	*run = 0;
	if (casedb_open(&db, j->o->case_path, CASEDB_WRITE, j->o->watch, &why) < 0) {
		watch_note(j->o->watch, "the case cannot be written; this export is not in its custody log");
		return 0;
	}
	if (run_record_open(db, j->o, run, f) < 0 || keep_entry(db, &j->begun, f) < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}

static int end(struct export_job *j, int64_t run, struct run_result *out, const char *outcome, struct fault *f)
{
	struct casedb *db;

	if (run == 0)
		return 0;
	for (size_t i = 0; strcmp(outcome, "done") == 0 && i < j->dests_n; i++)
		if (j->dests[i].out != NULL &&
		    run_custody_wrote(j->o, &(struct custody_output){ export_folder(j->dests[i].out), export_receipt_names(j->dests[i].out),
		                                                        j->dests[i].target.path },
		                      f) < 0)
			return -1;
	if (casedb_open(&db, j->o->case_path, CASEDB_WRITE, j->o->watch, f) < 0)
		return -1;
	if (run_record_close(db, j->o, run, out, outcome, f) < 0) {
		casedb_abandon(db);
		return -1;
	}
	return casedb_close(db, f);
}

static int run_job(struct export_job *j, struct run_result *out, struct fault *f)
{
	double start = run_record_clock();
	struct fault later = FAULT_INIT;
	int64_t run;
	int rc;

	if (run_choose(&j->choice, j->o->case_path, &j->x->ask, j->o->watch, f) < 0 || begin(j, &run, f) < 0)
		return -1;
	rc = casedb_open(&j->db, j->o->case_path, CASEDB_READ, j->o->watch, f);
	if (rc == 0)
		rc = run_walls_kept(j->db, j->o, false, f);
	if (rc == 0)
		rc = run_shelf_new(&j->shelf, j->db, j->o, f);
	if (rc == 0)
		rc = work(j, f);
	out->status = j->status;
	out->items = j->items;
	out->bytes = j->done;
	out->seconds = run_record_clock() - start;
	run_shelf_free(TAKE(&j->shelf));
	casedb_abandon(TAKE(&j->db));
	if (rc == 0)
		return end(j, run, out, "done", f);
	IGNORE(end(j, run, out, f->text, &later)); /* the first cause is told */
	return -1;
}

int run_export(const struct run_options *o, const struct run_export_options *x, const struct run_export_sink *sink,
               struct run_result *out, struct fault *f)
{
	OWNED(export_job) struct export_job j = { .o = o, .x = x, .sink = sink };

	return parse_dests(&j, f) < 0 ? -1 : run_job(&j, out, f);
}
