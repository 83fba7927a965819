import { EventStoreDbDouble } from './server';

/** The double as a process of its own: it prints its URL and keeps its events for as long as it lives. */
async function main(port: number): Promise<void> {
  const double = await EventStoreDbDouble.start(port);
  console.log(double.url);
}

void main(Number(process.argv[2] ?? 0));
