/* run/rebuild/launcher.c - in a process of its own: starts the program for each tar and carries bytes in and out. */
#include "run/rebuild/launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534, OPEN_FILES = 64, MEMORY_MB = 4096 };

void run_frame_head(uint8_t out[FRAME_HEAD], int kind, size_t n)
{
	out[0] = (uint8_t)kind;
	for (unsigned i = 0; i < 4; i++)
		out[1 + i] = (uint8_t)(n >> 8 * i);
}

size_t run_frame_size(const uint8_t head[FRAME_HEAD])
{
	return (size_t)head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 | (size_t)head[4] << 24;
}

bool run_frame_read(int fd, void *into, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t got = read(fd, (uint8_t *)into + at, n - at);

		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		at += got > 0 ? (size_t)got : 0;
	}
	return true;
}

static bool send_all(int fd, const uint8_t *p, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t put = write(fd, p + at, n - at);

		if (put < 0 && errno != EINTR)
			return false;
		at += put > 0 ? (size_t)put : 0;
	}
	return true;
}

/* ---- the program --------------------------------------------------------------------------------- */

static void limit(int what, rlim_t most)
{
	struct rlimit l = { most, most };

	(void)setrlimit((__rlimit_resource_t)what, &l);
}

static void become(const struct launch *l, int in, int out)
{
	static char *const nothing[] = { NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)setsid();
	if (unshare(CLONE_NEWNET) != 0)
		(void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
	if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
	                       setresuid(NOBODY, NOBODY, NOBODY) != 0))
		_exit(127);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (chdir("/") != 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || (null >= 0 && dup2(null, 2) < 0) ||
	    dup2(l->program, 3) < 0 || fcntl(3, F_SETFD, 0) != 0) /* kept open: a script is read through it */
		_exit(127);
	for (int fd = 4; fd < 4096; fd++)
		(void)close(fd);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, OPEN_FILES);
	limit(RLIMIT_AS, (rlim_t)MEMORY_MB << 20);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)fexecve(3, l->argv, nothing);
	_exit(127);
}

struct relay {
	const struct launch *l;
	pid_t pid;
	int to, from;   /* the program's; -1: closed */
	bool ended;     /* ours told the tar's end */
	uint8_t in[FRAME_ROOM], out[FRAME_HEAD + FRAME_ROOM];
	size_t n, at;   /* of `in` */
};

static bool start(struct relay *r)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || (r->pid = fork()) < 0)
		return false;
	if (r->pid == 0)
		become(r->l, in[0], out[1]);
	(void)close(in[0]);
	(void)close(out[1]);
	r->to = in[1];
	r->from = out[0];
	return fcntl(r->to, F_SETFL, O_NONBLOCK) == 0;
}

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static void say(struct relay *r, int kind)
{
	uint8_t head[FRAME_HEAD];

	run_frame_head(head, kind, 0);
	if (send_all(r->l->out, head, sizeof head))
		return;
	(void)kill(r->pid, SIGKILL);
	_exit(0);
}

/* The next frame of ours: data when we were ready, its end, or that it is over. */
static void hear(struct relay *r)
{
	uint8_t head[FRAME_HEAD];
	size_t n;

	if (!run_frame_read(r->l->in, head, sizeof head) || (n = run_frame_size(head)) > FRAME_ROOM || !run_frame_read(r->l->in, r->in, n)) {
		(void)kill(r->pid, SIGKILL);
		_exit(0);
	}
	r->at = 0;
	r->n = head[0] == FRAME_DATA ? n : 0;
	if (head[0] == FRAME_DATA)
		return;
	r->ended = true;
	if (head[0] == FRAME_KILL)
		(void)kill(r->pid, SIGKILL);
	shut(&r->to);
}

static void feed(struct relay *r)
{
	ssize_t n = write(r->to, r->in + r->at, r->n - r->at);

	if (n >= 0)
		r->at += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		shut(&r->to); /* it takes no more */
	if (r->at == r->n)
		say(r, FRAME_READY);
}

static void carry(struct relay *r)
{
	ssize_t n = read(r->from, r->out + FRAME_HEAD, FRAME_ROOM);

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0) {
		shut(&r->from);
		return;
	}
	run_frame_head(r->out, FRAME_DATA, (size_t)n);
	if (!send_all(r->l->out, r->out, FRAME_HEAD + (size_t)n)) {
		(void)kill(r->pid, SIGKILL);
		_exit(0);
	}
}

/* Whether the program took all: it ended well, and its side was open until the tar's end. */
static void tell_end(struct relay *r)
{
	int status = 0;

	shut(&r->to);
	while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR)
		;
	say(r, WIFEXITED(status) && WEXITSTATUS(status) == 0 ? FRAME_ENDED : FRAME_FAILED);
}

static void run(struct relay *r)
{
	r->ended = false;
	r->n = r->at = 0;
	if (!start(r))
		_exit(1);
	say(r, FRAME_READY);
	while (r->from >= 0) {
		struct pollfd fds[3] = { { r->from, POLLIN, 0 },
			                 { r->at < r->n ? r->to : -1, POLLOUT, 0 },
			                 { r->ended ? -1 : r->l->in, POLLIN, 0 } };

		if (poll(fds, 3, -1) < 0)
			continue;
		if (fds[0].revents != 0)
			carry(r);
		if (fds[1].fd >= 0 && fds[1].revents != 0)
			feed(r);
		if (fds[2].fd >= 0 && fds[2].revents != 0)
			hear(r);
	}
	tell_end(r);
	while (!r->ended)
		hear(r);
}

void run_launcher_serve(const struct launch *l)
{
	struct relay r = { .l = l }; /* 128 KiB, of a stack of our own */
	uint8_t head[FRAME_HEAD];

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN); /* ours decides */
	while (run_frame_read(l->in, head, sizeof head))
		if (head[0] == FRAME_START)
			run(&r);
	_exit(0);
}
