/*
 * cmd/pager.c - what a terminal gets: how wide it is, and a pager between.
 *
 * The pager is the user's own: $PAGER, else less when there is one. It is started before anything of the evidence is
 * opened. "" or cat: none.
 */
#include "cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

int terminal_width(void)
{
	struct winsize size;

	if (isatty(1) != 1 || ioctl(1, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
		return 0;
	return size.ws_col;
}

static const char *wanted(void)
{
	const char *pager = getenv("PAGER"), *term = getenv("TERM");

	if (isatty(1) != 1 || term == NULL || strcmp(term, "dumb") == 0)
		return NULL;
	if (pager == NULL)
		return access("/usr/bin/less", X_OK) == 0 ? "less" : NULL;
	return pager[0] == '\0' || strcmp(pager, "cat") == 0 ? NULL : pager;
}

/* In the child: its input is ours. less stays away when all fits one screen. */
static _Noreturn void become(const char *pager, const int ends[2])
{
	if (dup2(ends[0], 0) < 0 || setenv("LESS", "FRX", 0) != 0)
		_exit(127);
	(void)close(ends[0]);
	(void)close(ends[1]);
	(void)execl("/bin/sh", "sh", "-c", pager, (char *)NULL);
	_exit(127);
}

void pager_start(struct pager *p)
{
	const char *pager = wanted();
	int ends[2];

	*p = (struct pager){ .pid = 0, .terminal = -1 };
	if (pager == NULL || pipe(ends) != 0)
		return;
	(void)fflush(stderr);
	p->pid = fork();
	if (p->pid == 0)
		become(pager, ends);
	(void)close(ends[0]);
	if (p->pid > 0 && (p->terminal = dup(1)) >= 0 && dup2(ends[1], 1) >= 0) {
		(void)close(ends[1]);
		return;
	}
	(void)close(ends[1]); /* without a pager then: the child reads an end of input */
	if (p->pid > 0)
		(void)waitpid(p->pid, NULL, 0);
	p->pid = 0;
}

void pager_end(struct pager *p)
{
	int status;

	if (p->pid <= 0)
		return;
	(void)dup2(p->terminal, 1); /* the pager sees its end */
	(void)close(p->terminal);
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	p->pid = 0;
}
