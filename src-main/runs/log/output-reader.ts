import { type ControlMessage, makeControlFilter } from './control-lines.ts';
import { type Lines, makeLineSplitter } from './line-splitter.ts';

/** Reads one stream of a script: control lines go one way, lines of text another. */
export interface OutputReader {
  push(bytes: Buffer): void;
  end(): void;
}

/**
 * Once `isFull` says so, text is only counted (`onDiscarded`), at the speed of looking for control lines. `onControl`
 * is told where in the stream its line ends, counted from `from`: a line that is read again has the same place.
 */
export function makeOutputReader(options: {
  nonce: string;
  from: number;
  isFull: () => boolean;
  onLines: (lines: Lines) => void;
  onDiscarded: (size: { textBytes: number; rawBytes: number }) => void;
  onControl: (message: ControlMessage, endsAt: number) => void;
}): OutputReader {
  let at = options.from;
  const splitter = makeLineSplitter(options.onLines);
  const filter = makeControlFilter({
    nonce: options.nonce,
    onText: (bytes) => {
      at += bytes.length;
      if (!options.isFull()) {
        splitter.push(bytes);
        return;
      }
      const begun = splitter.discard();
      options.onDiscarded({ textBytes: begun.textBytes + bytes.length, rawBytes: begun.rawBytes + bytes.length });
    },
    onControl: (message, rawBytes) => {
      at += rawBytes;
      options.onControl(message, at);
      splitter.skip(rawBytes);
    },
  });
  return {
    push: filter.push,
    end: () => {
      filter.end();
      splitter.end();
    },
  };
}
