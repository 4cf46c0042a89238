/* cmd/cmd_help.c - help from the tables: the overview, the catalogues, and which help a word asks for. */
#include "cmd.h"
#include "base/near.h"

#include "base/quote.h"
#include "run/build.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int help_overview(const struct call *c, struct fault *f)
{
	if (say(c, f,
	        "sherd %s - reads container registry storage and tells what is there, what is\n"
	        "gone and what can be restored. Offline; never writes to what it reads.\n\n"
	        "usage: sherd COMMAND CASE [ARGUMENT...] [OPTION...]\n\n"
	        "The case is one file that holds everything read and concluded. Begin with\n\n"
	        "  sherd examine case.db /path/to/registry\n\ncommands:\n",
	        run_version()) < 0)
		return -1;
	for (size_t i = 0; i < c->table.n; i++) {
		const struct command *x = c->table.v + i;
		size_t verb = strlen(x->verb) > 9 ? strlen(x->verb) : 9, room = 25 - verb;

		if (say(c, f, "  %-9s %-*s%s%s\n", x->verb, (int)room, x->operands,
		        strlen(x->operands) > room ? "\n                             " : " ", x->about) < 0)
			return -1;
	}
	return say(
	        c, f,
	        "\nA SOURCE is a directory, a tar archive (plain, gzip, zstd, xz) or a disk image\n"
	        "(raw, split, qcow2, EWF, VMDK, VHD, VHDX), as PATH or NAME=PATH; dir: tar:\n"
	        "image: force the kind, SOURCE//MEMBER is an archive inside it. An IMAGE is\n"
	        "repository:tag, repository@digest, a digest, or at least 6 hexadecimal digits\n"
	        "of one.\n\n"
	        "sherd help COMMAND    operands, options and examples of a command\n"
	        "sherd help WORD       a finding (blob-missing), a word of lists (orphaned)\n"
	        "sherd help findings   every finding, what it means, what to do\n"
	        "sherd help limits     every bound, and what --limit may change\n\n"
	        "exit status: 0 done, 1 fault, 2 usage, 3 done but some evidence is damaged or\n"
	        "unread (see findings), 4 a source changed while it was read, 5 verification\nfailed, 130 interrupted\n");
}

static int help_findings(const struct call *c, struct fault *f)
{
	if (say(c, f,
	        "Findings: code, severity, what it means, what to do. Those marked * are damage\n"
	        "and make examine, scan and resolve end with status 3.\n") < 0)
		return -1;
	for (int i = 1; i < FINDING_COUNT_; i++) {
		const struct finding_kind *k = finding_kind((enum finding_code)i);

		if (say(c, f, "\n%s (%s)%s\n", k->code, severity_text(k->severity),
		        k->damage ? " *" : "") < 0 ||
		    help_fill(c, k->title, 2, f) < 0 || help_fill(c, k->meaning, 4, f) < 0 ||
		    help_fill(c, k->advice, 4, f) < 0)
			return -1;
	}
	return 0;
}

static int help_limits(const struct call *c, struct fault *f)
{
	if (say(c, f,
	        "Bounds: name, value, unit, meaning. --limit NAME=N sets another value for one\n"
	        "run. What one file loses is noted on that file; what a whole search leaves out\n"
	        "is told by the finding limit-reached.\n\n") < 0)
		return -1;
	for (size_t i = 0; i < LIMIT_COUNT_; i++) {
		const struct limit_kind *k = limit_kind((enum limit)i);

		if (say(c, f, "  %-17s %14" PRIu64 " %s\n", k->name, k->standard, k->unit) < 0 || help_fill(c, k->about, 6, f) < 0)
			return -1;
	}
	return 0;
}

static int no_help(const struct call *c, const char *what, struct fault *f)
{
	struct near near = near_to(what, strlen(what));
	char shown[100];

	command_near(c->table, &near);
	help_offer_words(&near);
	(void)quote_short(shown, sizeof shown, span_of(what));
	if (near_word(&near) == NULL)
		return fault_set(f, FAULT_USAGE, 0, "%s: no command, finding or word; see sherd help", shown);
	return fault_set(f, FAULT_USAGE, 0, "%s: no command, finding or word; did you mean %s?", shown, near_word(&near));
}

int cmd_help(struct call *c, struct fault *f)
{
	const char *what = c->opts->operands > 0 ? c->opts->operand[0] : NULL;
	const struct command *about;
	int rc;

	if (what == NULL)
		return help_overview(c, f);
	about = command_find(c->table, what);
	/* `findings` is a command and a catalogue: the catalogue is what is asked for here. */
	if (strcmp(what, "findings") == 0)
		return help_findings(c, f);
	if (strcmp(what, "limits") == 0)
		return help_limits(c, f);
	if (about != NULL)
		return help_command(c, about, f);
	rc = help_word(c, what, f);
	return rc == HELP_NONE ? no_help(c, what, f) : rc;
}
