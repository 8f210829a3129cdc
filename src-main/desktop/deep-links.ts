import { z } from 'zod';
import { plainViews, thingKinds, type View } from './view.ts';

/** What other programs and pages may ask for: `automa://jobs`, `automa://runs/<id>`. */
export const linkScheme = 'automa';

const longestLink = 200;
const Id = z.uuid();

/**
 * The view a link names; undefined for whatever is not exactly one. A link opens something to look at: it has no
 * parameters, and nothing it can say starts, changes or deletes anything (reliability row I14).
 */
export function parseDeepLink(text: string): View | undefined {
  if (text.length > longestLink) return undefined;
  const [, path] = /^automa:\/\/([a-z0-9/-]*)$/.exec(text) ?? [];
  if (path === undefined) return undefined;
  const trimmed = path.replace(/\/$/, '');
  const plain = plainViews.find((view) => view === `/${trimmed === 'overview' ? '' : trimmed}`);
  if (plain !== undefined) return plain;
  const [kind, id, ...others] = trimmed.split('/');
  const known = thingKinds.find((each) => each === kind);
  if (known === undefined || others.length > 0) return undefined;
  return Id.safeParse(id).success ? `/${known}/${id}` : undefined;
}

/** The view a command line asks for. Everything in it but one single good link is ignored. */
export function findDeepLink(argv: readonly string[]): View | undefined {
  const [link, ...others] = argv.filter((argument) => argument.startsWith(`${linkScheme}:`));
  return link === undefined || others.length > 0 ? undefined : parseDeepLink(link);
}
