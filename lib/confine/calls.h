/*
 * confine/calls.h - every system call a confined process may make, and for what; and those it is refused, and why.
 * sherd-formats(7), "Confinement", shows both lists; tests/lint compares. A call in neither list fails as if the kernel
 * did not have it (ENOSYS), so that a C library newer than this list falls back on what it did before.
 */
#ifndef CONFINE_CALLS_H
#define CONFINE_CALLS_H

/* How a call of the first list is looked at. */
enum call_rule {
	CALL_ANY,    /* whatever its arguments: what it reaches is bound by its descriptor, or by Landlock */
	CALL_SELF,   /* the first argument is this process */
	CALL_THREAD, /* a thread, never a process */
	CALL_DATA,   /* no memory that can be executed (third argument without PROT_EXEC), once libraries are loaded */
	CALL_IOCTL,  /* requests of CONFINE_IOCTLS */
	CALL_FCNTL,  /* commands of CONFINE_FCNTLS */
	CALL_PRCTL,  /* options of CONFINE_PRCTLS */
	CALL_ASK,    /* a limit is asked for, not set (third argument 0) */
	CALL_SEAL,   /* mode 0444 in the second argument, and only where a folder is sealed */
	CALL_SEALAT, /* the same in the third */
};

/* system call, rule, what it is for */
#define CONFINE_CALLS(X)                                                                                               \
	X(read, CALL_ANY, "evidence, the case")                                                                        \
	X(pread64, CALL_ANY, "evidence at an address, pages of the case")                                              \
	X(readv, CALL_ANY, "stdio")                                                                                    \
	X(preadv, CALL_ANY, "evidence at an address")                                                                  \
	X(write, CALL_ANY, "what is told, outputs")                                                                    \
	X(pwrite64, CALL_ANY, "pages of the case, outputs")                                                            \
	X(writev, CALL_ANY, "stdio")                                                                                   \
	X(lseek, CALL_ANY, "sizes, stdio")                                                                             \
	X(open, CALL_ANY, "bound by Landlock")                                                                         \
	X(openat, CALL_ANY, "bound by Landlock")                                                                       \
	X(close, CALL_ANY, "what was opened")                                                                          \
	X(dup, CALL_ANY, "a second handle of what is open")                                                            \
	X(dup2, CALL_ANY, "stdout is given back by the pager")                                                         \
	X(dup3, CALL_ANY, "stdout is given back by the pager")                                                         \
	X(fcntl, CALL_FCNTL, "locks of the case, flags of descriptors")                                                \
	X(stat, CALL_ANY, "what entries are")                                                                          \
	X(fstat, CALL_ANY, "what entries are")                                                                         \
	X(lstat, CALL_ANY, "what entries are")                                                                         \
	X(newfstatat, CALL_ANY, "what entries are")                                                                    \
	X(statx, CALL_ANY, "what entries are, time of birth")                                                          \
	X(statfs, CALL_ANY, "the kind of file system evidence lies on")                                                \
	X(fstatfs, CALL_ANY, "the kind of file system evidence lies on")                                               \
	X(access, CALL_ANY, "is it there")                                                                             \
	X(faccessat, CALL_ANY, "is it there")                                                                          \
	X(faccessat2, CALL_ANY, "is it there")                                                                         \
	X(readlink, CALL_ANY, "symbolic links are told, not followed")                                                 \
	X(readlinkat, CALL_ANY, "symbolic links are told, not followed")                                               \
	X(getdents64, CALL_ANY, "entries of a directory")                                                              \
	X(getcwd, CALL_ANY, "absolute paths for the record")                                                           \
	X(mkdir, CALL_ANY, "folders of outputs; bound by Landlock")                                                    \
	X(mkdirat, CALL_ANY, "folders of outputs; bound by Landlock")                                                  \
	X(rmdir, CALL_ANY, "an output that failed, the report before; bound by Landlock")                              \
	X(unlink, CALL_ANY, "journals of the case; bound by Landlock")                                                 \
	X(unlinkat, CALL_ANY, "the same below a folder; bound by Landlock")                                            \
	X(rename, CALL_ANY, "an output gets its final name; bound by Landlock")                                        \
	X(renameat, CALL_ANY, "an output gets its final name; bound by Landlock")                                      \
	X(renameat2, CALL_ANY, "an output gets its final name; bound by Landlock")                                     \
	X(link, CALL_ANY, "a name that must not replace another; bound by Landlock")                                   \
	X(linkat, CALL_ANY, "a name that must not replace another; bound by Landlock")                                 \
	X(ftruncate, CALL_ANY, "journals, files in work; needs a handle for writing")                                  \
	X(fallocate, CALL_ANY, "room for outputs; needs a handle for writing")                                         \
	X(fsync, CALL_ANY, "what is written is on the disk")                                                           \
	X(fdatasync, CALL_ANY, "what is written is on the disk")                                                       \
	X(flock, CALL_ANY, "a folder that another export writes to")                                                                        \
	X(syncfs, CALL_ANY, "what is written is on the disk")                                                          \
	X(sync_file_range, CALL_ANY, "outputs go to the disk steadily")                                                \
	X(fadvise64, CALL_ANY, "reading ahead")                                                                        \
	X(umask, CALL_ANY, "modes of new files, of this process alone")                                                \
	X(fchmod, CALL_SEAL, "sealed files are read-only")                                                             \
	X(fchmodat, CALL_SEALAT, "sealed files are read-only")                                                         \
	X(ioctl, CALL_IOCTL, "is it a terminal, how large is a block device")                                          \
	X(mmap, CALL_DATA, "memory")                                                                                   \
	X(mprotect, CALL_DATA, "memory of threads")                                                                    \
	X(munmap, CALL_ANY, "memory")                                                                                  \
	X(mremap, CALL_ANY, "memory")                                                                                  \
	X(madvise, CALL_ANY, "memory")                                                                                 \
	X(brk, CALL_ANY, "memory")                                                                                     \
	X(clone, CALL_THREAD, "workers")                                                                               \
	X(set_robust_list, CALL_ANY, "threads")                                                                        \
	X(set_tid_address, CALL_ANY, "threads")                                                                        \
	X(rseq, CALL_ANY, "threads")                                                                                   \
	X(membarrier, CALL_ANY, "threads")                                                                             \
	X(arch_prctl, CALL_ANY, "threads")                                                                             \
	X(futex, CALL_ANY, "locks of threads")                                                                         \
	X(sched_yield, CALL_ANY, "locks of threads")                                                                   \
	X(sched_getaffinity, CALL_ANY, "how many cores")                                                               \
	X(sysinfo, CALL_ANY, "how much memory")                                                                        \
	X(prlimit64, CALL_ASK, "how many descriptors")                                                                 \
	X(getrlimit, CALL_ANY, "how many descriptors")                                                                 \
	X(getrusage, CALL_ANY, "what a run cost")                                                                      \
	X(rt_sigaction, CALL_ANY, "a second SIGINT ends at once")                                                      \
	X(rt_sigprocmask, CALL_ANY, "threads leave signals to the first")                                              \
	X(rt_sigreturn, CALL_ANY, "the end of a handler")                                                              \
	X(sigaltstack, CALL_ANY, "handlers")                                                                           \
	X(restart_syscall, CALL_ANY, "after a stop and SIGCONT")                                                       \
	X(wait4, CALL_ANY, "the end of the pager, which was started before")                                           \
	X(kill, CALL_SELF, "ending oneself")                                                                           \
	X(tgkill, CALL_SELF, "abort() of the C library, of this process alone")                                        \
	X(exit, CALL_ANY, "the end of a thread")                                                                       \
	X(exit_group, CALL_ANY, "the end")                                                                             \
	X(getpid, CALL_ANY, "who we are, for the record")                                                              \
	X(gettid, CALL_ANY, "who we are, for the record")                                                              \
	X(getppid, CALL_ANY, "who we are, for the record")                                                             \
	X(getuid, CALL_ANY, "who we are, for the record")                                                              \
	X(geteuid, CALL_ANY, "who we are, for the record")                                                             \
	X(getgid, CALL_ANY, "who we are, for the record")                                                              \
	X(getegid, CALL_ANY, "who we are, for the record")                                                             \
	X(uname, CALL_ANY, "where we are, for the record")                                                             \
	X(clock_gettime, CALL_ANY, "times of the record, progress")                                                    \
	X(clock_getres, CALL_ANY, "times of the record")                                                               \
	X(gettimeofday, CALL_ANY, "times of the record")                                                               \
	X(time, CALL_ANY, "times of the record")                                                                       \
	X(times, CALL_ANY, "what a run cost")                                                                          \
	X(nanosleep, CALL_ANY, "waiting")                                                                              \
	X(clock_nanosleep, CALL_ANY, "waiting")                                                                        \
	X(poll, CALL_ANY, "waiting for a passphrase")                                                                  \
	X(ppoll, CALL_ANY, "waiting")                                                                                  \
	X(select, CALL_ANY, "waiting")                                                                                 \
	X(pselect6, CALL_ANY, "waiting")                                                                               \
	X(getrandom, CALL_ANY, "salts of hash tables, nonces of time-stamps")                                          \
	X(prctl, CALL_PRCTL, "names of threads, no new privileges")                                                    \
	X(landlock_create_ruleset, CALL_ANY, "the second wall: it can only take away")                                 \
	X(landlock_add_rule, CALL_ANY, "the second wall: it can only take away")                                       \
	X(landlock_restrict_self, CALL_ANY, "the second wall: it can only take away")                                  \
	X(seccomp, CALL_ANY, "the second wall: it can only take away")

