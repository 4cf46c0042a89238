/* logs/emit.c - words of the room, events and counts: what every family of lines gives out. */
#include "logs/private.h"

const char *log_family_text(enum log_family k)
{
	switch (k) {
#define X(id, text, about) case LOG_##id: return text;
		LOG_FAMILIES(X)
#undef X
	default:
		return "";
	}
}

const char *log_class_text(enum log_class k)
{
	switch (k) {
#define X(id, text, about) case LOG_CLASS_##id: return text;
		LOG_CLASSES(X)
#undef X
	default:
		return "";
	}
}

const char *log_event_text(enum log_event_kind k)
{
	switch (k) {
#define X(id, text, about) case LOG_EVENT_##id: return text;
		LOG_EVENTS(X)
#undef X
	default:
		return "";
	}
}

const char *log_event_about(enum log_event_kind k)
{
	switch (k) {
#define X(id, text, about) case LOG_EVENT_##id: return about;
		LOG_EVENTS(X)
#undef X
	default:
		return "";
	}
}

const char *log_object_text(enum log_object k)
{
	switch (k) {
#define X(id, text) case LOG_OBJECT_##id: return text;
		LOG_OBJECTS(X)
#undef X
	default:
		return "";
	}
}

struct log_event log_event_at(const struct log_reader *r, enum log_event_kind kind, enum log_family family)
{
	return (struct log_event){ .kind = kind, .family = family, .time = r->now.time, .at = r->now.at };
}

int log_emit(struct log_reader *r, const struct log_event *e, struct fault *f)
{
	struct log_event c = *e;
	struct span *const spans[] = { &c.raw_time, &c.repository, &c.from_repository, &c.tag,
		                       &c.upload,   &c.actor,      &c.address,         &c.agent,
		                       &c.method,   &c.media_type, &c.detail, &c.document };

	for (size_t i = 0; i < COUNT(spans); i++) {
		if (spans[i]->n == 0)
			*spans[i] = SPAN_NONE;
		else if (arena_span(&r->kept, *spans[i], spans[i], f) < 0)
			return -1;
	}
	if (VEC_PUSH(&r->events, c, f) < 0)
		return -1;
	r->stats.events++;
	return 0;
}

void log_forget_taken(struct log_reader *r)
{
	if (r->taken < r->events.n)
		return;
	r->taken = r->events.n = 0;
	arena_release(&r->kept);
}

void log_covers(struct log_reader *r, enum log_class class, struct when time)
{
	struct log_coverage *c = &r->stats.coverage[class];
	struct when *newest = &r->newest[class];

	c->lines++;
	if (!time.known)
		time = r->now.time;
	if (!time.known)
		return;
	if (!c->first.known || when_cmp(time, c->first) < 0)
		c->first = time;
	if (!newest->known) {
		*newest = c->last = time;
		return;
	}
	if (when_cmp(time, *newest) < 0) {
		c->backwards++;
		return;
	}
	if (!c->hole_from.known || time.sec - newest->sec > c->hole_to.sec - c->hole_from.sec) {
		c->hole_from = *newest;
		c->hole_to = time;
	}
	*newest = c->last = time;
}

static void sample(struct log_reader *r, const struct line *l)
{
	struct log_sample *s;

	if (r->stats.samples == LOG_SAMPLES)
		return;
	s = &r->stats.sample[r->stats.samples++];
	s->at = l->at;
	s->n = l->text.n < LOG_SAMPLE_BYTES ? l->text.n : LOG_SAMPLE_BYTES;
	if (s->n > 0)
		memcpy(s->text, l->text.p, s->n);
}

void log_counted(struct log_reader *r, int verdict, enum log_family family, const struct line *l)
{
	r->stats.lines++;
	if (verdict != 0) {
		r->stats.not_understood++;
		sample(r, l);
	} else if (family == LOG_TEXT) {
		r->stats.mentions++;
		r->stats.family[LOG_TEXT]++;
	} else {
		r->stats.understood++;
		r->stats.family[family]++;
	}
}

void log_too_long(struct log_reader *r, struct log_at at)
{
	r->stats.lines++;
	if (r->stats.too_long++ == 0)
		r->stats.first_long = at;
}

int log_scan(struct log_reader *r, struct scan *s, struct span text, struct fault *f)
{
	int rc;

	s->tokens.n = 0;
	s->at = 0;
	s->why[0] = '\0';
	rc = scan_json(s, text, &r->limits, f);
	return rc > 0 ? LINE_OTHER : rc;
}
