import type { FieldDraft, FormDraft, FormField } from './form-fields.ts';

/** What is wrong with a field. */
export type FieldFault = 'missing' | 'not-whole' | 'not-a-number' | 'not-json' | 'too-small' | 'too-large';

/** A form as the value it stands for; while a field is wrong there is none. */
export interface ReadForm {
  /** Undefined when there is nothing to give. */
  input: unknown;
  faults: ReadonlyMap<string, FieldFault>;
}

class Fault extends Error {
  readonly fault: FieldFault;

  constructor(fault: FieldFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Reads what was typed. Empty fields are left out, so that the script's own defaults hold. */
export function readForm(fields: readonly FormField[], draft: FormDraft): ReadForm {
  const faults = new Map<string, FieldFault>();
  const read = (field: FormField): unknown => {
    try {
      return readField(field, draft[field.name]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.set(field.name, error.fault);
      return undefined;
    }
  };
  const [first] = fields;
  if (first?.name === '') return { input: read(first), faults };
  const pairs = fields.map((field) => [field.name, read(field)] as const).filter(([, value]) => value !== undefined);
  return { input: faults.size > 0 ? undefined : Object.fromEntries(pairs), faults };
}

function readField(field: FormField, draft: FieldDraft | undefined): unknown {
  if (typeof draft === 'boolean') return draft;
  if (draft === undefined || draft.length === 0 || (typeof draft === 'string' && draft.trim() === '')) {
    if (field.isRequired && field.kind !== 'text' && field.kind !== 'list') throw new Fault('missing');
    // An empty text is a text, and an empty list a list; where they are required they are what was meant.
    if (field.isRequired) return field.kind === 'list' ? [] : '';
    return undefined;
  }
  if (typeof draft !== 'string') return draft;
  switch (field.kind) {
    case 'integer':
    case 'number':
      return readNumber(field, draft);
    case 'json':
      return readJson(draft);
    default:
      return draft;
  }
}

function readNumber({ kind, min, max }: FormField, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Fault('not-a-number');
  if (kind === 'integer' && !Number.isSafeInteger(value)) throw new Fault('not-whole');
  if (min !== undefined && value < min) throw new Fault('too-small');
  if (max !== undefined && value > max) throw new Fault('too-large');
  return value;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Fault('not-json');
  }
}
