/*
 * format/format.h - the door of format: bytes in, core structs out. No I/O but base/stream.
 * json.c alone knows jansson.
 */
#ifndef FORMAT_FORMAT_H
#define FORMAT_FORMAT_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/stream.h"
#include "core/document.h"
#include "core/entry.h"
#include "core/naming.h"

/* ---- documents ---------------------------------------------------------------------------- */

/* Reads one JSON document (manifests, indexes, configs, payloads; `bytes` is all of it) into *out,
 * which must be zeroed. Anything odd becomes a note in out->notes, never a failure: a document that
 * cannot be parsed has kind DOC_MALFORMED and a note. Returns 0, or -1 only for memory. */
int document_parse(struct document *out, struct span bytes, const struct limits *limits,
                   struct fault *f) MUST_USE;

/* True when the first bytes may begin a JSON document: white space, then '{' or '['. */
bool document_sniff(struct span head);

/* Media type text to what it says about a blob: a layer, a config, an image or index, a signature.
 * BLOB_UNSET when it says nothing. */
enum blob_kind media_type_kind(struct span media_type);
/* Is what a descriptor names a tar archive, compressed or not, by its media type and annotations (the raw JSON
 * object)? True when nothing is said; false for what is encrypted or of a format of its own. */
bool media_type_tar(struct span media_type, struct span annotations);
/* ... and of a compression we read: none, gzip, zstd. */
bool media_type_readable(struct span media_type);
/* True for foreign and non-distributable layer types. */
bool media_type_foreign(struct span media_type);

/* ---- small files --------------------------------------------------------------------------- */

enum link_problem {
	LINK_FINE = 0,
	LINK_IS_EMPTY,     /* zero bytes */
	LINK_IS_MALFORMED, /* anything but exactly one canonical digest */
};

struct link_reading {
	enum link_problem problem;
	struct digest digest;  /* also set when a digest can be made out of malformed bytes (surrounding
	                          white space, upper-case hex); DIGEST_NONE else */
	struct where where;    /* of the digest's text */
	char why[128];         /* "link is 72 bytes, expected 71: a newline follows the digest" */
};

void link_parse(struct link_reading *out, struct span bytes);

/* startedat: one RFC 3339 time. 0 and *out, or 1 with `why`. */
int startedat_parse(struct when *out, struct span bytes, char why[128]);

struct hashstate {
	uint64_t length;      /* bytes hashed so far */
	uint32_t state[8];
	uint8_t block[64];
	size_t block_used;    /* length mod 64 */
	const char *form;     /* "go" (2.7 and later, 108 bytes) or "gob" (2.6 and earlier) */
};

/* Go binary marshal (108 bytes) or the gob stream of 2.6 and earlier. 0 and *out, or 1 with `why`. */
int hashstate_parse(struct hashstate *out, struct span bytes, char why[128]);

struct scheduler_entry {
	struct span key;      /* "<repository>@<digest>" */
	struct when expiry;
	int64_t entry_type;   /* 0 blob, 1 manifest */
	struct where where;
};

struct scheduler {
	struct arena arena;
	VEC(struct scheduler_entry) entries;
};

void scheduler_release(struct scheduler *s);
/* 0 and *out; 1 with `why` when malformed; -1 memory. *out must be zeroed. */
int scheduler_parse(struct scheduler *out, struct span bytes, const struct limits *limits,
                    char why[128], struct fault *f) MUST_USE;

/* ---- other stores -------------------------------------------------------------------------------- */

/* A file by which another store names what it holds, a container's config or a registry's configuration,
 * by the role and store of `place`. *out must be zeroed; what is not understood leaves it empty.
 * 0, or -1 for memory. */
int namings_parse(struct namings *out, const struct place *place, struct span bytes, const struct limits *limits,
                  struct fault *f) MUST_USE;
/* configuration.c: notes of the registry's config.yml; none when it is no such file or libyaml is absent. The last tells
 * where configuration_events ended it. */
int configuration_parse(struct namings *out, struct span bytes, const struct limits *limits, struct fault *f) MUST_USE;
/* A .properties of Nexus: what its .bytes was written as. */
int properties_parse(struct namings *out, struct span bytes, struct fault *f) MUST_USE;
enum { CONFIGURATION_LIBRARY = 64 };
const char *configuration_library(char out[CONFIGURATION_LIBRARY]); /* for version --long; returns `out` */

/* ---- manifests as the collector reads them --------------------------------------------------------- */

struct go_manifest {
	struct digest config;     /* DIGEST_NONE: none, or a string no blob goes by */
	VEC(struct digest) list;  /* layers, manifests or blob sums, in order; some DIGEST_NONE */
	bool has_list;
	char why[140];            /* when refused */
};

enum { GO_REFUSED = 1, GO_UNTOLD }; /* the collector ends with an error; a bound of ours keeps us from telling */

