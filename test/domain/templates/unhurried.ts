import type { RenderBudget } from '../../../src/domain/templates/render-budget';

/** All the time there is: nothing depends on how fast the machine is. */
export const unhurried: RenderBudget = { spend: (render) => render(() => false) };
