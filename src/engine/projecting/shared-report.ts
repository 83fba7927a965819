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

  /** Which copies answer is told of all projections, or not: it is all there is to know of that. */
  private tell(): void {
    const shares = [this.first, this.second].filter((share) => share !== null);
    const served = shares.map((share) => share.served).filter((copies) => copies !== undefined);
    this.report({
      reached: new Map(shares.flatMap((share) => [...share.reached])),
      ...(served.length === 2 && { served: new Map(served.flatMap((copies) => [...copies])) }),
      failures: shares.flatMap((share) => share.failures),
      trouble: shares.map((share) => share.trouble).find((trouble) => trouble !== null) ?? null,
    });
  }
}
