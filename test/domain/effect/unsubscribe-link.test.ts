import fc from 'fast-check';
import { isOurs, messageOfToken, unsubscribeUrl } from '../../../src/domain/effect/unsubscribe-link';
import { randomKey } from '../../../src/kernel/ids';

const LINKS = { publicUrl: 'https://ledger.test/sub', key: randomKey().toString('base64url') };
const IDS = fc.stringMatching(/^[A-Za-z0-9_.:@+-]{1,128}$/);
const messages = fc.record({ runId: fc.uuid(), stepId: IDS });
const tokenIn = (url: string): string => url.slice(`${LINKS.publicUrl}/u/`.length);

describe('the link by which an address opts out', () => {
  it('names its message, in characters that no mail program changes', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const url = unsubscribeUrl(LINKS, message);
        expect(url).toMatch(/^https:\/\/ledger\.test\/sub\/u\/[A-Za-z0-9_.-]{1,384}$/);
        expect(messageOfToken(tokenIn(url))).toEqual(message);
        expect(isOurs(tokenIn(url), LINKS.key, message)).toBe(true);
      }),
    );
  });

  it('is of nobody else: not with another key, message or character', () => {
    const places = fc
      .tuple(messages, fc.nat(), fc.constantFrom('A', 'B', '-', '.', '/', '=', 'é', ''))
      .map(([message, at, character]) => {
        const token = tokenIn(unsubscribeUrl(LINKS, message));
        return token.slice(0, at % token.length) + character + token.slice((at % token.length) + 1);
      });
    fc.assert(
      fc.property(messages, places, fc.string(), (message, changed, anything) => {
        const token = tokenIn(unsubscribeUrl(LINKS, message));
        expect(isOurs(token, randomKey().toString('base64url'), message)).toBe(false);
        for (const forged of [changed, anything]) {
          const named = messageOfToken(forged);
          if (named !== null && tokenIn(unsubscribeUrl(LINKS, named)) !== forged)
            expect(isOurs(forged, LINKS.key, named)).toBe(false);
        }
      }),
    );
  });
});
