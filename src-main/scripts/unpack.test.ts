import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../base/errors.ts';
import { unpackUpload } from './unpack.ts';

const unzip = (...entries: ZipEntry[]) => unpackUpload('a.zip', makeZip(entries));
const untar = (...entries: TarEntry[]) => unpackUpload('a.tar.gz', gzipSync(makeTar(entries)));
const paths = (files: { path: string }[]) => files.map(({ path }) => path);

describe('an archive', () => {
  it('of either kind gives its files byte for byte', async () => {
    const content = Buffer.from([0, 1, 2, 255, 10]);
    for (const files of [
      await unzip({ name: 'main.py', content }, { name: 'data/x.bin', content }),
      await untar({ name: 'main.py', content }, { name: 'data/x.bin', content }),
    ]) {
      expect(files).toEqual([
        { path: 'main.py', content },
        { path: 'data/x.bin', content },
      ]);
    }
  });

  it('of a single folder is that folder, and what tar writes for "." is taken off', async () => {
    expect(paths(await unzip({ name: 'tool/' }, { name: 'tool/main.py' }, { name: 'tool/lib/a.py' }))).toEqual([
      'main.py',
      'lib/a.py',
    ]);
    expect(paths(await untar({ name: './', type: '5' }, { name: './main.py' }, { name: './lib/a.py' }))).toEqual([
      'main.py',
      'lib/a.py',
    ]);
  });

  it('that a person makes with long and foreign names is read', async () => {
    const long = `${'n'.repeat(120)}.py`;
    expect(paths(await untar({ name: `${'x'.repeat(90)}/a.py` }, { name: 'b.py', type: '\0' }))).toEqual([
      `${'x'.repeat(90)}/a.py`,
      'b.py',
    ]);
    expect(paths(await untar({ name: pax('path', long), type: 'x' }, { name: 'short.py' }, { name: 'c.py' }))).toEqual([
      long,
      'c.py',
    ]);
    expect(paths(await unzip({ name: 'č/ž.py' }, { name: 'b.py' }))).toEqual(['č/ž.py', 'b.py']);
  });
});

describe('J1 zip and tar slip', () => {
  const hostileNames = [
    '../evil.py',
    'a/../../evil.py',
    '/etc/evil.py',
    'C:evil.py',
    'C:/evil.py',
    'a\\..\\evil.py',
    '..',
    'a/..',
    'a//b.py',
    'a\u0000.py',
    'a\n.py',
    'con.py',
    '-rf',
    `${'n'.repeat(300)}.py`,
    '\u202egpj.py',
    'a/./b.py',
    'a. /b.py',
  ];

  it.each(hostileNames)('a zip with the name %j is refused by name', async (name) => {
    await expectRefused(unzip({ name: 'main.py' }, { name }));
  });

  // extended headers are lines of text that end at NUL: such names cannot be said in them
  it.each(hostileNames.filter((name) => !/[\0\n]/.test(name)))(
    'a tar with the name %j is refused by name',
    async (name) => {
      await expectRefused(untar({ name: 'main.py' }, { name: pax('path', name), type: 'x' }, { name: 'x' }));
      if (Buffer.byteLength(name) <= 100) await expectRefused(untar({ name: 'main.py' }, { name }));
    },
  );

  it.each([
    ['a symbolic link', 0o120777],
    ['a character device', 0o020666],
    ['a block device', 0o060666],
    ['a pipe', 0o010666],
    ['a socket', 0o140777],
  ])('a zip with %s is refused, also where it looks like a folder', async (_what, mode) => {
    await expectRefused(unzip({ name: 'link', content: Buffer.from('/etc'), mode }), /link or a device/);
    await expectRefused(unzip({ name: 'link/', mode }, { name: 'main.py' }), /link or a device/);
  });

  it.each([
    ['SymbolicLink', '2'],
    ['Link', '1'],
    ['CharacterDevice', '3'],
    ['BlockDevice', '4'],
    ['FIFO', '6'],
  ])('a tar with a %s is refused, before what would go through it', async (what, type) => {
    await expectRefused(
      untar({ name: 'out', type, link: '12'.includes(type) ? '/etc' : '' }, { name: 'out/passwd' }),
      new RegExp(`is a ${what}`),
    );
    await expectRefused(
      untar({ name: 'main.py' }, { name: pax('linkpath', '/etc/passwd'), type: 'x' }, { name: 'out', type, link: 'x' }),
    );
  });

  it('a name given twice is refused, also in two forms of the same letters', async () => {
    for (const twice of [
      ['a.py', 'a.py'],
      ['caf\u00e9.py', 'cafe\u0301.py'],
    ] as const) {
      await expectRefused(unzip({ name: twice[0] }, { name: twice[1] }), /twice/);
      await expectRefused(untar({ name: twice[0] }, { name: twice[1] }), /twice/);
    }
    await expectRefused(untar({ name: 'a.py' }, { name: './a.py' }), /twice/);
  });

  it('nothing is written anywhere', async () => {
    const before = readdirSync(tmpdir()).filter((name) => /evil|main\.py|passwd/.test(name));
    await unzip({ name: 'main.py' }, { name: 'b.py' });
    await expectRefused(unzip({ name: '../main.py' }));
    expect(readdirSync(tmpdir()).filter((name) => /evil|main\.py|passwd/.test(name))).toEqual(before);
  });
});

