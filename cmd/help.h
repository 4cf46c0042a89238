/* cmd/help.h - what help knows of a command, for the terminal (help_command.c) and the manual's pages (manual/). */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "cmd.h"

struct help_words {
	const char *verb, *sentences, *example[2]; /* "": no example */
};

const struct help_words *help_words(const struct command *about); /* NULL: nobody wrote any */
/* The i-th operand that has a meaning of its own; false: there are no more. */
bool help_operand(const struct command *about, size_t i, const char **word, const char **meaning);
/* Does the command take this option, filters of lists aside? */
bool help_takes(const struct command *about, int option);
/* What filter `id` (REPORT_FILTER_) means to this command, NULL when it does not take it; the option is OPT_SOURCE + id - 1. */
const char *help_filter(const struct command *about, int id);
/* What --since and --until look at; "": they are not taken. */
const char *help_times(const struct command *about);

#endif
