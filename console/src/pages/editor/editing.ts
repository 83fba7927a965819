import type { FieldError } from '../../api/problem';
import type { Rule } from '../../words/rules';
import type { StepType } from '../../words/steps';
import {
  MAX_STEPS,
  duplicated,
  everyStep,
  inserted,
  listAt,
  moved,
  placeOf,
  removed,
  replaced,
  stepOf,
} from './definition';
import type { Definition, List, Place, Step } from './definition';
import { errorPlace } from './error-place';
import { fromJson } from './from-json';
import { begun, changed, redone, undone } from './history';
import type { History } from './history';
import { target } from './moves';
import type { Direction } from './moves';
import { newStep, placeInWords, stepName } from './steps';

/** What the page shows and does while a definition is edited. */
export interface Editing {
  readonly history: History<Definition>;
  /** The step whose form is open. */
  readonly open: string | null;
  /** By step, or by `''` for the workflow's own; then by field. */
  readonly errors: Errors;
  /** JSON as it was typed, as long as it is not what is edited. */
  readonly json: { readonly text: string; readonly wrong: string | null } | null;
  /** The result of the last action, to be read out; and where the focus goes after it. */
  readonly said: string;
  readonly focus: { readonly stepId: string | null; readonly field: string } | null;
}

export type FieldErrors = Readonly<Record<string, string>>;
export type Errors = Readonly<Record<string, FieldErrors>>;

export type Action =
  | { readonly type: 'define'; readonly change: Partial<Definition>; readonly of: string }
  | { readonly type: 'conditions'; readonly rule: Rule | null }
  | { readonly type: 'step'; readonly step: Step; readonly of: string }
  | { readonly type: 'add'; readonly stepType: StepType; readonly list: List }
  | { readonly type: 'move'; readonly id: string; readonly to: Place | Direction }
  | { readonly type: 'duplicate' | 'remove' | 'toggle'; readonly id: string }
  | { readonly type: 'undo' | 'redo' | 'form' }
  | { readonly type: 'refused'; readonly errors: readonly FieldError[] }
  | { readonly type: 'json'; readonly text: string }
  | { readonly type: 'replace'; readonly definition: Definition };

export const editing = (definition: Definition, json: string | null = null): Editing => {
  const fresh = { history: begun(definition), open: null, errors: {}, json: null, said: '', focus: null };
  return json === null ? fresh : edit(fresh, { type: 'json', text: json });
};

export function edit(state: Editing, action: Action): Editing {
  const { history } = state;
  const { present } = history;
  switch (action.type) {
    case 'define':
      return {
        ...state,
        history: changed(history, { ...present, ...action.change }, action.of),
        errors: without(state.errors, ''),
      };
    case 'conditions': {
      const { entryConditions: _, ...rest } = present;
      const next = action.rule === null ? rest : { ...rest, entryConditions: action.rule };
      return { ...state, history: changed(history, next, 'entry conditions'), errors: without(state.errors, '') };
    }
    case 'step': {
      const steps = replaced(present.steps, action.step.id, () => action.step);
      const of = `${action.step.id} ${action.of}`;
      return {
        ...state,
        history: changed(history, { ...present, steps: [...steps] }, of),
        errors: without(state.errors, action.step.id),
      };
    }
    case 'add':
      return add(state, action.stepType, action.list);
    case 'move':
      return move(state, action.id, action.to);
    case 'duplicate':
      return rearranged(
        state,
        duplicated(present.steps, action.id),
        `Duplicated ${nameIn(state, action.id)}.`,
        action.id,
      );
    case 'remove':
      return remove(state, action.id);
    case 'toggle':
      return { ...state, open: state.open === action.id ? null : action.id };
    case 'undo':
      return history.past.length === 0
        ? said(state, 'There is nothing to undo.')
        : said({ ...state, history: undone(history) }, 'Undone.');
    case 'redo':
      return history.future.length === 0
        ? said(state, 'There is nothing to redo.')
        : said({ ...state, history: redone(history) }, 'Done again.');
    case 'form':
      return state.json?.wrong === null ? { ...state, json: null } : state;
    case 'json':
      return typed(state, action.text);
    case 'replace':
      return { ...state, history: changed(history, action.definition), json: null, errors: {}, open: null };
    case 'refused':
      return refused(state, action.errors);
  }
}

