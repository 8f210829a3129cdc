// `npm run icons`: draws resources/icons/**/*.png from the SVG files beside them. Needs rsvg-convert (Debian's
// librsvg2-bin) and a sans-serif font; what it made is committed, so nobody else does.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const iconsDir = resolve(import.meta.dirname, '../../resources/icons');
const trayDir = join(iconsDir, 'tray');

/** Ink of the letter, and whether marks keep their colours; a template has shapes only, the system colours them. */
const looks = {
  'on-light': { ink: '#15181c', run: '#2b7de0', fail: '#d4333b' },
  'on-dark': { ink: '#f4f5f7', run: '#4593f5', fail: '#ee5a52' },
} as const;
const scales = [
  { suffix: '', factor: 1 },
  { suffix: '@2x', factor: 2 },
] as const;

// The window shows the smaller one; installers make of the larger one what their system wants
for (const size of [256, 1024]) {
  draw(readFileSync(join(iconsDir, 'automa.svg'), 'utf8'), size, join(iconsDir, `automa-${size}.png`));
}
for (const [look, colours] of Object.entries(looks)) {
  for (const state of ['idle', 'failing', 'paused']) drawTray(recolour(read(state), colours), `${state}-${look}`, 24);
  for (const count of ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9plus']) {
    drawTray(recolour(withDigit(read('running'), count), colours), `running-${count}-${look}`, 24);
  }
}
for (const state of ['idle', 'running', 'failing', 'paused']) drawTray(toTemplate(state), `${state}Template`, 16);

function read(state: string): string {
  return readFileSync(join(trayDir, `${state}.svg`), 'utf8');
}

function drawTray(svg: string, name: string, size: number): void {
  for (const { suffix, factor } of scales) draw(svg, size * factor, join(trayDir, `${name}${suffix}.png`));
}

function draw(svg: string, size: number, file: string): void {
  const { status, stderr } = spawnSync(
    'rsvg-convert',
    ['--width', String(size), '--height', String(size), '--output', file],
    { input: svg },
  );
  if (status !== 0) throw new Error(`rsvg-convert could not draw ${file}: ${stderr?.toString() ?? 'is it installed?'}`);
}

/** The source follows the colour scheme by a media query, which a picture cannot. */
function recolour(svg: string, { ink, run, fail }: { ink: string; run: string; fail: string }): string {
  return svg
    .replaceAll(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '')
    .replaceAll('#15181c', ink)
    .replaceAll('#2b7de0', run)
    .replaceAll('#d4333b', fail);
}

/** The source shows a three; its shape becomes text. */
function withDigit(svg: string, count: string): string {
  const text = count === '9plus' ? '9+' : count;
  const size = count === '9plus' ? 6.4 : 8;
  const style = `font-family="Inter,DejaVu Sans,Liberation Sans,sans-serif" font-weight="700" font-size="${size}" text-anchor="middle"`;
  return svg.replace(
    /<path class="ws"[^>]*\/>/,
    `<text class="w" x="10.6" y="${11.5 + size * 0.36}" ${style}>${text}</text>`,
  );
}

/** Black on nothing, with the signs cut out of their marks. macOS shows the number beside the icon. */
function toTemplate(state: string): string {
  const black = recolour(read(state), { ink: '#000', run: '#000', fail: '#000' });
  const [sign] = /<path class="ws".*?\/>(<circle.*?\/>)?/.exec(black) ?? [];
  if (sign === undefined) return black;
  const play = '<path d="M9.4 9.3v4.4l3.8-2.2z" fill="#000"/>';
  const cut =
    state === 'running'
      ? play
      : sign
          .replaceAll('class="ws"', 'stroke="#000" stroke-width="1.5" stroke-linecap="round"')
          .replaceAll('class="w"', 'fill="#000"');
  const mask = `<mask id="m"><rect width="16" height="16" fill="#fff"/>${cut}</mask>`;
  return black
    .replace(sign, '')
    .replace('</style>', `</style>${mask}<g mask="url(#m)">`)
    .replace('</svg>', '</g></svg>');
}
