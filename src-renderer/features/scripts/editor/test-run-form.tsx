import { Checkbox, NumberInput, Select } from '@mantine/core';
import type { ProfileInput } from '#contract/profile.ts';
import { t } from '../../../lib/messages/messages.ts';
import { Region } from '../../../ui/page.tsx';
import { SchemaForm } from '../../../ui/schema-form/schema-form.tsx';
import styles from './editor.module.css';
import type { TestRun } from './use-test-run.ts';

/** What the next test run is given, and how much it may use. */
export function TestRunForm({ test }: { test: TestRun }) {
  const { profile, setProfile } = test;
  const set = (change: Partial<ProfileInput>) => setProfile(withoutEmpty({ ...profile, ...change }));
  return (
    <Region title={t('scripts.test-run')}>
      <SchemaForm fields={test.fields} draft={test.draft} onChange={test.setDraft} faults={test.faults} />
      <details className={styles.limits}>
        <summary>
          {t('scripts.limits')} <span className="t3">{describeLimits(profile)}</span>
        </summary>
        <div className={styles.grid}>
          <NumberInput
            label={t('scripts.limit.memory')}
            placeholder={t('scripts.limit.default')}
            value={profile.memoryMb ?? ''}
            min={16}
            step={64}
            allowDecimal={false}
            onChange={(value) => set({ memoryMb: asNumber(value) })}
          />
          <NumberInput
            label={t('scripts.limit.cpus')}
            placeholder={t('scripts.limit.default')}
            value={profile.cpus ?? ''}
            min={0.05}
            step={0.5}
            onChange={(value) => set({ cpus: asNumber(value) })}
          />
          <NumberInput
            label={t('scripts.limit.timeout')}
            placeholder={t('scripts.limit.default')}
            value={profile.timeoutSeconds ?? ''}
            min={1}
            step={30}
            allowDecimal={false}
            onChange={(value) => set({ timeoutSeconds: asNumber(value) })}
          />
          <Select
            label={t('scripts.limit.network')}
            placeholder={t('scripts.limit.default')}
            clearable
            value={profile.network ?? null}
            data={(['none', 'lan', 'full'] as const).map((value) => ({ value, label: t(`scripts.network.${value}`) }))}
            onChange={(network) => set({ network: network ?? undefined })}
          />
        </div>
        <Checkbox
          mt="sm"
          label={t('scripts.limit.isolation')}
          description={t('scripts.limit.isolation-help')}
          checked={profile.isolation === 'any'}
          onChange={({ currentTarget: { checked } }) =>
            set(checked ? { isolation: 'any', limits: 'best-effort' } : { isolation: undefined, limits: undefined })
          }
        />
      </details>
      <p className={styles.hint}>{t('scripts.limits-note')}</p>
    </Region>
  );
}

function asNumber(value: string | number): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** What is not said is the core's to decide. */
function withoutEmpty(profile: { [Key in keyof ProfileInput]: ProfileInput[Key] | undefined }): ProfileInput {
  // Only keys of the profile that have a value are left.
  return Object.fromEntries(Object.entries(profile).filter(([, value]) => value !== undefined)) as ProfileInput;
}

function describeLimits({ memoryMb, cpus, timeoutSeconds, network }: ProfileInput): string {
  const said = [
    memoryMb !== undefined && `${memoryMb}\u202fMB`,
    cpus !== undefined && `${cpus} CPU`,
    timeoutSeconds !== undefined && `${timeoutSeconds}\u202fs`,
    network !== undefined && `${t('scripts.limit.network')} ${t(`scripts.network.${network}`)}`,
  ].filter((part) => part !== false);
  return said.length === 0 ? t('scripts.limits-default') : said.join(', ');
}
