/* report/list/lessons.c - the end of `logs`: what they taught. */
#include "report/list/lessons.h"

#include "base/quote.h"
#include "words/fill.h"

#include <inttypes.h>
#include <stdlib.h>

enum { DELETIONS_SHOWN = 50, COLLECTIONS_SHOWN = 20, TAKEN_SHOWN = 12 }; /* told: how many more */

void lessons_release(struct lessons *l)
{
	for (size_t i = 0; i < l->collections.n; i++)
		VEC_RELEASE(&l->collections.v[i].taken);
	VEC_RELEASE(&l->collections);
	VEC_RELEASE(&l->deletions);
	arena_release(&l->texts);
}

static int keep(struct lessons *l, const struct rows *rows, const char *column, struct span *out, struct fault *f)
{
	return arena_span(&l->texts, rows_span(rows, column), out, f);
}

static int keep_actor(struct lessons *l, const struct report *r, const struct rows *rows, struct span *out, struct fault *f)
{
	OWNED(buf) struct buf who = BUF_INIT;

	return mask_actor(&who, rows, r->reveal, f) < 0 ? -1 : arena_span(&l->texts, buf_span(&who), out, f);
}

/* Lines of one request: the access log's, the registry's own, a notification's. */
static bool same_deletion(const struct taught *a, const struct taught *b)
{
	int64_t apart = b->sec - a->sec;

	return span_eq(a->event, b->event) && span_eq(a->repository, b->repository) && span_eq(a->tag, b->tag) &&
	       span_eq(a->digest, b->digest) && a->timed == b->timed && (!a->timed || (apart >= -1 && apart <= 1));
}

static int by_time(const void *a, const void *b)
{
	return span_cmp(((const struct taught *)a)->time, ((const struct taught *)b)->time);
}

