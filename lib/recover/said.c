/*
 * recover/said.c - what a dead link said, as far as its bytes may be believed.
 */
#include "recover/recover.h"

#include "base/buf.h"
#include "core/layout.h"

#include <string.h>

static bool is_link(enum role role)
{
	return role == ROLE_REVISION_LINK || role == ROLE_TAG_CURRENT || role == ROLE_TAG_INDEX || role == ROLE_LAYER_LINK;
}

/* The bytes of the link in its last state: a hypothesis of that life, not older than the state, and of those the last. */
static const struct link_said *said_by(const struct site *s, const struct dead_path *d)
{
	const struct link_said *best = NULL;
	const struct link_said *v = s->links.v;
	size_t low = LOWER_BOUND(s->links.n, mid, fs_id_cmp((struct fs_id){ v[mid].tree, v[mid].inode }, d->id) < 0);

	for (; low < s->links.n && s->links.v[low].tree == d->id.tree && s->links.v[low].inode == d->id.inode; low++) {
		const struct link_said *l = &s->links.v[low];

		if ((d->known && d->generation != 0 && l->generation != d->generation) || l->sequence < d->end.since)
			continue;
		if (best == NULL || l->sequence > best->sequence)
			best = l;
	}
	return d->known ? best : NULL;
}

/* What a dead link said, and where: its bytes beside its last state, or those its last map led to. */
static int read_said(const struct site *s, const struct dead_path *d, struct digest *says, uint64_t *where,
                     struct fault *f)
{
	const struct link_said *said;
	uint8_t text[TRIAL_TEXT];
	int rc = d->end.bytes == 0 ? 1 : media_read(s->media, d->end.bytes, text, sizeof text, f);

	if (rc < 0)
		return -1;
	if (rc == 0 && digest_parse(says, span_make(text, sizeof text)) == 0) {
		*where = d->end.bytes;
		return 0;
	}
	said = said_by(s, d);
	*says = said == NULL ? (struct digest){ .alg = DIGEST_NONE } : said->digest;
	*where = said == NULL ? 0 : said->where;
	return 0;
}

/* The registry keeps every target of a tag in the tag's index and as a revision of the repository: is there such an
 * entry, living or dead, for what a dead current link says? Without one its bytes may be another file's. */
static int borne_out(const struct site *s, const struct dead_path *d, const struct place *place,
                     const struct digest *says, bool *yes, struct fault *f)
{
	static const char end[] = "/current/link";
	OWNED(buf) struct buf index = BUF_INIT, revision = BUF_INIT;
	size_t tag = d->path.n < sizeof end - 1 ? 0 : d->path.n - (sizeof end - 1), below = strlen("/tags/") + place->tag.n;
	char text[DIGEST_TEXT];
	const char *hex = digest_text(text, says) + strlen("sha256:");

	*yes = false;
	if (tag <= below)
		return 0;
	if (buf_add(&index, span_sub(d->path, 0, tag), f) < 0 || buf_printf(&index, f, "/index/sha256/%s", hex) < 0 ||
	    buf_add(&revision, span_sub(d->path, 0, tag - below), f) < 0 ||
	    buf_printf(&revision, f, "/revisions/sha256/%s", hex) < 0)
		return -1;
	*yes = livetree_has_path(s->tree, buf_span(&index)) || dead_names_has_path(s->names, buf_span(&index)) ||
	       livetree_has_path(s->tree, buf_span(&revision)) || dead_names_has_path(s->names, buf_span(&revision));
	return 0;
}

int site_link_said(const struct site *s, const struct dead_path *d, const struct place *place, struct digest *says,
                   uint64_t *where, struct fault *f)
{
	struct digest said = { .alg = DIGEST_NONE };
	bool holds = false;

	*says = said;
	*where = 0;
	if (is_link(place->role) && read_said(s, d, &said, where, f) < 0)
		return -1;
	if (digest_set(&said) && place->role == ROLE_TAG_CURRENT && borne_out(s, d, place, &said, &holds, f) < 0)
		return -1;
	if (digest_set(&said) && (holds || digest_eq(&said, &place->digest)))
		*says = said;
	return place->role == ROLE_TAG_CURRENT && !digest_set(says) && livetree_has_path(s->tree, d->path) ? SITE_LIVES : 0;
}
