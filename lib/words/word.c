/* words/word.c - the words of the interface for readers of Japanese. */
#include "words/word.h"

#include "base/macros.h"
#include "words/heading_ja.h"
#include "words/word_ja.h"

#include <string.h>

static const struct {
	enum word_set set;
	const char *word, *label, *about;
} words[] = {
#define X(set, word, label, about) { WORD_##set, word, label, about },
	WORDS_JA(X)
#undef X
};

const char *word_label_ja(struct span word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (span_is(word, words[i].word))
			return words[i].label;
	return NULL;
}

static const struct {
	const char *heading, *label;
} headings[] = {
#define X(heading, label) { heading, label },
	HEADINGS_JA(X)
#undef X
};

const char *word_heading_ja(const char *heading)
{
	for (size_t i = 0; i < COUNT(headings); i++)
		if (strcmp(heading, headings[i].heading) == 0)
			return headings[i].label;
	return NULL;
}

bool word_ja(size_t i, struct word_pair *out)
{
	if (i >= COUNT(words))
		return false;
	*out = (struct word_pair){ words[i].word, words[i].label };
	return true;
}

const char *word_about_ja(enum word_set set, const char *word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].set == set && strcmp(words[i].word, word) == 0)
			return words[i].about;
	return NULL;
}
