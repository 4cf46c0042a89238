/*
 * core/document.h - what a JSON document among the blobs says, with the place of every statement,
 * so that each conclusion can be walked back to bytes.
 *
 * All spans live in `arena` and end in a NUL that is not counted. Release with document_release().
 */
#ifndef CORE_DOCUMENT_H
#define CORE_DOCUMENT_H

#include "base/arena.h"
#include "base/vec.h"
#include "core/digest.h"
#include "core/finding.h"
#include "core/when.h"

#define DOC_KINDS(X)                                                                               \
	X(OTHER, "other", "JSON of no kind known here")                                         \
	X(MANIFEST, "manifest", "docker schema 2 or OCI image manifest")                        \
	X(INDEX, "index", "docker manifest list or OCI image index")                            \
	X(SCHEMA1, "schema1", "docker manifest, version 2 schema 1")                            \
	X(ARTIFACT, "artifact", "OCI artifact manifest (1.1 release candidates)")               \
	X(CONFIG, "config", "image config")                                                     \
	X(SIMPLESIGNING, "simplesigning", "cosign payload: names the signed repository and digest") \
	X(DSSE, "dsse", "DSSE envelope")                                                        \
	X(STATEMENT, "statement", "in-toto statement: its subjects are digests")                \
	X(MALFORMED, "malformed", "begins like JSON and cannot be parsed")

enum doc_kind {
	DOC_UNSET = 0,
#define X(id, text, about) DOC_##id,
	DOC_KINDS(X)
#undef X
};

const char *doc_kind_text(enum doc_kind k);

/* Where in the document a statement stands: byte range (of the value) and JSON pointer. */
struct where {
	uint64_t offset, length;
	struct span pointer; /* RFC 6901 */
};

#define REFERENCE_RELS(X)                                                                          \
	X(CONFIG, "config")                                                                     \
	X(LAYER, "layer")                                                                       \
	X(CHILD, "child")     /* manifests[] */                                                 \
	X(SUBJECT, "subject")                                                                   \
	X(BLOB, "blob")       /* blobs[] of an artifact manifest */                             \
	X(SIGNED, "signed")   /* docker-manifest-digest of a cosign payload, statement subject, \
	                            vnd.docker.reference.digest annotation of an index entry */

enum reference_rel {
	REL_UNSET = 0,
#define X(id, text) REL_##id,
	REFERENCE_RELS(X)
#undef X
};

const char *reference_rel_text(enum reference_rel r);

/* One descriptor. `reading` 0 is what the registry's own reader (Go: last duplicate wins) takes;
 * 1 what only another reader would take (the first of duplicates, or the other kind of an
 * ambiguous document). Graph edges come from reading 0; both are kept. */
struct reference {
	enum reference_rel rel;
	uint32_t position;  /* within its rel, from 0 */
	uint8_t reading;
	bool has_size, foreign; /* foreign: has urls or a non-distributable media type */
	struct digest digest;
	uint64_t size;
	struct span media_type, artifact_type;
	struct span platform;    /* "os/architecture[/variant][:os.version]", empty when none */
	struct span annotations; /* the raw JSON object, empty when none */
	struct span data;        /* base64 text of an inline copy, empty when none */
	struct where where;      /* of the digest string, without its quotes */
};

struct diff_id {
	struct digest digest;
	struct where where;
};

struct history_step {
	struct when created;
	struct span created_by, comment, author;
	bool empty_layer;
};

/* Something wrong or odd with the document: a future finding. */
struct doc_note {
	enum finding_code code;
	struct where where;
	struct span text; /* what was observed against what is expected */
};

struct document {
	struct arena arena;
	enum doc_kind kind;
	enum image_kind image_kind; /* IMAGE_UNSET when it is not an image (config, payload, other) */
	struct span media_type;     /* from the bytes, or inferred */
	bool media_type_inferred;
	struct span artifact_type;
	struct span annotations;    /* raw JSON object */
	VEC(struct reference) refs;
	VEC(struct diff_id) diff_ids;
	VEC(struct history_step) history;
	VEC(struct doc_note) notes;
	/* config and schema1 */
	struct when created;
	struct span architecture, os, variant, author;
	struct span labels, env; /* raw JSON of config.Labels and config.Env */
	/* schema1: name and tag inside the document; simplesigning: docker-reference */
	struct span name, tag;
};

void document_release(struct document *d);
/* Is it what images are made of or signed with? Of the JSON that lies about on a host only that is kept. */
bool document_of_image(const struct document *d);
DEFINE_OWN(document, struct document, document_release)

#endif
