/* source/private.h - inside of the room: one table of functions for each kind of source. */
#ifndef SOURCE_PRIVATE_H
#define SOURCE_PRIVATE_H

#include "source/source.h"
#include "xfrm/xfrm.h"

#include <sys/stat.h>

struct source_ops {
	int (*next)(struct source *s, struct entry *out, struct fault *f);
	int (*body)(struct source *s, struct entry *e, struct stream **out, struct fault *f);
	int (*finish)(struct source *s, struct source_end *out, struct fault *f);
	int (*identity)(struct source *s, struct buf *out, struct fault *f);
	int (*again)(struct source *s, const struct source_seen *seen, char why[160], struct fault *f);
	int (*reopen)(struct source *s, const struct locator *where,
	              const struct seek_point *points, size_t n, struct stream **out, char why[256],
	              struct fault *f);
	int (*seek_point)(struct source *s, size_t index, const struct seek_point **out);
	double (*fraction)(const struct source *s);
	size_t (*volumes)(const struct source *s, const struct source_volume **out);
	int (*subvolume)(const struct source *s, size_t index, struct source_subvolume *out);
	struct media *(*media)(const struct source *s);
	int (*remark)(const struct source *s, size_t index, const struct source_remark **out);
	void (*close)(struct source *s); /* frees s */
};

struct source {
	const struct source_ops *ops;
	enum source_kind kind;
	const char *compression;
	struct limits limits;
	const struct watch *watch;
	bool atime_touched;
	bool no_digest; /* source_spare_digest() */
};

/* `only`: of an SQLite file, alone with what lies beside it: -wal, -journal, -shm; NULL: everything beneath. */
int dir_open(struct source **out, int fd, const char *only, const struct limits *limits, const struct watch *watch,
             struct fault *f) MUST_USE;

/* bytes.c: what an archive is read from: a file, or a member of another source. */
struct archive_member;
struct bytes {
	int fd;                /* -1: of a member */
	struct archive_member *member; /* NULL: of a file */
	struct stat before;    /* of the file */
	uint64_t size;
};
#define BYTES_NONE ((struct bytes){ .fd = -1 })
int bytes_of_fd(struct bytes *out, int fd /* taken */, struct fault *f) MUST_USE;
/* `where` are the words for `outer`. 0, or SOURCE_NOT_FOUND with `why`; `outer` is taken in any case. */
int bytes_of_member(struct bytes *out, struct source *outer /* taken */, struct span where, struct span name,
                    char why[256], struct fault *f) MUST_USE;
void bytes_release(struct bytes *b);
DEFINE_OWN(bytes, struct bytes, bytes_release)
/* From byte `from`, at most `limit`. The stream borrows `b`. */
int bytes_stream(struct stream **out, const struct bytes *b, uint64_t from, uint64_t limit, const struct watch *watch,
                 struct fault *f) MUST_USE;
uint64_t bytes_at(const struct bytes *b, const struct stream *s); /* given out so far */
int bytes_identity(const struct bytes *b, struct buf *out, struct fault *f) MUST_USE;
/* Fills size, changed, atime_touched; of a member also `told`, once what holds it was read to its end. */
int bytes_end(const struct bytes *b, struct source_end *out, struct source_remark *told, struct fault *f) MUST_USE;

int tarball_open(struct source **out, struct bytes *bytes /* taken */, enum xfrm_kind kind,
                 const struct limits *limits, const struct watch *watch, struct fault *f) MUST_USE;

/* image.c: `path` with or without ",map=FILE". `forced`: an image even when nothing in it is known. 0,
 * SOURCE_UNKNOWN, SOURCE_NOT_FOUND. */
int image_open(struct source **out, const char *path, bool forced, const struct limits *limits,
               const struct watch *watch, char why[256], struct fault *f) MUST_USE;

/* fdio.c: a stream over a regular file from offset `from`, at most `limit` bytes, read at offsets
 * so that several streams may share a descriptor; `owned`: closes it at the end. */
int fd_stream(struct stream **out, int fd, bool owned, uint64_t from, uint64_t limit,
              struct fault *f) MUST_USE;
/* What stat said at the beginning, so that a change can be told; its size bounds reading. */
void fd_stream_note(struct stream *s, const struct stat *before);
/* Bytes given out so far. */
uint64_t fd_stream_at(const struct stream *s);
/* Reading becomes a FAULT_INTERRUPTED once a stop is asked for. */
void fd_stream_watch(struct stream *s, const struct watch *watch);
bool fd_stream_changed(const struct stream *s);
/* "file dev=.. ino=.. size=.. mtime=.. ctime=.." */
int identity_of(struct buf *out, const char *kind, int fd, struct fault *f) MUST_USE;
bool same_times(const struct stat *a, const struct stat *b);
/* stamp.c: is `fd` on a file system whose files get a ctime that nobody gives them, whenever their bytes change? False where
 * that is not known. */
bool stamped_by_kernel(int fd);
enum { ERRNO_TEXT = 96 };
/* Words of an error number, from any thread. Returns `out`. */
const char *errno_text(char out[ERRNO_TEXT], int err);

/* again.c: entries of a directory looked at once more; `root` is borrowed. */
struct again;
int again_new(struct again **out, int root, struct fault *f) MUST_USE;
int again_look(struct again *a, const struct source_seen *seen, char why[160], struct fault *f) MUST_USE;
void again_free(struct again *a);

/* device.c: what the system we run on does with a block device. */
struct device_state {
	bool block;
	char use[256];   /* "mounted at /x", "held by dm-0"; "": neither */
	bool counted;
	uint64_t writes; /* a number that grows with each write or discard */
};
void device_look(struct device_state *out, int fd);

/* window.c: one member of an archive again, as source_reopen; `bytes` is borrowed. A decoder that stands where a window was
 * closed is kept for the next one, so that members read in their order are decoded once. */
struct window_kept {
	struct stream *file, *decoder; /* decoder NULL: none */
	uint64_t stands;               /* in the uncompressed archive */
};
void window_forget(struct window_kept *k);
int window_open(struct stream **out, const struct bytes *bytes, enum xfrm_kind kind, struct window_kept *kept,
                const struct locator *where, const struct seek_point *points, size_t n, char why[256],
                struct fault *f) MUST_USE;

/* pipe.c: a member's bytes on their way from the walker to a worker. */
struct pipe_budget;
int pipe_budget_new(struct pipe_budget **out, uint64_t bytes, struct fault *f) MUST_USE;
void pipe_budget_free(struct pipe_budget *b);
/* Waits until at most half of the budget is in use. */
void pipe_budget_calm(struct pipe_budget *b);
struct pipe_writer;
int pipe_new(struct pipe_writer **writer, struct stream **reader, struct pipe_budget *b,
             struct fault *f) MUST_USE;
/* Takes the malloc'ed bytes over. `wait`: blocks while the budget is spent; 1 when nobody reads. */
int pipe_push(struct pipe_writer *w, uint8_t *bytes, size_t n, struct fault *f) MUST_USE;
/* No more bytes. outcome 0: the end; else the reader gets it with `why`. Frees the writer. */
void pipe_end(struct pipe_writer *w, int outcome, const char *why);

#endif
