/*
 * core/layout.h - what a path inside a source means: registry layout of distribution 2.x and 3.x,
 * filesystem driver (formats(7), "Registry layout").
 *
 * Classification looks at the path alone, so the order in which a container yields its members does
 * not matter. A registry root is recognised by `.../v2/blobs` or `.../v2/repositories` (with or
 * without `docker/registry` before it) at any depth; by `blobs` or `repositories` at the top of a
 * source; and, through layout_prefix(), when `blobs` or `repositories` itself was handed over. Under any other
 * name a root is recognised by what lies in it (blobs/<alg>/<xx>/<hex>, repositories/<name>/_manifests/...),
 * and so is a repository that was put aside, and a tag's directory in lost+found. Directories above such
 * entries tell nothing by themselves: layout_classify_in() knows them once the root is known.
 *
 * Other stores are told by their paths too (layout_store.c). A file that only may belong to one
 * (index.json, manifest.json, <hex>.json ...) gets a role of theirs with in_registry unset; what it
 * holds decides (run/scan/scan.c).
 */
#ifndef CORE_LAYOUT_H
#define CORE_LAYOUT_H

#include "core/digest.h"

#define ROLES(X) /* id, text, meaning */                                \
	X(OUTSIDE, "outside", "not inside any registry root")                                   \
	X(FOREIGN, "foreign", "inside a registry root, not recognised")                         \
	X(ROOT, "root", "the registry root (v2)")                                               \
	X(BLOBS, "blobs", "blobs/ or blobs/<alg>/")                                             \
	X(SHARD, "shard", "blobs/<alg>/<xx>/")                                                  \
	X(BLOB_DIR, "blob-dir", "blobs/<alg>/<xx>/<hex>/")                                      \
	X(BLOB_DATA, "blob-data", "a blob's bytes")                                             \
	X(REPOSITORIES, "repositories", "repositories/ or a directory above a repository")      \
	X(MANIFESTS, "manifests", "_manifests/ and its plain subdirectories")                   \
	X(REVISION_DIR, "revision-dir", "_manifests/revisions/<alg>/<hex>/")                   \
	X(REVISION_LINK, "revision-link", "its link file")                                     \
	X(TAG_DIR, "tag-dir", "_manifests/tags/<tag>/")                                        \
	X(TAG_PART, "tag-part", "current/, index/, index/<alg>/ below a tag")                  \
	X(TAG_CURRENT, "tag-current", "_manifests/tags/<tag>/current/link")                    \
	X(TAG_INDEX_DIR, "tag-index-dir", "_manifests/tags/<tag>/index/<alg>/<hex>/")          \
	X(TAG_INDEX, "tag-index", "its link file")                                             \
	X(LAYERS, "layers", "_layers/ or _layers/<alg>/")                                      \
	X(LAYER_DIR, "layer-dir", "_layers/<alg>/<hex>/")                                      \
	X(LAYER_LINK, "layer-link", "its link file")                                           \
	X(UPLOADS, "uploads", "_uploads/")                                                     \
	X(UPLOAD_DIR, "upload-dir", "_uploads/<uuid>/")                                        \
	X(UPLOAD_DATA, "upload-data", "bytes received so far")                                 \
	X(UPLOAD_STARTED, "upload-started", "startedat")                                       \
	X(UPLOAD_PART, "upload-part", "hashstates/ and hashstates/<alg>/")                     \
	X(UPLOAD_HASHSTATE, "upload-hashstate", "hashstates/<alg>/<offset>")                   \
	X(SIGNATURE_PART, "signature-part", "revisions/<alg>/<hex>/signatures and below")      \
	X(SIGNATURE_LINK, "signature-link", "link to a schema 1 signature blob (2.0 to 2.4)")  \
	X(SCHEDULER, "scheduler-state", "scheduler-state.json of a pull-through cache")        \
	X(LEFTOVER, "leftover", "<name>.<uuid>.tmp of an interrupted write (3.1 and later)")   \
	X(STORE_BLOB, "store-blob", "a blob another store keeps under its digest")             \
	X(STORE_NAMES, "store-names", "a file by which another store names what it holds")     \
	X(STORE_FILE, "store-file", "a file outside, a blob by what it hashes to")             \
	X(STORE_INGEST, "store-ingest", "bytes of a transfer containerd did not finish")       \
	X(CONTAINER, "container", "the config of a container")                                 \
	X(CONFIGURATION, "configuration", "the registry's own configuration file")             \
	X(RECOVERED, "recovered", "bytes of deleted or free space, a blob by what they hash to") \
	X(RECOVERED_PART, "recovered-part", "the beginning of a deleted blob whose rest is lost, or pages of a deleted database; proves nothing") \
	X(STRAY_LINK, "stray-link", "a file called link in a repository where no registry writes one") \
	X(DATABASE_ROW, "database-row", "a document that a row of a database holds, no file of the source")

