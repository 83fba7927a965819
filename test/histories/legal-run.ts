import type { EffectStep, Step } from '../../src/domain/steps/step';
import type { Definition } from '../../src/domain/workflow/definition';
import type { RunStory } from './run-story';

/** A step of every type, in two branches. */
export const definition: Definition = {
  name: 'Welcome',
  trigger: { type: 'manual' },
  settings: { reentry: 'when_not_active' },
  steps: [
    { id: 'greet', type: 'sms', label: 'Greet', body: 'Hello' },
    {
      id: 'big',
      type: 'condition',
      if: { field: 'data.total', op: 'gte', value: 1000 },
      then: [{ id: 'thank', type: 'email', subject: 'Hi', body: 'Hello' }],
      else: [
        { id: 'notify', type: 'webhook', url: 'https://example.com/hook' },
        { id: 'enough', type: 'exit' },
      ],
    },
    { id: 'rest', type: 'delay', duration: 'P2D' },
    { id: 'hours', type: 'business_hours' },
    { id: 'bye', type: 'sms', body: 'Bye' },
  ],
};

/** A number from 0 to below `below`. */
export type Choose = (below: number) => number;
export type Move = () => void;

export interface WorkflowState {
  readonly account: string;
  readonly workflowId: string;
  paused: boolean;
}

const HOUR = 3_600_000;

/** A run of the definition that does only what a run may do; each move is one complete append. */
export class LegalRun {
  private status: 'enrolled' | 'active' | 'waiting' | 'ended' = 'enrolled';
  private paused = false;
  private open: EffectStep | null = null;
  private wait: Step | null = null;
  private todo: readonly Step[] = definition.steps;
  private left = false;

  constructor(
    readonly story: RunStory,
    private readonly workflow: WorkflowState,
    private readonly choose: Choose,
  ) {}

  get hasEnded(): boolean {
    return this.status === 'ended';
  }

  /** What it may do now; what is likelier is there more often. */
  moves(): readonly Move[] {
    const { status, paused, open, wait, workflow } = this;
    const moves: Move[] = [];
    const may = (move: Move, weight = 1): void => {
      for (let times = 0; times < weight; times++) moves.push(move);
    };
    const active = status === 'active' || status === 'waiting';
    if (status === 'enrolled') may(this.starts, 3);
    if (open !== null) may(this.settles.bind(this, open), 8);
    if (open !== null && status === 'active' && !paused) may(this.sendsAgain.bind(this, open));
    if (wait !== null && status === 'waiting' && !paused && !workflow.paused) may(this.resumes.bind(this, wait), 8);
    if (active) may(this.cancels);
    if (active && workflow.paused && !paused) may(this.pauses, 3);
    if (active && !workflow.paused && paused) may(this.unpauses, 6);
    if (status === 'ended' && !this.left) may(this.leaves);
    return moves;
  }

  readonly starts = (): void => {
    this.status = 'active';
    this.story.starts();
    this.goesOn();
  };

  readonly leaves = (): void => {
    if (!this.left) this.story.leaves();
    this.left = true;
  };

  private readonly cancels = (): void => {
    this.status = 'ended';
    this.story.cancels();
  };

  private readonly pauses = (): void => {
    this.paused = true;
    this.story.pauses();
  };

  private readonly unpauses = (): void => {
    this.paused = false;
    this.story.unpauses();
    this.goesOn();
  };

  /** Whoever sent it died, another one takes over. */
  private sendsAgain({ id, type }: EffectStep): void {
    this.story.sends(id, type);
  }

  private settles(step: EffectStep): void {
    const { id, type } = step;
    this.open = null;
    const outcome = this.choose(12);
    if (outcome === 3 && this.status === 'active') this.waitsForRoom(step);
    else if (outcome === 0) this.story.fails(id, type);
    else if (outcome === 1) this.story.skips(id, type);
    else this.story.completes(id, type, { via: outcome === 2 ? 'provider' : 'outbox' });
    this.goesOn();
  }

  private waitsForRoom(step: EffectStep): void {
    this.status = 'waiting';
    this.wait = step;
    this.story.waitsForRoom(step.id, step.type, HOUR);
  }

  private resumes(step: Step): void {
    this.story.resumes();
    if (step.type === 'sms' || step.type === 'email' || step.type === 'webhook') {
      this.status = 'active';
      this.open = step;
      this.story.sends(step.id, step.type);
      return;
    }
    if (step.type === 'business_hours' && this.choose(3) === 0) {
      this.story.waits(step.id, HOUR, 'business_hours');
      return;
    }
    this.status = 'active';
    this.story.completes(step.id, step.type);
    this.goesOn();
  }

  /** Up to an intent, a wait, a pause or its end. */
  private goesOn(): void {
    while (this.status === 'active' && !this.paused && this.open === null) {
      const [step, ...rest] = this.todo;
      if (step === undefined) {
        this.status = 'ended';
        this.story.ends();
      } else if (this.workflow.paused) this.pauses();
      else {
        this.todo = rest;
        this.enters(step);
      }
    }
  }

  private enters(step: Step): void {
    const choice = this.choose(8);
    switch (step.type) {
      case 'sms':
      case 'email':
      case 'webhook':
        if (choice === 0) this.story.fails(step.id, step.type, 'missing_data');
        else {
          this.open = step;
          this.story.sends(step.id, step.type);
        }
        return;
      case 'delay':
      case 'business_hours':
        if (choice === 0) this.story.completes(step.id, step.type);
        else {
          this.status = 'waiting';
          this.wait = step;
          this.story.waits(step.id, choice * HOUR, step.type);
        }
        return;
      case 'condition':
        if (choice === 0) {
          this.todo = [];
          this.story.fails(step.id, step.type, 'condition_error');
        } else {
          const branch = choice > 3;
          this.todo = [...(branch ? step.then : step.else), ...this.todo];
          this.story.completes(step.id, step.type, {}, branch);
        }
        return;
      case 'exit':
        this.todo = [];
        this.story.completes(step.id, step.type);
    }
  }
}
