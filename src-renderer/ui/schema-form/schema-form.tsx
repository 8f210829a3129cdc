import { Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../../lib/messages/messages.ts';
import type { FieldDraft, FormDraft, FormField } from './form-fields.ts';
import type { FieldFault } from './read-form.ts';
import styles from './schema-form.module.css';

interface SchemaFormProps {
  /** From `planFields`. */
  fields: readonly FormField[];
  draft: FormDraft;
  onChange: (draft: FormDraft) => void;
  /** From `readForm`, once one wants to tell. */
  faults?: ReadonlyMap<string, FieldFault> | undefined;
  isDisabled?: boolean;
}

/** Asks for what a script takes: one field for each parameter, or JSON where no schema is known. */
export function SchemaForm({ fields, draft, onChange, faults, isDisabled = false }: SchemaFormProps) {
  if (fields.length === 0) return <p className="t3 xs">{t('form.nothing')}</p>;
  return (
    <div className={styles.form}>
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={draft[field.name]}
          onChange={(value) => onChange({ ...draft, [field.name]: value })}
          fault={faults?.get(field.name)}
          isDisabled={isDisabled}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  field: FormField;
  value: FieldDraft | undefined;
  onChange: (value: FieldDraft) => void;
  fault: FieldFault | undefined;
  isDisabled: boolean;
}

function Field({ field, value, onChange, fault, isDisabled }: FieldProps) {
  const text = typeof value === 'string' ? value : '';
  const shared = {
    label: field.name === '' ? t('form.input') : <code>{field.name}</code>,
    description: describe(field),
    error: fault === undefined ? undefined : faultText(field, fault),
    withAsterisk: field.isRequired,
    'aria-required': field.isRequired,
    disabled: isDisabled,
  };
  switch (field.kind) {
    case 'switch':
      return (
        <Switch
          label={shared.label}
          description={shared.description}
          disabled={isDisabled}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <Select
          {...shared}
          data={[...(field.options ?? [])]}
          value={text === '' ? null : text}
          placeholder={field.defaultText ?? t('form.choose')}
          clearable={!field.isRequired}
          onChange={(choice) => onChange(choice ?? '')}
        />
      );
    case 'list':
      return (
        <TagsInput
          {...shared}
          value={typeof value === 'object' ? [...value] : []}
          onChange={(list) => onChange(list)}
        />
      );
    case 'json':
      return (
        <Textarea
          {...shared}
          classNames={{ input: styles.code }}
          autosize
          minRows={field.name === '' ? 3 : 2}
          maxRows={12}
          spellCheck={false}
          placeholder={field.defaultText ?? '{ }'}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...shared}
          type={field.format === 'date' ? 'date' : 'text'}
          inputMode={field.kind === 'text' ? 'text' : 'decimal'}
          spellCheck={false}
          autoComplete="off"
          placeholder={field.defaultText ?? ''}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

function describe(field: FormField): ReactNode {
  const format = field.format === 'date-time' ? t('form.date-time') : undefined;
  const parts = [field.description, format].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

function faultText({ min, max }: FormField, fault: FieldFault): string {
  if (fault === 'too-small') return t('form.too-small', { min: min ?? 0 });
  if (fault === 'too-large') return t('form.too-large', { max: max ?? 0 });
  return t(`form.${fault}`);
}
