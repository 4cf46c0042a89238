/*
 * core/naming.h - what stores other than the registry say of digests: the names they give, the layers they
 * know, the containers that were made of an image. A naming is a statement of the file it stands in; the
 * digests in it may have no bytes anywhere.
 */
#ifndef CORE_NAMING_H
#define CORE_NAMING_H

#include "base/arena.h"
#include "base/vec.h"
#include "core/document.h"
#include "core/layout.h"

#define NAMINGS(X) /* id, text, meaning */                              \
	X(TAG, "tag", "the name stands for the image")                                          \
	X(LISTED, "listed", "the image is listed without a name")                               \
	X(IMAGE_ID, "image-id", "the name stands for an image with this id: the digest of its config") \
	X(KNOWN, "known", "the repository had this image or layer, when the store fetched or pushed it") \
	X(DIFF_ID, "diff-id", "the layer inflates to the other digest, as the store found")     \
	X(RAN, "ran", "a container was made of the image")                                      \
	X(CACHED_BLOB, "cached-blob", "a pull-through cache is to drop the blob at the time")   \
	X(CACHED, "cached", "a pull-through cache is to drop the manifest at the time")         \
	X(HELD, "held", "the store has unpacked a layer that inflates to the digest")             \
	X(UNPACKED, "unpacked", "the same, in its directory called as the tag")                         \
	X(WROTE, "wrote", "the store wrote the bytes under this name")                           \
	X(REMOVED, "removed", "the store holds it as removed; its bytes stay until they are purged")

enum naming_kind {
	NAMING_UNSET = 0,
#define X(id, text, about) NAMING_##id,
	NAMINGS(X)
#undef X
};

const char *naming_text(enum naming_kind k);
enum naming_kind naming_of(struct span text);

struct naming {
	enum naming_kind kind;
	struct span repository, tag; /* as written; of a reference host/path:tag the host stays */
	struct digest digest;        /* what is named */
	struct digest other;         /* known: the id; diff-id and known layers: the diff_id */
	struct when time;            /* ran: when the container last started, else was made; cached: the expiry */
	struct where where;
};

/* Something the file says that is worth telling as a finding. */
struct naming_note {
	enum finding_code code;
	struct where where;
	struct span text;
};

struct namings {
	struct arena arena;
	enum store store;    /* what the file shows its directory to be; STORE_NONE: nothing of ours */
	bool is_manifest;    /* dir: the file is itself the manifest it names */
	VEC(struct naming) v;
	VEC(struct naming_note) notes;
};

void namings_release(struct namings *n);
DEFINE_OWN(namings, struct namings, namings_release)

/* Takes a reference apart: [host/]path[:tag][@digest]. Spans of the parts, empty when absent. */
void reference_split(struct span reference, struct span *repository, struct span *tag, struct digest *digest);

#endif
