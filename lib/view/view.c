/* view/view.c - layers laid over each other: what is seen, what is hidden, what was deleted and by which layer. */
#include "view/view.h"

#include "base/arena.h"
#include "base/number.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

/* What can hide: looked up by path, kind and layer. */
enum cover { COVER_ANY, COVER_NO_DIRECTORY, COVER_WHITEOUT, COVER_OPAQUE };

struct record {
	struct span path;
	uint32_t layer;
	uint8_t cover;
};

struct view {
	struct arena arena;
	VEC(struct view_file) files, others; /* others: of the second reading alone */
	VEC(struct record) records;
	uint32_t layers;
};

int view_new(struct view **out, struct fault *f)
{
	*out = (struct view *)calloc(1, sizeof **out);
	return *out == NULL ? fault_memory(f, sizeof **out) : 0;
}

void view_free(struct view *v)
{
	if (v == NULL)
		return;
	VEC_RELEASE(&v->files);
	VEC_RELEASE(&v->others);
	VEC_RELEASE(&v->records);
	arena_release(&v->arena);
	free(v);
}

size_t view_count(const struct view *v)
{
	return v->files.n;
}

const struct view_file *view_at(const struct view *v, size_t i)
{
	return &v->files.v[i];
}

/* ---- reading listings -------------------------------------------------------------------------------- */

/* Takes the escapes out in place; the text is ours. */
static struct span unescape(struct span s)
{
	uint8_t *p = (uint8_t *)(uintptr_t)s.p;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (p[i] == '\\' && i + 1 < s.n) {
			i++;
			p[n++] = p[i] == 't' ? '\t' : p[i] == 'n' ? '\n' : p[i];
		} else {
			p[n++] = p[i];
		}
	}
	return span_make(p, n);
}

/* "-12.75", "1700000000", "-" */
static struct when time_of(struct span s)
{
	bool below = s.n > 1 && s.p[0] == '-';
	struct span whole = below ? span_from(s, 1) : s, part;
	uint64_t sec, frac = 0;
	uint32_t nsec;
	struct when w;

	part = whole;
	whole = span_cut(&part, '.');
	if (!number_read(&sec, whole, INT64_MAX / 2) || part.n > 9 || (part.n > 0 && !number_read(&frac, part, UINT64_MAX)))
		return WHEN_UNKNOWN;
	for (size_t i = part.n; i < 9; i++)
		frac *= 10;
	nsec = (uint32_t)frac;
	if (!below)
		w = when_ns((int64_t)sec, nsec);
	else
		w = nsec > 0 ? when_ns(-(int64_t)sec - 1, 1000000000 - nsec) : when_ns(-(int64_t)sec, 0);
	w.digits = (uint8_t)part.n;
	return w;
}

struct span view_path(struct span path)
{
	for (;;) {
		if (span_starts(path, span_of("/")))
			path = span_from(path, 1);
		else if (span_starts(path, span_of("./")))
			path = span_from(path, 2);
		else
			break;
	}
	while (path.n > 0 && path.p[path.n - 1] == '/')
		path.n--;
	return span_is(path, ".") ? span_sub(path, 0, 0) : path;
}

bool view_beneath(struct span path, struct span top)
{
	return top.n == 0 || span_eq(path, top) ||
	       (path.n > top.n && span_starts(path, top) && path.p[top.n] == '/');
}

static struct span parent_of(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return span_sub(path, 0, i - 1);
	return span_sub(path, 0, 0);
}

static int record(struct view *v, struct span path, enum cover cover, uint32_t layer, struct fault *f)
{
	struct record r = { path, layer, (uint8_t)cover };

	return VEC_PUSH(&v->records, r, f);
}

/* `.wh.<name>`: the path it hides, made of its directory and name. */
static int whiteout(struct view *v, struct view_file *x, struct span name, struct fault *f)
{
	struct span parent = parent_of(x->path), hidden = span_from(name, 4), joined;
	uint8_t *text;

	if (span_is(hidden, ".wh..opq")) {
		x->whiteout = WHITEOUT_OPAQUE;
		return record(v, parent, COVER_OPAQUE, x->layer, f);
	}
	x->whiteout = WHITEOUT_FILE;
	if (hidden.n == 0)
		return 0;
	text = (uint8_t *)arena_alloc(&v->arena, parent.n + 1 + hidden.n, f);
	if (text == NULL)
		return -1;
	memcpy(text, parent.p, parent.n);
	text[parent.n] = '/';
	memcpy(text + parent.n + (parent.n > 0), hidden.p, hidden.n);
	joined = span_make(text, parent.n + (parent.n > 0) + hidden.n);
	return record(v, joined, COVER_WHITEOUT, x->layer, f);
}

/* "f", or "f1", "f2": of one reading alone; "f3": stated by a table of contents; "f4": read, and as that has it. */
static bool type_of(struct view_file *x, struct span field)
{
	if (field.n != 1 && !(field.n == 2 && field.p[1] >= '1' && field.p[1] <= '4'))
		return false;
	x->type = (char)field.p[0];
	if (field.n == 2 && field.p[1] <= '2')
		x->reading = field.p[1] == '1' ? READING_FIRST : READING_SECOND;
	else if (field.n == 2)
		x->told = field.p[1] == '3' ? TOLD_STATED : TOLD_MET;
	return true;
}

