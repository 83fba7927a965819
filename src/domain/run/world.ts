import type { EffectChannelName } from '../effect/effect';
import type { Links } from '../effect/unsubscribe-link';
import type { ContactState } from '../contact/opt-outs';
import type { AccountSettings } from '../account/settings';
import type { RuleBudget } from '../rules/rule-budget';
import type { RenderBudget } from '../templates/render-budget';
import type { Definition } from '../workflow/definition';

/** What a decision about a run may know besides the run: it comes in with the command. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly account: string;
  readonly settings: AccountSettings;
  /** Of the contact: looked at before a message is rendered, and once more when it is sent. */
  readonly optOuts: ContactState;
  /** Of the contact's phone and email, as `optOutAddress` writes them, where nobody is to be reached. Likewise. */
  readonly optedOutAddresses: ReadonlySet<string>;
  /** Of the run's version. */
  readonly definition: Definition;
  /** The gate: no step starts and no wait ends while the workflow is paused. */
  readonly workflowPaused: boolean;
  /** The process is about to stop: it makes no intent that it could not see through. */
  readonly draining: boolean;
  /** Whoever tried before may have ended by it: the run is brought to its next step and taken over there, no further. */
  readonly inTwo?: boolean;
  /** The process that will send the effects decided on. */
  readonly lease: string;
  /** Milliseconds that sending through a channel may take, the lease's length. */
  readonly leaseMs: Readonly<Record<EffectChannelName, number>>;
  /** Channels by which others are to be sent first: an intent made now says that nothing of it was sent. */
  readonly held?: readonly EffectChannelName[];
  /** `host:port` that webhooks may reach though they are private. */
  readonly webhookAllowPrivate: readonly string[];
  /** Of the links in its messages; null: there are none. */
  readonly links: Links | null;
  /** Of this decision alone. */
  readonly renderBudget: RenderBudget;
  /** Told of each merge field that comes out empty, `contact.name`. */
  readonly onAbsent?: (stepId: string, path: string) => void;
  /** Likewise. */
  readonly ruleBudget: RuleBudget;
}

/** @param again whoever tried before may have ended by it */
export const inTwo = (world: World, again: boolean): World => (again ? { ...world, inTwo: true } : world);
