import { PROBLEMS } from '../../src/http/openapi/problems';
import { problemOf, unreachable, unreadBy } from '../../console/src/api/problem';
import { toldOf } from '../../console/src/words/problems';

const told = (code: keyof typeof PROBLEMS) => problemOf(PROBLEMS[code].status, { code });

test('what a role may not is told with the roles that may', () => {
  const body = { code: 'forbidden', detail: 'the role viewer may not do this', roles: ['manager', 'owner'] };
  expect(toldOf(problemOf(403, body))).toBe('Your role does not allow this: it needs the role manager or owner.');
  expect(toldOf(told('forbidden'))).toBe('Your role does not allow this.');
});

describe('why something cannot be read', () => {
  it('may have passed a moment later: nothing answers, what is folded is behind, something is busy or broken', () => {
    expect(unreadBy(unreachable())).toBe('passing');
    for (const code of ['unauthorized', 'request_timeout', 'read_model_behind', 'store_unavailable'] as const)
      expect([code, unreadBy(told(code))]).toEqual([code, 'passing']);
    for (const status of [429, 500, 502, 503, 504]) expect(unreadBy({ status })).toBe('passing');
  });

  it('stays: it is not there, not for this role, or no question', () => {
    expect(unreadBy(told('not_found'))).toBe('absent');
    expect(unreadBy(told('forbidden'))).toBe('closed');
    for (const code of ['invalid_request', 'too_broad', 'payload_too_large'] as const)
      expect([code, unreadBy(told(code))]).toEqual([code, 'impossible']);
  });

  it('is one of the four for every code', () => {
    for (const code of Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]) {
      const { status } = PROBLEMS[code];
      const passes = status >= 500 || [401, 408, 409, 429].includes(status);
      expect([code, unreadBy(told(code)) === 'passing']).toEqual([code, passes]);
    }
  });
});
