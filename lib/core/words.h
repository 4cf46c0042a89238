/*
 * core/words.h - the words of INTERFACE section 1, one X-list each: id, text, meaning. The text is what case files keep and
 * what JSON, tables and reports say; the numbers of the enums stay within one build.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "base/macros.h"

#define GRADES(X)                                                                                  \
	X(PROVEN, "proven", "both ends hashed and equal")                                       \
	X(STATED, "stated", "an allocated entry or a verified document says so")                \
	X(RECOVERED, "recovered", "deleted bytes say so")                                       \
	X(INFERRED, "inferred", "a named rule says so")

/* In the order of preference: of several copies the first that holds is the blob's state. */
#define BLOB_STATES(X)                                                                             \
	X(INTACT, "intact", "its bytes hash to its name")                                       \
	X(RECOVERED, "recovered", "such bytes, from deleted or free space")                     \
	X(TRUNCATED, "truncated", "shorter than a declared size")                               \
	X(CORRUPT, "corrupt", "its bytes hash to another digest")                               \
	X(EMPTY, "empty", "zero bytes under another name")                                      \
	X(UNREAD, "unread", "bytes exist but were not all read")                                \
	X(FOREIGN, "foreign", "no bytes, and its descriptor says they live elsewhere")          \
	X(MISSING, "missing", "named, no bytes")

#define STANDINGS(X)                                                                               \
	X(TAGGED, "tagged", "a current tag link names it and a revision entry exists")          \
	X(UNTAGGED, "untagged", "a revision entry exists, no current tag names it")             \
	X(DELETED, "deleted", "no revision link, but the repository still names it")            \
	X(ORPHANED, "orphaned", "stored bytes exist, no repository of the present holds it")    \
	X(VANISHED, "vanished", "only traces are left")

#define COMPLETENESSES(X)                                                                          \
	X(COMPLETE, "complete", "itself and everything below it is intact or recovered")        \
	X(PARTIAL, "partial", "some of it is, or a descriptor below it leads nowhere")                                               \
	X(ABSENT, "absent", "none of it is, or its own bytes are gone and nothing names its parts")             \
	X(UNKNOWN, "unknown", "its own bytes are proven and were not read as a manifest")

#define ORIGINS(X)                                                                                 \
	X(STORED, "stored", "bytes as stored in a source")                                      \
	X(RECOVERED, "recovered", "bytes from deleted or free space")                           \
	X(RESYNTHESISED, "resynthesised", "serialised anew, accepted by its digest")            \
	X(NONE, "none", "no bytes")                                                             \
	X(RECOMPRESSED, "recompressed", "compressed anew from its tar, accepted by its digest")

#define TAG_STANDINGS(X)                                                                           \
	X(CURRENT, "current", "the current link names this target")                             \
	X(OVERWRITTEN, "overwritten", "an earlier target of the tag")                           \
	X(DELETED, "deleted", "the tag is gone from the present")                               \
	X(DAMAGED, "damaged", "the current link is malformed, empty or absent")

#define REPO_STANDINGS(X)                                                                          \
	X(LIVE, "live", "holds a revision or a tag")                                            \
	X(EMPTIED, "emptied", "has entries, but neither revision nor tag")                      \
	X(NAMED, "named", "only mentioned")

#define IMAGE_KINDS(X)                                                                             \
	X(IMAGE, "image", "config and layers")                                                  \
	X(INDEX, "index", "a list of manifests")                                                \
	X(SCHEMA1, "schema1", "docker image manifest, version 2 schema 1")                      \
	X(ARTIFACT, "artifact", "something other than a container image")                       \
	X(UNKNOWN, "unknown", "bytes unknown or not parseable")

#define BLOB_KINDS(X)                                                                              \
	X(MANIFEST, "manifest", "an image manifest")                                            \
	X(INDEX, "index", "an image index or manifest list")                                    \
	X(CONFIG, "config", "an image config")                                                  \
	X(LAYER, "layer", "a layer")                                                            \
	X(ARTIFACT, "artifact", "a part of something other than an image")                      \
	X(SIGNATURE, "signature", "a signature or attestation")                                 \
	X(UNKNOWN, "unknown", "nothing tells")

#define SEVERITIES(X)                                                                              \
	X(INFO, "info", "worth knowing; nothing is wrong")                                      \
	X(NOTICE, "notice", "an unusual state with an ordinary explanation")                    \
	X(WARNING, "warning", "evidence is malformed or contradicts itself")                    \
	X(ERROR, "error", "evidence is damaged or could not be read")

#define DEPTHS(X)                                                                                  \
	X(NAMES, "names", "names and metadata only")                                            \
	X(HASH, "hash", "every file hashed")                                                    \
	X(FULL, "full", "hashed, inflated and listed")

/* Makes enum <name> with <PREFIX>_<ID> and const char *<name>_text(), int <name>_parse(). */
#define WORD_ENUM(name, prefix, LIST, WITH)                                                        \
	enum name { prefix##_UNSET = 0, LIST(WITH) };                                              \
	const char *name##_text(enum name v); /* "" for an unset or unknown number */              \
	const char *name##_about(enum name v);                                                     \
	/* 0 and *out, or 1 when the word is none of the list */                                   \
	int name##_parse(enum name *out, const char *text) MUST_USE;

#define G(id, t, a) GRADE_##id,
WORD_ENUM(grade, GRADE, GRADES, G)
#undef G
#define G(id, t, a) STATE_##id,
WORD_ENUM(blob_state, STATE, BLOB_STATES, G)
#undef G
#define G(id, t, a) STANDING_##id,
WORD_ENUM(standing, STANDING, STANDINGS, G)
#undef G
#define G(id, t, a) COMPLETENESS_##id,
WORD_ENUM(completeness, COMPLETENESS, COMPLETENESSES, G)
#undef G
#define G(id, t, a) ORIGIN_##id,
WORD_ENUM(origin, ORIGIN, ORIGINS, G)
#undef G
#define G(id, t, a) TAG_##id,
WORD_ENUM(tag_standing, TAG, TAG_STANDINGS, G)
#undef G
#define G(id, t, a) REPO_##id,
WORD_ENUM(repo_standing, REPO, REPO_STANDINGS, G)
#undef G
#define G(id, t, a) IMAGE_##id,
WORD_ENUM(image_kind, IMAGE, IMAGE_KINDS, G)
#undef G
#define G(id, t, a) BLOB_##id,
WORD_ENUM(blob_kind, BLOB, BLOB_KINDS, G)
#undef G
#define G(id, t, a) SEVERITY_##id,
WORD_ENUM(severity, SEVERITY, SEVERITIES, G)
#undef G
#define G(id, t, a) DEPTH_##id,
WORD_ENUM(depth, DEPTH, DEPTHS, G)
#undef G

#endif
