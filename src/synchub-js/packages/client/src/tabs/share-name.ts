/** Raised with every change of what tabs say to each other: tabs with another version have names of their own, and so do not share. */
export const tabProtocolVersion = 1;

/** The name under which tabs meet: the same only for the same server and the same user. */
export function shareName(server: string, identity: string | null): string {
  const user = identity === null ? '-' : `=${encodeURIComponent(identity)}`;
  return `synchub/tabs/${tabProtocolVersion}/${encodeURIComponent(server)}/${user}`;
}

/** The lock of the tab that holds the connection. */
export function leaderLock(share: string): string {
  return `${share}/leader`;
}

/** The lock that a tab holds for as long as it shares, and the channel on which the leader talks with it alone. */
export function tabName(share: string, tab: string): string {
  return `${share}/tab/${tab}`;
}
