/*
 * logs/logs.h - lines of logs to events: registry access and application logs, garbage-collect output,
 * notification events, in the wrappers of Docker, CRI and journald; and any other text, of which each
 * digest is a mention. Pure: bytes in, events out. Formats: sherd-formats(7), "Logs".
 *
 * Lines are evidence: long, cut, forged, with any bytes in them. Nothing said here is checked against a
 * tree; a failed request is an event, never existence.
 */
#ifndef LOGS_LOGS_H
#define LOGS_LOGS_H

#include "base/fault.h"
#include "base/macros.h"
#include "core/digest.h"
#include "core/event.h"
#include "core/when.h"

#define LOG_FAMILIES(X) /* id, text, class of retention, meaning */                                \
	X(ACCESS, "access", "api", "access log, combined or JSON")                                 \
	X(APP, "application", "container", "the registry's own log, text or JSON")                 \
	X(GC, "garbage-collect", "gc", "output of registry garbage-collect")                       \
	X(NOTIFY, "notification", "api", "notification events")                                    \
	X(TEXT, "text", "container", "any text that names digests")

enum log_family {
	LOG_NONE = 0,
#define X(id, text, class, about) LOG_##id,
	LOG_FAMILIES(X)
#undef X
};
const char *log_family_text(enum log_family f);
const char *log_family_class(enum log_family f);

struct log_event {
	enum event_word event;
	enum log_family family;
	struct when time;
	struct span raw_time; /* as written, empty when the line has none */
	struct span repository, from_repository, tag, upload, actor, address, agent, media_type;
	struct digest digest; /* unset: none */
	bool has_size;
	uint64_t size;
	int status;           /* HTTP; 0: none */
	uint64_t line, offset, length; /* 1-based; bytes of the whole line in the unpacked file */
};

struct log_options {
	bool has_zone; /* for times without one */
	int zone;      /* seconds east of UTC */
	uint64_t line_bytes; /* longer lines are counted, not read */
};
#define LOG_OPTIONS ((struct log_options){ false, 0, 1u << 20 })

struct log_sink {
	void *user;
	int (*event)(void *user, const struct log_event *e, struct fault *f);
};

enum { LOG_SAMPLES = 5, LOG_SAMPLE_BYTES = 160 };
struct log_stats {
	uint64_t lines, understood, mentions, not_understood, too_long;
	struct {
		uint64_t line;
		size_t n;
		uint8_t bytes[LOG_SAMPLE_BYTES];
	} samples[LOG_SAMPLES]; /* of lines that are not understood */
	uint32_t samples_n;
};

struct log_reader;
/* `sink` is borrowed. */
int log_reader_new(struct log_reader **out, const struct log_options *o, const struct log_sink *sink,
                   struct fault *f) MUST_USE;
void log_reader_free(struct log_reader *r);
DEFINE_OWN_PTR(log_reader, struct log_reader, log_reader_free)
/* The next bytes of the file, in any pieces. */
int log_reader_feed(struct log_reader *r, struct span bytes, struct fault *f) MUST_USE;
int log_reader_finish(struct log_reader *r, struct fault *f) MUST_USE;
const struct log_stats *log_reader_stats(const struct log_reader *r);

#endif
