/** How one value of a form is asked for. */
export type FieldKind = 'text' | 'integer' | 'number' | 'switch' | 'choice' | 'list' | 'json';

/** One value of a form, as its JSON Schema describes it. */
export interface FormField {
  /** The property's name; empty for the one field that is the whole input. */
  name: string;
  kind: FieldKind;
  isRequired: boolean;
  /** Leaving it empty says `null`. */
  isNullable: boolean;
  description?: string;
  /** What holds when it is left empty, as text. */
  defaultText?: string;
  /** The beginning of a new form. */
  initial?: FieldDraft;
  options?: readonly string[];
  format?: string;
  min?: number;
  max?: number;
}

/** What stands in a field, not yet read: text as it was typed. */
export type FieldDraft = string | boolean | readonly string[];
export type FormDraft = Readonly<Record<string, FieldDraft>>;

type Schema = Readonly<Record<string, unknown>>;

/** The fields of an object's schema. What cannot be said in fields is asked for as JSON, all in one. */
export function planFields(schema: Schema | null): readonly FormField[] {
  const properties = schema === null ? undefined : asSchema(schema.properties);
  if (properties === undefined) return [{ name: '', kind: 'json', isRequired: false, isNullable: false }];
  const required = Array.isArray(schema?.required) ? schema.required : [];
  return Object.entries(properties).map(([name, property]) =>
    planField(name, asSchema(property) ?? {}, required.includes(name)),
  );
}

/** A form nobody has typed into. */
export function beginDraft(fields: readonly FormField[]): FormDraft {
  return Object.fromEntries(fields.flatMap(({ name, initial }) => (initial === undefined ? [] : [[name, initial]])));
}

function planField(name: string, property: Schema, isRequired: boolean): FormField {
  const { schema, isNullable } = withoutNull(property);
  const kind = kindOf(schema);
  const fallback = property.default ?? schema.default;
  const options = kind === 'choice' ? optionsOf(schema) : undefined;
  const description = property.description ?? schema.description;
  return {
    name,
    kind,
    isRequired: isRequired && !isNullable,
    isNullable,
    ...(typeof description === 'string' && { description }),
    ...(fallback !== undefined && fallback !== null && { defaultText: toText(fallback) }),
    ...(kind === 'switch' && { initial: fallback === true }),
    ...(options !== undefined && { options }),
    ...(typeof schema.format === 'string' && { format: schema.format }),
    ...(typeof schema.minimum === 'number' && { min: schema.minimum }),
    ...(typeof schema.maximum === 'number' && { max: schema.maximum }),
  };
}

/** `anyOf: [X, null]` and `type: [x, "null"]` are X that may be left out. */
function withoutNull(property: Schema): { schema: Schema; isNullable: boolean } {
  const { anyOf, type } = property;
  if (Array.isArray(anyOf)) {
    const others = anyOf.filter((option) => asSchema(option)?.type !== 'null');
    const only = others.length === 1 ? asSchema(others[0]) : undefined;
    if (only !== undefined) return { schema: only, isNullable: others.length < anyOf.length };
  }
  if (Array.isArray(type) && type.length === 2 && type.includes('null')) {
    return { schema: { ...property, type: type.find((each) => each !== 'null') }, isNullable: true };
  }
  return { schema: property, isNullable: false };
}

function kindOf(schema: Schema): FieldKind {
  if (Array.isArray(schema.enum)) {
    return schema.enum.every((value) => typeof value === 'string') ? 'choice' : 'json';
  }
  switch (schema.type) {
    case 'string':
      return 'text';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    case 'boolean':
      return 'switch';
    case 'array':
      return asSchema(schema.items)?.type === 'string' ? 'list' : 'json';
    default:
      return 'json';
  }
}

function optionsOf(schema: Schema): readonly string[] {
  return Array.isArray(schema.enum) ? schema.enum.map(String) : [];
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function asSchema(value: unknown): Schema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : undefined; // JSON
}
