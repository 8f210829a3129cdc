/** A part that is not there although its host is: the host serves another version of the interface by now. */
export class MissingPart extends Error {
  override name = 'MissingPart';
}

interface PartLoaderOptions {
  /** Fetches again the styles an outage cost; rejects while it lasts. */
  fetchLostStyles: () => Promise<void>;
  doesHostAnswer: () => Promise<boolean>;
  /** Resolves when it is worth another try. */
  whenBack: () => Promise<void>;
}

/** So often the host has to be there without the part before that is believed. */
const mostTries = 3;

/** Makes what loads parts of the interface and lets no outage break them. */
export function makePartLoader({ fetchLostStyles, doesHostAnswer, whenBack }: PartLoaderOptions) {
  return async function load<Part>(fetchPart: () => Promise<Part>): Promise<Part> {
    for (let triesLeft = mostTries; ; ) {
      try {
        await fetchLostStyles();
        return await fetchPart();
      } catch (error) {
        if (!isFetchFailure(error)) throw error;
        if (await doesHostAnswer()) triesLeft -= 1;
        if (triesLeft === 0) throw new MissingPart(error.message, { cause: error });
        await whenBack();
      }
    }
  };
}

/** In the words of Chromium, Firefox, Safari, and of the bundler's own loader for styles. */
function isFetchFailure(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module script failed|unable to preload css/i.test(error.message)
  );
}
