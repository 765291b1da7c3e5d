import { createContext, useContext } from 'react';
import type { CardDrag } from './card/card-drag.js';
import type { CardFocus } from './card/card-focus.js';
import type { Announcements } from './status/announcer.js';
import type { TaskWrites } from './tasks/task-writes.js';

/** What cards, columns and the panel act with. The very same objects for as long as the same person uses the page. */
export interface Services {
  readonly writes: TaskWrites;
  readonly announcements: Announcements;
  readonly drag: CardDrag;
  readonly focus: CardFocus;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) {
    throw new Error('There are no services here; render this inside App.');
  }

  return services;
}
