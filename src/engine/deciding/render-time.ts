import type { RenderBudget } from '../../domain/templates/render-budget';

/** What the templates of one decision may take, in milliseconds. */
const DECISION_MS = 200;
/** What those of a whole test run may take. */
const TEST_RUN_MS = 5_000;
/** What one template may take of what is left: one that runs away leaves enough for the ordinary ones after it. */
const SHARE = 3 / 4;

/** Real time, whatever the clock of the decision says. */
export class RenderTime implements RenderBudget {
  private constructor(
    private left: number,
    /** What this is a part of. */
    private readonly whole: RenderTime | null = null,
  ) {}

  static ofDecision(whole: RenderTime | null = null): RenderTime {
    return new RenderTime(DECISION_MS, whole);
  }

  static ofTestRun(): RenderTime {
    return new RenderTime(TEST_RUN_MS);
  }

  spend<T>(render: (isOver: () => boolean) => T): T {
    const from = performance.now();
    const until = from + this.share();
    try {
      return render(() => performance.now() > until);
    } finally {
      this.take(performance.now() - from);
    }
  }

  private share(): number {
    return Math.min(this.left * SHARE, this.whole?.share() ?? Infinity);
  }

  private take(ms: number): void {
    this.left -= ms;
    this.whole?.take(ms);
  }
}
