/*
 * cmd/manual/manual.c - the manual's pages by command, in mdoc, out of the tables that feed help: `manual DATE DIR` writes
 * DIR/sherd-VERB.1 for each. Run by the build; no part of the program that is installed.
 */
#include "../help.h"

#include "run/custody.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* One line of text: what troff would take for its own is made plain. */
static void line(FILE *page, const char *text, size_t n)
{
	if (n > 0 && (text[0] == '.' || text[0] == '\''))
		(void)fputs("\\&", page);
	for (size_t i = 0; i < n; i++)
		if (text[i] == '\\')
			(void)fputs("\\e", page);
		else if (text[i] == '-' && i + 1 < n && text[i + 1] == '-')
			(void)fputs("\\-", page);
		else
			(void)fputc(text[i], page);
	(void)fputc('\n', page);
}

/* Sentences, each on a line of its own as mdoc wants it; long ones are broken at blanks. */
static void text(FILE *page, const char *words)
{
	const char *from = words;
	size_t at = 0, blank = 0;

	for (;; at++) {
		bool sentence = from[at] == ' ' && at > 0 && from[at - 1] == '.' && isupper((unsigned char)from[at + 1]) != 0;

		if (from[at] == '\0')
			break;
		if (from[at] == ' ' && !sentence)
			blank = at;
		if (sentence || (at > 78 && blank > 0)) {
			size_t end = sentence ? at : blank;

			line(page, from, end);
			from += end + 1;
			at = blank = 0;
		}
	}
	line(page, from, at);
}

/* Words of the operands after a macro: "[COMMAND | WORD]", "CASE SOURCE...", "CASE --at TIME | --between A B". */
static void operands(FILE *page, const char *words)
{
	while (*words != '\0') {
		size_t n = strcspn(words, " ");
		bool opens = words[0] == '[';
		const char *word = words + opens;
		size_t length = n - opens;
		bool closes = length > 0 && word[length - 1] == ']', more;

		length -= closes;
		more = length > 3 && memcmp(word + length - 3, "...", 3) == 0;
		length -= more ? 3 : 0;
		if (opens)
			(void)fputs(".Oo\n", page);
		if (length == 1 && word[0] == '|')
			(void)fputs("|\n", page);
		else if (length > 2 && word[0] == '-' && word[1] == '-')
			(void)fprintf(page, ".Fl -%.*s\n", (int)length - 2, word + 2);
		else
			(void)fprintf(page, ".Ar %.*s%s\n", (int)length, word, more ? " ..." : "");
		if (closes)
			(void)fputs(".Oc\n", page);
		words += n + (words[n] == ' ');
	}
}

static void option(FILE *page, int id, const char *about)
{
	const struct opt_def *d = &opt_defs[id];

	(void)fputs(".It ", page);
	if (d->letter != 0)
		(void)fprintf(page, "Fl %c , ", d->letter);
	(void)fprintf(page, "Fl -%s", d->name);
	if (d->operand != NULL)
		(void)fprintf(page, " Ar %s", d->operand);
	(void)fputc('\n', page);
	text(page, about);
}

static void head(FILE *page, const struct command *about, const char *date)
{
	size_t n = strlen(about->about);

	while (n > 0 && strchr(".: ", about->about[n - 1]) != NULL)
		n--;
	(void)fprintf(page, ".\\\" made by the build from the tables of commands and options\n.Dd %s\n.Dt SHERD-", date);
	for (const char *p = about->verb; *p != '\0'; p++)
		(void)fputc(toupper((unsigned char)*p), page);
	(void)fprintf(page, " 1\n.Os\n.Sh NAME\n.Nm sherd-%s\n.Nd %.*s\n.Sh SYNOPSIS\n.Nm sherd\n.Cm %s\n", about->verb, (int)n,
	              about->about, about->verb);
	operands(page, about->operands);
	(void)fputs(".Op Ar option ...\n", page);
}

static void description(FILE *page, const struct command *about, const struct help_words *words)
{
	const char *word, *meaning;

	(void)fputs(".Sh DESCRIPTION\n", page);
	text(page, words->sentences);
	for (size_t i = 0; help_operand(about, i, &word, &meaning); i++) {
		(void)fprintf(page, "%s.It Ar %s\n", i == 0 ? ".Bl -tag -width Ds\n" : "", word);
		text(page, meaning);
	}
	if (help_operand(about, 0, &word, &meaning))
		(void)fputs(".El\n", page);
}

static void fields(FILE *page)
{
	struct run_custody_verb v;
	char all[600];

	(void)fputs(".Sh VERBS\nFields each must have, and in brackets those it may have; beside these\n"
	            ".Cm log , form , checkpoint\nand\n.Cm intake Ar FILE .\n.Bl -tag -width Ds\n", page);
	for (size_t i = 0; run_custody_verb(i, &v); i++) {
		(void)fprintf(page, ".It Cm %s\n", v.verb);
		text(page, v.about);
		(void)snprintf(all, sizeof all, "%s [%s]", v.must, v.may);
		(void)fputs(".br\n", page);
		text(page, all);
	}
	(void)fputs(".El\n", page);
}

static void options(FILE *page, const struct command *about)
{
	bool any = false;

	(void)fputs(".Sh OPTIONS\n.Bl -tag -width Ds\n", page);
	for (int i = 0; i < OPT_COUNT; i++)
		if (help_takes(about, i))
			option(page, i, opt_defs[i].about);
	(void)fputs(".El\n", page);
	for (int i = 1; i < REPORT_FILTER_END; i++) {
		const char *what = help_filter(about, i);

		if (what == NULL)
			continue;
		if (!any)
			(void)fputs(".Ss Filters\n.Bl -tag -width Ds\n", page);
		any = true;
		option(page, OPT_SOURCE + i - 1, what);
	}
	if (any)
		(void)fputs(".El\n", page);
	if (help_times(about)[0] != '\0')
		(void)fprintf(page, ".Pp\n.Fl -since\nand\n.Fl -until\nlook at %s.\n", help_times(about));
}

static void tail(FILE *page, const struct help_words *words)
{
	(void)fputs(".Sh EXIT STATUS\nThose of\n.Xr sherd 1 .\n.Sh EXAMPLES\n.Bd -literal\n", page);
	for (size_t i = 0; i < 2; i++)
		if (words->example[i][0] != '\0')
			line(page, words->example[i], strlen(words->example[i]));
	(void)fputs(".Ed\n.Sh SEE ALSO\n.Xr sherd 1 ,\n.Xr sherd-case 5 ,\n.Xr sherd-findings 7 ,\n.Xr sherd-formats 7\n", page);
}

/* 0, or -1: not written. */
static int page_of(const struct command *about, const char *date, const char *folder)
{
	const struct help_words *words = help_words(about);
	char path[4096];
	FILE *page;

	if (words == NULL || snprintf(path, sizeof path, "%s/sherd-%s.1", folder, about->verb) >= (int)sizeof path)
		return -1;
	page = fopen(path, "w");
	if (page == NULL)
		return -1;
	head(page, about, date);
	description(page, about, words);
	if (strcmp(about->verb, "custody") == 0)
		fields(page);
	options(page, about);
	tail(page, words);
	return fclose(page) == 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct command_table all = command_table();

	if (argc != 3) {
		(void)fputs("usage: manual DATE DIR\n", stderr);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < all.n; i++)
		if (page_of(&all.v[i], argv[1], argv[2]) < 0) {
			(void)fprintf(stderr, "manual: %s: cannot be written\n", all.v[i].verb);
			return EXIT_FAULT;
		}
	return EXIT_DONE;
}
