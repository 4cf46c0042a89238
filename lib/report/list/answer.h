/*
 * report/list/answer.h - the answer in words of people: what the registry still has, what was deleted from it, and whether
 * that can be given back - completely, in part, not at all. The words of the interface are the detail below it.
 */
#ifndef REPORT_LIST_ANSWER_H
#define REPORT_LIST_ANSWER_H

#include "report/told.h"

/* LEFT_WHICH: a tag of which nothing tells what image it named last, so that nothing is said of its bytes. */
enum left { LEFT_WHOLE, LEFT_PART, LEFT_LOST, LEFT_UNREAD, LEFT_WHICH, LEFTS };

/* Of a row of QUERY_LOST. */
enum left left_of(const struct rows *lost);
enum lang_text left_text(enum left l); /* "restorable completely" */
bool left_still_held(const struct rows *lost); /* the name is gone, its image is not */
bool left_shown(const struct rows *lost); /* something shows that it was deleted; else it is only named, or lies in no repository */
enum lang_text left_how(const struct rows *lost); /* of one that is not shown: "only named" */

/* "repository:tag", or "repository@digest" shortened, and what must be said of the name; visible form. */
int answer_name(struct report *r, const struct rows *lost, enum lang lang, struct buf *out, struct fault *f) MUST_USE;
/* The same as an argument of a command, quoted for a shell: the name when it leads to nothing else, else the digest. */
int answer_word(struct report *r, const struct rows *lost, struct buf *out, struct fault *f) MUST_USE;

/* Where no deleted image is known: what of traces that something is gone all the same. */
struct answer_traces {
	uint64_t collections, emptied, dangling, others;
};
/* *any: is there one? */
int answer_traces(struct report *r, struct answer_traces *out, bool *any, struct fault *f) MUST_USE;

/* The first lines: what was deleted, by name; then `due`; then the command to go on with. */
int answer_print(struct report *r, const struct report_options *o, struct out *out, struct fault *f) MUST_USE;
/* What was deleted as a table: name, when, what is left, how sure; then what no repository holds though nothing shows a
 * deletion. Nothing when nothing was. */
int answer_table(struct report *r, const struct report_options *o, struct out *out, struct fault *f) MUST_USE;

#endif
