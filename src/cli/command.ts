import type { Command } from 'commander';
import { blamed } from '../assembly/operator-errors';
import { readConfig } from '../config';
import type { Config } from '../config';

/** How a command ends: all is well, something is wrong with what it looked at or it was refused, it was used wrongly, what it needs cannot be reached, where it comes from is not proven. */
export const EXIT = { well: 0, found: 1, usage: 2, unreachable: 3, unproven: 4, interrupted: 130 } as const;

export const EXIT_CODES = `exit codes: 0 done, 1 refused or something found, 2 wrong use, 3 what it needs cannot be reached, 4 whole but not proven, 130 interrupted`;

/** What a command has to say: a line for people, fields for `--json`. */
export interface Outcome {
  /** Null: it has given its answer already. */
  readonly text: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly exitCode?: (typeof EXIT)['found' | 'unproven'];
}

/** It was called in a way that it does not take: its usage is told as well. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongUsage';
  }
}

/** It was called as it should be, for something that it cannot work with, as a file that is missing: told in one line. */
export class WrongInput extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongInput';
  }
}

/**
 * A command of this name and these arguments below another, in commander's words.
 *
 * @param summary what it does, in one line
 * @param details all there is to know
 */
export const commandOf = (cli: Command, nameAndArguments: string, summary: string, details: string): Command =>
  cli
    .command(nameAndArguments)
    .summary(summary)
    .description(`${summary}\n\n${details}`)
    .option('--json', 'answer in one JSON document')
    .addHelpText('after', `\n${EXIT_CODES}`);

/** What commands of one thing are below. */
export const groupOf = (cli: Command, name: string, summary: string, details: string): Command =>
  cli
    .command(name)
    .helpCommand(false)
    .summary(summary)
    .description(`${summary}\n\n${details}`)
    .addHelpText('after', `\n${EXIT_CODES}`);

/**
 * What a command does, for commander's `action`: it is given the configuration, its arguments and its options, and what it
 * has to say goes to standard output.
 */
export const telling =
  (work: (config: Config, options: never, ...args: never[]) => Promise<Outcome>) =>
  async (...given: readonly unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.opts<{ json?: true }>();
    const config = readConfig(process.env);
    try {
      const {
        text,
        fields,
        exitCode = EXIT.well,
      } = await work(config, options as never, ...(given.slice(0, -2) as never[]));
      if (text !== null) console.log(options.json === true ? JSON.stringify(fields) : text);
      process.exitCode = exitCode;
    } catch (error) {
      if (error instanceof WrongUsage) command.error(`runledger: ${error.message}`, { exitCode: EXIT.usage });
      throw blamed(error, config);
    }
  };
