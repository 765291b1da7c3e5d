import { useEffect, useEffectEvent, useRef } from 'react';

interface EndOfListProps {
  readonly isWaiting: boolean;

  /** The end is on the page, or will be soon. */
  readonly onNear: () => void;
}

/** The end of what is there of a longer list. Give it another key for another length. */
export function EndOfList({ isWaiting, onNear }: EndOfListProps) {
  const element = useRef<HTMLParagraphElement>(null);
  const tell = useEffectEvent(onNear);
  useEffect(() => {
    const end = element.current;
    if (!end || isWaiting) {
      return;
    }

    const observer = new IntersectionObserver(entries => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        tell();
      }
    }, { root: end.closest('.scroller'), rootMargin: '800px 0px' });
    observer.observe(end);
    return () => observer.disconnect();
  }, [isWaiting]);
  return <p ref={element} className="end-of-list" aria-hidden="true"><span className="spinner" /></p>;
}
