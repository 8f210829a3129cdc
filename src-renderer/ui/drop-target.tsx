import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import styles from './drop-target.module.css';

interface DropTargetProps {
  /** What happens with a file that is let go here. */
  label: string;
  onDrop: (files: readonly File[]) => void;
  isOff?: boolean;
  children: ReactNode;
}

/** An area files may be dropped on, all of it; says so while one is held above it. */
export function DropTarget({ label, onDrop, isOff = false, children }: DropTargetProps) {
  // Entering a child leaves its parent: what is inside is counted, not remembered.
  const depth = useRef(0);
  const [isOver, setOver] = useState(false);
  const move = (by: number) => (event: DragEvent) => {
    if (isOff || !hasFiles(event)) return;
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  return (
    <div
      className={styles.target}
      role="presentation"
      onDragEnterCapture={move(1)}
      onDragLeaveCapture={move(-1)}
      onDragOverCapture={(event) => {
        if (!hasFiles(event)) return;
        // Without this the browser would leave the page for the file.
        event.preventDefault();
        event.dataTransfer.dropEffect = isOff ? 'none' : 'copy';
      }}
      onDropCapture={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        depth.current = 0;
        setOver(false);
        if (!isOff) onDrop([...event.dataTransfer.files]);
      }}
    >
      {children}
      {isOver && (
        <div className={styles.over} role="status">
          <IconFileUpload size={16} aria-hidden /> {label}
        </div>
      )}
    </div>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes('Files');
}
