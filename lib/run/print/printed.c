/* run/print/printed.c - in a process of its own: less and less, then the program that prints. */
#include "run/print/printed.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	NOBODY = 65534,
	LOOK_MS = 100, TURNS = 50, /* of a program that was told to stop, before it is made to */
	FILE_MB = 1024, /* one file of the program's: its cache, the PDF */
};

/* $0 the program. The page comes whole before anything is started; no page, nothing to print. The page's own
 * policy forbids scripts (a browser told so by a switch prints nothing). */
#define SHARED                                                                                                       \
	"umask 077; d=$(mktemp -d \"${TMPDIR:-/tmp}/sherd-print.XXXXXX\" 2>/dev/null || mktemp -d /tmp/sherd-print.XXXXXX) ||"  \
	" exit 1; p=\n"                            \
	"trap 'rm -rf \"$d\"' EXIT; trap '[ -z \"$p\" ] || kill \"$p\"; exit 1' TERM\n"                               \
	"export HOME=\"$d\" LC_ALL=C.UTF-8; cd \"$d\" && cat >report.html && [ -s report.html ] || exit 1\n"
#define WAIT "p=$!; wait \"$p\" || exit 1\ncat report.pdf\n"
static const char by_browser[] = SHARED
	"\"$0\" --headless --disable-gpu --disable-extensions --disable-dev-shm-usage --no-first-run --no-pdf-header-footer"
	" --user-data-dir=\"$d/u\" --print-to-pdf=\"$d/report.pdf\" \"file://$d/report.html\""
	" </dev/null >/dev/null 2>&1 &\n" WAIT;
static const char by_weasyprint[] = SHARED "\"$0\" -q report.html report.pdf </dev/null >/dev/null 2>&1 &\n" WAIT;

static void put_line(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)!write(fd, line, strlen(line));
	(void)close(fd);
}

/* A user who may not cut it alone gets a name space of users of his own, and stays who he is in it (user_namespaces(7)): a
 * browser does not start as nobody knows whom. */
static void cut_network(void)
{
	uid_t user = geteuid();
	gid_t group = getegid();
	char map[64];

	if (unshare(CLONE_NEWNET) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		return;
	put_line("/proc/self/setgroups", "deny");
	(void)snprintf(map, sizeof map, "%u %u 1", (unsigned)user, (unsigned)user);
	put_line("/proc/self/uid_map", map);
	(void)snprintf(map, sizeof map, "%u %u 1", (unsigned)group, (unsigned)group);
	put_line("/proc/self/gid_map", map);
}

static bool ended(pid_t pid, int *status)
{
	return waitpid(pid, status, WNOHANG) == pid;
}

/* The walls of who started us keep its signals in, also the one at its death: that nobody reads our output any more is what
 * tells us. Stays here until the program, which goes on as a child, has ended or was stopped. */
static void watched(void)
{
	pid_t pid = fork();
	int status = 0, left = TURNS;
	bool read = true;

	if (pid == 0)
		return;
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	while (pid > 0 && !ended(pid, &status) && left > 0) {
		struct pollfd out = { read ? 1 : -1, 0, 0 };

		(void)poll(&out, 1, LOOK_MS);
		if (!read)
			left--;
		else if ((out.revents & (POLLERR | POLLNVAL)) != 0 && kill(pid, SIGTERM) == 0)
			read = false;
	}
	if (!read)
		(void)kill(0, SIGKILL); /* the group that setsid() made: ourselves, too */
	_exit(pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : 127);
}

void run_printed_become(const char *path, bool browser, int in, int out)
{
	const char *place = getenv("TMPDIR");
	char tmp[4096], way[] = "PATH=/usr/local/bin:/usr/bin:/bin";
	char *const env[] = { way, tmp, NULL };
	const struct rlimit core = { 0, 0 }, file = { (rlim_t)FILE_MB << 20, (rlim_t)FILE_MB << 20 };

	/* the page's address holds it, and there these bytes mean something else; we leave the folder that we are in */
	if (place == NULL || place[0] != '/' || strpbrk(place, "%#?\\") != NULL)
		place = "/tmp";
	(void)snprintf(tmp, sizeof tmp, "TMPDIR=%s", place);
	(void)setsid();
	cut_network();
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
	                       setresuid(NOBODY, NOBODY, NOBODY) != 0))
		_exit(127);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (chdir("/") != 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0)
		_exit(127);
	for (int fd = 3; fd < 4096; fd++)
		(void)close(fd);
	(void)setrlimit(RLIMIT_CORE, &core);
	(void)setrlimit(RLIMIT_FSIZE, &file);
	(void)signal(SIGPIPE, SIG_DFL);
	watched();
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)signal(SIGINT, SIG_IGN); /* ours to tell: we close its pipe */
	(void)execle("/bin/sh", "sh", "-c", browser ? by_browser : by_weasyprint, path, (char *)NULL, env);
	_exit(127);
}

void run_printed_ask_fonts(const char *tool)
{
	char *const none[] = { NULL };

	(void)execle(tool, tool, "-q", ":lang=ja", (char *)NULL, none);
	_exit(127);
}
