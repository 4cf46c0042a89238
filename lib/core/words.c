/* core/words.c - the words of the interface by number and back. */
#include "core/words.h"

#include <string.h>

struct list_word {
	const char *text, *about;
};

/* Words stand in the order of their enum, which begins behind UNSET. */
static const struct list_word *word_of(const struct list_word *words, size_t n, int number)
{
	static const struct list_word none = { "", "" };

	return number >= 1 && (size_t)number <= n ? &words[number - 1] : &none;
}

static int number_of(const struct list_word *words, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].text, text) == 0)
			return (int)i + 1;
	return 0;
}

#define ROW(id, t, a) { t, a },
#define WORDS(name, LIST)                                                                          \
	static const struct list_word name##_words[] = { LIST(ROW) };                                   \
	const char *name##_text(enum name v)                                                       \
	{                                                                                          \
		return word_of(name##_words, COUNT(name##_words), (int)v)->text;                   \
	}                                                                                          \
	const char *name##_about(enum name v)                                                      \
	{                                                                                          \
		return word_of(name##_words, COUNT(name##_words), (int)v)->about;                  \
	}                                                                                          \
	int name##_parse(enum name *out, const char *text)                                         \
	{                                                                                          \
		int number = number_of(name##_words, COUNT(name##_words), text);                   \
                                                                                                   \
		if (number == 0)                                                                   \
			return 1;                                                                  \
		*out = (enum name)number;                                                          \
		return 0;                                                                          \
	}

WORDS(grade, GRADES)
WORDS(blob_state, BLOB_STATES)
WORDS(standing, STANDINGS)
WORDS(completeness, COMPLETENESSES)
WORDS(origin, ORIGINS)
WORDS(tag_standing, TAG_STANDINGS)
WORDS(repo_standing, REPO_STANDINGS)
WORDS(image_kind, IMAGE_KINDS)
WORDS(blob_kind, BLOB_KINDS)
WORDS(severity, SEVERITIES)
WORDS(depth, DEPTHS)
