/* postgres/value.c - the columns of a row as texts, as COPY would write them. */
#include "postgres/value.h"

#include "base/number.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>

enum { /* format: pg_type.dat */
	TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_NAME = 19, TYPE_INT8 = 20, TYPE_INT2 = 21, TYPE_INT4 = 23, TYPE_TEXT = 25,
	TYPE_OID = 26, TYPE_JSON = 114, TYPE_BPCHAR = 1042, TYPE_VARCHAR = 1043, TYPE_TIMESTAMP = 1114, TYPE_TIMESTAMPTZ = 1184,
};

static size_t aligned(size_t at, char align)
{
	size_t n = align == 'd' ? 8 : align == 'i' ? 4 : align == 's' ? 2 : 1;

	return (at + n - 1) & ~(n - 1);
}

static int put(struct arena *a, const char *text, struct span *out, struct fault *f)
{
	return arena_span(a, span_of(text), out, f);
}

/* "2026-11-29 19:35:15.123456", with "+00" where the type has a zone. */
static int put_time(struct arena *a, int64_t usec, bool zone, struct span *out, struct fault *f)
{
	char shown[WHEN_TEXT], text[WHEN_TEXT + 8];
	size_t n;

	if (usec == INT64_MAX || usec == INT64_MIN)
		return put(a, usec > 0 ? "infinity" : "-infinity", out, f);
	n = strlen(when_text(shown, pg_when(usec)));
	if (n < 20 || shown[10] != 'T' || shown[n - 1] != 'Z')
		return put(a, "", out, f);
	shown[10] = ' ';
	shown[n - 1] = '\0';
	(void)snprintf(text, sizeof text, "%s%s", shown, zone ? "+00" : "");
	return put(a, text, out, f);
}

static int put_fixed(struct arena *a, const struct pg_column *k, const uint8_t *p, struct span *out, struct fault *f)
{
	char text[32];

	switch (k->type) {
	case TYPE_BOOL:
		return put(a, p[0] != 0 ? "t" : "f", out, f);
	case TYPE_INT2:
		(void)snprintf(text, sizeof text, "%d", (int16_t)le16(p));
		return put(a, text, out, f);
	case TYPE_INT4:
		(void)snprintf(text, sizeof text, "%" PRId32, (int32_t)le32(p));
		return put(a, text, out, f);
	case TYPE_OID:
		(void)snprintf(text, sizeof text, "%" PRIu32, le32(p));
		return put(a, text, out, f);
	case TYPE_INT8:
		(void)snprintf(text, sizeof text, "%" PRId64, (int64_t)le64(p));
		return put(a, text, out, f);
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMPTZ:
		return put_time(a, (int64_t)le64(p), k->type == TYPE_TIMESTAMPTZ, out, f);
	default:
		*out = SPAN_NONE;
		return 0;
	}
}

/* Is it a fixed type of the size it must have? */
static bool fixed_is(const struct pg_column *k)
{
	switch (k->type) {
	case TYPE_BOOL:
		return k->length == 1;
	case TYPE_INT2:
		return k->length == 2;
	case TYPE_INT4:
	case TYPE_OID:
		return k->length == 4;
	case TYPE_INT8:
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMPTZ:
		return k->length == 8;
	default:
		return false;
	}
}

static bool readable(uint32_t type)
{
	return type == TYPE_TEXT || type == TYPE_VARCHAR || type == TYPE_BPCHAR || type == TYPE_JSON || type == TYPE_BYTEA;
}

/* The bytes that lie elsewhere: 0, or 1 when they cannot be had. */
static int fetch(struct values *x, const struct pg_column *k, struct varlena *v, struct fault *f)
{
	struct pg_cluster *c = x->c;
	bool proven = !x->strict && c->judge.proven != NULL && c->judge.proven(k->name);
	uint32_t node = x->by_form && proven ? v->table : x->toast_node;
	int rc = node == 0 ? 1 : toast_load(c, x->database, node, f);

	if (rc == 0)
		rc = toast_get(&c->toast, v->id, v->stored, &x->arena, &v->bytes, f);
	else if (rc > 0 && c->loose.pages != NULL && proven)
		rc = chunks_get(c, v->id, v->stored, &x->arena, &v->bytes, f);
	if (rc != 0 || !v->packed)
		return rc;
	if (v->bytes.n < 4) /* with the header of what is packed: its size, and how */
		return 1;
	v->lz4 = v->lz4 || le32(v->bytes.p) >> 30 == 1;
	v->bytes = span_from(v->bytes, 4);
	return 0;
}

/* Packed or stored elsewhere: unpacked and fetched. Left empty where that cannot be. */
static int put_varlena(struct values *x, const struct pg_column *k, struct varlena v, struct span *out, struct fault *f)
{
	struct pg_cluster *c = x->c;
	uint8_t *p;
	int rc;

	*out = SPAN_NONE;
	if (!readable(k->type))
		return 0;
	if (v.raw > c->limits.pg_value_bytes || v.stored > c->limits.pg_value_bytes) {
		watch_bite(c->watch, LIMIT_pg_value_bytes, 1);
		return 0;
	}
	rc = v.external ? fetch(x, k, &v, f) : 0;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (!v.packed)
		return arena_span(&x->arena, v.bytes, out, f);
	p = (uint8_t *)arena_alloc(&x->arena, (size_t)v.raw + 1, f);
	if (p == NULL)
		return -1;
	if (v.lz4 ? lz4_unpack(p, v.raw, v.bytes) : pglz_unpack(p, v.raw, v.bytes))
		*out = span_make(p, v.raw);
	return 0;
}

