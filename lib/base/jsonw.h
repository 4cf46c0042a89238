/*
 * base/jsonw.h - writes one JSON document into a buf, compact, members in the order given.
 *
 * Faults are remembered: the first failing call makes the rest do nothing, and jsonw_end() tells.
 * Text that is not valid UTF-8 comes as {"bytes_hex": "...", "display": "..."} (INTERFACE 3).
 * Control and bidirectional characters in valid text are written as \uXXXX escapes, so that a line
 * shown on a terminal cannot act on it.
 */
#ifndef BASE_JSONW_H
#define BASE_JSONW_H

#include "base/buf.h"

struct jsonw {
	struct buf *out;
	struct fault *f;
	bool failed, comma;
};

static inline struct jsonw jsonw_of(struct buf *out, struct fault *f)
{
	return (struct jsonw){ out, f, false, false };
}

void jsonw_open(struct jsonw *w, char bracket);  /* '{' or '[' */
void jsonw_close(struct jsonw *w, char bracket); /* '}' or ']' */
void jsonw_key(struct jsonw *w, const char *key);
void jsonw_text(struct jsonw *w, struct span text);
void jsonw_cstr(struct jsonw *w, const char *text);
void jsonw_uint(struct jsonw *w, uint64_t n);
void jsonw_int(struct jsonw *w, int64_t n);
void jsonw_bool(struct jsonw *w, bool b);
void jsonw_seconds(struct jsonw *w, double seconds); /* three decimals */
/* Already valid JSON text, copied as it is. */
void jsonw_raw(struct jsonw *w, struct span json);

/* key and value at once; nothing at all for an absent value (NULL, empty span). */
void jsonw_put_text(struct jsonw *w, const char *key, struct span text);
void jsonw_put_cstr(struct jsonw *w, const char *key, const char *text);
void jsonw_put_uint(struct jsonw *w, const char *key, uint64_t n);
void jsonw_put_bool(struct jsonw *w, const char *key, bool b);

int jsonw_end(const struct jsonw *w) MUST_USE; /* 0, or -1 when any call before failed */

#endif
