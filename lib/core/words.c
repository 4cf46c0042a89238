/* core/words.c - the words of the interface by number and back. */
#include "core/words.h"

#include <string.h>

struct list_word {
	int number;
	const char *text, *about;
};

static const char *text_of(const struct list_word *words, size_t n, int number)
{
	for (size_t i = 0; i < n; i++)
		if (words[i].number == number)
			return words[i].text;
	return "";
}

static const char *about_of(const struct list_word *words, size_t n, int number)
{
	for (size_t i = 0; i < n; i++)
		if (words[i].number == number)
			return words[i].about;
	return "";
}

static int number_of(const struct list_word *words, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].text, text) == 0)
			return words[i].number;
	return 0;
}

#define ROW(id, n, t, a) { n, t, a },
#define WORDS(name, LIST)                                                                          \
	static const struct list_word name##_words[] = { LIST(ROW) };                                   \
	const char *name##_text(enum name v)                                                       \
	{                                                                                          \
		return text_of(name##_words, COUNT(name##_words), (int)v);                         \
	}                                                                                          \
	const char *name##_about(enum name v)                                                      \
	{                                                                                          \
		return about_of(name##_words, COUNT(name##_words), (int)v);                        \
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
