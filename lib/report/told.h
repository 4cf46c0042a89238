/*
 * report/told.h - what is said at a terminal, in the reader's language: fixed texts, words of the interface, sentences of
 * the case. In English each is what it always was; scripts read JSON.
 */
#ifndef REPORT_TOLD_H
#define REPORT_TOLD_H

#include "report/private.h"
#include "words/text.h"

/* A text with its arguments, which are in visible form; tell() ends the line. */
void put_told(struct out *out, const struct report_options *o, enum lang_text id, const struct span *args);
void tell(struct out *out, const struct report_options *o, enum lang_text id, const struct span *args);
/* A line, where logs name tags of a registry that is not in the case: lists and summary have none of them. */
int tell_logs_name(struct report *r, const struct report_options *o, struct out *out, struct fault *f) MUST_USE;
void tell_heading(struct out *out, const struct report_options *o, enum lang_text id);
/* The same with texts of the evidence, or numbers, made visible first. */
void put_told_raw(struct out *out, const struct report_options *o, enum lang_text id, const struct span *raw, size_t n);

/* What a word of the interface is called; borrowed, the word itself in English and where there is no label. */
struct span told_word(const struct report_options *o, struct span word);
/* Of a source: its kind. "image" alone is the container image's word, not the disk image's. */
struct span told_source_kind(const struct report_options *o, struct span kind);
int table_word(struct table *t, const struct report_options *o, struct span word, struct fault *f) MUST_USE; /* tinted */

/* A sentence of the case, `said` its form or empty, in visible form. */
int told_sentence(struct buf *out, const struct report_options *o, struct span text, struct span said, struct fault *f) MUST_USE;

#endif
