/* run/export/told.c - how images become known in a destination, and what goes along: receipts, statements. */
#include "run/export/job.h"

#include "base/jsonw.h"
#include "base/quote.h"
#include "core/name.h"
#include "run/build.h"
#include "run/choose.h"
#include "run/custody/custody.h"
#include "run/export.h"
#include "run/record.h"
#include "seal/seal.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- an image as a destination takes it ----------------------------------------------------------------------------- */

struct gathered {
	const struct export_job *j;
	VEC(struct export_name) names;
	VEC(struct span) repositories;
	VEC(struct digest) blobs, manifests, diff_ids;
	struct buf document;
	bool lost; /* something below could not be read back */
};

static void gathered_release(struct gathered *g)
{
	VEC_RELEASE(&g->names);
	VEC_RELEASE(&g->repositories);
	VEC_RELEASE(&g->blobs);
	VEC_RELEASE(&g->manifests);
	VEC_RELEASE(&g->diff_ids);
	buf_release(&g->document);
}

DEFINE_OWN(gathered, struct gathered, gathered_release)

static int add_part(void *user, size_t image, const struct chosen_part *p, struct fault *f)
{
	struct gathered *g = (struct gathered *)user;
	const struct chosen_blob *b = &g->j->choice.blobs.v[p->blob];
	struct digest d;

	(void)image;
	if (digest_parse(&d, b->digest) != 0 || !run_choice_has_bytes(b))
		return 0; /* a foreign layer */
	g->lost |= !g->j->got[p->blob].had;
	if (strcmp(p->kind, "child") == 0 && run_choice_image(&g->j->choice, b->digest) != SIZE_MAX)
		return VEC_PUSH(&g->manifests, d, f);
	return VEC_PUSH(&g->blobs, d, f);
}

static int by_bytes(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static int by_digest(const void *a, const void *b)
{
	return digest_cmp((const struct digest *)a, (const struct digest *)b);
}

static size_t unique(struct digest *v, size_t n)
{
	size_t kept = 0;

	if (n > 1)
		qsort(v, n, sizeof *v, by_digest);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !digest_eq(&v[kept - 1], &v[i]))
			v[kept++] = v[i];
	return kept;
}

static bool gives(const struct chosen_name *n)
{
	return n->use == NAME_RESTORED || n->use == NAME_GIVEN;
}

static int add_names(struct gathered *g, const struct chosen_image *m, bool history, struct fault *f)
{
	for (size_t i = 0; i < m->names_n; i++) {
		const struct chosen_name *n = &g->j->choice.names.v[m->names + i];
		struct export_name x = { n->repository, n->tag, !gives(n) };

		if (!gives(n) && (!history || n->use != NAME_EARLIER || n->standing == TAG_DELETED))
			continue;
		if (!name_is_repository(n->repository) || !name_is_tag(n->tag))
			continue;
		if (VEC_PUSH(&g->names, x, f) < 0 || VEC_PUSH(&g->repositories, n->repository, f) < 0)
			return -1;
	}
	return 0;
}

/* Where a registry would hold it: every repository that does or did; one that none names has a place of its own. */
static int add_repositories(struct gathered *g, const struct chosen_image *m, struct fault *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->places_n; i++) {
		struct span name = g->j->choice.places.v[m->places + i].repository;

		if (name_is_repository(name) && VEC_PUSH(&g->repositories, name, f) < 0)
			return -1;
	}
	if (g->repositories.n == 0 && VEC_PUSH(&g->repositories, span_of("unnamed"), f) < 0)
		return -1;
	if (g->repositories.n > 1)
		qsort(g->repositories.v, g->repositories.n, sizeof *g->repositories.v, by_bytes);
	for (size_t i = 0; i < g->repositories.n; i++)
		if (kept == 0 || !span_eq(g->repositories.v[kept - 1], g->repositories.v[i]))
			g->repositories.v[kept++] = g->repositories.v[i];
	g->repositories.n = kept;
	return 0;
}

