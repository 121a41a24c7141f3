/** For a dialog that is gone as soon as it is closed (Mantine gives the focus back only for one that stays): whoever works with keys goes on where the dialog was opened. */
import { useEffect, useState } from 'react';

export function useFocusBack(): void {
  const [from] = useState(() => document.activeElement);
  useEffect(() => () => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (lost && from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
  }, [from]);
}
