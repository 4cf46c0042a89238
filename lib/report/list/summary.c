/* report/list/summary.c - the counts of a case, and one object of them for programs. */
#include "report/private.h"

typedef int (*word_number)(struct span word);

#define NUMBER_OF(name, type)                                                                      \
	static int name##_number(struct span word)                                                 \
	{                                                                                          \
		for (int i = 1; i < WORDS; i++)                                                    \
			if (span_is(word, type##_text((enum type)i)))                              \
				return i;                                                          \
		return 0;                                                                          \
	}

NUMBER_OF(standing, standing)
NUMBER_OF(completeness, completeness)
NUMBER_OF(state, blob_state)
NUMBER_OF(severity, severity)
NUMBER_OF(tag, tag_standing)

static int count_words(struct report *r, enum query q, const char *column, word_number number,
                       uint64_t count[WORDS], uint64_t bytes[WORDS], struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, q, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		int i = number(rows_span(rows, column));

		count[i] += (uint64_t)rows_int(rows, "n");
		if (bytes != NULL)
			bytes[i] += (uint64_t)rows_int(rows, "bytes");
	}
	return rc < 0 ? -1 : 0;
}

static int count_images(struct summary *s, struct report *r, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_COUNT_IMAGES, SPAN_NONE, f) < 0)
		return -1;
	while ((rc = rows_next(rows, f)) == 0) {
		int a = standing_number(rows_span(rows, "standing"));
		int b = completeness_number(rows_span(rows, "completeness"));
		uint64_t n = (uint64_t)rows_int(rows, "n");

		s->image[a][b] += n;
		s->standing[a] += n;
		s->completeness[b] += n;
	}
	return rc < 0 ? -1 : 0;
}

static int load_totals(struct summary *s, struct report *r, struct fault *f)
{
	OWNED(rows) struct rows *t = NULL;
	struct span example;

	if (ask(&t, r, QUERY_TOTALS, SPAN_NONE, f) < 0 || rows_next(t, f) < 0)
		return -1;
	s->images = (uint64_t)rows_int(t, "images");
	s->blobs = (uint64_t)rows_int(t, "blobs");
	s->tags = (uint64_t)rows_int(t, "tags");
	s->repositories = (uint64_t)rows_int(t, "repositories");
	s->uploads = (uint64_t)rows_int(t, "uploads");
	s->findings = (uint64_t)rows_int(t, "findings");
	s->sources = (uint64_t)rows_int(t, "sources");
	s->registries = (uint64_t)rows_int(t, "registries");
	s->bytes = (uint64_t)rows_int(t, "bytes");
	s->items = (uint64_t)rows_int(t, "items");
	s->unread = (uint64_t)rows_int(t, "unread");
	s->deleted = (uint64_t)rows_int(t, "deleted");
	s->deleted_complete = (uint64_t)rows_int(t, "deleted_complete");
	s->missing_below = (uint64_t)rows_int(t, "missing_below");
	s->candidates = (uint64_t)rows_int(t, "candidates");
	s->unfinished = (uint64_t)rows_int(t, "unfinished");
	s->seconds = rows_real(t, "seconds");
	example = rows_span(t, "missing_example");
	if (example.n > 0 && example.n < sizeof s->missing_example)
		memcpy(s->missing_example, example.p, example.n);
	return 0;
}

static int load_balance(struct summary *s, struct report *r, struct fault *f)
{
	OWNED(rows) struct rows *b = NULL;

	if (ask(&b, r, QUERY_BALANCE, SPAN_NONE, f) < 0 || rows_next(b, f) < 0)
		return -1;
	s->blobs_here = (uint64_t)rows_int(b, "blobs_here");
	s->blobs_elsewhere = (uint64_t)rows_int(b, "blobs_elsewhere");
	s->blobs_nowhere = (uint64_t)rows_int(b, "blobs_nowhere");
	s->blobs_harmed = (uint64_t)rows_int(b, "blobs_harmed");
	s->blobs_foreign = (uint64_t)rows_int(b, "blobs_foreign");
	s->held_here = (uint64_t)rows_int(b, "held_here");
	s->held_elsewhere = (uint64_t)rows_int(b, "held_elsewhere");
	return 0;
}

int summary_load(struct summary *s, struct report *r, struct fault *f)
{
	memset(s, 0, sizeof *s);
	if (count_images(s, r, f) < 0 ||
	    count_words(r, QUERY_COUNT_BLOBS, "state", state_number, s->state, s->state_bytes, f) <
	            0 ||
	    count_words(r, QUERY_COUNT_FINDINGS, "severity", severity_number, s->severity, NULL,
	                f) < 0 ||
	    count_words(r, QUERY_COUNT_TAGS, "standing", tag_number, s->tag, NULL, f) < 0)
		return -1;
	return load_totals(s, r, f) < 0 ? -1 : load_balance(s, r, f);
}

