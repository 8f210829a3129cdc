import { IconPhotoOff, IconSquare, IconSquareCheck } from '@tabler/icons-react';
import { createElement, type ReactNode, useMemo } from 'react';
import { t } from '../../../lib/messages/messages.ts';
import styles from './artifacts.module.css';
import { type MarkNode, readMarkdown } from './read-markdown.ts';

/** A Markdown text set out. It is made of elements of ours, never of markup of the file. */
export function MarkdownView({ text }: { text: string }) {
  const nodes = useMemo(() => readMarkdown(text), [text]);
  return <div className={styles.markdown}>{drawAll(nodes)}</div>;
}

function drawAll(nodes: readonly MarkNode[]): ReactNode[] {
  return nodes.map((node, index) => draw(node, index));
}

function draw(node: MarkNode, key: number): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'element':
      if (node.tag === 'hr' || node.tag === 'br') return createElement(node.tag, { key });
      return createElement(node.tag, { key, start: node.start }, ...drawAll(node.children));
    case 'task':
      return node.isDone ? (
        <IconSquareCheck key={key} size={14} role="img" aria-label={t('run.task-done')} />
      ) : (
        <IconSquare key={key} size={14} role="img" aria-label={t('run.task-open')} />
      );
    case 'link':
      return node.href === null ? (
        <span key={key}>{drawAll(node.children)}</span>
      ) : (
        <a key={key} href={node.href} title={node.href} target="_blank" rel="noopener noreferrer">
          {drawAll(node.children)}
        </a>
      );
    case 'picture':
      return (
        <span key={key} className={styles.picture} title={node.address}>
          <IconPhotoOff size={14} aria-hidden /> {node.alt || t('run.picture')}{' '}
          <span className="visually-hidden">{t('run.picture-not-loaded')}</span>
        </span>
      );
  }
}
