/*
 * confine/seccomp.c - a filter over system calls, written out of the lists of calls.h. No library: the filter is a list
 * of comparisons, and whoever doubts it can read it here.
 */
#include "confine/calls.h"
#include "confine/private.h"

#include "base/macros.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#define FOREIGN_NUMBERS 0x40000000u /* x32 */
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef OUR_ARCH

/* Calls that headers of the machine that builds may not know; the same number on every architecture. */
#ifndef __NR_landlock_create_ruleset
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule 445
#define __NR_landlock_restrict_self 446
#endif
#ifndef __NR_memfd_secret
#define __NR_memfd_secret 447
#endif
#ifndef __NR_fchmodat2
#define __NR_fchmodat2 452
#endif

/* Calls this architecture never had. */
#if defined(__aarch64__)
#define __NR_open -1
#define __NR_stat -1
#define __NR_lstat -1
#define __NR_access -1
#define __NR_readlink -1
#define __NR_mkdir -1
#define __NR_rmdir -1
#define __NR_unlink -1
#define __NR_rename -1
#define __NR_link -1
#define __NR_arch_prctl -1
#define __NR_getrlimit -1
#define __NR_time -1
#define __NR_poll -1
#define __NR_select -1
#define __NR_pipe -1
#define __NR_dup2 -1
#define __NR_fork -1
#define __NR_vfork -1
#define __NR_chmod -1
#define __NR_chown -1
#define __NR_lchown -1
#define __NR_utime -1
#define __NR_utimes -1
#define __NR_futimesat -1
#define __NR_symlink -1
#define __NR_mknod -1
#endif

enum { OPS_MOST = 1024 }; /* told: a fault */

struct filter {
	struct sock_filter op[OPS_MOST];
	unsigned short n;
};

enum { NR = offsetof(struct seccomp_data, nr), ARCH = offsetof(struct seccomp_data, arch) };

/* The low half of an argument; its high half lies beside it, and both are looked at where it matters. */
static uint32_t low(int argument)
{
	return (uint32_t)(offsetof(struct seccomp_data, args) + sizeof(uint64_t) * (size_t)argument +
	                  (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0));
}

static void put(struct filter *f, uint16_t code, uint32_t k, uint8_t yes, uint8_t no)
{
	if (f->n < OPS_MOST)
		f->op[f->n++] = (struct sock_filter){ code, yes, no, k };
}

static void load(struct filter *f, uint32_t at)
{
	put(f, BPF_LD | BPF_W | BPF_ABS, at, 0, 0);
}

static void give(struct filter *f, uint32_t action)
{
	put(f, BPF_RET | BPF_K, action, 0, 0);
}

static const uint32_t ALLOWED = SECCOMP_RET_ALLOW, REFUSED = SECCOMP_RET_ERRNO | EPERM, ABSENT = SECCOMP_RET_ERRNO | ENOSYS;

/* Allowed when the loaded word equals `k`; the next comparison follows. */
static void allow_word(struct filter *f, uint32_t k)
{
	put(f, BPF_JMP | BPF_JEQ | BPF_K, k, 0, 1);
	give(f, ALLOWED);
}

/* Allowed when none of these bits is set in the loaded word, refused otherwise. */
static void allow_without(struct filter *f, uint32_t bits)
{
	put(f, BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0);
	give(f, ALLOWED);
	give(f, REFUSED);
}

static void allow_only(struct filter *f, int argument, uint32_t word)
{
	load(f, low(argument));
	allow_word(f, word);
	give(f, REFUSED);
}

