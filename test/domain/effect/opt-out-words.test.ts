import { optOutWish } from '../../../src/domain/effect/opt-out-words';

const OUT = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'];
const IN = ['START', 'YES', 'UNSTOP'];
const dressed = (word: string): readonly string[] => [
  word,
  word.toLowerCase(),
  word.charAt(0) + word.slice(1).toLowerCase(),
  ` ${word}\n`,
  `${word}.`,
  `${word}!!`,
  `${word} !`,
  `\t${word.toLowerCase()}…`,
  `"${word}"`,
  `“${word}”`,
  `(${word.toLowerCase()})`,
  `- ${word}`,
  `¿${word}?`,
  `${word} 🛑`,
  `\u200e${word}\u200b`,
  `${word.slice(0, 2)}\u00ad${word.slice(2)}`,
  word.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
];

describe('what is answered to an SMS', () => {
  it.each([
    ...[...OUT, 'STOP ALL', 'stop-all', 'Opt out', 'opt-out', 'OPT  OUT'].flatMap(dressed),
    'stop please',
    'Please STOP!',
    'stop stop',
    'STOP, unsubscribe',
  ])('opts out: %j', (text) => {
    expect(optOutWish(text)).toBe('out');
  });

  it.each(IN.flatMap(dressed))('takes an opt-out back: %j', (text) => {
    expect(optOutWish(text)).toBe('in');
  });

  it.each([
    '',
    ' ',
    '.',
    'please stop by at 5',
    'stop it',
    'S T O P',
    'cancel my appointment',
    'yes please',
    'the end',
    'HELP',
    'INFO',
    'STOPP',
    'UNSTOPPABLE',
    "don't stop",
    'please',
    'please please',
    'all stop',
    'out',
    'start please',
    '1',
  ])('asks for neither: %j', (text) => {
    expect(optOutWish(text)).toBeNull();
  });
});
