import { MongoClient } from 'mongodb';
import { messageOf } from '../../../src/kernel/errors';
import { newId } from '../../../src/kernel/ids';
import { MongoEngine, nodeForEngine } from './engine';
import type { Engine } from './engine';

const SERVER = process.env['MONGODB_URL'];
/** Set where these tests must not be skipped. */
const REQUIRED = process.env['REQUIRE_MONGODB'] === 'yes';

/**
 * Tests against a MongoDB: the server of MONGODB_URL, with an authSource if it has a user; else an embedded engine of their
 * own; else they are skipped and say why.
 *
 * @param suite gets a function that names a database of its own in a URL at each call, in hooks and tests only; they are
 *              dropped at the end
 */
export function withMongoDB(suite: (newDatabase: () => string) => void): void {
  const reason = SERVER === undefined ? whyNoEngine() : null;
  unless(reason === null ? null : `${reason}; or set MONGODB_URL`, () => {
    suite(reason === null ? databases() : () => '');
  });
}

/** Tests that do to an engine of their own what nobody does to a server; skipped where none can run. */
export function withMongoEngine(suite: () => void): void {
  unless(whyNoEngine(), suite);
}

function unless(reason: string | null, suite: () => void): void {
  if (reason === null) {
    describe('with MongoDB', suite);
  } else if (REQUIRED) {
    throw new Error(reason);
  } else {
    process.stderr.write(`skipped: ${reason}\n`);
    describe.skip(`with MongoDB (${reason})`, suite);
  }
}

function whyNoEngine(): string | null {
  try {
    nodeForEngine();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

function databases(): () => string {
  const made: string[] = [];
  let engine: Engine | null = null;
  let server = '';
  beforeAll(async () => {
    engine = SERVER === undefined ? await MongoEngine.start() : null;
    server = engine?.url ?? SERVER ?? '';
  });
  afterAll(async () => {
    const client = await MongoClient.connect(server);
    for (const name of made) await client.db(name).dropDatabase();
    await client.close();
    await engine?.stop();
  });
  return () => {
    const name = `runledger-test-${newId()}`;
    made.push(name);
    return inDatabase(server, name);
  };
}

/** The same server, another database. */
const inDatabase = (url: string, name: string): string =>
  url.replace(/^(\w+(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`);
