/* run/draw/resolve.c - facts through the graph into conclusions. However often it runs: the same ones. */
#include "casedb/query.h"
#include "format/format.h"
#include "graph/graph.h"
#include "run/draw.h"
#include "run/rebuild.h"
#include "run/record.h"
#include "run/draw/copies.h"
#include "run/draw/resynth.h"
#include "run/draw/toolmark.h"
#include "run/scan/scan.h"
#include "words/fill.h"

#include <stdio.h>
#include <string.h>

/* ---- facts to the graph ----------------------------------------------------------------------------------- */

static int feed_registries(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct registry_fact r;
	int rc = facts_registries(db, &x, f);

	while (rc == 0 && (rc = facts_next_registry(x, &r, f)) == 0)
		rc = graph_add_registry(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int feed_doubts(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	int64_t scan;
	struct span path;
	bool bytes;
	int rc = facts_doubts(db, &x, f);

	while (rc == 0 && (rc = facts_next_doubt(x, &scan, &path, &bytes, f)) == 0)
		rc = bytes ? graph_add_shaken(g, scan, f) : graph_add_doubt(g, scan, path, f);
	return rc < 0 ? -1 : 0;
}

static int feed_items(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct item_fact r;
	int rc = facts_items(db, &x, f);

	while (rc == 0 && (rc = facts_next_item(x, &r, f)) == 0)
		rc = graph_add_item(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int feed_documents(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct document_fact r;
	int rc = facts_documents(db, &x, f);

	while (rc == 0 && (rc = facts_next_document(x, &r, f)) == 0)
		rc = graph_add_document(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int feed_references(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct reference_fact r;
	int rc = facts_references(db, &x, f);

	while (rc == 0 && (rc = facts_next_reference(x, &r, f)) == 0) {
		r.target_kind = media_type_kind(r.ref.media_type);
		r.tar = media_type_tar(r.ref.media_type, r.ref.annotations);
		r.readable_tar = r.tar && media_type_readable(r.ref.media_type);
		rc = graph_add_reference(g, &r, f);
	}
	return rc < 0 ? -1 : 0;
}

static int feed_diff_ids(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct diff_id_fact r;
	int rc = facts_diff_ids(db, &x, f);

	while (rc == 0 && (rc = facts_next_diff_id(x, &r, f)) == 0)
		rc = graph_add_diff_id(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int feed_layers(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct layer_fact r;
	int rc = facts_layers(db, &x, f);

	while (rc == 0 && (rc = facts_next_layer(x, &r, f)) == 0)
		rc = graph_add_layer(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int feed_namings(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct naming_fact r;
	int rc = facts_namings(db, &x, f);

	while (rc == 0 && (rc = facts_next_naming(x, &r, f)) == 0)
		rc = graph_add_naming(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int feed_prefixes(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct prefix_fact r;
	int rc = facts_prefixes(db, &x, f);

	while (rc == 0 && (rc = facts_next_prefix(x, &r, f)) == 0)
		rc = graph_add_prefix(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int feed_dead(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct dead_fact r;
	int rc = facts_dead(db, &x, f);

	while (rc == 0 && (rc = facts_next_dead(x, &r, f)) == 0)
		rc = graph_add_dead(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int feed_lost(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct lost_fact r;
	int rc = facts_lost(db, &x, f);

	while (rc == 0 && (rc = facts_next_lost(x, &r, f)) == 0)
		rc = graph_add_lost(g, &r, f);
	return rc < 0 ? -1 : 0;
}

/* Before logs: what these name counts where a file has those bytes. */
static int feed_outside(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct item_fact r;
	int rc = facts_outside(db, &x, f);

	while (rc == 0 && (rc = facts_next_item(x, &r, f)) == 0)
		rc = graph_add_outside(g, &r, f);
	return rc < 0 ? -1 : 0;
}

static int each_event(void *user, int (*take)(void *to, const struct log_fact *x, struct fault *f), void *to, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct log_fact r;
	int rc = facts_logs((struct casedb *)user, &x, f);

	while (rc == 0 && (rc = facts_next_log(x, &r, f)) == 0)
		rc = take(to, &r, f);
	return rc < 0 ? -1 : 0;
}

static int each_logged(void *user, int (*take)(void *to, const struct digest *d, struct fault *f), void *to, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct digest d;
	int rc = facts_logged((struct casedb *)user, &x, f);

	while (rc == 0 && (rc = facts_next_logged(x, &d, f)) == 0)
		rc = take(to, &d, f);
	return rc < 0 ? -1 : 0;
}

static int feed_logs(struct casedb *db, struct graph *g, struct fault *f)
{
	const struct graph_logs from = { db, each_event, each_logged };
	OWNED(facts) struct facts *x = NULL;
	struct naming_fact r;
	int rc = facts_namings(db, &x, f);

	while (rc == 0 && (rc = facts_next_naming(x, &r, f)) == 0)
		rc = graph_meet_naming(g, &r, f);
	return rc < 0 ? -1 : graph_add_logs(g, &from, f);
}

static int feed_observations(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(facts) struct facts *x = NULL;
	struct observation_fact r;
	int rc = facts_observations(db, &x, f);

	while (rc == 0 && (rc = facts_next_observation(x, &r, f)) == 0)
		rc = graph_add_observation(g, &r, f);
	return rc < 0 ? -1 : 0;
}

int run_resolve_feed(struct casedb *db, struct graph *g, struct fault *f)
{
	if (feed_registries(db, g, f) < 0 || feed_doubts(db, g, f) < 0 || feed_items(db, g, f) < 0 || run_mended_feed(db, g, f) < 0 ||
	    feed_documents(db, g, f) < 0 ||
	    feed_references(db, g, f) < 0 || feed_diff_ids(db, g, f) < 0 ||
	    feed_layers(db, g, f) < 0 || feed_outside(db, g, f) < 0 || feed_logs(db, g, f) < 0 || feed_namings(db, g, f) < 0 || feed_prefixes(db, g, f) < 0 ||
	    feed_dead(db, g, f) < 0 || feed_lost(db, g, f) < 0 || graph_bind(g, f) < 0 ||
	    feed_observations(db, g, f) < 0)
		return fault_while(f, "reading facts");
	return 0;
}

/* ---- conclusions to the case --------------------------------------------------------------------------------- */

#define SINK(name, type)                                                                           \
	static int put_##name(void *user, const type *c, struct fault *f)                          \
	{                                                                                          \
		return casedb_put_##name((struct casedb *)user, c, f);                             \
	}

SINK(blob, struct blob_conclusion)
SINK(image, struct image_conclusion)
SINK(image_repository, struct image_repository_conclusion)
SINK(edge, struct edge)
SINK(candidate, struct candidate_conclusion)
SINK(tag, struct tag_conclusion)
SINK(repository, struct repository_conclusion)
SINK(logged_part, struct logged_part_conclusion)
SINK(kinship, struct kinship_conclusion)
SINK(upload, struct upload_conclusion)
SINK(event, struct event_conclusion)
SINK(finding, struct finding)

static int put_blob_copy(void *user, const struct digest *d, int64_t item, enum blob_state s,
                         struct fault *f)
{
	return casedb_put_blob_copy((struct casedb *)user, d, item, s, f);
}

static int put_blob_repository(void *user, const struct digest *d, int64_t registry,
                               struct span repository, int64_t item, struct fault *f)
{
	return casedb_put_blob_repository((struct casedb *)user, d, registry, repository, item, f);
}

static int put_image_missing(void *user, const struct digest *image, const struct digest *d,
                             struct fault *f)
{
	return casedb_put_image_missing((struct casedb *)user, image, d, f);
}

/* What the search for lost manifests took; nothing when none is lost. A note is only talk: without memory it is left out. */
static void tell_cost(const struct run_options *o, const struct run_result *r, bool bounded)
{
	OWNED(buf) struct buf text = BUF_INIT;
	struct fault f = FAULT_INIT;
	char digits[4][LANG_DIGITS];
	const struct span args[] = { lang_digits(digits[0], r->rebuilt), lang_digits(digits[1], r->wanted),
		                     lang_digits(digits[2], r->candidates), lang_digits(digits[3], r->sizes) };

	if (r->wanted > 0 && lang_fill(&text, o->say, bounded ? TEXT_Y_N_RESYNTH_BOUND : TEXT_Y_N_RESYNTH, args, &f) == 0)
		watch_note(o->watch, buf_cstr(&text));
}

/* The newest scan: what a bound left out of conclusions rests on no item. */
static int newest_scan(struct casedb *db, int64_t *scan, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	*scan = 0;
	if (rows_open(db, QUERY_SOURCES, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0)
		if (rows_int(r, "scan") > *scan)
			*scan = rows_int(r, "scan");
	return rc < 0 ? -1 : 0;
}

/* What bounds kept from being tried while manifests were written anew: findings of this resolve, no facts. */
static int put_bounds(struct casedb *db, const struct run_options *o, const struct bites *b, struct graph_counts *counts,
                      struct fault *f)
{
	struct ground at = { .item = 0 };

	if (newest_scan(db, &at.scan, f) < 0)
		return -1;
	for (size_t i = 0; i < LIMIT_COUNT_; i++) {
		uint64_t left_out = atomic_load(&b->left_out[i]);
		struct finding x = { .code = FINDING_LIMIT_REACHED, .because = { &at, 1 } };
		char text[RUN_BITE_TEXT];

		if (left_out == 0)
			continue;
		run_record_bite(text, &o->limits, (enum limit)i, left_out);
		x.text = span_of(text);
		if (casedb_put_finding(db, &x, f) < 0)
			return -1;
		counts->damage++;
	}
	return 0;
}

/* Layers that a run compressed anew, as long as their tars are held. */
static int feed_rebuilt(struct casedb *db, struct graph *g, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (rows_open(db, QUERY_REBUILT, &r, f) < 0)
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct digest d;

		if (!span_starts(rows_span(r, "encoder"), span_of("mended ")) && digest_parse(&d, rows_span(r, "digest")) == 0)
			IGNORE(graph_add_recompression(g, &d, (uint64_t)rows_int(r, "size")));
	}
	return rc < 0 ? -1 : 0;
}

int run_resolve_case(struct casedb *db, const struct run_options *o, struct run_result *out, struct fault *f)
{
	const struct graph_sink sink = {
		.user = db,
		.watch = o->watch,
		.blob = put_blob,
		.blob_copy = put_blob_copy,
		.blob_repository = put_blob_repository,
		.image = put_image,
		.image_repository = put_image_repository,
		.image_missing = put_image_missing,
		.edge = put_edge,
		.candidate = put_candidate,
		.tag = put_tag,
		.repository = put_repository,
		.logged_part = put_logged_part,
		.kinship = put_kinship,
		.upload = put_upload,
		.event = put_event,
		.finding = put_finding,
	};
	OWNED(graph) struct graph *g = NULL;
	OWNED(rebuilt) struct rebuilt rebuilt = { .manifests = NULL };
	struct graph_counts counts;
	struct progress p = { .phase = "resolve" };
	struct bites bites = { .left_out = { 0 } }; /* of conclusions: told by findings, not by facts of a scan */
	struct watch watch = *o->watch;
	struct run_options own = *o;
	int status;

	watch.bites = &bites;
	own.watch = &watch;

	watch_progress(o->watch, &p);
	if (casedb_choose(db, o->scan, o->present, f) < 0 || graph_new(&g, f) < 0 ||
	    run_resolve_feed(db, g, f) < 0 || run_resynth_case(db, g, &own, &rebuilt, f) < 0 ||
	    feed_rebuilt(db, g, f) < 0)
		return -1;
	if (watch_check(o->watch, f) < 0)
		return -1;
	if (casedb_conclude_begin(db, f) < 0 || graph_conclude(g, &sink, &counts, f) < 0 ||
	    put_bounds(db, o, &bites, &counts, f) < 0 ||
	    run_resynth_put(db, &rebuilt, f) < 0 || casedb_conclude_rebuilt(db, f) < 0 ||
	    run_toolmark_put(db, f) < 0 ||
	    casedb_conclude_end(db, f) < 0)
		return -1;
	out->wanted = rebuilt.cost.wanted;
	out->rebuilt = rebuilt.found.n;
	out->candidates = rebuilt.cost.candidates;
	out->sizes = rebuilt.cost.sizes;
	tell_cost(o, out, rebuilt.cost.bounded);
	status = counts.changed ? 4 : counts.damage > 0 ? 3 : 0;
	if (status > out->status)
		out->status = status;
	return 0;
}

static int check_copies(struct casedb *db, const struct run_options *o, void *user, struct fault *f)
{
	(void)user;
	return run_copies_check(db, o, NULL, 0, f);
}

static int resolve_work(struct casedb *db, const struct run_options *o, int64_t run, void *user, struct run_result *out,
                        struct fault *f)
{
	(void)user;
	return run_copies_state(db, o, NULL, 0, run, f) < 0 ? -1 : run_resolve_case(db, o, out, f);
}

int run_resolve(const struct run_options *o, struct run_result *out, struct fault *f)
{
	const struct run_work w = { .mode = CASEDB_WRITE, .before = check_copies, .work = resolve_work };

	return run_recorded(o, &w, out, f);
}
