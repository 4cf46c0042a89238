/*
 * tests/tools/oldkernel.c - `oldkernel landlock|seccomp|both PROGRAM...`: runs a program as under a kernel that lacks the
 * calls named: they fail with ENOSYS.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int both = argc > 2 && strcmp(argv[1], "both") == 0;
	unsigned landlock = both || (argc > 2 && strcmp(argv[1], "landlock") == 0) ? SYS_landlock_create_ruleset : 0xFFFFFFFFU;
	unsigned seccomp = both || (argc > 2 && strcmp(argv[1], "seccomp") == 0) ? SYS_seccomp : 0xFFFFFFFFU;
	struct sock_filter ops[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, landlock, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, seccomp, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof ops / sizeof ops[0], ops };

	if (argc < 3 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
		perror("oldkernel");
		return 2;
	}
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
