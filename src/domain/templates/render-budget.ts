import { TemplateError } from './template-error';

/**
 * unit:   what a template does is counted in these: some 15 ns on the reference machine, the same number on every machine
 *         and at every replay
 * budget: the units that the templates of one decision have; rendering holds up everything else that the process does
 * brake:  whoever decides may bring one along, which stops what runs on for seconds all the same: it never decides
 *         otherwise
 */
const DECISION = 8_000_000;
/** Of all decisions of a test run together. */
const TEST_RUN = 25 * DECISION;
/** What one template may do of what is left: one that runs away leaves enough for the ordinary ones after it. */
const SHARE = 3 / 4;
/** Units from one look at the brake to the next. */
const BETWEEN_LOOKS = 100_000;

/** Characters that are compared for a unit. */
const COMPARED = 8;

export type Brake = () => boolean;
const none: Brake = () => false;

export class RenderBudget {
  private constructor(
    private left: number,
    private readonly brake: Brake,
    /** What this is a part of. */
    private readonly whole: RenderBudget | null,
  ) {}

  static ofDecision(brake: Brake = none, whole: RenderBudget | null = null): RenderBudget {
    return new RenderBudget(DECISION, brake, whole);
  }

  static ofTestRun(): RenderBudget {
    return new RenderBudget(TEST_RUN, none, null);
  }

  /** Renders one template. What it did is off the budget, also when it fails. */
  spend<T>(render: (work: Work) => T): T {
    const work = new Work(this.share(), this.brake);
    try {
      return render(work);
    } finally {
      this.take(work.done);
    }
  }

  /** Units that are left. */
  get rest(): number {
    return this.left;
  }

  private share(): number {
    return Math.min(this.left * SHARE, this.whole?.share() ?? Infinity);
  }

  private take(units: number): void {
    this.left = Math.max(0, this.left - units);
    this.whole?.take(units);
  }
}

/** What one template has done. */
export class Work {
  private count = 0;
  private nextLook = 0;

  constructor(
    private readonly most: number,
    private readonly brake: Brake,
  ) {}

  get done(): number {
    return Math.min(this.count, this.most);
  }

  /** @throws TemplateError when it is more than the template may do */
  use(units: number): void {
    if (units > 0) this.count += units;
    if (this.count > this.most) throw new TemplateError('the templates of this step do more work than they may');
    if (this.count < this.nextLook) return;
    this.nextLook = this.count + BETWEEN_LOOKS;
    if (this.brake()) throw new TemplateError('the templates of this step take too long to render');
  }

  /** A text that is compared, or held by a list. */
  useText(text: string): void {
    this.use(text.length / COMPARED);
  }

  /** What a list holds, and the lists in it: one that holds another twice is short, but twice as long when it is written. */
  useList(list: readonly unknown[], units: number): void {
    this.use(list.length * units);
    for (const item of list)
      if (Array.isArray(item)) this.useList(item, units);
      else if (typeof item === 'string') this.useText(item);
  }
}
