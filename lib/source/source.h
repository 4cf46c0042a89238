/*
 * source/source.h - opened read-only evidence: a directory, a tar archive (plain, gzip, zstd, xz), or a
 * disk image (raw, split, EWF, qcow2, VMDK, VHD, block device) whose file systems are read without mounting.
 *
 * Nothing beneath a source is ever opened for writing. Directories are walked by openat() from one
 * handle, names in byte order, parents before children, symbolic links never followed, special files
 * never opened, O_NOATIME where the kernel lets us. Archives are read once from front to back, hashed
 * on the way, never unpacked.
 *
 * Threads: one thread calls source_next(), source_body() and source_finish(). A body may be handed to
 * another thread, which reads and closes it. For archives source_next() feeds the body taken last
 * until its reader has closed it or has all its bytes; waiting bytes are bounded by limits.pipe_bytes
 * (a member of at most half of that is buffered whole at once, so that a single thread may also take a
 * small body, call nothing else, and read it; bodies not yet handed to a reader stay below half too).
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/stream.h"
#include "base/watch.h"
#include "core/entry.h"

#define SOURCE_KINDS(X)                                                                            \
	X(DIR, "dir")                                                                           \
	X(TAR, "tar")                                                                           \
	X(MEMORY, "memory") /* tests */                                                         \
	X(IMAGE, "image")

enum source_kind {
	SOURCE_AUTO = 0,
#define X(id, text) SOURCE_##id,
	SOURCE_KINDS(X)
#undef X
};

const char *source_kind_text(enum source_kind k);
enum source_kind source_kind_of_text(struct span text); /* SOURCE_AUTO when it is none */

/* One operand of the command line: [NAME=][dir:|tar:|image:]PATH, an image also with ",map=FILE" (a ddrescue
 * map). PATH//MEMBER is an archive inside the archive or image PATH, at any depth: `path` is then what holds it, `member`
 * the rest, `holder` the kind that was given for it, and kind is SOURCE_AUTO. What the system finds as PATH//MEMBER is
 * that. The label ends at the first '=' before any '/' and is never that of a map. Without NAME the label is
 * the last component of PATH. Spans borrow from `text`. Returns 0, or 1 with *why for an operand that cannot
 * be (empty path). `operand` is path and map as source_open() takes them. */
struct source_spec {
	struct span label, path, map, member, operand;
	enum source_kind kind, holder;
};
int source_spec_parse(struct source_spec *out, const char *text, const char **why);

/* openat() for reading that leaves access times alone where the kernel lets us; *touched becomes true where it
 * does not. */
int open_quietly(int at, const char *name, int flags, bool *touched);

struct source;

enum source_outcome {
	SOURCE_END = 1,
	SOURCE_NOT_FOUND,   /* no such path, or not allowed: why */
	SOURCE_UNKNOWN,     /* neither directory nor an archive we know: why */
	SOURCE_UNREADABLE,  /* source_body: this file's bytes cannot be had: entry.why is filled */
	SOURCE_DIFFERS,     /* source_again: it is not as it was told: why */
};

/* Before anything is made: 0, or SOURCE_UNKNOWN with `why` for a file that no reader of ours takes (empty, a zip archive, a
 * case). What only a longer look can tell passes. */
int source_is_known(const char *path, char why[256]) MUST_USE;
/* Is it a regular file, packed or not, that begins as text and is nothing that source_open() knows: a log? What cannot
 * be opened is none. */
int source_is_text(const char *path, bool *text, struct fault *f) MUST_USE;
/* `path` of an image may end in ",map=FILE". `limits` and `watch` are borrowed. 0, or SOURCE_NOT_FOUND /
 * SOURCE_UNKNOWN with `why`. */
int source_open(struct source **out, const char *path, enum source_kind kind,
                const struct limits *limits, const struct watch *watch, char why[256],
                struct fault *f) MUST_USE;
void source_close(struct source *s);
DEFINE_OWN_PTR(source, struct source, source_close)

enum source_kind source_kind_of(const struct source *s);

/* The next entry; parents before children in directories, archive order in archives. A directory
 * that cannot be listed comes as an entry with trouble UNREADABLE; a broken archive as a last entry
 * of kind ENTRY_TROUBLE (path = the archive's last good member or "", offset = where), then END. */
int source_next(struct source *s, struct entry *out, struct fault *f) MUST_USE;

/* The bytes of the entry just returned (regular files only). *out is the caller's to close. */
int source_body(struct source *s, struct entry *e, struct stream **out, struct fault *f) MUST_USE;

