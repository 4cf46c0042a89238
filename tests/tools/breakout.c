/*
 * tests/tools/breakout.c - laid into sherd by LD_PRELOAD, it does what code of an attacker would do who came to run
 * there: from inside the first call of BREAK_AT (write: the program tells its first line; worker: a thread beside the
 * first closes a file) it tries every way out and tells on stderr how each ended: "refused NAME" or "DONE NAME".
 *
 * With BREAK_GENTLY it leaves out what would stop the test where nothing is refused. BREAK_EVIDENCE is a file of a source, BREAK_OUTSIDE a folder that no operand names, with a file "secret" in it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <unistd.h>

static atomic_int tried;
static char evidence[PATH_MAX], outside[PATH_MAX], inside_name[PATH_MAX];

/* A result below zero is a refusal; a handle is given back. */
static void told(const char *name, long result)
{
	char line[200];
	int n = snprintf(line, sizeof line, "%s %s%s%s\n", result < 0 ? "refused" : "DONE", name, result < 0 ? ": " : "",
	                 result < 0 ? strerror(errno) : "");

	(void)syscall(SYS_write, 2, line, (size_t)n);
}

static long handle(long fd)
{
	if (fd > 2)
		(void)syscall(SYS_close, fd);
	return fd;
}

static const char *in(const char *name)
{
	(void)snprintf(inside_name, sizeof inside_name, "%.3000s/%.900s", outside, name);
	return inside_name;
}

static void files(void)
{
	char secret[PATH_MAX], other[PATH_MAX];

	(void)snprintf(secret, sizeof secret, "%s", in("secret"));
	(void)snprintf(other, sizeof other, "%s", in("other"));
	told("read a file nobody named", handle(open(secret, O_RDONLY)));
	told("list a folder nobody named", handle(open(outside, O_RDONLY | O_DIRECTORY)));
	told("make a file outside", handle(open(in("made"), O_WRONLY | O_CREAT, 0600)));
	told("overwrite a file outside", handle(open(secret, O_WRONLY | O_TRUNC)));
	told("make a nameless file outside", handle(open(outside, O_RDWR | O_TMPFILE, 0600)));
	told("make a folder outside", mkdir(in("folder"), 0700));
	told("remove a file outside", unlink(in("gone")));
	told("move a file outside", rename(secret, other));
	told("link a file outside", link(secret, in("linked")));
	told("make a symbolic link", symlink("/etc/passwd", in("symlink")));
	told("make a pipe", mknod(in("fifo"), S_IFIFO | 0600, 0));
	told("truncate outside", truncate(secret, 0));
}

static void on_evidence(void)
{
	struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	int fd = open(evidence, O_RDONLY), flags = 0;
	char beside[PATH_MAX];

	(void)snprintf(beside, sizeof beside, "%.4000s.new", evidence);
	told("write to evidence", handle(open(evidence, O_WRONLY)));
	told("read and write evidence", handle(open(evidence, O_RDWR)));
	told("truncate evidence", truncate(evidence, 0));
	told("make a file in evidence", handle(open(beside, O_WRONLY | O_CREAT, 0600)));
	told("remove evidence", unlink(evidence));
	told("move evidence", rename(evidence, beside));
	told("link evidence", link(evidence, beside));
	told("change its mode", chmod(evidence, 0600));
	told("change its mode by a handle", fchmod(fd, 0600));
	told("change its owner", chown(evidence, 1, 1));
	told("change its owner by a handle", fchown(fd, 1, 1));
	told("change its times", utimensat(AT_FDCWD, evidence, times, 0));
	told("change its times by a handle", futimens(fd, times));
	told("give it an attribute", syscall(SYS_setxattr, evidence, "user.x", "y", (size_t)1, 0));
	told("give it an attribute by a handle", syscall(SYS_fsetxattr, fd, "user.x", "y", (size_t)1, 0));
	told("set its flags", ioctl(fd, FS_IOC_SETFLAGS, &flags));
	told("lease it", fcntl(fd, F_SETLEASE, F_RDLCK));
	(void)handle(fd);
}

static void network(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = 0x5000, .sin_addr = { 0x0100007f } };
	int given = getenv("BREAK_SOCKET") == NULL ? -1 : atoi(getenv("BREAK_SOCKET"));
	int pair[2];

	told("a socket of the network", handle(socket(AF_INET, SOCK_STREAM, 0)));
	told("a socket of this machine", handle(socket(AF_UNIX, SOCK_STREAM, 0)));
	told("a raw socket", handle(socket(AF_PACKET, SOCK_RAW, 0)));
	told("a pair of sockets", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	told("connect", connect(given, (struct sockaddr *)&to, sizeof to));
	told("send", send(given, "x", 1, MSG_NOSIGNAL));
}

static int nothing(void *unused)
{
	(void)unused;
	return 0;
}

static void processes(void)
{
	static char stack[65536], word[8] = "x";
	struct iovec mine = { word, sizeof word }, theirs = { word, sizeof word };
	char *argv[] = { (char *)"true", NULL };
	struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	long child = syscall(SYS_fork);

	if (child == 0)
		_exit(0);
	told("fork", child);
	told("clone a process", clone(nothing, stack + sizeof stack, SIGCHLD, NULL));
	told("clone into namespaces", clone(nothing, stack + sizeof stack, CLONE_NEWUSER | CLONE_NEWNS | SIGCHLD, NULL));
	while (child > 0 && waitpid(-1, NULL, 0) > 0)
		;
	if (getenv("BREAK_GENTLY") == NULL) { /* what would end or stop the test itself where nothing refuses it */
		told("run a program", execve("/bin/true", argv, NULL));
		told("trace", ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
		told("mount", mount("none", outside, "tmpfs", 0, NULL));
		told("change the root", chroot(outside));
		told("be somebody else", setuid(1));
	}
	told("write into another process", process_vm_writev(getppid(), &mine, 1, &theirs, 1, 0));
	told("signal another process", kill(getppid(), 0));
	told("leave the namespaces", unshare(CLONE_NEWNS));
	told("change the folder", chdir(outside));
	told("raise a limit", setrlimit(RLIMIT_CORE, &all));
	told("be dumped", prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
}

static void code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	told("memory that can be executed", page == MAP_FAILED ? -1 : 0);
	told("memory made executable", mprotect(data, 4096, PROT_READ | PROT_EXEC));
	told("a library", dlopen("libutil.so.1", RTLD_NOW) == NULL ? (errno = EPERM, -1) : 0);
	told("a file without a place", handle(syscall(SYS_memfd_create, "x", 0)));
	told("calls past the filter", handle(syscall(425 /* io_uring_setup */, 1, NULL)));
	told("a door into the kernel", syscall(SYS_bpf, 0, NULL, 0));
	told("the numbers of x32", syscall(0x40000000 | SYS_getpid));
}

static void try_all(void)
{
	const char *e = getenv("BREAK_EVIDENCE"), *o = getenv("BREAK_OUTSIDE");

	if (e == NULL || o == NULL || atomic_exchange(&tried, 1) != 0)
		return;
	(void)snprintf(evidence, sizeof evidence, "%s", e);
	(void)snprintf(outside, sizeof outside, "%s", o);
	files();
	on_evidence();
	network();
	code();
	processes();
}

static int at(const char *name)
{
	const char *where = getenv("BREAK_AT");

	return where != NULL && strcmp(where, name) == 0;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	if (fd == 1 && at("write"))
		try_all();
	return syscall(SYS_write, fd, bytes, n);
}

int close(int fd)
{
	if (at("worker") && syscall(SYS_gettid) != getpid())
		try_all();
	return (int)syscall(SYS_close, fd);
}
