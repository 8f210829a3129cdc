import { EventEmitter } from 'node:events';
import { getBoot } from './boot.ts';
import { decideDownload } from './download-decisions.ts';
import { fromLoopback, protocol, toLoopback } from './schemes.ts';
import { preventable, strict } from './strict.ts';

type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;
type RequestHandler = (
  contents: unknown,
  permission: string,
  answer: (isGranted: boolean) => void,
  details: object,
) => void;

/** Permissions both Electron and the DevTools protocol know, by their names there. */
const permissionNames: Record<string, string> = {
  geolocation: 'geolocation',
  notifications: 'notifications',
  media: 'audioCapture',
  'clipboard-read': 'clipboard-read',
  'clipboard-sanitized-write': 'clipboard-write',
  midi: 'midi',
  'idle-detection': 'idle-detection',
  'persistent-storage': 'durable-storage',
  'window-management': 'window-management',
};

export class Session extends EventEmitter {
  readonly protocol = protocol;
  readonly partition: string;
  /** Looked at by tests, as Electron has no way to ask for them. */
  requestHandler: RequestHandler | null = null;
  checkHandler: CheckHandler | null = null;
  deviceHandler: ((details: object) => boolean) | null = null;
  displayMediaHandler: ((request: object, answer: (streams: object | null) => void) => void) | null = null;

  constructor(partition: string) {
    super();
    this.partition = partition;
  }
  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.requestHandler = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.checkHandler = handler;
  }
  setDevicePermissionHandler(handler: Session['deviceHandler']): void {
    this.deviceHandler = handler;
  }
  setDisplayMediaRequestHandler(handler: Session['displayMediaHandler']): void {
    this.displayMediaHandler = handler;
  }

  /**
   * Electron asks the handlers when a page wants something; Chromium's answers are set beforehand here, to what both
   * handlers say for this page. Without handlers everything is granted, as in Electron.
   */
  async applyPermissions(url: string): Promise<void> {
    const { origin } = new URL(toLoopback(url));
    const { devtools } = getBoot();
    for (const [permission, name] of Object.entries(permissionNames)) {
      const isGranted = this.#asks(permission, fromLoopback(url)) && this.#checks(permission, fromLoopback(url));
      const setting = isGranted ? 'granted' : 'denied';
      await devtools.send('Browser.setPermission', { origin, permission: { name }, setting }).catch(() => {
        // this browser does not know it by that name: nothing to set
      });
    }
  }
  #asks(permission: string, requestingUrl: string): boolean {
    if (this.requestHandler === null) return true;
    let isGranted = false;
    this.requestHandler(null, permission, (given) => (isGranted = given), { isMainFrame: true, requestingUrl });
    return isGranted;
  }
  #checks(permission: string, requestingUrl: string): boolean {
    return this.checkHandler?.(null, permission, requestingUrl, { isMainFrame: true, requestingUrl }) ?? true;
  }
}

const sessions = new Map<string, Session>();

/** A download Chromium has begun, told to the application, which may still prevent it. */
interface Begun {
  guid: string;
  url: string;
  suggestedFilename: string;
}

/** What Electron calls `will-download`. Where the file goes is the business of whoever drives Chromium. */
export async function watchDownloads(): Promise<void> {
  const { devtools } = getBoot();
  const items = new Map<string, EventEmitter>();
  devtools.on('Browser.downloadWillBegin', ({ guid, url, suggestedFilename }: Begun) => {
    const event = preventable({});
    const asked = url.startsWith('blob:') ? `blob:${fromLoopback(url.slice(5))}` : fromLoopback(url);
    const item = Object.assign(new EventEmitter(), {
      getURLChain: () => [asked],
      getFilename: () => suggestedFilename,
    });
    items.set(guid, item);
    for (const each of sessions.values()) each.emit('will-download', event, strict('downloadItem', item));
    const cancelled = event.defaultPrevented ? devtools.send('Browser.cancelDownload', { guid }) : Promise.resolve();
    cancelled.catch(() => {}).finally(() => decideDownload(asked));
  });
  devtools.on('Browser.downloadProgress', ({ guid, state }: { guid: string; state: string }) => {
    if (state === 'inProgress') return;
    items.get(guid)?.emit('done', {}, state === 'completed' ? 'completed' : 'interrupted');
    items.delete(guid);
  });
  await devtools.send('Browser.setDownloadBehavior', { behavior: 'default', eventsEnabled: true });
}

function fromPartition(partition: string): Session {
  const made = sessions.get(partition) ?? strict('session', new Session(partition));
  sessions.set(partition, made);
  return made;
}

export const session = strict('session', { defaultSession: fromPartition(''), fromPartition });
