/* cmd/commands.c - the table of commands. */
#include "cmd.h"
#include "near.h"

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

const char *command_near(const char *word)
{
	struct near near = near_to(word, strlen(word));

	for (size_t i = 0; i < command_count; i++)
		near_offer(&near, commands[i].verb);
	return near_word(&near);
}
