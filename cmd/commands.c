/* cmd/commands.c - the table of commands. */
#include "cmd.h"

static const struct command commands[] = {
#define X(verb, function, operands, least, most, groups, about)                                    \
	{ #verb, cmd_##function, operands, least, most, (unsigned)(groups), about },
	COMMANDS(X)
#undef X
};

struct command_table command_table(void)
{
	return (struct command_table){ commands, COUNT(commands) };
}
