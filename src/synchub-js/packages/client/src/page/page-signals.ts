/** What a page knows of its surroundings; a browser's window and document by default. */
export interface PageSignals {
  /** Whether nobody sees the page. */
  isHidden(): boolean;

  /** Whether the device says that it has no network. */
  isOffline(): boolean;

  /** Has the callback called when one of them may have changed; returns what ends that. */
  watch(changed: () => void): () => void;
}

/** The browser's own; undefined where there is none, in Node say. */
export function browserPage(): PageSignals | undefined {
  if (typeof document === 'undefined' || typeof window === 'undefined') {
    return undefined;
  }

  return {
    isHidden: () => document.visibilityState === 'hidden',
    isOffline: () => navigator.onLine === false,
    watch: changed => {
      document.addEventListener('visibilitychange', changed);
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        document.removeEventListener('visibilitychange', changed);
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
  };
}
