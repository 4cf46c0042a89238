/*
 * custody/custody.h - the custody log: canonical bytes of an entry, the chain of their hashes, and the fields
 * an entry of each kind must and may have. Pure memory; casedb/ keeps the rows, run/ makes the entries.
 *
 * Canonical bytes are a strict part of RFC 8785: ASCII keys in byte order, strings, booleans, integers of at most
 * 2^53-1, arrays and objects; no null. Bytes that are no UTF-8 stand as {"hex":"..."}. An entry's hash is
 * SHA-256 of "custody-v1", LF, the hash before it in hexadecimal, LF, the canonical bytes; the first hash before
 * is 64 zeros. Printable text and the blob: coreutils recompute it (sherd-case(5), "Custody log").
 */
#ifndef CUSTODY_CUSTODY_H
#define CUSTODY_CUSTODY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "core/digest.h"
#include "core/when.h"

/* ---- canonical bytes ---------------------------------------------------------------------------- */

struct canon_member {
	struct span key, value; /* value: canonical bytes */
};

/* An object or array being made; after the first fault nothing happens any more. */
struct canon {
	struct arena arena;
	VEC(struct canon_member) v;
	struct fault *f;
	bool failed;
};

struct canon canon_of(struct fault *f);
void canon_release(struct canon *c);
DEFINE_OWN(canon, struct canon, canon_release)

/* `key` NULL: an element of an array. Keys are fixed texts: ASCII letters, digits, underscore. */
void canon_text(struct canon *c, const char *key, struct span raw);
void canon_cstr(struct canon *c, const char *key, const char *text); /* NULL: left out */
void canon_int(struct canon *c, const char *key, int64_t n);         /* beyond 2^53-1: as a string */
void canon_bool(struct canon *c, const char *key, bool b);
void canon_when(struct canon *c, const char *key, struct when w);    /* RFC 3339, nine decimals; unknown: left out */
void canon_value(struct canon *c, const char *key, struct span canonical);
/* Members sorted by key, appended to *out; a key twice is a fault of ours. */
int canon_object(struct canon *c, struct buf *out) MUST_USE;
int canon_array(struct canon *c, struct buf *out) MUST_USE;

/* ---- the chain --------------------------------------------------------------------------------- */

enum { CUSTODY_HEX = 65 }; /* format: 64 hexadecimal digits and a NUL */
#define CUSTODY_TAG "custody-v1"

void custody_first(char prev[CUSTODY_HEX]); /* 64 zeros */
int custody_hash(const char *prev, struct span canon, char out[CUSTODY_HEX], struct fault *f) MUST_USE;

/* ---- kinds of entries a person makes ------------------------------------------------------------ */

/* verb, act, table of the case that holds its fields, meaning; then the fields it must and may have. Field names follow the recognised forms. */
#define CUSTODY_VERBS(X)                                                                           \
	X("open", "case.open", "case_info", "the case: who asked, on what authority, for what",                 \
	  "case_no organisation requesting_party authority_kind authority_ref scope_text",         \
	  "case_name lab_ref jurisdiction handling_mark examiner_in_charge tz prior_information")                    \
	X("party", "party.add", "party", "a person or organisation with a part in it",                      \
	  "party_id name organisation role",                                                       \
	  "name_kana staff_id qualification contact")                                              \
	X("item", "item.add", "exhibit", "an exhibit",                                                        \
	  "item_no kind quantity description found_at_place obtained_from",                        \
	  "parent_item_no obtained_at obtained_by make model serial condition marks label")        \
	X("acquired", "item.acquired", "acquisition", "how an item was copied",                                   \
	  "item_no method tool tool_version started_at ended_at operator source_state",            \
	  "command write_blocker destination sha256 sha1 md5 errors")                              \
	X("transfer-out", "transfer.out", "transfer_out", "an item leaves one hand",                               \
	  "transfer_no items released_by received_by at purpose from_place to_place method",       \
	  "carrier tracking_no seal_before seal_after condition")                                  \
	X("transfer-in", "transfer.in", "transfer_in", "an item comes into another",                              \
	  "transfer_no items released_by received_by at purpose from_place to_place method",       \
	  "carrier tracking_no seal_before seal_after condition hash_checked head_quoted")         \
	X("clock", "clock.check", "clock_check", "a clock compared with a reference",                             \
	  "host_time reference_time reference_source offset method by",                            \
	  "source_label tz")                                                                       \
	X("note", "note", "note", "anything worth keeping",                                                \
	  "text", "by item_no object label exhibit_no")                                                                    \
	X("correct", "correction", "correction", "an entry was wrong; it stays and this says what is right",     \
	  "corrects_seq reason old_value new_value by", "field")                                   \
	X("disposition", "item.disposition", "disposition", "what became of an item",                             \
	  "items method authorised_by at", "witness proof")

struct custody_verb {
	const char *verb, *act, *table, *about, *must, *may;
};
extern const struct custody_verb custody_verbs[];
extern const size_t custody_verb_count;
const struct custody_verb *custody_verb_find(const char *verb); /* NULL: none */
bool custody_has_field(const char *list, struct span field);
/* Field `i` of a list; empty: no more. */
struct span custody_field(const char *list, size_t i);

#endif
