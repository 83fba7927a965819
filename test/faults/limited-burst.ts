import type { SmsProviderDouble } from '../doubles/sms-provider';
import { accepted } from '../doubles/sms-provider';

const MINUTE_MS = 60_000;

/** More messages at once than a minute's limit lets out, as their provider gets them: it answers none until it is to go on. */
export class LimitedBurst {
  private readonly minutes: number[] = [];
  private held: (() => void)[] | null = [];

  constructor(
    private readonly provider: SmsProviderDouble,
    private readonly limit: number,
  ) {
    provider.answering = (response, sid) => {
      this.minutes.push(Math.floor(Date.now() / MINUTE_MS));
      const answer = (): void => {
        accepted(response, sid);
      };
      if (this.held === null) answer();
      else this.held.push(answer);
    };
  }

  goOn(): void {
    for (const answer of this.held ?? []) answer();
    this.held = null;
  }

  /** What is wrong with how it came out, a line each. @param fates of the contacts' runs, one a contact */
  faults(contacts: readonly string[], fates: readonly unknown[]): readonly string[] {
    const perMinute = this.minutes.map((minute) => this.minutes.filter((one) => one === minute).length);
    const most = Math.max(...perMinute);
    return [
      ...(most > this.limit ? [`${most} left in a minute`] : []),
      ...contacts.flatMap((contact, i) => {
        const sent = this.provider.taken.filter(({ form }) => form['Body'] === `to ${contact}`).length;
        const fate = String(fates[i]);
        return FATES[fate]?.includes(sent) === true ? [] : [`${contact} was sent ${sent} times and is ${fate}`];
      }),
    ];
  }
}

/** How often a message may have been sent that came to this. */
const FATES: Readonly<Record<string, readonly number[]>> = {
  completed: [1],
  rate_limited: [0],
  outcome_unknown: [0, 1],
};
