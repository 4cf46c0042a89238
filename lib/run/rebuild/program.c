/*
 * run/rebuild/program.c - a filter that was given: a program that compresses stdin to stdout. It needs no trust: what it
 * writes is only hashed, and the digest is the proof. It is started without a shell, with nothing but its three standard
 * files, no environment, in a session of its own, without network where the kernel lets us, and with limits.
 */
#include "run/rebuild/rebuild.h"

#include "hash/hash.h"
#include "xfrm/xfrm.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 1 << 18, FILE_PIECE = 1 << 16, FILES_MOST = 64, MEMORY_MOST_MB = 4096 };

/* ---- which program ------------------------------------------------------------------------------- */

static int find_path(struct given_program *p, const char *name, struct fault *f)
{
	static const char *const folders[] = { "/usr/local/bin", "/usr/bin", "/bin" };
	OWNED(buf) struct buf path = BUF_INIT;

	for (size_t i = 0; i < (strchr(name, '/') == NULL ? COUNT(folders) : 1); i++) {
		buf_clear(&path);
		if ((strchr(name, '/') == NULL && buf_printf(&path, f, "%s/", folders[i]) < 0) || buf_add_text(&path, name, f) < 0)
			return -1;
		if (access(buf_cstr(&path), X_OK) == 0)
			return span_dup_cstr(buf_span(&path), &p->path, f);
	}
	return fault_set(f, FAULT_USAGE, 0, "%s is no program that can be run", name);
}

static int hash_file(const char *path, struct digest *out, struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	uint8_t piece[FILE_PIECE];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : 1;
	int rc = fd < 0 ? 0 : hash_new(&h, DIGEST_SHA256, f);

	while (rc == 0 && n > 0) {
		n = read(fd, piece, sizeof piece);
		if (n > 0)
			rc = hash_add(h, span_make(piece, (size_t)n), f);
	}
	if (rc == 0 && n < 0)
		rc = fault_set(f, FAULT_IO, errno, "cannot read %s", path);
	if (fd >= 0)
		(void)close(fd);
	return rc < 0 ? -1 : hash_get(h, out, f);
}

static int split(struct given_program *p, const char *with, struct fault *f)
{
	size_t n = 0;
	char *rest = NULL;

	if (span_dup_cstr(span_of(with), &p->words, f) < 0)
		return -1;
	for (char *w = strtok_r(p->words, " \t", &rest); w != NULL; w = strtok_r(NULL, " \t", &rest)) {
		if (n + 1 >= COUNT(p->argv))
			return fault_set(f, FAULT_USAGE, 0, "too many arguments: %s", with);
		p->argv[n++] = w;
	}
	return n > 0 ? 0 : fault_set(f, FAULT_USAGE, 0, "--with wants a program and its arguments");
}

int run_rebuild_program(struct given_program *p, const char *with, struct fault *f)
{
	struct digest d;
	char name[DIGEST_TEXT];

	*p = (struct given_program){ .told = BUF_INIT };
	if (split(p, with, f) < 0 || find_path(p, p->argv[0], f) < 0 || hash_file(p->path, &d, f) < 0 ||
	    buf_printf(&p->told, f, "%s %s", digest_text(name, &d), p->path) < 0)
		return -1;
	for (size_t i = 1; p->argv[i] != NULL; i++)
		if (buf_printf(&p->told, f, " %s", p->argv[i]) < 0)
			return -1;
	return 0;
}

void run_rebuild_program_release(struct given_program *p)
{
	free(p->path);
	free(p->words);
	buf_release(&p->told);
}

/* ---- at work ------------------------------------------------------------------------------------- */

struct filter {
	pid_t pid;
	int to, from; /* -1: closed */
};

static void limit(int what, rlim_t most)
{
	struct rlimit l = { most, most };

	(void)setrlimit((__rlimit_resource_t)what, &l);
}

/* Between fork and exec: nothing here may allocate. */
static void become(const struct given_program *p, int in, int out)
{
	static char *const nothing[] = { NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)setsid();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (unshare(CLONE_NEWNET) != 0)
		(void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
	if (chdir("/") != 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || (null >= 0 && dup2(null, 2) < 0))
		_exit(127);
	for (int fd = 3; fd < 4096; fd++)
		(void)close(fd);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0); /* it may write to its pipe, and to no file */
	limit(RLIMIT_NOFILE, FILES_MOST);
	limit(RLIMIT_AS, (rlim_t)MEMORY_MOST_MB << 20);
	(void)execve(p->path, p->argv, nothing);
	_exit(127);
}

