/* casedb/logs.c - events of logs, in and out. */
#include "casedb/intern.h"

static void bind_name_or_null(struct bind *b, struct span name)
{
	if (name.n > 0)
		bind_name(b, name);
	else
		bind_null(b);
}

int casedb_put_log_event(struct casedb *db, const struct log_record *r, struct fault *f)
{
	const struct log_fact *x = &r->fact;
	struct bind b = bind_start(db, ST_PUT_LOG_EVENT, f);

	bind_int(&b, x->scan);
	bind_int(&b, x->item);
	bind_cstr_id(&b, event_text(x->event));
	bind_cstr_id(&b, r->family);
	bind_cstr_id(&b, r->class);
	bind_when(&b, x->time);
	bind_text(&b, x->raw_time);
	bind_optional_id(&b, x->repository);
	bind_optional_id(&b, x->from_repository);
	bind_optional_id(&b, x->tag);
	bind_name_or_null(&b, x->upload);
	bind_digest_id(&b, &x->digest);
	if (x->has_size)
		bind_u64(&b, x->size);
	else
		bind_null(&b);
	if (x->status != 0)
		bind_int(&b, x->status);
	else
		bind_null(&b);
	bind_text_id(&b, x->actor);
	bind_text_id(&b, x->address);
	bind_text_id(&b, x->agent);
	bind_text_id(&b, r->media_type);
	bind_text_id(&b, x->object);
	bind_text_id(&b, x->method);
	bind_digest_id(&b, &x->parent);
	if (r->has_position)
		bind_u64(&b, r->position);
	else
		bind_null(&b);
	bind_said(&b, x->detail);
	bind_u64(&b, x->line);
	bind_u64(&b, x->offset);
	bind_u64(&b, x->length);
	return bind_run(&b, NULL, f);
}

int casedb_put_log(struct casedb *db, int64_t scan, const struct log_counts *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_LOG, f);

	bind_int(&b, scan);
	bind_u64(&b, c->lines);
	bind_u64(&b, c->understood);
	bind_u64(&b, c->mentions);
	bind_u64(&b, c->not_understood);
	bind_u64(&b, c->too_long);
	bind_text(&b, c->samples);
	bind_cstr(&b, c->gc_style);
	return bind_run(&b, NULL, f);
}

int casedb_put_log_class(struct casedb *db, int64_t scan, const struct log_class_record *c, struct fault *f)
{
	struct bind b = bind_start(db, ST_PUT_LOG_CLASS, f);

	bind_int(&b, scan);
	bind_cstr(&b, c->class);
	bind_u64(&b, c->lines);
	bind_when(&b, c->first);
	bind_when(&b, c->last);
	bind_when(&b, c->hole_from);
	bind_when(&b, c->hole_to);
	bind_u64(&b, c->backwards);
	return bind_run(&b, NULL, f);
}
