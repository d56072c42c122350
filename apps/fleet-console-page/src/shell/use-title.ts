import { useEffect } from 'react';

/** What the tab is called: the view first, as tabs are narrow. */
export function useTitle(view: string): void {
  useEffect(() => {
    document.title = `${view} · Fleet console`;
  }, [view]);
}
