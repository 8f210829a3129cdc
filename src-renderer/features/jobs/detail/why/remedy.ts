/** What can be done about an instant that did not run, or that is asked about. */
export type Remedy =
  /** What an event would have brought along is not given to it. */
  | { act: 'run-now'; isWithoutEvent?: boolean }
  /** Run now what did not run then; with `count` there is more than one, and the window is shown first. */
  | { act: 'make-up'; from: string; to: string; count: number }
  | { act: 'resume' }
  | { act: 'end-snooze' }
  /** Lets an instant fire after all that somebody had left out. */
  | { act: 'put-back' }
  | { act: 'release' }
  | { act: 'edit'; part: 'when' | 'how' }
  /** Another instant that says more. */
  | { act: 'show'; at: string }
  | { act: 'open-run'; runId: string }
  | { act: 'open-agent' };

export interface Explanation {
  /** Why it did, or did not, run: one sentence. */
  sentence: string;
  remedies: readonly Remedy[];
}
