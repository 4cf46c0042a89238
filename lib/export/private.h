/* export/private.h - inside: places, files being written, archives, and what each kind of destination does. */
#ifndef EXPORT_PRIVATE_H
#define EXPORT_PRIVATE_H

#include "export/export.h"

#include "hash/hash.h"

enum { PATH_ROOM = 800, NAME_ROOM = 260, FEW_DIRS = 4 };
_Static_assert(PATH_ROOM + NAME_ROOM < EXPORT_PATH, "a folder and a name make a path");

/* ---- folder.c: folders by handle, files that appear whole --------------------------------------------------------- */

struct written { /* for EXPORT.sha256 */
	char *path;
	struct digest sha256;
};

struct folder {
	int top;            /* the folder's handle, locked */
	bool fresh;         /* it was made or empty */
	bool bulk;          /* small files are flushed all at once */
	VEC(struct written) files;
	char dirs[FEW_DIRS][80]; /* folders below in which files appeared */
	unsigned dirs_n;         /* FEW_DIRS: too many or too deep to be flushed one by one */
};

#define FOLDER_INIT { .top = -1 }

/* The folder itself, neither made nor locked: others may write there too. */
int folder_beside(struct folder *p, const char *path, struct fault *f) MUST_USE;
/* The same, its last component made when it is absent. */
int folder_made(struct folder *p, const char *path, struct fault *f) MUST_USE;
/* By its handle (taken), locked as folder_open() does. */
int folder_take(struct folder *p, int fd, const char *shown, struct fault *f) MUST_USE;
/* Makes the last component of `path` when it is absent. Faults of use when another export holds it. */
int folder_open(struct folder *p, const char *path, struct fault *f) MUST_USE;
void folder_release(struct folder *p);
/* "a/b/c" below the top, made where absent; never through a link. The handle is the caller's. */
int folder_dirs(struct folder *p, const char *path, int *fd, struct fault *f) MUST_USE;
/* Is there a `path` below the top? */
bool folder_has(struct folder *p, const char *path);
int folder_remember(struct folder *p, const char *path, const struct digest *sha256, struct fault *f) MUST_USE;
/* SHA-256 (or another algorithm) of a regular file. 0, or 1: there is none, 2: no regular file. */
int folder_hash(int dir, const char *name, enum digest_alg alg, struct digest *out, struct fault *f) MUST_USE;
/* A small file: when it is there it must hold the same. */
int folder_put(struct folder *p, const char *dirs, const char *name, struct span bytes, struct fault *f) MUST_USE;
/* A small file at the top, in place of an older one. */
int folder_replace(struct folder *p, const char *name, struct span bytes, struct fault *f) MUST_USE;
/* An empty file at the top, so that a later run knows the folder. */
int folder_mark(struct folder *p, const char *name, struct fault *f) MUST_USE;
int folder_read(struct folder *p, const char *name, struct buf *out, struct fault *f) MUST_USE; /* empty when absent */
/* Lines of sha256sum for all that was remembered and what `older` has besides, by path. */
int folder_sums(struct folder *p, struct buf *out, struct span older, struct fault *f) MUST_USE;
int folder_flush(struct folder *p, struct fault *f) MUST_USE;

struct part_file { /* a file being written at the top of a place */
	int fd;
	char name[NAME_ROOM];
	uint64_t size, flushed;
};

int part_begin(struct part_file *x, struct folder *p, const struct digest *d, struct fault *f) MUST_USE;
int part_write(struct part_file *x, struct span bytes, struct fault *f) MUST_USE;
int part_restart(struct part_file *x, struct fault *f) MUST_USE;
/* Under its final name. 0; EXPORT_THERE when the same stood there. */
int part_end(struct part_file *x, struct folder *p, const char *dirs, const char *name, const struct digest *sha256,
             struct fault *f) MUST_USE;
int part_place(struct part_file *x, struct folder *p, const char *dirs, const char *name, const struct digest *sha256,
               struct fault *f) MUST_USE; /* the same, not flushed */
