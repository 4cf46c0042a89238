/* report/image/files.h - inside report/, and for cat of a file: the layers of an image and their merged view. */
#ifndef REPORT_IMAGE_FILES_H
#define REPORT_IMAGE_FILES_H

#include "base/vec.h"
#include "core/digest.h"
#include "report/report.h"
#include "view/view.h"

struct out;
struct rows;

/* What tells the files of a layer. */
enum layer_basis {
	BASIS_BYTES = 0, /* bytes that hash to its digest */
	BASIS_DAMAGED,   /* a damaged copy, as far as it was read, and the table of contents in it */
};

struct image_layer {
	char digest[DIGEST_TEXT], state[16];
	bool listed; /* its files are known */
	uint8_t basis;
	bool toc, toc_met; /* a table of contents is in the listing; its digest is the one the manifest names */
	char format[16];   /* of the table */
	uint64_t read, stated; /* files: read of damaged bytes; named by the table alone */
	uint64_t named;        /* files that the table names, read or not */
};

struct image_files {
	struct view *view; /* settled */
	VEC(struct image_layer) layers; /* base first */
	size_t unlisted;
};

void image_files_release(struct image_files *x);
DEFINE_OWN(image_files, struct image_files, image_files_release)
/* `image`: a whole digest. *out is zeroed before. */
int image_files_load(struct report *r, struct span image, struct image_files *out, struct fault *f) MUST_USE;

/* The damaged layer `layer` of the image with what its own table of contents tells, or NULL: there is none. *x is loaded by the first
 * call and keeps what is returned. */
int image_files_catalogue(struct report *r, struct span image, struct span layer, struct image_files *x, const struct image_layer **found,
                          struct fault *f) MUST_USE;

/* What it tells, for people, with the command that says which of its files are whole; nothing where there is none. */
int files_tell_catalogue(struct report *r, struct span image, struct span layer, struct image_files *x, const struct report_options *o,
                         struct out *out, struct fault *f) MUST_USE;

/* Every file of every listed layer, layer by layer; `layer` as below. */
int files_each(struct report *r, int (*each)(void *user, const struct view_file *file, const struct rows *layer, struct fault *f),
               void *user, struct fault *f) MUST_USE;

/* Calls `hit` for each path of each layer that matches, and each file whose SHA-256 the pattern begins; `layer` has columns digest and images. */
int files_search(struct report *r, const char *pattern,
                 int (*hit)(void *user, struct span path, const struct rows *layer, struct fault *f), void *user,
                 struct fault *f) MUST_USE;

#endif
