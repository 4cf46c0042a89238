/* casedb/conclude.c - conclusions in. They are replaced as a whole, never edited. */
#include "casedb/intern.h"

#include <stdio.h>

int casedb_conclude_begin(struct casedb *db, struct fault *f)
{
	char sql[128];

	if (casedb_begin(db, f) < 0)
		return -1;
	for (const char *const *t = casedb_conclusion_tables; *t != NULL; t++) {
		(void)snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS %s", *t);
		if (casedb_exec(db, sql, f) < 0)
			return -1;
	}
	return casedb_exec(db, casedb_schema_conclusions, f);
}

int casedb_conclude_end(struct casedb *db, struct fault *f)
{
	if (casedb_exec(db, casedb_schema_conclusion_indexes, f) < 0)
		return -1;
	return casedb_commit(db, f);
}

int casedb_put_grounds(struct casedb *db, const char *owner, int64_t id, struct grounds g,
                       struct fault *f)
{
	for (size_t i = 0; i < g.n; i++) {
		const struct ground *x = &g.v[i];
		bool range = x->length > 0;
		struct bind b = bind_start(db, ST_PUT_BECAUSE, f);

		bind_cstr_id(&b, owner);
		bind_int(&b, id);
		bind_int(&b, (int64_t)i);
		if (x->item != 0)
			bind_int(&b, x->item);
		else
			bind_null(&b);
		if (x->scan != 0)
			bind_int(&b, x->scan);
		else
			bind_null(&b);
		if (range) {
			bind_u64(&b, x->offset);
			bind_u64(&b, x->length);
		} else {
			bind_null(&b);
			bind_null(&b);
		}
		bind_text_id(&b, x->pointer);
		if (bind_run(&b, NULL, f) < 0)
			return -1;
	}
	return 0;
}

static void bind_size(struct bind *b, bool has, uint64_t n)
{
	if (has)
		bind_u64(b, n);
	else
		bind_null(b);
}

int casedb_put_blob(struct casedb *db, const struct blob_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_BLOB, f);

	bind_digest_id(&b, &c->digest);
	bind_cstr_id(&b, blob_kind_text(c->kind));
	bind_cstr_id(&b, blob_state_text(c->state));
	bind_size(&b, c->has_size, c->size);
	bind_text_id(&b, c->media_type);
	bind_digest_id(&b, &c->diff_id);
	bind_digest_id(&b, &c->observed_digest);
	bind_size(&b, c->has_observed, c->observed_size);
	return bind_run(&b, NULL, f);
}

int casedb_put_blob_copy(struct casedb *db, const struct digest *d, int64_t item,
                         enum blob_state state, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_BLOB_COPY, f);

	bind_digest_id(&b, d);
	bind_int(&b, item);
	bind_cstr_id(&b, blob_state_text(state));
	return bind_run(&b, NULL, f);
}

int casedb_put_blob_repository(struct casedb *db, const struct digest *d, int64_t registry,
                               struct span repository, int64_t item, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_BLOB_REPOSITORY, f);

	bind_digest_id(&b, d);
	bind_int(&b, registry);
	bind_name_id(&b, repository);
	bind_int(&b, item);
	return bind_run(&b, NULL, f);
}

int casedb_put_image(struct casedb *db, const struct image_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_IMAGE, f);

	bind_digest_id(&b, &c->digest);
	bind_cstr_id(&b, image_kind_text(c->kind));
	bind_cstr_id(&b, blob_state_text(c->state));
	bind_text_id(&b, c->media_type);
	bind_int(&b, c->media_type_inferred);
	bind_cstr_id(&b, standing_text(c->standing));
	bind_cstr_id(&b, completeness_text(c->completeness));
	bind_cstr_id(&b, origin_text(c->origin));
	bind_cstr_id(&b, grade_text(c->grade));
	bind_size(&b, c->has_size, c->size);
	bind_u64(&b, c->total_size);
	bind_when(&b, c->created);
	bind_digest_id(&b, &c->config);
	bind_digest_id(&b, &c->subject);
	return bind_run(&b, NULL, f);
}

int casedb_put_image_repository(struct casedb *db, const struct image_repository_conclusion *c,
                                struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_IMAGE_REPOSITORY, f);
	int64_t id;

	bind_digest_id(&b, &c->image);
	bind_int(&b, c->registry);
	bind_name_id(&b, c->repository);
	bind_cstr_id(&b, standing_text(c->standing));
	bind_time(&b, c->deleted_at);
	bind_time(&b, c->deleted_after);
	bind_time(&b, c->deleted_before);
	if (bind_run(&b, &id, f) < 0)
		return -1;
	return casedb_put_grounds(db, "image_repository", id, c->because, f);
}

