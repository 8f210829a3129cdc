import { expect, it } from 'vitest';
import { defaultProfile } from '#contract/profile.ts';
import { chooseScript, listLacks, newAgentDraft, toAgentInput } from './agent-draft.ts';

const report = { id: 'report-id', name: 'report' };
const backup = { id: 'backup-id', name: 'backup' };

it('begins with everything chosen when the script is known', () => {
  const draft = newAgentDraft({ profile: defaultProfile, script: report });
  expect(listLacks(draft)).toEqual([]);
  expect(toAgentInput(draft)).toEqual({
    name: 'report',
    description: '',
    scriptId: 'report-id',
    version: null,
    profile: defaultProfile,
    config: {},
  });
});

it('is called like its script until somebody names it', () => {
  const draft = newAgentDraft({ profile: defaultProfile, script: report });
  expect(chooseScript(draft, backup, report)).toMatchObject({ name: 'backup', scriptId: 'backup-id' });
  expect(chooseScript({ ...draft, name: 'mine' }, backup, report).name).toBe('mine');
});

it('forgets a pinned version with its script', () => {
  const pinned = { ...newAgentDraft({ profile: defaultProfile, script: report }), version: 3 };
  expect(chooseScript(pinned, backup, report).version).toBeNull();
});

it('waits for a name, a script, and a configuration that is an object', () => {
  const draft = newAgentDraft({ profile: defaultProfile, script: report });
  const missing = [{ name: ' ' }, { scriptId: null }, { configText: '[1]' }, { configText: '{', name: '' }];
  expect(missing.map((change) => listLacks({ ...draft, ...change }))).toEqual([
    ['name'],
    ['script'],
    ['config'],
    ['name', 'config'],
  ]);
  expect(toAgentInput({ ...draft, configText: '{"keep": 14}' }).config).toEqual({ keep: 14 });
});
