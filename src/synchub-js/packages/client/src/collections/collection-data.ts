/** A live collection at one moment. Never changes; what did not change in the next moment's are the same objects. */
export interface CollectionData<T> {
  /** The entities of the page, in order. The very same array while none of them changes. */
  readonly entries: readonly T[];

  /** How many entities match without the page's bounds; undefined where the query asked for no count. */
  readonly count: number | undefined;
}