int casedb_put_image_missing(struct casedb *db, const struct digest *image, const struct digest *d,
                             struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_IMAGE_MISSING, f);

	bind_digest_id(&b, image);
	bind_digest_id(&b, d);
	return bind_run(&b, NULL, f);
}

int casedb_put_edge(struct casedb *db, const struct edge *e, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_EDGE, f);
	int64_t id;

	bind_cstr_id(&b, e->kind);
	bind_digest_id(&b, &e->from);
	bind_digest_id(&b, &e->to);
	bind_int(&b, e->position);
	bind_text_id(&b, e->media_type);
	bind_size(&b, e->has_size, e->size);
	bind_text_id(&b, e->platform);
	bind_digest_id(&b, &e->diff_id);
	bind_digest_id(&b, &e->diff_id_claimed);
	bind_cstr_id(&b, grade_text(e->grade));
	bind_cstr_id(&b, e->rule);
	if (bind_run(&b, &id, f) < 0)
		return -1;
	return casedb_put_grounds(db, "edge", id, e->because, f);
}

int casedb_put_candidate(struct casedb *db, const struct candidate_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_CANDIDATE, f);

	bind_digest(&b, &c->config);
	bind_int(&b, c->position);
	bind_digest(&b, &c->diff_id);
	bind_digest(&b, &c->layer);
	bind_cstr(&b, grade_text(c->grade));
	bind_cstr(&b, c->rule);
	return bind_run(&b, NULL, f);
}

int casedb_put_tag(struct casedb *db, const struct tag_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_TAG, f);
	int64_t id;

	bind_int(&b, c->registry);
	bind_name_id(&b, c->repository);
	bind_name_id(&b, c->tag);
	bind_digest_id(&b, &c->digest);
	bind_cstr_id(&b, tag_standing_text(c->standing));
	bind_time(&b, c->from);
	bind_time(&b, c->until);
	bind_time(&b, c->deleted_at);
	bind_time(&b, c->deleted_after);
	bind_time(&b, c->deleted_before);
	bind_cstr_id(&b, c->time_source);
	bind_cstr_id(&b, grade_text(c->grade));
	bind_cstr_id(&b, c->rule);
	if (bind_run(&b, &id, f) < 0)
		return -1;
	return casedb_put_grounds(db, "tag", id, c->because, f);
}

int casedb_put_repository(struct casedb *db, const struct repository_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_REPOSITORY, f);

	bind_int(&b, c->registry);
	bind_name(&b, c->name);
	bind_cstr(&b, repo_standing_text(c->standing));
	bind_u64(&b, c->images);
	bind_u64(&b, c->tags);
	bind_u64(&b, c->bytes);
	bind_u64(&b, c->unique_bytes);
	return bind_run(&b, NULL, f);
}

static void bind_name_or_null(struct bind *b, struct span name)
{
	if (name.n > 0)
		bind_name(b, name);
	else
		bind_null(b);
}

int casedb_put_logged_part(struct casedb *db, const struct logged_part_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_LOGGED_PART, f);
	int64_t id;

	bind_digest(&b, &c->image);
	bind_name(&b, c->repository);
	bind_name_or_null(&b, c->tag);
	bind_digest(&b, &c->part);
	bind_int(&b, c->manifest);
	bind_size(&b, c->has_size, c->size);
	bind_when(&b, c->time);
	bind_cstr(&b, c->rule);
	bind_cstr(&b, grade_text(c->grade));
	if (bind_run(&b, &id, f) < 0)
		return -1;
	return casedb_put_grounds(db, "logged_part", id, c->because, f);
}

int casedb_put_kinship(struct casedb *db, const struct kinship_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_KINSHIP, f);

	bind_int(&b, c->registry);
	bind_int(&b, c->of);
	bind_int(&b, c->kin);
	bind_u64(&b, c->entries);
	bind_u64(&b, c->of_entries);
	bind_u64(&b, c->common);
	bind_u64(&b, c->same_time);
	return bind_run(&b, NULL, f);
}