/* Its own bytes, of what lists manifests. */
static int read_document(struct gathered *g, const struct chosen_image *m, struct fault *f)
{
	OWNED(rows) struct rows *r = NULL;
	int rc;

	if (m->kind != IMAGE_INDEX)
		return 0;
	if (rows_open(g->j->db, QUERY_DOCUMENT_BYTES, &r, f) < 0 || rows_bind_text(r, 1, m->digest, f) < 0)
		return -1;
	rc = rows_next(r, f);
	return rc < 0 ? -1 : rc > 0 ? 0 : buf_add(&g->document, rows_span(r, "bytes"), f);
}

static int gather(struct gathered *g, const struct dest *d, const struct going *x, struct export_image *out, struct fault *f)
{
	const struct export_job *j = g->j;
	const struct chosen_image *m = &j->choice.images.v[x->image], *from = &j->choice.images.v[x->from];
	bool unpacked = d->target.kind == EXPORT_DOCKER_ARCHIVE || d->target.kind == EXPORT_FILES;

	if (add_names(g, m, j->x->history && d->target.kind == EXPORT_REGISTRY, f) < 0 || add_repositories(g, m, f) < 0 ||
	    run_export_each(j, x->image, add_part, g, f) < 0 || read_document(g, m, f) < 0)
		return -1;
	for (size_t i = 0; i < x->layers.n; i++)
		if (VEC_PUSH(&g->diff_ids, x->layers.v[i].diff_id, f) < 0)
			return -1;
	g->lost = unpacked ? x->failed : (g->lost && d->target.kind != EXPORT_BLOB) || !j->got[m->blob].had;
	*out = (struct export_image){ .media_type = m->media_type, .size = j->got[m->blob].size };
	if (digest_parse(&out->digest, m->digest) != 0)
		return fault_set(f, FAULT_CASE, 0, "the case holds a digest that is none");
	if (unpacked)
		IGNORE(digest_parse(&out->config, from->config));
	out->document = buf_span(&g->document);
	out->names = g->names.v;
	out->names_n = g->names.n;
	out->repositories = g->repositories.v;
	out->repositories_n = g->repositories.n;
	out->blobs = g->blobs.v;
	out->blobs_n = unique(g->blobs.v, g->blobs.n);
	out->manifests = g->manifests.v;
	out->manifests_n = unique(g->manifests.v, g->manifests.n);
	out->diff_ids = g->diff_ids.v;
	out->diff_ids_n = g->diff_ids.n;
	return 0;
}

/* ---- the table ---------------------------------------------------------------------------------------------------------- */

struct csv_table {
	struct export_job *j;
	const struct dest *d; /* NULL: of a partial folder */
	const struct chosen_image *top;
	struct buf *rows;
};

static int add_row(struct csv_table *t, size_t blob, enum grade grade, struct span names, struct fault *f)
{
	const struct chosen_blob *b = &t->j->choice.blobs.v[blob];
	const struct got *g = &t->j->got[blob];
	char path[EXPORT_PATH] = "", size[24], runs[64];
	struct digest digest = { .alg = DIGEST_NONE };
	struct export_row r = { .blob = b->digest, .names = names, .grade = span_of(grade_text(grade)),
		                .kind = span_of(blob_kind_text(b->kind)) };

	IGNORE(digest_parse(&digest, b->digest));
	if (t->top != NULL)
		r.image = t->top->digest;
	r.origin = span_of(run_choice_has_bytes(b) ? origin_text(b->origin) : blob_state_text(b->state));
	if (g->had) {
		(void)snprintf(size, sizeof size, "%" PRIu64, g->size);
		r.size = span_of(size);
		r.source = g->copy.source;
		r.path = g->copy.path;
		r.method = g->copy.method;
		r.runs = g->copy.runs;
		(void)snprintf(runs, sizeof runs, "0,%" PRIu64 ",%" PRIu64, g->copy.offset, g->size);
		if (r.runs.n == 0 && g->copy.offset > 0) /* one piece of an archive */
			r.runs = span_of(runs);
		if (t->d != NULL && digest_set(&digest) && t->d->needs[blob])
			r.file = span_of(export_path_of(t->d->out, t->d->target.kind == EXPORT_REGISTRY ? &g->sha256 : &digest, false, path));
	}
	return export_csv_row(t->rows, &r, f);
}

static int part_row(void *user, size_t image, const struct chosen_part *p, struct fault *f)
{
	(void)image;
	return add_row((struct csv_table *)user, p->blob, p->grade, SPAN_NONE, f);
}

