import { ActionIcon, FocusTrap, Popover, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { readDay, writeDay } from '../lib/format/read-day.ts';
import { t } from '../lib/messages/messages.ts';
import { lazyPart } from '../lib/parts/load-part.ts';
import { useFault } from './field-faults.tsx';
import { useTyped } from './use-typed.ts';

/** A month of days weighs more than the field; it comes when it is opened. */
const DayCalendar = lazyPart(async () => ({ default: (await import('./day-calendar.tsx')).DayCalendar }));

interface DayFieldProps {
  label: string;
  /** 2026-11-20; empty for none. */
  value: string;
  onChange: (value: string) => void;
  /** May be left empty. */
  isOptional?: boolean;
  size?: 'xs' | 'sm';
  isWrong?: boolean;
  /** It stands in something that closes at a press outside of it: the calendar then opens within. */
  isInPopover?: boolean;
  /** Enter, and the day it was pressed on. */
  onEnter?: (day: string) => void;
  /** Whether what is pasted was taken, and is not for the field. */
  onPasteText?: (text: string) => boolean;
}

/** A day, typed in the viewer's order or chosen in a calendar. The label is for those who hear the page. */
export function DayField(props: DayFieldProps) {
  const {
    label,
    value,
    onChange,
    isOptional = false,
    size = 'sm',
    isWrong,
    isInPopover = false,
    onEnter,
    onPasteText,
  } = props;
  const { text, type, tidy } = useTyped(value, writeDay);
  const [isOpen, setOpen] = useState(false);
  const read = (input: string) => (isOptional && input.trim() === '' ? '' : readDay(input, Date.now()));
  const isFaulty = read(text) === undefined;
  useFault(label, isFaulty);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      returnFocus
      withRoles={false}
      withinPortal={!isInPopover}
    >
      <Popover.Target>
        <TextInput
          aria-label={label}
          size={size}
          w={size === 'xs' ? 154 : 164}
          classNames={{ input: 'figures' }}
          placeholder={t('day-field.none')}
          autoComplete="off"
          spellCheck={false}
          value={text}
          error={isFaulty ? t('day-field.unread', { example: writeDay('2026-12-24') }) : isWrong}
          rightSection={
            <ActionIcon
              size="xs"
              aria-label={t('day-field.choose')}
              aria-expanded={isOpen}
              onClick={() => setOpen(!isOpen)}
            >
              <IconCalendar size={14} />
            </ActionIcon>
          }
          onChange={(event) => {
            const typed = event.currentTarget.value;
            const day = read(typed);
            type(typed, day ?? value);
            if (day !== undefined && day !== value) onChange(day);
          }}
          onPaste={(event) => {
            if (onPasteText?.(event.clipboardData.getData('text')) === true) event.preventDefault();
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setOpen(true);
            if (event.key !== 'Enter' || onEnter === undefined) return;
            // Enter is for this field here, not for the whole form.
            event.preventDefault();
            const day = read(text);
            if (day !== undefined && day !== '') onEnter(day);
          }}
          onBlur={() => !isFaulty && tidy()}
        />
      </Popover.Target>
      <Popover.Dropdown
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation(); // it closes this and not what is around it
          setOpen(false);
        }}
      >
        {/* The focus is caught when there is something to hold it: the calendar comes later. */}
        <Suspense fallback={null}>
          <FocusTrap>
            <div>
              <DayCalendar
                value={value}
                onChoose={(day) => {
                  setOpen(false);
                  type(writeDay(day), day);
                  onChange(day);
                }}
              />
            </div>
          </FocusTrap>
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
