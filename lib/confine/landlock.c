/*
 * confine/landlock.c - files by path. Numbers and structures as in the kernel's include/uapi/linux/landlock.h, written
 * out because headers of the machine that builds may be older than the kernel that runs.
 */
#include "confine/private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef __NR_landlock_create_ruleset /* one number for every architecture */
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule 445
#define __NR_landlock_restrict_self 446
#endif

/* bit, first ABI that knows it, does it make sense for a file */
#define RIGHTS(X)                                                                                                      \
	X(EXECUTE, 0, 1, true)                                                                                         \
	X(WRITE_FILE, 1, 1, true)                                                                                      \
	X(READ_FILE, 2, 1, true)                                                                                       \
	X(READ_DIR, 3, 1, false)                                                                                       \
	X(REMOVE_DIR, 4, 1, false)                                                                                     \
	X(REMOVE_FILE, 5, 1, false)                                                                                    \
	X(MAKE_CHAR, 6, 1, false)                                                                                      \
	X(MAKE_DIR, 7, 1, false)                                                                                       \
	X(MAKE_REG, 8, 1, false)                                                                                       \
	X(MAKE_SOCK, 9, 1, false)                                                                                      \
	X(MAKE_FIFO, 10, 1, false)                                                                                     \
	X(MAKE_BLOCK, 11, 1, false)                                                                                    \
	X(MAKE_SYM, 12, 1, false)                                                                                      \
	X(REFER, 13, 2, false) /* moving between directories; ABI 1 refuses it always */                               \
	X(TRUNCATE, 14, 3, true)                                                                                       \
	X(IOCTL_DEV, 15, 5, true)

enum {
#define X(name, bit, abi, file) name = 1 << (bit),
	RIGHTS(X)
#undef X
};

enum {
	READING = READ_FILE | READ_DIR,
	WRITING = READING | WRITE_FILE | TRUNCATE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER,
};

struct ruleset_attr {
	uint64_t files;
	uint64_t net;    /* ABI 4: BIND_TCP 1, CONNECT_TCP 2 */
	uint64_t scoped; /* ABI 6: abstract sockets 1, signals 2 */
};

struct beneath_attr {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

enum { RULE_PATH_BENEATH = 1, ASK_VERSION = 1 };

static uint64_t known(int abi, bool file)
{
	uint64_t all = 0;

#define X(name, bit, from, of_file) all |= abi >= (from) && (!file || (of_file)) ? (uint64_t)(name) : 0;
	RIGHTS(X)
#undef X
	return all;
}

static size_t attr_size(int abi)
{
	return abi < 4 ? 8 : abi < 6 ? 16 : sizeof(struct ruleset_attr);
}

static uint64_t rights_of(enum confine_right r)
{
	static const uint64_t all[] = { [CONFINE_READ] = READING,
		                        [CONFINE_LIST] = READ_DIR,
		                        [CONFINE_WRITE] = WRITING,
		                        [CONFINE_DEVICE] = READ_FILE | IOCTL_DEV,
		                        [CONFINE_TALK] = READ_FILE | WRITE_FILE | IOCTL_DEV };

	return all[r];
}

static int add_path(int rules, const struct confine_path *p, uint64_t handled, int abi, struct fault *f)
{
	struct beneath_attr a = { .parent = open(p->path, O_PATH | O_CLOEXEC) };
	struct stat st;
	int rc = 0;

	if (a.parent < 0 || fstat(a.parent, &st) != 0) {
		if (a.parent >= 0)
			(void)close(a.parent);
		return 0; /* what is not there, or not for us, cannot be opened anyway */
	}
	a.allowed = rights_of(p->right) & handled & known(abi, !S_ISDIR(st.st_mode));
	if (a.allowed != 0 && syscall(__NR_landlock_add_rule, rules, RULE_PATH_BENEATH, &a, 0) != 0 && errno != EBADFD)
		rc = fault_set(f, FAULT_INTERNAL, errno, "Landlock refuses a rule for %s", p->path);
	(void)close(a.parent);
	return rc;
}

int landlock_wall(const struct confine_path *paths, size_t n, bool reads, int *abi, char why[64], struct fault *f)
{
	struct ruleset_attr a = { .net = 3, .scoped = 3 };
	int rules, rc = 0;

	*abi = (int)syscall(__NR_landlock_create_ruleset, NULL, 0, ASK_VERSION);
	if (*abi < 1) {
		*abi = 0;
		(void)snprintf(why, 64, "%s", errno == EOPNOTSUPP ? "switched off in this kernel" : "this kernel has none");
		return 0;
	}
	a.files = known(*abi, false) & ~(reads ? 0ULL : (uint64_t)READING);
	rules = (int)syscall(__NR_landlock_create_ruleset, &a, attr_size(*abi), 0);
	if (rules < 0)
		return fault_set(f, FAULT_INTERNAL, errno, "Landlock %d refuses its own rights", *abi);
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = add_path(rules, &paths[i], a.files, *abi, f);
	if (rc == 0 && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || syscall(__NR_landlock_restrict_self, rules, 0) != 0)) {
		(void)snprintf(why, 64, "refused: %.40s", strerror(errno));
		*abi = 0;
	}
	(void)close(rules);
	return rc;
}
