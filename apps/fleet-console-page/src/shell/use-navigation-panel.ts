import { useEffect, useRef, useState } from 'react';
import { useNarrow } from './use-narrow';

/**
 * Whether the list of views is open: on a narrow screen only while somebody chooses from it. Cloudscape's layout also
 * closes it while the page loads, when it does not know its own width yet: that is not heeded.
 */
export function useNavigationPanel(): {
  readonly isOpen: boolean;
  readonly change: (isOpen: boolean) => void;
  readonly leave: () => void;
} {
  const isNarrow = useNarrow();
  const [isOpen, setOpen] = useState(!isNarrow);
  const isUsed = useRef(false);
  useEffect(() => setOpen(!isNarrow), [isNarrow]);
  useEffect(() => {
    const use = () => {
      isUsed.current = true;
    };
    const events = ['pointerdown', 'keydown'] as const;
    events.forEach((event) => addEventListener(event, use, { capture: true }));
    return () => events.forEach((event) => removeEventListener(event, use, { capture: true }));
  }, []);
  return {
    isOpen,
    change: (open) => {
      if (open || isUsed.current) {
        setOpen(open);
      }
    },
    leave: () => setOpen(!isNarrow),
  };
}
