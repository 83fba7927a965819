import type { Config } from '../config';

/** How a command ends: all is well, something is wrong with what it looked at or it was refused, it was used wrongly, what it needs cannot be reached. */
export const EXIT = { well: 0, found: 1, usage: 2, unreachable: 3 } as const;

export interface Arguments {
  readonly positionals: readonly string[];
  readonly flags: ReadonlySet<string>;
}

/** What a command has to say: a line for people, fields for `--json`. */
export interface Outcome {
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly exitCode?: (typeof EXIT)['found'];
}

export interface Command {
  readonly name: string;
  /** The arguments that it takes, as `--help` shows them. */
  readonly usage: string;
  /** What it does, in one line; and all there is to know. */
  readonly summary: string;
  readonly details: string;
  /** Besides `--help` and `--json`. */
  readonly flags: readonly string[];
  run(config: Config, args: Arguments): Promise<Outcome>;
}

/** It was called in a way that it does not take. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongUsage';
  }
}

/** @throws WrongUsage */
export function onlyArgument({ positionals }: Arguments, what: string): string {
  const [only, ...more] = positionals;
  if (only === undefined || more.length > 0) throw new WrongUsage(`it takes ${what}`);
  return only;
}
