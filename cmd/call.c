/* cmd/call.c - what commands share: a line on stdout, the table of commands looked up, the options of a run, the passphrase of a key. */
#include "cmd.h"

#include "base/near.h"
#include "run/draw.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { MOST = 64 << 20 /* bytes of a file of wanted digests */, PAGE = 78 /* columns of help */ };

int say(const struct call *c, struct fault *f, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof text)
		return fault_set(f, FAULT_INTERNAL, 0, "a line of %d bytes is too long", n);
	return c->out.write(c->out.user, span_make(text, (size_t)n), f);
}

int say_text(const struct call *c, struct fault *f, enum lang_text id, const struct span *args)
{
	OWNED(buf) struct buf line = BUF_INIT;

	if (lang_fill(&line, c->opts->show.lang, id, args, f) < 0)
		return -1;
	return c->out.write(c->out.user, buf_span(&line), f);
}

int help_fill(const struct call *c, const char *text, int indent, struct fault *f)
{
	struct span rest = span_of(text);
	int at = 0;

	while (rest.n > 0) {
		struct span word = span_cut(&rest, ' ');

		if (at > 0 && at + 1 + (int)word.n > PAGE) {
			if (say(c, f, "\n") < 0)
				return -1;
			at = 0;
		}
		if (at == 0) {
			if (say(c, f, "%*s", indent, "") < 0)
				return -1;
			at = indent;
		} else if (say(c, f, " ") < 0) {
			return -1;
		} else {
			at++;
		}
		if (say(c, f, "%.*s", (int)word.n, (const char *)word.p) < 0)
			return -1;
		at += (int)word.n;
	}
	return say(c, f, "\n");
}

const struct command *command_find(struct command_table t, const char *verb)
{
	for (size_t i = 0; i < t.n; i++)
		if (strcmp(t.v[i].verb, verb) == 0)
			return t.v + i;
	return NULL;
}

void command_near(struct command_table t, struct near *near)
{
	for (size_t i = 0; i < t.n; i++)
		near_offer(near, t.v[i].verb);
}

bool call_colour(const struct call *c)
{
	const char *off = getenv("NO_COLOR"), *term = getenv("TERM");

	if (c->opts->colour != COLOUR_AUTO)
		return c->opts->colour == COLOUR_ALWAYS;
	return isatty(1) == 1 && (off == NULL || *off == '\0') &&
	       (term == NULL || strcmp(term, "dumb") != 0);
}

/* Tables that scripts take apart, too: into a file or a pipe they go in the words of the interface. */
static bool has_tables(const struct command *command)
{
	return (command->groups & GROUP_PAGED) != 0 && strcmp(command->verb, "summary") != 0 && strcmp(command->verb, "gc") != 0;
}

/* What the environment asks for is for the terminal alone: a file is the same whoever makes it. */
enum lang call_lang(const struct call *c)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const struct opts *o = c->opts;

	if (o->lang != NULL)
		return strcmp(o->lang, "ja") == 0 ? LANG_JA : LANG_EN;
	if (has_tables(c->command) && isatty(1) != 1)
		return LANG_EN;
	for (size_t i = 0; i < COUNT(names); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != '\0')
			return strncmp(value, "ja", 2) == 0 ? LANG_JA : LANG_EN;
	}
	return LANG_EN;
}

struct run_options call_options(const struct call *c)
{
	const struct opts *o = c->opts;

	return (struct run_options){
		.verb = c->command->verb,
		.case_path = o->operand[0],
		.argc = c->argc,
		.argv = c->argv,
		.depth = o->depth == DEPTH_UNSET ? DEPTH_FULL : o->depth,
		.jobs = o->jobs,
		.trust = o->trust,
		.limits = o->limits,
		.shard = o->shard,
		.only = o->only,
		.only_n = o->only_n,
		.copies = o->copies,
		.copies_n = o->copies_n,
		.present = o->present,
		.scan = o->scan,
		.formats = o->format,
		.report_dir = o->output,
		.lang = o->lang == NULL ? "en" : o->lang,
		.say = o->show.lang,
		.case_no = o->case_no,
		.examiner = o->examiner,
		.client = o->client,
		.zone = o->show.zone,
		.zone_name = o->tz,
		.reveal = o->show.reveal,
		.watch = &c->watch,
		.walls = c->walls,
		.filter = c->filter,
		.printer = c->printer,
	};
}

int call_due(struct call *c, struct buf *text, struct buf *json, struct fault *f)
{
	struct run_options o = call_options(c);

	if (run_due(&o, text, json, f) < 0)
		return -1;
	c->opts->show.due_text = buf_span(text);
	c->opts->show.due_json = buf_span(json);
	return 0;
}

/* One line: from the descriptor given, or asked at the terminal without showing it. */
static int read_line(int fd, char *out, int cap)
{
	int n = 0;
	char c;

	while (n < cap && read(fd, &c, 1) == 1 && c != '\n')
		out[n++] = c;
	return n;
}

int call_pass(void *user, char *out, int cap)
{
	const struct call *c = (const struct call *)user;
	struct termios old, quiet;
	FILE *tty;
	int n;

	if (c->opts->pass_fd >= 0)
		return read_line(c->opts->pass_fd, out, cap);
	tty = fopen("/dev/tty", "r+e");
	if (tty == NULL)
		return -1;
	if (tcgetattr(fileno(tty), &old) != 0) {
		(void)fclose(tty);
		return -1;
	}
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	/* before the prompt: what is typed as soon as it shows must neither echo nor be flushed away */
	(void)tcsetattr(fileno(tty), TCSAFLUSH, &quiet);
	(void)fputs("passphrase of the key: ", tty);
	(void)fflush(tty);
	n = read_line(fileno(tty), out, cap);
	(void)tcsetattr(fileno(tty), TCSAFLUSH, &old);
	(void)fputc('\n', tty);
	(void)fclose(tty);
	return n;
}

int call_wanted(const char *name, struct buf *out, struct fault *f)
{
	int fd = strcmp(name, "-") == 0 ? 0 : open(name, O_RDONLY | O_CLOEXEC);
	char chunk[65536];
	ssize_t n = 0;
	int rc = 0;

	if (fd < 0)
		return fault_set(f, FAULT_USAGE, errno, "the file of wanted digests cannot be read");
	while (rc == 0 && (n = read(fd, chunk, sizeof chunk)) > 0)
		rc = out->n > MOST ? fault_set(f, FAULT_USAGE, 0, "the file of wanted digests is above 64 MiB")
		                   : buf_add(out, span_make(chunk, (size_t)n), f);
	if (fd != 0)
		(void)close(fd);
	return n < 0 ? fault_set(f, FAULT_IO, errno, "the file of wanted digests cannot be read") : rc;
}
