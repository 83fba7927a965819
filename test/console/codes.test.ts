import { FAILURE_CODES } from '../../src/domain/effect/effect';
import type { TimelineItem } from '../../projections/timeline';
import { MEANINGS, SKIPPED, meaningOf } from '../../console/src/words/codes';

describe('what a run fails by', () => {
  it.each(FAILURE_CODES)('is told with its meaning and what to do about it: %s', (code) => {
    const { title, meaning, advice } = meaningOf(code);
    for (const words of [title, meaning, advice]) expect(words).toMatch(/\w \w/);
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
