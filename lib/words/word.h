/* words/word.h - the words of the interface, for readers of Japanese. JSON always says the words. */
#ifndef WORDS_WORD_H
#define WORDS_WORD_H

#include "base/span.h"

enum word_set {
	WORD_GRADE,
	WORD_STATE,
	WORD_STANDING,
	WORD_COMPLETENESS,
	WORD_ORIGIN,
	WORD_TAG,
	WORD_REPO,
	WORD_IMAGE_KIND,
	WORD_BLOB_KIND,
	WORD_SEVERITY,
	WORD_DEPTH,
	WORD_SOURCE,
	WORD_EVENT,
	WORD_CUSTODY,
	WORD_CHANGE,
};

/* The label of a word of any set; NULL: it is none of ours. */
const char *word_label_ja(struct span word);
/* The heading of a table at the terminal; NULL: it has no other. */
const char *word_heading_ja(const char *heading);
/* Every word that has a label, by number from 0; false: there are no more. */
struct word_pair {
	const char *word, *label;
};
bool word_ja(size_t i, struct word_pair *out);
/* What the word means in a set; NULL: it is none of that set. */
const char *word_about_ja(enum word_set set, const char *word);

#endif
