/* core/naming.c - words for the ways in which stores name images. */
#include "core/naming.h"

static const struct {
	enum naming_kind kind;
	const char *text;
} namings[] = {
#define X(id, text, about) { NAMING_##id, text },
	NAMINGS(X)
#undef X
};

const char *naming_text(enum naming_kind k)
{
	for (size_t i = 0; i < COUNT(namings); i++)
		if (namings[i].kind == k)
			return namings[i].text;
	return "";
}

enum naming_kind naming_of(struct span text)
{
	for (size_t i = 0; i < COUNT(namings); i++)
		if (span_is(text, namings[i].text))
			return namings[i].kind;
	return NAMING_UNSET;
}

void namings_release(struct namings *n)
{
	VEC_RELEASE(&n->v);
	VEC_RELEASE(&n->notes);
	arena_release(&n->arena);
}

void reference_split(struct span reference, struct span *repository, struct span *tag, struct digest *digest)
{
	struct span rest = reference;

	*tag = SPAN_NONE;
	memset(digest, 0, sizeof *digest);
	for (size_t i = rest.n; i > 0; i--)
		if (rest.p[i - 1] == '@') {
			if (digest_parse(digest, span_from(rest, i)) == 0)
				rest = span_sub(rest, 0, i - 1);
			break;
		}
	for (size_t i = rest.n; i > 0 && rest.p[i - 1] != '/'; i--)
		if (rest.p[i - 1] == ':') {
			*tag = span_from(rest, i);
			rest = span_sub(rest, 0, i - 1);
			break;
		}
	*repository = rest;
}
