/** A position in the changes of a model. */
export interface SyncVersion {
  /** Counts the model's changes: 0 before the first, then one more for each. */
  readonly seq: number;

  /** Opaque; positions of different epochs cannot be compared. */
  readonly epoch: string;

  /** When the change was made, UTC, for people. */
  readonly timestamp: string;
}
