/* run/export/job.h - inside: one run of export. */
#ifndef RUN_EXPORT_JOB_H
#define RUN_EXPORT_JOB_H

#include "casedb/query.h"
#include "export/export.h"
#include "run/cat/shelf.h"
#include "run/choose.h"
#include "run/export.h"

/* How a blob's bytes came, in the order of choice.blobs. */
struct got {
	bool had, failed;
	uint64_t size;
	struct digest sha256;
	struct shelf_copy copy;
};

/* One uncompressed layer: the blob that holds its bytes. */
struct plain_tar {
	struct digest diff_id;
	struct span blob; /* empty: nobody has them */
	bool packed;
	uint64_t inflated;
};

/* One image in one destination. */
struct going {
	size_t image;         /* in choice.images */
	size_t from;          /* the image itself, or the one child of an index that is meant */
	VEC(struct plain_tar) layers; /* docker-archive, files: base first */
	bool failed, given;
	uint64_t bytes, blobs;
	uint64_t left_out;    /* files: members whose names cannot be unpacked safely */
};

struct dest {
	struct export_target target;
	struct export_dest *out;
	VEC(struct going) images;
	bool *needs;          /* of choice.blobs: these go as they are */
	bool *lacks;          /* of choice.images: what is left of it goes into partial/ */
	uint64_t bytes;       /* about to be written */
	size_t blobs;
};

struct export_job {
	const struct run_options *o;
	const struct run_export_options *x;
	const struct run_export_sink *sink;
	struct casedb *db;
	struct shelf *shelf;
	struct choice choice;
	struct dest *dests;
	size_t dests_n;
	struct got *got;
	VEC(size_t) partial;  /* images that go into partial/ */
	int status;
	uint64_t done, total, items; /* for progress */
	struct buf begun;     /* the custody log's entry of this run, as a line */
};

/* ---- fit.c: what goes where ---- */

/* Fills every destination's list. FAULT_USAGE: something named does not fit and --partial does not help. */
int run_export_fit(struct export_job *j, struct fault *f) MUST_USE;
/* "sha256:0123456789ab" for messages. */
const char *run_export_short(char out[40], struct span digest);

/* ---- bytes.c: blobs as they are ---- */

/* A taker that hashes a stream, gives it to destinations, and accepts it only when it is `want`. */
struct blob_tee {
	struct export_job *j;
	struct export_dest *const *sinks;
	size_t n;
	struct digest want, sha256;
	uint64_t size;
	bool packed; /* it is unpacked on the way: `want` is of the plain bytes */
};
int run_export_tee(void *user, struct stream *in, bool *given, char why[256], struct fault *f) MUST_USE;
/* Kept bytes, then every copy. 0 or RUN_NOT_FOUND. */
int run_export_fetch(struct export_job *j, struct span digest, struct blob_tee *t, char why[256], struct fault *f) MUST_USE;
int run_export_blobs_out(struct export_job *j, struct fault *f) MUST_USE;
void run_export_progress(struct export_job *j, uint64_t bytes);
int run_export_stopped(const struct export_job *j, struct fault *f) MUST_USE;
/* Something could not be given: status 4 when its source changed, else 3; a note tells. */
int run_export_lost(struct export_job *j, struct span digest, const char *why, struct fault *f) MUST_USE;

/* ---- unpacked.c: docker-archive and files ---- */

int run_export_docker_out(struct export_job *j, struct dest *d, struct fault *f) MUST_USE;
int run_export_files_out(struct export_job *j, struct dest *d, struct fault *f) MUST_USE;

/* ---- told.c: names, receipts, statements ---- */

/* Makes the images of a destination known, and leaves its receipts. */
int run_export_tell(struct export_job *j, struct dest *d, struct fault *f) MUST_USE;
/* `d` and `g` NULL: of a folder in partial/. */
int run_export_csv(struct export_job *j, const struct chosen_image *m, const struct dest *d, const struct going *g, struct buf *rows,
                   struct fault *f) MUST_USE;
int run_export_csv_blobs(struct export_job *j, const struct dest *d, struct buf *rows, struct fault *f) MUST_USE;
int run_export_receipts(struct export_job *j, struct export_dest *d, struct span rows, struct fault *f) MUST_USE;
int run_export_statement(struct export_job *j, const struct chosen_image *m, struct export_dest *d, struct fault *f) MUST_USE;

/* ---- partial.c ---- */

int run_export_partial_out(struct export_job *j, struct fault *f) MUST_USE;

/* Every blob below `m`, itself first, each once for each image that names it. */
int run_export_each(const struct export_job *j, size_t image, int (*each)(void *user, size_t image, const struct chosen_part *p, struct fault *f),
                    void *user, struct fault *f) MUST_USE;

#endif