static int add_line(struct view *v, struct span line, struct fault *f)
{
	struct span field[7];
	struct view_file x = { .layer = v->layers, .hidden_by = VIEW_VISIBLE };
	struct span name;

	for (size_t i = 0; i < COUNT(field); i++)
		field[i] = span_cut(&line, '\t');
	if (!type_of(&x, field[0]) || line.n == 0 || !number_read(&x.size, field[4], UINT64_MAX))
		return 0;
	x.mode = span_is(field[1], "-") ? SPAN_NONE : field[1];
	x.uid = span_is(field[2], "-") ? SPAN_NONE : field[2];
	x.gid = span_is(field[3], "-") ? SPAN_NONE : field[3];
	x.mtime = time_of(field[5]);
	x.sha256 = span_is(field[6], "-") ? SPAN_NONE : field[6];
	x.path = view_path(unescape(span_cut(&line, '\t')));
	x.target = unescape(line);
	if (x.reading == READING_SECOND)
		return VEC_PUSH(&v->others, x, f);
	name = span_from(x.path, parent_of(x.path).n);
	if (span_starts(name, span_of("/")))
		name = span_from(name, 1);
	if (span_starts(name, span_of(".wh.")) && x.type != 'd') {
		if (whiteout(v, &x, name, f) < 0)
			return -1;
	} else if (record(v, x.path, COVER_ANY, x.layer, f) < 0 ||
	           (x.type != 'd' && record(v, x.path, COVER_NO_DIRECTORY, x.layer, f) < 0)) {
		return -1;
	}
	return VEC_PUSH(&v->files, x, f);
}

int view_layer(struct view *v, struct span listing, struct fault *f)
{
	struct span text;

	if (arena_span(&v->arena, listing, &text, f) < 0)
		return -1;
	while (text.n > 0)
		if (add_line(v, span_cut(&text, '\n'), f) < 0)
			return -1;
	v->layers++;
	return 0;
}

/* ---- what hides what ------------------------------------------------------------------------------------ */

static int record_order(const void *a, const void *b)
{
	const struct record *x = (const struct record *)a, *y = (const struct record *)b;
	int c = span_cmp(x->path, y->path);

	if (c == 0)
		c = (x->cover > y->cover) - (x->cover < y->cover);
	return c != 0 ? c : (x->layer > y->layer) - (x->layer < y->layer);
}

static int file_order(const void *a, const void *b)
{
	const struct view_file *x = (const struct view_file *)a, *y = (const struct view_file *)b;
	int c = span_cmp(x->path, y->path);

	return c != 0 ? c : (x->layer > y->layer) - (x->layer < y->layer);
}

/* The lowest layer above `layer` that covers `path` so; VIEW_VISIBLE: none. */
static uint32_t covered(const struct view *v, struct span path, enum cover cover, uint32_t layer)
{
	struct record want = { path, layer + 1, (uint8_t)cover };
	size_t low = LOWER_BOUND(v->records.n, mid, record_order(&v->records.v[mid], &want) < 0);
	if (low == v->records.n || v->records.v[low].cover != cover || !span_eq(v->records.v[low].path, path))
		return VIEW_VISIBLE;
	return v->records.v[low].layer;
}

static uint32_t hider_of(const struct view *v, const struct view_file *x)
{
	uint32_t least = covered(v, x->path, COVER_ANY, x->layer), other;
	struct span at = x->path;

	other = covered(v, at, COVER_WHITEOUT, x->layer);
	least = other < least ? other : least;
	while (at.n > 0) {
		at = parent_of(at);
		for (enum cover c = COVER_NO_DIRECTORY; c <= COVER_OPAQUE; c++) {
			other = at.n == 0 && c != COVER_OPAQUE ? VIEW_VISIBLE : covered(v, at, c, x->layer);
			least = other < least ? other : least;
		}
	}
	return least;
}

int view_settle(struct view *v, struct fault *f)
{
	(void)f;
	if (v->records.n > 1)
		qsort(v->records.v, v->records.n, sizeof *v->records.v, record_order);
	if (v->files.n > 1)
		qsort(v->files.v, v->files.n, sizeof *v->files.v, file_order);
	if (v->others.n > 1)
		qsort(v->others.v, v->others.n, sizeof *v->others.v, file_order);
	for (size_t i = 0; i < v->files.n; i++)
		v->files.v[i].hidden_by = hider_of(v, &v->files.v[i]);
	return 0;
}

size_t view_others(const struct view *v)
{
	return v->others.n;
}

const struct view_file *view_other(const struct view *v, size_t i)
{
	return &v->others.v[i];
}

const struct view_file *view_find(const struct view *v, struct span path)
{
	struct view_file want = { .path = view_path(path), .layer = 0 };
	const struct view_file *found = NULL;
	size_t low = LOWER_BOUND(v->files.n, mid, file_order(&v->files.v[mid], &want) < 0);
	for (; low < v->files.n && span_eq(v->files.v[low].path, want.path); low++)
		if (v->files.v[low].hidden_by == VIEW_VISIBLE && v->files.v[low].whiteout == WHITEOUT_NONE)
			found = &v->files.v[low];
	return found;
}
