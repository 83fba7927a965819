#!/usr/bin/env node
import '../check-node';
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config';
import { CannotBeUsed, blamed, lastWords } from '../assembly/operator-errors';
import { VERSION } from '../version';
import { DomainError } from '../kernel/errors';
import { backup } from './backup';
import { EXIT, WrongUsage } from './command';
import type { Arguments, Command } from './command';
import { migrate } from './migrate';
import { projections } from './projections';
import { restore } from './restore';

const COMMANDS: readonly Command[] = [backup, restore, projections, migrate];

const EXIT_CODES = 'exit codes: 0 done, 1 refused or something found, 2 wrong use, 3 a store cannot be reached';

const USAGE = `usage: runledger <command> [--help] [--json], runledger --version

${COMMANDS.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.padEnd(46)} ${summary}`).join('\n')}

The stores are those of the environment (DATA_DIR, EVENTSTORE_URL, MONGODB_URL), as for the service.
${EXIT_CODES}`;

const helpOf = ({ name, usage, summary, details }: Command): string =>
  `usage: runledger ${name} ${usage}${usage === '' ? '' : ' '}[--json]\n\n${summary}\n\n${details}\n\n${EXIT_CODES}`;

/** @throws WrongUsage */
function parsed(command: Command, args: readonly string[]): Arguments {
  const options = Object.fromEntries(
    ['help', 'json', ...command.flags].map((flag) => [flag, { type: 'boolean' as const }]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { positionals, flags: new Set(Object.keys(values)) };
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

async function run(command: Command, args: Arguments): Promise<number> {
  const config = readConfig(process.env);
  try {
    const { text, fields, exitCode = EXIT.well } = await command.run(config, args);
    console.log(args.flags.has('json') ? JSON.stringify(fields) : text);
    return exitCode;
  } catch (error) {
    throw blamed(error, config);
  }
}

async function main([name = '', ...rest]: readonly string[]): Promise<number> {
  if (name === '--version') {
    console.log(VERSION);
    return EXIT.well;
  }
  const command = COMMANDS.find((one) => one.name === name);
  const wantsHelp = name === '--help' || name === '-h' || name === 'help';
  if (command === undefined) {
    (wantsHelp ? console.log : console.error)(USAGE);
    return wantsHelp ? EXIT.well : EXIT.usage;
  }
  try {
    const args = parsed(command, rest);
    if (!args.flags.has('help')) return await run(command, args);
    console.log(helpOf(command));
    return EXIT.well;
  } catch (error) {
    if (rest.includes('--json'))
      console.log(JSON.stringify({ error: { code: codeOf(error), message: lastLine(error) } }));
    console.error(`runledger: ${lastWords(error)}`);
    if (error instanceof WrongUsage) console.error(`\n${helpOf(command)}`);
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CannotBeUsed) return EXIT.unreachable;
  return error instanceof WrongUsage || error instanceof ConfigError ? EXIT.usage : EXIT.found;
}

function codeOf(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  return ['refused', 'refused', 'wrong_use', 'not_reachable'][exitCodeOf(error)] ?? 'refused';
}

const lastLine = (error: unknown): string => (error instanceof Error ? error.message : String(error));

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
