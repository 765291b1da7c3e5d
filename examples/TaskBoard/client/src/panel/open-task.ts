import { useCallback, useSyncExternalStore } from 'react';

/** The task that the panel shows: its id is the fragment of the page's address. */
export function useOpenTask(): readonly [string | undefined, (id: string | undefined) => void] {
  const id = useSyncExternalStore(follow, read);
  const open = useCallback((next: string | undefined) => {
    location.hash = next ?? '';
  }, []);
  return [id || undefined, open];
}

function read(): string {
  return location.hash.slice(1);
}

function follow(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
