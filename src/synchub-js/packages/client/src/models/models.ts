import type { JsonObject } from '../json/json.js';
import type { PropertyKinds } from '../queries/property-kind.js';
import type { SyncKey } from '../protocol/sync-key.js';

/** What a model's entities and keys are. */
export interface ModelTypes {
  /** Best with readonly properties: what was handed out is never to be changed. */
  readonly entity: object;
  readonly key: SyncKey;
}

/** Models by the names that the server knows them under. */
export type ModelMap = { readonly [model: string]: ModelTypes };

/** Any model, its entities plain JSON. */
export type AnyModels = { readonly [model: string]: { readonly entity: JsonObject; readonly key: SyncKey } };

/** What is special about a model. */
export interface ModelOptions {
  /** How long a subscription is kept after its last handle was released, milliseconds; Infinity for as long as the client lives. Default: the client's. */
  readonly suspendDelay?: number;

  /** What the JSON of its rows does not tell of its properties: needed by local writes to lists, where `PropertyKinds` says so. */
  readonly kinds?: PropertyKinds;
}

/** The models of an application, for the option `models` of a client: its calls know then which models there are, and their types. */
export interface Models<M> {
  readonly options: { readonly [model in keyof M]?: ModelOptions };

  /** There is none; it tells the compiler the types. */
  readonly types?: M;
}

/**
 * Says which models there are: `defineModels<{ TaskItem: { entity: TaskItem; key: string } }>()`. The names are the server's.
 * @param options What is special about some of them.
 */
export function defineModels<M extends { readonly [model in keyof M]: ModelTypes }>(options: { readonly [model in keyof M]?: ModelOptions } = {}): Models<M> {
  return { options };
}
