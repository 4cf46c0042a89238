/* source/source.c - words for kinds, and the wrappers every caller uses. */
#include "source/private.h"

const char *source_kind_text(enum source_kind k)
{
	switch (k) {
#define X(id, text)                                                                        \
	case SOURCE_##id:                                                                          \
		return text;
		SOURCE_KINDS(X)
#undef X
	case SOURCE_AUTO:
		break;
	}
	return "";
}

enum source_kind source_kind_of_text(struct span text)
{
#define X(id, name)                                                                        \
	if (span_is(text, name))                                                                   \
		return SOURCE_##id;
	SOURCE_KINDS(X)
#undef X
	return SOURCE_AUTO;
}

/* ---- wrappers -------------------------------------------------------------------------------- */

void source_close(struct source *s)
{
	if (s != NULL)
		s->ops->close(s);
}

enum source_kind source_kind_of(const struct source *s)
{
	return s->kind;
}

const char *source_compression(const struct source *s)
{
	return s->compression;
}

int source_next(struct source *s, struct entry *out, struct fault *f)
{
	return s->ops->next(s, out, f);
}

int source_body(struct source *s, struct entry *e, struct stream **out, struct fault *f)
{
	*out = NULL;
	return s->ops->body(s, e, out, f);
}

void source_spare_digest(struct source *s)
{
	s->no_digest = true;
}

int source_finish(struct source *s, struct source_end *out, struct fault *f)
{
	memset(out, 0, sizeof *out);
	return s->ops->finish(s, out, f);
}

int source_identity(struct source *s, struct buf *out, struct fault *f)
{
	return s->ops->identity(s, out, f);
}

int source_again(struct source *s, const struct source_seen *seen, char why[160], struct fault *f)
{
	return s->ops->again == NULL ? 0 : s->ops->again(s, seen, why, f);
}

int source_seek_point(struct source *s, size_t index, const struct seek_point **out)
{
	return s->ops->seek_point == NULL ? 1 : s->ops->seek_point(s, index, out);
}

int source_reopen(struct source *s, const struct locator *where, const struct seek_point *points,
                  size_t n, struct stream **out, char why[256], struct fault *f)
{
	*out = NULL;
	return s->ops->reopen(s, where, points, n, out, why, f);
}

size_t source_volumes(const struct source *s, const struct source_volume **out)
{
	*out = NULL;
	return s->ops->volumes == NULL ? 0 : s->ops->volumes(s, out);
}

int source_subvolume(const struct source *s, size_t index, struct source_subvolume *out)
{
	return s->ops->subvolume == NULL ? 1 : s->ops->subvolume(s, index, out);
}

struct media *source_media(const struct source *s)
{
	return s->ops->media == NULL ? NULL : s->ops->media(s);
}

int source_remark(const struct source *s, size_t index, const struct source_remark **out)
{
	return s->ops->remark == NULL ? 1 : s->ops->remark(s, index, out);
}

double source_fraction(const struct source *s)
{
	return s->ops->fraction == NULL ? 0 : s->ops->fraction(s);
}

bool source_body_changed(const struct stream *body)
{
	return fd_stream_changed(body);
}
