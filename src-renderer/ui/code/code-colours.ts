/** A computed CSS colour as Monaco wants it: #rrggbb, or #rrggbbaa where it lets something through. */
export function toHex(computed: string): string {
  const parts = computed.match(/-?[\d.]+(?:e-?\d+)?%?/g) ?? [];
  const isSrgb = computed.startsWith('color(srgb');
  const [red = 0, green = 0, blue = 0, alpha = 1] = parts.map((part, index) => {
    const value = Number.parseFloat(part);
    if (part.endsWith('%')) return index === 3 ? value / 100 : (value / 100) * 255;
    return isSrgb && index < 3 ? value * 255 : value;
  });
  const channels = alpha < 1 ? [red, green, blue, alpha * 255] : [red, green, blue];
  return `#${channels.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}
