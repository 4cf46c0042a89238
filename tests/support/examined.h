/*
 * tests/support/examined.h - archives made by hand, and one examination with everything checked
 * that holds for each.
 */
#ifndef SUPPORT_EXAMINED_H
#define SUPPORT_EXAMINED_H

#include "packed.h"

#include "blob/blob.h"
#include "hash/hash.h"

/* A ustar member: mode 0644, owner 7:8, time 1700000000. */
void tar_member(struct buf *b, const char *path, char type, const char *link, struct span body);
void tar_end(struct buf *b);

/* An archive of eight members, and its listing. */
void small_tar(struct buf *b);

#define LINE(type, size, path) type "\t0644\t7\t8\t" size "\t1700000000\t" path "\n"

enum { SMALL_LISTING = 278 };

extern const char small_listing[SMALL_LISTING + 1];

struct digest sha256_of(struct span s);
struct place place_of(enum role role);

/* Examines bytes that can all be read, in pieces (0: at once); limits NULL: the standard ones. */
void examine_in(struct exam *e, const struct place *place, enum depth depth, struct span bytes,
                size_t piece, const struct limits *limits);
void examine_as(struct exam *e, enum role role, struct span bytes); /* full depth, at once */

/* The one note there is, which must have this code. */
const struct exam_note *only_note(const struct exam *e, enum finding_code code);
void check_listing(const struct exam *e, const char *want);
/* *e is that of the small archive in this form; `tar` is the archive itself. */
void check_small_layer(const struct exam *e, enum form form, struct span tar);

#endif
