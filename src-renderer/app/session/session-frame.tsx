import type { ReactNode } from 'react';
import logo from '../../ui/automa.svg';
import styles from './session.module.css';

/** The quiet page around the forms that lead in. */
export function SessionFrame({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <main className={styles.screen}>
      <div className={styles.card}>
        <img src={logo} alt="Automa" width={40} height={40} />
        <h1>{title}</h1>
        {text !== undefined && <p className="t2">{text}</p>}
        {children}
      </div>
    </main>
  );
}
