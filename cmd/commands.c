/* cmd/commands.c - the table of commands. */
#include "cmd.h"

#include "base/near.h"

#include <string.h>

const struct command commands[] = {
#define X(verb, function, operands, least, most, groups, about)                                    \
	{ #verb, cmd_##function, operands, least, most, (unsigned)(groups), about },
	COMMANDS(X)
#undef X
};
const size_t command_count = COUNT(commands);

const struct command *command_find(const char *verb)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i].verb, verb) == 0)
			return &commands[i];
	return NULL;
}

void command_near(struct near *near)
{
	for (size_t i = 0; i < command_count; i++)
		near_offer(near, commands[i].verb);
}
