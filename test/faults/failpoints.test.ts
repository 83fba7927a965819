import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Recorded } from '../../src/domain/events';
import type { StepStarted } from '../../src/domain/run/events';
import { until } from '../until';
import { CHANNELS, CountingDoubles, MARK } from './counting-doubles';
import type { Channel } from './counting-doubles';
import { FaultyService } from './faulty-service';
import { faultsOf } from './ledger-checks';
import { PersistentClient } from './persistent-client';
import { wholeLog } from './whole-log';

/** How often the service is killed at each place; `npm run faults` does it 20 times. */
const KILLS = Number(process.env['FAILPOINT_KILLS'] ?? 1);

const KEY = 'the-key-of-the-owner';
const API = '/api/automations';
/** Of one death, however slow the machine is, in milliseconds. */
const PATIENCE_MS = 60_000;

/** What a message comes to, and how often it came whole. */
type Fate = readonly ['completed' | 'outcome_unknown', 0 | 1];
const SENT: Fate = ['completed', 1];
const NOT_SENT: Fate = ['outcome_unknown', 0];
const UNANSWERED: Fate = ['outcome_unknown', 1];

/**
 * Where an SMS, an email and a webhook are when the service is killed, and what becomes of each and of the one after it:
 * whoever takes over cannot know whether an open intent was sent, unless it says that it was not. An outcome goes with the
 * next intent.
 */
const PLACES: Readonly<Record<string, readonly [first: Fate, second: Fate]>> = {
  'before-the-intent': [SENT, SENT],
  'after-the-intent': [NOT_SENT, SENT],
  'before-the-renewal': [NOT_SENT, SENT],
  'after-the-renewal': [NOT_SENT, SENT],
  'before-the-sending': [NOT_SENT, SENT],
  middle: [NOT_SENT, SENT],
  whole: [UNANSWERED, SENT],
  'after-the-sending': [UNANSWERED, SENT],
  'before-the-outcome': [UNANSWERED, SENT],
  'after-the-outcome': [SENT, NOT_SENT],
};
/** Meanwhile the folding is at a commit, before it in one death and after it in the next. */
const COMMITS = ['before', 'after'];
const DEATHS = Array.from({ length: KILLS }, () => COMMITS).flat();

const messagesAt = (place: string): readonly Channel[] => (place === 'middle' ? ['email'] : CHANNELS);
const MESSAGES = Object.keys(PLACES).flatMap((place) => messagesAt(place).map((channel) => ({ place, channel })));
const contactOf = (death: number, place: string): string => `killed-${death}.${place}`;

const PRELOAD = `--require ${path.join(__dirname, 'failpoint.cjs')}`;
/** More than a megabyte on its way, as HTML and as text. */
const LARGE = 'é'.repeat(120_000);

