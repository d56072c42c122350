import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useEffect, useState } from 'react';

const chosenMode = 'fleet-console.colour-mode';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** As the user has chosen in this browser, else as the system says. */
export function useColourMode(): { readonly isDark: boolean; readonly switchMode: () => void } {
  const [isDark, setDark] = useState(
    () => (localStorage.getItem(chosenMode) ?? (dark.matches ? 'dark' : 'light')) === 'dark',
  );
  useEffect(() => {
    const follow = () => {
      if (localStorage.getItem(chosenMode) === null) {
        setDark(dark.matches);
      }
    };
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, []);
  useEffect(() => {
    applyMode(isDark ? Mode.Dark : Mode.Light);
    document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
  }, [isDark]);
  const switchMode = () => {
    localStorage.setItem(chosenMode, isDark ? 'light' : 'dark');
    setDark(!isDark);
  };
  return { isDark, switchMode };
}
