/* export/kind.c - single blobs and tars of file systems; and which operations a kind of destination has. */
#include "export/private.h"

#include <stdio.h>

/* A folder of ours is empty at first or holds our receipt. */
static int start_folder(struct export_dest *d, struct fault *f)
{
	if (!d->folder.fresh && !folder_has(&d->folder, "EXPORT.sha256"))
		return fault_set(f, FAULT_USAGE, 0, "%s holds other things and no export", d->target.path);
	return d->folder.fresh ? folder_mark(&d->folder, "EXPORT.sha256", f) : 0;
}

static void blobs_where(const struct export_dest *d, const struct digest *digest, bool config, char dirs[PATH_ROOM],
                        char name[NAME_ROOM])
{
	(void)d;
	(void)config;
	(void)snprintf(dirs, PATH_ROOM, "%s", digest_alg_name((enum digest_alg)digest->alg));
	hex_of(digest, name);
}

static void file_where(const struct export_dest *d, const struct digest *digest, bool config, char dirs[PATH_ROOM],
                       char name[NAME_ROOM])
{
	(void)digest;
	(void)config;
	dirs[0] = '\0';
	(void)snprintf(name, NAME_ROOM, "%s", d->base);
}

static void tree_where(const struct export_dest *d, const struct digest *digest, bool config, char dirs[PATH_ROOM],
                       char name[NAME_ROOM])
{
	char hex[2 * DIGEST_MAX_BYTES + 1];

	if (export_target_is_file(&d->target)) {
		file_where(d, digest, config, dirs, name);
		return;
	}
	dirs[0] = '\0';
	hex_of(digest, hex);
	(void)snprintf(name, NAME_ROOM, "%s-%.128s.tar", digest_alg_name((enum digest_alg)digest->alg), hex);
}

const struct export_ops export_blobs = { start_folder, NULL, NULL, blobs_where };
static const struct export_ops export_blob_file = { NULL, NULL, NULL, file_where };
static const struct export_ops export_files = { start_folder, NULL, NULL, tree_where };
static const struct export_ops export_files_tar = { NULL, NULL, NULL, tree_where };

const struct export_ops *export_ops_of(const struct export_target *t)
{
	switch (t->kind) {
	case EXPORT_OCI:
		return &export_layout;
	case EXPORT_OCI_ARCHIVE:
		return &export_layout_archive;
	case EXPORT_DOCKER_ARCHIVE:
		return &export_docker;
	case EXPORT_REGISTRY:
		return &export_registry;
	case EXPORT_BLOB:
		return &export_blob_file;
	case EXPORT_FILES:
		return export_target_is_file(t) ? &export_files_tar : &export_files;
	default:
		return &export_blobs;
	}
}
