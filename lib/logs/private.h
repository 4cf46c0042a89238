/* logs/private.h - one line on its way through the families. */
#ifndef LOGS_PRIVATE_H
#define LOGS_PRIVATE_H

#include "base/buf.h"
#include "base/arena.h"
#include "logs/logs.h"

struct line {
	struct span text;
	struct when time;      /* of the wrapper */
	struct span raw_time;
	uint64_t number, offset, length;
	struct arena *arena;   /* texts that had to be decoded; gone with the line */
	const struct log_options *options;
	const struct log_sink *sink;
	uint64_t *mentions;
};

enum { LINE_NOT_MINE = 1 };

/* Each: 0 understood, LINE_NOT_MINE, or -1. */
int read_access(struct line *l, struct fault *f) MUST_USE;
int read_access_json(struct line *l, struct fault *f) MUST_USE;
int read_app(struct line *l, struct fault *f) MUST_USE;
int read_app_json(struct line *l, struct fault *f) MUST_USE;
int read_gc(struct line *l, struct fault *f) MUST_USE;
int read_notify(struct line *l, struct fault *f) MUST_USE;
int read_mentions(struct line *l, struct fault *f) MUST_USE;

struct log_event event_of(const struct line *l, enum log_family family);
int emit(struct line *l, const struct log_event *e, struct fault *f) MUST_USE;

/* request.c: one request to the registry's API, whoever logged it. */
struct request {
	struct span method, uri, raw_time, actor, address, agent, media_type;
	struct when time;
	int status;
	bool has_bytes;
	uint64_t bytes;
};
int tell_request(struct line *l, enum log_family family, const struct request *q, struct fault *f) MUST_USE;

/* text.c */
size_t find_text(struct span in, const char *what);          /* SIZE_MAX: not there */
bool number_of(struct span s, uint64_t *out);
/* The first `"key":` of a JSON text that is no string's content; its value, strings without quotes, still
 * escaped. Empty when absent. */
struct span json_value(struct span json, const char *key);
/* Escapes of JSON and of Go's %q undone, into the line's arena when there are any. */
int unescape(struct line *l, struct span s, struct span *out, struct fault *f) MUST_USE;
int percent_decode(struct line *l, struct span s, struct span *out, struct fault *f) MUST_USE;
struct span json_text(struct line *l, struct span json, const char *key, struct fault *f);
/* RFC 3339; or "23/Nov/2026:18:46:53 +0000". Unknown when it is neither. */
struct when time_of(const struct line *l, struct span s);
bool digest_at(struct span s, size_t at, struct digest *out); /* "sha256:<64 hex>", then no more hex */

#endif
