/* source/image_reopen.c - the bytes of an item again: by their runs, by the path, or by the digest of deleted bytes. */
#include "source/image.h"

#include "core/sentence.h"

#include "media/runs.h"

#include "hash/hash.h"

#include <stdio.h>
#include <stdlib.h>

#define RECOVERED "$recovered/sha256/" /* paths that run/ gives to deleted bytes */
enum { PIECE = 256 * 1024 };

static int gone(char why[256], const char *what)
{
	(void)snprintf(why, 256, "%s", what);
	return SOURCE_NOT_FOUND;
}

static int step_down(struct fs *fs, struct fs_id *id, struct span name, struct fault *f)
{
	OWNED(arena) struct arena arena = ARENA_INIT;
	struct fs_names names = { .arena = &arena };
	char why[FS_WHY];
	int rc = fs_list(fs, *id, &names, why, f);
	bool found = false;

	for (size_t i = 0; rc >= 0 && !found && i < names.v.n; i++)
		if (span_eq(names.v.v[i].name, name)) {
			*id = names.v.v[i].id;
			found = true;
		}
	VEC_RELEASE(&names.v);
	return rc < 0 ? -1 : found ? 0 : 1;
}

/* Does the hypothesis that fs_next_dead() just gave hold these bytes? */
static int holds_digest(struct fs *fs, const struct digest *want, bool *yes, struct fault *f)
{
	OWNED(stream) struct stream *in = NULL;
	OWNED(hash) struct hash *h = NULL;
	uint8_t *piece = (uint8_t *)malloc(PIECE);
	struct digest got_digest;
	size_t got = 1;
	int rc = piece == NULL ? fault_memory(f, PIECE) : 0;

	if (rc == 0)
		rc = fs_dead_stream(fs, &in, f);
	if (rc == 0)
		rc = hash_new(&h, DIGEST_SHA256, f);
	while (rc == 0 && got > 0) {
		rc = stream_read(in, piece, PIECE, &got, f);
		if (rc == 0)
			rc = hash_add(h, span_make(piece, got), f);
	}
	free(piece);
	if (rc == 0)
		rc = hash_get(h, &got_digest, f);
	*yes = rc == 0 && digest_eq(&got_digest, want);
	return rc < 0 ? -1 : 0;
}

/* Deleted bytes that do not lie plainly on the image have no runs: their digest, the last part of the path, tells
 * which of the file system's hypotheses they are. */
static int by_digest(struct fs *fs, struct span hex, uint64_t size, struct stream **out, char why[256], struct fault *f)
{
	struct digest want;
	struct fs_dead d;
	bool found = false;
	int rc;

	if (digest_parse_parts(&want, span_of("sha256"), hex) != 0)
		return gone(why, S_PATH_DOES_NOT);
	while ((rc = fs_next_dead(fs, &d, f)) == 0) {
		if (found || d.kind != DEAD_FILE || !d.encoded || !d.has_size || d.size != size)
			continue;
		if (holds_digest(fs, &want, &found, f) < 0 || (found && fs_dead_stream(fs, out, f) < 0))
			return -1;
	}
	return rc < 0 ? -1 : found ? 0 : gone(why, S_NO_DEAD_MAP);
}

/* By names, from the top of the volume whose prefix the path has. */
static int by_path(struct image_source *m, const struct locator *where, struct stream **out, char why[256], struct fault *f)
{
	struct span rest = where->path;
	struct runs runs = { NULL, 0 };
	char fs_why[FS_WHY] = "";
	struct fs_node node;
	struct fs_id id;
	struct fs *fs = NULL;
	int rc = 0;

	for (size_t i = 0; fs == NULL && i < m->volumes.n; i++)
		if (m->own[i].fs != NULL &&
		    (m->single || span_is(span_sub(rest, 0, span_find(rest, '/')), m->own[i].prefix)))
			fs = m->own[i].fs;
	if (fs == NULL)
		return gone(why, S_VOLUME_NOT_THERE);
	if (!m->single)
		(void)span_cut(&rest, '/');
	if (span_starts(rest, span_of(RECOVERED)))
		return by_digest(fs, span_from(rest, strlen(RECOVERED)), where->size, out, why, f);
	id = fs_root(fs);
	while (rc == 0 && rest.n > 0)
		rc = step_down(fs, &id, span_cut(&rest, '/'), f);
	if (rc != 0)
		return rc < 0 ? -1 : gone(why, S_PATH_NOT_FOLLOWED);
	rc = fs_stat(fs, id, &node, fs_why, f);
	if (rc == 0 && node.kind != ENTRY_FILE)
		return gone(why, S_NO_REGULAR_FILE);
	if (rc == 0)
		rc = image_runs(fs, id, &runs, fs_why, f);
	if (rc == FS_ENCODED)
		rc = fs_stream(fs, id, out, fs_why, f);
	else if (rc == 0 || rc == FS_DOUBTFUL)
		rc = media_runs_stream(out, m->media, &runs, node.size, m->base.watch, f);
	free(runs.v);
	return rc <= 0 ? rc : gone(why, fs_why);
}

int image_reopen(struct source *s, const struct locator *where, const struct seek_point *points, size_t n,
                        struct stream **out, char why[256], struct fault *f)
{
	struct image_source *m = (struct image_source *)s;

	(void)points;
	(void)n;
	if (where->runs.n > 0 || where->size == 0)
		return media_runs_stream(out, m->media, &where->runs, where->size, m->base.watch, f);
	return by_path(m, where, out, why, f);
}
