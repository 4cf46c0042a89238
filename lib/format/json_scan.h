/*
 * format/json_scan.h - a strict RFC 8259 tokenizer that keeps what other readers hide: where each value
 * stands, every member of an object even when its key was there before.
 *
 * Tokens lie in one array in document order; a container's members follow it. `next` is the token
 * after a value and all it holds, so that siblings are walked without recursion.
 */
#ifndef FORMAT_JSON_SCAN_H
#define FORMAT_JSON_SCAN_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/vec.h"

enum token_kind { TOKEN_OBJECT, TOKEN_ARRAY, TOKEN_STRING, TOKEN_NUMBER, TOKEN_TRUE, TOKEN_FALSE, TOKEN_NULL };

struct token {
	uint8_t kind;
	bool key;      /* a member's name; its value is the next token */
	bool escaped;  /* a string with backslashes: decode before comparing */
	bool odd;      /* a string with an unpaired surrogate or U+0000 */
	uint32_t parent, next, count; /* count: elements of an array, members of an object */
	uint32_t index;               /* of an element in its array */
	uint32_t offset, length;      /* strings: without the quotes */
};

enum { NO_TOKEN = 0xFFFFFFFFu };

enum scan_result { SCAN_FINE = 0, SCAN_MALFORMED, SCAN_TOO_DEEP };

struct scan {
	struct span in;
	VEC(struct token) tokens;
	size_t at;      /* where reading stopped */
	char why[128];  /* when not fine */
};

/* enum scan_result, or -1 for memory. *out must be zeroed; release in any case. */
int scan_json(struct scan *out, struct span in, const struct limits *limits, struct fault *f) MUST_USE;
void scan_release(struct scan *s);
DEFINE_OWN(scan, struct scan, scan_release)

/* The bytes of a token as they stand. */
struct span scan_raw(const struct scan *s, uint32_t token);
/* A string's text, decoded, in `a`. Unpaired surrogates become U+FFFD. */
int scan_text(const struct scan *s, uint32_t token, struct arena *a, struct span *out,
              struct fault *f) MUST_USE;
bool scan_text_is(const struct scan *s, uint32_t token, const char *text);
/* First child of a container (a key, in an object), NO_TOKEN when empty; then siblings: of a key, the
 * next key; of an element, the next element. */
uint32_t scan_first(const struct scan *s, uint32_t container);
uint32_t scan_sibling(const struct scan *s, uint32_t token);
/* The value of the last (`last`) or first member of that exact name; NO_TOKEN when none. */
uint32_t scan_member(const struct scan *s, uint32_t object, const char *name, bool last);
/* RFC 6901 pointer of a value token. */
int scan_pointer(const struct scan *s, uint32_t token, struct arena *a, struct span *out,
                 struct fault *f) MUST_USE;

/* Calls `found` with the later key token of every repeated name, in document order. */
int scan_duplicates(const struct scan *s, int (*found)(void *user, uint32_t key, struct fault *f),
                    void *user, struct fault *f) MUST_USE;

/* json.c: does jansson accept the same bytes? 0, or 1 with its words in `why`. */
int json_second_opinion(struct span in, char why[160], struct fault *f) MUST_USE;

#endif
