/*
 * cmd/main.c - from argv to an exit status. The stop flag set by signals is the only thing here
 * that is not passed along by hand.
 */
#include "cmd.h"

#include "base/near.h"
#include "base/quote.h"
#include "confine/confine.h"
#include "run/build.h"
#include "run/print.h"
#include "run/rebuild.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static atomic_bool stop;

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

/* `user`: a struct talk, or NULL before there is one. */
static int write_stdout(void *user, struct span bytes, struct fault *f)
{
	if (user != NULL && bytes.n > 0)
		talk_end((struct talk *)user); /* the progress line is gone before anything else is shown */
	while (bytes.n > 0) {
		ssize_t n = write(1, bytes.p, bytes.n);

		/* whoever reads us may not read on; output has no watch, and a write that went through whole counts */
		if (atomic_load(&stop) && (n < 0 ? errno == EINTR : (size_t)n < bytes.n))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted");
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_set(f, FAULT_IO, errno, "cannot write to stdout");
		bytes = span_from(bytes, (size_t)n);
	}
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

/* What people read at a terminal; a dialogue is not, its questions end in no line. */
static bool to_fold(const struct call *c)
{
	const struct report_options *show = &c->opts->show;

	return show->width > 0 && !show->json && !show->full && (c->command->groups & GROUP_SHOW) != 0 &&
	       strcmp(c->command->verb, "custody") != 0;
}

static int run(struct call *c, struct talk *talk, struct fault *f)
{
	struct pager pager = { .pid = 0 };
	struct line_fold fold = { .to = c->out, .width = c->opts->show.width, .line = BUF_INIT };
	int status;

	if ((c->command->groups & GROUP_PAGED) != 0)
		pager_start(&pager);
	if (to_fold(c))
		c->out = (struct report_sink){ fold_write, &fold };
	if (c->opts->help)
		status = help_command(c, c->command, f);
	else if (check_operands(c, f) < 0)
		status = -1;
	else if (run_printer_needed(c->opts->format) && run_printer_start(&c->printer, c->opts->lang, f) < 0)
		status = -1;
	else if (c->opts->with != NULL && run_filter_start(&c->filter, c->opts->with, f) < 0)
		status = -1;
	else if (call_confine(c, f) < 0)
		status = -1;
	else
		status = c->command->run(c, f);
	if (fold_end(&fold, f) < 0 && status >= 0)
		status = -1;
	run_filter_end(c->filter);
	run_printer_end(c->printer);
	confine_free(c->walls);
	talk_end(talk);
	pager_end(&pager);
	return status < 0 ? tell_fault(c->command->verb, f) : status;
}

/* What people type who know other programs, and the command they mean. */
static const char *meant(const char *word)
{
	static const char *const pairs[][2] = {
		{ "restore", "export" }, { "undelete", "export" },  { "extract", "export" },  { "save", "export" },     { "list", "images" },
		{ "ls", "images" },      { "inspect", "show" },     { "info", "summary" },    { "status", "summary" },  { "search", "find" },
		{ "grep", "find" },      { "history", "timeline" }, { "analyze", "examine" }, { "analyse", "examine" }, { "carve", "recover" },
		{ "compare", "diff" },   { "validate", "verify" },  { "sign", "seal" },
	};

	for (size_t i = 0; i < COUNT(pairs); i++)
		if (strcmp(pairs[i][0], word) == 0)
			return pairs[i][1];
	return NULL;
}

static int without_command(int argc, char **argv, const char *word)
{
	struct call c = { .table = command_table(), .out = { write_stdout, NULL } };
	struct fault f = FAULT_INIT;
	struct near near;
	char shown[100];

	if (argc < 2) {
		(void)fputs("sherd: no command; begin with sherd examine case.db /path/to/registry, or see sherd help\n", stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return help_overview(&c, &f) < 0 ? tell_fault("help", &f) : EXIT_DONE;
	if (strcmp(argv[1], "--version") == 0)
		return say(&c, &f, "sherd %s\n", run_version()) < 0 ? tell_fault("version", &f)
		                                                    : EXIT_DONE;
	near = near_to(word, strlen(word));
	command_near(c.table, &near);
	(void)quote_short(shown, sizeof shown, span_of(word));
	if (meant(word) != NULL || near_word(&near) != NULL)
		(void)fprintf(stderr, "sherd: %s: no such command; did you mean sherd %s?\n", shown, meant(word) != NULL ? meant(word) : near_word(&near));
	else
		(void)fprintf(stderr, "sherd: %s: no such command; see sherd help\n", shown);
	return EXIT_USAGE;
}

/* The words after the program's name with the verb first: options may stand before it. */
static char **verb_first(int argc, char **argv, int verb)
{
	char **ordered = (char **)calloc((size_t)argc + 1, sizeof *ordered);

	if (ordered == NULL)
		return NULL;
	ordered[0] = argv[verb];
	for (int from = 1, to = 1; from < argc; from++)
		if (from != verb)
			ordered[to++] = argv[from];
	return ordered;
}

static int run_verb(struct call *c, char **ordered, struct fault *f)
{
	struct talk talk;

	watch_signals();
	if (opt_parse(c->opts, c->argc - 1, ordered, c->command->groups, c->command->verb, f) < 0)
		return tell_fault(c->command->verb, f);
	c->opts->filter.value[REPORT_FILTER_SINCE] =
	        zone_time(c->opts, TIME_SINCE, c->opts->filter.value[REPORT_FILTER_SINCE], false);
	c->opts->filter.value[REPORT_FILTER_UNTIL] =
	        zone_time(c->opts, TIME_UNTIL, c->opts->filter.value[REPORT_FILTER_UNTIL], true);
	talk_init(&talk, c->opts);
	c->out.user = &talk;
	c->watch = (struct watch){ .user = &talk,
		                   .progress = talk_progress,
		                   .note = talk_note,
		                   .stop = &stop,
		                   .limits = &c->opts->limits,
		                   .now = wall_clock };
	c->opts->show.colour = call_colour(c);
	c->opts->show.width = terminal_width();
	c->opts->show.lang = call_lang(c);
	return run(c, &talk, f);
}

int main(int argc, char **argv)
{
	OWNED(opts) struct opts opts = { 0 };
	struct fault f = FAULT_INIT;
	struct call c = {
		.table = command_table(), .opts = &opts, .argc = argc, .argv = argv, .out = { write_stdout, NULL }
	};
	int verb = opt_first_operand(argc, argv), status;
	char **ordered;

	c.command = verb < argc ? command_find(c.table, argv[verb]) : NULL;
	if (c.command == NULL)
		return without_command(argc, argv, argv[verb < argc ? verb : 1]);
	share_heap();
	ordered = verb_first(argc, argv, verb);
	if (ordered == NULL)
		return fault_memory(&f, (size_t)argc), tell_fault(c.command->verb, &f);
	status = run_verb(&c, ordered, &f);
	free(ordered);
	return status;
}
