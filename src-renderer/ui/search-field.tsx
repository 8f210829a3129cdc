import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import { KeyHint } from './key-hint.tsx';

interface SearchFieldProps {
  label: string;
  value: string;
  /** Called a moment after the last key. */
  onChange: (value: string) => void;
  onEnter?: (isBack: boolean) => void;
  /** The key that leads here, shown while the field is empty. */
  hint?: string;
  /** At the right, while there is something in it: a count of hits. */
  note?: ReactNode;
  size?: 'xs' | 'sm';
  width?: number | string;
  inputRef?: Ref<HTMLInputElement>;
  delayMs?: number;
}

/** A field that filters or finds: answers while one types, Esc empties it and then leaves it. */
export function SearchField(props: SearchFieldProps) {
  const { label, value, onChange, onEnter, hint, note, size = 'sm', width = 200, inputRef, delayMs = 200 } = props;
  const [draft, setDraft] = useState(value);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The address may change under the field: a link, the back button, "clear filters".
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setDraft(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const send = (next: string) => {
    clearTimeout(timer.current);
    if (next === sent.current) return;
    sent.current = next;
    onChange(next);
  };
  const type = (next: string) => {
    setDraft(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => send(next), delayMs);
  };
  return (
    <TextInput
      ref={inputRef}
      type="search"
      size={size}
      w={width}
      aria-label={label}
      placeholder={label}
      value={draft}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={draft === '' ? hint && <KeyHint keys={hint} /> : note}
      rightSectionWidth={draft === '' || note === undefined ? 28 : 'auto'}
      rightSectionPointerEvents="none"
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          send(draft);
          onEnter?.(event.shiftKey);
        }
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        if (draft === '') event.currentTarget.blur();
        setDraft('');
        send('');
      }}
    />
  );
}
