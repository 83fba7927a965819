import { businessHours } from './business-hours';
import { condition } from './condition';
import { delay } from './delay';
import { email } from './email';
import { exit } from './exit';
import { sms } from './sms';
import type { StepOf, StepType } from './step';
import type { AnyStepKind, StepKind } from './step-kind';
import { webhook } from './webhook';

const KINDS: { readonly [T in StepType]: StepKind<StepOf<T>> } = {
  sms,
  email,
  webhook,
  delay,
  business_hours: businessHours,
  condition,
  exit,
};

/** The only list of the types of steps. */
export const STEP_TYPES = Object.keys(KINDS) as readonly StepType[];

export const kindOf = (type: StepType): AnyStepKind => KINDS[type];
