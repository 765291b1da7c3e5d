/** What a promise brings, or the signal's reason as soon as it is aborted: work that pays no heed to the signal holds nobody up. */
export function untilAborted<T>(work: PromiseLike<T> | T, signal: AbortSignal | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal?.reason);
    if (signal?.aborted) {
      abort();
    }

    signal?.addEventListener('abort', abort, { once: true });
    Promise.resolve(work).then(resolve, reject).finally(() => signal?.removeEventListener('abort', abort));
  });
}
