// What the system shows besides windows: recorded, so that a test can look at it and press its buttons.
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { app } from './app.ts';
import { strict } from './strict.ts';

export interface MenuTemplateItem {
  id?: string;
  label?: string;
  role?: string;
  type?: string;
  checked?: boolean;
  enabled?: boolean;
  submenu?: MenuTemplateItem[];
  click?: (item: MenuItem, window: unknown, event: object) => void;
}

export class MenuItem {
  readonly id: string | undefined;
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly enabled: boolean;
  readonly submenu: Menu | undefined;
  checked: boolean;
  readonly #template: MenuTemplateItem;

  constructor(template: MenuTemplateItem) {
    this.#template = template;
    this.id = template.id;
    this.label = template.label ?? '';
    this.role = template.role;
    this.type = template.type ?? (template.submenu === undefined ? 'normal' : 'submenu');
    this.enabled = template.enabled ?? true;
    this.checked = template.checked ?? false;
    this.submenu = template.submenu === undefined ? undefined : Menu.buildFromTemplate(template.submenu);
  }
  /** As when a person chooses it: a box is ticked before anybody hears of it. */
  click(): void {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.role === 'quit') app.quit();
    else this.#template.click?.(this, null, {});
  }
}

export class Menu {
  static #ofApplication: Menu | null = null;
  readonly items: MenuItem[];

  constructor(items: MenuItem[] = []) {
    this.items = items;
  }
  static buildFromTemplate(template: MenuTemplateItem[]): Menu {
    return new Menu(template.map((item) => new MenuItem(item)));
  }
  static setApplicationMenu(menu: Menu | null): void {
    Menu.#ofApplication = menu;
  }
  static getApplicationMenu(): Menu | null {
    return Menu.#ofApplication;
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}

export class Tray extends EventEmitter {
  /** Every tray there is; Electron has no such list. */
  static readonly all: Tray[] = [];
  image: string;
  toolTip = '';
  title = '';
  menu: Menu | null = null;
  #isDestroyed = false;

  constructor(image: string) {
    super();
    this.image = checkImage(image);
    Tray.all.push(this);
  }
  setImage(image: string): void {
    this.image = checkImage(image);
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setTitle(text: string): void {
    this.title = text;
  }
  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
  }
  destroy(): void {
    this.#isDestroyed = true;
  }
  isDestroyed = () => this.#isDestroyed;
}

/** Electron throws where there is no picture. */
function checkImage(path: string): string {
  if (!existsSync(path)) throw new Error(`Failed to load image from path '${path}'`);
  return path;
}

export class Notification extends EventEmitter {
  /** Every notification that was shown; Electron has no such list. */
  static readonly shown: Notification[] = [];
  static isSupported = () => true;
  readonly options: { title?: string; body?: string; actions?: { text: string }[] };

  constructor(options: Notification['options'] = {}) {
    super();
    this.options = options;
  }
  show(): void {
    Notification.shown.push(this);
    this.emit('show');
  }
  close(): void {
    this.emit('close');
  }
}

/** Addresses and files that were handed to the system. */
const opened: string[] = [];
export const shell = strict('shell', {
  opened,
  openExternal: async (url: string) => void opened.push(url),
  openPath: async (path: string) => {
    opened.push(path);
    return '';
  },
  showItemInFolder: (path: string) => void opened.push(path),
});

/** Questions are answered with their first button, unless a test puts its own function in the place. */
export const dialog = strict('dialog', {
  showMessageBox: async (..._args: unknown[]) => ({ response: 0, checkboxChecked: false }),
  showErrorBox: (title: string, content: string) => console.error(`[stand-in] ${title}: ${content}`),
});

export const powerMonitor = strict(
  'powerMonitor',
  Object.assign(new EventEmitter(), { isOnBatteryPower: () => false }),
);

export const nativeTheme = strict(
  'nativeTheme',
  Object.assign(new EventEmitter(), {
    themeSource: 'system',
    shouldUseDarkColors: false,
    shouldUseDarkColorsForSystemIntegratedUI: false,
  }),
);

export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
});
