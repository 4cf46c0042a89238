/*
 * cmd/cmd_completion.c - completion for shells, from the tables of commands, options and words. A command's first
 * operand, and every one after it that is not of a closed list, is a file's name.
 */
#include "cmd.h"

#include "core/words.h"

#include <string.h>

static bool takes(const struct command *command, int option)
{
	return (opt_defs[option].group & (command->groups | GROUP_ALL)) != 0;
}

/* The closed list an option's value is of, blanks between; "": a name or a number. */
static const char *values(int option)
{
#define X(id, text, about) " " text
	switch (option) {
	case OPT_STANDING:
		return ("" STANDINGS(X)) + 1;
	case OPT_COMPLETENESS:
		return ("" COMPLETENESSES(X)) + 1;
	case OPT_STATE:
		return ("" BLOB_STATES(X)) + 1;
	case OPT_SEVERITY:
		return ("" SEVERITIES(X)) + 1;
	case OPT_DEPTH:
		return ("" DEPTHS(X)) + 1;
	case OPT_EFFORT:
		return "metadata carve all";
	case OPT_LANG:
		return "en ja";
	case OPT_COLOR:
		return "auto always never";
	case OPT_PROGRESS:
		return "auto bar json none";
	case OPT_FORMAT:
		return "html json csv timesketch bodyfile dfxml case sha256sums";
	default:
		return "";
	}
#undef X
}

static bool takes_file(int option)
{
	const char *operand = opt_defs[option].operand;

	return operand != NULL && (strcmp(operand, "FILE") == 0 || strcmp(operand, "DIR") == 0);
}

/* ---- bash ---- */

static int bash_options(const struct call *c, const struct command *command, struct fault *f)
{
	if (say(c, f, "\t%s) options='", command->verb) < 0)
		return -1;
	for (int i = 0; i < OPT_COUNT; i++)
		if (takes(command, i) && say(c, f, "%s--%s", i == 0 ? "" : " ", opt_defs[i].name) < 0)
			return -1;
	return say(c, f, "' ;;\n");
}

static int bash_values(const struct call *c, struct fault *f)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		if (opt_defs[i].operand == NULL)
			continue;
		if (values(i)[0] != '\0'
		            ? say(c, f, "\t--%s) COMPREPLY=($(compgen -W '%s' -- \"$word\")); return ;;\n", opt_defs[i].name, values(i)) < 0
		    : takes_file(i) ? say(c, f, "\t--%s) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n", opt_defs[i].name) < 0
		                    : say(c, f, "\t--%s) return ;;\n", opt_defs[i].name) < 0)
			return -1;
	}
	return 0;
}

static int bash(const struct call *c, struct fault *f)
{
	if (say(c, f,
	        "# completion of sherd for bash: source it, or put it below bash_completion.d\n"
	        "_sherd()\n{\n\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb= options= i\n"
	        "\tCOMPREPLY=()\n\tcase $before in\n") < 0 ||
	    bash_values(c, f) < 0 ||
	    say(c, f,
	        "\tesac\n\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	        "\t\tcase ${COMP_WORDS[i]} in -*) ;; *) verb=${COMP_WORDS[i]}; break ;; esac\n\tdone\n"
	        "\tcase $verb in\n\t'') options='") < 0)
		return -1;
	for (size_t i = 0; i < c->table.n; i++)
		if (say(c, f, "%s%s", i == 0 ? "" : " ", c->table.v[i].verb) < 0)
			return -1;
	if (say(c, f, "' ;;\n") < 0)
		return -1;
	for (size_t i = 0; i < c->table.n; i++)
		if (bash_options(c, &c->table.v[i], f) < 0)
			return -1;
	return say(c, f,
	           "\tesac\n\tif [[ -z $verb || $word == -* ]]; then\n"
	           "\t\tCOMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n\telse\n"
	           "\t\tCOMPREPLY=($(compgen -f -- \"$word\"))\n\tfi\n}\n"
	           "complete -o filenames -F _sherd sherd\n");
}

/* ---- zsh and fish: texts beside the words, without what these shells would read as their own ---- */

static int plain(const struct call *c, const char *text, struct fault *f)
{
	for (; *text != '\0'; text++)
		if (strchr("[]:'\\`$\"", *text) == NULL && say(c, f, "%c", *text) < 0)
			return -1;
	return 0;
}

static int zsh_option(const struct call *c, int i, struct fault *f)
{
	if (say(c, f, " '--%s[", opt_defs[i].name) < 0 || plain(c, opt_defs[i].about, f) < 0)
		return -1;
	if (opt_defs[i].operand == NULL)
		return say(c, f, "]'");
	return values(i)[0] != '\0' ? say(c, f, "]:word:(%s)'", values(i))
	       : takes_file(i)      ? say(c, f, "]:file:_files'")
	                            : say(c, f, "]:value:'");
}

static int zsh(const struct call *c, struct fault *f)
{
	if (say(c, f, "#compdef sherd\nlocal -a verbs\nverbs=(\n") < 0)
		return -1;
	for (size_t i = 0; i < c->table.n; i++)
		if (say(c, f, "\t'%s:", c->table.v[i].verb) < 0 || plain(c, c->table.v[i].about, f) < 0 || say(c, f, "'\n") < 0)
			return -1;
	if (say(c, f,
	        ")\nif (( CURRENT == 2 )); then\n\t_describe command verbs\n\treturn\nfi\n"
	        "case $words[2] in\n") < 0)
		return -1;
	for (size_t i = 0; i < c->table.n; i++) {
		if (say(c, f, "%s) shift words; (( CURRENT-- )); _arguments", c->table.v[i].verb) < 0)
			return -1;
		for (int k = 0; k < OPT_COUNT; k++)
			if (takes(&c->table.v[i], k) && zsh_option(c, k, f) < 0)
				return -1;
		if (say(c, f, " '*:file:_files' ;;\n") < 0)
			return -1;
	}
	return say(c, f, "esac\n");
}

static int fish_option(const struct call *c, const struct command *command, int i, struct fault *f)
{
	if (say(c, f, "complete -c sherd -n '__fish_seen_subcommand_from %s' -l %s", command->verb, opt_defs[i].name) < 0 ||
	    (opt_defs[i].operand != NULL && say(c, f, takes_file(i) ? " -r" : " -x") < 0) ||
	    (values(i)[0] != '\0' && say(c, f, " -a '%s'", values(i)) < 0) || say(c, f, " -d '") < 0 ||
	    plain(c, opt_defs[i].about, f) < 0)
		return -1;
	return say(c, f, "'\n");
}

static int fish(const struct call *c, struct fault *f)
{
	for (size_t i = 0; i < c->table.n; i++) {
		if (say(c, f, "complete -c sherd -n __fish_use_subcommand -f -a %s -d '", c->table.v[i].verb) < 0 ||
		    plain(c, c->table.v[i].about, f) < 0 || say(c, f, "'\n") < 0)
			return -1;
		for (int k = 0; k < OPT_COUNT; k++)
			if (takes(&c->table.v[i], k) && fish_option(c, &c->table.v[i], k, f) < 0)
				return -1;
	}
	return 0;
}

int cmd_completion(struct call *c, struct fault *f)
{
	static const struct {
		const char *shell;
		int (*print)(const struct call *c, struct fault *f);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	for (size_t i = 0; i < COUNT(shells); i++)
		if (strcmp(shells[i].shell, c->opts->operand[0]) == 0)
			return shells[i].print(c, f);
	return fault_set(f, FAULT_USAGE, 0, "completion is for bash, zsh or fish");
}
