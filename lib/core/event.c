/* core/event.c - the timeline's words and what they mean. */
#include "core/event.h"

#include <stddef.h>

static const struct {
	const char *text, *about;
} events[] = {
	{ "", "" },
#define X(id, text, about) { text, about },
	EVENTS(X)
#undef X
};

const char *event_text(enum event_word e)
{
	return (size_t)e < sizeof events / sizeof events[0] ? events[e].text : "";
}

const char *event_about(enum event_word e)
{
	return (size_t)e < sizeof events / sizeof events[0] ? events[e].about : "";
}

bool logged_names(enum event_word e)
{
	return e != EVENT_REQUEST_FAILED && e != EVENT_UPLOAD_REJECTED && e != EVENT_UPLOAD_START;
}
