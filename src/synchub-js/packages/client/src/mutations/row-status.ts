/**
 * Whether what is shown of a row is what the server has: `settled`, it is; `pending`, at least one local change lies over it that the server's data
 * does not contain yet; `failed`, it is, and the last local change of it came to nothing, until the row is changed again or the mutation dismissed.
 */
export type RowStatus = 'settled' | 'pending' | 'failed';
