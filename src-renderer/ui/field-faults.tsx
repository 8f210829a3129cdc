import { createContext, type ReactNode, use, useCallback, useEffect, useId, useState } from 'react';

/** What stands in a field and is not understood, by the field; the draft holds what was understood last. */
export type FieldFaults = ReadonlyMap<string, string>;

const Report = createContext<(id: string, label: string | undefined) => void>(() => {});

/** The labels of the fields whose text cannot be taken, and what makes them known. */
export function useFieldFaults() {
  const [faults, setFaults] = useState<FieldFaults>(new Map());
  const report = useCallback((id: string, label: string | undefined) => {
    setFaults((before) => {
      if (before.get(id) === label) return before;
      const next = new Map(before);
      if (label === undefined) next.delete(id);
      else next.set(id, label);
      return next;
    });
  }, []);
  return { faults, report };
}

export function FieldFaultsReported(props: {
  report: ReturnType<typeof useFieldFaults>['report'];
  children: ReactNode;
}) {
  return <Report value={props.report}>{props.children}</Report>;
}

/** Says of a field that it holds what cannot be taken, as long as it does and is there. */
export function useFault(label: string, isFaulty: boolean): void {
  const id = useId();
  const report = use(Report);
  useEffect(() => {
    report(id, isFaulty ? label : undefined);
    return () => report(id, undefined);
  }, [report, id, label, isFaulty]);
}
