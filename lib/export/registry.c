/*
 * export/registry.c - a storage root of distribution (sherd-formats(7), "Registry storage"): blobs by their SHA-256,
 * and for every repository links to layers, revisions and tags. Repository and tag become paths here, so only names
 * that the grammar lets pass come in: no dot alone, no slash, nothing but letters, digits and joiners.
 */
#include "export/private.h"

#include "core/name.h"

#include <stdio.h>
#include <unistd.h>

#define TOP "docker/registry/v2"

static void registry_where(const struct export_dest *d, const struct digest *digest, bool config, char dirs[PATH_ROOM],
                           char name[NAME_ROOM])
{
	char hex[2 * DIGEST_MAX_BYTES + 1];

	(void)d;
	(void)config;
	name[0] = '\0';
	if (digest->alg != DIGEST_SHA256) /* its place is known when its SHA-256 is */
		return;
	hex_of(digest, hex);
	(void)snprintf(dirs, PATH_ROOM, TOP "/blobs/sha256/%.2s/%s", hex, hex);
	(void)snprintf(name, NAME_ROOM, "data");
}

static int registry_start(struct export_dest *d, struct fault *f)
{
	int fd;

	if (!d->folder.fresh && !folder_has(&d->folder, TOP))
		return fault_set(f, FAULT_USAGE, 0, "%s holds other things and is no storage root of a registry", d->target.path);
	if (folder_dirs(&d->folder, TOP "/repositories", &fd, f) < 0)
		return -1;
	(void)close(fd);
	d->folder.bulk = true;
	return 0;
}

/* A link file: the digest, nothing else. */
static int put_link(struct export_dest *d, const char *dirs, const struct digest *to, struct fault *f)
{
	char text[DIGEST_TEXT];

	return folder_put(&d->folder, dirs, "link", span_of(digest_text(text, to)), f);
}

static int link_in(struct export_dest *d, struct span repository, const char *what, const struct digest *digest, struct fault *f)
{
	char dirs[PATH_ROOM], hex[2 * DIGEST_MAX_BYTES + 1];
	struct digest sha256;

	hex_of(digest, hex);
	if (dest_sha256(d, digest, &sha256) != 0)
		return fault_set(f, FAULT_INTERNAL, 0, "a link to a blob that was not exported");
	(void)snprintf(dirs, sizeof dirs, TOP "/repositories/%.*s/%s/%s/%s", (int)repository.n, (const char *)repository.p, what,
	               digest_alg_name((enum digest_alg)digest->alg), hex);
	if (put_link(d, dirs, &sha256, f) < 0)
		return -1;
	if (digest->alg == DIGEST_SHA256)
		return 0;
	hex_of(&sha256, hex); /* named by another algorithm: linked under both, as the registry does */
	(void)snprintf(dirs, sizeof dirs, TOP "/repositories/%.*s/%s/sha256/%s", (int)repository.n, (const char *)repository.p, what, hex);
	return put_link(d, dirs, &sha256, f);
}

static int put_tag(struct export_dest *d, const struct export_name *n, const struct digest *digest, struct fault *f)
{
	char what[200], dirs[PATH_ROOM];
	struct tag_link t = { .dirs = NULL };

	if (!name_is_repository(n->repository) || !name_is_tag(n->tag))
		return fault_set(f, FAULT_INTERNAL, 0, "a name that is no path");
	(void)snprintf(what, sizeof what, "_manifests/tags/%.*s/index", (int)n->tag.n, (const char *)n->tag.p);
	if (link_in(d, n->repository, what, digest, f) < 0)
		return -1;
	if (n->earlier)
		return 0;
	(void)snprintf(dirs, sizeof dirs, TOP "/repositories/%.*s/_manifests/tags/%.*s/current", (int)n->repository.n,
	               (const char *)n->repository.p, (int)n->tag.n, (const char *)n->tag.p);
	t.digest = *digest;
	t.dirs = strdup(dirs);
	if (t.dirs == NULL || VEC_PUSH(&d->tags, t, f) < 0) {
		free(t.dirs);
		return f->kind == FAULT_NONE ? fault_memory(f, sizeof dirs) : -1;
	}
	return 0;
}

static int put_repository(struct export_dest *d, const struct export_image *m, struct span repository, struct fault *f)
{
	if (!name_is_repository(repository))
		return fault_set(f, FAULT_INTERNAL, 0, "a name that is no path");
	for (size_t i = 0; i < m->blobs_n; i++)
		if (link_in(d, repository, "_layers", &m->blobs[i], f) < 0)
			return -1;
	for (size_t i = 0; i < m->manifests_n; i++)
		if (link_in(d, repository, "_manifests/revisions", &m->manifests[i], f) < 0)
			return -1;
	return link_in(d, repository, "_manifests/revisions", &m->digest, f);
}

static int registry_image(struct export_dest *d, const struct export_image *m, struct fault *f)
{
	for (size_t i = 0; i < m->repositories_n; i++)
		if (put_repository(d, m, m->repositories[i], f) < 0)
			return -1;
	for (size_t i = 0; i < m->names_n; i++)
		if (put_tag(d, &m->names[i], &m->digest, f) < 0)
			return -1;
	return 0;
}

/* Bytes and links first, flushed; then what tags name. */
static int registry_finish(struct export_dest *d, struct fault *f)
{
	if (folder_flush(&d->folder, f) < 0)
		return -1;
	for (size_t i = 0; i < d->tags.n; i++)
		if (put_link(d, d->tags.v[i].dirs, &d->tags.v[i].digest, f) < 0)
			return -1;
	return 0;
}

const struct export_ops export_registry = { registry_start, registry_image, registry_finish, registry_where };
