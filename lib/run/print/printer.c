/* run/print/printer.c - a page to a program that prints it, and the PDF back. */
#include "run/print.h"
#include "run/print/printed.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	PIECE = 1 << 16,
	WAIT_MS = 200,
	PATIENCE_MS = 600000, /* rule: of a page of hundreds of images chromium makes nothing for a minute; one that hangs does not end */
};

struct run_printer {
	pid_t pid;
	int to, from; /* -1: closed */
	char path[64];
};

static const char *const folders[] = { "/usr/local/bin", "/usr/bin", "/bin" };
static const struct {
	const char *name;
	bool browser;
} programs[] = { { "chromium", true }, { "chromium-browser", true }, { "google-chrome", true }, { "weasyprint", false } };

bool run_printer_needed(const char *formats)
{
	struct span rest = span_of(formats == NULL ? "" : formats);

	while (rest.n > 0)
		if (span_is(span_cut(&rest, ','), "pdf"))
			return true;
	return false;
}

static int find(struct run_printer *x, bool *browser, struct fault *f)
{
	for (size_t p = 0; p < COUNT(programs); p++)
		for (size_t i = 0; i < COUNT(folders); i++) {
			(void)snprintf(x->path, sizeof x->path, "%s/%s", folders[i], programs[p].name);
			*browser = programs[p].browser;
			if (access(x->path, X_OK) == 0)
				return 0;
		}
	return fault_set(f, FAULT_USAGE, 0, "--format pdf needs chromium or weasyprint, and neither is installed: install one, or print"
	                                    " DIR/report.html from any browser");
}

/* Without letters for it a printed page is empty boxes. Who does not know fontconfig's own answer prints. */
static int letters_for(const char *lang, struct fault *f)
{
	static const char tool[] = "/usr/bin/fc-list";
	int status = 0;
	pid_t pid;

	if (lang == NULL || strcmp(lang, "ja") != 0 || access(tool, X_OK) != 0)
		return 0;
	pid = fork();
	if (pid == 0)
		run_printed_ask_fonts(tool);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 1)
		return 0;
	return fault_set(f, FAULT_USAGE, 0, "--format pdf in Japanese needs a font with Japanese letters, and none is installed (fc-list"
	                                    " :lang=ja): install one, such as fonts-noto-cjk, or print DIR/report.html elsewhere");
}

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

int run_printer_start(struct run_printer **out, const char *lang, struct fault *f)
{
	struct run_printer *x = (struct run_printer *)calloc(1, sizeof *x);
	int in[2] = { -1, -1 }, back[2] = { -1, -1 };
	bool browser = false;

	*out = x;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->to = x->from = -1;
	if (find(x, &browser, f) < 0 || letters_for(lang, f) < 0)
		return -1;
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(back, O_CLOEXEC) != 0 || (x->pid = fork()) < 0) {
		for (size_t i = 0; i < 2; i++) {
			shut(&in[i]);
			shut(&back[i]);
		}
		return fault_set(f, FAULT_IO, errno, "cannot start %s", x->path);
	}
	if (x->pid == 0)
		run_printed_become(x->path, browser, in[0], back[1]);
	(void)close(in[0]);
	(void)close(back[1]);
	x->to = in[1];
	x->from = back[0];
	(void)signal(SIGPIPE, SIG_IGN);
	return 0;
}

static int send_page(struct run_printer *x, int page, const struct watch *watch, struct fault *f)
{
	uint8_t piece[PIECE];
	ssize_t n, put;

	while ((n = read(page, piece, sizeof piece)) > 0)
		for (ssize_t at = 0; at < n; at += put > 0 ? put : 0) {
			if (watch_check(watch, f) < 0)
				return -1;
			put = write(x->to, piece + at, (size_t)(n - at));
			if (put < 0 && errno != EINTR)
				return fault_set(f, FAULT_IO, errno, "%s takes no page", x->path);
		}
	shut(&x->to);
	return n < 0 ? fault_set(f, FAULT_IO, errno, "cannot read the page again") : 0;
}

static int take_pdf(struct run_printer *x, const struct report_sink *to, const struct watch *watch, uint64_t *size, struct fault *f)
{
	uint8_t piece[PIECE];
	int waited = 0;

	for (*size = 0;;) {
		struct pollfd fd = { x->from, POLLIN, 0 };
		ssize_t n;

		if (watch_check(watch, f) < 0)
			return -1;
		if (poll(&fd, 1, WAIT_MS) <= 0) {
			waited += WAIT_MS;
			if (waited >= PATIENCE_MS)
				return fault_set(f, FAULT_IO, 0, "%s gave nothing in %d minutes, and was stopped: leave pdf out of --format, and"
				                                 " print report.html from a browser", x->path, PATIENCE_MS / 60000);
			continue;
		}
		waited = 0;
		n = read(x->from, piece, sizeof piece);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_set(f, FAULT_IO, errno, "cannot read from %s", x->path);
		if (n == 0)
			return 0;
		if (*size == 0 && (n < 5 || memcmp(piece, "%PDF-", 5) != 0))
			return fault_set(f, FAULT_IO, 0, "%s gave no PDF: print report.html from a browser", x->path);
		if (to->write(to->user, span_make(piece, (size_t)n), f) < 0)
			return -1;
		*size += (uint64_t)n;
	}
}

int run_printer_print(struct run_printer *x, int page, const struct report_sink *to, const struct watch *watch, struct fault *f)
{
	uint64_t size;
	int status = 0;

	if (send_page(x, page, watch, f) < 0 || take_pdf(x, to, watch, &size, f) < 0)
		return -1;
	while (waitpid(x->pid, &status, 0) < 0 && errno == EINTR)
		;
	x->pid = 0;
	if (size > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	return fault_set(f, FAULT_IO, 0, "%s did not print the page: leave pdf out of --format, and print report.html from a browser",
	                 x->path);
}

void run_printer_end(struct run_printer *x)
{
	int status;

	if (x == NULL)
		return;
	shut(&x->to);
	shut(&x->from);
	/* where the walls keep signals in, our end is its signal */
	if (x->pid > 0 && kill(x->pid, SIGTERM) == 0) {
		while (waitpid(x->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	free(x);
}
