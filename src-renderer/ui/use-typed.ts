import { useState } from 'react';

/** The text of a field whose value is something else: what is being typed stands until the value is another than then. */
export function useTyped<Value>(value: Value, write: (value: Value) => string) {
  const [typed, setTyped] = useState({ of: value, text: write(value) });
  return {
    text: typed.of === value ? typed.text : write(value),
    /** Shows `text`; `taken` is the value from now on, the one of before where the text cannot be taken. */
    type: (text: string, taken: Value) => setTyped({ of: taken, text }),
    /** Writes the value the way it is written. */
    tidy: () => setTyped({ of: value, text: write(value) }),
  };
}
