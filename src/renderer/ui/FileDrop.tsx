/** A place to drop a file on, and a button for who would rather choose one. */
import { useId, useRef, useState } from 'react';
import styles from './FileDrop.module.css';
import { Icon } from './Icon.tsx';

interface FileDropProps {
  readonly label: string;
  readonly hint: string;
  /** As in an input's `accept`: `.csv,.xlsx`. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
}

export function FileDrop({ label, hint, accept, onFile }: FileDropProps) {
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null): void => {
    const file = files?.[0];
    if (file !== undefined) onFile(file);
    // The same file may be chosen again after it was mended.
    if (field.current !== null) field.current.value = '';
  };
  return (
    <div
      className={styles.drop} data-over={over || undefined}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files); }}
    >
      <Icon name="file" size={28} />
      <input ref={field} id={id} className={styles.field} type="file" accept={accept} onChange={(event) => take(event.currentTarget.files)} />
      <label htmlFor={id} className="button">{label}</label>
      <p className="hint">{hint}</p>
    </div>
  );
}
