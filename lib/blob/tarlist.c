/*
 * blob/tarlist.c - what a layer holds, one line for each entry, sorted by path (sherd-formats(7),
 * "Layer listing"): type, mode, uid, gid, size, mtime, path, link target; tabs between, and tab,
 * newline and backslash in names escaped.
 */
#include "blob/private.h"

#include <stdio.h>
#include <stdlib.h>

struct line {
	size_t path_at, path_n; /* the escaped path inside the text */
	size_t at, n;
};

struct listing {
	struct buf text;
	VEC(struct line) lines;
};

static char type_letter(enum entry_kind k)
{
	static const char letters[] = "?fdlhpscb?";

	return (size_t)k < sizeof letters - 1 ? letters[k] : '?';
}

static int add_escaped(struct buf *b, struct span s, struct fault *f)
{
	for (size_t i = 0; i < s.n; i++) {
		const char *esc = s.p[i] == '\\' ? "\\\\" : s.p[i] == '\t' ? "\\t" : s.p[i] == '\n' ? "\\n" : NULL;
		int rc = esc != NULL ? buf_add_text(b, esc, f) : buf_add_byte(b, s.p[i], f);

		if (rc < 0)
			return -1;
	}
	return 0;
}

static int add_line(struct listing *l, const struct entry *t, struct fault *f)
{
	struct line line = { .at = l->text.n };
	struct buf *b = &l->text;

	if (buf_printf(b, f, "%c\t%o\t%llu\t%llu\t%llu\t%lld", type_letter(t->kind), t->mode,
	               (unsigned long long)t->uid, (unsigned long long)t->gid, (unsigned long long)t->size,
	               t->mtime.known ? (long long)t->mtime.sec : 0) < 0)
		return -1;
	if (t->mtime.known && t->mtime.digits > 0 && buf_printf(b, f, ".%09u", t->mtime.nsec) < 0)
		return -1;
	if (buf_add_byte(b, '\t', f) < 0)
		return -1;
	line.path_at = b->n;
	if (add_escaped(b, t->path, f) < 0)
		return -1;
	line.path_n = b->n - line.path_at;
	if (t->link_target.n > 0 && (buf_add_byte(b, '\t', f) < 0 || add_escaped(b, t->link_target, f) < 0))
		return -1;
	if (buf_add_byte(b, '\n', f) < 0)
		return -1;
	line.n = b->n - line.at;
	return VEC_PUSH(&l->lines, line, f);
}

static int by_path(const void *a, const void *b, void *text)
{
	const struct line *x = (const struct line *)a, *y = (const struct line *)b;
	const uint8_t *p = (const uint8_t *)text;
	int c = span_cmp(span_make(p + x->path_at, x->path_n), span_make(p + y->path_at, y->path_n));

	return c != 0 ? c : x->at < y->at ? -1 : x->at > y->at;
}

static int pack(struct listing *l, struct exam *e, struct fault *f)
{
	OWNED(buf) struct buf sorted = BUF_INIT;
	OWNED(buf) struct buf packed = BUF_INIT;

	if (l->lines.n > 1)
		qsort_r(l->lines.v, l->lines.n, sizeof *l->lines.v, by_path, l->text.p);
	for (size_t i = 0; i < l->lines.n; i++)
		if (buf_add(&sorted, span_make(l->text.p + l->lines.v[i].at, l->lines.v[i].n), f) < 0)
			return -1;
	if (xfrm_pack(&packed, buf_span(&sorted), f) < 0)
		return -1;
	return span_dup(buf_span(&packed), &e->listing, f);
}

/* Entries until the archive ends or breaks. What the stream itself says is the caller's to see again. */
static int list_all(struct examiner *x, struct tar_reader *t, struct listing *l, struct exam *e,
                    struct fault *f)
{
	struct entry entry;
	int rc;

	while ((rc = tar_next(t, &entry, f)) == 0) {
		if (e->entries >= x->limits.layer_entries || l->text.n >= x->limits.listing_bytes)
			return exam_note_add(e, FINDING_TAR_LIMIT, 0, 0, f,
			                     "listing stopped after %u entries", e->entries);
		e->entries++;
		if (add_line(l, &entry, f) < 0)
			return -1;
	}
	if (rc < 0)
		return -1;
	if (rc == TAR_BROKEN)
		return exam_note_add(e, FINDING_TAR_MALFORMED, 0, 0, f,
		                     "the archive breaks at byte %llu of the uncompressed layer: %s",
		                     (unsigned long long)tar_offset(t), tar_why(t));
	return 0;
}

int tar_list(struct examiner *x, struct stream *in, struct exam *e, struct fault *f)
{
	OWNED(tar_reader) struct tar_reader *t = NULL;
	struct listing l = { BUF_INIT, { NULL, 0, 0 } };
	int rc;

	if (tar_open(&t, in, &x->limits, f) < 0)
		return -1;
	e->is_tar = true;
	rc = list_all(x, t, &l, e, f);
	if (rc == 0)
		rc = pack(&l, e, f);
	buf_release(&l.text);
	VEC_RELEASE(&l.lines);
	return rc;
}
