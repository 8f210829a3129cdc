/**
 * Stylesheets that could not be fetched. The bundler's loader asks for each one only once in the life of a page: without
 * this, what was opened during an outage stands without its styles afterwards (vite, `preloadOnce`; can go when a failed
 * stylesheet is asked for again).
 */
const lost = new Set<string>();

if (typeof window !== 'undefined') {
  const note = ({ target }: Event) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return;
    lost.add(target.href);
    target.remove();
  };
  window.addEventListener('error', note, { capture: true }); // of elements, which does not bubble
}

/** Fetches them again; rejects while one of them still cannot be. */
export async function fetchLostStyles(): Promise<void> {
  await Promise.all([...lost].map(fetchStyle));
}

function fetchStyle(href: string): Promise<void> {
  lost.delete(href);
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.crossOrigin = '';
  link.href = href;
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => reject(new Error(`Unable to preload CSS for ${href}`)));
    document.head.append(link);
  });
}
