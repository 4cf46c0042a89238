/*
 * run/export/partial.c - what is left of an image that is not whole: its blobs in a folder of their own, with a text that
 * says so in both languages. No index, archive or tag ever names it.
 */
#include "run/export/job.h"

#include "base/quote.h"
#include "run/choose.h"
#include "run/export.h"
#include "words/text.h"
#include "words/word.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- STATUS.txt -------------------------------------------------------------------------------------------------------- */

struct status {
	struct export_job *j;
	const struct chosen_image *m;
	struct buf *out;
	enum lang lang;
	bool *seen; /* blobs told already */
};

static const char *say(const struct status *s, enum lang_text id)
{
	return lang_text(s->lang, id);
}

static int add_word(struct status *s, const char *word, struct fault *f)
{
	const char *ja = s->lang == LANG_JA ? word_label_ja(span_of(word)) : NULL;

	return buf_add_text(s->out, ja != NULL ? ja : word, f);
}

static int tell_elsewhere(struct status *s, struct span digest, struct span diff_id, struct fault *f)
{
	static const struct {
		const char *what;
		enum lang_text id;
	} kinds[] = { { "same-content", TEXT_X_SAME }, { "upload", TEXT_X_UPLOAD }, { "inline", TEXT_X_INLINE },
		      { "damaged-copy", TEXT_X_DAMAGED }, { "layer-link", TEXT_X_LINK } };
	OWNED(rows) struct rows *r = NULL;
	bool any = false;
	int rc;

	if (rows_open(s->j->db, QUERY_ELSEWHERE, &r, f) < 0 || rows_bind_text(r, 1, digest, f) < 0 ||
	    (diff_id.n > 0 && rows_bind_text(r, 2, diff_id, f) < 0))
		return -1;
	while ((rc = rows_next(r, f)) == 0) {
		struct span what = rows_span(r, "what"), name = rows_span(r, "name");
		enum lang_text id = TEXT_X_LINK;

		for (size_t i = 0; i < COUNT(kinds); i++)
			if (span_is(what, kinds[i].what))
				id = kinds[i].id;
		any = true;
		if (buf_printf(s->out, f, "    - %s: ", say(s, id)) < 0 ||
		    quote_visible(s->out, name.n > 0 ? name : rows_span(r, "digest"), f) < 0)
			return -1;
		if (rows_has(r, "source") && (buf_printf(s->out, f, " (%s ", say(s, TEXT_X_SOURCE)) < 0 ||
		                              quote_visible(s->out, rows_span(r, "source"), f) < 0 || buf_add_text(s->out, ")", f) < 0))
			return -1;
		if (buf_add_byte(s->out, '\n', f) < 0)
			return -1;
	}
	if (rc < 0)
		return -1;
	return any ? 0 : buf_printf(s->out, f, "    - %s\n", say(s, TEXT_X_NOWHERE));
}

static int tell_blob(struct status *s, size_t blob, struct span diff_id, bool present, struct fault *f)
{
	const struct chosen_blob *b = &s->j->choice.blobs.v[blob];
	bool have = s->j->got[blob].had;

	if (s->seen[blob] || have != present || b->state == STATE_FOREIGN)
		return 0;
	s->seen[blob] = true;
	if (buf_add_text(s->out, "  ", f) < 0 || quote_visible(s->out, b->digest, f) < 0 || buf_add_text(s->out, "  ", f) < 0 ||
	    add_word(s, blob_kind_text(b->kind), f) < 0 || buf_add_text(s->out, ", ", f) < 0 ||
	    add_word(s, have ? origin_text(b->origin) : blob_state_text(b->state), f) < 0)
		return -1;
	if ((have || b->has_size ? buf_printf(s->out, f, ", %" PRIu64 " %s\n", have ? s->j->got[blob].size : b->size,
	                                      say(s, have ? TEXT_X_BYTES : TEXT_X_DECLARED))
	                         : buf_printf(s->out, f, ", %s\n", say(s, TEXT_X_NO_SIZE))) < 0)
		return -1;
	return have ? 0 : tell_elsewhere(s, b->digest, diff_id, f);
}

static int tell_present(void *user, size_t image, const struct chosen_part *p, struct fault *f)
{
	(void)image;
	return tell_blob((struct status *)user, p->blob, p->diff_id_claimed, true, f);
}

static int tell_missing(void *user, size_t image, const struct chosen_part *p, struct fault *f)
{
	(void)image;
	return tell_blob((struct status *)user, p->blob, p->diff_id_claimed, false, f);
}

static int tell_names(struct status *s, struct fault *f)
{
	bool any = false;

	for (size_t i = 0; i < s->m->names_n; i++) {
		const struct chosen_name *n = &s->j->choice.names.v[s->m->names + i];

		if ((!any && buf_printf(s->out, f, "%s:\n", say(s, TEXT_X_NAMES)) < 0) || buf_add_text(s->out, "  ", f) < 0 ||
		    quote_visible(s->out, n->repository, f) < 0 || buf_add_byte(s->out, ':', f) < 0 ||
		    quote_visible(s->out, n->tag, f) < 0 || buf_add_byte(s->out, '\n', f) < 0)
			return -1;
		any = true;
	}
	return 0;
}

