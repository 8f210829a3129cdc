/**
 * The system calls a script may make, as a profile of the form the engines take. A list of what is allowed: all
 * else fails with EPERM, and what is newer than the list with ENOSYS (runc sees to that).
 *
 * Left out on purpose, though common profiles allow it: io_uring (kernel bugs; bar A2), userfaultfd, bpf, perf,
 * keyrings, ptrace and its relatives, handles, everything that mounts or makes namespaces, system clock, kernel log,
 * 32-bit calls (no subarchitectures), and socket families other than local, IPv4, IPv6 and route netlink (A3).
 */
export function makeSeccompProfile(): string {
  return JSON.stringify({
    defaultAction: 'SCMP_ACT_ERRNO',
    archMap: [
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
    ],
    syscalls: [
      { names: Object.values(allowedCalls).flatMap((names) => names.split(' ')), action: 'SCMP_ACT_ALLOW' },
      ...[AF_UNIX, AF_INET, AF_INET6].map((family) => allowWhen(['socket'], [equals(0, family)])),
      allowWhen(['socket'], [equals(0, AF_NETLINK), equals(2, NETLINK_ROUTE)]),
      allowWhen(['socketpair'], [equals(0, AF_UNIX)]),
      // clone3 hides its flags from the filter; ENOSYS makes the C library fall back to clone, which shows them.
      allowWhen(['clone'], [{ index: 0, value: NAMESPACE_FLAGS, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }]),
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
      ...[PER_LINUX, PER_LINUX32, QUERY_PERSONALITY].map((persona) => allowWhen(['personality'], [equals(0, persona)])),
    ],
  });
}

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const NETLINK_ROUTE = 0;
/** CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET. */
const NAMESPACE_FLAGS = 0x7e02_0000;
const ENOSYS = 38;
const PER_LINUX = 0;
const PER_LINUX32 = 8;
const QUERY_PERSONALITY = 0xffff_ffff;

const allowedCalls = {
  files:
    'access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr ioctl lchown lgetxattr link linkat listxattr llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat mknod mknodat newfstatat open openat openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv removexattr rename renameat renameat2 rmdir sendfile setxattr splice stat statfs statx symlink symlinkat sync_file_range syncfs tee truncate umask unlink unlinkat utime utimensat utimes write writev',
  waiting:
    'epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 inotify_add_watch inotify_init inotify_init1 inotify_rm_watch pause pipe pipe2 poll ppoll pselect6 select signalfd signalfd4 timerfd_create timerfd_gettime timerfd_settime',
  memory:
    'brk get_mempolicy madvise mbind membarrier memfd_create mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect set_mempolicy',
  processes:
    'arch_prctl capget capset execve execveat exit exit_group fork getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid ioprio_get kill pidfd_open pidfd_send_signal prctl prlimit64 rseq sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield seccomp landlock_add_rule landlock_create_ruleset landlock_restrict_self set_robust_list get_robust_list set_tid_address setfsgid setfsuid setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid setrlimit setsid setuid sysinfo tgkill times tkill uname vfork wait4 waitid futex futex_waitv',
  signals:
    'restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sigaltstack',
  time: 'alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time timer_create timer_delete timer_getoverrun timer_gettime timer_settime',
  exchange:
    'accept accept4 bind connect getpeername getrandom getsockname getsockopt listen mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd recvfrom recvmmsg recvmsg semctl semget semop semtimedop sendmmsg sendmsg sendto setsockopt shmat shmctl shmdt shmget shutdown',
};

interface ArgumentRule {
  index: number;
  value: number;
  valueTwo: number;
  op: 'SCMP_CMP_EQ' | 'SCMP_CMP_MASKED_EQ';
}

function allowWhen(names: string[], args: ArgumentRule[]): { names: string[]; action: string; args: ArgumentRule[] } {
  return { names, action: 'SCMP_ACT_ALLOW', args };
}

function equals(index: number, value: number): ArgumentRule {
  return { index, value, valueTwo: 0, op: 'SCMP_CMP_EQ' };
}
