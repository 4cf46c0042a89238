/* export/dest.c - a destination: from the command line to bytes under their names; the table of kinds stands in kind.c. */
#include "export/private.h"

#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* ---- life ------------------------------------------------------------------------------------------------------------- */

/* Tools read what follows a colon as a name: such a path could be written and never read. */
static int check_path(const struct export_target *t, struct fault *f)
{
	bool read_by_name = t->kind == EXPORT_OCI || t->kind == EXPORT_OCI_ARCHIVE || t->kind == EXPORT_DOCKER_ARCHIVE;

	if (t->path[0] == '\0')
		return fault_set(f, FAULT_USAGE, 0, "%s: a path is missing", t->text);
	if (read_by_name && strchr(t->path, ':') != NULL)
		return fault_set(f, FAULT_USAGE, 0, "%s: the path may hold no colon, tools read what follows it as a name; names are given "
		                                    "by --as NAME=DIGEST", t->text);
	return 0;
}

/* The folder a file lies in, without a lock: several exports may write beside one another. */
static int open_beside(struct export_dest *d, const char *path, struct fault *f)
{
	OWNED(buf) struct buf parent = BUF_INIT;
	const char *slash = strrchr(path, '/');
	int n = snprintf(d->base, sizeof d->base, "%s", slash == NULL ? path : slash + 1);

	if (d->base[0] == '\0' || strcmp(d->base, ".") == 0 || strcmp(d->base, "..") == 0 || n > 200 ||
	    strpbrk(d->base, "\n\\") != NULL)
		return fault_set(f, FAULT_USAGE, 0, "%s cannot be the name of a file", path);
	if (buf_add(&parent, slash == NULL ? span_of(".") : span_make(path, (size_t)(slash - path) + (slash == path)), f) < 0)
		return -1;
	(void)snprintf(d->receipts, sizeof d->receipts, "%s/%s.EXPORT.sha256/%s.EXPORT.csv", d->base, d->base, d->base);
	return folder_beside(&d->folder, buf_cstr(&parent), f);
}

static bool is_archive(const struct export_target *t)
{
	return export_target_is_file(t) && t->kind != EXPORT_BLOB;
}

static int start(struct export_dest *d, struct fault *f)
{
	if (check_path(&d->target, f) < 0)
		return -1;
	if (export_target_is_file(&d->target) ? open_beside(d, d->target.path, f) < 0 : folder_open(&d->folder, d->target.path, f) < 0)
		return -1;
	if (is_archive(&d->target) && archive_open(&d->archive, d->target.path, f) < 0)
		return -1;
	return d->ops->start == NULL ? 0 : d->ops->start(d, f);
}

static struct export_dest *make(const struct export_target *t, const struct export_ops *ops, struct fault *f)
{
	struct export_dest *d = (struct export_dest *)calloc(1, sizeof *d);

	if (d == NULL) {
		(void)fault_memory(f, sizeof *d);
		return NULL;
	}
	d->ops = ops;
	d->target = *t;
	d->folder = (struct folder)FOLDER_INIT;
	d->archive = (struct archive)ARCHIVE_INIT;
	d->part.fd = -1;
	(void)snprintf(d->receipts, sizeof d->receipts, "EXPORT.sha256/EXPORT.csv");
	return d;
}

int export_open(struct export_dest **out, const struct export_target *t, struct fault *f)
{
	OWNED(export_dest) struct export_dest *d = make(t, export_ops_of(t), f);

	*out = NULL;
	if (d == NULL || start(d, f) < 0)
		return -1;
	*out = TAKE(&d);
	return 0;
}

/* The folder of the target, or the one it lies in. */
static int open_top(struct folder *top, const struct export_target *t, struct fault *f)
{
	OWNED(buf) struct buf path = BUF_INIT;
	const char *slash = strrchr(t->path, '/');

	if (!export_target_is_file(t))
		return folder_made(top, t->path, f);
	if (buf_add(&path, slash == NULL ? span_of(".") : span_make(t->path, (size_t)(slash - t->path) + (slash == t->path)), f) < 0)
		return -1;
	return folder_beside(top, buf_cstr(&path), f);
}

