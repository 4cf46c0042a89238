/* format/json_path.c - where a value stands (RFC 6901), and which names an object repeats. */
#include "base/buf.h"
#include "format/json_scan.h"

#include <stdlib.h>

static int add_name(const struct scan *s, uint32_t key, struct arena *a, struct buf *out, struct fault *f)
{
	struct span name;

	if (scan_text(s, key, a, &name, f) < 0)
		return -1;
	for (size_t i = 0; i < name.n; i++) {
		int rc = name.p[i] == '~'   ? buf_add_text(out, "~0", f)
		         : name.p[i] == '/' ? buf_add_text(out, "~1", f)
		                            : buf_add_byte(out, name.p[i], f);

		if (rc < 0)
			return -1;
	}
	return 0;
}

int scan_pointer(const struct scan *s, uint32_t token, struct arena *a, struct span *out, struct fault *f)
{
	OWNED(buf) struct buf text = BUF_INIT;
	uint32_t path[256], depth = 0;

	for (uint32_t t = token; s->tokens.v[t].parent != NO_TOKEN && depth < COUNT(path);
	     t = s->tokens.v[t].parent)
		path[depth++] = t;
	while (depth > 0) {
		uint32_t t = path[--depth], up = s->tokens.v[t].parent;
		int rc = buf_add_byte(&text, '/', f);

		if (rc == 0 && s->tokens.v[up].kind == TOKEN_ARRAY)
			rc = buf_printf(&text, f, "%u", s->tokens.v[t].index);
		else if (rc == 0)
			rc = add_name(s, s->tokens.v[t].key ? t : t - 1, a, &text, f);
		if (rc < 0)
			return -1;
	}
	return arena_span(a, buf_span(&text), out, f);
}

struct key_name {
	struct span text;
	uint32_t key;
};

static int by_text(const void *a, const void *b)
{
	const struct key_name *x = (const struct key_name *)a, *y = (const struct key_name *)b;
	int c = span_cmp(x->text, y->text);

	return c != 0 ? c : x->key < y->key ? -1 : x->key > y->key;
}

static int by_key(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

struct repeats {
	VEC(struct key_name) names;
	VEC(uint32_t) keys;
};

/* The later keys of one object that stood there before. */
static int object_repeats(const struct scan *s, uint32_t object, struct repeats *r, struct arena *a,
                          struct fault *f)
{
	r->names.n = 0;
	for (uint32_t k = scan_first(s, object); k != NO_TOKEN; k = scan_sibling(s, k)) {
		struct key_name n = { .key = k };

		if (s->tokens.v[k].escaped) {
			if (scan_text(s, k, a, &n.text, f) < 0)
				return -1;
		} else {
			n.text = scan_raw(s, k);
		}
		if (VEC_PUSH(&r->names, n, f) < 0)
			return -1;
	}
	if (r->names.n > 1)
		qsort(r->names.v, r->names.n, sizeof *r->names.v, by_text);
	for (size_t i = 1; i < r->names.n; i++)
		if (span_eq(r->names.v[i].text, r->names.v[i - 1].text) &&
		    VEC_PUSH(&r->keys, r->names.v[i].key, f) < 0)
			return -1;
	return 0;
}

int scan_duplicates(const struct scan *s, int (*found)(void *user, uint32_t key, struct fault *f),
                    void *user, struct fault *f)
{
	OWNED(arena) struct arena a = ARENA_INIT;
	struct repeats r = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	int rc = 0;

	for (uint32_t t = 0; rc == 0 && t < s->tokens.n; t++)
		if (s->tokens.v[t].kind == TOKEN_OBJECT && s->tokens.v[t].count > 1)
			rc = object_repeats(s, t, &r, &a, f);
	if (rc == 0 && r.keys.n > 1)
		qsort(r.keys.v, r.keys.n, sizeof *r.keys.v, by_key);
	for (size_t i = 0; rc == 0 && i < r.keys.n; i++)
		rc = found(user, r.keys.v[i], f);
	VEC_RELEASE(&r.names);
	VEC_RELEASE(&r.keys);
	return rc;
}
