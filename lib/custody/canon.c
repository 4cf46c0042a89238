/* custody/canon.c - canonical JSON: one way to write a thing. */
#include "base/utf8.h"
#include "custody/custody.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct canon canon_of(struct fault *f)
{
	return (struct canon){ .arena = ARENA_INIT, .f = f };
}

void canon_release(struct canon *c)
{
	VEC_RELEASE(&c->v);
	arena_release(&c->arena);
}

static void push(struct canon *c, const char *key, struct span value)
{
	struct canon_member m = { .key = SPAN_NONE };

	if (c->failed)
		return;
	c->failed = (key != NULL && arena_span(&c->arena, span_of(key), &m.key, c->f) < 0) || arena_span(&c->arena, value, &m.value, c->f) < 0 || VEC_PUSH(&c->v, m, c->f) < 0;
}

void canon_value(struct canon *c, const char *key, struct span canonical)
{
	push(c, key, canonical);
}

/* RFC 8785 3.2.2.2: the short escapes, lower-case hexadecimal for other controls, all else as it is. */
static int add_string(struct buf *b, struct span s, struct fault *f)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";

	if (buf_add_byte(b, '"', f) < 0)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		const char *at = s.p[i] == 0 ? NULL : strchr(from, s.p[i]);
		int rc;

		if (at != NULL)
			rc = buf_printf(b, f, "\\%c", to[at - from]);
		else if (s.p[i] < 0x20)
			rc = buf_printf(b, f, "\\u%04x", s.p[i]);
		else
			rc = buf_add_byte(b, s.p[i], f);
		if (rc < 0)
			return -1;
	}
	return buf_add_byte(b, '"', f);
}

static int add_hex(struct buf *b, struct span s, struct fault *f)
{
	if (buf_add_text(b, "{\"hex\":\"", f) < 0)
		return -1;
	for (size_t i = 0; i < s.n; i++)
		if (buf_printf(b, f, "%02x", s.p[i]) < 0)
			return -1;
	return buf_add_text(b, "\"}", f);
}

void canon_text(struct canon *c, const char *key, struct span raw)
{
	OWNED(buf) struct buf b = BUF_INIT;

	if (c->failed)
		return;
	if ((utf8_valid(raw) ? add_string(&b, raw, c->f) : add_hex(&b, raw, c->f)) < 0)
		c->failed = true;
	else
		push(c, key, buf_span(&b));
}

void canon_cstr(struct canon *c, const char *key, const char *text)
{
	if (text != NULL)
		canon_text(c, key, span_of(text));
}

void canon_int(struct canon *c, const char *key, int64_t n)
{
	static const int64_t most = 9007199254740991; /* format: 2^53-1, RFC 8785 section 3.2.2.3 */
	char text[32];

	(void)snprintf(text, sizeof text, "%" PRId64, n);
	if (n > most || n < -most)
		canon_cstr(c, key, text);
	else
		push(c, key, span_of(text));
}

void canon_bool(struct canon *c, const char *key, bool b)
{
	push(c, key, span_of(b ? "true" : "false"));
}

void canon_when(struct canon *c, const char *key, struct when w)
{
	char text[WHEN_TEXT];

	if (!w.known)
		return;
	w.digits = 9;
	canon_cstr(c, key, when_text(text, w));
}

static int by_key(const void *a, const void *b)
{
	return span_cmp(((const struct canon_member *)a)->key, ((const struct canon_member *)b)->key);
}

static int write_all(struct canon *c, struct buf *out, bool object)
{
	if (c->failed || buf_add_byte(out, object ? '{' : '[', c->f) < 0)
		return -1;
	for (size_t i = 0; i < c->v.n; i++) {
		if (i > 0 && buf_add_byte(out, ',', c->f) < 0)
			return -1;
		if (object && i > 0 && span_eq(c->v.v[i].key, c->v.v[i - 1].key))
			return fault_set(c->f, FAULT_INTERNAL, 0, "an entry names the field %.*s twice",
			                 (int)c->v.v[i].key.n, (const char *)c->v.v[i].key.p);
		if (object && (add_string(out, c->v.v[i].key, c->f) < 0 || buf_add_byte(out, ':', c->f) < 0))
			return -1;
		if (buf_add(out, c->v.v[i].value, c->f) < 0)
			return -1;
	}
	return buf_add_byte(out, object ? '}' : ']', c->f);
}

int canon_object(struct canon *c, struct buf *out)
{
	if (c->v.n > 1)
		qsort(c->v.v, c->v.n, sizeof *c->v.v, by_key);
	return write_all(c, out, true);
}

int canon_array(struct canon *c, struct buf *out)
{
	return write_all(c, out, false);
}
