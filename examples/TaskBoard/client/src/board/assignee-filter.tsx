interface AssigneeFilterProps {
  readonly assignee: string | null | undefined;
  readonly names: ReadonlySet<string>;
  readonly choose: (assignee: string | null | undefined) => void;
}

/** Whose tasks the board shows: of the people that were seen on it. */
export function AssigneeFilter({ assignee, names, choose }: AssigneeFilterProps) {
  return (
    <label className="filter">
      <span>Assigned to</span>
      <select id="assignee" value={assignee === undefined ? '' : JSON.stringify(assignee)} onChange={({ target: { value } }) => choose(value === '' ? undefined : JSON.parse(value) as string | null)}>
        <option value="">everybody</option>
        <option value="null">nobody</option>
        {[...names].sort().map(name => <option key={name} value={JSON.stringify(name)}>{name}</option>)}
      </select>
    </label>
  );
}
