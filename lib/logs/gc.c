/*
 * logs/gc.c - what `registry garbage-collect` prints (2.4 to 3.1). Blobs printed after a manifest are its
 * references in their order; 2.x prints every manifest's list whole, 3.x leaves out what was marked before and
 * goes into an index's images. A blob marked twice, or the 2.x words for a manifest, tell which it is.
 */
#include "core/name.h"
#include "logs/private.h"

/* Twice as many as are kept at most, so that a search ends. */
static int seen_make(struct log_reader *r, struct fault *f)
{
	struct gc_state *g = &r->gc;
	uint64_t most = r->limits.log_marks < SIZE_MAX / 4 ? r->limits.log_marks : SIZE_MAX / 4;

	if (g->seen != NULL)
		return 0;
	g->seen_slots = (size_t)most * 2 + 1;
	g->seen = (uint64_t *)calloc(g->seen_slots, sizeof *g->seen);
	return g->seen == NULL ? fault_memory(f, g->seen_slots) : 0;
}

/* True when the digest was there before. Once full it only answers. */
static int seen_before(struct log_reader *r, const struct digest *d, bool *before, struct fault *f)
{
	struct gc_state *g = &r->gc;
	uint64_t key;
	size_t slot;

	*before = false;
	if (seen_make(r, f) < 0)
		return -1;
	memcpy(&key, d->byte, sizeof key);
	key |= 1; /* 0 is an empty slot */
	for (slot = (size_t)(key >> 8) % g->seen_slots; g->seen[slot] != 0; slot = (slot + 1) % g->seen_slots)
		if (g->seen[slot] == key) {
			*before = true;
			return 0;
		}
	if (g->seen_n < r->limits.log_marks) {
		g->seen[slot] = key;
		g->seen_n++;
	} else {
		watch_bite(r->watch, LIMIT_log_marks, 1);
	}
	return 0;
}

/* A digest that fills the text but for blanks at its end. */
static bool only_digest(struct digest *d, struct span text)
{
	return digest_parse(d, span_trim(text)) == 0;
}

static int mark_manifest(struct log_reader *r, struct log_event *e, struct fault *f)
{
	struct gc_state *g = &r->gc;

	e->kind = LOG_EVENT_GC_MARK;
	e->object = LOG_OBJECT_MANIFEST;
	g->manifest = e->digest;
	g->position = 0;
	buf_clear(&g->repository);
	if (buf_add(&g->repository, e->repository, f) < 0)
		return -1;
	return log_emit(r, e, f);
}

static int mark_blob(struct log_reader *r, struct log_event *e, struct fault *f)
{
	struct gc_state *g = &r->gc;
	bool before;

	if (r->stats.gc_style == LOG_GC_UNKNOWN) {
		if (seen_before(r, &e->digest, &before, f) < 0)
			return -1;
		if (before)
			r->stats.gc_style = LOG_GC_REPEATS;
	}
	e->kind = LOG_EVENT_GC_MARK;
	e->object = LOG_OBJECT_BLOB;
	if (digest_set(&g->manifest) && span_eq(buf_span(&g->repository), e->repository)) {
		e->kind = LOG_EVENT_REFERENCE;
		e->parent = g->manifest;
		e->position = g->position++;
	}
	return log_emit(r, e, f);
}

static int eligible(struct log_reader *r, struct log_event *e, enum log_object object, struct fault *f)
{
	e->kind = LOG_EVENT_GC_ELIGIBLE;
	e->object = object;
	return log_emit(r, e, f);
}

/* The tags of a repository, told with each of its manifests: once is enough. */
static int tags_told(struct log_reader *r, const struct log_event *e, struct span tags, struct fault *f)
{
	struct gc_state *g = &r->gc;
	struct log_event t = *e;

	t.kind = LOG_EVENT_MENTION;
	t.object = LOG_OBJECT_TAG;
	t.digest = (struct digest){ .alg = DIGEST_NONE };
	if (span_eq(buf_span(&g->tags), tags))
		return 0;
	buf_clear(&g->tags);
	if (buf_add(&g->tags, tags, f) < 0)
		return -1;
	while (tags.n > 0) {
		t.tag = span_cut(&tags, ' ');
		if (name_is_tag(t.tag) && log_emit(r, &t, f) < 0)
			return -1;
	}
	return 0;
}

/* "{team/app sha256:... [1.0 2.0]}" (3.x) */
static int eligible_v3(struct log_reader *r, struct log_event *e, struct span text, struct fault *f)
{
	struct span name = span_cut(&text, ' '), digest = span_cut(&text, ' ');

	if (!name_is_repository(name) || digest_parse(&e->digest, digest) != 0 || !span_eat(&text, "["))
		return LINE_OTHER;
	e->repository = name;
	r->stats.gc_style = LOG_GC_ONCE;
	if (eligible(r, e, LOG_OBJECT_MANIFEST, f) < 0)
		return -1;
	return tags_told(r, e, span_cut(&text, ']'), f);
}

