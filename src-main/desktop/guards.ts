import type { Session, WebContents } from 'electron';
import { isPageUrl } from './view.ts';

/** What the page may ask of the system (research on reliability, section 2.1); everything else is denied. */
const allowedPermissions: ReadonlySet<string> = new Set(['notifications', 'clipboard-sanitized-write']);

/** Whether a permission is given to whoever asks from this address. */
export function mayUse(permission: string, requestingUrl: string): boolean {
  return allowedPermissions.has(permission) && isPageUrl(requestingUrl);
}

/** Denies every permission and device but the few the page has a use for (reliability row I10). */
export function guardPermissions(session: Session): void {
  // Only the page's own top frame: an artifact shown in a frame asks for nothing
  session.setPermissionRequestHandler((_contents, permission, answer, { isMainFrame, requestingUrl }) =>
    answer(isMainFrame && mayUse(permission, requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => mayUse(permission, requestingOrigin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
}

/**
 * Keeps a window on its page: no navigation of any frame to elsewhere, no pop-up, no webview (rows I4 and I13). A
 * link to the web is handed to `openLink`, which asks.
 */
export function guardContents(contents: WebContents, openLink: (url: string) => void): void {
  contents.on('will-frame-navigate', (event) => {
    if (!isPageUrl(event.url)) event.preventDefault();
  });
  contents.on('will-navigate', (event) => {
    if (!isPageUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url);
    return { action: 'deny' };
  });
}
