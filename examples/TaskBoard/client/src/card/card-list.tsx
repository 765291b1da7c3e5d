import type { CollectionData } from '@synchub/client';
import type { TaskItem } from '../models.js';
import { Card } from './card.js';

interface CardListProps {
  readonly data: CollectionData<TaskItem>;
  readonly openTask: (id: string) => void;
  readonly openId: string | undefined;
}

export function CardList({ data, openTask, openId }: CardListProps) {
  return (
    <ol className="cards">
      {data.entries.map((task, index) => (
        <Card key={task.id} task={task} status={data.statusOf(task)} isOpen={task.id === openId} isFirst={index === 0} open={openTask} />
      ))}
    </ol>
  );
}
