import { t } from './messages/messages.ts';

/** An event by what tells it from others in a few words: the file of a folder, else its type. */
export function nameEvent({ type, subject }: { type: string; subject: string | null }): string {
  const file = /^file\.\w+$/.test(type) ? subject?.split(/[\\/]/).at(-1) : undefined;
  return file === undefined || file === '' ? t('origin.event-of', { type }) : t('origin.file', { name: file });
}
