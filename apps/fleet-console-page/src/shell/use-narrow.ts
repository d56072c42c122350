import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 688px)');

/** Whether the page is shown on a telephone, or as narrow. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed);
      return () => narrow.removeEventListener('change', changed);
    },
    () => narrow.matches,
  );
}
