import { describe, expect, it } from 'vitest';
import { buildSeccompFilter } from './seccomp-filter.ts';

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const refuse = (errno: number) => 0x00050000 | errno;
const X86_64 = 0xc000003e;
const AARCH64 = 0xc00000b7;

interface Call {
  number: number;
  architecture?: number;
  args?: readonly number[];
}

/** Runs the program as the kernel would: only the instructions of classic BPF that seccomp knows and we use. */
function decide(program: Buffer, { number, architecture = X86_64, args = [] }: Call): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(architecture, 4);
  for (const [index, value] of args.entries()) data.writeBigUInt64LE(BigInt(value), 16 + 8 * index);
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 8) {
    const value = program.readUInt32LE(at + 4);
    const jump = (holds: boolean) => 8 * program.readUInt8(at + (holds ? 2 : 3));
    const code = program.readUInt16LE(at);
    if (code === 0x06) return value;
    if (code === 0x20) accumulator = data.readUInt32LE(value);
    else if (code === 0x15) at += jump(accumulator === value);
    else if (code === 0x35) at += jump(accumulator >= value);
    else if (code === 0x45) at += jump((accumulator & value) !== 0);
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error('fell off the end');
}

const x64 = buildSeccompFilter('x64');
const arm64 = buildSeccompFilter('arm64');

describe('the system call filter', () => {
  it.each([
    ['read', { number: 0 }, ALLOW],
    ['execve', { number: 59 }, ALLOW],
    ['io_uring_setup', { number: 425 }, refuse(1)],
    ['ptrace', { number: 101 }, refuse(1)],
    ['mount', { number: 165 }, refuse(1)],
    ['unshare', { number: 272 }, refuse(1)],
    ['fork by clone', { number: 56, args: [17] }, ALLOW],
    ['a thread by clone', { number: 56, args: [0x3d0f00] }, ALLOW],
    ['clone with a user namespace', { number: 56, args: [0x10000011] }, refuse(1)],
    ['clone3', { number: 435 }, refuse(38)],
    ['a terminal size by ioctl', { number: 16, args: [0, 0x5413] }, ALLOW],
    ['TIOCSTI', { number: 16, args: [0, 0x5412] }, refuse(1)],
    ['TIOCSTI hidden by high bits', { number: 16, args: [0, 0xf_0000_5412] }, refuse(1)],
    ['a unix socket', { number: 41, args: [1, 1, 0] }, ALLOW],
    ['an IPv6 socket', { number: 41, args: [10, 1, 0] }, ALLOW],
    ['route netlink', { number: 41, args: [16, 3, 0] }, ALLOW],
    ['another netlink', { number: 41, args: [16, 3, 12] }, refuse(1)],
    ['AF_PACKET', { number: 41, args: [17, 3, 0] }, refuse(1)],
    ['AF_ALG', { number: 41, args: [38, 5, 0] }, refuse(1)],
    ['AF_VSOCK', { number: 41, args: [40, 1, 0] }, refuse(1)],
    ['any call of the x32 ABI', { number: 0x40000000 }, refuse(38)],
    ['any call of 32-bit x86', { number: 1, architecture: 0x40000003 }, KILL],
  ])('on x86_64 answers %s rightly', (_, call, expected) => {
    expect(decide(x64, call) >>> 0).toBe(expected >>> 0);
  });

  it.each([
    ['read', { number: 63 }, ALLOW],
    ['ptrace', { number: 117 }, refuse(1)],
    ['unshare', { number: 97 }, refuse(1)],
    ['setns', { number: 268 }, refuse(1)],
    ['clone with a network namespace', { number: 220, args: [0x40000011] }, refuse(1)],
    ['AF_VSOCK', { number: 198, args: [40, 1, 0] }, refuse(1)],
    ['a unix socket', { number: 198, args: [1, 1, 0] }, ALLOW],
    ['TIOCSTI', { number: 29, args: [0, 0x5412] }, refuse(1)],
  ])('on arm64 answers %s rightly', (_, call, expected) => {
    expect(decide(arm64, { ...call, architecture: AARCH64 }) >>> 0).toBe(expected >>> 0);
  });

  it('ends a process that calls with the numbers of another architecture', () => {
    expect(decide(arm64, { number: 63 }) >>> 0).toBe(KILL);
  });
});