static int tell_in(struct status *s, enum lang lang, struct fault *f)
{
	size_t at = (size_t)(s->m - s->j->choice.images.v);

	s->lang = lang;
	memset(s->seen, 0, s->j->choice.blobs.n * sizeof *s->seen);
	if (buf_printf(s->out, f, "%s\n\n%s: ", say(s, TEXT_X_NOT_WHOLE), say(s, TEXT_X_IMAGE)) < 0 ||
	    quote_visible(s->out, s->m->digest, f) < 0 || buf_add_byte(s->out, '\n', f) < 0 || tell_names(s, f) < 0 ||
	    buf_printf(s->out, f, "\n%s:\n", say(s, TEXT_X_MISSING)) < 0 || tell_blob(s, s->m->blob, SPAN_NONE, false, f) < 0 ||
	    run_export_each(s->j, at, tell_missing, s, f) < 0 || buf_printf(s->out, f, "\n%s:\n", say(s, TEXT_X_PRESENT)) < 0 ||
	    tell_blob(s, s->m->blob, SPAN_NONE, true, f) < 0 || run_export_each(s->j, at, tell_present, s, f) < 0)
		return -1;
	return buf_printf(s->out, f, "\n%s\n", say(s, TEXT_X_HERE));
}

static int make_status(struct export_job *j, const struct chosen_image *m, struct buf *out, struct fault *f)
{
	struct status s = { .j = j, .m = m, .out = out };
	int rc;

	s.seen = (bool *)calloc(j->choice.blobs.n + 1, sizeof *s.seen);
	if (s.seen == NULL)
		return fault_memory(f, j->choice.blobs.n);
	rc = tell_in(&s, LANG_EN, f);
	if (rc == 0)
		rc = buf_add_text(out, "\n---\n\n", f);
	if (rc == 0)
		rc = tell_in(&s, LANG_JA, f);
	free(s.seen);
	return rc;
}

/* ---- blobs ------------------------------------------------------------------------------------------------------------------ */

struct leftovers {
	struct export_job *j;
	struct export_dest *d;
	uint64_t blobs, bytes;
};

static int give_blob(struct leftovers *x, size_t blob, struct fault *f)
{
	struct export_job *j = x->j;
	const struct chosen_blob *b = &j->choice.blobs.v[blob];
	struct blob_tee t = { .j = j, .sinks = &x->d, .n = 1 };
	struct got *g = &j->got[blob];
	char why[256] = "";
	int rc;

	if (!run_choice_has_bytes(b) || digest_parse(&t.want, b->digest) != 0)
		return 0;
	rc = export_begin(x->d, &t.want, false, f);
	if (rc < 0)
		return -1;
	if (rc == EXPORT_THERE) {
		g->size = g->had ? g->size : b->size;
		g->had = true;
		x->blobs++;
		x->bytes += g->size;
		return run_shelf_best(j->shelf, b->digest, &g->copy, f) < 0 ? -1 : 0;
	}
	rc = run_export_fetch(j, b->digest, &t, why, f);
	if (rc < 0)
		return -1;
	if (rc > 0)
		return export_drop(x->d, f) < 0 ? -1 : run_export_lost(j, b->digest, why, f);
	x->blobs++;
	x->bytes += t.size;
	g->had = true;
	g->size = t.size;
	g->sha256 = t.sha256;
	return export_end(x->d, &t.sha256, f) < 0 || run_shelf_best(j->shelf, b->digest, &g->copy, f) < 0 ? -1 : 0;
}

static int give_part(void *user, size_t image, const struct chosen_part *p, struct fault *f)
{
	(void)image;
	return give_blob((struct leftovers *)user, p->blob, f);
}

static int one_partial(struct export_job *j, const struct export_target *t, size_t image, struct fault *f)
{
	OWNED(export_dest) struct export_dest *d = NULL;
	OWNED(buf) struct buf status = BUF_INIT, rows = BUF_INIT;
	const struct chosen_image *m = &j->choice.images.v[image];
	struct run_export_line line = { .digest = m->digest, .destination = t->text };
	struct digest digest;
	char where[200];
	struct leftovers x = { .j = j };

	if (digest_parse(&digest, m->digest) != 0 || export_open_partial(&d, t, &digest, f) < 0)
		return f->kind != FAULT_NONE ? -1 : 0;
	x.d = d;
	if (give_blob(&x, m->blob, f) < 0 || run_export_each(j, image, give_part, &x, f) < 0 || make_status(j, m, &status, f) < 0 ||
	    export_note(d, "STATUS.txt", buf_span(&status), f) < 0 || run_export_csv(j, m, NULL, NULL, &rows, f) < 0 ||
	    run_export_receipts(j, d, buf_span(&rows), f) < 0 || export_finish(d, f) < 0)
		return -1;
	(void)snprintf(where, sizeof where, "partial/%.*s", (int)m->digest.n, (const char *)m->digest.p);
	for (char *p = where; *p != '\0'; p++)
		*p = *p == ':' ? '-' : *p;
	line.where = where;
	line.blobs = x.blobs;
	line.bytes = x.bytes;
	return j->sink->line(j->sink->user, &line, f);
}

int run_export_partial_out(struct export_job *j, struct fault *f)
{
	for (size_t i = 0; i < j->partial.n; i++)
		for (size_t k = 0; k < j->dests_n; k++)
			if (j->dests[k].lacks[j->partial.v[i]] && one_partial(j, &j->dests[k].target, j->partial.v[i], f) < 0)
				return -1;
	return 0;
}
