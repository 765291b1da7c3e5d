/**
 * What has become of a mutation.
 * - `pending`: shown, and not yet answered by the server.
 * - `accepted`: the server has taken it; the data that contains it is still on its way.
 * - `settled`: the server's data contains it; nothing lies over the data any more.
 * - `rolledBack`: the application has taken it back.
 * - `failed`: the server, or the application's call to it, has refused it.
 * - `unknown`: nobody has answered within the client's `mutationTimeout`; whether the server has taken it is not known. It is no longer shown.
 */
export type MutationStatus = 'pending' | 'accepted' | 'settled' | 'rolledBack' | 'failed' | 'unknown';
