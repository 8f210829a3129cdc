// What `import … from 'electron'` means in the main process while it runs in the stand-in.
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { ipcMain, MessageChannelMain } from './ipc.ts';
import { protocol } from './schemes.ts';
import { session } from './session.ts';
import { dialog, Menu, MenuItem, Notification, nativeTheme, powerMonitor, screen, shell, Tray } from './surfaces.ts';

const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  Notification,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
};
// electron-store imports Electron by its default export
export default electron;
export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  MessageChannelMain,
  Notification,
  nativeTheme,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
};
