/* format/doc_parse.h - what the readers of document kinds share. */
#ifndef FORMAT_DOC_PARSE_H
#define FORMAT_DOC_PARSE_H

#include "format/format.h"
#include "format/json_scan.h"

enum { MAX_NOTES = 64 }; /* told: the last note counts those that are not kept */

struct parse {
	struct scan *s;
	struct document *d;
	const struct limits *limits;
	struct fault *f;
	uint32_t unsaid; /* notes beyond MAX_NOTES */
};

/* A member as the registry's own reader (Go) takes it: the last whose name matches without regard to
 * case. NO_TOKEN when there is none. A name in another case is noted. */
bool doc_same_but_case(struct span a, const char *b);
uint32_t doc_member(struct parse *p, uint32_t object, const char *name);
/* The first of exactly that name when it is another one than `taken`: what a stricter reader sees. */
uint32_t doc_other_member(struct parse *p, uint32_t object, const char *name, uint32_t taken);
bool doc_is_kind(const struct parse *p, uint32_t token, enum token_kind kind);
/* A string member's decoded text; empty when absent or no string. */
int doc_member_text(struct parse *p, uint32_t object, const char *name, struct span *out) MUST_USE;
/* A member's bytes as they stand when it is of that kind. */
int doc_member_raw(struct parse *p, uint32_t object, const char *name, enum token_kind kind,
               struct span *out) MUST_USE;
int doc_member_when(struct parse *p, uint32_t object, const char *name, struct when *out) MUST_USE;
int doc_where(struct parse *p, uint32_t token, struct where *out) MUST_USE;
int doc_note_add(struct parse *p, enum finding_code code, uint32_t token, const char *fmt, ...)
	PRINTF_LIKE(4, 5) MUST_USE;

/* Descriptors: of a value, or of every element of an array. */
int doc_add_descriptor(struct parse *p, uint32_t value, enum reference_rel rel, uint32_t position,
                   uint8_t reading) MUST_USE;
int doc_add_descriptors(struct parse *p, uint32_t array, enum reference_rel rel, uint8_t reading) MUST_USE;
/* One that leads nowhere, whatever it is: it is told, and never drops out. */
int doc_add_lame(struct parse *p, uint32_t value, enum reference_rel rel, uint32_t position, uint8_t reading,
                 const char *why) MUST_USE;
/* A digest that stands alone as a string. `alg` NULL: "alg:hex" in the string; else only the hex. */
int doc_add_digest(struct parse *p, uint32_t value, enum reference_rel rel, uint32_t position,
               const char *alg) MUST_USE;

int parse_manifest(struct parse *p, uint32_t root) MUST_USE; /* manifest.c: also index, artifact */
int parse_schema1(struct parse *p, uint32_t root) MUST_USE;  /* schema1.c */
/* schema1.c: what a JSON of version 1 says of its own step. */
int doc_v1_step(struct parse *p, uint32_t root, struct history_step *h) MUST_USE;
int parse_config(struct parse *p, uint32_t root) MUST_USE;   /* config.c */
int parse_payload(struct parse *p, uint32_t root) MUST_USE;  /* payload.c */
/* Docker before 1.10: random ids instead of digests, keys such as "Size". */
bool doc_is_of_old_engine(struct parse *p, uint32_t root);
bool looks_like_config(struct parse *p, uint32_t root);

#endif
