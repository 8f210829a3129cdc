import { t } from '../../../lib/messages/messages.ts';
import { countryOf, isZoneFound } from '../../../lib/zone-names.ts';
import { SearchSelect } from '../../../ui/search-select.tsx';

const zones = Intl.supportedValuesOf('timeZone');

interface ZoneFieldProps {
  value: string;
  problem: string | undefined;
  onChange: (zone: string) => void;
}

/** A time zone, found by its city, its country, or a name the city had before. */
export function ZoneField({ value, problem, onChange }: ZoneFieldProps) {
  return (
    <SearchSelect
      label={t('job-form.zone')}
      w={260}
      limit={60}
      nothingFoundMessage={t('job-form.no-zone')}
      data={zones.includes(value) ? zones : [value, ...zones]}
      filter={({ options, search, limit }) =>
        options.filter((option) => 'value' in option && isZoneFound(String(option.value), search)).slice(0, limit)
      }
      renderOption={({ option }) => (
        <span>
          {option.label} <span className="t3 xs">{countryOf(option.value)}</span>
        </span>
      )}
      value={value}
      error={problem}
      onChange={(zone) => zone !== null && onChange(zone)}
    />
  );
}