static bool present(const struct tuple *t, size_t i)
{
	return (t->mask & MASK_NULLS) == 0 || (t->bytes.p[PG_TUPLE_HEAD + i / 8] >> i % 8 & 1) != 0;
}

/* ---- what the server would not have written -------------------------------------------------------------------------- */

static bool padding_is(const struct tuple *t, size_t from, size_t to)
{
	return to <= t->bytes.n && bytes_zero(t->bytes.p + from, to - from);
}

static bool text_is(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' && s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			return false;
	return utf8_valid(s);
}

/* From 2005 on, as no registry's row is older; the year 1 is what programs write for none. Two years beyond the server's
 * last work, for ends still to come. */
static bool time_is(const struct values *x, int64_t usec)
{
	enum { YEAR = 31557600 };
	int64_t sec = usec / 1000000 + 946684800;

	return usec == -63082281600000000 || usec == INT64_MAX || (sec > 1104537600 && sec < x->c->control.time + (int64_t)2 * YEAR);
}

static bool fixed_fits(const struct values *x, const struct pg_column *k, const uint8_t *p)
{
	switch (k->type) {
	case TYPE_BOOL:
		return p[0] <= 1;
	case TYPE_INT4:
		return (int32_t)le32(p) >= -1;
	case TYPE_INT8:
		return (int64_t)le64(p) >= -1;
	case TYPE_TIMESTAMP:
	case TYPE_TIMESTAMPTZ:
		return time_is(x, (int64_t)le64(p));
	default:
		return true;
	}
}

static bool varlena_fits(struct values *x, const struct pg_column *k, const struct varlena *v, struct span text)
{
	x->varies = true;
	x->external |= v->external;
	if (v->external || k->dropped || !readable(k->type))
		return true;
	return text.p != NULL && (k->type == TYPE_BYTEA || text_is(text));
}

/* ---- a row ------------------------------------------------------------------------------------------------------------ */

/* The bytes of column `k` at *at, which is moved behind them: 0; VALUES_DAMAGED: it leaves the row. */
static int one(struct values *x, const struct tuple *t, const struct pg_column *k, size_t *at, struct span *out, struct fault *f)
{
	size_t used = 0;
	struct span rest;
	struct varlena v;

	*out = SPAN_NONE;
	if (k->length != -1 || *at >= t->bytes.n || t->bytes.p[*at] == 0) {
		size_t next = t->head + aligned(*at - t->head, k->align);

		if (x->strict && !padding_is(t, *at, next))
			return VALUES_DAMAGED;
		*at = next;
	}
	rest = span_from(t->bytes, *at);
	if (k->length == -1) {
		int rc;

		if (!varlena_of(&v, rest, &used))
			return VALUES_DAMAGED;
		*at += used;
		rc = k->dropped ? 0 : put_varlena(x, k, v, out, f);
		return rc == 0 && x->strict && !varlena_fits(x, k, &v, *out) ? VALUES_DAMAGED : rc;
	}
	if (k->length == -2)
		used = span_find(rest, 0) == SIZE_MAX ? SIZE_MAX : span_find(rest, 0) + 1;
	else
		used = (size_t)k->length;
	if (used > rest.n)
		return VALUES_DAMAGED;
	*at += used;
	if (k->dropped)
		return 0;
	if (k->type == TYPE_NAME && k->length == PG_NAME)
		return arena_span(&x->arena, span_sub(rest, 0, strnlen((const char *)rest.p, PG_NAME)), out, f);
	if (!fixed_is(k))
		return 0;
	return x->strict && !fixed_fits(x, k, rest.p) ? VALUES_DAMAGED : put_fixed(&x->arena, k, rest.p, out, f);
}

int values_of(struct values *x, const struct pg_table *table, const struct tuple *t, struct pg_value *out, struct fault *f)
{
	size_t n = t->mask2 & MASK2_COLUMNS, at = t->head, k = 0;
	size_t bitmap = (t->mask & MASK_NULLS) != 0 ? (n + 7) / 8 : 0;

	x->varies = x->external = false;
	if (n > table->n || PG_TUPLE_HEAD + bitmap > t->head)
		return VALUES_DAMAGED;
	for (size_t i = 0; i < table->n; i++) {
		const struct pg_column *c = &table->columns[i];
		struct span text = SPAN_NONE;
		bool null = i >= n || !present(t, i); /* a column added later is not in older rows */
		int rc = null ? 0 : one(x, t, c, &at, &text, f);

		if (rc != 0)
			return rc;
		if (!c->dropped)
			out[k++] = (struct pg_value){ null || text.p == NULL, text };
	}
	x->end = at;
	return 0;
}