describe('J2 bombs', () => {
  const zeros = Buffer.alloc(20 * 1024 * 1024);

  it('content more than 100 times the archive is stopped while it inflates', async () => {
    await expectRefused(unzip({ name: 'zeros', content: zeros }), /more than 100 times/);
    await expectRefused(untar({ name: 'zeros', content: zeros }), /more than 100 times/);
  });

  it('sizes that lie do not help: what comes out counts', async () => {
    await expectRefused(unzip({ name: 'zeros', content: zeros, claimedSize: 10 }));
    await expectRefused(unzip({ name: 'small', content: Buffer.from('x'), claimedSize: 4_000_000_000 }));
    await expectRefused(untar({ name: 'short', content: Buffer.from('x'), claimedSize: 8_000_000_000 }));
  });

  it('many entries that share their bytes count each time', async () => {
    const shared = makeZip(
      Array.from({ length: 200 }, (_, n) => ({
        name: `copy ${n}`,
        content: zeros.subarray(0, 1024 * 1024),
        sharesBytes: n > 0,
      })),
    );
    expect(shared.length).toBeLessThan(100_000);
    await expectRefused(unpackUpload('a.zip', shared), /more than 100 times/);
  });

  it('more than 200 MiB is too much, however well it does not compress', async () => {
    const noise = Buffer.alloc(4 * 1024 * 1024, crc32('noise').toString(36));
    for (let at = 0; at < noise.length; at += 64) noise.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
    const entries = Array.from({ length: 51 }, (_, n) => ({
      name: `f${n}`,
      content: noise,
      isStored: true,
      sharesBytes: n > 0,
    }));
    await expectRefused(unpackUpload('a.zip', makeZip(entries)), /past 209715200 bytes/);
  });

  it('100,000 entries are refused soon, files as well as folders', async () => {
    const many = (suffix: string, more: object) =>
      Array.from({ length: 100_000 }, (_, n) => ({ name: `${n}${suffix}`, ...more }));
    const archives: [string, Buffer][] = [
      ['a.zip', makeZip(many('', { isStored: true }))],
      ['a.zip', makeZip(many('/', { isStored: true }))],
      ['a.tgz', gzipSync(makeTar(many('', {})), { level: 1 })],
      ['a.tgz', gzipSync(makeTar(many('/', { type: '5' })), { level: 1 })],
    ];
    for (const [name, bytes] of archives) {
      const since = performance.now();
      await expectRefused(unpackUpload(name, bytes), /at most 5000/);
      expect(performance.now() - since).toBeLessThan(10_000);
    }
  }, 60_000);

  it('exactly 5,000 files are allowed', async () => {
    const entries = Array.from({ length: 5_000 }, (_, n) => ({ name: `f${n}.txt`, isStored: true }));
    expect((await unpackUpload('a.zip', makeZip(entries))).length).toBe(5_000);
    expect((await unpackUpload('a.tgz', gzipSync(makeTar(entries)))).length).toBe(5_000);
  });

  it('a tar compressed twice is refused', async () => {
    const twice = gzipSync(gzipSync(makeTar([{ name: 'main.py' }])));
    await expectRefused(unpackUpload('a.tar.gz', twice), /twice/);
  });

  it('what follows the end of a tar is not even unpacked', async () => {
    const end = gzipSync(makeTar([{ name: 'main.py' }, { name: 'b.py' }]));
    const bulk = gzipSync(zeros);
    const since = performance.now();
    const files = await unpackUpload('a.tar.gz', Buffer.concat([end, ...Array.from({ length: 100 }, () => bulk)]));
    expect(paths(files)).toEqual(['main.py', 'b.py']);
    expect(performance.now() - since).toBeLessThan(5_000);
  });

  it('bulk in headers, which are no files, is limited too', async () => {
    const comment = { name: pax('comment', 'x'.repeat(900_000)), type: 'x' };
    const block = gzipSync(makeTar([comment, { name: 'f.py' }], false), { level: 1 });
    await expectRefused(unpackUpload('a.tar.gz', Buffer.concat(Array.from({ length: 300 }, () => block))));
  });
});

