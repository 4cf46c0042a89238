/*
 * report/list/fold.c - like findings of a list told once: a few of them, then how many more, in which directories
 * and pushed as what. Alike are those of one code and one media type whose texts differ in numbers and digests alone.
 */
#include "report/list/fold.h"

#include <stdlib.h>
#include <string.h>

/* kinds beyond KINDS stay unfolded; directories beyond DIRS are counted together */
enum { KINDS = 512, FEW = 4, SHOWN = 2, DIRS = 256, SHARD = 2 }; /* told: by how many lines and directories more */

struct fold_dir {
	struct buf path;
	uint64_t n;
};

struct kind {
	char code[48];
	struct buf text;   /* with '#' for every number */
	struct buf pushed; /* the media type of what they speak of */
	struct buf above;  /* the directory they all lie in */
	VEC(struct fold_dir) dirs;
	uint64_t n, met, elsewhere;
};

struct fold {
	struct kind kinds[KINDS];
	size_t n;
};

int fold_new(struct fold **out, struct fault *f)
{
	*out = (struct fold *)calloc(1, sizeof **out);
	return *out == NULL ? fault_memory(f, sizeof **out) : 0;
}

void fold_free(struct fold *x)
{
	for (size_t i = 0; x != NULL && i < x->n; i++) {
		struct kind *k = &x->kinds[i];

		for (size_t j = 0; j < k->dirs.n; j++)
			buf_release(&k->dirs.v[j].path);
		VEC_RELEASE(&k->dirs);
		buf_release(&k->text);
		buf_release(&k->pushed);
		buf_release(&k->above);
	}
	free(x);
}

/* ---- alike ------------------------------------------------------------------------------------------------ */

static bool is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* Digits, and words of six and more hexadecimal digits, become one '#'. */
static int mask(struct buf *out, struct span text, struct fault *f)
{
	for (size_t i = 0; i < text.n;) {
		size_t end = i;

		while (end < text.n && is_hex(text.p[end]))
			end++;
		if (end - i < 6)
			for (end = i; end < text.n && text.p[end] >= '0' && text.p[end] <= '9';)
				end++;
		if (buf_add_byte(out, end > i ? '#' : text.p[i], f) < 0)
			return -1;
		i = end > i ? end : i + 1;
	}
	return 0;
}

static struct kind *kind_of(struct fold *x, const struct rows *row, struct buf *masked, struct fault *f)
{
	struct span code = rows_span(row, "code"), pushed = rows_span(row, "pushed");

	buf_clear(masked);
	if (mask(masked, rows_span(row, "text"), f) < 0)
		return NULL;
	for (size_t i = 0; i < x->n; i++) {
		struct kind *k = &x->kinds[i];

		if (span_is(code, k->code) && span_eq(pushed, buf_span(&k->pushed)) &&
		    span_eq(buf_span(masked), buf_span(&k->text)))
			return k;
	}
	return NULL;
}

/* ---- where ------------------------------------------------------------------------------------------------ */

static struct span directory(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_sub(path, 0, i - 1);
	return span_sub(path, 0, 0);
}

/* What both paths lie below. */
static struct span common(struct span a, struct span b)
{
	while (a.n > 0 && !(span_starts(b, a) && (b.n == a.n || b.p[a.n] == '/')))
		a = directory(a);
	return a;
}

