import type { About, Act } from '@fleet/fleet-console-api';
import { useCallback, useEffect, useState } from 'react';
import { believed, believedMillis, firstEnd, withDenial, type Denials } from './denials';

/** What AWS has refused in this tab; and `about`, which has what it refused in others, is asked again when that ends. */
export function useDenials(about: About | undefined, askAgain: () => void) {
  const [denied, setDenied] = useState<Denials>(new Map());
  const noteDenied = useCallback(
    (act: Act, why: string) => setDenied((before) => withDenial(before, act, why, Date.now())),
    [],
  );
  const end = firstEnd(denied);
  useEffect(() => {
    if (end === undefined) {
      return undefined;
    }
    const timer = setTimeout(() => setDenied((before) => believed(before, Date.now())), end - Date.now());
    return () => clearTimeout(timer);
  }, [end]);
  const isLacking = about?.readOnly === undefined && about?.acts.some(({ available }) => !available) === true;
  useEffect(() => {
    if (!isLacking) {
      return undefined;
    }
    const timer = setInterval(askAgain, believedMillis);
    return () => clearInterval(timer);
  }, [isLacking, askAgain]);
  return { denied, noteDenied };
}
