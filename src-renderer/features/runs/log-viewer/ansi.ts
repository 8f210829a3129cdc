import Anser from 'anser';
import { showControls } from './safe-text.ts';

/** Colours a log may use; each is a token of ours, so that any of them can be read in both schemes. */
export type LogColour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey';

/** A stretch of a line that looks the same. Text only: nothing in it is ever markup. */
export interface LogSpan {
  text: string;
  colour?: LogColour;
  background?: LogColour;
  isBold?: true;
  isDim?: true;
  isItalic?: true;
  isUnderlined?: true;
}

/** A line as stretches of text with their looks. */
export function readAnsi(text: string): readonly LogSpan[] {
  const safe = showControls(text);
  if (!safe.includes('\u001b')) return [{ text: safe }];
  return Anser.ansiToJson(safe, { json: true, remove_empty: true, use_classes: true }).map(toSpan);
}

/** The line without its colours, for copying and for finding. */
export function stripAnsi(text: string): string {
  return readAnsi(text)
    .map((span) => span.text)
    .join('');
}

type AnserEntry = ReturnType<typeof Anser.ansiToJson>[number];

function toSpan(entry: AnserEntry): LogSpan {
  const decorations = new Set(entry.decorations);
  // Anser reverses by itself, plain text to black on white: here that is text as usual on a ground.
  const isReversed = entry.decoration === 'reverse';
  const colour = isReversed ? undefined : toColour(entry.fg, entry.fg_truecolor);
  const background = toColour(entry.bg, entry.bg_truecolor) ?? (isReversed ? 'grey' : undefined);
  return {
    text: entry.content,
    ...(colour && { colour }),
    ...(background && { background }),
    ...(decorations.has('bold') && { isBold: true }),
    ...(decorations.has('dim') && { isDim: true }),
    ...(decorations.has('italic') && { isItalic: true }),
    ...(decorations.has('underline') && { isUnderlined: true }),
  };
}

const named: Record<string, LogColour | undefined> = {
  red: 'red',
  green: 'green',
  yellow: 'yellow',
  blue: 'blue',
  magenta: 'magenta',
  cyan: 'cyan',
  black: 'grey',
};

/** Anser's class of a colour as ours. Exact shades are given up: a script does not know on what it is read. */
function toColour(name: string | null, trueColour: string | null): LogColour | undefined {
  if (name === null || name === '') return undefined;
  if (name === 'ansi-truecolor') return nearest((trueColour ?? '').split(',').map(Number));
  const palette = /^ansi-palette-(\d+)$/.exec(name)?.[1];
  if (palette !== undefined) return nearest(paletteColour(Number(palette)));
  return named[name.replace(/^ansi-(bright-)?/, '')];
}

/** The 6×6×6 cube and the 24 greys of the 256 colours. */
function paletteColour(index: number): number[] {
  if (index >= 232) return Array<number>(3).fill(8 + (index - 232) * 10);
  const steps = [Math.floor((index - 16) / 36), Math.floor((index - 16) / 6) % 6, (index - 16) % 6];
  return steps.map((step) => (step === 0 ? 0 : 55 + step * 40));
}

const hues: readonly (readonly [upTo: number, LogColour])[] = [
  [20, 'red'],
  [75, 'yellow'],
  [165, 'green'],
  [200, 'cyan'],
  [265, 'blue'],
  [335, 'magenta'],
  [360, 'red'],
];

function nearest([red = 0, green = 0, blue = 0]: readonly number[]): LogColour | undefined {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < 40) return most < 128 ? 'grey' : undefined;
  const sector =
    most === red ? ((green - blue) / range) % 6 : most === green ? (blue - red) / range + 2 : (red - green) / range + 4;
  const hue = (sector * 60 + 360) % 360;
  return hues.find(([upTo]) => hue <= upTo)?.[1];
}
