/*
 * words/phrase.h - sentences that a case keeps in English, told in Japanese. A table of templates with holes;
 * what fills a hole keeps its bytes, its place in the sentence may differ.
 */
#ifndef WORDS_PHRASE_H
#define WORDS_PHRASE_H

#include "base/macros.h"
#include "base/span.h"

enum { PHRASE_PIECES = 96, PHRASE_UNKNOWN = 1 };

struct phrase_piece {
	struct span text; /* of the table, or of the sentence */
	bool hole;
};

struct phrase {
	struct phrase_piece v[PHRASE_PIECES];
	size_t n;
};

/* 0, or PHRASE_UNKNOWN: no template, or the sentence is too long or has too many parts. Pieces borrow. Of the
 * templates that fit, the one with most fixed text counts. */
int phrase_ja(struct phrase *out, struct span text) MUST_USE;

#endif
