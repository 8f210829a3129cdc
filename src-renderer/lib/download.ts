import { restUrl } from './client/rest.ts';

/**
 * Fetches a REST path into a file: it streams and needs no memory, whatever its size. In a browser the server answers;
 * in the window the application does, at the same address below its own.
 */
export function downloadPath(path: string, name: string): void {
  saveUrl(restUrl(path), name);
}

/** Saves what is already here. */
export function downloadBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  saveUrl(url, name);
  // The download has taken hold of the bytes long before; a URL left behind would keep them for the life of the page.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function saveUrl(url: string, name: string): void {
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
}
