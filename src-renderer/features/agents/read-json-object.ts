import { t } from '../../lib/messages/messages.ts';

type Read = { value: Record<string, unknown>; problem?: never } | { value?: never; problem: string };

/** Reads the text of an object; says what is wrong with any other text. */
export function readJsonObject(text: string): Read {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { problem: t('agents.config-no-object') };
    }
    return { value: value as Record<string, unknown> }; // just seen to be an object, and JSON has text keys alone
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
