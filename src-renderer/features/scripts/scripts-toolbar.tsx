import { t } from '../../lib/messages/messages.ts';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { Toolbar } from '../../ui/page.tsx';
import { Segments } from '../../ui/segments.tsx';
import type { ScriptFilterChange, ScriptFilters } from './script-filters.ts';
import { useScriptLabels } from './script-queries.ts';

interface ScriptsToolbarProps {
  filters: ScriptFilters;
  onFilter: (change: ScriptFilterChange) => void;
}

/** What narrows the list of scripts. */
export function ScriptsToolbar({ filters, onFilter }: ScriptsToolbarProps) {
  const { folders, tags } = useScriptLabels();
  return (
    <Toolbar label={t('scripts.filters')}>
      <Segments
        label={t('scripts.put-away')}
        value={filters.archived === true ? 'archived' : 'current'}
        onChange={(shown) => onFilter({ archived: shown === 'archived' || undefined })}
        options={[
          { value: 'current', label: t('scripts.current') },
          { value: 'archived', label: t('scripts.archived') },
        ]}
      />
      <FilterMenu
        label={t('scripts.folder')}
        value={filters.folder}
        onChange={(folder) => onFilter({ folder })}
        options={withChosen(folders, filters.folder)}
      />
      <FilterMenu
        label={t('scripts.tag')}
        value={filters.tag}
        onChange={(tag) => onFilter({ tag })}
        options={withChosen(tags, filters.tag)}
      />
    </Toolbar>
  );
}

/** What the address names is offered even where no script in view has it. */
function withChosen(known: readonly string[], chosen: string | undefined) {
  const all = chosen === undefined || known.includes(chosen) ? known : [...known, chosen];
  return all.map((value) => ({ value, label: value }));
}
