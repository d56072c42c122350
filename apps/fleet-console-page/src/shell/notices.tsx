import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';

/** What the page tells its user for a while. */
export type Notice = Pick<FlashbarProps.MessageDefinition, 'type' | 'header' | 'content'>;

interface Notices {
  readonly items: readonly FlashbarProps.MessageDefinition[];
  readonly notify: (notice: Notice) => void;
}

const NoticesContext = createContext<Notices>({ items: [], notify: () => undefined });

export function useNotices(): Notices {
  return useContext(NoticesContext);
}

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [items, setItems] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const notify = useCallback((notice: Notice) => {
    const id = crypto.randomUUID();
    const onDismiss = () => setItems((now) => now.filter((each) => each.id !== id));
    // The last three: an operator who sees nothing but notices reads none.
    setItems((now) =>
      [{ ...notice, id, dismissible: true, dismissLabel: 'Dismiss', onDismiss }, ...now].slice(0, 3),
    );
  }, []);
  const value = useMemo(() => ({ items, notify }), [items, notify]);
  return <NoticesContext value={value}>{children}</NoticesContext>;
}
