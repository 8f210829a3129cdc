import { ConditionFields } from './condition-fields.tsx';
import { EventFields } from './event-fields.tsx';
import { FileFields } from './file-fields.tsx';
import { JobFields } from './job-fields.tsx';
import type { SimpleSchedule } from './simple-schedule.ts';
import { TimeFields } from './time-fields.tsx';
import type { Starter } from './trigger-draft.ts';
import type { TriggerFieldsProps } from './trigger-editor.tsx';

interface StarterFieldsProps extends TriggerFieldsProps {
  starter: Starter;
  /** The sentence of a schedule; undefined where it is written as an expression. */
  simple: SimpleSchedule | undefined;
}

/** What starts a run, in the way it was chosen. */
export function StarterFields({ starter, simple, ...props }: StarterFieldsProps) {
  switch (starter) {
    case 'time':
      return <TimeFields {...props} simple={simple} />;
    case 'job':
      return <JobFields {...props} />;
    case 'file':
      return <FileFields {...props} />;
    case 'event':
      return <EventFields {...props} />;
    case 'condition':
      return <ConditionFields {...props} />;
  }
}
