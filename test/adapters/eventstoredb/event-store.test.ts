import { EventStoreDbEventStore } from '../../../src/adapters/eventstoredb/event-store';
import { eventStoreContract } from '../../contracts/event-store';
import { EventStoreDbDouble } from '../../doubles/eventstoredb/server';
import { silentLog } from './silent-log';

const PREFIXES = ['contract-'];

let double: EventStoreDbDouble;
beforeAll(async () => {
  double = await EventStoreDbDouble.start();
});
afterAll(() => {
  double.stop();
});

eventStoreContract('EventStoreDB’s double', () => EventStoreDbEventStore.open(double.url, PREFIXES, silentLog));

const realServer = process.env['EVENTSTORE_URL'];
if (realServer !== undefined)
  eventStoreContract('EventStoreDB', () => EventStoreDbEventStore.open(realServer, PREFIXES, silentLog));
