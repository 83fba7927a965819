import type { components } from '../../api/schema';

/**
 * The document that is edited is the API's definition, and nothing beside it.
 * list: the workflow's own steps, or a branch of a condition. place: a list and an index in it.
 */
export type Definition = components['schemas']['Definition'];
export type Step = components['schemas']['Step'];
export type Steps = readonly Step[];
export type ConditionStep = Extract<Step, { type: 'condition' }>;
export type Branch = 'then' | 'else';

/** Null: the workflow's own list. */
export type List = { readonly parentId: string; readonly branch: Branch } | null;
export interface Place {
  readonly list: List;
  readonly index: number;
}

/** What the API takes, in lists within lists. */
export const MAX_DEPTH = 10;
export const MAX_STEPS = 100;

const BRANCHES = ['then', 'else'] as const;

export const branchOf = (step: Step, branch: Branch): Steps => (step.type === 'condition' ? (step[branch] ?? []) : []);

/** Every step, depth first. */
export const everyStep = (steps: Steps): Steps =>
  steps.flatMap((step) => [step, ...BRANCHES.flatMap((branch) => everyStep(branchOf(step, branch)))]);

/** Whether the same steps stand in the same places, whatever is said in them. */
export const sameShape = (a: Steps, b: Steps): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every((step, index) => {
      const other = b[index];
      if (step === other) return true;
      if (step.id !== other?.id || step.type !== other.type) return false;
      return BRANCHES.every((branch) => sameShape(branchOf(step, branch), branchOf(other, branch)));
    }));

export const stepOf = (steps: Steps, id: string): Step | undefined => everyStep(steps).find((step) => step.id === id);

export function placeOf(steps: Steps, id: string, list: List = null): Place | null {
  for (const [index, step] of steps.entries()) {
    if (step.id === id) return { list, index };
    for (const branch of BRANCHES) {
      const found = placeOf(branchOf(step, branch), id, { parentId: step.id, branch });
      if (found !== null) return found;
    }
  }
  return null;
}

export function listAt(steps: Steps, list: List): Steps {
  if (list === null) return steps;
  const parent = stepOf(steps, list.parentId);
  return parent === undefined ? [] : branchOf(parent, list.branch);
}

/** The same steps, but for one list; those that it does not stand in stay the very same objects. */
export function withList(steps: Steps, list: List, change: (of: Steps) => Steps): Steps {
  if (list === null) return change(steps);
  return replaced(steps, list.parentId, (parent) =>
    parent.type === 'condition' ? { ...parent, [list.branch]: [...change(branchOf(parent, list.branch))] } : parent,
  );
}

/** With one step changed; null: without it. Every other step stays the very same object, but for the conditions around it. */
export function replaced(steps: Steps, id: string, change: (step: Step) => Step | null): Steps {
  for (const [index, step] of steps.entries()) {
    const next = step.id === id ? change(step) : withinReplaced(step, id, change);
    if (next !== step) return steps.toSpliced(index, 1, ...(next === null ? [] : [next]));
  }
  return steps;
}

function withinReplaced(step: Step, id: string, change: (step: Step) => Step | null): Step {
  if (step.type !== 'condition') return step;
  for (const branch of BRANCHES) {
    const before = branchOf(step, branch);
    const after = replaced(before, id, change);
    if (after !== before) return { ...step, [branch]: [...after] };
  }
  return step;
}

export const inserted = (steps: Steps, { list, index }: Place, step: Step): Steps =>
  withList(steps, list, (of) => [...of.slice(0, index), step, ...of.slice(index)]);

export const removed = (steps: Steps, id: string): Steps => replaced(steps, id, () => null);

/** In how many lists a list stands, itself among them. */
export function depthOf(steps: Steps, list: List): number {
  if (list === null) return 1;
  const parent = placeOf(steps, list.parentId);
  return parent === null ? 1 : depthOf(steps, parent.list) + 1;
}

/** How many lists deep a step goes by itself: 1 unless it has branches with steps. */
export const heightOf = (step: Step): number =>
  1 + Math.max(0, ...BRANCHES.flatMap((branch) => branchOf(step, branch).map(heightOf)));

/** Whether a step may stand there: in a branch that there is, not within itself, and not deeper than the API takes. */
export function fits(steps: Steps, step: Step, list: List): boolean {
  const isBranch = list === null || stepOf(steps, list.parentId)?.type === 'condition';
  if (!isBranch || (list !== null && stepOf([step], list.parentId) !== undefined)) return false;
  return depthOf(steps, list) + heightOf(step) - 1 <= MAX_DEPTH;
}

/** @param to where it is to stand once it is taken out of where it stands now; the same steps where it may not */
export function moved(steps: Steps, id: string, to: Place): Steps {
  const step = stepOf(steps, id);
  if (step === undefined || !fits(steps, step, to.list)) return steps;
  const from = placeOf(steps, id);
  if (from !== null && sameList(from.list, to.list) && from.index === to.index) return steps;
  return inserted(removed(steps, id), to, step);
}

export const sameList = (a: List, b: List): boolean =>
  a === null || b === null ? a === b : a.parentId === b.parentId && a.branch === b.branch;

/** A free id that begins with what it is of: `sms`, `sms-2`. */
export function freshId(taken: ReadonlySet<string>, stem: string): string {
  if (!taken.has(stem)) return stem;
  const base = stem.replace(/-\d{1,4}$/, '').slice(0, 120);
  for (let n = 2; ; n++) if (!taken.has(`${base}-${n}`)) return `${base}-${n}`;
}

/** A copy of a step, with ids of its own, to stand after it. */
export function duplicated(steps: Steps, id: string): Steps {
  const step = stepOf(steps, id);
  const place = placeOf(steps, id);
  if (step === undefined || place === null) return steps;
  const taken = new Set(everyStep(steps).map((one) => one.id));
  const copy = (one: Step): Step => {
    const own = freshId(taken, one.id);
    taken.add(own);
    if (one.type !== 'condition') return { ...one, id: own };
    return { ...one, id: own, then: branchOf(one, 'then').map(copy), else: branchOf(one, 'else').map(copy) };
  };
  return inserted(steps, { ...place, index: place.index + 1 }, copy(step));
}
