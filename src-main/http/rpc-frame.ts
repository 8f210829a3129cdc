import { z } from 'zod';

/** In a binary message what follows this byte, which no UTF-8 text has, is the content of a file. */
const endOfText = 0xff;

const Id = z.string().min(1).max(100);
const Headers = z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional();

/** A call, a part of a stream (3) or the end of interest in an answer (4), as oRPC's peers send them. */
const Frame = z.union([
  z.looseObject({
    i: Id,
    t: z.literal(1).optional(),
    p: z.looseObject({ u: z.string().regex(/^\/[^/]/), h: Headers }),
  }),
  z.looseObject({ i: Id, t: z.literal(3), p: z.looseObject({}) }),
  z.looseObject({ i: Id, t: z.literal(4) }),
]);

/** Whether a message is one the RPC handler can read; it prints what it cannot, which strangers could fill a disk with. */
export function isFrame(message: string | Uint8Array): boolean {
  try {
    return Frame.safeParse(JSON.parse(textOf(message))).success;
  } catch {
    return false;
  }
}

function textOf(message: string | Uint8Array): string {
  if (typeof message === 'string') return message;
  const end = message.indexOf(endOfText);
  return new TextDecoder().decode(end < 0 ? message : message.subarray(0, end));
}
