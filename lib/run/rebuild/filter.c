/* run/rebuild/filter.c - this side: the program that was given, and its output as a stream. launcher.c is the other. */
#include "run/rebuild/filter.h"

#include "hash/hash.h"
#include "run/rebuild.h"
#include "run/rebuild/launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FILE_PIECE = 1 << 16, WAIT_MS = 500 };

struct run_filter {
	struct launch launch;
	struct buf told;
	char *words;
	pid_t pid;
	int to, from;
};

/* ---- which program ------------------------------------------------------------------------------- */

static int split(struct run_filter *x, const char *with, struct fault *f)
{
	size_t n = 0;
	char *rest = NULL;

	if (span_dup_cstr(span_of(with), &x->words, f) < 0)
		return -1;
	for (char *w = strtok_r(x->words, " \t", &rest); w != NULL; w = strtok_r(NULL, " \t", &rest)) {
		if (n + 1 >= COUNT(x->launch.argv))
			return fault_set(f, FAULT_USAGE, 0, "too many arguments: %s", with);
		x->launch.argv[n++] = w;
	}
	return n > 0 ? 0 : fault_set(f, FAULT_USAGE, 0, "--with wants a program and its arguments");
}

static int find(struct run_filter *x, struct buf *path, struct fault *f)
{
	static const char *const folders[] = { "/usr/local/bin", "/usr/bin", "/bin" };
	const char *name = x->launch.argv[0];
	bool bare = strchr(name, '/') == NULL;

	for (size_t i = 0; i < (bare ? COUNT(folders) : 1); i++) {
		buf_clear(path);
		if ((bare && buf_printf(path, f, "%s/", folders[i]) < 0) || buf_add_text(path, name, f) < 0)
			return -1;
		if (access(buf_cstr(path), X_OK) != 0)
			continue;
		x->launch.program = open(buf_cstr(path), O_RDONLY | O_CLOEXEC);
		if (x->launch.program >= 0)
			return 0;
	}
	return fault_set(f, FAULT_USAGE, 0, "%s is no program that can be run", name);
}

static int hash_program(int fd, struct digest *out, struct fault *f)
{
	OWNED(hash) struct hash *h = NULL;
	uint8_t piece[FILE_PIECE];
	ssize_t n;
	off_t at = 0;

	if (hash_new(&h, DIGEST_SHA256, f) < 0)
		return -1;
	while ((n = pread(fd, piece, sizeof piece, at)) > 0) {
		if (hash_add(h, span_make(piece, (size_t)n), f) < 0)
			return -1;
		at += n;
	}
	return n < 0 ? fault_set(f, FAULT_USAGE, errno, "the program cannot be read") : hash_get(h, out, f);
}

static int describe(struct run_filter *x, const char *path, struct fault *f)
{
	char name[DIGEST_TEXT];
	struct digest d;

	if (hash_program(x->launch.program, &d, f) < 0 || buf_printf(&x->told, f, "%s %s", digest_text(name, &d), path) < 0)
		return -1;
	for (size_t i = 1; x->launch.argv[i] != NULL; i++)
		if (buf_printf(&x->told, f, " %s", x->launch.argv[i]) < 0)
			return -1;
	return 0;
}

const char *run_filter_told(const struct run_filter *x)
{
	return (const char *)x->told.p;
}

static int start(struct run_filter *x, struct fault *f)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };

	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0 || (x->pid = fork()) < 0) {
		for (size_t i = 0; i < 2; i++) {
			if (in[i] >= 0)
				(void)close(in[i]);
			if (out[i] >= 0)
				(void)close(out[i]);
		}
		return fault_set(f, FAULT_IO, errno, "cannot start %s", x->launch.argv[0]);
	}
	x->launch.in = in[0];
	x->launch.out = out[1];
	if (x->pid == 0) {
		(void)close(in[1]);
		(void)close(out[0]);
		run_launcher_serve(&x->launch);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	x->to = in[1];
	x->from = out[0];
	(void)signal(SIGPIPE, SIG_IGN);
	return fcntl(x->to, F_SETFL, O_NONBLOCK) == 0 ? 0 : fault_set(f, FAULT_IO, errno, "cannot talk to %s", x->launch.argv[0]);
}

int run_filter_start(struct run_filter **out, const char *with, struct fault *f)
{
	struct run_filter *x = (struct run_filter *)calloc(1, sizeof *x);
	OWNED(buf) struct buf path = BUF_INIT;

	*out = x;
	if (x == NULL)
		return fault_memory(f, sizeof *x);
	x->launch.program = x->to = x->from = -1;
	return split(x, with, f) < 0 || find(x, &path, f) < 0 || describe(x, buf_cstr(&path), f) < 0 || start(x, f) < 0 ||
	                       buf_cstr(&x->told) == NULL
	               ? -1
	               : 0;
}

void run_filter_end(struct run_filter *x)
{
	int status;

	if (x == NULL)
		return;
	if (x->to >= 0)
		(void)close(x->to);
	if (x->from >= 0)
		(void)close(x->from);
	if (x->pid > 0)
		while (waitpid(x->pid, &status, 0) < 0 && errno == EINTR)
			;
	if (x->launch.program >= 0)
		(void)close(x->launch.program);
	buf_release(&x->told);
	free(x->words);
	free(x);
}

