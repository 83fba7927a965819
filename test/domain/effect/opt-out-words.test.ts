import { optOutWish } from '../../../src/domain/effect/opt-out-words';

const OUT = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'];
const IN = ['START', 'YES', 'UNSTOP'];

/** Below STOP or START, each of them can only be a signature. */
const SIGNATURES = [
  '\n\nSent from my iPhone',
  '\r\n\r\nSent from my iPhone',
  '\nSent from my Galaxy',
  ' Sent from my iPad',
  '\n\nSent via BlackBerry',
  '\n\nSent from Outlook for Android<https://aka.ms/ghei36>',
  '\n\nGet Outlook for iOS',
  '\n\nEnvoyé de mon iPhone',
  '\n\nEnviado desde mi iPhone',
  '\n\nEnviado do meu iPhone',
  '\n\nVon meinem iPhone gesendet',
  '\n\nInviato da iPhone',
  '\n\nVerzonden vanaf mijn iPhone',
  '\n\niPhoneから送信',
  '\n\n发自我的 iPhone',
  '\n-- \nMaria',
  '\n--\nMaria Lopez\nHead of Sales, Acme Inc.\n+1 555 010 0000',
  '\n\n-- \nmaria',
  '\r--\rMaria',
  '\u2028--\u2028Maria',
  '\n—\nMaria',
  '\n— Maria',
  '\n– maria',
  '\n__________\nAcme Inc.',
  '\n*****\nThis message is confidential.',
  '\n> Your appointment is tomorrow at 9',
  '\n-Maria',
  '\n- Maria',
  '\n~ Maria L.',
  ' -Maria',
  ' - Maria Lopez',
  ' —Maria',
  '\n\nMaria',
  '\n \n\nMaria',
  '\n\u200b\nMaria',
  '\n\nMaria-José O’Neil',
  '\n\nThanks,\nMaria',
  '\n\nДмитрий',
];
/** Below STOP: whoever breaks off after it has said it. */
const LIKELY_SIGNATURES = [
  '\nMaria',
  '\nMaria Lopez',
  '\nThanks,\nMaria',
  '\nThank you\nMaria',
  '\nKind regards\nMaria',
  '\n\nmaria',
  '\n\nMARIA LOPEZ',
  '\n\n王伟',
  '\n\n+1 555 010 0000',
  '\n\nMaria Lopez, Acme Inc.',
  '\n\nI never asked for this',
  '\n\nOn Mon, 3 Nov 2026 Acme wrote:\n> See you at 9',
];
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

const signed = (words: readonly string[], signatures: readonly string[]): readonly string[] =>
  words.flatMap((word) => signatures.map((signature) => word + signature));

describe('what is answered to an SMS', () => {
  it.each([
    ...[...OUT, 'STOP ALL', 'stop-all', 'Opt out', 'opt-out', 'OPT  OUT'].flatMap(dressed),
    'stop please',
    'Please STOP!',
    'stop stop',
    'STOP, unsubscribe',
    'stop, thanks',
    'Thank you, stop',
    ...signed(['STOP', 'Stop.', 'please stop!', 'opt out', '\n\nStop \n Stop'], SIGNATURES),
    ...signed(['STOP', 'Unsubscribe.'], LIKELY_SIGNATURES),
    ...signed(OUT, ['\n\nSent from my iPhone', '\n-- \nMaria', '\n\nMaria']),
  ])('opts out: %j', (text) => {
    expect(optOutWish(text)).toBe('out');
  });

  it.each([...IN.flatMap(dressed), ...signed(['START', 'Yes.', 'unstop!'], SIGNATURES)])(
    'takes an opt-out back: %j',
    (text) => {
      expect(optOutWish(text)).toBe('in');
    },
  );

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
    'thanks',
    'no thanks',
    'stop by tomorrow at 9',
    'Stop by\ntomorrow at 9',
    'stop\nby tomorrow at 9',
    'STOP\nBY NOON',
    'Stop by tomorrow\n-- \nMaria',
    'stop by tomorrow at 9\n\nSent from my iPhone',
    "Please don't stop",
    "Please don't\nstop",
    "Please don't stop\n\nMaria",
    'Do not stop.\n\nSent from my iPhone',
    'Hi\n\nSTOP',
    'Maria\nSTOP',
    'See you\n-- \nSTOP',
    'Sent from my iPhone',
    '-- \nMaria',
    '-- STOP the car',
    'Cancel my appointment\n\nMaria',
    'cancel\nmy appointment',
    'cancel - my appointment on Tuesday',
    'stop - by - step',
    'The end\n\nMaria',
    'end of story -Maria',
    'Yes I will come\n\nSent from my iPhone',
    'HELP\n\nSent from my iPhone',
    ...signed(
      ['START', 'Yes', 'unstop'],
      [
        '\n\nI will come at 5',
        '\nMaria',
        '\n\nmaria',
        '\ntomorrow',
        ' - see you then',
        '\n\nStop',
        '\n\nSTOP',
        '\n-- \nstop',
      ],
    ),
  ])('asks for neither: %j', (text) => {
    expect(optOutWish(text)).toBeNull();
  });
});