static void put_rule(struct filter *f, enum call_rule rule, unsigned leave)
{
	switch (rule) {
	case CALL_ANY:
		give(f, ALLOWED);
		return;
	case CALL_SELF:
		allow_only(f, 0, (uint32_t)getpid());
		return;
	case CALL_THREAD:
		load(f, low(0));
		put(f, BPF_ALU | BPF_AND | BPF_K, CLONE_THREAD | CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET, 0, 0);
#ifdef SANITIZED
		allow_word(f, 0); /* the search for leaks runs beside the process */
#endif
		allow_word(f, CLONE_THREAD);
		give(f, REFUSED);
		return;
	case CALL_DATA:
		if ((leave & CONFINE_READS_LATER) != 0) {
			give(f, ALLOWED);
			return;
		}
		load(f, low(2));
		allow_without(f, PROT_EXEC);
		return;
	case CALL_IOCTL:
	case CALL_FCNTL:
		load(f, low(1));
#define X(word, what) allow_word(f, word);
		if (rule == CALL_IOCTL) {
			CONFINE_IOCTLS(X)
		} else {
			CONFINE_FCNTLS(X)
		}
		give(f, REFUSED);
		return;
	case CALL_PRCTL:
		load(f, low(0));
		CONFINE_PRCTLS(X)
#undef X
#ifdef SANITIZED
		give(f, ALLOWED);
#else
		give(f, REFUSED);
#endif
		return;
	case CALL_ASK:
		load(f, low(2));
		put(f, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
		give(f, REFUSED);
		load(f, low(2) + 4);
		allow_word(f, 0);
		give(f, REFUSED);
		return;
	case CALL_SEAL:
	case CALL_SEALAT:
		if ((leave & CONFINE_SEAL) != 0)
			allow_only(f, rule == CALL_SEAL ? 1 : 2, 0444);
		else
			give(f, REFUSED);
		return;
	}
}

/* One call: when it is not this one, on to the next. Every rule ends in a verdict, so that the next sees the number. */
static void put_call(struct filter *f, long number, enum call_rule rule, unsigned leave)
{
	unsigned short at = f->n;

	if (number < 0)
		return;
	put(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 0);
	put_rule(f, rule, leave);
	f->op[at].jf = (uint8_t)(f->n - at - 1);
}

static void put_head(struct filter *f)
{
	load(f, ARCH);
	put(f, BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0);
	give(f, SECCOMP_RET_KILL_PROCESS); /* numbers of another architecture mean other calls */
	load(f, NR);
#ifdef FOREIGN_NUMBERS
	put(f, BPF_JMP | BPF_JGE | BPF_K, FOREIGN_NUMBERS, 0, 1);
	give(f, REFUSED);
#endif
}

static int install(struct filter *f, char why[64], struct fault *fault)
{
	struct sock_fprog program = { f->n, f->op };

	if (f->n >= OPS_MOST)
		return fault_set(fault, FAULT_INTERNAL, 0, "the filter of system calls is too long");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    (syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0 ||
	     syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0))
		return 0;
	(void)snprintf(why, 64, "%.60s", errno == ENOSYS || errno == EINVAL ? "this kernel has none" : strerror(errno));
	return 1;
}

int seccomp_wall(unsigned leave, char why[64], struct fault *fault)
{
	struct filter f = { .n = 0 };

	put_head(&f);
#define X(name, rule, reason) put_call(&f, __NR_##name, rule, leave);
	CONFINE_CALLS(X)
#ifdef SANITIZED
	CONFINE_SANITIZER_CALLS(X)
#endif
#undef X
#define X(name, reason)                                                                                                \
	if (__NR_##name >= 0) {                                                                                        \
		put(&f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)__NR_##name, 0, 1);                                       \
		give(&f, REFUSED);                                                                                     \
	}
	CONFINE_REFUSED(X)
#undef X
	give(&f, ABSENT);
	return install(&f, why, fault);
}

int seccomp_data_only(char why[64], struct fault *fault)
{
	struct filter f = { .n = 0 };

	put_head(&f);
	put_call(&f, __NR_mmap, CALL_DATA, 0);
	put_call(&f, __NR_mprotect, CALL_DATA, 0);
	give(&f, ALLOWED);
	return install(&f, why, fault);
}

#else

int seccomp_wall(unsigned leave, char why[64], struct fault *fault)
{
	(void)leave;
	(void)fault;
	(void)snprintf(why, 64, "no list of calls for this processor");
	return 1;
}

int seccomp_data_only(char why[64], struct fault *fault)
{
	return seccomp_wall(0, why, fault);
}

#endif
