import { isTimeZone } from '../../src/domain/time/time-zone';
import { zonesWith } from '../../console/src/words/zone-list';

test('UTC and the current names can be chosen, each once, and the service takes every one', () => {
  const zones = zonesWith(undefined);
  expect(zones[0]).toBe('UTC');
  expect(zones).toEqual(expect.arrayContaining(['Asia/Kolkata', 'Europe/Kyiv', 'Europe/Madrid']));
  expect(zones).not.toContain('Asia/Calcutta');
  expect(new Set(zones).size).toBe(zones.length);
  expect(zones.filter((zone) => !isTimeZone(zone))).toEqual([]);
});

test('one that was chosen by another name stays choosable', () => {
  expect(zonesWith('Europe/Kiev')[0]).toBe('Europe/Kiev');
  expect(zonesWith('Europe/Madrid')).toEqual(zonesWith(undefined));
});
