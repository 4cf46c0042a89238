/* media/private.h - inside of the room: what every opened container shares, and one opener for
 * each. */
#ifndef MEDIA_PRIVATE_H
#define MEDIA_PRIVATE_H

#include "base/vec.h"
#include "media/media.h"

#include <sys/types.h>

enum { MEDIA_WHY = 256, MEDIA_ERRNO = 96 };

/* What a container says it is, for a child that names it as its parent; n 0: nothing. */
struct media_identity {
	uint8_t n, bytes[16];
};

struct met; /* ranges found unreadable while reading */

/* Every media is a view or begins with this. */
struct image {
	struct media base;
	struct media_info info; /* notes are those of `notes` */
	VEC(struct media_note) notes;
	VEC(char *) files;
	int fd;       /* of the (first) file; -1: none */
	bool fd_lent; /* another image closes it */
	struct media_identity id;
	struct met *met; /* of the image that media_open() returns; NULL: of others */
	const struct watch *watch; /* of the opening; counts what bounds leave out */
};

/* Closes fd, frees notes and files; not the image itself. */
void image_release(struct image *i);
/* A statement: a sentence whose texts are in visible form, or anything; a key may come several times. Too many are dropped, the last one
 * says so. */
int image_note(struct image *i, struct fault *f, const char *key, const char *fmt, ...)
        PRINTF_LIKE(4, 5) MUST_USE;
/* ewf_check.c: a segment file's chain of sections, as damage where it breaks. */
int ewf_check(struct image *i, const char *path, struct fault *f) MUST_USE;
/* The same for what breaks the format, or keeps bytes from being read. */
int image_tell(struct image *i, struct fault *f, enum media_weight weight, const char *key,
               const char *fmt, ...) PRINTF_LIKE(5, 6) MUST_USE;
/* The same for bytes of the evidence: made visible, cut to fit. */
int image_note_raw(struct image *i, const char *key, struct span text, struct fault *f) MUST_USE;
/* No more entries of a table of blocks than the bound allows; what it leaves out is counted and noted. */
int image_blocks_within(struct image *i, uint64_t *n, struct fault *f) MUST_USE;
/* Adler-32 (RFC 1950, 8.2): of EWF sections, of zlib streams in VMDK. */
uint32_t image_adler(const uint8_t *p, size_t n);
int image_add_file(struct image *i, const char *path, struct fault *f) MUST_USE;
/* Notes, files and facts of `from` become those of `to`; the descriptor is lent to it. */
void image_move(struct image *to, struct image *from);
/* The image below all views, or NULL when it is none of ours. */
struct image *image_of(struct media *m);

/* met.c: n bytes at `at` could not be read, which nothing said beforehand. By several threads. */
int image_met_start(struct image *i, struct fault *f) MUST_USE;
void image_met(struct image *i, uint64_t at, uint64_t n);
void met_sum(struct met *m, struct media_info *out); /* m may be NULL */
void met_free(struct met *m);

const char *media_errno(char out[MEDIA_ERRNO], int err);
/* Read-only, access time left alone where allowed; -1 with errno. */
int media_file_open(const char *path, bool *touched);
/* True when reading an unspecial descriptor of this file leaves a trace in its access time. */
bool media_file_touches(int fd);

/* ---- reading what may be bad ----------------------------------------------------------------- */

/* Up to n bytes at `offset`: their number, 0 at the end, -1 when unreadable. */
typedef ssize_t media_piece(void *user, uint64_t offset, void *into, size_t n);
/* What was given up is noted with the image, `at` bytes further on; image NULL: nowhere. */
struct salvage_log {
	struct image *image;
	uint64_t at;
};
/* Exactly n bytes. After a failure smaller pieces are tried, down to `grain`, so that only what is
 * bad itself becomes zeros and MEDIA_UNREAD. */
int media_salvage(media_piece *piece, void *user, uint64_t offset, void *into, size_t n,
                  size_t grain, struct salvage_log log);

/* ---- openers --------------------------------------------------------------------------------- */

/* What an opener is given. `fd` is open on `path`; who returns 0 has taken it. */
struct opening {
	const char *path;
	int fd;
	bool *touched;
	const struct media_options *options;
	char *why; /* MEDIA_WHY bytes */
	/* opens what another names, by its signs: the descriptor is taken when it is 0 */
	int (*by_sign)(struct media **out, struct opening *o, struct fault *f);
	const struct chain_link *above; /* the images that led here as their parent; NULL: none */
};

/* Fills why; returns `outcome`. */
int opening_refuse(struct opening *o, int outcome, const char *fmt, ...) PRINTF_LIKE(3, 4);

int raw_open(struct media **out, struct opening *o, struct fault *f) MUST_USE;
/* Further parts beside the first file; 0 with *out NULL when it has none: raw_open() then. */
int split_open(struct media **out, struct opening *o, struct fault *f) MUST_USE;
/* `file`: an image whose bytes are the container's; taken with all it has, whatever the result. The
 * opening's descriptor is the file's; it says what lies beside. */
int qcow2_open(struct media **out, struct media *file /* taken */, struct opening *o,
               struct fault *f) MUST_USE;
int vhd_open(struct media **out, struct media *file /* taken */, struct opening *o,
             struct fault *f) MUST_USE;
int vhdx_open(struct media **out, struct media *file /* taken */, struct opening *o,
              struct fault *f) MUST_USE;
int vmdk_open(struct media **out, struct media *file /* taken */, struct opening *o,
              struct fault *f) MUST_USE;
int ewf_open(struct media **out, struct opening *o, struct fault *f) MUST_USE;
/* The version linked; NULL when this build lacks it. */
const char *ewf_library(void);

/* map.c: areas of `inner` that are known to be unread. */
struct unread {
	uint64_t at, length;
};
struct unreads {
	VEC(struct unread) v;
};
/* Wraps `inner` (taken, whatever the result; its notes move); `u` is emptied into it. Ranges need
 * no order. */
int unread_open(struct media **out, struct media *inner /* taken */, struct unreads *u,
                struct fault *f) MUST_USE;
/* A ddrescue map file laid over `inner` (taken, whatever the result). 0, MEDIA_UNKNOWN,
 * MEDIA_NOT_FOUND. */
int map_open(struct media **out, struct media *inner /* taken */, const char *path, const struct watch *watch, bool *touched,
             char why[MEDIA_WHY], struct fault *f) MUST_USE;

#endif