describe(`the service, killed ${DEATHS.length} times with messages at every place`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runledger-failpoints-'));
  const workflows = new Map<Channel, string>();
  let doubles: CountingDoubles;
  let service: FaultyService;
  let client: PersistentClient;
  let unknown: readonly string[] = [];
  let log: readonly Recorded[] = [];

  /** Two messages, one after the other. */
  async function opens(channel: Channel): Promise<void> {
    const message = {
      sms: { body: MARK },
      email: { subject: MARK, body: '<p>{{ data.pad }}</p>' },
      webhook: { url: doubles.webhookUrl, body: { text: MARK } },
    }[channel];
    const steps = ['first', 'second'].map((id) => {
      const step = JSON.parse(JSON.stringify(message).replace('{{ step }}', id)) as object;
      return { id, type: channel, ...step };
    });
    const definition = { name: channel, trigger: { type: 'manual' }, steps };
    const { workflowId } = await client.command('POST', `${API}/workflows`, definition);
    await client.command('POST', `${API}/workflows/${String(workflowId)}/activate`);
    workflows.set(channel, String(workflowId));
  }

  /** @returns the last position of all that was acknowledged */
  async function enrolls(death: number): Promise<string> {
    const enrolling = MESSAGES.map(async ({ place, channel }) => {
      const contact = { id: contactOf(death, place), phone: '+34600000000', email: 'ana@example.com' };
      const body = { contact, data: { pad: place === 'middle' ? LARGE : '.' } };
      const route = `${API}/workflows/${workflows.get(channel) ?? ''}/enrollments`;
      return String((await client.command('POST', route, body))['position']);
    });
    return (await Promise.all(enrolling)).sort().at(-1) ?? '';
  }

  async function runsWith(query: string): Promise<readonly string[]> {
    const runIds: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await client.get(`${API}/runs?limit=200&${query}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page = body as unknown as { items: readonly { runId: string }[]; nextCursor: string | null };
      runIds.push(...page.items.map(({ runId }) => runId));
      cursor = page.nextCursor;
    }
    return runIds;
  }
  const allEnded = (position: string): Promise<void> =>
    until('all have ended', async () => (await runsWith(`status=running&minPosition=${position}`)).length === 0);

  beforeAll(
    async () => {
      doubles = await CountingDoubles.open();
      const keys = JSON.stringify([{ key: KEY, account: 'acme', role: 'owner' }]);
      service = new FaultyService({ DATA_DIR: folder, RUNLEDGER_API_KEYS: keys, ...doubles.environment });
      client = new PersistentClient(service.address, KEY);
      for (const channel of CHANNELS) await opens(channel);
      service.kill();
      let enrolled: Promise<string> | null = null;
      for (const [death, commit] of DEATHS.entries()) {
        await service.startAgain({ NODE_OPTIONS: PRELOAD, FAILPOINT: `killed-${death}`, FAILPOINT_COMMIT: commit });
        if (enrolled !== null) await allEnded(await enrolled);
        const halted = doubles.halted;
        enrolled = enrolls(death);
        const there = (): number =>
          service.log.filter((line) => line.includes('at its place')).length + doubles.halted - halted;
        await until('all are at their places, and the folding', () => there() === MESSAGES.length + 1);
        service.kill();
      }
      await service.startAgain();
      if (enrolled !== null) await allEnded(await enrolled);
      unknown = await runsWith('errorCode=outcome_unknown');
      await service.stop();
      log = await wholeLog(folder);
    },
    120_000 + DEATHS.length * PATIENCE_MS,
  );
  afterAll(async () => {
    await service.end();
    await doubles.close();
    rmSync(folder, { recursive: true });
  });

  it('sent no message twice', () => {
    expect(new Set(doubles.whole).size).toBe(doubles.whole.length);
    expect(new Set(doubles.keys).size).toBe(doubles.keys.length);
  });

  it('brought every run to its end, and every step of it to one outcome', () => {
    const ended = log.filter(({ type }) => type === 'RunCompleted' || type === 'RunFailed');
    expect(ended).toHaveLength(DEATHS.length * MESSAGES.length);
    expect(faultsOf(log, [])).toEqual([]);
  });

  /** Those whose intent said when the process was killed that nothing of them was sent: they waited for their turn. */
  function waiting(): ReadonlySet<string> {
    const intents = new Map<string, StepStarted[]>();
    for (const { type, data } of log) {
      if (type !== 'StepStarted') continue;
      const message = `${data.stepType} ${data.contactId} ${data.stepId}`;
      intents.set(message, [...(intents.get(message) ?? []), data]);
    }
    const lastOfFirst = (made: readonly StepStarted[]) => made.filter(({ lease }) => lease === made[0]?.lease).at(-1);
    return new Set(Array.from(intents).flatMap(([message, made]) => (lastOfFirst(made)?.unsent ? [message] : [])));
  }

  it('said of each message what can be known', () => {
    const sent = new Set(doubles.whole);
    const waited = waiting();
    const fates = new Map<string, Fate>();
    for (const event of log) {
      if (event.type !== 'StepCompleted' && event.type !== 'StepFailed') continue;
      const { stepType, contactId, stepId } = event.data;
      const outcome = event.type === 'StepFailed' ? event.data.error.code : 'completed';
      const message = `${stepType} ${contactId} ${stepId}`;
      fates.set(message, [outcome, sent.has(message) ? 1 : 0] as Fate);
    }
    const right = DEATHS.flatMap((_, death) =>
      MESSAGES.flatMap(({ place, channel }) =>
        PLACES[place]?.map((fate, i): [string, Fate] => {
          const message = `${channel} ${contactOf(death, place)} ${i === 0 ? 'first' : 'second'}`;
          return [message, waited.has(message) ? SENT : fate];
        }),
      ),
    );
    expect(Object.fromEntries(fates)).toEqual(Object.fromEntries(right.filter((one) => one !== undefined)));
  });

  it('lists the runs whose messages may have been sent', () => {
    const failed = log.flatMap((event) =>
      event.type === 'StepFailed' && event.data.error.code === 'outcome_unknown' ? [event.data.runId] : [],
    );
    expect([...unknown].sort()).toEqual(failed.sort());
  });
});
