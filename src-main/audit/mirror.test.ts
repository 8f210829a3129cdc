import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuditEntry } from '#contract/audit.ts';
import { makeTestFolder } from '../db/open-test-database.ts';
import { toEntryLine } from './entry-line.ts';
import { exportAudit } from './export-audit.ts';
import { openMirror } from './mirror.ts';
import { openTestAudit } from './open-test-audit.ts';
import { readEntries, verifyAudit } from './verify-audit.ts';

function entryOf(seq: number, name = 'thing'): AuditEntry {
  const who = { type: 'user' as const, id: 'u', name };
  return {
    seq,
    at: '2026-01-15T12:00:00.000Z',
    boot: 'b',
    actor: who,
    via: 'cli',
    requestId: 'r',
    action: 'a.b',
    resource: { type: 't', id: 'i', name },
    outcome: 'ok',
    details: {},
    prevHash: 'p',
    hash: 'h',
  };
}

const seqsOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => /"seq":(\d+)/.exec(line)?.[1] ?? [])
    .map(Number);

function openAudit(dataDir: string) {
  const bed = openTestAudit(undefined, { dataDir });
  const act = (count: number, name = 'thing') => {
    for (let n = 0; n < count; n++) {
      bed.audit.transact({ actor: { type: 'user', id: 'u', name }, via: 'http', requestId: 'r' }, ({ record }) =>
        record({ action: 'a.b', resource: { type: 't', id: String(n), name }, details: { name } }),
      );
    }
  };
  return { ...bed, act };
}

describe('G6 names that want to be something else', () => {
  const names = [
    'a\n{"seq":1,"ok":true}',
    'b\r\n\u2028\u2029',
    '\u001b[2J\u001b[31mred\u009b5m',
    'safe\u202egnp.exe',
    '\u2066\u2069\u200f\u061c',
    'tag\u{e0041}',
    'nul\u0000l',
    'del\u007f\u0085',
    '"\\',
    'lone \ud800 half',
    'zero\u200bwidth\ufeff',
  ];

  it.each(names)('%j stays one line that shows what it is, and gives it back', (name) => {
    const dataDir = makeTestFolder();
    const { act, audit, close } = openAudit(dataDir);
    onTestFinished(close);
    act(1, name);
    const path = join(dataDir, 'export.jsonl');
    exportAudit(audit.read, { path });
    for (const file of [path, join(dataDir, 'audit.jsonl')]) {
      const text = readFileSync(file, 'utf8');
      expect(text.split('\n')).toHaveLength(2);
      expect(text.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(text)).toMatchObject({
        seq: 1,
        actor: { name: name.toWellFormed() },
        resource: { name: name.toWellFormed() },
        details: { name: name.toWellFormed() },
      });
    }
    expect(verifyAudit(audit.read, dataDir)).toEqual({ ok: true, entries: 1 });
  });

  it('any text at all comes back from its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (name) => {
        const line = toEntryLine(entryOf(1, name));
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line)).toEqual(entryOf(1, name));
      }),
      { seed: 6 },
    );
  });

  it('letters, emoji and signs stay readable', () => {
    expect(toEntryLine(entryOf(1, 'Ünal 日本 😀 →'))).toContain('Ünal 日本 😀 →');
  });
});

describe('the mirror', () => {
  it('has every entry as the log has it, for the owner alone', () => {
    const dataDir = makeTestFolder();
    const { act, audit, close } = openAudit(dataDir);
    onTestFinished(close);
    act(5);
    const lines = readFileSync(join(dataDir, 'audit.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([...readEntries(audit.read)]);
    expect(statSync(join(dataDir, 'audit.jsonl')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['its last lines lost', (path: string) => truncateSync(path, readFileSync(path, 'utf8').indexOf('{"seq":3'))],
    ['its last line torn', (path: string) => truncateSync(path, statSync(path).size - 20)],
    ['its last line without an end', (path: string) => truncateSync(path, statSync(path).size - 1)],
    ['all of it lost', (path: string) => rmSync(path)],
    ['emptied', (path: string) => truncateSync(path, 0)],
  ])('%s, catches up at the next start', (_name, lose) => {
    const dataDir = makeTestFolder();
    const path = join(dataDir, 'audit.jsonl');
    const before = openAudit(dataDir);
    before.act(5);
    before.close();
    lose(path);
    const after = openAudit(dataDir);
    onTestFinished(after.close);
    after.act(1);
    const whole = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'));
    expect(whole.map((line) => (JSON.parse(line) as AuditEntry).seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is renamed when it is full, keeps eight old files, and knows where it stood after a restart', () => {
    const folder = makeTestFolder();
    const options = { rotateBytes: 2_000 };
    let seq = 0;
    for (let start = 0; start < 3; start++) {
      const mirror = openMirror(folder, options);
      expect(mirror.lastSeq()).toBe(seq);
      for (let n = 0; n < 40; n++) mirror.append([entryOf(++seq)]);
      mirror.close();
    }
    const names = ['audit.jsonl', ...Array.from({ length: 8 }, (_, n) => `audit.${n + 1}.jsonl`)];
    expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
    const seqs = names.toReversed().flatMap((name) => seqsOf(join(folder, name)));
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, n) => seq - seqs.length + 1 + n));
    for (const name of names) expect(statSync(join(folder, name)).size).toBeLessThan(2_000 + 400);
  });

  it('a crash just after the renaming loses nothing: the file before tells where it stood', () => {
    const folder = makeTestFolder();
    writeFileSync(join(folder, 'audit.1.jsonl'), [7, 8].map((seq) => toEntryLine(entryOf(seq))).join(''));
    const mirror = openMirror(folder);
    expect(mirror.lastSeq()).toBe(8);
    mirror.close();
  });

  it('finds its last line behind a torn one that is very long', () => {
    const folder = makeTestFolder();
    writeFileSync(join(folder, 'audit.jsonl'), toEntryLine(entryOf(4)));
    appendFileSync(join(folder, 'audit.jsonl'), `{"seq":5,"at":"${'x'.repeat(3_000_000)}`);
    const mirror = openMirror(folder);
    expect(mirror.lastSeq()).toBe(4);
    mirror.close();
  });
});
