/** One part of a message, decoded; parts of a `multipart/…` are in `parts`. */
export interface MailPart {
  headers: Record<string, string>;
  type: string;
  body: Buffer;
  parts: MailPart[];
}

/** Reads a message as RFC 5322 and 2045 write it: for tests, so it trusts what it reads. */
export function readMail(message: string): MailPart {
  const [head = '', ...rest] = message.split('\r\n\r\n');
  const text = rest.join('\r\n\r\n');
  const headers = readHeaders(head);
  const contentType = headers['content-type'] ?? 'text/plain';
  const boundary = /boundary="([^"]+)"/.exec(contentType)?.[1];
  return {
    headers,
    type: contentType.split(';')[0] ?? '',
    body: decodeBody(text, headers['content-transfer-encoding'] ?? '7bit'),
    parts: boundary === undefined ? [] : splitParts(text, boundary).map(readMail),
  };
}

/** Every part that holds content, in order. */
export function listLeaves(part: MailPart): MailPart[] {
  return part.parts.length === 0 ? [part] : part.parts.flatMap(listLeaves);
}

function readHeaders(head: string): Record<string, string> {
  const lines = head.replaceAll(/\r\n[ \t]/g, ' ').split('\r\n');
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())];
    }),
  );
}

/** `=?utf-8?q?caf=C3=A9?=` (RFC 2047). */
function decodeWords(text: string): string {
  return text.replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_word, kind: string, coded: string) =>
    decodeBody(
      kind.toLowerCase() === 'q' ? coded.replaceAll('_', ' ') : coded,
      kind.toLowerCase() === 'q' ? 'quoted-printable' : 'base64',
    ).toString(),
  );
}

function splitParts(text: string, boundary: string): string[] {
  return text
    .split(new RegExp(`(?:^|\\r\\n)--${boundary.replaceAll(/[^\w]/g, '\\$&')}(?:--)?(?:\\r\\n|$)`))
    .slice(1, -1);
}

function decodeBody(text: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(text, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(text);
  const bytes = text
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_coded, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
