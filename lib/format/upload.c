/*
 * format/upload.c - what an upload session keeps: its start, saved digest states; and the state file of
 * a pull-through cache. Formats: formats(7), "Uploads", "Hash states", "Pull-through cache".
 */
#include "base/reader.h"

#include "core/sentence.h"
#include "format/format.h"
#include "format/json_scan.h"

#include <stdio.h>

int startedat_parse(struct when *out, struct span bytes, char why[128])
{
	if (when_parse(out, bytes) == 0)
		return 0;
	(void)sentence(why, 128, bytes.n == 0 ? S_STARTEDAT_EMPTY : S_STARTEDAT_BYTES_NO, bytes.n);
	return 1;
}

/* ---- hash states ---------------------------------------------------------------------------------- */

static int go_state(struct hashstate *out, struct span bytes, char why[128])
{
	struct reader r = reader_of(bytes);
	struct span block;

	(void)reader_take(&r, 4);
	for (size_t i = 0; i < 8; i++)
		out->state[i] = reader_be32(&r);
	block = reader_take(&r, 64);
	out->length = reader_be64(&r);
	if (r.bad || reader_left(&r) != 0) {
		(void)sentence(why, 128, S_HASH_STATE_BYTES, bytes.n);
		return 1;
	}
	memcpy(out->block, block.p, 64);
	out->block_used = (size_t)(out->length % 64);
	out->form = "go";
	return 0;
}

/* A gob unsigned integer: one byte up to 127, else the negated count of big-endian bytes. */
static uint64_t gob_uint(struct reader *r)
{
	uint8_t first = reader_u8(r);
	unsigned n;

	if (first < 0x80)
		return first;
	n = 256u - first;
	if (n > 8) {
		r->bad = true;
		return 0;
	}
	return reader_uint(r, n, true);
}

/* One length-prefixed message; type definitions (negative ids) are passed over. The value's bytes come
 * after the type id and, for values that are no struct, a zero byte. */
static struct reader gob_value(struct reader *r)
{
	for (;;) {
		uint64_t n = gob_uint(r), id;
		struct reader m = reader_of(reader_take(r, n > SIZE_MAX ? SIZE_MAX : (size_t)n));

		if (r->bad)
			return (struct reader){ .bad = true };
		id = gob_uint(&m);
		if (id & 1) /* zig-zag: odd is negative, a definition */
			continue;
		if (reader_u8(&m) != 0)
			m.bad = true;
		return m;
	}
}

static int gob_state(struct hashstate *out, struct span bytes, char why[128])
{
	struct reader r = reader_of(bytes), m = gob_value(&r);
	uint64_t nx;

	if (gob_uint(&m) != 8)
		m.bad = true;
	for (size_t i = 0; i < 8; i++)
		out->state[i] = (uint32_t)gob_uint(&m);
	if (m.bad)
		goto malformed;
	m = gob_value(&r);
	if (gob_uint(&m) != 64)
		m.bad = true;
	for (size_t i = 0; i < 64; i++)
		out->block[i] = (uint8_t)gob_uint(&m);
	if (m.bad)
		goto malformed;
	m = gob_value(&r);
	nx = gob_uint(&m) >> 1;
	if (m.bad || nx > 63)
		goto malformed;
	m = gob_value(&r);
	out->length = gob_uint(&m);
	if (m.bad || out->length % 64 != nx)
		goto malformed;
	out->block_used = (size_t)nx;
	out->form = "gob";
	return 0;
malformed:
	(void)sentence(why, 128, S_HASH_STATE_BYTES_NEITHER, bytes.n);
	return 1;
}

int hashstate_parse(struct hashstate *out, struct span bytes, char why[128])
{
	memset(out, 0, sizeof *out);
	if (span_starts(bytes, span_make("sha\x03", 4)))
		return go_state(out, bytes, why);
	return gob_state(out, bytes, why);
}

/* ---- scheduler-state.json ---------------------------------------------------------------------------- */

void scheduler_release(struct scheduler *s)
{
	VEC_RELEASE(&s->entries);
	arena_release(&s->arena);
}

static int cache_entry(const struct scan *s, uint32_t key, struct scheduler *out, struct fault *f)
{
	struct scheduler_entry e = { .expiry = WHEN_UNKNOWN };
	uint32_t expiry = scan_member(s, key + 1, "ExpiryData", true);
	uint32_t type = scan_member(s, key + 1, "EntryType", true);

	if (scan_text(s, key, &out->arena, &e.key, f) < 0)
		return -1;
	if (expiry != NO_TOKEN && s->tokens.v[expiry].kind == TOKEN_STRING &&
	    when_parse(&e.expiry, scan_raw(s, expiry)) != 0)
		e.expiry = WHEN_UNKNOWN;
	e.entry_type = type != NO_TOKEN && span_is(scan_raw(s, type), "1");
	e.where.offset = s->tokens.v[key].offset;
	e.where.length = s->tokens.v[key].length;
	return VEC_PUSH(&out->entries, e, f);
}

int scheduler_parse(struct scheduler *out, struct span bytes, const struct limits *limits, char why[128],
                    struct fault *f)
{
	OWNED(scan) struct scan s = { .at = 0 };
	int rc = scan_json(&s, bytes, limits, f);

	if (rc < 0)
		return -1;
	if (rc != SCAN_FINE || s.tokens.v[0].kind != TOKEN_OBJECT) {
		(void)snprintf(why, 128, "%.120s", rc != SCAN_FINE ? s.why : S_DOCUMENT_NO_OBJECT);
		return 1;
	}
	for (uint32_t k = scan_first(&s, 0); k != NO_TOKEN; k = scan_sibling(&s, k)) {
		if (s.tokens.v[k + 1].kind != TOKEN_OBJECT) {
			(void)sentence(why, 128, S_ENTRY_NO_OBJECT);
			return 1;
		}
		if (cache_entry(&s, k, out, f) < 0)
			return -1;
	}
	return 0;
}
