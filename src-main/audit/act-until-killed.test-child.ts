// A process that acts until it is killed: each act sets one fact and records it. Says on stdout what was committed.
// Arguments: data directory, a name its facts begin with.
import { writeSync } from 'node:fs';
import { settings } from '../db/schema/settings.ts';
import { openTestAudit } from './open-test-audit.ts';

const [dataDir = '', name = ''] = process.argv.slice(2);
writeSync(1, 'begun\n');
const { audit } = openTestAudit(undefined, { dataDir });
for (let n = 0; ; n++) {
  const key = `${name}-${n}`;
  audit.transact(
    { actor: { type: 'system', id: 'test', name: 'test' }, via: 'cli', requestId: key },
    ({ tx, record }) => {
      tx.insert(settings).values({ key, value: n, updatedAt: n }).run();
      record({ action: 'fact.set', resource: { type: 'fact', id: key, name: key } });
    },
  );
  writeSync(1, `${key}\n`);
}