static int read_deletions(struct report *r, struct lessons *l, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (rows_open(r->db, QUERY_LOGGED_DELETIONS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct taught t = { .sec = rows_int(rows, "sec"), .timed = rows_has(rows, "time"), .lines = 1 };
		struct taught *last = l->deletions.n > 0 ? &l->deletions.v[l->deletions.n - 1] : NULL;

		if (keep(l, rows, "event", &t.event, f) < 0 || keep(l, rows, "time", &t.time, f) < 0 ||
		    keep(l, rows, "repository", &t.repository, f) < 0 || keep(l, rows, "tag", &t.tag, f) < 0 ||
		    keep(l, rows, "digest", &t.digest, f) < 0 || keep_actor(l, r, rows, &t.actor, f) < 0 ||
		    keep(l, rows, "address", &t.address, f) < 0 || keep(l, rows, "source", &t.source, f) < 0)
			return -1;
		if (last == NULL || !same_deletion(last, &t)) {
			if (VEC_PUSH(&l->deletions, t, f) < 0)
				return -1;
			continue;
		}
		last->lines++;
		last->actor = last->actor.n > 0 ? last->actor : t.actor;
		last->address = last->address.n > 0 ? last->address : t.address;
	}
	if (l->deletions.n > 1)
		qsort(l->deletions.v, l->deletions.n, sizeof *l->deletions.v, by_time);
	return rc < 0 ? -1 : 0;
}

/* Marking after blobs were found eligible or deleted begins the next run; with -m manifests are found eligible while others
 * are still being marked (seen of 2.8.2). */
static int run_at(struct lessons *l, const struct rows *rows, bool marks, bool *swept, struct collection **out, struct fault *f)
{
	struct collection fresh = { .marked = 0 };
	struct collection *last = l->collections.n > 0 ? &l->collections.v[l->collections.n - 1] : NULL;

	if (last == NULL || !span_eq(last->source, rows_span(rows, "source")) || (marks && *swept)) {
		if (keep(l, rows, "source", &fresh.source, f) < 0 || keep(l, rows, "time", &fresh.first, f) < 0 ||
		    VEC_PUSH(&l->collections, fresh, f) < 0)
			return -1;
		last = &l->collections.v[l->collections.n - 1];
		*swept = false;
	}
	*out = last;
	return rows_has(rows, "time") ? keep(l, rows, "time", &last->last, f) : 0;
}

static int read_collections(struct report *r, struct lessons *l, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	bool swept = false;
	int rc;

	if (rows_open(r->db, QUERY_LOGGED_COLLECTIONS, &rows, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		struct span event = rows_span(rows, "event"), digest;
		bool marks = span_is(event, "gc-mark"), deletes = span_is(event, "gc-delete");
		struct collection *c;

		if (run_at(l, rows, marks, &swept, &c, f) < 0)
			return -1;
		c->marked += marks;
		c->eligible += !marks && !deletes;
		swept = swept || deletes || (!marks && !span_is(rows_span(rows, "object"), "manifest"));
		if (!deletes)
			continue;
		c->manifests += span_is(rows_span(rows, "object"), "manifest");
		c->blobs += !span_is(rows_span(rows, "object"), "manifest");
		if (keep(l, rows, "digest", &digest, f) < 0 || VEC_PUSH(&c->taken, digest, f) < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

static void deletions_json(struct jsonw *w, const struct lessons *l, struct span label)
{
	jsonw_key(w, "deletions");
	jsonw_open(w, '[');
	for (size_t i = 0; i < l->deletions.n; i++) {
		const struct taught *t = &l->deletions.v[i];

		if (!span_eq(t->source, label))
			continue;
		jsonw_open(w, '{');
		jsonw_put_text(w, "event", t->event);
		jsonw_put_text(w, "time", t->time);
		jsonw_put_text(w, "repository", t->repository);
		jsonw_put_text(w, "tag", t->tag);
		jsonw_put_text(w, "digest", t->digest);
		jsonw_put_text(w, "actor", t->actor);
		jsonw_put_text(w, "address", t->address);
		jsonw_put_uint(w, "lines", t->lines);
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static void collections_json(struct jsonw *w, const struct lessons *l, struct span label)
{
	jsonw_key(w, "collections");
	jsonw_open(w, '[');
	for (size_t i = 0; i < l->collections.n; i++) {
		const struct collection *c = &l->collections.v[i];

		if (!span_eq(c->source, label))
			continue;
		jsonw_open(w, '{');
		jsonw_put_text(w, "first", c->first);
		jsonw_put_text(w, "last", c->last);
		jsonw_put_uint(w, "marked", c->marked);
		jsonw_put_uint(w, "eligible", c->eligible);
		jsonw_put_uint(w, "blobs", c->blobs);
		jsonw_put_uint(w, "manifests", c->manifests);
		jsonw_key(w, "took");
		jsonw_open(w, '[');
		for (size_t k = 0; k < c->taken.n; k++)
			jsonw_text(w, c->taken.v[k]);
		jsonw_close(w, ']');
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
}

static int deletion_row(struct report *r, struct table *t, const struct taught *x, const struct report_options *o,
                        struct fault *f)
{
	char when[WHEN_TEXT + 8], shown[WHEN_TEXT], digest[DIGEST_TEXT];
	OWNED(buf) struct buf name = BUF_INIT, who = BUF_INIT;

	if (quote_visible(&name, x->repository, f) < 0 || (x->tag.n > 0 && buf_add_text(&name, ":", f) < 0) ||
	    quote_visible(&name, x->tag, f) < 0 || quote_visible(&who, x->actor, f) < 0 ||
	    (x->actor.n > 0 && x->address.n > 0 && buf_add_text(&who, ", ", f) < 0) || quote_visible(&who, x->address, f) < 0)
		return -1;
	if (who.n == 0 && buf_add_text(&who, lang_text(o->lang, TEXT_L_NOT_TOLD), f) < 0)
		return -1;
	return table_text(t, x->timed ? time_zoned(when, span_of(time_short(shown, x->time)), o->zone) : "-", TINT_NONE, f) < 0 ||
	                       table_cell(t, told_word(o, x->event), TINT_NONE, f) < 0 || table_cell(t, buf_span(&name), TINT_NONE, f) < 0 ||
	                       table_text(t, x->digest.n > 0 ? short_digest(&r->shorts, digest, x->digest) : "-", TINT_NONE, f) < 0 ||
	                       table_cell(t, buf_span(&who), TINT_NONE, f) < 0 || table_name(t, x->source, f) < 0
	               ? -1
	               : 0;
}

static int deletions_text(struct report *r, const struct lessons *l, const struct report_options *o, struct out *out,
                          struct fault *f)
{
	static const char *const titles[] = { "TIME", "WHAT", "NAME", "DIGEST", "WHO", "LOG" };
	OWNED(table) struct table t = { 0 };
	char digits[LANG_DIGITS];

	table_init(&t, titles, COUNT(titles));
	t.indent = "  ";
	for (size_t i = 0; i < l->deletions.n && (o->full || i < DELETIONS_SHOWN); i++)
		if (deletion_row(r, &t, &l->deletions.v[i], o, f) < 0)
			return -1;
	out_text(out, "\n");
	tell(out, o, TEXT_L_TOLD_DELETIONS, (const struct span[]){ lang_digits(digits, l->deletions.n) });
	if (t.n > 0)
		table_print(&t, out, o);
	if (!o->full && l->deletions.n > DELETIONS_SHOWN)
		tell(out, o, TEXT_L_MORE, (const struct span[]){ lang_digits(digits, l->deletions.n - DELETIONS_SHOWN) });
	return 0;
}

static void collection_text(struct report *r, const struct collection *c, const struct report_options *o, struct out *out)
{
	char when[WHEN_TEXT + 8], shown[WHEN_TEXT], digest[DIGEST_TEXT], digits[2][LANG_DIGITS];
	bool dry = c->blobs + c->manifests == 0;
	size_t n = o->full ? c->taken.n : c->taken.n < TAKEN_SHOWN ? c->taken.n : TAKEN_SHOWN;

	out_text(out, "  ");
	out_shown(out, c->source);
	if (c->last.n > 0)
		out_printf(out, ", %s", time_zoned(when, span_of(time_short(shown, c->last)), o->zone));
	if (dry)
		put_told(out, o, TEXT_L_TOOK_NONE, (const struct span[]){ lang_digits(digits[0], c->eligible) });
	else
		put_told(out, o, TEXT_L_TOOK, (const struct span[]){ lang_digits(digits[0], c->blobs), lang_digits(digits[1], c->manifests) });
	tell(out, o, TEXT_L_MARKED, (const struct span[]){ lang_digits(digits[0], c->marked) });
	for (size_t i = 0; i < n; i++)
		out_printf(out, "%s%s", i % 6 == 0 ? (i > 0 ? "\n    " : "    ") : " ", short_digest(&r->shorts, digest, c->taken.v[i]));
	if (n > 0)
		out_text(out, "\n");
	if (n < c->taken.n) {
		out_text(out, "  ");
		tell(out, o, TEXT_L_MORE, (const struct span[]){ lang_digits(digits[0], c->taken.n - n) });
	}
}

void lessons_json(struct jsonw *w, const struct lessons *l, struct span label)
{
	deletions_json(w, l, label);
	collections_json(w, l, label);
}

int lessons_load(struct lessons *out, struct report *r, struct fault *f)
{
	return read_deletions(r, out, f) < 0 ? -1 : read_collections(r, out, f);
}

int lessons_text(struct report *r, const struct lessons *l, const struct report_options *o, struct out *out,
                        struct fault *f)
{
	char digits[LANG_DIGITS];

	if (deletions_text(r, l, o, out, f) < 0)
		return -1;
	tell(out, o, TEXT_L_TOLD_COLLECTIONS, (const struct span[]){ lang_digits(digits, l->collections.n) });
	for (size_t i = 0; i < l->collections.n && (o->full || i < COLLECTIONS_SHOWN); i++)
		collection_text(r, &l->collections.v[i], o, out);
	if (!o->full && l->collections.n > COLLECTIONS_SHOWN)
		tell(out, o, TEXT_L_MORE, (const struct span[]){ lang_digits(digits, l->collections.n - COLLECTIONS_SHOWN) });
	return 0;
}