describe('what is no archive', () => {
  it.each(['a.zip', 'a.tar.gz', 'a.tgz'])('%s with anything in it is refused, and always answered', async (name) => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('hello'),
      Buffer.alloc(10_000),
      gzipSync('hello'),
      gzipSync(Buffer.alloc(100_000)),
      Buffer.from('PK\u0003\u0004'),
      gzipSync(makeTar([])),
    ]) {
      await expectRefused(unpackUpload(name, bytes));
    }
  });

  it.each(['a.exe', 'a', '', 'a.zip.exe', 'a.rar'])('a name such as %j is refused', async (name) => {
    await expectRefused(unpackUpload(name, Buffer.from('x')));
  });

  it('a damaged archive is refused or read, never left hanging or answered otherwise', async () => {
    const entries = [
      { name: 'main.py', content: Buffer.from('print(1)\n'.repeat(50)) },
      { name: 'lib/b.py', content: Buffer.from('x') },
    ];
    const originals = { 'a.zip': makeZip(entries), 'a.tar.gz': gzipSync(makeTar(entries)), tar: makeTar(entries) };
    const damage = fc.record({
      which: fc.constantFrom('a.zip' as const, 'a.tar.gz' as const, 'tar' as const),
      at: fc.nat(),
      value: fc.nat(255),
      cut: fc.option(fc.nat()),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ which, at, value, cut }) => {
        const bytes = Buffer.from(originals[which]);
        bytes[at % bytes.length] = value;
        const damaged = cut === null ? bytes : bytes.subarray(0, cut % bytes.length);
        const [name, upload] = which === 'tar' ? ['a.tar.gz', gzipSync(damaged)] : [which, damaged];
        const result = await Promise.race([
          unpackUpload(name, upload).catch((error: unknown) => error),
          new Promise((resolve) => setTimeout(resolve, 5_000, 'hangs').unref()),
        ]);
        expect(Array.isArray(result) || (result instanceof AppError && result.code === 'invalid'), String(result)).toBe(
          true,
        );
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

async function expectRefused(unpacking: Promise<unknown>, reason = /./): Promise<void> {
  const error = await unpacking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  const { code, message, errors } = error as AppError; // as just seen
  expect(code).toBe('invalid');
  expect(message).toMatch(reason);
  expect(errors).toEqual([{ path: 'artifact', message: expect.any(String) }]);
}

interface ZipEntry {
  name: string;
  content?: Buffer;
  mode?: number;
  /** What the headers say of the size. */
  claimedSize?: number;
  isStored?: boolean;
  /** Points at the bytes of the entry before. */
  sharesBytes?: boolean;
}

/** A zip by hand (APPNOTE 6.3), so that it may say anything. */
function makeZip(entries: ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  let localAt = 0;
  let packed: Buffer = Buffer.alloc(0);
  for (const {
    name,
    content = Buffer.alloc(0),
    mode = 0,
    claimedSize = content.length,
    isStored = false,
    sharesBytes = false,
  } of entries) {
    const nameBytes = Buffer.from(name);
    const sum = sharesBytes ? 0 : crc32(content);
    if (!sharesBytes) packed = isStored ? content : deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2); // names are UTF-8
    common.writeUInt16LE(isStored ? 0 : 8, 4);
    common.writeUInt32LE(sum, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedSize, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    if (!sharesBytes) {
      localAt = offset;
      const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, nameBytes, packed]);
      locals.push(local);
      offset += local.length;
    }
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(mode * 0x10000, 6);
    tail.writeUInt32LE(localAt, 10);
    directory.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, tail, nameBytes);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  const isLarge = entries.length > 0xffff;
  end.writeUInt16LE(isLarge ? 0xffff : entries.length, 4);
  end.writeUInt16LE(isLarge ? 0xffff : entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  const zip64 = isLarge ? makeZip64End(entries.length, central.length, offset) : Buffer.alloc(0);
  return Buffer.concat([...locals, central, zip64, Buffer.from('PK\u0005\u0006'), end]);
}

function makeZip64End(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(52);
  record.writeBigUInt64LE(44n, 0);
  record.writeBigUInt64LE(BigInt(count), 20);
  record.writeBigUInt64LE(BigInt(count), 28);
  record.writeBigUInt64LE(BigInt(size), 36);
  record.writeBigUInt64LE(BigInt(offset), 44);
  const locator = Buffer.alloc(16);
  locator.writeBigUInt64LE(BigInt(offset + size), 4);
  locator.writeUInt32LE(1, 12);
  return Buffer.concat([Buffer.from('PK\u0006\u0006'), record, Buffer.from('PK\u0006\u0007'), locator]);
}

interface TarEntry {
  name: string | Buffer;
  content?: Buffer;
  type?: string;
  link?: string;
  claimedSize?: number;
}

/** An extended header (POSIX.1-2001) that gives the next entry another value. */
function pax(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest) + 1;
  while (String(length).length + Buffer.byteLength(rest) !== length)
    length = String(length).length + Buffer.byteLength(rest);
  return Buffer.from(`${length}${rest}`);
}

/** A tar by hand (ustar), so that it may say anything. For type `x` the name is the content. */
function makeTar(entries: TarEntry[], hasEnd = true): Buffer {
  const blocks = entries.flatMap(({ name, content: given = Buffer.alloc(0), type = '0', link = '', claimedSize }) => {
    const content = type === 'x' ? Buffer.from(name) : given;
    const header = Buffer.alloc(512);
    header.write(type === 'x' ? 'PaxHeader' : String(name), 0, 100);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${(claimedSize ?? content.length).toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157, 100);
    header.write('ustar\u000000', 257);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat(hasEnd ? [...blocks, Buffer.alloc(1_024)] : blocks);
}