/* How far the walk is, 0 to 1: of an archive by its bytes, of a directory by its names, level by level.
 * A guess, for a progress line. */
double source_fraction(const struct source *s);

/* Asked of a body before it is closed: did size or times of the file change while it was read? */
bool source_body_changed(const struct stream *body);

struct source_end {
	bool has_digest;         /* archives: SHA-256 of the container, all of it was read */
	struct digest digest;
	uint64_t size;           /* of the container; 0 for directories */
	bool changed;            /* something's size or times differ from the beginning */
	char changed_why[200];
	bool atime_touched;      /* O_NOATIME was refused somewhere */
};

/* Of an image the bytes as a whole are not read for their digest: somebody else does. */
void source_spare_digest(struct source *s);
/* After SOURCE_END: reads what is left of a container (trailing bytes), tells the rest. */
int source_finish(struct source *s, struct source_end *out, struct fault *f) MUST_USE;

/* An entry as it was told, to be looked at once more when everything was read; in the order of the walk. */
struct source_seen {
	struct span path;
	enum entry_kind kind;
	uint64_t device, inode, size;
	struct when mtime, ctime;
};
/* 0 it is as it was told (or this kind of source has nothing to look at), SOURCE_DIFFERS. */
int source_again(struct source *s, const struct source_seen *seen, char why[160], struct fault *f) MUST_USE;

/* A text that stays equal as long as the source was not touched: kind, device, inode, size, mtime,
 * ctime of the directory or file. The same before and after reading, or the source changed. */
int source_identity(struct source *s, struct buf *out, struct fault *f) MUST_USE;

/* Seek points gathered while an archive was read (archives that allow it). Index from 0; 1: no more.
 * The point is borrowed until source_close(). Its window is raw (up to 32 KiB). */
struct seek_point;
int source_seek_point(struct source *s, size_t index, const struct seek_point **out);
/* How the container is compressed: "", "gzip", "zstd", "xz". */
const char *source_compression(const struct source *s);

/* Where bytes are, for coming back later. */
struct locator {
	struct span path;      /* in the source, raw */
	uint64_t size;
	uint64_t offset;       /* archives: of the first byte in the uncompressed container */
	struct runs runs;      /* sparse members */
};

/* Opens one file again without walking: directories by openat() step by step, archives by offset,
 * from the nearest of `points` (may be NULL, n 0). 0, SOURCE_NOT_FOUND with `why`. The stream borrows
 * the source. */
int source_reopen(struct source *s, const struct locator *where, const struct seek_point *points,
                  size_t n, struct stream **out, char why[256], struct fault *f) MUST_USE;

/* ---- disk images ------------------------------------------------------------------------------------ */

struct media;
struct volume;
struct fs;
struct fs_subvolume;

/* One place of an image in the tree of its volumes, as volume/volume.h orders them. */
struct source_volume {
	const struct volume *volume;
	struct fs *fs;       /* NULL: no file system that is read */
	const char *prefix;  /* of the paths of its files in this source, "" or "p1" ... */
	const char *trouble; /* why its files could not be read; "" */
};
/* All of them, borrowed; 0 for sources that are no image. */
size_t source_volumes(const struct source *s, const struct source_volume **out);
/* A tree of a file system that has several (btrfs), as the walk came into it. Borrowed. */
struct source_subvolume {
	struct span path; /* of its top in this source; "" in a source that is one file system */
	size_t volume;    /* whose: an index of source_volumes() */
	const struct fs_subvolume *told;
};
/* All of them once the walk has ended: index from 0; 1: no more. */
int source_subvolume(const struct source *s, size_t index, struct source_subvolume *out);
struct media *source_media(const struct source *s); /* NULL: no image */
/* What the source as a whole has to say after source_finish(): index from 0; 1: no more. */
struct source_remark {
	enum finding_code code;
	const char *top; /* the path it is about, all below it too; NULL: the source as a whole */
	char text[400];
};
int source_remark(const struct source *s, size_t index, const struct source_remark **out);

/* A source made of memory, for tests: entries and bodies are borrowed. */
struct memory_file {
	const char *path;
	enum entry_kind kind;
	struct span bytes;
	int64_t mtime;
	uint64_t fail_at; /* body reading gives STREAM_BROKEN from here; UINT64_MAX: never */
};
int source_memory(struct source **out, const struct memory_file *files, size_t n,
                  struct fault *f) MUST_USE;

/* True when `path` (which need not exist) lies beneath directory source `root` or is the source
 * itself, by device and inode of the nearest existing ancestors, not by text. */
int path_beneath(bool *out, const char *root, const char *path, struct fault *f) MUST_USE;

#endif
