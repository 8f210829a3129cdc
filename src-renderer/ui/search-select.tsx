import { Select, type SelectProps } from '@mantine/core';
import { useRef } from 'react';

/** A choice among many, found by typing: what stands there gives way to what is typed, and Enter takes the first found. */
export function SearchSelect(props: Omit<SelectProps, 'multiple' | 'searchable' | 'onFocus' | 'onClick'>) {
  const hasJustCome = useRef(false);
  return (
    <Select
      {...props}
      searchable
      selectFirstOptionOnChange
      onFocus={() => {
        hasJustCome.current = true;
      }}
      // The click that brings one here puts the caret down after the focus came.
      onClick={({ currentTarget }) => {
        if (hasJustCome.current) currentTarget.select();
        hasJustCome.current = false;
      }}
    />
  );
}
