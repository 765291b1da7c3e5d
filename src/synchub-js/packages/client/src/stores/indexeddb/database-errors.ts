/** No room is left on the disk, or in what the browser grants the site. */
export function isOutOfRoom(error: unknown): boolean {
  return nameOf(error) === 'QuotaExceededError';
}

/** The database itself may be well, but this connection to it is not: closed under our feet, or lost by the browser. */
export function isConnectionLost(error: unknown): boolean {
  const name = nameOf(error);
  return name === 'InvalidStateError' || name === 'AbortError' || name === 'UnknownError';
}

/** Says which database could not be opened, and what can be done. */
export function cannotOpen(database: string, cause: unknown): Error {
  const advice =
    nameOf(cause) === 'VersionError'
      ? 'it belongs to a newer version of this package, in another tab maybe; reload the page'
      : 'the browser may forbid it here, as in a private window; give the client another store, or none';
  return new Error(`The IndexedDB database '${database}' cannot be opened (${nameOf(cause)}): ${advice}.`, { cause });
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : 'unknown error';
}
