import { oneLine } from '../../../src/domain/templates/one-line';
import { htmlShowsNothing, showsNothing } from '../../../src/domain/templates/shows-nothing';

describe('a text', () => {
  it.each([
    '',
    ' ',
    '\n\t\r',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\u2060\u00ad',
    '\u3000',
    '\u2800',
    '\u3164',
    '\u0000',
    '\u200d\ufe0f',
  ])('shows nothing when it is %j', (text) => {
    expect(showsNothing(text)).toBe(true);
  });
  it.each(['a', ' . ', '0', '🙂', '\u200bx', '-'])('shows something when it is %j', (text) => {
    expect(showsNothing(text)).toBe(false);
  });
});

describe('a page', () => {
  it.each([
    ...[
      '',
      '  \n',
      '<p></p>',
      '<p> </p><br>',
      '<div>&nbsp;</div>',
      '<p>&#160;&#xA0;&#8203;&zwnj;&shy;</p>',
      '<p>\u200b</p>',
    ],
    ...[
      '<!-- Hello -->',
      '<!-- Hello',
      '<p',
      '<style>p { color: red }</style>',
      '<STYLE>x</style ><p></p>',
      '<br/><hr/>',
    ],
    ...[
      '<html><head><title>Hello</title></head><body></body></html>',
      '<script>alert("x")</script>',
      '<p title="Hello"></p>',
    ],
    ...[
      '<!DOCTYPE html><p></p>',
      '<?xml version="1.0"?>',
      '<a href="https://example.com"></a>',
      '<table><tr><td>&nbsp;</td></tr></table>',
    ],
  ])('shows nothing when it is %j', (html) => {
    expect(htmlShowsNothing(html)).toBe(true);
  });
  it.each([
    ...[
      'a',
      '<p>a</p>',
      '<img src="x">',
      '<IMG src="x"/>',
      '<p>&amp;</p>',
      '<p>&#65;</p>',
      '1 < 2',
      '<',
      '<style></style>x',
    ],
    ...['<!-- --><b>x</b>', '<title>x</title>y', '<svg></svg>', '<video src="x"></video>', '<p>&copy;</p>', '<3'],
  ])('shows something when it is %j', (html) => {
    expect(htmlShowsNothing(html)).toBe(false);
  });
  it.each(['<!--', '<', '<p', '<style>', '&nbsp;', '<p>&#'])(
    'is looked through once, also when it is %s over and over',
    (part) => {
      expect(typeof htmlShowsNothing(part.repeat(40_000))).toBe('boolean');
    },
  );
});

describe('what must stay on its line', () => {
  it.each([
    ['A\r\nBcc: x@example.com', 'A Bcc: x@example.com'],
    ['A\nB', 'A B'],
    ['A\rB', 'A B'],
    ['A\n\rB', 'A  B'],
    ['A\u2028B\u2029C', 'A B C'],
    ['A\u0085B', 'A B'],
    ['A\vB\fC\tD', 'A B C D'],
    ['A\u0000B\u001bC\u007fD\u009bE', 'A B C D E'],
    ['\r\n A \r\n', 'A'],
    ['Grüße 🙂', 'Grüße 🙂'],
  ])('%j becomes %j', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});
