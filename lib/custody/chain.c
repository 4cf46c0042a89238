/* custody/chain.c - the hash of an entry, and what entries there are. */
#include "custody/custody.h"
#include "hash/hash.h"

#include <string.h>

void custody_first(char prev[CUSTODY_HEX])
{
	memset(prev, '0', CUSTODY_HEX - 1);
	prev[CUSTODY_HEX - 1] = '\0';
}

int custody_hash(const char *prev, struct span canon, char out[CUSTODY_HEX], struct fault *f)
{
	OWNED(buf) struct buf all = BUF_INIT;
	char text[DIGEST_TEXT];
	struct digest d;

	if (buf_add_text(&all, CUSTODY_TAG "\n", f) < 0 || buf_add_text(&all, prev, f) < 0 ||
	    buf_add_byte(&all, '\n', f) < 0 || buf_add(&all, canon, f) < 0 ||
	    hash_span(&d, DIGEST_SHA256, buf_span(&all), f) < 0)
		return -1;
	memcpy(out, digest_text(text, &d) + 7, CUSTODY_HEX);
	return 0;
}

const struct custody_verb custody_verbs[] = {
#define X(verb, act, table, about, must, may) { verb, act, table, about, must, may },
	CUSTODY_VERBS(X)
#undef X
};
const size_t custody_verb_count = COUNT(custody_verbs);

const struct custody_verb *custody_verb_find(const char *verb)
{
	for (size_t i = 0; i < custody_verb_count; i++)
		if (strcmp(custody_verbs[i].verb, verb) == 0)
			return &custody_verbs[i];
	return NULL;
}

struct span custody_field(const char *list, size_t i)
{
	struct span rest = span_of(list), one = SPAN_NONE;

	for (size_t k = 0; k <= i; k++)
		one = rest.n > 0 ? span_cut(&rest, ' ') : SPAN_NONE;
	return one;
}

bool custody_has_field(const char *list, struct span field)
{
	for (size_t i = 0; custody_field(list, i).n > 0; i++)
		if (span_eq(custody_field(list, i), field))
			return true;
	return false;
}
