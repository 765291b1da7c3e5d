interface ProgressProps {
  readonly done: number | undefined;
  readonly all: number | undefined;
}

/** How much of what the board shows is done. */
export function Progress({ done, all }: ProgressProps) {
  return done !== undefined && all !== undefined && all > 0 && (
    <label className="progress">
      <span>{done} of {all} done</span>
      <progress value={done} max={all} />
    </label>
  );
}
