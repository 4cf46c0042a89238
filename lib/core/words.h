/*
 * core/words.h - the words of INTERFACE section 1, one X-list each: id, number kept in case files,
 * text. The numbers are never reused. Text is what JSON, tables and reports say.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "base/macros.h"

#define GRADES(X)                                                                                  \
	X(PROVEN, 1, "proven", "both ends hashed and equal")                                       \
	X(STATED, 2, "stated", "an allocated entry or a verified document says so")                \
	X(RECOVERED, 3, "recovered", "deleted bytes say so")                                       \
	X(INFERRED, 4, "inferred", "a named rule says so")

/* In the order of preference: of several copies the first that holds is the blob's state. */
#define BLOB_STATES(X)                                                                             \
	X(INTACT, 1, "intact", "its bytes hash to its name")                                       \
	X(RECOVERED, 2, "recovered", "such bytes, from deleted or free space")                     \
	X(TRUNCATED, 3, "truncated", "shorter than a declared size")                               \
	X(CORRUPT, 4, "corrupt", "its bytes hash to another digest")                               \
	X(EMPTY, 5, "empty", "zero bytes under another name")                                      \
	X(UNREAD, 6, "unread", "bytes exist but were not all read")                                \
	X(FOREIGN, 7, "foreign", "no bytes, and its descriptor says they live elsewhere")          \
	X(MISSING, 8, "missing", "named, no bytes")

#define STANDINGS(X)                                                                               \
	X(TAGGED, 1, "tagged", "a current tag link names it and a revision entry exists")          \
	X(UNTAGGED, 2, "untagged", "a revision entry exists, no current tag names it")             \
	X(DELETED, 3, "deleted", "no revision link, but the repository still names it")            \
	X(ORPHANED, 4, "orphaned", "stored bytes exist, no repository of the present holds it")    \
	X(VANISHED, 5, "vanished", "only traces are left")

#define COMPLETENESSES(X)                                                                          \
	X(COMPLETE, 1, "complete", "itself and everything below it is intact or recovered")        \
	X(PARTIAL, 2, "partial", "some of it is, or a descriptor below it leads nowhere")                                               \
	X(ABSENT, 3, "absent", "none of it is, or its own bytes are gone and nothing names its parts")             \
	X(UNKNOWN, 4, "unknown", "its own bytes are proven and were not read as a manifest")

#define ORIGINS(X)                                                                                 \
	X(STORED, 1, "stored", "bytes as stored in a source")                                      \
	X(RECOVERED, 2, "recovered", "bytes from deleted or free space")                           \
	X(RESYNTHESISED, 3, "resynthesised", "serialised anew, accepted by its digest")            \
	X(NONE, 4, "none", "no bytes")                                                             \
	X(RECOMPRESSED, 5, "recompressed", "compressed anew from its tar, accepted by its digest")

#define TAG_STANDINGS(X)                                                                           \
	X(CURRENT, 1, "current", "the current link names this target")                             \
	X(OVERWRITTEN, 2, "overwritten", "an earlier target of the tag")                           \
	X(DELETED, 3, "deleted", "the tag is gone from the present")                               \
	X(DAMAGED, 4, "damaged", "the current link is malformed, empty or absent")

#define REPO_STANDINGS(X)                                                                          \
	X(LIVE, 1, "live", "holds a revision or a tag")                                            \
	X(EMPTIED, 2, "emptied", "has entries, but neither revision nor tag")                      \
	X(NAMED, 3, "named", "only mentioned")

#define IMAGE_KINDS(X)                                                                             \
	X(IMAGE, 1, "image", "config and layers")                                                  \
	X(INDEX, 2, "index", "a list of manifests")                                                \
	X(SCHEMA1, 3, "schema1", "docker image manifest, version 2 schema 1")                      \
	X(ARTIFACT, 4, "artifact", "something other than a container image")                       \
	X(UNKNOWN, 5, "unknown", "bytes unknown or not parseable")

#define BLOB_KINDS(X)                                                                              \
	X(MANIFEST, 1, "manifest", "an image manifest")                                            \
	X(INDEX, 2, "index", "an image index or manifest list")                                    \
	X(CONFIG, 3, "config", "an image config")                                                  \
	X(LAYER, 4, "layer", "a layer")                                                            \
	X(ARTIFACT, 5, "artifact", "a part of something other than an image")                      \
	X(SIGNATURE, 6, "signature", "a signature or attestation")                                 \
	X(UNKNOWN, 7, "unknown", "nothing tells")

#define SEVERITIES(X)                                                                              \
	X(INFO, 1, "info", "worth knowing; nothing is wrong")                                      \
	X(NOTICE, 2, "notice", "an unusual state with an ordinary explanation")                    \
	X(WARNING, 3, "warning", "evidence is malformed or contradicts itself")                    \
	X(ERROR, 4, "error", "evidence is damaged or could not be read")

#define DEPTHS(X)                                                                                  \
	X(NAMES, 1, "names", "names and metadata only")                                            \
	X(HASH, 2, "hash", "every file hashed")                                                    \
	X(FULL, 3, "full", "hashed, inflated and listed")

/* Makes enum <name> with <PREFIX>_<ID> and const char *<name>_text(), int <name>_parse(). */
#define WORD_ENUM(name, prefix, LIST, WITH)                                                        \
	enum name { prefix##_UNSET = 0, LIST(WITH) };                                              \
	const char *name##_text(enum name v); /* "" for an unset or unknown number */              \
	const char *name##_about(enum name v);                                                     \
	/* 0 and *out, or 1 when the word is none of the list */                                   \
	int name##_parse(enum name *out, const char *text) MUST_USE;

#define G(id, n, t, a) GRADE_##id = n,
WORD_ENUM(grade, GRADE, GRADES, G)
#undef G
#define G(id, n, t, a) STATE_##id = n,
WORD_ENUM(blob_state, STATE, BLOB_STATES, G)
#undef G
#define G(id, n, t, a) STANDING_##id = n,
WORD_ENUM(standing, STANDING, STANDINGS, G)
#undef G
#define G(id, n, t, a) COMPLETENESS_##id = n,
WORD_ENUM(completeness, COMPLETENESS, COMPLETENESSES, G)
#undef G
#define G(id, n, t, a) ORIGIN_##id = n,
WORD_ENUM(origin, ORIGIN, ORIGINS, G)
#undef G
#define G(id, n, t, a) TAG_##id = n,
WORD_ENUM(tag_standing, TAG, TAG_STANDINGS, G)
#undef G
#define G(id, n, t, a) REPO_##id = n,
WORD_ENUM(repo_standing, REPO, REPO_STANDINGS, G)
#undef G
#define G(id, n, t, a) IMAGE_##id = n,
WORD_ENUM(image_kind, IMAGE, IMAGE_KINDS, G)
#undef G
#define G(id, n, t, a) BLOB_##id = n,
WORD_ENUM(blob_kind, BLOB, BLOB_KINDS, G)
#undef G
#define G(id, n, t, a) SEVERITY_##id = n,
WORD_ENUM(severity, SEVERITY, SEVERITIES, G)
#undef G
#define G(id, n, t, a) DEPTH_##id = n,
WORD_ENUM(depth, DEPTH, DEPTHS, G)
#undef G

#endif