void part_drop(struct part_file *x, struct folder *p);
int write_all(int fd, struct span bytes, uint64_t at, const char *what, struct fault *f) MUST_USE;

/* ---- archive.c: one tar file ---------------------------------------------------------------------------------------- */

struct archive {
	int dir, fd;           /* parent folder; the file being written, or the one that is there */
	bool compare;          /* a file of that name is there: ours must be the same, byte for byte */
	char *base, *part;     /* names in `dir` */
	uint64_t at, member;   /* end so far; where the open member's header stands */
	struct buf held;       /* bytes not yet written, at `at` - held.n */
};

#define ARCHIVE_INIT { .dir = -1, .fd = -1 }

int archive_open(struct archive *a, const char *path, struct fault *f) MUST_USE;
void archive_release(struct archive *a);
int archive_begin(struct archive *a, struct fault *f) MUST_USE;
int archive_write(struct archive *a, struct span bytes, struct fault *f) MUST_USE;
/* The open member goes. */
int archive_cancel(struct archive *a, struct fault *f) MUST_USE;
int archive_restart(struct archive *a, struct fault *f) MUST_USE;
int archive_end(struct archive *a, const char *name, struct fault *f) MUST_USE; /* of the member */
int archive_put(struct archive *a, const char *name, struct span bytes, struct fault *f) MUST_USE;
/* Blocks of a tar made elsewhere. */
int archive_raw(struct archive *a, struct span bytes, struct fault *f) MUST_USE;
/* Two empty blocks; under its final name. */
int archive_finish(struct archive *a, struct digest *sha256, struct fault *f) MUST_USE;
/* A header block: ustar, owner 0, time 0 unless given. */
struct tar_fields {
	const char *name, *link; /* at most 100 bytes of each */
	uint64_t size, uid, gid, mode, major, minor;
	int64_t mtime;
	char type;
};
void archive_header(uint8_t block[512], const struct tar_fields *t);

/* ---- kinds ------------------------------------------------------------------------------------------------------------- */

struct export_ops {
	int (*start)(struct export_dest *d, struct fault *f);
	int (*image)(struct export_dest *d, const struct export_image *m, struct fault *f);
	int (*finish)(struct export_dest *d, struct fault *f);
	/* The folder and name of a blob; the name stays "" when it has none yet. */
	void (*where)(const struct export_dest *d, const struct digest *digest, bool config, char dirs[PATH_ROOM],
	              char name[NAME_ROOM]);
};

struct blob_alias { /* a blob named by another algorithm, and its SHA-256 */
	struct digest named, sha256;
};

struct known_entry { /* of an index.json that was there; spans of export_dest.older */
	struct span name, digest;
};

struct tag_link { /* written last */
	char *dirs;
	struct digest digest;
};

struct export_dest {
	const struct export_ops *ops;
	struct export_target target;
	struct folder folder;   /* folder kinds; of a file kind the folder it lies in, unlocked */
	struct archive archive; /* archive kinds */
	struct part_file part;
	struct digest now;      /* what is being written */
	bool config, writing;
	struct buf index;       /* entries of index.json or manifest.json so far */
	struct buf older;       /* index.json as it was */
	char base[256];         /* of a file kind: its name */
	char receipts[1024];    /* names, separated by slashes */
	uint64_t entries;
	VEC(struct blob_alias) aliases;
	VEC(struct known_entry) known; /* by name, then digest */
	VEC(struct tag_link) tags;
};

/* 0, or 1: no bytes of that digest came here. */
int dest_sha256(const struct export_dest *d, const struct digest *digest, struct digest *out);

extern const struct export_ops export_layout, export_layout_archive, export_docker, export_registry, export_blobs;
const struct export_ops *export_ops_of(const struct export_target *t);

/* "dirs/name", or the name alone. */
void path_of(char out[EXPORT_PATH], const char dirs[PATH_ROOM], const char name[NAME_ROOM]);
void hex_of(const struct digest *d, char out[2 * DIGEST_MAX_BYTES + 1]);

#endif
