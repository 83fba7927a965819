import { STEP_WORDS } from '../../words/steps';
import { branchOf, everyStep, placeOf } from './definition';
import type { Definition, List, Step } from './definition';

export interface Difference {
  /** "Step “Reminder”", "Trigger". */
  readonly where: string;
  /** "body"; empty: all of it. */
  readonly field: string;
  /** As JSON, or null where there is none. */
  readonly before: string | null;
  readonly after: string | null;
}

const shown = (value: unknown): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** The same text for the same value, whatever the order of its fields. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** Whether two definitions say the same; quick, since it is asked at every key. */
export const sameDefinition = (a: Definition, b: Definition): boolean =>
  same({ ...a, settings: settingsOf(a) }, { ...b, settings: settingsOf(b) });

const PARTS = [
  ['name', 'Name'],
  ['trigger', 'Trigger'],
  ['entryConditions', 'Entry conditions'],
  ['settings', 'Settings'],
] as const;

export const nameOfStep = ({ label, type, id }: Step): string => `Step “${label ?? `${STEP_WORDS[type]} ${id}`}”`;

/** What differs between two definitions, by step and field. Steps are the same by their id, wherever they stand. */
export function differences(before: Definition, after: Definition): readonly Difference[] {
  const parts = PARTS.filter(
    ([part]) =>
      !same(
        part === 'settings' ? settingsOf(before) : before[part],
        part === 'settings' ? settingsOf(after) : after[part],
      ),
  ).map(([part, where]) => ({ where, field: '', before: shown(before[part]), after: shown(after[part]) }));
  const old = new Map(everyStep(before.steps).map((step) => [step.id, step]));
  const now = new Map(everyStep(after.steps).map((step) => [step.id, step]));
  const gone = [...old.values()].filter(({ id }) => !now.has(id));
  const steps = [...now.values()].flatMap((step) => {
    const was = old.get(step.id);
    if (was === undefined) return [{ where: nameOfStep(step), field: '', before: null, after: 'added' }];
    return [...placeDifference(before, after, step), ...fieldDifferences(was, step)];
  });
  return [
    ...parts,
    ...steps,
    ...gone.map((step) => ({ where: nameOfStep(step), field: '', before: 'removed', after: null })),
  ];
}

/** Defaults that the service fills in are no difference. */
const settingsOf = ({ settings }: Definition): unknown => ({ reentry: 'when_not_active', ...settings });

function fieldDifferences(was: Step, step: Step): readonly Difference[] {
  const fieldsOf = (one: Step): Readonly<Record<string, unknown>> => ({ ...one, then: undefined, else: undefined });
  const [old, now] = [fieldsOf(was), fieldsOf(step)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => !same(old[field], now[field]))
    .map((field) => ({ where: nameOfStep(step), field, before: shown(old[field]), after: shown(now[field]) }));
}

/** Moved into another list, or past steps that both have. */
function placeDifference(before: Definition, after: Definition, step: Step): readonly Difference[] {
  const [was, is] = [orderOf(before, after, step), orderOf(after, before, step)];
  return same(was, is) ? [] : [{ where: nameOfStep(step), field: 'place', before: was.says, after: is.says }];
}

function orderOf(of: Definition, other: Definition, { id }: Step): { readonly list: List; readonly says: string } {
  const list = placeOf(of.steps, id)?.list ?? null;
  const kept = new Set(everyStep(other.steps).map((step) => step.id));
  const siblings =
    list === null
      ? of.steps
      : branchOf(everyStep(of.steps).find((step) => step.id === list.parentId) ?? (of.steps[0] as Step), list.branch);
  const common = siblings.filter((step) => kept.has(step.id)).map((step) => step.id);
  const previous = common[common.indexOf(id) - 1];
  const within = list === null ? '' : ` in ${list.branch} of ${list.parentId}`;
  return { list, says: `${previous === undefined ? 'first' : `after ${previous}`}${within}` };
}
