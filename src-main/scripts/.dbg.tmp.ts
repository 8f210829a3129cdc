import { gzipSync } from 'node:zlib';
import { unpackUpload } from './unpack.ts';
function makeTar(entries: any[], hasEnd = true): Buffer {
  const blocks = entries.flatMap(({ name, content = Buffer.alloc(0), type = '0', link = '', claimedSize }: any) => {
    const header = Buffer.alloc(512);
    header.write(String(name), 0, 100); header.write('0000644\0', 100); header.write('0000000\0', 108); header.write('0000000\0', 116);
    header.write(`${(claimedSize ?? content.length).toString(8).padStart(11, '0')}\0`, 124); header.write('00000000000\0', 136); header.write('        ', 148);
    header.write(type, 156); header.write(link, 157, 100); header.write('ustar\u000000', 257);
    header.write(`${header.reduce((s: number, b: number) => s + b, 0).toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat(hasEnd ? [...blocks, Buffer.alloc(1024)] : blocks);
}
const run = async (what: string, b: Buffer, name = 'a.tar.gz') => { const t = performance.now(); const r = await Promise.race([unpackUpload(name, b).then((f) => `ok ${f.length}`, (e) => String(e.message)), new Promise((r) => setTimeout(r, 15000, 'HANGS'))]); if (r === 'HANGS' || what) console.log(what, r, Math.round(performance.now() - t)); return r; };
const zeros = Buffer.alloc(20 * 1024 * 1024);
const bulk = gzipSync(makeTar([{ name: 'd/', type: '5', content: zeros }], false));
for (const n of [1, 3]) await run(`bulk ${n}`, Buffer.concat([...Array.from({ length: n }, () => bulk), gzipSync(makeTar([{ name: 'main.py' }]))]));
const entries = [{ name: 'main.py', content: Buffer.from('print(1)\n'.repeat(50)) }, { name: 'lib/b.py', content: Buffer.from('x') }];
const tar = makeTar(entries);
for (const cut of [0, 1, 2, 3, 100, 511, 512, 513, 600, 1023, 1024, 1536, 2048, tar.length - 1]) await run(`cut ${cut}`, gzipSync(tar.subarray(0, cut)));
