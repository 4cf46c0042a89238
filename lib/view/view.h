/*
 * view/view.h - the merged file view of an image: what a container would see, and what later layers hide,
 * from the listings of its layers. Pure memory.
 *
 * Rules (image-spec layer.md, "Whiteouts"; overlay file systems): a layer's entry hides those of the same
 * path below it; `.wh.<name>` hides <name> and what lies beneath; `.wh..wh..opq` hides what lies in its
 * directory below; something that is no directory hides what lay beneath that path.
 */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "base/fault.h"
#include "base/macros.h"
#include "base/span.h"
#include "core/when.h"

enum view_whiteout { WHITEOUT_NONE = 0, WHITEOUT_FILE, WHITEOUT_OPAQUE };

/* An archive that readers take for different things (sherd-formats(7), TAR): containers are made by the first reading. */
enum view_reading { READING_BOTH = 0, READING_FIRST, READING_SECOND };

/* Of a layer that breaks off: what its own table of contents has to do with the line. */
enum view_told { TOLD_READ = 0, TOLD_STATED, TOLD_MET };

#define VIEW_VISIBLE UINT32_MAX

struct view_file {
	struct span path;    /* raw bytes, no leading slash */
	struct span target;  /* of links; empty: none */
	struct span mode;    /* octal text; empty: the archive has none */
	struct span uid, gid; /* decimal text */
	struct span sha256;  /* of a file's bytes, hexadecimal; empty: not known (sparse or cut off) */
	char type;           /* f d l h p s c b o, as in listings */
	uint8_t reading;     /* enum view_reading */
	uint8_t told;        /* enum view_told */
	uint8_t whiteout;    /* enum view_whiteout */
	uint32_t layer;      /* 0 the base */
	uint32_t hidden_by;  /* layer; VIEW_VISIBLE: none */
	uint64_t size;
	struct when mtime;
};

struct view;
int view_new(struct view **out, struct fault *f) MUST_USE;
void view_free(struct view *v);
DEFINE_OWN_PTR(view, struct view, view_free)

/* The next layer, base first: its listing's text (sherd-formats(7), "Layer listing"), which is copied. A
 * layer whose listing is not known is given as SPAN_NONE; lines that cannot be read are passed over. */
int view_layer(struct view *v, struct span listing, struct fault *f) MUST_USE;
/* After the last layer: orders by path, then layer, and finds what is hidden. */
int view_settle(struct view *v, struct fault *f) MUST_USE;

size_t view_count(const struct view *v);
const struct view_file *view_at(const struct view *v, size_t i);
/* Entries of the second reading alone, which no container sees: they hide nothing and nothing hides them. */
size_t view_others(const struct view *v);
const struct view_file *view_other(const struct view *v, size_t i);
/* The visible entry of a path (a leading slash or "./" counts for nothing); NULL: none. */
const struct view_file *view_find(const struct view *v, struct span path);
/* The path as views keep it. */
struct span view_path(struct span path);
/* Is `path` the same as `top`, or beneath it? An empty `top` holds everything. */
bool view_beneath(struct span path, struct span top);

#endif
