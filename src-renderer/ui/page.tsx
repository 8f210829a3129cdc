import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './page.module.css';

interface PageProps {
  /** What lies above, outermost first, each in a `Crumb`. */
  crumbs?: ReactNode;
  title: ReactNode;
  /** Beside the title: a badge, a count, a fact or two. */
  facts?: ReactNode;
  /** At the right; the primary one last. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of the shell: the 44 px header with crumbs, title, state and actions, and what is under it. */
export function Page({ crumbs, title, facts, actions, children }: PageProps) {
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        {crumbs !== undefined && <nav className={styles.crumbs}>{crumbs}</nav>}
        <h1 className={styles.title}>{title}</h1>
        {facts !== undefined && <div className={styles.facts}>{facts}</div>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A link to what lies above the page. */
export function Crumb({ children }: { children: ReactNode }) {
  return (
    <span className={styles.crumb}>
      {children}
      <IconChevronRight size={14} aria-hidden />
    </span>
  );
}

interface ToolbarProps {
  label: string;
  children: ReactNode;
  /** At the right. */
  actions?: ReactNode;
  /** The actions come and go: filters they leave no room for give way to them, and nothing below moves. */
  isYielding?: boolean;
}

/** The 36 px line under the header: filters at the left, what acts on the selection at the right. */
export function Toolbar({ label, children, actions, isYielding = false }: ToolbarProps) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={label}>
      <div className={styles.filters} data-yielding={isYielding || undefined}>
        {children}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

interface WithRailProps {
  children: ReactNode;
  rail: ReactNode;
  label: string;
  /** As high as its content where the rail drops under it; else it keeps most of the height, as a log needs. */
  isFitted?: boolean;
  /** The rail has room for names in full where the window has. */
  isWide?: boolean;
}

/** The body of a page beside its right-hand rail, which drops under it where there is no room. */
export function WithRail({ children, rail, label, isFitted = false, isWide = false }: WithRailProps) {
  return (
    <div className={styles.body}>
      <div className={styles.column} data-fitted={isFitted || undefined}>
        {children}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and often holds nothing else to stop at */}
      <aside className={styles.rail} data-wide={isWide || undefined} aria-label={label} tabIndex={0}>
        {rail}
      </aside>
    </div>
  );
}

interface RegionProps {
  title: ReactNode;
  /** In grey beside the title: a count, a figure. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page, set off by a hairline and nothing else. */
export function Region({ title, note, actions, children }: RegionProps) {
  return (
    <section className={styles.region}>
      <div className={styles.regionHead}>
        <h2>{title}</h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
