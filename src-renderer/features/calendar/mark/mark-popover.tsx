import { Popover } from '@mantine/core';
import type { Job } from '#contract/jobs.ts';
import { t } from '../../../lib/messages/messages.ts';
import { type CalendarMark, isCrowd } from '../plan-calendar.ts';
import { CrowdCard } from './crowd-card.tsx';
import { EntryCard } from './entry-card.tsx';
import { nameOf } from './entry-words.ts';
import styles from './mark.module.css';

/** Where a mark stands within what is scrolled, in pixels. */
export interface MarkBox {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface MarkPopoverProps {
  mark: CalendarMark;
  box: MarkBox;
  jobs: readonly Job[];
  now: number;
  onOpen: (mark: CalendarMark) => void;
  onClose: () => void;
}

/** What a mark is and what to do about it, beside it. */
export function MarkPopover({ mark, box, jobs, now, onOpen, onClose }: MarkPopoverProps) {
  return (
    <Popover
      opened
      onChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      position="bottom-start"
      width={isCrowd(mark) ? 520 : 320}
      // The anchor is only a place; what opens it is the mark itself
      withRoles={false}
      closeOnEscape={false}
      trapFocus
      hideDetached={false}
    >
      <Popover.Target>
        <span className={styles.anchor} style={box} />
      </Popover.Target>
      <Popover.Dropdown
        role="dialog"
        onKeyDown={({ key, target }) => {
          // A menu within it is closed by itself first
          if (key === 'Escape' && !(target instanceof Element && target.closest('[role="menu"]') !== null)) onClose();
        }}
        className={styles.card ?? ''}
        aria-label={isCrowd(mark) ? nameOf(mark) : t('calendar.firing', { name: mark.job.name })}
      >
        {isCrowd(mark) ? (
          <CrowdCard crowd={mark} now={now} onOpen={onOpen} />
        ) : (
          <EntryCard entry={mark} jobs={jobs} onClose={onClose} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

/** The box of an element within one that scrolls. */
export function boxOf(element: HTMLElement, within: HTMLElement): MarkBox {
  const { left, top, width, height } = element.getBoundingClientRect();
  const outer = within.getBoundingClientRect();
  return { left: left - outer.left + within.scrollLeft, top: top - outer.top + within.scrollTop, width, height };
}