int casedb_put_upload(struct casedb *db, const struct upload_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_UPLOAD, f);
	int64_t id;

	bind_int(&b, c->registry);
	bind_name(&b, c->repository);
	bind_name(&b, c->uuid);
	bind_when(&b, c->started);
	bind_size(&b, c->has_size, c->size);
	bind_digest(&b, &c->digest);
	bind_digest(&b, &c->becoming);
	if (bind_run(&b, &id, f) < 0)
		return -1;
	return casedb_put_grounds(db, "upload", id, c->because, f);
}

int casedb_put_resynthesis(struct casedb *db, const struct resynthesis_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_RESYNTHESIS, f);

	bind_digest(&b, &c->digest);
	bind_cstr(&b, c->recipe);
	bind_cstr(&b, c->producer);
	bind_digest(&b, &c->input);
	bind_size(&b, c->has_searched, c->searched_size);
	bind_blob(&b, c->bytes);
	return bind_run(&b, NULL, f);
}

int casedb_put_rebuilt(struct casedb *db, const struct rebuilt_record *r, int64_t run, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_REBUILT, f);

	bind_digest(&b, &r->digest);
	bind_digest(&b, &r->tar);
	bind_digest(&b, &r->diff_id);
	bind_cstr(&b, r->encoder);
	bind_u64(&b, r->size);
	bind_u64(&b, r->inflated);
	bind_cstr(&b, r->program);
	bind_int(&b, run);
	return bind_run(&b, NULL, f);
}

int casedb_put_toolmark(struct casedb *db, const struct digest *sha256, const char *encoder, int64_t run, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_TOOLMARK, f);

	bind_digest(&b, sha256);
	bind_cstr(&b, encoder);
	bind_int(&b, run);
	return bind_run(&b, NULL, f);
}

int casedb_conclude_rebuilt(struct casedb *db, struct fault *f)
{
	return casedb_exec(db, "INSERT INTO recompression " REBUILT_HELD, f);
}

/* A sentence and its form. One without arguments repeats, and so stands by number. */
static void bind_words(struct bind *b, struct span text, const char *usual)
{
	struct said s = said_split(text.n > 0 ? text : span_of(usual));
	struct span form = s.form;

	if (form.n > 0 && (said_number(&form) == 0 || form.n > 0)) {
		bind_said_id(b, text);
	} else if (form.n == 0 && s.form.n == 0 && !span_is(s.text, usual)) {
		bind_said_id(b, text);
	} else {
		bind_text_id(b, s.text);
		bind_text_id(b, s.form);
	}
}

/* A finding's subject: a digest by its number. */
static void bind_subject(struct bind *b, struct span subject)
{
	struct digest d;

	if (subject.n == 0)
		bind_name(b, SPAN_NONE);
	else if (digest_parse(&d, subject) == 0)
		bind_digest_id(b, &d);
	else
		bind_text(b, subject);
}

int casedb_put_event(struct casedb *db, const struct event_conclusion *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_EVENT, f);
	int64_t id;

	bind_cstr_id(&b, event_text(c->event));
	if (c->because.n > 0)
		bind_int(&b, c->because.v[0].scan);
	else
		bind_null(&b);
	if (c->registry != 0)
		bind_int(&b, c->registry);
	else
		bind_null(&b);
	bind_optional_id(&b, c->repository);
	bind_optional_id(&b, c->tag);
	bind_digest_id(&b, &c->digest);
	bind_time(&b, c->time);
	bind_time(&b, c->after);
	bind_time(&b, c->before);
	bind_cstr_id(&b, c->time_source);
	bind_text_id(&b, c->actor);
	bind_text_id(&b, c->address);
	bind_words(&b, c->text, event_about(c->event));
	bind_cstr_id(&b, grade_text(c->grade));
	bind_cstr_id(&b, c->rule);
	if (bind_run(&b, &id, f) < 0)
		return -1;
	return casedb_put_grounds(db, "event", id, c->because, f);
}

int casedb_put_finding(struct casedb *db, const struct finding *c, struct fault *f)
{
	const struct finding_kind *k = finding_kind(c->code);
	struct bind b = bind_start(db, ST_PUT_FINDING, f);
	int64_t id;

	bind_cstr_id(&b, k->code);
	bind_cstr_id(&b, severity_text(k->severity));
	bind_subject(&b, c->subject);
	bind_words(&b, c->text, k->title);
	if (bind_run(&b, &id, f) < 0)
		return -1;
	return casedb_put_grounds(db, "finding", id, c->because, f);
}
