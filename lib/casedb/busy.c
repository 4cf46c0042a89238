/* casedb/busy.c - who holds the case. */
#include "casedb/private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Who holds the lock SQLite refused us? Its locks are POSIX record locks, so the kernel knows. */
long casedb_lock_holder(const char *path)
{
	struct flock l = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	long pid = 0;

	if (fd < 0)
		return 0;
	if (fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK)
		pid = (long)l.l_pid;
	(void)close(fd);
	return pid;
}

/* Some network and user-space file systems have no locks at all: SQLite then says "busy" for ever. */
static bool without_locks(const char *path)
{
	struct flock l = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 1 };
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;

	if (fd < 0)
		return false;
	rc = fcntl(fd, F_GETLK, &l);
	rc = rc == 0 ? 0 : errno;
	(void)close(fd);
	return rc == ENOLCK || rc == ENOSYS || rc == EOPNOTSUPP || rc == EINVAL;
}

int casedb_busy(struct casedb *db, struct fault *f)
{
	long pid = casedb_lock_holder(db->path);

	if (pid <= 0 && without_locks(db->path))
		return fault_set(f, FAULT_CASE, 0, "case %s lies on a file system without locks: keep it on another", db->path);

	if (pid > 0)
		return fault_set(f, FAULT_CASE, 0,
		                 "case %s is in use by process %ld; wait for it or stop it", db->path, pid);
	return fault_set(f, FAULT_CASE, 0, "case %s is in use by another process", db->path);
}
