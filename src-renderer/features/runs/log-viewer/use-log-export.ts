import { useState } from 'react';
import type { LogStream } from '#contract/runs.ts';
import { downloadBlob } from '../../../lib/download.ts';
import { t } from '../../../lib/messages/messages.ts';
import { notifyDone, notifyFailed } from '../../../ui/notify.tsx';
import type { LogReader } from './log-source.ts';
import { copiedLines, readForCopying, readWholeLog } from './save-log.ts';

interface ExportOptions {
  stream: LogStream | undefined;
  /** Lines there are to take. */
  count: number;
  /** Without its ending. */
  fileName: string;
  /** Where copying begins when there are too many lines for all of them. */
  topSeq: () => number;
}

/** Taking the log home: as a file, or on the clipboard. */
export function useLogExport(reader: LogReader, { stream, count, fileName, topSeq }: ExportOptions) {
  const [saved, setSaved] = useState<number>();
  const save = async () => {
    try {
      const signal = new AbortController().signal;
      downloadBlob(await readWholeLog(reader, { stream, onProgress: setSaved, signal }), `${fileName}.log`);
    } catch (error) {
      notifyFailed(t('log.save-failed'), error);
    } finally {
      setSaved(undefined);
    }
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await readForCopying(reader, count <= copiedLines ? 1 : topSeq(), stream));
      notifyDone(t('log.copied', { n: Math.min(count, copiedLines) }));
    } catch (error) {
      notifyFailed(t('log.copy-failed'), error);
    }
  };
  return { saved, save: () => void save(), copy: () => void copy() };
}
