import { isAbsent } from '../absent';
import { parseTime } from '../time/parse-time';
import type { Json } from '../../kernel/message';
import { comparableText } from './comparable-text';
import { decimalOf, readDecimal } from './decimal';
import type { Decimal } from './decimal';
import { equalityKey } from './equality-key';
import { COST } from './rule-budget';
import type { RuleBudget } from './rule-budget';

/** One side of a comparison. What is made of its value is made when it is first asked for, and once. */
export class Operand {
  private madeAbsent: boolean | undefined;
  private madeKey: string | undefined;
  private madeText: string | undefined;
  private madeItemKeys: ReadonlySet<string> | undefined;
  private madeTime: number | null | undefined;
  private madeDecimal: Decimal | null | undefined;

  constructor(
    readonly json: Json | undefined,
    private readonly ignoreCase: boolean,
    private readonly budget: RuleBudget,
  ) {}

  get absent(): boolean {
    return (this.madeAbsent ??= isAbsent(this.json));
  }

  /** Shared with whatever it equals. @throws ConditionError */
  get key(): string {
    return (this.madeKey ??= equalityKey(this.json, this.ignoreCase, this.budget));
  }

  /** The keys of what is in a list. @throws ConditionError */
  get itemKeys(): ReadonlySet<string> {
    return (this.madeItemKeys ??= new Set(
      (Array.isArray(this.json) ? (this.json as readonly Json[]) : []).map((item) =>
        equalityKey(item, this.ignoreCase, this.budget),
      ),
    ));
  }

  /** Of a text, as it is compared; of a number, its decimal text. @throws ConditionError */
  get text(): string {
    return (this.madeText ??=
      typeof this.json === 'string'
        ? comparableText(this.json, this.ignoreCase, this.budget)
        : decimalOf(Number(this.json)));
  }

  /** Null when it is neither a number nor a text that is one. @throws ConditionError */
  get decimal(): Decimal | null {
    return this.madeDecimal === undefined ? (this.madeDecimal = this.readDecimal()) : this.madeDecimal;
  }

  /**
   * Milliseconds since the epoch; null when it is no date or time. A field is asked in one zone only.
   * @param timezone IANA name
   * @throws ConditionError
   */
  time(timezone: string): number | null {
    return this.madeTime === undefined ? (this.madeTime = this.readTime(timezone)) : this.madeTime;
  }

  private readTime(timezone: string): number | null {
    if (typeof this.json !== 'string') return null;
    this.budget.spend(COST.time, 1);
    return parseTime(this.json.trim(), timezone);
  }

  private readDecimal(): Decimal | null {
    if (typeof this.json === 'number') return decimalOf(this.json);
    if (typeof this.json !== 'string') return null;
    this.budget.spend(COST.read, this.json.length);
    return readDecimal(this.json.trim());
  }
}
