import fc from 'fast-check';
import { StreamParser } from '../../console/src/api/event-stream';

const STREAM = 'event: run\nid: 42\ndata: {"a":1}\n\n: \n\nid: 43\n: \n\nevent: reset\nid: 44\ndata: \n\n';
const EVENTS = [
  { type: 'run', data: '{"a":1}', id: '42' },
  { type: 'message', data: '', id: null },
  { type: 'message', data: '', id: '43' },
  { type: 'reset', data: '', id: '44' },
];

test('a stream says the same in whatever pieces it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
      const parser = new StreamParser();
      const heard = at.slice(1).flatMap((end, n) => parser.push(STREAM.slice(at[n], end)));
      expect(heard).toEqual(EVENTS);
    }),
  );
});

test('what is not at its end is not told', () => {
  expect(new StreamParser().push('event: run\nid: 1\ndata: {}\n')).toEqual([]);
});
