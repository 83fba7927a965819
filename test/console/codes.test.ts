import { FAILURE_CODES } from '../../src/domain/effect/effect';
import type { TimelineItem } from '../../projections/timeline';
import { MEANINGS, SKIPPED, meaningInTest, meaningOf } from '../../console/src/words/codes';

/** What a test run can fail by: nothing leaves it. */
const IN_TESTS: readonly string[] = [
  'missing_data',
  'invalid_recipient',
  'no_opening',
  'webhook_blocked',
  'template_error',
  'condition_error',
];

describe('what a run fails by', () => {
  it.each(FAILURE_CODES)('is told with its meaning and what to do about it: %s', (code) => {
    const { title, meaning, advice } = meaningOf(code);
    for (const words of [title, meaning, advice]) expect(words).toMatch(/\w \w/);
  });

  it.each(FAILURE_CODES)('is told in a test run without enrolling anybody again: %s', (code) => {
    const { advice } = meaningInTest(code);
    expect(advice).toMatch(/\w \w/);
    if (IN_TESTS.includes(code)) expect(advice).not.toMatch(/enroll|test run|above/);
  });

  it('has no words for what the service does not say', () => {
    expect(Object.keys(MEANINGS).sort()).toEqual([...FAILURE_CODES].sort());
  });

  it('is itself where it is of a later service', () => {
    expect(meaningOf('carrier_pigeon_lost').title).toBe('carrier pigeon lost');
  });

  it('has words for every reason to leave a step out', () => {
    const reasons: Record<NonNullable<TimelineItem['skippedReason']>, true> = {
      sms_opt_out: true,
      email_opt_out: true,
      cancelled: true,
      not_reached: true,
    };
    expect(Object.keys(SKIPPED).sort()).toEqual(Object.keys(reasons).sort());
    for (const words of Object.values(SKIPPED)) expect(words).not.toContain('_');
  });

  it('is no opt-out: a step that was left out has its reason apart', () => {
    expect(Object.keys(SKIPPED).filter((reason) => reason in MEANINGS)).toEqual([]);
  });
});
