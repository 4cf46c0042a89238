/* source/image.h - inside of the room: a disk image as a source. image.c walks, imagevol.c opens. */
#ifndef SOURCE_IMAGE_H
#define SOURCE_IMAGE_H

#include "base/arena.h"
#include "base/vec.h"
#include "fs/fs.h"
#include "media/media.h"
#include "source/private.h"
#include "volume/volume.h"

struct image_volume {
	struct fs *fs;
	char trouble[FS_WHY];
	bool damaged;               /* what keeps it from being opened is damage */
	struct fs_census *census;   /* how often its inodes were named */
	bool walked, partial;       /* to its end; some of its directories not as a whole */
	char prefix[100];
};

struct image_level { /* one directory on the way down */
	struct fs_id id;
	size_t volume;
	struct arena arena;
	struct fs_names names;
	size_t at, path_n;
};

struct image_tree {
	struct span path; /* of its top, in tree_paths */
	size_t volume;
	struct fs_subvolume told;
};

struct image_source {
	struct source base;
	struct media *media;
	int fd; /* borrowed from the media */
	struct device_state device; /* as reading began */
	struct volumes volumes;
	struct image_volume *own;      /* one for each of volumes */
	struct source_volume *shown;   /* the same, as the door has them */
	VEC(struct source_remark) remarks;
	VEC(struct image_tree) trees;  /* entered, of file systems that have several */
	struct arena tree_paths;
	/* the walk */
	VEC(struct image_level) levels;
	size_t volume;                 /* next to be walked */
	bool started, single;          /* single: the image is one file system, its top is the source's */
	struct buf path, link;
	struct runs runs;              /* of the entry returned last, on the image; owned */
	bool encoded;
	bool unread;                   /* the entry returned last has no bytes that could be read */
	bool closed;                   /* ... is not what its directory calls it */
	unsigned strays;               /* directories asked about in another place */
	struct fs_id current;
	size_t current_volume;
	struct { uint64_t *v; size_t n, cap; } met; /* directories entered: hashes of ids */
	uint64_t entries, entries_most, body_bytes, body_most;
	uint64_t done;                 /* bytes of bodies, for the fraction */
};

int image_volumes_open(struct image_source *m, bool forced, const struct limits *limits, const struct watch *watch,
                       char why[256], struct fault *f) MUST_USE;
/* `top`: the path of the volume that is meant as a whole; NULL: the source. */
int image_remark(struct image_source *m, enum finding_code code, const char *top, struct fault *f, const char *fmt, ...)
	PRINTF_LIKE(5, 6) MUST_USE;
/* Digests of the container's files and of what it says of itself; remarks. */
int image_finish(struct source *s, struct source_end *out, struct fault *f) MUST_USE;
/* As source_ops.reopen; image_reopen.c. */
int image_reopen(struct source *s, const struct locator *where, const struct seek_point *points, size_t n,
                 struct stream **out, char why[256], struct fault *f) MUST_USE;
/* Runs of a file of `fs` as they lie on the image itself. Outcomes as of fs_runs(). */
int image_runs(struct fs *fs, struct fs_id id, struct runs *out, char why[FS_WHY], struct fault *f)
	MUST_USE;

#endif