/* ---- for programs -------------------------------------------------------------------------- */

static void put_counts(struct jsonw *w, const char *key, const uint64_t n[WORDS],
                       const char *(*text)(int))
{
	jsonw_key(w, key);
	jsonw_open(w, '{');
	for (int i = 1; i < WORDS && text(i)[0] != '\0'; i++)
		jsonw_put_uint(w, text(i), n[i]);
	jsonw_close(w, '}');
}

#define TEXT_OF(name, type)                                                                        \
	static const char *name##_word(int i)                                                      \
	{                                                                                          \
		return type##_text((enum type)i);                                                  \
	}

TEXT_OF(standing, standing)
TEXT_OF(completeness, completeness)
TEXT_OF(state, blob_state)
TEXT_OF(severity, severity)
TEXT_OF(tag, tag_standing)

static int put_sources(struct report *r, struct jsonw *w, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_SOURCES, SPAN_NONE, f) < 0)
		return -1;
	jsonw_key(w, "sources");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0)
		jsonw_text(w, rows_span(rows, "label"));
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static int put_codes(struct report *r, struct jsonw *w, struct fault *f)
{
	OWNED(rows) struct rows *rows = NULL;
	int rc;

	if (ask(&rows, r, QUERY_COUNT_CODES, SPAN_NONE, f) < 0)
		return -1;
	jsonw_key(w, "codes");
	jsonw_open(w, '[');
	while ((rc = rows_next(rows, f)) == 0) {
		jsonw_open(w, '{');
		put_text(w, rows, "code");
		put_text(w, rows, "severity");
		jsonw_key(w, "count");
		jsonw_int(w, rows_int(rows, "n"));
		jsonw_close(w, '}');
	}
	jsonw_close(w, ']');
	return rc < 0 ? -1 : 0;
}

static void put_matrix(struct jsonw *w, const struct summary *s)
{
	jsonw_key(w, "standing_completeness");
	jsonw_open(w, '{');
	for (int i = 1; standing_word(i)[0] != '\0'; i++)
		put_counts(w, standing_word(i), s->image[i], completeness_word);
	jsonw_close(w, '}');
}

int summary_json(struct report *r, const struct report_options *o, struct jsonw *w, struct fault *f)
{
	struct summary s;

	if (summary_load(&s, r, f) < 0)
		return -1;
	jsonw_open(w, '{');
	put_counts(w, "standing", s.standing, standing_word);
	put_counts(w, "completeness", s.completeness, completeness_word);
	put_counts(w, "state", s.state, state_word);
	put_counts(w, "severity", s.severity, severity_word);
	put_matrix(w, &s);
	put_counts(w, "tag_standing", s.tag, tag_word);
	jsonw_put_uint(w, "images", s.images);
	jsonw_put_uint(w, "images_deleted", s.deleted);
	jsonw_put_uint(w, "blobs", s.blobs);
	jsonw_put_uint(w, "blobs_in_registry", s.blobs_here);
	jsonw_put_uint(w, "blobs_only_elsewhere", s.blobs_elsewhere);
	jsonw_put_uint(w, "blobs_nowhere", s.blobs_nowhere);
	jsonw_put_uint(w, "held_whole_in_registry", s.held_here);
	jsonw_put_uint(w, "held_whole_with_elsewhere", s.held_elsewhere);
	jsonw_put_uint(w, "tags", s.tags);
	jsonw_put_uint(w, "repositories", s.repositories);
	jsonw_put_uint(w, "uploads", s.uploads);
	jsonw_put_uint(w, "findings", s.findings);
	if (put_codes(r, w, f) < 0 || put_sources(r, w, f) < 0)
		return -1;
	jsonw_put_uint(w, "registries", s.registries);
	jsonw_put_uint(w, "items", s.items);
	jsonw_put_uint(w, "bytes_read", s.bytes);
	jsonw_key(w, "seconds");
	jsonw_seconds(w, s.seconds);
	if (s.unfinished > 0)
		jsonw_put_uint(w, "unfinished_scans", s.unfinished);
	if (o != NULL && o->due_json.n > 0) {
		jsonw_key(w, "collection");
		jsonw_raw(w, o->due_json);
	}
	jsonw_close(w, '}');
	return 0;
}
