/* logs/notify.c - notification envelopes: {"events":[{id,timestamp,action,target,request,actor,source}]}. */
#include "logs/private.h"

static struct span object_of(struct span json, const char *key, const char *next)
{
	size_t at = find_text(json, key), end;

	if (at == SIZE_MAX)
		return SPAN_NONE;
	json = span_from(json, at);
	end = next == NULL ? SIZE_MAX : find_text(json, next);
	return end == SIZE_MAX ? json : span_sub(json, 0, end);
}

static int one(struct line *l, struct span json, struct fault *f)
{
	struct log_event e = event_of(l, LOG_NOTIFY);
	struct span action = json_value(json, "action"), target = object_of(json, "\"target\"", "\"request\"");
	struct span own = object_of(target, "\"target\"", "\"references\"");
	struct span request = object_of(json, "\"request\"", "\"actor\"");
	struct span digest = json_value(own, "digest");
	bool manifest = find_text(json_value(own, "mediaType"), "manifest") != SIZE_MAX ||
	                find_text(json_value(own, "mediaType"), "index") != SIZE_MAX;

	e.raw_time = json_value(json, "timestamp");
	e.time = time_of(l, e.raw_time);
	e.repository = json_text(l, own, "repository", f);
	e.from_repository = json_text(l, own, "fromRepository", f);
	e.tag = json_text(l, own, "tag", f);
	e.media_type = json_text(l, own, "mediaType", f);
	e.agent = json_text(l, request, "useragent", f);
	e.address = json_text(l, request, "addr", f);
	e.actor = json_text(l, object_of(json, "\"actor\"", "\"source\""), "name", f);
	if (f->kind != FAULT_NONE)
		return -1;
	(void)digest_at(digest, 0, &e.digest);
	e.has_size = number_of(json_value(own, "size"), &e.size) && e.size > 0;
	if (span_is(action, "push") && !manifest && e.tag.n == 0) {
		e.event = EVENT_UPLOAD_COMMIT;
	} else if (span_is(action, "push")) {
		e.event = EVENT_PUSH;
		if (e.tag.n > 0 && emit(l, &e, f) < 0)
			return -1;
		if (e.tag.n > 0)
			e.event = EVENT_TAG_SET;
	} else if (span_is(action, "pull")) {
		e.event = EVENT_PULL;
	} else if (span_is(action, "mount")) {
		e.event = EVENT_MOUNT;
	} else if (span_is(action, "delete")) {
		e.event = e.tag.n > 0 ? EVENT_TAG_DELETE : EVENT_MANIFEST_DELETE;
	}
	return e.event == EVENT_NONE ? 0 : emit(l, &e, f);
}

int read_notify(struct line *l, struct fault *f)
{
	struct span rest = l->text;
	size_t at = find_text(rest, "\"events\""), first = SIZE_MAX;

	if (at == SIZE_MAX || find_text(rest, "\"action\"") == SIZE_MAX)
		return LINE_NOT_MINE;
	rest = span_from(rest, at);
	while ((at = find_text(rest, "\"timestamp\"")) != SIZE_MAX) {
		struct span whole = span_from(rest, at);
		size_t end = find_text(span_from(whole, 11), "\"timestamp\"");

		first = at;
		if (one(l, end == SIZE_MAX ? whole : span_sub(whole, 0, end + 11), f) < 0)
			return -1;
		rest = span_from(rest, at + 11);
	}
	return first == SIZE_MAX ? LINE_NOT_MINE : 0;
}
