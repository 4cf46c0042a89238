/* run/draw/resynth.c - what the case holds of configs, layers and children, against digests without bytes. */
#include "run/draw/resynth.h"

#include "base/arena.h"
#include "base/buf.h"
#include "format/format.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void run_rebuilt_release(struct rebuilt *x)
{
	resynth_free(x->manifests);
	resynth_free(x->indexes);
	VEC_RELEASE(&x->found);
}

struct wanted {
	VEC(struct digest) v;
};

static int want(void *user, const struct digest *d, struct fault *f)
{
	struct wanted *w = (struct wanted *)user;

	return VEC_PUSH(&w->v, *d, f);
}

static bool read_digest(struct digest *out, const struct rows *r, const char *column)
{
	return rows_has(r, column) && digest_parse(out, rows_span(r, column)) == 0;
}

/* ---- inputs ---------------------------------------------------------------------------------------- */

static int give_layers(struct casedb *db, struct resynth *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_RESYNTH_LAYERS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct resynth_blob b = { .size = (uint64_t)rows_int(rows, "size"),
			                  .inflated = (uint64_t)rows_int(rows, "inflated") };
		struct digest diff_id;

		if (!read_digest(&b.digest, rows, "sha256") || !read_digest(&diff_id, rows, "diff_id"))
			continue;
		b.packing = digest_eq(&b.digest, &diff_id)                    ? PACKED_NOT
		            : span_is(rows_span(rows, "form"), "zstd") ? PACKED_ZSTD
		                                                              : PACKED_GZIP;
		if (resynth_layer(r, &diff_id, &b, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* In-toto statements stand as layers whose diff_id is their own digest. */
static int give_statements(struct casedb *db, struct resynth *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_RESYNTH_STATEMENTS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct resynth_blob b = { .size = (uint64_t)rows_int(rows, "size"),
			                  .inflated = (uint64_t)rows_int(rows, "size"),
			                  .predicate = rows_span(rows, "predicate") };

		if (read_digest(&b.digest, rows, "sha256") && b.predicate.n > 0 &&
		    resynth_layer(r, &b.digest, &b, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static int give_lost(struct casedb *db, struct resynth *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_RESYNTH_LOST, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct resynth_blob b = { .packing = PACKED_GZIP };

		b.size = rows_has(rows, "size") ? (uint64_t)rows_int(rows, "size") : RESYNTH_UNKNOWN;
		if (read_digest(&b.digest, rows, "digest") && b.digest.alg == DIGEST_SHA256 &&
		    resynth_lost_layer(r, &b, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* Layers whose bytes are nowhere, of which another store noted what they inflate to. */
static int give_named(struct casedb *db, struct resynth *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_RESYNTH_NAMED, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct resynth_blob b = { .packing = PACKED_GZIP };
		struct digest diff_id;

		b.size = rows_has(rows, "size") ? (uint64_t)rows_int(rows, "size") : RESYNTH_UNKNOWN;
		if (read_digest(&b.digest, rows, "digest") && read_digest(&diff_id, rows, "diff_id") &&
		    resynth_layer(r, &diff_id, &b, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* ---- what logs list ---------------------------------------------------------------------------------- */

struct list_end {
	size_t at; /* in `told` */
	bool typed;
};

struct list_rows { /* rows of one list on their way to be one list; lists of one parent stand together */
	struct digest parent;
	VEC(struct resynth_part) parts;
	VEC(struct digest) told; /* of the lists given for this parent, one after the other */
	VEC(struct list_end) lists;
	const struct watch *watch;
	struct arena types; /* of the parts */
	bool broken, wanted;
};

static bool is_typed(const struct list_rows *x)
{
	return x->parts.n > 0 && x->parts.v[0].media_type.n > 0;
}

static bool told_before(const struct list_rows *x)
{
	for (size_t i = 0, from = 0; i < x->lists.n; from = x->lists.v[i++].at) {
		bool same = x->lists.v[i].at - from == x->parts.n && x->lists.v[i].typed == is_typed(x);

		for (size_t k = 0; k < x->parts.n && same; k++)
			same = digest_eq(&x->told.v[from + k], &x->parts.v[k].digest);
		if (same)
			return true;
	}
	return false;
}

static int end_list(struct list_rows *x, struct resynth *r, bool children, struct fault *f)
{
	size_t from = x->told.n;
	struct list_end end = { from + x->parts.n, is_typed(x) };

	if (x->parts.n == 0 || x->broken || !x->wanted || told_before(x))
		return 0;
	if (x->lists.n >= watch_limit(x->watch, LIMIT_listed_lists)) {
		watch_bite(x->watch, LIMIT_listed_lists, 1);
		return 0;
	}
	for (size_t i = 0; i < x->parts.n; i++)
		if (VEC_PUSH(&x->told, x->parts.v[i].digest, f) < 0)
			return -1;
	if (VEC_PUSH(&x->lists, end, f) < 0)
		return -1;
	return children ? resynth_group(r, &x->told.v[from], x->parts.n, f)
	                : resynth_list(r, &x->parent, x->parts.v, x->parts.n, f);
}

static int digest_order(const void *a, const void *b)
{
	return digest_cmp((const struct digest *)a, (const struct digest *)b);
}

static int next_part(struct list_rows *x, const struct rows *rows, struct fault *f)
{
	struct resynth_part p = { .size = rows_has(rows, "size") ? (uint64_t)rows_int(rows, "size")
		                                                 : RESYNTH_UNKNOWN,
		                  .held = rows_int(rows, "held") != 0 };

	if (x->wanted && !x->broken && x->parts.n > watch_limit(x->watch, LIMIT_resynth_layers)) { /* a config stands beside as many layers */
		watch_bite_again(x->watch, LIMIT_resynth_layers, 1);
		x->broken = true;
	}
	x->broken |= rows_int(rows, "position") != (int64_t)x->parts.n ||
	             !read_digest(&p.digest, rows, "digest");
	if (x->broken || !x->wanted)
		return 0;
	if (arena_span(&x->types, rows_span(rows, "media_type"), &p.media_type, f) < 0)
		return -1;
	return VEC_PUSH(&x->parts, p, f);
}

static int read_lists(struct rows *rows, struct list_rows *x, struct resynth *r, const struct wanted *w,
                      bool children, struct fault *f)
{
	int rc;

	while ((rc = rows_next(rows, f)) == 0) {
		struct digest parent;

		if (!read_digest(&parent, rows, "parent"))
			continue;
		if (rows_int(rows, "position") == 0 || !digest_eq(&parent, &x->parent)) {
			if (end_list(x, r, children, f) < 0)
				return -1;
			x->parts.n = 0;
			x->broken = false;
			arena_release(&x->types);
		}
		if (!digest_eq(&parent, &x->parent)) {
			x->parent = parent;
			x->told.n = x->lists.n = 0;
			x->wanted = w->v.n > 0 && bsearch(&parent, w->v.v, w->v.n, sizeof parent, digest_order) != NULL;
		}
		if (next_part(x, rows, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : end_list(x, r, children, f);
}

/* `children`: as indexes; else as manifests. `w` is sorted. */
static int give_listed(struct casedb *db, struct resynth *r, const struct wanted *w, bool children, const struct watch *watch,
                       struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	struct list_rows x = { .watch = watch };
	int rc = rows_open(db, QUERY_RESYNTH_LISTED, &rows, f) < 0 ||
	                         read_lists(rows, &x, r, w, children, f) < 0
	                 ? -1
	                 : 0;

	VEC_RELEASE(&x.parts);
	VEC_RELEASE(&x.told);
	VEC_RELEASE(&x.lists);
	arena_release(&x.types);
	return rc;
}

struct config_rows { /* rows of one config on their way to be one config */
	struct digest digest;
	uint64_t size;
	struct buf created, base;
	VEC(struct digest) ids;
	bool any, broken, named;
};

static int end_config(struct config_rows *c, struct resynth *r, struct fault *f)
{
	struct resynth_config x = { .digest = c->digest,
		                    .size = c->size,
		                    .diff_ids = c->ids.v,
		                    .n = c->ids.n,
		                    .created = buf_span(&c->created),
		                    .base_name = buf_span(&c->base),
		                    .named = c->named };

	return c->any && !c->broken ? resynth_config(r, &x, f) : 0;
}

/* buildah's last history comment is "FROM <base>". */
static struct span base_of(struct span comment)
{
	return span_starts(comment, span_of("FROM ")) ? span_from(comment, 5) : SPAN_NONE;
}

static int give_bases(struct casedb *db, struct resynth *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	struct digest d;
	int rc;

	if (rows_open(db, QUERY_RESYNTH_BASES, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0)
		if (read_digest(&d, rows, "digest") && resynth_base(r, &d, f) < 0)
			return -1;
	return rc < 0 ? -1 : 0;
}

static int give_configs(struct casedb *db, struct resynth *r, struct config_rows *c, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_RESYNTH_CONFIGS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct digest d, id;

		if (!read_digest(&d, rows, "sha256"))
			continue;
		if (!c->any || !digest_eq(&d, &c->digest)) {
			if (end_config(c, r, f) < 0)
				return -1;
			c->digest = d;
			c->size = (uint64_t)rows_int(rows, "size");
			c->any = true;
			c->broken = false;
			c->named = rows_int(rows, "named") != 0;
			c->ids.n = 0;
			buf_clear(&c->created);
			buf_clear(&c->base);
			if (buf_add(&c->created, rows_span(rows, "created"), f) < 0 ||
			    buf_add(&c->base, base_of(rows_span(rows, "comment")), f) < 0)
				return -1;
		}
		if (read_digest(&id, rows, "diff_id")) {
			if (VEC_PUSH(&c->ids, id, f) < 0)
				return -1;
		} else {
			c->broken |= rows_has(rows, "diff_id");
		}
	}
	return rc < 0 ? -1 : end_config(c, r, f);
}

static int give_manifest_inputs(struct casedb *db, struct resynth *r, const struct wanted *w, const struct watch *watch,
                                struct fault *f)
{
	struct config_rows c = { .any = false };
	int rc = give_layers(db, r, f) < 0 || give_statements(db, r, f) < 0 || give_lost(db, r, f) < 0 ||
	                         give_named(db, r, f) < 0 || give_bases(db, r, f) < 0 || give_configs(db, r, &c, f) < 0 ||
	                         give_listed(db, r, w, false, watch, f) < 0
	                 ? -1
	                 : 0;

	buf_release(&c.created);
	buf_release(&c.base);
	VEC_RELEASE(&c.ids);
	return rc;
}

static bool names(struct span bytes, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i + n <= bytes.n; i++)
		if (memcmp(bytes.p + i, text, n) == 0)
			return true;
	return false;
}

static bool is_attestation(struct span architecture, struct span os)
{
	return span_is(architecture, "unknown") && span_is(os, "unknown");
}

static int give_children(struct casedb *db, struct resynth *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_RESYNTH_CHILDREN, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct resynth_child k = { .size = (uint64_t)rows_int(rows, "size"),
			                   .media_type = rows_span(rows, "media_type"),
			                   .architecture = rows_span(rows, "architecture"),
			                   .os = rows_span(rows, "os"),
			                   .variant = rows_span(rows, "variant") };

		k.attestation = is_attestation(k.architecture, k.os);
		if (read_digest(&k.digest, rows, "sha256") && resynth_child(r, &k, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

/* Manifests found in the first round are children like any other. */
static int give_found(struct casedb *db, struct resynth *r, const struct rebuilt *x, struct fault *f)
{
	for (size_t i = 0; i < x->found.n; i++) {
		const struct resynth_match *m = &x->found.v[i];
		OWNED(rows) struct rows *rows = NULL;
		struct resynth_child k = { .digest = m->digest, .size = m->bytes.n };
		char input[DIGEST_TEXT];
		bool docker = names(m->bytes, "application/vnd.docker.distribution.manifest.v2");

		k.media_type = span_of(docker ? "application/vnd.docker.distribution.manifest.v2+json"
		                              : "application/vnd.oci.image.manifest.v1+json");
		if (rows_open(db, QUERY_RESYNTH_PLATFORM, &rows, f) < 0 ||
		    rows_bind_text(rows, 1, span_of(digest_text(input, &m->input)), f) < 0)
			return -1;
		if (rows_next(rows, f) < 0)
			return -1;
		k.architecture = rows_span(rows, "architecture");
		k.os = rows_span(rows, "os");
		k.variant = rows_span(rows, "variant");
		k.attestation = is_attestation(k.architecture, k.os);
		if (resynth_child(r, &k, f) < 0)
			return -1;
	}
	return 0;
}

struct group_rows {
	int64_t registry;
	struct buf repository;
	VEC(struct digest) v;
};

static int give_groups(struct casedb *db, struct resynth *r, struct group_rows *x, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(db, QUERY_RESYNTH_GROUPS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		int64_t registry = rows_int(rows, "registry");
		struct span repository = rows_span(rows, "repository");
		struct digest d;

		if (registry != x->registry || !span_eq(repository, buf_span(&x->repository))) {
			if (x->v.n > 0 && resynth_group(r, x->v.v, x->v.n, f) < 0)
				return -1;
			x->v.n = 0;
			x->registry = registry;
			buf_clear(&x->repository);
			if (buf_add(&x->repository, repository, f) < 0)
				return -1;
		}
		if (read_digest(&d, rows, "digest") && VEC_PUSH(&x->v, d, f) < 0)
			return -1;
	}
	if (rc >= 0 && x->v.n > 0 && resynth_group(r, x->v.v, x->v.n, f) < 0)
		return -1;
	return rc < 0 ? -1 : 0;
}

static int give_list_inputs(struct casedb *db, struct resynth *r, const struct rebuilt *x,
                            const struct wanted *w, const struct watch *watch, struct fault *f)
{
	struct group_rows rows = { .registry = 0 };
	int rc = give_children(db, r, f) < 0 || give_found(db, r, x, f) < 0 || give_listed(db, r, w, true, watch, f) < 0 ||
	                         give_groups(db, r, &rows, f) < 0
	                 ? -1
	                 : 0;

	buf_release(&rows.repository);
	VEC_RELEASE(&rows.v);
	return rc;
}

/* ---- what is found, into the graph ------------------------------------------------------------------- */

static int add_references(struct graph *g, const struct digest *name, const struct document *d,
                          struct fault *f)
{
	for (size_t i = 0; i < d->refs.n; i++) {
		struct reference_fact x = { .document = *name, .ref = d->refs.v[i] };

		x.target_kind = media_type_kind(x.ref.media_type);
		x.tar = media_type_tar(x.ref.media_type, x.ref.annotations);
		x.readable_tar = x.tar && media_type_readable(x.ref.media_type);
		if (graph_add_reference(g, &x, f) < 0)
			return -1;
	}
	return 0;
}

static int add_match(struct graph *g, const struct limits *limits, const struct resynth_match *m,
                     struct fault *f)
{
	OWNED(document) struct document d = { .kind = DOC_UNSET };
	struct document_fact x = { .sha256 = m->digest };
	int rc;

	if (document_parse(&d, m->bytes, limits, f) < 0)
		return -1;
	x.kind = d.kind;
	x.image_kind = d.image_kind;
	x.media_type = d.media_type;
	x.media_type_inferred = d.media_type_inferred;
	x.created = d.created;
	rc = graph_add_resynthesis(g, &x, m->bytes.n, &m->input, f);
	if (rc != 0)
		return rc;
	/* what it names may be strays */
	return add_references(g, &m->digest, &d, f) < 0 ? -1 : graph_bind(g, f);
}

static int search(struct resynth *r, const struct wanted *w, struct graph *g, const struct run_options *o,
                  struct rebuilt *out, struct fault *f)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned jobs = o->jobs != 0 ? o->jobs : cores > 0 ? (unsigned)cores : 1;
	struct resynth_match m;

	for (size_t i = 0; i < w->v.n; i++)
		if (resynth_want(r, &w->v.v[i], f) < 0)
			return -1;
	if (resynth_run(r, jobs, o->watch, f) < 0)
		return -1;
	while (resynth_next(r, &m) == 0) {
		int rc = add_match(g, &o->limits, &m, f);

		if (rc < 0 || (rc == 0 && VEC_PUSH(&out->found, m, f) < 0))
			return -1;
	}
	return 0;
}

/* Sorted: lists of logs are looked up in it. */
static int collect_wanted(struct graph *g, struct wanted *w, struct fault *f)
{
	w->v.n = 0;
	if (graph_settle(g, f) < 0 || graph_wanted(g, want, w, f) < 0)
		return -1;
	if (w->v.n > 1)
		qsort(w->v.v, w->v.n, sizeof *w->v.v, digest_order);
	return 0;
}

static void count(struct rebuilt *out, const struct resynth *r)
{
	struct resynth_cost c;

	resynth_costs(r, &c);
	if (out->cost.wanted == 0)
		out->cost.wanted = c.wanted;
	out->cost.found += c.found;
	out->cost.configs += c.configs;
	out->cost.candidates += c.candidates;
	out->cost.sizes += c.sizes;
	out->cost.bounded |= c.bounded;
}

static int rounds(struct casedb *db, struct graph *g, const struct run_options *o, struct wanted *w,
                  struct rebuilt *out, struct fault *f)
{
	if (collect_wanted(g, w, f) < 0)
		return -1;
	if (w->v.n == 0)
		return 0;
	if (resynth_new(&out->manifests, f) < 0 ||
	    give_manifest_inputs(db, out->manifests, w, o->watch, f) < 0 || search(out->manifests, w, g, o, out, f) < 0)
		return -1;
	count(out, out->manifests);
	/* what was found may itself name manifests */
	if (collect_wanted(g, w, f) < 0 || resynth_new(&out->indexes, f) < 0 ||
	    give_list_inputs(db, out->indexes, out, w, o->watch, f) < 0)
		return -1;
	if (search(out->indexes, w, g, o, out, f) < 0)
		return -1;
	count(out, out->indexes);
	return 0;
}

int run_resynth_case(struct casedb *db, struct graph *g, const struct run_options *o, struct rebuilt *out,
                 struct fault *f)
{
	struct wanted w = { { NULL, 0, 0 } };
	int rc = rounds(db, g, o, &w, out, f);

	VEC_RELEASE(&w.v);
	return rc < 0 ? fault_while(f, "writing lost manifests anew") : 0;
}

int run_resynth_put(struct casedb *db, const struct rebuilt *x, struct fault *f)
{
	for (size_t i = 0; i < x->found.n; i++) {
		const struct resynth_match *m = &x->found.v[i];
		struct resynthesis_conclusion c = { .digest = m->digest,
			                            .input = m->input,
			                            .recipe = m->recipe,
			                            .producer = m->producer,
			                            .has_searched = m->searched_size != RESYNTH_UNKNOWN,
			                            .searched_size = m->searched_size,
			                            .bytes = m->bytes };

		if (casedb_put_resynthesis(db, &c, f) < 0)
			return -1;
	}
	return 0;
}