static int join_names(struct export_job *j, const struct chosen_image *m, struct buf *out, struct fault *f)
{
	for (size_t i = 0; i < m->names_n; i++) {
		const struct chosen_name *n = &j->choice.names.v[m->names + i];

		if (!gives(n))
			continue;
		if ((out->n > 0 && buf_add_byte(out, ' ', f) < 0) || buf_add(out, n->repository, f) < 0 || buf_add_byte(out, ':', f) < 0 ||
		    buf_add(out, n->tag, f) < 0)
			return -1;
	}
	return 0;
}

/* A config or layer that lies there without its packing, and where its bytes came from. */
static int plain_row(struct csv_table *t, const struct digest *as, struct span blob, bool config, struct fault *f)
{
	size_t at = run_choice_blob(&t->j->choice, blob);
	struct shelf_copy copy;
	char path[EXPORT_PATH] = "";
	struct export_row r = { .image = t->top->digest, .blob = blob, .grade = span_of(grade_text(GRADE_PROVEN)),
		                .kind = span_of(blob_kind_text(config ? BLOB_CONFIG : BLOB_LAYER)) };

	if (run_shelf_best(t->j->shelf, blob, &copy, f) < 0)
		return -1;
	r.origin = span_of(origin_text(at == SIZE_MAX ? ORIGIN_STORED : t->j->choice.blobs.v[at].origin));
	r.source = copy.source;
	r.path = copy.path;
	r.method = copy.method;
	r.runs = copy.runs;
	if (t->d->target.kind == EXPORT_DOCKER_ARCHIVE)
		r.file = span_of(export_path_of(t->d->out, as, config, path));
	return export_csv_row(t->rows, &r, f);
}

static int csv_unpacked(struct csv_table *t, const struct going *g, struct fault *f)
{
	const struct chosen_image *from = &t->j->choice.images.v[g->from];
	struct digest config;

	if (digest_parse(&config, from->config) != 0 || plain_row(t, &config, from->config, true, f) < 0)
		return f->kind != FAULT_NONE ? -1 : 0;
	for (size_t i = 0; i < g->layers.n; i++)
		if (plain_row(t, &g->layers.v[i].diff_id, g->layers.v[i].blob, false, f) < 0)
			return -1;
	return 0;
}

int run_export_csv(struct export_job *j, const struct chosen_image *m, const struct dest *d, const struct going *g, struct buf *rows,
                   struct fault *f)
{
	OWNED(buf) struct buf names = BUF_INIT;
	struct csv_table t = { j, d, m, rows };

	if (join_names(j, m, &names, f) < 0 || add_row(&t, m->blob, m->grade, buf_span(&names), f) < 0)
		return -1;
	if (d != NULL && d->target.kind == EXPORT_BLOB)
		return 0;
	if (d != NULL && (d->target.kind == EXPORT_DOCKER_ARCHIVE || d->target.kind == EXPORT_FILES))
		return csv_unpacked(&t, g, f);
	return run_export_each(j, (size_t)(m - j->choice.images.v), part_row, &t, f);
}

int run_export_csv_blobs(struct export_job *j, const struct dest *d, struct buf *rows, struct fault *f)
{
	struct csv_table t = { j, d, NULL, rows };

	for (size_t i = 0; i < j->choice.blobs.n; i++)
		if (j->choice.blobs.v[i].asked && add_row(&t, i, GRADE_PROVEN, SPAN_NONE, f) < 0)
			return -1;
	return 0;
}

int run_export_receipts(struct export_job *j, struct export_dest *d, struct span rows, struct fault *f)
{
	OWNED(buf) struct buf older = BUF_INIT, csv = BUF_INIT, log = BUF_INIT;

	if (export_noted(d, "EXPORT.csv", &older, f) < 0 || export_csv_merge(&csv, buf_span(&older), rows, f) < 0 ||
	    export_note(d, "EXPORT.csv", buf_span(&csv), f) < 0)
		return -1;
	if (j->begun.n == 0)
		return 0;
	if (export_noted(d, "EXPORT.custody", &log, f) < 0 || buf_add(&log, buf_span(&j->begun), f) < 0)
		return -1;
	return export_note(d, "EXPORT.custody", buf_span(&log), f);
}

/* ---- statements ---------------------------------------------------------------------------------------------------------- */