static int start(struct filter *x, const struct given_program *p, struct fault *f)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || (x->pid = fork()) < 0) {
		for (size_t i = 0; i < 2; i++) {
			if (in[i] >= 0)
				(void)close(in[i]);
			if (out[i] >= 0)
				(void)close(out[i]);
		}
		return fault_set(f, FAULT_IO, errno, "cannot start %s", p->path);
	}
	if (x->pid == 0)
		become(p, in[0], out[1]);
	(void)close(in[0]);
	(void)close(out[1]);
	x->to = in[1];
	x->from = out[0];
	(void)fcntl(x->to, F_SETFL, O_NONBLOCK);
	(void)fcntl(x->from, F_SETFL, O_NONBLOCK);
	return 0;
}

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* Its end: was it its own, and without complaint? */
static bool finish(struct filter *x)
{
	int status = 0;

	if (x->to >= 0 || x->from >= 0)
		(void)kill(x->pid, SIGKILL);
	shut(&x->to);
	shut(&x->from);
	while (waitpid(x->pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct piping {
	struct rebuilding *r;
	const struct given_program *p;
	struct attempt *a;
	struct hash *tar, *out;
	struct digest diff_id;
	struct filter filter;
	uint64_t most;
	uint8_t *piece, *got;
	size_t n, at; /* of the piece at hand */
	bool ended;   /* the tar */
};

/* What it wrote, hashed. 1: it closed its side, or gave more than is of use. */
static int take_out(struct piping *x, struct fault *f)
{
	ssize_t n = read(x->filter.from, x->got, PIECE);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : fault_set(f, FAULT_IO, errno, "cannot read from %s", x->p->path);
	x->a->size += (uint64_t)n;
	if (n == 0) {
		shut(&x->filter.from);
		return 1;
	}
	if (x->a->size > x->most)
		return 1;
	return hash_add(x->out, span_make(x->got, (size_t)n), f);
}

/* The next piece of the tar. 1 with why: it cannot be read. */
static int refill(struct piping *x, struct stream *plain, char why[256], struct fault *f)
{
	int rc = stream_read_full(plain, x->piece, PIECE, &x->n, f);

	x->at = 0;
	if (rc > 0)
		(void)snprintf(why, 256, "%s", plain->why);
	if (rc != 0)
		return rc < 0 ? -1 : RUN_NOT_FOUND;
	x->ended = x->n == 0;
	x->r->spent += x->n;
	if (x->ended)
		shut(&x->filter.to);
	return x->ended ? 0 : hash_add(x->tar, span_make(x->piece, x->n), f);
}

/* A program that takes no more is left to end: what it wrote is looked at all the same. */
static void give_in(struct piping *x)
{
	ssize_t n = write(x->filter.to, x->piece + x->at, x->n - x->at);

	if (n >= 0)
		x->at += (size_t)n;
	else if (errno != EAGAIN && errno != EINTR)
		shut(&x->filter.to);
}

static int pump(struct piping *x, struct stream *plain, char why[256], struct fault *f)
{
	for (;;) {
		struct pollfd fds[2] = { { x->filter.from, POLLIN, 0 }, { x->filter.to, POLLOUT, 0 } };
		int rc = x->filter.to >= 0 && x->at == x->n && !x->ended ? refill(x, plain, why, f) : 0;

		if (rc != 0)
			return rc;
		fds[1].fd = x->filter.to;
		if (watch_stopped(x->r->o->watch))
			return fault_set(f, FAULT_INTERRUPTED, 0, "interrupted; what was rebuilt before is kept");
		if (poll(fds, 2, 500) < 0 && errno != EINTR)
			return fault_set(f, FAULT_IO, errno, "cannot wait for %s", x->p->path);
		if (fds[1].fd >= 0 && fds[1].revents != 0)
			give_in(x);
		rc = fds[0].revents != 0 ? take_out(x, f) : 0;
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
}

static int judge(struct piping *x, char why[256], struct fault *f)
{
	struct digest tar;
	bool closed = x->filter.from < 0, well = finish(&x->filter);

	if (!closed || !x->ended) /* too long, or it did not take all of the tar */
		return 0;
	if (!well) {
		(void)snprintf(why, 256, "%.200s ended with a failure", x->p->path);
		return RUN_NOT_FOUND;
	}
	if (hash_get(x->tar, &tar, f) < 0 || hash_get(x->out, &x->a->digest, f) < 0)
		return -1;
	if (digest_eq(&tar, &x->diff_id))
		x->a->over = false;
	return 0;
}

static int take_tar(void *user, struct stream *in, bool *given, char why[256], struct fault *f)
{
	struct piping *x = (struct piping *)user;
	OWNED(stream) struct stream *plain = NULL, *whole = NULL;
	int rc;

	*given = false;
	if (hash_restart(x->tar, f) < 0 || hash_restart(x->out, f) < 0 || xfrm_plain(&plain, &whole, in, &x->r->o->limits, f) < 0)
		return -1;
	x->a->size = x->n = x->at = 0;
	x->ended = false;
	if (start(&x->filter, x->p, f) < 0)
		return -1;
	rc = pump(x, plain, why, f);
	if (rc == 0)
		return judge(x, why, f);
	(void)finish(&x->filter);
	return rc;
}

int run_rebuild_run(struct rebuilding *r, const struct given_program *p, const struct digest *tar,
                    const struct digest *diff_id, struct attempt *a, uint64_t most, char why[256], struct fault *f)
{
	OWNED(hash) struct hash *tar_hash = NULL, *out_hash = NULL;
	struct piping x = { .r = r, .p = p, .a = a, .diff_id = *diff_id, .most = most };
	struct copy_taker taker = { take_tar, &x };
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	char name[DIGEST_TEXT];
	int rc;

	a->over = true;
	x.piece = (uint8_t *)malloc(2 * (size_t)PIECE);
	x.got = x.piece == NULL ? NULL : x.piece + PIECE;
	rc = x.piece == NULL ? fault_memory(f, 2 * (size_t)PIECE) : hash_new(&tar_hash, (enum digest_alg)diff_id->alg, f);
	if (rc == 0)
		rc = hash_new(&out_hash, DIGEST_SHA256, f);
	x.tar = tar_hash;
	x.out = out_hash;
	if (rc == 0)
		rc = shelf_take(r->shelf, span_of(digest_text(name, tar)), &taker, why, f);
	free(x.piece);
	(void)signal(SIGPIPE, before);
	return rc;
}