/* Kinds of storage roots. Only the first holds revisions, tag histories and layer links. */
#define STORES(X) /* id, text, meaning */                               \
	X(REGISTRY, "registry", "registry storage, distribution 2.x and 3.x")                   \
	X(OCI_LAYOUT, "oci-layout", "OCI image layout (a repository of zot, too)")              \
	X(DOCKER_ARCHIVE, "docker-archive", "what docker save writes")                          \
	X(COPIED_DIR, "dir", "what skopeo copy writes to dir:")                                 \
	X(CONTAINERD, "containerd", "containerd's content store")                               \
	X(DOCKER_ENGINE, "docker-engine", "Docker's image store, image/<driver>/")              \
	X(OBJECTS, "objects", "registry storage in the files of an object store (MinIO), not read yet") \
	X(OLLAMA, "ollama", "models as ollama keeps them: blobs/sha256-<hex>, manifests by name")             \
	X(DOCKER_GRAPH, "docker-graph", "Docker's store before 1.10: graph/<id>/, repositories-<driver>")     \
	X(CONTAINERS, "containers-storage", "what podman, buildah, skopeo and CRI-O keep: <driver>-images/, <driver>-layers/") \
	X(DATABASE, "database", "names in a product's database, of a storage that is not in its source")     \
	X(NEXUS, "nexus", "a blob store of Nexus: <name>.bytes, named by <name>.properties")

enum store {
	STORE_NONE = 0,
#define X(id, text, about) STORE_IS_##id,
	STORES(X)
#undef X
};

const char *store_text(enum store s);
const char *store_about(enum store s);
enum store store_of(struct span text); /* STORE_NONE when it is no word of ours */

enum role {
	ROLE_UNSET = 0,
#define X(id, text, about) ROLE_##id,
	ROLES(X)
#undef X
};

const char *role_text(enum role r);
bool role_is_blob(enum role r); /* its file stands for a digest, by name or by what it hashes to */
const char *role_about(enum role r);

/* Spans point into the path that was classified. */
struct place {
	enum role role;
	enum store store;       /* of the root; of a store-names file outside any root, the one to expect */
	struct span registry;   /* path of the registry root; empty when it is the source's top */
	bool in_registry;
	struct span repository; /* raw name, empty when none */
	struct span tag;        /* raw name */
	struct span upload;     /* raw session name */
	struct digest digest;   /* named by the path itself */
	struct span alg;        /* algorithm directory when the digest is of an unknown algorithm */
	uint64_t offset;        /* of a hashstate */
	bool shard_differs;     /* <xx> is not the beginning of <hex> */
};

/* `is_dir`: the entry is a directory. `path` has no leading or trailing '/'; "" is the source's top. */
void layout_classify(struct place *out, struct span path, bool is_dir);

/* The same for an entry beneath a root that is known already. A root that holds `blobs` or `repositories` has
 * everything beneath it; of one that is only the directory above a repository, what is in none is FOREIGN. */
void layout_classify_in(struct place *out, struct span path, struct span root, bool is_dir);

/* Is the root called as a registry calls it, so that its directories tell by their names what they are? */
bool layout_named(struct span root);

/* How a source handed over as `blobs` or `repositories` is to be read: the text to put before every
 * path for classification ("blobs/", "repositories/" or ""), from the last component of the source's
 * own path. (`v2` needs none: its children are recognised at the top.) */
const char *layout_prefix(struct span source_path);

/* Stores other than the registry's. `store`: index of the part at which a registry root ends,
 * SIZE_MAX when the path is in none. in_layout: the path may be <root>/blobs/<alg>/<hex>. True when the path is theirs
 * and *out is filled. */
bool layout_store(struct place *out, struct span path, size_t store, bool in_layout);

#endif
