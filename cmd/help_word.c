/* cmd/help_word.c - help on a code of the catalogue of findings, or on a word of the lists. */
#include "cmd.h"
#include "base/near.h"

#include "core/finding.h"
#include "core/words.h"

#include <string.h>

/* Every word of the interface, with the list it is of. */
static const struct {
	const char *list, *word, *about;
} words[] = {
#define X(id, text, about) { "grade", text, about },
	GRADES(X)
#undef X
#define X(id, text, about) { "state of a blob", text, about },
	BLOB_STATES(X)
#undef X
#define X(id, text, about) { "standing of an image", text, about },
	STANDINGS(X)
#undef X
#define X(id, text, about) { "completeness of an image", text, about },
	COMPLETENESSES(X)
#undef X
#define X(id, text, about) { "origin of bytes", text, about },
	ORIGINS(X)
#undef X
#define X(id, text, about) { "standing of a tag's target", text, about },
	TAG_STANDINGS(X)
#undef X
#define X(id, text, about) { "standing of a repository", text, about },
	REPO_STANDINGS(X)
#undef X
#define X(id, text, about) { "kind of image", text, about },
	IMAGE_KINDS(X)
#undef X
#define X(id, text, about) { "kind of blob", text, about },
	BLOB_KINDS(X)
#undef X
#define X(id, text, about) { "severity of a finding", text, about },
	SEVERITIES(X)
#undef X
};

static int help_finding(const struct call *c, const struct finding_kind *k, struct fault *f)
{
	return say(c, f, "%s (%s)%s\n", k->code, severity_text(k->severity), k->damage ? " *" : "") < 0 ||
	                       help_fill(c, k->title, 2, f) < 0 || help_fill(c, k->meaning, 4, f) < 0 ||
	                       help_fill(c, k->advice, 4, f) < 0 ||
	                       (k->damage && say(c, f, "* damage: examine, scan and resolve end with status 3\n") < 0)
	               ? -1
	               : 0;
}

int help_word(const struct call *c, const char *word, struct fault *f)
{
	bool any = false;

	for (int i = 1; i < FINDING_COUNT_; i++)
		if (strcmp(finding_kind((enum finding_code)i)->code, word) == 0)
			return help_finding(c, finding_kind((enum finding_code)i), f);
	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(words[i].word, word) != 0)
			continue;
		any = true;
		if (say(c, f, "%s (%s)\n", word, words[i].list) < 0 || help_fill(c, words[i].about, 2, f) < 0)
			return -1;
	}
	return any ? 0 : HELP_NONE;
}

void help_offer_words(struct near *near)
{
	for (int i = 1; i < FINDING_COUNT_; i++)
		near_offer(near, finding_kind((enum finding_code)i)->code);
	for (size_t i = 0; i < COUNT(words); i++)
		near_offer(near, words[i].word);
}
