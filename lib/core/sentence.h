/*
 * core/sentence.h - every sentence that goes into a case, by its id, in English and in Japanese.
 *
 * X(id, number, kinds, English, Japanese): `number` is what a case stores, is never changed and never used again;
 * `kinds` has a letter for each conversion of the English text: n a number, t a text, s a sentence or a text; the
 * Japanese names them {0}, {1}, ... in any order. S_<id> is a format (base/said.h): the compiler checks the arguments of
 * sentence() against it, and tests/test_sentence.c that both languages use the same ones. A sentence without arguments may
 * stand wherever a text does. How to add one: lib/README.
 */
#ifndef CORE_SENTENCE_H
#define CORE_SENTENCE_H

#include "base/said.h"
#include "core/sentence_database.h"
#include "core/sentence_fs.h"
#include "core/sentence_graph.h"
#include "core/sentence_read.h"
#include "core/sentence_run.h"
#include "core/sentence_source.h"
#include "core/sentence_volume.h"

#define SENTENCES(X) \
	SENTENCES_GRAPH(X) SENTENCES_READ(X) SENTENCES_SOURCE(X) SENTENCES_FS(X) SENTENCES_VOLUME(X) SENTENCES_RUN(X) \
	SENTENCES_DATABASE(X)

#define X(id, number, kinds, en, ja)                                                               \
	static const char S_##id[] __attribute__((unused)) = SAID_MARK #number kinds SAID_MARK en;   \
	_Static_assert(sizeof(en) > 1 && sizeof(ja) > 1, "a sentence has a text in both languages");
SENTENCES(X)
#undef X

enum { SENTENCE_PIECES = 192, SENTENCE_UNKNOWN = 1 }; /* rule: one that had more stays in English */

struct sentence_piece {
	struct span text; /* of the list, or of the sentence told */
	bool argument;
};

struct sentence_pieces {
	struct sentence_piece v[SENTENCE_PIECES];
	size_t n;
};

/* The sentence of `form` in Japanese, as pieces that borrow. 0, or SENTENCE_UNKNOWN: there is no form, or `text` is
 * not what the sentence of that number says in English, to the byte: then the English is all there is. */
int sentence_ja(struct sentence_pieces *out, struct span text, struct span form) MUST_USE;

/* The sentence with its arguments in visible form (base/quote.h), and the form that says where they stand now; *form
 * stays empty for what is no sentence of the list. Both are added to. */
int sentence_visible(struct buf *text, struct buf *form, struct span sentence_text, struct fault *f) MUST_USE;

#endif