/* What a sanitizer's runtime does besides, in builds with one (MODE=asan, MODE=tsan). */
#define CONFINE_SANITIZER_CALLS(X)                                                                                     \
	X(ptrace, CALL_ANY, "the search for leaks stops the other threads")                                            \
	X(getdents, CALL_ANY, "the search for leaks lists the threads")                                                \
	X(process_vm_readv, CALL_ANY, "the search for leaks")                                                          \
	X(personality, CALL_ANY, "where shadow memory lies")                                                           \
	X(pipe2, CALL_ANY, "is this address readable")                                                                 \
	X(pipe, CALL_ANY, "is this address readable")                                                                  \
	X(rt_sigtimedwait, CALL_ANY, "signals of the runtime")

/* system call, why it is refused: EPERM */
#define CONFINE_REFUSED(X)                                                                                             \
	X(execve, "no program is run")                                                                                 \
	X(execveat, "no program is run")                                                                               \
	X(fork, "no process is started")                                                                               \
	X(vfork, "no process is started")                                                                              \
	X(socket, "no network, ever")                                                                                  \
	X(socketpair, "no network, ever")                                                                              \
	X(connect, "no network, ever")                                                                                 \
	X(bind, "no network, ever")                                                                                    \
	X(listen, "no network, ever")                                                                                  \
	X(accept, "no network, ever")                                                                                  \
	X(accept4, "no network, ever")                                                                                 \
	X(sendto, "no network, ever")                                                                                  \
	X(sendmsg, "no network, ever")                                                                                 \
	X(sendmmsg, "no network, ever")                                                                                \
	X(recvfrom, "no network, ever")                                                                                \
	X(recvmsg, "no network, ever")                                                                                 \
	X(recvmmsg, "no network, ever")                                                                                \
	X(chmod, "metadata of evidence stay as they are")                                                              \
	X(fchmodat2, "metadata of evidence stay as they are")                                                          \
	X(chown, "metadata of evidence stay as they are")                                                              \
	X(lchown, "metadata of evidence stay as they are")                                                             \
	X(fchown, "metadata of evidence stay as they are")                                                             \
	X(fchownat, "metadata of evidence stay as they are")                                                           \
	X(utime, "metadata of evidence stay as they are")                                                              \
	X(utimes, "metadata of evidence stay as they are")                                                             \
	X(futimesat, "metadata of evidence stay as they are")                                                          \
	X(utimensat, "metadata of evidence stay as they are")                                                          \
	X(setxattr, "metadata of evidence stay as they are")                                                           \
	X(lsetxattr, "metadata of evidence stay as they are")                                                          \
	X(fsetxattr, "metadata of evidence stay as they are")                                                          \
	X(removexattr, "metadata of evidence stay as they are")                                                        \
	X(lremovexattr, "metadata of evidence stay as they are")                                                       \
	X(fremovexattr, "metadata of evidence stay as they are")                                                       \
	X(truncate, "outputs are written through handles")                                                             \
	X(symlink, "no command makes one")                                                                             \
	X(symlinkat, "no command makes one")                                                                           \
	X(mknod, "no command makes one")                                                                               \
	X(mknodat, "no command makes one")                                                                             \
	X(open_by_handle_at, "opens past every path")                                                                  \
	X(name_to_handle_at, "opens past every path")                                                                  \
	X(mount, "the view of the file systems stays")                                                                 \
	X(umount2, "the view of the file systems stays")                                                               \
	X(pivot_root, "the view of the file systems stays")                                                            \
	X(chroot, "the view of the file systems stays")                                                                \
	X(chdir, "paths given on the command line stay what they are")                                                 \
	X(fchdir, "paths given on the command line stay what they are")                                                \
	X(unshare, "the view of the system stays")                                                                     \
	X(setns, "the view of the system stays")                                                                       \
	X(open_tree, "the view of the file systems stays")                                                             \
	X(move_mount, "the view of the file systems stays")                                                            \
	X(fsopen, "the view of the file systems stays")                                                                \
	X(fsmount, "the view of the file systems stays")                                                               \
	X(mount_setattr, "the view of the file systems stays")                                                         \
	X(swapon, "not ours")                                                                                          \
	X(ptrace, "other processes are left alone")                                                                    \
	X(process_vm_readv, "other processes are left alone")                                                          \
	X(personality, "the view of the system stays")                                                                 \
	X(process_vm_writev, "other processes are left alone")                                                         \
	X(kcmp, "other processes are left alone")                                                                      \
	X(pidfd_getfd, "other processes are left alone")                                                               \
	X(pidfd_open, "other processes are left alone")                                                                \
	X(pidfd_send_signal, "other processes are left alone")                                                         \
	X(tkill, "other processes are left alone")                                                                     \
	X(rt_sigqueueinfo, "other processes are left alone")                                                           \
	X(rt_tgsigqueueinfo, "other processes are left alone")                                                         \
	X(setpriority, "other processes are left alone")                                                               \
	X(setrlimit, "bounds stay as they were set")                                                                   \
	X(bpf, "a door into the kernel")                                                                               \
	X(perf_event_open, "a door into the kernel")                                                                   \
	X(userfaultfd, "a door into the kernel")                                                                       \
	X(io_uring_setup, "calls past this filter")                                                                    \
	X(io_uring_enter, "calls past this filter")                                                                    \
	X(io_uring_register, "calls past this filter")                                                                 \
	X(memfd_create, "a file without a place")                                                                      \
	X(memfd_secret, "a file without a place")                                                                      \
	X(pkey_mprotect, "no memory that can be executed")                                                             \
	X(keyctl, "keys of the kernel")                                                                                \
	X(add_key, "keys of the kernel")                                                                               \
	X(request_key, "keys of the kernel")                                                                           \
	X(init_module, "the system stays")                                                                             \
	X(finit_module, "the system stays")                                                                            \
	X(delete_module, "the system stays")                                                                           \
	X(kexec_load, "the system stays")                                                                              \
	X(kexec_file_load, "the system stays")                                                                         \
	X(reboot, "the system stays")                                                                                  \
	X(settimeofday, "the clock stays")                                                                             \
	X(clock_settime, "the clock stays")                                                                            \
	X(clock_adjtime, "the clock stays")                                                                            \
	X(adjtimex, "the clock stays")                                                                                 \
	X(sethostname, "the system stays")                                                                             \
	X(setdomainname, "the system stays")                                                                           \
	X(acct, "the system stays")                                                                                    \
	X(quotactl, "the system stays")                                                                                \
	X(setuid, "who we are stays")                                                                                  \
	X(setgid, "who we are stays")                                                                                  \
	X(setreuid, "who we are stays")                                                                                \
	X(setregid, "who we are stays")                                                                                \
	X(setresuid, "who we are stays")                                                                               \
	X(setresgid, "who we are stays")                                                                               \
	X(setgroups, "who we are stays")                                                                               \
	X(capset, "who we are stays")                                                                                  \
	X(shmget, "no memory is shared")                                                                               \
	X(shmat, "no memory is shared")                                                                                \
	X(msgget, "no messages are sent")                                                                              \
	X(mq_open, "no messages are sent")

