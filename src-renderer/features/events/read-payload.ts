type Payload = { ok: true; value: unknown } | { ok: false; why: string };

/** JSON as it is typed; nothing typed is no payload. */
export function readPayload(text: string): Payload {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}
