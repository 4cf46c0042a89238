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

#define LINE(type, size, path) type "\t0644\t7\t8\t" size "\t1700000000\t-\t" path "\n"
/* of a regular file; the digests are sha256sum's */
#define FILE_LINE(size, sha256, path) "f\t0644\t7\t8\t" size "\t1700000000\t" sha256 "\t" path "\n"
#define SHA_TOOL "a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf"
#define SHA_FIRST "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e"
#define SHA_SECOND "e468f3fb57f6fd47d88040c950497782d50d70a6e1927c8e9a4f32d3841fa9eb"
#define SHA_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

enum { SMALL_LISTING = 278 + 8 * 2 + 4 * 63 };

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