static int put_digest(struct jsonw *w, struct span digest, struct fault *f)
{
	OWNED(buf) struct buf alg = BUF_INIT;
	size_t colon = span_find(digest, ':');

	if (colon == SIZE_MAX)
		return 0;
	if (buf_add(&alg, span_sub(digest, 0, colon), f) < 0)
		return -1;
	jsonw_key(w, "digest");
	jsonw_open(w, '{');
	jsonw_put_text(w, buf_cstr(&alg), span_from(digest, colon + 1));
	jsonw_close(w, '}');
	return 0;
}

struct stating {
	struct export_job *j;
	struct jsonw *w;
};

static int put_blob(struct stating *s, size_t blob, struct fault *f)
{
	const struct chosen_blob *b = &s->j->choice.blobs.v[blob];
	const struct got *g = &s->j->got[blob];

	jsonw_open(s->w, '{');
	if (put_digest(s->w, b->digest, f) < 0)
		return -1;
	jsonw_put_cstr(s->w, "origin", run_choice_has_bytes(b) ? origin_text(b->origin) : blob_state_text(b->state));
	jsonw_put_text(s->w, "source", g->copy.source);
	jsonw_put_text(s->w, "runs", g->copy.runs);
	jsonw_put_text(s->w, "method", g->copy.method);
	jsonw_close(s->w, '}');
	return 0;
}

static int state_part(void *user, size_t image, const struct chosen_part *p, struct fault *f)
{
	(void)image;
	return put_blob((struct stating *)user, p->blob, f);
}

static int put_predicate(struct export_job *j, const struct chosen_image *m, struct jsonw *w, struct fault *f)
{
	struct stating s = { j, w };
	struct when now = run_record_now(j->o->watch);
	char time[WHEN_TEXT];

	jsonw_key(w, "predicate");
	jsonw_open(w, '{');
	jsonw_put_cstr(w, "tool", "sherd");
	jsonw_put_cstr(w, "version", run_version());
	jsonw_put_cstr(w, "commit", run_commit());
	if (now.known)
		jsonw_put_cstr(w, "exported", when_text(time, now));
	jsonw_put_cstr(w, "standing", standing_text(m->standing));
	jsonw_put_cstr(w, "completeness", completeness_text(m->completeness));
	jsonw_put_cstr(w, "note", "the bytes hash to the digest; nothing was signed again but this statement");
	jsonw_key(w, "blobs");
	jsonw_open(w, '[');
	if (put_blob(&s, m->blob, f) < 0 || run_export_each(j, (size_t)(m - j->choice.images.v), state_part, &s, f) < 0)
		return -1;
	jsonw_close(w, ']');
	jsonw_close(w, '}');
	return 0;
}

static int make_statement(struct export_job *j, const struct chosen_image *m, struct buf *out, struct fault *f)
{
	OWNED(buf) struct buf names = BUF_INIT;
	struct jsonw w = jsonw_of(out, f);

	if (join_names(j, m, &names, f) < 0)
		return -1;
	jsonw_open(&w, '{');
	jsonw_put_cstr(&w, "_type", "https://in-toto.io/Statement/v1");
	jsonw_key(&w, "subject");
	jsonw_open(&w, '[');
	jsonw_open(&w, '{');
	jsonw_put_text(&w, "name", names.n > 0 ? buf_span(&names) : m->digest);
	if (put_digest(&w, m->digest, f) < 0)
		return -1;
	jsonw_close(&w, '}');
	jsonw_close(&w, ']');
	jsonw_put_cstr(&w, "predicateType", "urn:sherd:export:v1");
	if (put_predicate(j, m, &w, f) < 0)
		return -1;
	jsonw_close(&w, '}');
	return jsonw_end(&w);
}