const said = (state: Editing, text: string): Editing => ({ ...state, said: text, focus: null });
const nameIn = ({ history }: Editing, id: string): string => {
  const step = stepOf(history.present.steps, id);
  return step === undefined ? 'the step' : `“${stepName(step)}”`;
};

function without(errors: Errors, of: string): Errors {
  if (errors[of] === undefined) return errors;
  return Object.fromEntries(Object.entries(errors).filter(([key]) => key !== of));
}

/** A field of the automation itself. */
function withoutField(errors: Errors, of: string): Errors {
  const { '': own = {}, ...ofSteps } = errors;
  if (own[of] === undefined) return errors;
  return { ...ofSteps, '': Object.fromEntries(Object.entries(own).filter(([field]) => field !== of)) };
}

function rearranged(state: Editing, steps: readonly Step[], text: string, focus: string | null): Editing {
  const { history } = state;
  if (steps === history.present.steps) return said(state, 'It cannot stand there.');
  return {
    ...state,
    history: changed(history, { ...history.present, steps: [...steps] }),
    errors: withoutField(state.errors, 'steps'),
    said: text,
    focus: focus === null ? null : { stepId: focus, field: '' },
  };
}

function add(state: Editing, type: StepType, list: List): Editing {
  const { steps } = state.history.present;
  if (everyStep(steps).length >= MAX_STEPS) return said(state, `An automation has at most ${MAX_STEPS} steps.`);
  const step = newStep(type, steps);
  const next = inserted(steps, { list, index: listAt(steps, list).length }, step);
  return { ...rearranged(state, next, `Added ${placeInWords(next, step.id)}.`, step.id), open: step.id };
}

function move(state: Editing, id: string, to: Place | Direction): Editing {
  const { steps } = state.history.present;
  const place = typeof to === 'string' ? target(steps, id, to) : to;
  if (place === null) return said(state, 'There is no such place to move it to.');
  const next = moved(steps, id, place);
  return rearranged(state, next, `Moved ${nameIn(state, id)}: now ${placeInWords(next, id)}.`, id);
}

function remove(state: Editing, id: string): Editing {
  const { steps } = state.history.present;
  const place = placeOf(steps, id);
  if (place === null) return state;
  const next = removed(steps, id);
  const siblings = listAt(next, place.list);
  const near = siblings[place.index] ?? siblings[place.index - 1];
  const focus = near?.id ?? place.list?.parentId ?? null;
  return rearranged(state, next, `Removed ${nameIn(state, id)}. Undo brings it back.`, focus);
}

function typed(state: Editing, text: string): Editing {
  const read = fromJson(text);
  if ('wrong' in read) return { ...state, json: { text, wrong: read.wrong } };
  return {
    ...state,
    history: changed(state.history, read.definition, 'json'),
    json: { text, wrong: null },
    errors: {},
  };
}

/** Of an empty list of steps the API says no more than that it is empty. */
const told = (path: string, message: string): string =>
  path === 'steps' && message === 'must not be empty' ? 'Add at least one step.' : message;

function refused(state: Editing, faults: readonly FieldError[]): Editing {
  const errors: Record<string, Record<string, string>> = {};
  const places = faults.map(({ path, message }) => ({
    ...errorPlace(state.history.present.steps, path),
    message: told(path, message),
  }));
  for (const { stepId, field, message } of places) (errors[stepId ?? ''] ??= {})[field] ??= message;
  const [first] = places;
  if (first === undefined) return state;
  const text = places.length === 1 ? 'One field is not right yet.' : `${places.length} fields are not right yet.`;
  return {
    ...state,
    errors,
    open: first.stepId ?? state.open,
    said: text,
    focus: { stepId: first.stepId, field: first.field },
  };
}
