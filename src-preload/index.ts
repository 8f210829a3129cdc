import { contextBridge, ipcRenderer } from 'electron';
import { type Bridge, bridgeName, connectMessage } from '#contract/bridge.ts';

const bridge: Bridge = { platform: process.platform };
contextBridge.exposeInMainWorld(bridgeName, bridge);

// Only this page's own top document is heard, and only a message that brings exactly one port.
window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== connectMessage) return;
  const [port, ...others] = event.ports;
  if (port === undefined || others.length > 0) return;
  ipcRenderer.postMessage(connectMessage, null, [port]);
});