int export_open_partial(struct export_dest **out, const struct export_target *t, const struct digest *image, struct fault *f)
{
	OWNED(export_dest) struct export_dest *d = NULL;
	struct export_target parts = { .kind = EXPORT_BLOBS, .path = "", .text = t->text };
	char hex[2 * DIGEST_MAX_BYTES + 1], below[PATH_ROOM];
	struct folder top = FOLDER_INIT;
	int fd = -1, rc;

	*out = NULL;
	hex_of(image, hex);
	(void)snprintf(below, sizeof below, "partial/%s-%s", digest_alg_name((enum digest_alg)image->alg), hex);
	d = make(&parts, &export_blobs, f);
	if (d == NULL)
		return -1;
	rc = open_top(&top, t, f);
	if (rc == 0)
		rc = folder_dirs(&top, below, &fd, f);
	folder_release(&top);
	if (rc < 0 || folder_take(&d->folder, fd, below, f) < 0 || d->ops->start(d, f) < 0)
		return -1;
	*out = TAKE(&d);
	return 0;
}

void export_close(struct export_dest *d)
{
	if (d == NULL)
		return;
	part_drop(&d->part, &d->folder);
	for (size_t i = 0; i < d->tags.n; i++)
		free(d->tags.v[i].dirs);
	VEC_RELEASE(&d->tags);
	VEC_RELEASE(&d->aliases);
	VEC_RELEASE(&d->known);
	archive_release(&d->archive);
	folder_release(&d->folder);
	buf_release(&d->index);
	buf_release(&d->older);
	free(d);
}

/* ---- other algorithms -------------------------------------------------------------------------------------------------- */

static int keep_alias(struct export_dest *d, const struct digest *sha256, struct fault *f)
{
	struct blob_alias a = { d->now, *sha256 };

	return d->now.alg == DIGEST_SHA256 ? 0 : VEC_PUSH(&d->aliases, a, f);
}

/* ---- bytes ------------------------------------------------------------------------------------------------------------- */

/* Under its final name already? It is hashed again: 0 no, EXPORT_THERE, -1. */
static int already(struct export_dest *d, const char *dirs, const char *name, struct fault *f)
{
	struct digest named, sha256;
	char path[EXPORT_PATH];
	int dir, rc;

	path_of(path, dirs, name);
	if (!folder_has(&d->folder, path))
		return 0;
	if (folder_dirs(&d->folder, dirs, &dir, f) < 0)
		return -1;
	rc = folder_hash(dir, name, (enum digest_alg)d->now.alg, &named, f);
	sha256 = named;
	if (rc == 0 && d->now.alg != DIGEST_SHA256)
		rc = folder_hash(dir, name, DIGEST_SHA256, &sha256, f);
	(void)close(dir);
	if (rc < 0)
		return -1;
	if (rc > 0 || !digest_eq(&named, &d->now))
		return fault_set(f, FAULT_USAGE, 0, "a different file stands in the way: %s; nothing there was touched", path);
	return keep_alias(d, &sha256, f) < 0 || folder_remember(&d->folder, path, &sha256, f) < 0 ? -1 : EXPORT_THERE;
}

int export_begin(struct export_dest *d, const struct digest *digest, bool config, struct fault *f)
{
	char dirs[PATH_ROOM] = "", name[NAME_ROOM] = "";
	int rc;

	d->now = *digest;
	d->config = config;
	if (is_archive(&d->target)) {
		rc = archive_begin(&d->archive, f);
		d->writing = rc == 0;
		return rc;
	}
	d->ops->where(d, digest, config, dirs, name);
	rc = name[0] == '\0' || d->target.kind == EXPORT_FILES ? 0 : already(d, dirs, name, f);
	if (rc == 0)
		rc = part_begin(&d->part, &d->folder, digest, f);
	d->writing = rc == 0;
	return rc;
}

int export_write(struct export_dest *d, struct span bytes, struct fault *f)
{
	if (!d->writing)
		return 0;
	return is_archive(&d->target) ? archive_raw(&d->archive, bytes, f) : part_write(&d->part, bytes, f);
}

int export_restart(struct export_dest *d, struct fault *f)
{
	if (!d->writing)
		return 0;
	return is_archive(&d->target) ? archive_restart(&d->archive, f) : part_restart(&d->part, f);
}

