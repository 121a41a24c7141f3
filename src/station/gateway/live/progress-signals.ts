/** Figures of an exam as a signal, at most four times a second for each exam, and only counted while somebody listens: the record is asked for them, which takes longer the more pages there are. */
export interface ProgressSignals {
  /** Figures of this exam may be other ones now. */
  changed(examId: string): void;
  close(): void;
}

const everyMs = 250;

export function progressSignals({ listenedTo, figuresOf, send, onTrouble }: {
  readonly listenedTo: (examId: string) => boolean;
  readonly figuresOf: (examId: string) => Readonly<Record<string, unknown>>;
  readonly send: (examId: string, figures: Readonly<Record<string, unknown>>) => void;
  readonly onTrouble: (trouble: string) => void;
}): ProgressSignals {
  const waiting = new Map<string, NodeJS.Timeout>();
  return {
    changed(examId) {
      if (waiting.has(examId) || !listenedTo(examId)) return;
      waiting.set(examId, setTimeout(() => {
        waiting.delete(examId);
        try {
          if (listenedTo(examId)) send(examId, figuresOf(examId));
        } catch (error) {
          onTrouble(`live: no figures of an exam: ${error instanceof Error ? error.message : String(error)}`);
        }
      }, everyMs));
    },
    close() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
