import type { ProgressReport } from './projection-progress';

/** How far all projections are, told as one by two who fold a share of them each. */
export class SharedReport {
  private first: ProgressReport | null = null;
  private second: ProgressReport | null = null;

  constructor(private readonly report: (report: ProgressReport) => void) {}

  tellFirst(report: ProgressReport): void {
    this.first = report;
    this.tell();
  }

  tellSecond(report: ProgressReport): void {
    this.second = report;
    this.tell();
  }

  /** Not before both have told of theirs: what is told is all there is. */
  private tell(): void {
    const { first, second } = this;
    if (first === null || second === null) return;
    this.report({
      reached: new Map([...first.reached, ...second.reached]),
      ...(first.served && second.served && { served: new Map([...first.served, ...second.served]) }),
      failures: [...first.failures, ...second.failures],
      trouble: first.trouble ?? second.trouble,
    });
  }
}
