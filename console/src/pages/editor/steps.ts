import { durationInWords } from '../../words/durations';
import { fieldInWords, ruleInWords } from '../../words/rules';
import { STEP_WORDS } from '../../words/steps';
import type { StepType } from '../../words/steps';
import { everyStep, freshId, listAt, placeOf, stepOf } from './definition';
import type { Definition, List, Step, Steps } from './definition';

export const STEP_TYPES = Object.keys(STEP_WORDS) as readonly StepType[];

/** A step as it begins, with an id of its own. */
export function newStep(type: StepType, steps: Steps): Step {
  const id = freshId(new Set(everyStep(steps).map((step) => step.id)), type.replace('_', '-'));
  switch (type) {
    case 'sms':
      return { id, type, body: '' };
    case 'email':
      return { id, type, subject: '', body: '' };
    case 'webhook':
      return { id, type, url: 'https://' };
    case 'delay':
      return { id, type, duration: 'P1D' };
    case 'condition':
      return { id, type, if: { field: '', op: 'exists' }, then: [], else: [] };
    case 'business_hours':
    case 'exit':
      return { id, type };
  }
}

export const EMPTY: Definition = {
  name: '',
  trigger: { type: 'event', event: '' },
  steps: [],
  settings: { reentry: 'when_not_active' },
};

export const stepName = (step: Step): string => step.label ?? STEP_WORDS[step.type];

/** What a step does, in a line. */
export function summaryOf(step: Step): string {
  switch (step.type) {
    case 'sms':
      return step.body;
    case 'email':
      return step.subject;
    case 'webhook':
      return `${step.method ?? 'POST'} ${step.url}`;
    case 'delay':
      return step.until === undefined
        ? `Wait ${durationInWords(step.duration ?? '')}`
        : `Wait until ${untilInWords(step.until, step.offset)}`;
    case 'business_hours':
      return 'Wait for the next opening, unless it is open';
    case 'condition':
      return `If ${ruleInWords(step.if)}`;
    case 'exit':
      return 'The run ends here';
  }
}

const untilInWords = (until: string, offset: string | undefined): string =>
  offset === undefined
    ? fieldInWords(until)
    : `${durationInWords(offset)} ${offset.startsWith('-') ? 'before' : 'after'} ${fieldInWords(until)}`;

/** "step 2 of 5", "step 1 of 2 in TRUE of “Big?”". */
export function placeInWords(steps: Steps, id: string): string {
  const place = placeOf(steps, id);
  if (place === null) return '';
  const of = listAt(steps, place.list).length;
  return `step ${place.index + 1} of ${of}${listInWords(steps, place.list)}`;
}

/** " in TRUE of “Big?”"; nothing of the workflow's own list. */
export function listInWords(steps: Steps, list: List): string {
  if (list === null) return '';
  const parent = stepOf(steps, list.parentId);
  return ` in ${list.branch === 'then' ? 'TRUE' : 'FALSE'} of “${parent === undefined ? list.parentId : stepName(parent)}”`;
}