/* ---- its output as a stream ---------------------------------------------------------------------- */

struct filtered {
	struct stream base;
	struct run_filter *x;
	struct stream *tar;
	uint8_t piece[FRAME_HEAD + FRAME_ROOM], got[FRAME_ROOM];
	size_t n, at;         /* of the frame that goes out */
	size_t got_n, got_at; /* of what came back */
	bool ready;           /* the launcher takes the next piece */
	bool told_end, over;  /* the launcher knows the tar's end (or that we gave up); the program has ended */
	int outcome;
};

static void frame(struct filtered *s, char kind, size_t n)
{
	s->at = 0;
	s->n = FRAME_HEAD + n;
	run_frame_head(s->piece, kind, n);
}

/* The next frame to send. */
static int refill(struct filtered *s, struct fault *f)
{
	size_t n;
	int rc = stream_read_full(s->tar, s->piece + FRAME_HEAD, FRAME_ROOM, &n, f);

	if (rc < 0)
		return -1;
	if (rc > 0) {
		(void)snprintf(s->base.why, sizeof s->base.why, "%s", s->tar->why);
		s->outcome = rc;
	}
	s->told_end = rc > 0 || n == 0;
	s->ready = false;
	frame(s, rc > 0 ? FRAME_KILL : n == 0 ? FRAME_END : FRAME_DATA, s->told_end ? 0 : n);
	return 0;
}

static int send_some(struct filtered *s, struct fault *f)
{
	ssize_t n = write(s->x->to, s->piece + s->at, s->n - s->at);

	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return fault_set(f, FAULT_IO, errno, "cannot talk to %s", s->x->launch.argv[0]);
	s->at += n > 0 ? (size_t)n : 0;
	return 0;
}

/* One whole frame back: bytes, or the program's end. */
static int receive(struct filtered *s, struct fault *f)
{
	uint8_t head[FRAME_HEAD];
	size_t n;

	if (!run_frame_read(s->x->from, head, sizeof head) || (n = run_frame_size(head)) > FRAME_ROOM ||
	    !run_frame_read(s->x->from, s->got, n))
		return fault_set(f, FAULT_IO, 0, "what starts %s has ended", s->x->launch.argv[0]);
	if (head[0] == FRAME_DATA) {
		s->got_n = n;
		s->got_at = 0;
		return 0;
	}
	if (head[0] == FRAME_READY) {
		s->ready = true;
		return 0;
	}
	s->over = true;
	if (s->outcome == 0 && (head[0] == FRAME_FAILED || !s->told_end)) {
		s->outcome = STREAM_DAMAGED;
		(void)snprintf(s->base.why, sizeof s->base.why, "%.80s %s", s->x->launch.argv[0],
		               head[0] == FRAME_FAILED ? "ended with a failure" : "did not take all of it");
	}
	return 0;
}

static int turn(struct filtered *s, struct fault *f)
{
	struct pollfd fds[2] = { { s->x->from, POLLIN, 0 }, { -1, POLLOUT, 0 } };

	if (s->ready && s->at == s->n && !s->told_end && refill(s, f) < 0)
		return -1;
	fds[1].fd = s->at < s->n ? s->x->to : -1;
	if (poll(fds, 2, WAIT_MS) < 0 && errno != EINTR)
		return fault_set(f, FAULT_IO, errno, "cannot wait for %s", s->x->launch.argv[0]);
	if (fds[1].fd >= 0 && fds[1].revents != 0 && send_some(s, f) < 0)
		return -1;
	return fds[0].revents != 0 ? receive(s, f) : 0;
}

static int filtered_read(struct stream *base, void *into, size_t n, size_t *got, struct fault *f)
{
	struct filtered *s = (struct filtered *)base;

	while (s->got_at == s->got_n && !s->over)
		if (turn(s, f) < 0)
			return -1;
	*got = n < s->got_n - s->got_at ? n : s->got_n - s->got_at;
	memcpy(into, s->got + s->got_at, *got);
	s->got_at += *got;
	return *got > 0 ? 0 : s->outcome;
}

/* The launcher expects one end of each tar, and tells one end of each program. */
static void filtered_close(struct stream *base)
{
	struct filtered *s = (struct filtered *)base;
	struct fault f = FAULT_INIT;

	while (f.kind == FAULT_NONE && (!s->over || !s->told_end || s->at < s->n)) {
		if (s->at == s->n && !s->told_end) {
			s->told_end = true;
			s->ready = false;
			frame(s, FRAME_KILL, 0);
		}
		s->got_n = s->got_at = 0; /* let go */
		IGNORE(s->over ? send_some(s, &f) : turn(s, &f));
	}
	free(s);
}

static const struct stream_ops filtered_ops = { filtered_read, filtered_close };

int run_filter_stream(struct stream **out, struct run_filter *x, struct stream *tar, struct fault *f)
{
	struct filtered *s = (struct filtered *)calloc(1, sizeof *s);

	if (s == NULL)
		return fault_memory(f, sizeof *s);
	s->base.ops = &filtered_ops;
	s->x = x;
	s->tar = tar;
	frame(s, FRAME_START, 0);
	*out = &s->base;
	return 0;
}
