import type { ModelTypes } from '@synchub/client';

/** What models have to look like, whether they are written as an interface or as a type. */
export type CheckedModels<M> = { readonly [model in keyof M]: ModelTypes };
