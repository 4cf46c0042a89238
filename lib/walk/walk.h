/*
 * walk/walk.h - entries of a source become items: each with its place in a registry.
 */
#ifndef WALK_WALK_H
#define WALK_WALK_H

#include "source/source.h"

struct walk;

struct item {
	struct entry entry;  /* borrowed until the next walk_next() */
	struct place place;  /* spans point into entry.path or the walk */
	uint64_t ordinal;    /* from 0, in walk order */
	bool wanted_bytes;   /* a regular file whose bytes the depth asks for */
	double fraction;     /* of the walk, for a progress line */
	bool unusual_name;   /* path, repository or tag breaks grammar, or holds hidden characters */
};

/* `source` is borrowed. `source_path` is the operand's path (its last component may be "blobs" or
 * "repositories", see layout_prefix). */
int walk_new(struct walk **out, struct source *source, const char *source_path, enum depth depth,
             struct fault *f) MUST_USE;
void walk_free(struct walk *w);
DEFINE_OWN_PTR(walk, struct walk, walk_free)

/* 0, SOURCE_END. */
int walk_next(struct walk *w, struct item *out, struct fault *f) MUST_USE;
int walk_body(struct walk *w, struct item *item, struct stream **out, struct fault *f) MUST_USE;

#endif
