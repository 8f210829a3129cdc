import { integer, text } from 'drizzle-orm/sqlite-core';

/** A UUIDv7. */
export const id = () => text().primaryKey();
/** Epoch milliseconds UTC. */
export const instant = () => integer();
/** True or false, stored 1 or 0. */
export const flag = () => integer({ mode: 'boolean' });
/** JSON we store and give back whole; anything filtered or sorted by has a column of its own. */
export const json = <Value>() => text({ mode: 'json' }).$type<Value>();