#define CONFINE_IOCTLS(X) /* request, what for */                                                                      \
	X(0x5401, "TCGETS: is it a terminal")                                                                          \
	X(0x5402, "TCSETS: a passphrase is not shown")                                                                 \
	X(0x5403, "TCSETSW")                                                                                           \
	X(0x5404, "TCSETSF")                                                                                           \
	X(0x802c542a, "TCGETS2")                                                                                       \
	X(0x402c542b, "TCSETS2")                                                                                       \
	X(0x402c542c, "TCSETSW2")                                                                                      \
	X(0x402c542d, "TCSETSF2")                                                                                      \
	X(0x5413, "TIOCGWINSZ: how wide is the terminal")                                                              \
	X(0x541B, "FIONREAD")                                                                                          \
	X(0x80081272, "BLKGETSIZE64: how large is the device")                                                         \
	X(0x1268, "BLKSSZGET: its sectors")

#define CONFINE_FCNTLS(X)                                                                                              \
	X(0, "F_DUPFD")                                                                                                \
	X(1, "F_GETFD")                                                                                                \
	X(2, "F_SETFD")                                                                                                \
	X(3, "F_GETFL")                                                                                                \
	X(4, "F_SETFL")                                                                                                \
	X(5, "F_GETLK: who holds the case")                                                                            \
	X(6, "F_SETLK: the case is ours")                                                                              \
	X(7, "F_SETLKW")                                                                                               \
	X(36, "F_OFD_GETLK")                                                                                           \
	X(37, "F_OFD_SETLK")                                                                                           \
	X(38, "F_OFD_SETLKW")                                                                                          \
	X(1030, "F_DUPFD_CLOEXEC")

#define CONFINE_PRCTLS(X)                                                                                              \
	X(15, "PR_SET_NAME")                                                                                           \
	X(16, "PR_GET_NAME")                                                                                           \
	X(38, "PR_SET_NO_NEW_PRIVS")                                                                                   \
	X(0x53564d41, "PR_SET_VMA: names of memory")

#endif
