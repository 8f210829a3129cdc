/** Places of the page one can be sent to, without parameters. */
export const plainViews = [
  '/',
  '/calendar',
  '/runs',
  '/jobs',
  '/jobs/new',
  '/scripts',
  '/agents',
  '/monitoring',
  '/audit',
  '/settings',
] as const;
export const thingKinds = ['runs', 'jobs', 'scripts', 'agents'] as const;

/** Where in the page: a path of its router. */
export type View = (typeof plainViews)[number] | `/${(typeof thingKinds)[number]}/${string}`;

/** The scheme and host the page is served under; nothing else is ever loaded. */
export const pageScheme = 'app';
const pageHost = 'ui';
const pageOrigin = `${pageScheme}://${pageHost}`;

/** The page routes by fragment, so every view is the same document. */
export function urlOfView(view: View): string {
  return `${pageOrigin}/#${view}`;
}

/** Whether an address is one of our page. Not by `origin`, which is opaque for schemes Node does not know. */
export function isPageUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${pageScheme}:` && host === pageHost && username === '' && password === '';
}
