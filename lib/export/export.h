/*
 * export/export.h - bytes out: the door. A destination takes bytes that its caller reads and hashes, and puts them under
 * names made of digests alone, through directory handles, never over a file that is there. A name of the evidence
 * becomes a path only where the grammar of registries lets it (repository and tag of a storage root).
 *
 * A destination is locked while it is open. What is being written stands under a name of ours (`.part-...`) until it
 * is whole, hashed and flushed; what an interrupted run left of these is removed by the next one. What stands under its
 * final name is hashed again instead of written again, so the same call goes on where the last one stopped.
 *
 * FAULT_USAGE: something else is in the way.
 */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/stream.h"
#include "base/vec.h"
#include "base/watch.h"
#include "core/digest.h"
#include "core/words.h"

/* id, word before the colon, operand, meaning */
#define EXPORT_KINDS(X)                                                                            \
	X(OCI, "oci", "DIR", "an OCI image layout")                                                \
	X(OCI_ARCHIVE, "oci-archive", "FILE", "the same in one tar file")                          \
	X(DOCKER_ARCHIVE, "docker-archive", "FILE", "what docker load reads: config and uncompressed layers") \
	X(REGISTRY, "registry", "DIR", "a storage root that a registry serves")                    \
	X(FILES, "files", "DIR or FILE.tar", "the merged root file system, as a tar")              \
	X(BLOB, "blob", "FILE", "one blob's bytes")                                                \
	X(BLOBS, "blobs", "DIR", "blobs by digest")

enum export_kind {
	EXPORT_NONE = 0,
#define X(id, word, operand, about) EXPORT_##id,
	EXPORT_KINDS(X)
#undef X
};

struct export_target {
	enum export_kind kind;
	const char *path, *text; /* of the command line, borrowed */
};

/* Is this operand a destination? False leaves *out alone. */
bool export_target_parse(struct export_target *out, const char *text);
const char *export_kind_text(enum export_kind k);
/* Is it one file, not a folder? */
bool export_target_is_file(const struct export_target *t);

/* ---- what is given --------------------------------------------------------------------------------------------- */

struct export_name {
	struct span repository, tag; /* name_is_repository(), name_is_tag() hold */
	bool earlier;                /* registry: the tag's history only */
};

struct export_image {
	struct digest digest;
	struct span media_type;
	uint64_t size;
	struct span document;            /* its own bytes, when it lists manifests */
	const struct export_name *names;
	size_t names_n;
	const struct span *repositories; /* registry: where it is put, tagged or not */
	size_t repositories_n;
	const struct digest *blobs;      /* config and layers below it, and below its children */
	size_t blobs_n;
	const struct digest *manifests;  /* its children, and theirs */
	size_t manifests_n;
	const struct digest *diff_ids;   /* docker-archive: layers, base first */
	size_t diff_ids_n;
	struct digest config;
};

/* ---- a destination ------------------------------------------------------------------------------------------------ */

struct export_dest;

int export_open(struct export_dest **out, const struct export_target *t, struct fault *f) MUST_USE;
/* Beside or below the target: partial/<algorithm>-<hex>/ for one image that is not whole; a place of blobs. */
int export_open_partial(struct export_dest **out, const struct export_target *t, const struct digest *image,
                        struct fault *f) MUST_USE;
/* Half-written things go. */
void export_close(struct export_dest *d);
DEFINE_OWN_PTR(export_dest, struct export_dest, export_close)

/* What stands in the destination as `digest` already, hashed again, or a place for it. `config`: of a docker-archive, the
 * bytes are a config. The caller hashes what it writes and calls export_end() only when it is right, with the SHA-256
 * of the same bytes; export_restart() takes back what was written. */
enum { EXPORT_THERE = 1 };
int export_begin(struct export_dest *d, const struct digest *digest, bool config, struct fault *f) MUST_USE;
int export_write(struct export_dest *d, struct span bytes, struct fault *f) MUST_USE;
int export_restart(struct export_dest *d, struct fault *f) MUST_USE;
int export_end(struct export_dest *d, const struct digest *sha256, struct fault *f) MUST_USE;
/* No copy was right: nothing of it stays. */
int export_drop(struct export_dest *d, struct fault *f) MUST_USE;

/* All its bytes are there: it becomes known by its names. */
int export_image(struct export_dest *d, const struct export_image *m, struct fault *f) MUST_USE;

/* A file of ours at the top: receipts, STATUS.txt; of a file destination beside it, as <file>.<name>. It replaces an
 * older one. */
int export_note(struct export_dest *d, const char *name, struct span bytes, struct fault *f) MUST_USE;
/* What stands under such a name, empty when nothing does. */
int export_noted(struct export_dest *d, const char *name, struct buf *out, struct fault *f) MUST_USE;

/* The index, the end of an archive, everything flushed, and EXPORT.sha256. */
int export_finish(struct export_dest *d, struct fault *f) MUST_USE;

/* Is there a file under that digest's name? Not hashed. */
bool export_holds(struct export_dest *d, const struct digest *digest);
/* The folder's handle (of a file: the one it lies in), and its receipts there, separated by slashes. */
int export_folder(const struct export_dest *d);
const char *export_receipt_names(const struct export_dest *d);

/* Where the destination's bytes will lie: free bytes for us there. */
int export_space(const struct export_dest *d, uint64_t *free_bytes, struct fault *f) MUST_USE;
/* The path under which `digest` stands in it, for a receipt; "" for none. */
enum { EXPORT_PATH = 1100 };
const char *export_path_of(const struct export_dest *d, const struct digest *digest, bool config, char out[EXPORT_PATH]);

/* ---- receipts ------------------------------------------------------------------------------------------------------ */

struct export_row { /* of EXPORT.csv; raw texts, shown safely */
	struct span image, blob, origin, source, runs, grade; /* the columns INTERFACE names */
	struct span kind, size, names, path, method, file;
};
/* A line of the table, without those already in `older` when it is merged. */
int export_csv_row(struct buf *out, const struct export_row *r, struct fault *f) MUST_USE;
/* Older lines and these, each once, in order, under the header. */
int export_csv_merge(struct buf *out, struct span older, struct span rows, struct fault *f) MUST_USE;

/* DSSE: what is signed, and the envelope about it. */
int export_dsse_signed(struct buf *out, struct span payload, struct fault *f) MUST_USE;
int export_dsse(struct buf *out, struct span payload, struct span signature, const char *keyid, struct fault *f) MUST_USE;

/* ---- the merged root file system ------------------------------------------------------------------------------------ */

struct view;
struct export_tree;

/* Of the image `image` into the destination (kind FILES). `v` is settled and borrowed; layers come base first. */
int export_tree_new(struct export_tree **out, struct export_dest *d, const struct digest *image, const struct view *v,
                    const struct limits *limits, struct fault *f) MUST_USE;
void export_tree_free(struct export_tree *t);
DEFINE_OWN_PTR(export_tree, struct export_tree, export_tree_free)
/* The uncompressed bytes of layer `n`. 0; EXPORT_TREE_DAMAGED with `why`. */
enum { EXPORT_TREE_DAMAGED = 1 };
int export_tree_layer(struct export_tree *t, uint32_t n, struct stream *in, char why[256], struct fault *f) MUST_USE;
/* Members left out because their names could not be unpacked safely, and the end of the tar. */
int export_tree_end(struct export_tree *t, uint64_t *left_out, struct fault *f) MUST_USE;

#endif