int export_drop(struct export_dest *d, struct fault *f)
{
	bool writing = d->writing;

	d->writing = false;
	if (!writing)
		return 0;
	if (is_archive(&d->target))
		return archive_cancel(&d->archive, f);
	part_drop(&d->part, &d->folder);
	return 0;
}

int export_end(struct export_dest *d, const struct digest *sha256, struct fault *f)
{
	char dirs[PATH_ROOM] = "", name[NAME_ROOM] = "", path[EXPORT_PATH];
	int rc;

	if (!d->writing)
		return 0;
	d->writing = false;
	if (keep_alias(d, sha256, f) < 0)
		return -1;
	/* a registry keeps everything by its SHA-256 */
	d->ops->where(d, d->target.kind == EXPORT_REGISTRY ? sha256 : &d->now, d->config, dirs, name);
	if (is_archive(&d->target)) {
		path_of(path, dirs, name);
		return archive_end(&d->archive, path, f);
	}
	rc = part_end(&d->part, &d->folder, dirs, name, sha256, f);
	part_drop(&d->part, &d->folder);
	return rc < 0 ? -1 : 0;
}

int export_image(struct export_dest *d, const struct export_image *m, struct fault *f)
{
	return d->ops->image == NULL ? 0 : d->ops->image(d, m, f);
}

const char *export_path_of(const struct export_dest *d, const struct digest *digest, bool config, char out[EXPORT_PATH])
{
	char dirs[PATH_ROOM] = "", name[NAME_ROOM] = "";

	d->ops->where(d, digest, config, dirs, name);
	path_of(out, dirs, name);
	return out;
}

bool export_holds(struct export_dest *d, const struct digest *digest)
{
	char dirs[PATH_ROOM] = "", name[NAME_ROOM] = "", path[EXPORT_PATH];

	d->ops->where(d, digest, false, dirs, name);
	path_of(path, dirs, name);
	return name[0] != '\0' && !is_archive(&d->target) && folder_has(&d->folder, path);
}

int export_folder(const struct export_dest *d)
{
	return d->folder.top;
}

const char *export_receipt_names(const struct export_dest *d)
{
	return d->receipts;
}

int export_space(const struct export_dest *d, uint64_t *free_bytes, struct fault *f)
{
	struct statvfs v;

	if (fstatvfs(d->folder.top, &v) != 0)
		return fault_set(f, FAULT_IO, 0, "cannot tell how much room there is for %s", d->target.text);
	*free_bytes = (uint64_t)v.f_bavail * v.f_frsize;
	return 0;
}

/* ---- the end ------------------------------------------------------------------------------------------------------------- */

static void note_name(const struct export_dest *d, const char *name, char out[300])
{
	if (export_target_is_file(&d->target))
		(void)snprintf(out, 300, "%.255s.%s", d->base, name);
	else
		(void)snprintf(out, 300, "%s", name);
}

int export_note(struct export_dest *d, const char *name, struct span bytes, struct fault *f)
{
	char whole[300];

	note_name(d, name, whole);
	return folder_replace(&d->folder, whole, bytes, f);
}

int export_noted(struct export_dest *d, const char *name, struct buf *out, struct fault *f)
{
	char whole[300];

	note_name(d, name, whole);
	return folder_read(&d->folder, whole, out, f);
}

int export_finish(struct export_dest *d, struct fault *f)
{
	OWNED(buf) struct buf older = BUF_INIT, sums = BUF_INIT;
	struct digest sha256;

	if (d->ops->finish != NULL && d->ops->finish(d, f) < 0)
		return -1;
	if (is_archive(&d->target) &&
	    (archive_finish(&d->archive, &sha256, f) < 0 || folder_remember(&d->folder, d->base, &sha256, f) < 0))
		return -1;
	if (export_noted(d, "EXPORT.sha256", &older, f) < 0 || folder_sums(&d->folder, &sums, buf_span(&older), f) < 0 ||
	    export_note(d, "EXPORT.sha256", buf_span(&sums), f) < 0)
		return -1;
	return folder_flush(&d->folder, f);
}
