#!/usr/bin/env node
import '../check-node';
import { Command, CommanderError } from 'commander';
import { CannotBeUsed, lastWords } from '../assembly/operator-errors';
import { ConfigError } from '../config/environment';
import { DomainError, messageOf } from '../kernel/errors';
import { VERSION } from '../version';
import { backup } from './backup';
import { EXIT, EXIT_CODES, WrongInput } from './command';
import { doctor } from './doctor';
import { exportLedger } from './export';
import { head } from './head';
import { migrate } from './migrate';
import { projections } from './projections';
import { replay } from './replay';
import { restore } from './restore';
import { verify } from './verify-export';

const COMMANDS: readonly ((cli: Command) => void)[] = [
  backup,
  restore,
  projections,
  replay,
  exportLedger,
  verify,
  head,
  doctor,
  migrate,
];

const WHERE = `The stores are those of the environment (DATA_DIR, EVENTSTORE_URL, MONGODB_URL), as for the service.
${EXIT_CODES}`;

function commandLine(): Command {
  const cli = new Command('runledger')
    .description('What operators and auditors do with a ledger from a terminal.')
    .version(VERSION, '--version')
    .helpCommand(false)
    .exitOverride()
    .showHelpAfterError()
    .showSuggestionAfterError(false)
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'runledger: '));
      },
    })
    .addHelpText('after', `\n${WHERE}`);
  for (const add of COMMANDS) add(cli);
  return cli;
}

async function main(args: readonly string[]): Promise<void> {
  process.once('SIGINT', () => process.exit(EXIT.interrupted));
  for (const output of [process.stdout, process.stderr])
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(EXIT.interrupted); // whoever read it has seen enough, as head does
      throw error;
    });
  try {
    await commandLine().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (process.exitCode === EXIT.well) return;
    if (args.includes('--json'))
      console.log(JSON.stringify({ error: { code: codeOf(error), message: withoutPrefix(messageOf(error)) } }));
    // commander has told its own
    if (!(error instanceof CommanderError)) console.error(`runledger: ${lastWords(error)}`);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError)
    return error.code !== 'commander.help' && error.exitCode === 0 ? EXIT.well : EXIT.usage;
  if (error instanceof CannotBeUsed) return EXIT.unreachable;
  return error instanceof ConfigError || error instanceof WrongInput ? EXIT.usage : EXIT.found;
}

function codeOf(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  return ['refused', 'refused', 'wrong_use', 'not_reachable'][exitCodeOf(error)] ?? 'refused';
}

const withoutPrefix = (message: string): string => message.replace(/^(?:error|runledger): /, '');

void main(process.argv.slice(2));
