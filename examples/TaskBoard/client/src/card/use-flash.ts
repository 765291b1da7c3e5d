import { useEffect, useRef, type RefObject } from 'react';

/** Lets the eye see that an element shows another value than before. */
export function useFlash(value: unknown): RefObject<HTMLLIElement | null> {
  const element = useRef<HTMLLIElement>(null);
  const shown = useRef(value);
  useEffect(() => {
    if (shown.current !== value) {
      shown.current = value;
      element.current?.animate(
        [{ boxShadow: '0 0 0 2px var(--accent)' }, { boxShadow: '0 0 0 2px transparent' }],
        { duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 900, easing: 'ease-out' });
    }
  }, [value]);
  return element;
}
