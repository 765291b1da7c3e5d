/** Whether the page runs. A browser may freeze one in the background, or keep it for when the user comes back. */
export interface PageLifecycle {
  /** Calls back when the page is about to stop running; returns what ends that. */
  onSleep(callback: () => void): () => void;
  /** Resolves when the page runs, which is mostly at once. Rejects when the signal is aborted before. */
  whenAwake(signal: AbortSignal): Promise<void>;
}
