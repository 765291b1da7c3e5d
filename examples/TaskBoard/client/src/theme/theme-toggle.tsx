import { useState, useSyncExternalStore } from 'react';
import { MoonIcon, SunIcon } from '../icons.js';

const place = 'taskboard.theme';
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** Light or dark: the system's choice until the user makes one. index.html reads it before the first paint. */
export function ThemeToggle() {
  const system = useSyncExternalStore(followSystem, () => systemIsDark.matches ? 'dark' : 'light');
  const [chosen, setChosen] = useState(() => document.documentElement.dataset['theme']);
  const shown = chosen === 'dark' || chosen === 'light' ? chosen : system;
  const other = shown === 'dark' ? 'light' : 'dark';

  function choose(): void {
    document.documentElement.dataset['theme'] = other;
    try {
      localStorage.setItem(place, other);
    } catch {
      // Then it lasts until the reload.
    }

    setChosen(other);
  }

  return (
    <button type="button" id="theme" className="icon" onClick={choose} aria-label={`Use ${other} colours`} title={`Use ${other} colours`}>
      {shown === 'dark' ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}

function followSystem(changed: () => void): () => void {
  systemIsDark.addEventListener('change', changed);
  return () => systemIsDark.removeEventListener('change', changed);
}