/* What `registry garbage-collect` of 2.x, or of 3.x, takes from the bytes of a manifest, whatever they hash to.
 * *out must be zeroed; release in any case. */
int go_manifest_read(struct go_manifest *out, struct span bytes, bool three, const struct limits *limits,
                     struct fault *f) MUST_USE;
void go_manifest_release(struct go_manifest *m);
DEFINE_OWN(go_manifest, struct go_manifest, go_manifest_release)

/* ---- tar ------------------------------------------------------------------------------------ */

/*
 * Reads a tar stream member by member: v7, ustar, GNU (long names, old sparse), pax (global and
 * extended headers; GNU.sparse 0.0, 0.1 and 1.0). Used on containers and on layers alike.
 * The reader borrows `in`. Between two tar_next() the member's bytes can be read with
 * tar_body_read(): the file's logical content, holes as zeros; unread bytes are passed over.
 */
struct tar_reader;

enum tar_outcome {
	TAR_END = 1,   /* two zero blocks, or the end of the stream at a header boundary (see tar_tail) */
	TAR_BROKEN,    /* the format is broken here: why and offset are told, nothing more is read */
	TAR_STREAM,    /* the stream itself gave an outcome (stream_outcome kept: tar_stream_outcome) */
	TAR_BOUNDED,   /* a bound of ours (base/limits.h) ends it here, no damage: why and offset are told, nothing more is read */
};

int tar_open(struct tar_reader **out, struct stream *in, const struct limits *limits,
             struct fault *f) MUST_USE;
void tar_free(struct tar_reader *t);
DEFINE_OWN_PTR(tar_reader, struct tar_reader, tar_free)

/* The next member in *out (borrowed until the next call). entry.path is cleaned of "./", doubled
 * and leading slashes only where that loses nothing to show: tar_raw_name() has the raw bytes.
 * A member whose own header is readable but odd (name over the limit, pax record malformed) comes
 * with entry.trouble set. pax_global and other non-entries are not returned. */
int tar_next(struct tar_reader *t, struct entry *out, struct fault *f) MUST_USE;
int tar_body_read(struct tar_reader *t, void *into, size_t n, size_t *got, struct fault *f) MUST_USE;

/* What an entry has no room for: pax records of extended attributes (SCHILY.xattr.*), ready to be written again, and a
 * device's numbers. Borrowed until the next member. */
struct tar_more {
	struct span xattrs;
	uint32_t major, minor;
};
void tar_extra(const struct tar_reader *t, struct tar_more *out);
/* One pax record: "<length> <key>=<value>\n", the length counting itself. */
int tar_pax_put(struct buf *out, struct span key, struct span value, struct fault *f) MUST_USE;
/* Layers are unpacked by Go's archive/tar (containerd, docker, podman) and looked at with GNU tar. From here on `t`
 * reads as Go does, and goes on as GNU tar does where Go stops: at a block that is no header GNU skips to the next
 * that is one. A lone block of zeros ends both. */
void tar_read_layer(struct tar_reader *t);
enum tar_twist { /* why readers differ about the current member */
	TAR_STRAIGHT = 0,
	TAR_SLASHED_FILE, /* typed '0', its name ends in a slash: a file to Go, a directory to GNU */
	TAR_SIZED_HEADER, /* no bytes belong to its type and it has a size: GNU's listing skips them */
};
enum tar_twist tar_twist(const struct tar_reader *t);
enum tar_reading { /* whose the current member is; the second reading is GNU tar's listing */
	TAR_BOTH = 0,
	TAR_GO_ALONE,
	TAR_GNU_ALONE,
};
enum tar_reading tar_reading(const struct tar_reader *t);
/* The byte at which both were to meet again after a header with a size, and Go's reading went past it: from there on
 * only that one is followed. 0: they did not part so. */
uint64_t tar_parted(const struct tar_reader *t);
struct tar_gap { /* blocks that are no header, passed over: `n` so far; of the last one where and why */
	uint64_t n, from, to;
	const char *why;
};
struct tar_gap tar_gap(const struct tar_reader *t);

struct span tar_raw_name(const struct tar_reader *t);
/* Offset in the stream of the current member's header, or of the place that broke. */
uint64_t tar_offset(const struct tar_reader *t);
const char *tar_why(const struct tar_reader *t);
enum stream_outcome tar_stream_outcome(const struct tar_reader *t);
/* True when the archive ended without its two zero blocks (cut off at a header boundary). */
bool tar_tail_missing(const struct tar_reader *t);
/* True when a layer ended in the padding of a member that is whole (umoci insert writes no padding behind its last one). */
bool tar_unpadded(const struct tar_reader *t);
/* True when the 512 bytes look like a tar header (checksum holds), for sniffing. */
bool tar_sniff(struct span head);
/* A pull stream over the current member's body; valid until the next tar_next(). */
int tar_body_stream(struct stream **out, struct tar_reader *t, struct fault *f) MUST_USE;

const char *format_libraries(void); /* "jansson 2.14" */

#endif
