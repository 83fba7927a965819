import type { Command } from 'commander';
import type { Config } from '../config';
import type { Diagnosis, Finding } from '../queries/get-diagnosis';
import { EXIT, commandOf, telling } from './command';
import type { Outcome } from './command';
import { errorLog } from './error-log';
import { runningService } from './service-client';

export function doctor(cli: Command): void {
  commandOf(
    cli,
    'doctor',
    'what is wrong with the service, its stores and its machine, and what to do about it',
    `The service that runs examines itself (RUNLEDGER_URL and the key of an admin in RUNLEDGER_KEY, else the one on DATA_DIR);
where none runs, the stores of the environment are examined as they are. A healthy service has nothing.`,
  ).action(telling((config) => examined(config)));
}

async function examined(config: Config): Promise<Outcome> {
  const { at, findings } = await diagnosed(config);
  return {
    text: findings.length === 0 ? 'Nothing is wrong.' : findings.map(lineOf).join('\n\n'),
    fields: { at, findings },
    ...(findings.length > 0 && { exitCode: EXIT.found }),
  };
}

async function diagnosed(config: Config): Promise<Diagnosis> {
  const service = runningService(config, 'admin');
  if (service !== null) return (await service.get('/api/admin/diagnosis')) as unknown as Diagnosis;
  const { openExamined } = await import('../assembly/offline-diagnosis.js');
  const { diagnosisOf } = await import('../queries/get-diagnosis.js');
  const opened = await openExamined(config, errorLog);
  try {
    return await diagnosisOf(opened.examined);
  } finally {
    await opened.close();
  }
}

const lineOf = ({ code, problem, remedy }: Finding): string => `${code}: ${problem}\n  ${remedy}`;
