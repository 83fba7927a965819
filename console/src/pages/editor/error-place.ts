import { branchOf } from './definition';
import type { Branch, Step, Steps } from './definition';

/** Where on the page an error of the API belongs. */
export interface ErrorPlace {
  /** Null: it is no step's. */
  readonly stepId: string | null;
  /** What it is within that: `body`, `if.all[1].value`, `trigger.event`; empty: all of it. */
  readonly field: string;
}

const STEP = /^steps\[(\d+)\](?:\.|$)/;
const BRANCH = /^(then|else)\[(\d+)\](?:\.|$)/;

/** @param path as in `steps[0].then[1].body` */
export function errorPlace(steps: Steps, path: string): ErrorPlace {
  const [head, index] = STEP.exec(path) ?? [];
  const step = index === undefined ? undefined : steps[Number(index)];
  return head === undefined || step === undefined
    ? { stepId: null, field: path }
    : within(step, path.slice(head.length));
}

function within(step: Step, field: string): ErrorPlace {
  const [head, branch, index] = BRANCH.exec(field) ?? [];
  const inner = branch === undefined ? undefined : branchOf(step, branch as Branch)[Number(index)];
  return head === undefined || inner === undefined
    ? { stepId: step.id, field }
    : within(inner, field.slice(head.length));
}

/** The field itself, then what it stands in: the first of them that the page has is shown. */
export function* around(field: string): Generator<string> {
  for (let rest = field; rest !== ''; rest = rest.replace(/(?:^|\.)[^.[\]]*$|\[\d+\]$/, '')) yield rest;
}
