import type { FieldProblem } from '#contract/errors.ts';
import { t } from '../../../lib/messages/messages.ts';
import type { JobDraft } from './job-draft.ts';
import { readInput } from './read-input.ts';

/** What keeps a draft from being sent. */
export interface DraftFault {
  /** As the core would name the field. */
  path: string;
  kind: 'missing' | 'wrong';
  /** The thing in words: "a name". */
  what: string;
}

/** All there is to do before the core can be asked, in the order of the form. */
export function listFaults({ name, agentId, inputText, triggers }: JobDraft): readonly DraftFault[] {
  const faults: (DraftFault | false)[] = [
    name.trim() === '' && { path: 'name', kind: 'missing', what: t('job-form.lacks.name') },
    agentId === null && { path: 'agentId', kind: 'missing', what: t('job-form.lacks.agent') },
    !readInput(inputText).ok && { path: 'input', kind: 'wrong', what: t('job-form.lacks.input') },
    ...triggers.flatMap((trigger, index): (DraftFault | false)[] => [
      trigger.expr.trim() === '' && {
        path: `triggers.${index}.expr`,
        kind: 'missing',
        what: t('job-form.lacks.trigger', { n: triggers.length, place: index + 1 }),
      },
      !readInput(trigger.inputText).ok && {
        path: `triggers.${index}.input`,
        kind: 'wrong',
        what: t('job-form.lacks.trigger-input', { n: triggers.length, place: index + 1 }),
      },
    ]),
  ];
  return faults.filter((fault) => fault !== false);
}

/** The same, as a line beside the title; `unread` are the labels of fields whose text cannot be taken. */
export function sayFaults(faults: readonly DraftFault[], unread: readonly string[]): string {
  const say = (kind: DraftFault['kind'], more: readonly string[] = []) =>
    [...faults.filter((fault) => fault.kind === kind).map(({ what }) => what), ...more].join(', ');
  const missing = say('missing');
  const wrong = say('wrong', unread);
  return [
    missing !== '' && t('job-form.incomplete', { what: missing }),
    wrong !== '' && t('job-form.not-right', { what: wrong }),
  ]
    .filter((part) => part !== false)
    .join(' · ');
}

/** At the fields themselves. What is no JSON says so by itself. */
export function toProblems(faults: readonly DraftFault[]): readonly FieldProblem[] {
  return faults.flatMap(({ path, kind }) => (kind === 'missing' ? [{ path, message: t('job-form.needed') }] : []));
}