/* What a registry keeps in a repository: the repository is the place. */
static bool is_inside(struct span part)
{
	static const char *const names[] = { "_manifests", "_layers", "_uploads" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (span_is(part, names[i]))
			return true;
	return false;
}

/* The directory as people know it: above the shards and the digests that stores make of it. */
static struct span place_of(struct span path)
{
	struct span dir = directory(path);

	for (size_t from = 0; from < dir.n;) {
		struct span rest = span_from(dir, from), part = span_cut(&rest, '/');
		size_t hex = 0;

		while (hex < part.n && is_hex(part.p[hex]))
			hex++;
		if (from > 0 && (is_inside(part) || (hex == part.n && (hex == SHARD || hex >= 32))))
			return span_sub(dir, 0, from - 1);
		from += part.n + 1;
	}
	return dir;
}

static int put_dir(struct kind *k, struct span dir, struct fault *f)
{
	struct fold_dir fresh = { .path = BUF_INIT, .n = 1 };

	for (size_t i = 0; i < k->dirs.n; i++)
		if (span_eq(buf_span(&k->dirs.v[i].path), dir)) {
			k->dirs.v[i].n++;
			return 0;
		}
	if (k->dirs.n >= DIRS) {
		k->elsewhere++;
		return 0;
	}
	if (buf_add(&fresh.path, dir, f) < 0 || VEC_PUSH(&k->dirs, fresh, f) < 0) {
		buf_release(&fresh.path);
		return -1;
	}
	return 0;
}

/* The fullest directories, by their number and then by their name. */
static void fullest(const struct kind *k, struct folded *out)
{
	bool taken[DIRS] = { false };

	out->elsewhere = k->elsewhere;
	for (; out->places < FOLD_PLACES && out->places < k->dirs.n; out->places++) {
		size_t best = DIRS;

		for (size_t i = 0; i < k->dirs.n; i++)
			if (!taken[i] && (best == DIRS || k->dirs.v[i].n > k->dirs.v[best].n ||
			                  (k->dirs.v[i].n == k->dirs.v[best].n &&
			                   span_cmp(buf_span(&k->dirs.v[i].path), buf_span(&k->dirs.v[best].path)) < 0)))
				best = i;
		if (best == DIRS)
			break;
		taken[best] = true;
		out->place[out->places] = (struct fold_place){ buf_span(&k->dirs.v[best].path), k->dirs.v[best].n };
	}
	for (size_t i = 0; i < k->dirs.n; i++)
		out->elsewhere += taken[i] ? 0 : k->dirs.v[i].n;
}

/* ---- the list --------------------------------------------------------------------------------------------- */

static struct kind *new_kind(struct fold *x, const struct rows *row, struct span masked, struct span pushed,
                             struct fault *f)
{
	struct span code = rows_span(row, "code"), above = directory(rows_span(row, "path"));
	struct kind *k;

	if (x->n == KINDS || code.n >= sizeof x->kinds[0].code)
		return NULL;
	k = &x->kinds[x->n++];
	memcpy(k->code, code.p, code.n);
	if (buf_add(&k->text, masked, f) < 0 || buf_add(&k->pushed, pushed, f) < 0 || buf_add(&k->above, above, f) < 0)
		return NULL;
	return k;
}

/* k NULL: there is no room for its kind, or a fault. */
static int count_in(struct kind *k, struct span path, struct fault *f)
{
	if (k == NULL)
		return f->kind == FAULT_NONE ? 0 : -1;
	k->n++;
	k->above.n = common(buf_span(&k->above), directory(path)).n;
	return put_dir(k, place_of(path), f);
}

int fold_add(struct fold *x, const struct rows *row, struct fault *f)
{
	OWNED(buf) struct buf masked = BUF_INIT;
	struct kind *k = kind_of(x, row, &masked, f);

	if (k == NULL && f->kind == FAULT_NONE)
		k = new_kind(x, row, buf_span(&masked), rows_span(row, "pushed"), f);
	return count_in(k, rows_span(row, "path"), f);
}

static size_t index_of_code(const struct fold *x, struct span code)
{
	size_t i = 0;

	while (i < x->n && !span_is(code, x->kinds[i].code))
		i++;
	return i;
}

int fold_add_code(struct fold *x, const struct rows *row, struct fault *f)
{
	size_t i = index_of_code(x, rows_span(row, "code"));
	struct kind *k = i < x->n ? &x->kinds[i] : NULL;

	if (k == NULL)
		k = new_kind(x, row, SPAN_NONE, SPAN_NONE, f);
	return count_in(k, rows_span(row, "path"), f);
}

void fold_of_code(const struct fold *x, struct span code, struct folded *out)
{
	size_t i = index_of_code(x, code);

	*out = (struct folded){ .show = true };
	if (i == x->n)
		return;
	out->all = x->kinds[i].n;
	out->above = buf_span(&x->kinds[i].above);
	fullest(&x->kinds[i], out);
}

int fold_take(struct fold *x, const struct rows *row, struct folded *out, struct fault *f)
{
	OWNED(buf) struct buf masked = BUF_INIT;
	struct kind *k = kind_of(x, row, &masked, f);

	*out = (struct folded){ .show = true };
	if (f->kind != FAULT_NONE)
		return -1;
	if (k == NULL || k->n <= FEW)
		return 0;
	k->met++;
	out->show = k->met <= SHOWN;
	if (k->met == SHOWN) {
		out->more = k->n - SHOWN;
		out->all = k->n;
		out->pushed = buf_span(&k->pushed);
		out->above = buf_span(&k->above);
		fullest(k, out);
	}
	return 0;
}
