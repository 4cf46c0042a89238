/* cmd/help_command.c - help on one command: what it does, its operands, options and fields, and what to type. */
#include "help.h"

#include "help_text.h"
#include "run/custody.h"

#include <stdio.h>
#include <string.h>

static const struct help_words texts[] = {
#define X(verb, sentences, one, two) { #verb, sentences, { one, two } },
	HELP(X)
#undef X
};

static const struct {
	const char *word, *about;
} operands[] = {
#define X(word, about) { word, about },
	OPERANDS_HELP(X)
#undef X
};

static int help_option(const struct call *c, int id, const char *about, struct fault *f)
{
	const struct opt_def *d = &opt_defs[id];
	char left[64];

	(void)snprintf(left, sizeof left, "%s%c%s--%s%s%s", d->letter != 0 ? "-" : "  ",
	               d->letter != 0 ? d->letter : ' ', d->letter != 0 ? ", " : " ", d->name,
	               d->operand != NULL ? " " : "", d->operand != NULL ? d->operand : "");
	return say(c, f, "  %-25s %s\n", left, about);
}

/* The list a command prints; REPORT_LIST_COUNT: none, or one of its own. */
static int list_of(const struct command *about)
{
	int which = 0;

	while (which < REPORT_LIST_COUNT && strcmp(report_list_verb((enum report_list)which), about->verb) != 0)
		which++;
	return which;
}

const char *help_filter(const struct command *about, int id)
{
	static const char *const what[] = {
#define X(id, n, name, operand, meaning) [n] = meaning,
		REPORT_FILTERS(X)
#undef X
	};
	int which = list_of(about);

	if ((about->groups & GROUP_FILTER) == 0 || (which == REPORT_AT && id == REPORT_FILTER_SINCE))
		return NULL; /* of `at` the instant itself is an argument */
	if (which == REPORT_LIST_COUNT ? !report_existed_filter((enum report_filter_id)id)
	                               : !report_filter_applies((enum report_list)which, (enum report_filter_id)id))
		return NULL;
	return what[id];
}

const char *help_times(const struct command *about)
{
	static const char *const times[] = {
#define X(id, verb, meaning, columns) [REPORT_##id] = columns,
		REPORT_LISTS(X)
#undef X
	};
	int which = list_of(about);

	return (about->groups & GROUP_FILTER) != 0 && which < REPORT_LIST_COUNT ? times[which] : "";
}

bool help_takes(const struct command *about, int option)
{
	return (opt_defs[option].group & (about->groups | GROUP_ALL)) != 0 &&
	       ((opt_defs[option].group & GROUP_FILTER) == 0 || (about->groups & GROUP_FILTER) == 0);
}

static int help_filters(const struct call *c, const struct command *about, struct fault *f)
{
	bool any = false;

	for (int i = 1; i < REPORT_FILTER_END; i++) {
		const char *what = help_filter(about, i);

		if (what == NULL)
			continue;
		if ((!any && say(c, f, "\nfilters:\n") < 0) || help_option(c, OPT_SOURCE + i - 1, what, f) < 0)
			return -1;
		any = true;
	}
	return help_times(about)[0] == '\0' ? 0 : say(c, f, "\n--since and --until look at %s.\n", help_times(about));
}

/* Does `word` stand in the operands, as a word of its own? */
static bool has_operand(const char *all, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = strstr(all, word); at != NULL; at = strstr(at + 1, word))
		if ((at == all || at[-1] == ' ' || at[-1] == '[') &&
		    (at[n] == '\0' || at[n] == ' ' || at[n] == ']' || at[n] == '.'))
			return true;
	return false;
}

bool help_operand(const struct command *about, size_t i, const char **word, const char **meaning)
{
	size_t seen = 0;

	for (size_t k = 0; k < COUNT(operands); k++)
		if (has_operand(about->operands, operands[k].word) && seen++ == i) {
			*word = operands[k].word;
			*meaning = operands[k].about;
			return true;
		}
	return false;
}

const struct help_words *help_words(const struct command *about)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		if (strcmp(texts[i].verb, about->verb) == 0)
			return &texts[i];
	return NULL;
}

static int help_operands(const struct call *c, const struct command *about, struct fault *f)
{
	const char *word, *meaning;

	for (size_t i = 0; help_operand(about, i, &word, &meaning); i++)
		if ((i == 0 && say(c, f, "\n") < 0) || say(c, f, "  %s\n", word) < 0 || help_fill(c, meaning, 6, f) < 0)
			return -1;
	return 0;
}

/* The verbs of the custody log, and the fields each must and may have. */
static int help_fields(const struct call *c, struct fault *f)
{
	struct run_custody_verb v;

	if (say(c, f,
	        "\nverbs, fields each must have, and fields it may have (in brackets):\n"
	        "  log, form, checkpoint, intake FILE\n") < 0)
		return -1;
	for (size_t i = 0; run_custody_verb(i, &v); i++) {
		char may[400];

		(void)snprintf(may, sizeof may, "%s [%s]", v.must, v.may);
		if (say(c, f, "  %s: %s\n", v.verb, v.about) < 0 || help_fill(c, may, 6, f) < 0)
			return -1;
	}
	return 0;
}

static int help_examples(const struct call *c, const struct help_words *t, struct fault *f)
{
	if (say(c, f, "\n%s:\n", t->example[1][0] != '\0' ? "examples" : "example") < 0)
		return -1;
	for (size_t i = 0; i < 2; i++)
		if (t->example[i][0] != '\0' && say(c, f, "  %s\n", t->example[i]) < 0)
			return -1;
	return 0;
}

static int help_options(const struct call *c, const struct command *about, struct fault *f)
{
	if (say(c, f, "\noptions:\n") < 0)
		return -1;
	for (int i = 0; i < OPT_COUNT; i++)
		if (help_takes(about, i) && help_option(c, i, opt_defs[i].about, f) < 0)
			return -1;
	return (about->groups & GROUP_FILTER) != 0 ? help_filters(c, about, f) : 0;
}

int help_command(const struct call *c, const struct command *about, struct fault *f)
{
	bool long_line = strlen(about->verb) + strlen(about->operands) + strlen(about->about) > 68;
	const struct help_words *t = help_words(about);

	if (t == NULL)
		return fault_set(f, FAULT_INTERNAL, 0, "no help on %s", about->verb);
	if (say(c, f, "sherd %s%s%s -%s%s\n\n", about->verb, about->operands[0] != '\0' ? " " : "", about->operands,
	        long_line ? "\n  " : " ", about->about) < 0 ||
	    help_fill(c, t->sentences, 0, f) < 0 || help_operands(c, about, f) < 0 || help_options(c, about, f) < 0)
		return -1;
	if (strcmp(about->verb, "custody") == 0 && help_fields(c, f) < 0)
		return -1;
	return help_examples(c, t, f);
}