int run_export_statement(struct export_job *j, const struct chosen_image *m, struct export_dest *d, struct fault *f)
{
	OWNED(seal_key) struct seal_key *key = NULL;
	OWNED(buf) struct buf payload = BUF_INIT, to_sign = BUF_INIT, signature = BUF_INIT, who = BUF_INIT, out = BUF_INIT;
	const struct seal_pass pass = { j->x->pass, j->x->user };
	char name[200], keyid[65];

	if (j->x->key == NULL)
		return 0;
	if (seal_key_open(&key, j->x->key, j->x->certificate, &pass, f) < 0 || make_statement(j, m, &payload, f) < 0 ||
	    export_dsse_signed(&to_sign, buf_span(&payload), f) < 0 ||
	    seal_sign_plain(key, buf_span(&to_sign), &signature, &who, keyid, f) < 0 ||
	    export_dsse(&out, buf_span(&payload), buf_span(&signature), keyid, f) < 0)
		return -1;
	(void)snprintf(name, sizeof name, "EXPORT-%.*s.intoto.json", (int)m->digest.n, (const char *)m->digest.p);
	for (char *p = name; *p != '\0'; p++)
		*p = *p == ':' ? '-' : *p;
	return export_note(d, name, buf_span(&out), f) < 0 ? -1 : export_note(d, "EXPORT.signer.pub", buf_span(&who), f);
}

/* ---- a destination ---------------------------------------------------------------------------------------------------------- */

static int tell_line(struct export_job *j, const struct dest *d, const struct going *x, const struct chosen_image *m, struct fault *f)
{
	OWNED(buf) struct buf names = BUF_INIT;
	struct run_export_line l = { .digest = m->digest, .destination = d->target.text, .whole = true, .blobs = x->blobs, .bytes = x->bytes };
	char path[EXPORT_PATH] = "";
	struct digest digest;

	if (join_names(j, m, &names, f) < 0)
		return -1;
	l.names = buf_span(&names);
	if (d->target.kind == EXPORT_FILES && !export_target_is_file(&d->target) && digest_parse(&digest, j->choice.images.v[x->from].digest) == 0)
		l.where = export_path_of(d->out, &digest, false, path);
	return j->sink->line(j->sink->user, &l, f);
}

static void count(struct export_job *j, const struct export_image *m, struct going *x)
{
	if (x->blobs > 0) /* told already */
		return;
	x->blobs = m->blobs_n + m->manifests_n + 1;
	x->bytes = j->got[j->choice.images.v[x->image].blob].size;
	for (size_t i = 0; i < m->blobs_n + m->manifests_n; i++) {
		char text[DIGEST_TEXT];
		size_t at = run_choice_blob(&j->choice, span_of(digest_text(text, i < m->blobs_n ? &m->blobs[i] : &m->manifests[i - m->blobs_n])));

		if (at != SIZE_MAX)
			x->bytes += j->got[at].size;
	}
}

static int one_image(struct export_job *j, struct dest *d, struct going *x, struct buf *rows, struct fault *f)
{
	OWNED(gathered) struct gathered g = { .j = j };
	const struct chosen_image *m = &j->choice.images.v[x->image];
	struct export_image image;
	char text[200], short_[40];

	if (gather(&g, d, x, &image, f) < 0)
		return -1;
	if (g.lost && d->target.kind != EXPORT_BLOBS) {
		(void)snprintf(text, sizeof text, "%s is not whole any more and stays out of %.100s", run_export_short(short_, m->digest), d->target.text);
		watch_note(j->o->watch, text);
		return 0;
	}
	if (x->left_out > 0) {
		(void)snprintf(text, sizeof text, "%s: %" PRIu64 " members are left out, their names would be unpacked elsewhere",
		               run_export_short(short_, m->digest), x->left_out);
		watch_note(j->o->watch, text);
		j->status = j->status == 0 ? 3 : j->status;
	}
	count(j, &image, x);
	x->given = true;
	return export_image(d->out, &image, f) < 0 || run_export_csv(j, m, d, x, rows, f) < 0 ? -1 : run_export_statement(j, m, d->out, f);
}

int run_export_tell(struct export_job *j, struct dest *d, struct fault *f)
{
	OWNED(buf) struct buf rows = BUF_INIT;

	for (size_t i = 0; i < d->images.n; i++)
		if (one_image(j, d, &d->images.v[i], &rows, f) < 0)
			return -1;
	if (run_export_csv_blobs(j, d, &rows, f) < 0 || run_export_receipts(j, d->out, buf_span(&rows), f) < 0 || export_finish(d->out, f) < 0)
		return -1;
	for (size_t i = 0; i < d->images.n; i++)
		if (d->images.v[i].given && tell_line(j, d, &d->images.v[i], &j->choice.images.v[d->images.v[i].image], f) < 0)
			return -1;
	return 0;
}
