import { describe, expect, it } from 'vitest';
import { readAnsi, stripAnsi } from './ansi.ts';

describe('I9 hostile text in a log', () => {
  it('names controls, hidden and reordering characters instead of obeying them', () => {
    expect(stripAnsi('a\u0000b\u001b[2Jc\u009b31md\u202ee\u2028f\ufeffg\u007f')).toBe(
      'a<NUL>b<ESC>[2Jc<U+009B>31md<U+202E>e<U+2028>f<U+FEFF>g<DEL>',
    );
  });

  it('shows a link that a terminal would follow as what it is', () => {
    expect(stripAnsi('\u001b]8;;javascript:alert(1)\u0007x\u001b]8;;\u0007')).toBe(
      '<ESC>]8;;javascript:alert(1)<BEL>x<ESC>]8;;<BEL>',
    );
  });

  it('leaves markup as the text it is, tabs, and joined emoji', () => {
    const text = '<img src=x onerror=alert(1)>\t👨\u200d👩';
    expect(readAnsi(text)).toEqual([{ text }]);
  });
});

describe('colours of a log', () => {
  it('reads the sixteen, the 256 and any other as colours that can be read here', () => {
    expect(readAnsi('\u001b[1;31mA\u001b[0m\u001b[92mB\u001b[38;5;208mC\u001b[38;2;40;80;250mD\u001b[0mE')).toEqual([
      { text: 'A', colour: 'red', isBold: true },
      { text: 'B', colour: 'green' },
      { text: 'C', colour: 'yellow' },
      { text: 'D', colour: 'blue' },
      { text: 'E' },
    ]);
  });

  it('draws what is reversed on a ground, so that it is seen', () => {
    expect(readAnsi('\u001b[7mA\u001b[0m\u001b[44mB')).toEqual([
      { text: 'A', background: 'grey' },
      { text: 'B', background: 'blue' },
    ]);
  });
});