/* Lines that begin with a repository. */
static int of_repository(struct log_reader *r, struct log_event *e, struct span text, struct fault *f)
{
	struct span name = span_cut(&text, ':');

	if (!name_is_repository(name) || !span_eat(&text, " "))
		return LINE_OTHER;
	e->repository = name;
	if (span_eat(&text, "marking manifest "))
		return only_digest(&e->digest, text) ? mark_manifest(r, e, f) : LINE_OTHER;
	if (span_eat(&text, "marking blob "))
		return only_digest(&e->digest, text) ? mark_blob(r, e, f) : LINE_OTHER;
	if (!span_eat(&text, "layer link eligible for deletion: ") || !only_digest(&e->digest, text))
		return LINE_OTHER;
	r->stats.gc_style = LOG_GC_ONCE;
	return eligible(r, e, LOG_OBJECT_LAYER_LINK, f);
}

/* "4 blobs marked, 3 blobs and 1 manifests eligible for deletion"; before 2.7 without the manifests */
static int summary(struct log_reader *r, struct log_event *e, struct span text, struct fault *f)
{
	if (!number_head(&e->number[0], &text) || !span_eat(&text, " blobs marked, ") ||
	    !number_head(&e->number[1], &text) || !span_eat(&text, " blobs "))
		return LINE_OTHER;
	if (span_eat(&text, "and ") &&
	    (!number_head(&e->number[2], &text) || !span_eat(&text, " manifests ")))
		return LINE_OTHER;
	if (!span_is(span_trim(text), "eligible for deletion"))
		return LINE_OTHER;
	e->kind = LOG_EVENT_GC_SUMMARY;
	/* the next run marks anew */
	r->gc.manifest = (struct digest){ .alg = DIGEST_NONE };
	if (r->gc.seen_n > 0)
		memset(r->gc.seen, 0, r->gc.seen_slots * sizeof *r->gc.seen);
	r->gc.seen_n = 0;
	return log_emit(r, e, f);
}

static int judge(struct log_reader *r, struct span text, struct fault *f)
{
	struct log_event e = log_event_at(r, LOG_EVENT_UNSET, LOG_GC);
	struct span rest = text;

	if (span_eat(&rest, "manifest eligible for deletion: ")) {
		if (span_eat(&rest, "{"))
			return eligible_v3(r, &e, rest, f);
		if (!only_digest(&e.digest, rest))
			return LINE_OTHER;
		r->stats.gc_style = LOG_GC_REPEATS;
		return eligible(r, &e, LOG_OBJECT_MANIFEST, f);
	}
	if (span_eat(&rest, "blob eligible for deletion: "))
		return only_digest(&e.digest, rest) ? eligible(r, &e, LOG_OBJECT_BLOB, f) : LINE_OTHER;
	if (span_eat(&rest, "manifest tags path of repository ") &&
	    span_ends(span_trim(rest), span_of(" does not exist")))
		return 0;
	if (text.n > 0 && text.p[0] >= '0' && text.p[0] <= '9') {
		int rc = summary(r, &e, text, f);

		if (rc != LINE_OTHER)
			return rc;
		e = log_event_at(r, LOG_EVENT_UNSET, LOG_GC);
	}
	/* a repository's name alone opens its part */
	if (name_is_repository(span_trim(text)) && r->stats.family[LOG_GC] > 0)
		return 0;
	return of_repository(r, &e, text, f);
}

/* The first name alone could be anything: it waits for what the next line is. */
static bool hold_heading(struct log_reader *r, struct span text)
{
	struct gc_state *g = &r->gc;
	struct gc_heading *h;

	text = span_trim(text);
	if (!name_is_repository(text) || text.n > GC_HEADING_BYTES)
		return false;
	if (g->headings == GC_HEADINGS)
		gc_headings(r, false);
	h = &g->heading[g->headings++];
	h->at = r->now.at;
	h->n = text.n;
	memcpy(h->text, text.p, text.n);
	return true;
}

void gc_headings(struct log_reader *r, bool collection)
{
	struct gc_state *g = &r->gc;

	for (size_t i = 0; i < g->headings; i++) {
		struct line l = { .text = span_make(g->heading[i].text, g->heading[i].n), .at = g->heading[i].at };

		log_counted(r, collection ? 0 : LINE_OTHER, LOG_GC, &l);
		if (collection)
			log_covers(r, LOG_CLASS_GC, WHEN_UNKNOWN);
	}
	g->headings = 0;
}

int gc_line(struct log_reader *r, struct span text, struct fault *f)
{
	int rc = judge(r, text, f);

	if (rc == LINE_OTHER && hold_heading(r, text))
		return GC_HELD;
	if (rc >= 0)
		gc_headings(r, rc == 0);
	if (rc == 0)
		log_covers(r, LOG_CLASS_GC, WHEN_UNKNOWN);
	return rc;
}
