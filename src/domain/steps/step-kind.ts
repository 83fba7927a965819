import type { ObjectInput } from '../../kernel/input';
import type { Fields, Schema } from '../../kernel/json-schema';
import type { RunEvent } from '../run/events';
import type { Running } from '../run/run-state';
import type { World } from '../run/world';
import type { Step } from './step';

/** kind: all that one type of step has for its own */
export interface StepKind<S extends Step> {
  /** In the names of the API's schemas: `<name>Step`, `<name>Item`. */
  readonly name: string;
  /** What it does, in a sentence for whoever writes a workflow. */
  readonly says: string;
  /** What a step says beyond its id, its label and what follows its failure. */
  parse(input: ObjectInput, context: ParseContext): Details<S>;
  /** The schema of each field that `parse` reads. */
  readonly fields: Fields<keyof FieldsOf<S>>;
  readonly required: readonly (keyof FieldsOf<S>)[];

  /**
   * What happens when a run comes to a step: an intent for an effect, a wait, or, for a step that touches nothing outside,
   * its outcome at once.
   */
  enter(step: S, run: Running, world: World): RunEvent;
  /** What becomes of it when its wait is over; without this it is completed. */
  wake?(step: S, run: Running, world: World): RunEvent;
  /** The schema of each field that its output may have. */
  readonly output: Fields<string>;
}

/** Of a type that is known only when it runs. */
export interface AnyStepKind extends Omit<StepKind<Step>, 'fields' | 'required'> {
  readonly fields: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

/** What holds over all steps of one definition. */
export interface ParseContext {
  /** `host:port` that webhooks may reach though they are private. */
  readonly allowPrivate: readonly string[];
  /** The steps that a field holds; none when it is absent. */
  branch(field: string): readonly Step[];
}

type Base = 'id' | 'label' | 'onError';
export type Details<S extends Step = Step> = S extends Step ? Omit<S, Base> : never;
type FieldsOf<S extends Step> = { readonly [Name in Exclude<AnyKey<S>, Base | 'type'>]: unknown };
type AnyKey<T> = T extends unknown ? keyof T : never;
