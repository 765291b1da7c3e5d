import { expect, test } from 'vitest';
import { defineModels, type Models as ClientModels } from '../../client/src/index.js';
import type { Models } from './approved/library.js';

test('defineModels_OfTheApprovedModule_IsTyped', () => {
  // The compiler judges, in `npm run check`: every model fits, and only the server's names do.
  const models: ClientModels<Models> = defineModels<Models>({ Book: { suspendDelay: 0 } });
  // @ts-expect-error -- There is no such model.
  defineModels<Models>({ Boook: {} });
  expect(models.options).toEqual({ Book: { suspendDelay: 0 } });
});
