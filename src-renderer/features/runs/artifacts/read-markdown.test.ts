import { describe, expect, it } from 'vitest';
import { type MarkNode, readMarkdown, safeAddress } from './read-markdown.ts';

/** All that is drawn, in short: tags with what is in them, links and pictures with where they lead. */
const write = (nodes: readonly MarkNode[]): string => nodes.map(writeOne).join('');
const writeOne = (node: MarkNode): string => {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'task') return node.isDone ? '[x]' : '[ ]';
  if (node.kind === 'link') return `(${write(node.children)} -> ${node.href})`;
  if (node.kind === 'picture') return `(${node.alt} at ${node.address})`;
  return `${node.tag}{${write(node.children)}}`;
};
const drawn = (markdown: string) => write(readMarkdown(markdown));

it('reads what reports are written in', () => {
  expect(drawn('# Report\n\nAll **well**, see `log`.')).toBe('h3{Report}p{All strong{well}, see code{log}.}');
  expect(drawn('3. three\n4. four')).toBe('ol{li{three}li{four}}');
  expect(readMarkdown('3. three')).toMatchObject([{ start: 3 }]);
  expect(drawn('| a | b |\n|---|--:|\n| 1 | 2 |')).toBe('table{thead{tr{th{a}th{b}}}tbody{tr{td{1}td{2}}}}');
  expect(drawn('- [x] done\n- [ ] not')).toContain('[x]');
  expect(drawn('```py\n<b>\n```')).toBe('pre{<b>}');
  expect(drawn('a &amp; b &lt; c &#8364; &bogus;')).toBe('p{a & b < c € &bogus;}');
  expect(drawn('[site](https://example.org/a)')).toBe('p{(site -> https://example.org/a)}');
});

describe('I9 hostile Markdown', () => {
  it.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<svg onload=alert(1)></svg>',
    '<iframe src="https://example.org"></iframe>',
    'text <b onclick="alert(1)">bold</b>',
  ])('%s is text', (markdown) => {
    const nodes = readMarkdown(markdown);
    expect(write(nodes)).toContain(markdown.slice(0, 8));
    expect(JSON.stringify(nodes)).not.toContain('"kind":"picture"');
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    'automa://runs',
    '/api/v1/auth/logout',
    '#/settings',
    '//example.org/',
  ])('%s is no address to follow', (address) => {
    expect(safeAddress(address)).toBeNull();
    expect(JSON.stringify(readMarkdown(`[x](<${address}>)`))).not.toContain('"href":"');
  });

  it('pictures are named, not fetched', () => {
    expect(drawn('![plot](https://example.org/pixel.gif)')).toBe('p{(plot at https://example.org/pixel.gif)}');
  });

  it('nesting without end and other floods come to an end', () => {
    for (const flood of [
      '>'.repeat(20_000),
      '- '.repeat(5_000),
      '*a **b '.repeat(3_000),
      '['.repeat(20_000),
      '`'.repeat(20_000),
      '![['.repeat(10_000),
    ]) {
      const began = performance.now();
      expect(readMarkdown(flood).length).toBeGreaterThan(0);
      expect(performance.now() - began).toBeLessThan(5_000);
    }
  });
});
