/* export/target.c - destinations as they are typed. */
#include "export/private.h"

static const struct {
	const char *word;
	enum export_kind kind;
} words[] = {
#define X(id, word, operand, about) { word, EXPORT_##id },
	EXPORT_KINDS(X)
#undef X
};

bool export_target_parse(struct export_target *out, const char *text)
{
	const char *colon = strchr(text, ':');

	for (size_t i = 0; colon != NULL && i < COUNT(words); i++)
		if (span_is(span_make(text, (size_t)(colon - text)), words[i].word)) {
			*out = (struct export_target){ words[i].kind, colon + 1, text };
			return true;
		}
	return false;
}

const char *export_kind_text(enum export_kind k)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i].kind == k)
			return words[i].word;
	return "";
}

bool export_target_is_file(const struct export_target *t)
{
	return t->kind == EXPORT_OCI_ARCHIVE || t->kind == EXPORT_DOCKER_ARCHIVE || t->kind == EXPORT_BLOB ||
	       (t->kind == EXPORT_FILES && span_ends(span_of(t->path), span_of(".tar")));
}
