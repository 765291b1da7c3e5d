import type { CSSProperties } from 'react';

/** A person's initials on a colour of their own. */
export function Avatar({ name }: { readonly name: string }) {
  const initials = name.split(/[\s.-]+/).filter(Boolean).slice(0, 2).map(word => [...word][0]?.toUpperCase()).join('');
  return <span className="avatar" style={{ '--hue': hueOf(name) } as CSSProperties} aria-hidden="true">{initials}</span>;
}

function hueOf(name: string): number {
  let hash = 7;
  for (const letter of name) {
    hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 3600;
  }

  return hash % 360;
}
