/* walk/walk.c - entries become items: what each is in a registry, told from its path. */
#include "walk/walk.h"

#include "base/quote.h"
#include "core/name.h"

#include <stdlib.h>

struct walk {
	struct source *source;
	const char *prefix; /* "", "blobs/" or "repositories/" */
	enum depth depth;
	uint64_t ordinal;
	struct buf path; /* prefix and path, where there is a prefix */
};

static int holds(struct source *source, const char *name, bool *out, struct fault *f)
{
	OWNED(stream) struct stream *body = NULL;
	const struct locator at = { .path = span_of(name) };
	char why[256];
	int rc = source_reopen(source, &at, NULL, 0, &body, why, f);

	*out = rc == 0;
	return rc < 0 ? -1 : 0;
}

/* A directory named `blobs` may be an image layout of that name, and an archive or image so named says nothing
 * of what the paths in it begin with. */
static int choose_prefix(const char **out, struct source *source, const char *source_path, struct fault *f)
{
	bool layout = false, index = false;

	*out = source_kind_of(source) == SOURCE_TAR || source_kind_of(source) == SOURCE_IMAGE
	               ? ""
	               : layout_prefix(span_of(source_path));
	if ((*out)[0] == '\0')
		return 0;
	if (holds(source, "oci-layout", &layout, f) < 0 || holds(source, "index.json", &index, f) < 0)
		return -1;
	if (layout || index)
		*out = "";
	return 0;
}

int walk_new(struct walk **out, struct source *source, const char *source_path, enum depth depth,
             struct fault *f)
{
	OWNED(walk) struct walk *w = (struct walk *)calloc(1, sizeof *w);

	*out = NULL;
	if (w == NULL)
		return fault_memory(f, sizeof *w);
	if (choose_prefix(&w->prefix, source, source_path, f) < 0)
		return -1;
	w->source = source;
	w->depth = depth;
	*out = TAKE(&w);
	return 0;
}

void walk_free(struct walk *w)
{
	if (w == NULL)
		return;
	buf_release(&w->path);
	free(w);
}

/* The name of an upload session is the registry's own and follows no grammar of names. */
static bool unusual(const struct item *item)
{
	const struct place *p = &item->place;

	return !quote_plain(item->entry.path) ||
	       (p->repository.n > 0 && !name_is_repository(p->repository)) ||
	       (p->tag.n > 0 && !name_is_tag(p->tag));
}

static int classify(struct walk *w, struct item *out, struct fault *f)
{
	bool dir = out->entry.kind == ENTRY_DIR;
	struct span path = out->entry.path;

	if (w->prefix[0] == '\0') {
		layout_classify(&out->place, path, dir);
		return 0;
	}
	/* the source is `blobs` or `repositories` itself: its top is the root's child of that name
	 */
	buf_clear(&w->path);
	if (buf_add_text(&w->path, w->prefix, f) < 0 || buf_add(&w->path, path, f) < 0)
		return -1;
	if (path.n == 0)
		w->path.n--;
	layout_classify(&out->place, buf_span(&w->path), dir);
	/* a registry further down: its path as the source has it, without what was put before */
	if (out->place.registry.n > 0)
		out->place.registry = span_from(out->place.registry, strlen(w->prefix));
	return 0;
}

int walk_next(struct walk *w, struct item *out, struct fault *f)
{
	int rc;

	memset(out, 0, sizeof *out);
	rc = source_next(w->source, &out->entry, f);
	if (rc != 0)
		return rc;
	/* a place where an archive breaks is none in a registry, whatever path it follows */
	if (out->entry.kind == ENTRY_TROUBLE)
		out->place.role = ROLE_OUTSIDE;
	else if (classify(w, out, f) < 0)
		return -1;
	out->ordinal = w->ordinal++;
	out->wanted_bytes = out->entry.kind == ENTRY_FILE && w->depth != DEPTH_NAMES;
	out->fraction = source_fraction(w->source);
	out->unusual_name = unusual(out);
	return 0;
}

int walk_body(struct walk *w, struct item *item, struct stream **out, struct fault *f)
{
	return source_body(w->source, &item->entry, out, f);
}
