import { FINDING_CODES } from '../../queries/get-diagnosis';
import type { Diagnosis, Finding } from '../../queries/get-diagnosis';
import { anyFields, listOf, name, object, text, time, words } from '../openapi/schema';

const finding = object<Finding>({
  code: words(...FINDING_CODES),
  problem: { ...text, description: 'what is wrong' },
  remedy: { ...text, description: 'what to do about it' },
  details: { ...anyFields, description: 'the same for programs' },
});

export const diagnosis = name(
  'Diagnosis',
  object<Diagnosis>({ at: time, findings: { ...listOf(finding), description: 'none in a healthy service' } }),
);

export const DIAGNOSIS_EXAMPLE: Diagnosis = {
  at: '2026-11-24T10:00:00.000Z',
  findings: [
    {
      code: 'no_backup',
      problem: 'The ledger has never been backed up.',
      remedy: 'Make one every day, for another disk: npx runledger backup <folder>',
      details: { at: null },
    },
  ],
};
