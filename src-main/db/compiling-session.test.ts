import { count, desc, eq, isNotNull, max, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { openQueries } from './database.ts';
import { makeTestFolder, openRaw, openTestDatabase } from './open-test-database.ts';
import { settings } from './schema/settings.ts';
import { sessions, tokens, users } from './schema/users.ts';

type Queries = ReturnType<typeof openQueries>;
let ours: Queries;
let drizzles: Queries;

beforeEach(() => {
  const dataDir = makeTestFolder();
  openTestDatabase(dataDir).close();
  const file = openRaw(dataDir);
  ours = openQueries(file);
  drizzles = drizzle(file, { casing: 'snake_case' });
  const people = [
    { id: 'a', name: 'Ada', role: 'admin' as const, isActive: true, createdAt: 1 },
    { id: 'b', name: 'Bert', role: 'user' as const, isActive: false, createdAt: 2, lastLoginAt: 3 },
  ];
  drizzles.insert(users).values(people).run();
  const token = { id: 't', name: 'deploy', prefix: 'p', secretHash: 'h', userId: 'b', createdAt: 4 };
  drizzles
    .insert(tokens)
    .values({ ...token, scopes: ['jobs:read'] })
    .run();
});

const token = sql.placeholder('token');
const saved = (db: Queries) => db.select().from(settings).orderBy(settings.key).all();
const put = (db: Queries) =>
  db
    .insert(settings)
    .values({ key: sql.placeholder('key'), value: sql.placeholder('value'), updatedAt: 7 })
    .prepare();

describe('a compiled statement answers as drizzle does', () => {
  const cases: [what: string, ask: (db: Queries) => unknown][] = [
    [
      'rows with numbers, flags, nulls and JSON',
      (db) => [db.select().from(users).all(), db.select().from(tokens).get()],
    ],
    ['nothing', (db) => [db.select().from(sessions).all(), db.select().from(sessions).get()]],
    [
      'chosen columns and expressions',
      (db) =>
        db
          .select({ n: count(), last: max(users.createdAt) })
          .from(users)
          .get(),
    ],
    [
      'an expression read in a way of its own',
      (db) => {
        const shout = sql<string>`${users.name}`.mapWith((name: string) => name.toUpperCase());
        return db.select({ id: users.id, shout }).from(users).orderBy(desc(users.id)).all();
      },
    ],
    [
      'a name for an expression',
      (db) => {
        const total = sql<number>`count(*)`.as('total');
        return db.select({ total }).from(users).orderBy(desc(total)).all();
      },
    ],
    [
      'tables that are joined, with a column of neither',
      (db) =>
        db
          .select({ token: tokens, n: sql<number>`1`, user: { name: users.name, isActive: users.isActive } })
          .from(tokens)
          .innerJoin(users, eq(users.id, tokens.userId))
          .all(),
    ],
    [
      'a table that may be missing',
      (db) => db.select().from(users).leftJoin(tokens, eq(tokens.userId, users.id)).orderBy(users.id).all(),
    ],
    [
      'a value given at each run',
      (db) => {
        const byToken = db.select().from(users).where(eq(users.id, token)).prepare();
        return ['a', 'b', 'c'].map((id) => [byToken.get({ token: id }), byToken.all({ token: id })]);
      },
    ],
    [
      'values stored through their columns, and what a write gives back',
      (db) => {
        const values = [{ deep: [1, null, 'ž'] }, null, 'text', 0, false];
        const changes = values.map((value, index) => put(db).run({ key: `k${index}`, value }).changes);
        const rows = saved(db);
        const gone = db.delete(settings).where(isNotNull(settings.key)).returning().all();
        return [changes, rows, gone, saved(db)];
      },
    ],
    [
      'statements without columns',
      (db) => [
        db.all(sql`select name, is_active from users order by id`),
        db.get(sql`select 1 as one`),
        db.run(sql`update users set name = 'Eve' where id = 'b'`).changes,
      ],
    ],
  ];

  it.each(cases)('%s', (_what, ask) => {
    const answer = ask(ours);
    drizzles.update(users).set({ name: 'Bert' }).where(eq(users.id, 'b')).run();
    expect(answer).toEqual(ask(drizzles));
  });
});

it('refuses a run for which a value is missing', () => {
  expect(() => put(ours).run({ key: 'k' })).toThrow('no value for the parameter value');
});
