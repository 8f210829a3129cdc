export type FilterArchitecture = 'x64' | 'arm64';

/** What a script's processes may not ask of the kernel: numbers per architecture (Linux syscall tables). */
const deniedCalls: Readonly<Record<string, Record<FilterArchitecture, number>>> = {
  io_uring_setup: { x64: 425, arm64: 425 },
  io_uring_enter: { x64: 426, arm64: 426 },
  io_uring_register: { x64: 427, arm64: 427 },
  userfaultfd: { x64: 323, arm64: 282 },
  bpf: { x64: 321, arm64: 280 },
  perf_event_open: { x64: 298, arm64: 241 },
  keyctl: { x64: 250, arm64: 219 },
  add_key: { x64: 248, arm64: 217 },
  request_key: { x64: 249, arm64: 218 },
  ptrace: { x64: 101, arm64: 117 },
  process_vm_readv: { x64: 310, arm64: 270 },
  process_vm_writev: { x64: 311, arm64: 271 },
  kcmp: { x64: 312, arm64: 272 },
  name_to_handle_at: { x64: 303, arm64: 264 },
  open_by_handle_at: { x64: 304, arm64: 265 },
  mount: { x64: 165, arm64: 40 },
  umount2: { x64: 166, arm64: 39 },
  pivot_root: { x64: 155, arm64: 41 },
  open_tree: { x64: 428, arm64: 428 },
  move_mount: { x64: 429, arm64: 429 },
  fsopen: { x64: 430, arm64: 430 },
  fsconfig: { x64: 431, arm64: 431 },
  fsmount: { x64: 432, arm64: 432 },
  fspick: { x64: 433, arm64: 433 },
  mount_setattr: { x64: 442, arm64: 442 },
  open_tree_attr: { x64: 467, arm64: 467 },
  unshare: { x64: 272, arm64: 97 },
  setns: { x64: 308, arm64: 268 },
  quotactl: { x64: 179, arm64: 60 },
  quotactl_fd: { x64: 443, arm64: 443 },
};

const socketCall = { x64: 41, arm64: 198 };
const ioctlCall = { x64: 16, arm64: 29 };
const cloneCall = { x64: 56, arm64: 220 };
const clone3Call = 435;

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 (linux/audit.h). */
const auditArchitecture = { x64: 0xc000003e, arm64: 0xc00000b7 };
/** Numbers from here on are the x32 ABI, a second door to every call. */
const x32Bit = 0x40000000;
/** NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET (linux/sched.h). */
const cloneNamespaceFlags = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;
/** Typing into the terminal the product was started from (CVE-2017-5226, CVE-2023-1523). */
const terminalInjections = { TIOCSTI: 0x5412, TIOCLINUX: 0x541c };
const plainSocketFamilies = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 };
const netlinkFamily = 16;

/** Offsets in struct seccomp_data; arguments are 64 bits of which the low half, first in little-endian, decides. */
const numberOffset = 0;
const architectureOffset = 4;
const argumentOffset = (index: number) => 16 + 8 * index;

const allow = 0x7fff0000;
const killProcess = 0x80000000;
const failWith = (errno: number) => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;

interface Instruction {
  code: number;
  /** Instructions to leap over when the comparison holds, and when it does not. */
  ifTrue: number;
  ifFalse: number;
  value: number;
}

/**
 * The classic BPF program for `bwrap --seccomp`: the denied set of our container profile (research: security 2.3),
 * everything else allowed. clone3 hides its flags in memory where a filter cannot look, so it is said not to exist and
 * the C library falls back to clone.
 */
export function buildSeccompFilter(architecture: FilterArchitecture): Buffer {
  return assemble([
    load(architectureOffset),
    jumpIfEqual(auditArchitecture[architecture], 1, 0),
    answer(killProcess),
    load(numberOffset),
    ...(architecture === 'x64' ? [jumpIfAtLeast(x32Bit, 0, 1), answer(failWith(ENOSYS))] : []),
    ...Object.values(deniedCalls).flatMap((numbers) => [
      jumpIfEqual(numbers[architecture], 0, 1),
      answer(failWith(EPERM)),
    ]),
    jumpIfEqual(clone3Call, 0, 1),
    answer(failWith(ENOSYS)),
    ...onCall(cloneCall[architecture], [
      load(argumentOffset(0)),
      jumpIfAnyBit(cloneNamespaceFlags, 0, 1),
      answer(failWith(EPERM)),
      answer(allow),
    ]),
    ...onCall(ioctlCall[architecture], [
      load(argumentOffset(1)),
      ...Object.values(terminalInjections).flatMap((request) => [jumpIfEqual(request, 0, 1), answer(failWith(EPERM))]),
      answer(allow),
    ]),
    ...onCall(socketCall[architecture], [
      load(argumentOffset(0)),
      ...Object.values(plainSocketFamilies).flatMap((family) => [jumpIfEqual(family, 0, 1), answer(allow)]),
      jumpIfEqual(netlinkFamily, 1, 0),
      answer(failWith(EPERM)),
      load(argumentOffset(2)),
      jumpIfEqual(0, 0, 1),
      answer(allow),
      answer(failWith(EPERM)),
    ]),
    answer(allow),
  ]);
}

/** The body is entered for this call only; it must end in an answer on every way. */
function onCall(number: number, body: Instruction[]): Instruction[] {
  return [jumpIfEqual(number, 0, body.length), ...body];
}

function load(offset: number): Instruction {
  return { code: 0x20, ifTrue: 0, ifFalse: 0, value: offset };
}

function jumpIfEqual(value: number, ifTrue: number, ifFalse: number): Instruction {
  return { code: 0x15, ifTrue, ifFalse, value };
}

function jumpIfAtLeast(value: number, ifTrue: number, ifFalse: number): Instruction {
  return { code: 0x35, ifTrue, ifFalse, value };
}

function jumpIfAnyBit(value: number, ifTrue: number, ifFalse: number): Instruction {
  return { code: 0x45, ifTrue, ifFalse, value };
}

function answer(value: number): Instruction {
  return { code: 0x06, ifTrue: 0, ifFalse: 0, value };
}

/** struct sock_filter: u16 code, u8 jt, u8 jf, u32 k; both architectures are little-endian. */
function assemble(program: Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(({ code, ifTrue, ifFalse, value }, index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  });
  return bytes;
}
