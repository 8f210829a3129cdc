import { useMemo } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import styles from './artifacts.module.css';
import { hasScript, sealDocument } from './seal-document.ts';

/** An HTML file in a frame that is of no origin, runs nothing, reaches nothing and leads nowhere. */
export function HtmlView({ html, path }: { html: string; path: string }) {
  const sealed = useMemo(() => sealDocument(html), [html]);
  return (
    <>
      <iframe className={styles.frame} sandbox="" srcDoc={sealed} title={path} referrerPolicy="no-referrer" />
      {hasScript(html) && <p className={styles.hint}>{t('run.preview-scripts')}</p>}
    </>
  );
}
