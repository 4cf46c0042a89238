/*
 * cmd/main.c - from argv to an exit status. The stop flag set by signals is the only thing here
 * that is not passed along by hand.
 */
#include "cmd.h"

#include "base/quote.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static atomic_bool stop;

const struct command commands[] = {
#define X(verb, function, operands, least, most, groups, about)                                    \
	{ #verb, cmd_##function, operands, least, most, (unsigned)(groups), about },
	COMMANDS(X)
#undef X
};
const size_t command_count = sizeof commands / sizeof commands[0];

const struct command *command_find(const char *verb)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i].verb, verb) == 0)
			return &commands[i];
	return NULL;
}

static void on_signal(int number)
{
	(void)number;
	atomic_store(&stop, true);
}

/* A second signal of the kind ends the program at once: the case stays as it was committed. */
static void watch_signals(void)
{
	struct sigaction stopping = { .sa_handler = on_signal };
	struct sigaction ignoring = { .sa_handler = SIG_IGN };

	stopping.sa_flags = (int)SA_RESETHAND;
	(void)sigemptyset(&stopping.sa_mask);
	(void)sigemptyset(&ignoring.sa_mask);
	(void)sigaction(SIGINT, &stopping, NULL);
	(void)sigaction(SIGTERM, &stopping, NULL);
	(void)sigaction(SIGPIPE, &ignoring, NULL);
}

/* glibc reserves 64 MiB of addresses for each thread that allocates: where they are counted, all share one heap. */
static void share_heap(void)
{
	struct rlimit space;

	if (getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY)
		(void)mallopt(M_ARENA_MAX, 1);
}

/* The wall clock, or SOURCE_DATE_EPOCH for reproducible reports. */
static void wall_clock(void *user, struct timespec *out)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long sec;

	(void)user;
	if (epoch != NULL && *epoch != '\0') {
		errno = 0;
		sec = strtoll(epoch, &end, 10);
		if (errno == 0 && *end == '\0' && sec >= 0) {
			*out = (struct timespec){ .tv_sec = (time_t)sec };
			return;
		}
	}
	(void)clock_gettime(CLOCK_REALTIME, out);
}

static int write_stdout(void *user, struct span bytes, struct fault *f)
{
	(void)user;
	while (bytes.n > 0) {
		ssize_t n = write(1, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_set(f, FAULT_IO, errno, "cannot write to stdout");
		bytes = span_from(bytes, (size_t)n);
	}
	return 0;
}

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

bool call_colour(const struct call *c)
{
	const char *off = getenv("NO_COLOR"), *term = getenv("TERM");

	if (c->opts->colour != COLOUR_AUTO)
		return c->opts->colour == COLOUR_ALWAYS;
	return isatty(1) == 1 && (off == NULL || *off == '\0') &&
	       (term == NULL || strcmp(term, "dumb") != 0);
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
		.limits = o->limits,
		.only = o->only,
		.only_n = o->only_n,
		.copies = o->copies,
		.copies_n = o->copies_n,
		.present = o->present,
		.scan = o->scan,
		.report_dir = o->output,
		.lang = o->lang == NULL ? "en" : o->lang,
		.zone = o->show.zone,
		.zone_name = o->tz,
		.reveal = o->show.reveal,
		.watch = &c->watch,
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

/* One clear line: what, where and why, what to do stands in the fault itself. */
static int tell_fault(const char *verb, const struct fault *f)
{
	OWNED(buf) struct buf shown = BUF_INIT;
	struct fault second = FAULT_INIT;

	if (f->kind == FAULT_IO && f->err == EPIPE)
		return EXIT_DONE; /* whoever read us has enough */
	if (f->kind == FAULT_INTERRUPTED) {
		(void)fprintf(
		        stderr,
		        "sherd: %s: interrupted; what was committed stays, the same command goes"
		        " on\n",
		        verb);
		return EXIT_INTERRUPTED;
	}
	/* names in a fault's text are visible already or plain: only what would act is made visible */
	if (quote_again(&shown, span_of(f->text), &second) < 0)
		buf_clear(&shown);
	(void)fprintf(stderr, "sherd: %s%s%s\n", verb, verb[0] != '\0' ? ": " : "", buf_cstr(&shown));
	return f->kind == FAULT_USAGE ? EXIT_USAGE : f->kind == FAULT_FORGED ? EXIT_VERIFY : EXIT_FAULT;
}

static int check_operands(const struct call *c, struct fault *f)
{
	int n = (int)c->opts->operands;

	if (n >= c->command->least && (c->command->most < 0 || n <= c->command->most))
		return 0;
	return fault_set(f, FAULT_USAGE, 0, "%s argument%s; usage: sherd %s%s%s%s",
	                 n < c->command->least ? "missing" : "too many",
	                 n < c->command->least ? "" : "s", c->command->verb,
	                 c->command->operands[0] != '\0' ? " " : "", c->command->operands,
	                 strncmp(c->command->operands, "CASE", 4) == 0 && n < c->command->least
	                         ? " (the case comes first)"
	                         : "");
}

static int run(struct call *c, struct talk *talk, struct fault *f)
{
	int status;

	if (c->opts->help)
		status = help_command(c, c->command, f);
	else if (check_operands(c, f) < 0)
		status = -1;
	else
		status = c->command->run(c, f);
	talk_end(talk);
	return status < 0 ? tell_fault(c->command->verb, f) : status;
}

static int without_command(int argc, char **argv)
{
	struct call c = { .out = { write_stdout, NULL } };
	struct fault f = FAULT_INIT;
	char shown[100];

	if (argc < 2) {
		(void)fputs("sherd: no command; see sherd help\n", stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help_overview(&c, &f) < 0 ? tell_fault("help", &f) : EXIT_DONE;
	if (strcmp(argv[1], "--version") == 0)
		return say(&c, &f, "sherd %s\n", run_version()) < 0 ? tell_fault("version", &f)
		                                                    : EXIT_DONE;
	(void)fprintf(stderr, "sherd: %s: no such command; see sherd help\n",
	              quote_short(shown, sizeof shown, span_of(argv[1])));
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	OWNED(opts) struct opts opts = { 0 };
	struct fault f = FAULT_INIT;
	struct talk talk;
	struct call c = {
		.opts = &opts, .argc = argc, .argv = argv, .out = { write_stdout, NULL }
	};

	c.command = argc < 2 ? NULL : command_find(argv[1]);
	if (c.command == NULL)
		return without_command(argc, argv);
	watch_signals();
	share_heap();
	if (opt_parse(&opts, argc - 1, argv + 1, c.command->groups, c.command->verb, &f) < 0)
		return tell_fault(c.command->verb, &f);
	talk_init(&talk, &opts);
	c.watch = (struct watch){ .user = &talk,
		                  .progress = talk_progress,
		                  .note = talk_note,
		                  .stop = &stop,
		                  .now = wall_clock };
	opts.show.colour = call_colour(&c);
	return run(&c, &talk, &f);
}
