import type { PersistentClient } from './persistent-client';

/** What a story's client was told, and how its runs must end. */
export interface Told {
  /** Run ids by the end that is right for them. */
  readonly runs: readonly { readonly runId: string; readonly end: RightEnd }[];
  /** Of every acknowledgement: the log must hold it. */
  readonly positions: readonly string[];
}
export type RightEnd = 'completed' | 'failed' | 'cancelled' | 'waiting';

const API = '/api/automations';
const SMS = { type: 'sms', body: 'Hi {{ contact.name }}' };

/** The workflows that the stories are about. */
export class Stories {
  private constructor(
    private readonly client: PersistentClient,
    private readonly shortWait: string,
    private readonly longWait: string,
  ) {}

  static async begin(client: PersistentClient): Promise<Stories> {
    const trigger = { type: 'event', event: 'order.paid' };
    await defineActive(client, {
      name: 'Three messages',
      trigger,
      steps: [
        { id: 'first', ...SMS },
        { id: 'second', type: 'email', subject: 'Thanks', body: '<p>{{ contact.name }}</p>' },
        { id: 'third', ...SMS },
      ],
    });
    const shortWait = await defineActive(client, {
      name: 'A short wait',
      trigger,
      steps: [
        { id: 'before', ...SMS },
        { id: 'wait', type: 'delay', duration: 'PT1S' },
        { id: 'after', ...SMS },
      ],
    });
    const longWait = await defineActive(client, {
      name: 'A long wait',
      trigger: { type: 'manual' },
      steps: [
        { id: 'before', ...SMS },
        { id: 'wait', type: 'delay', duration: 'P1D' },
        { id: 'after', ...SMS },
      ],
    });
    return new Stories(client, shortWait, longWait);
  }

  /** The n-th story, a contact of its own in each. */
  async tell(n: number): Promise<Told> {
    const contact = { id: `contact-${n}`, name: `Contact ${n}`, email: `${n}@example.com`, phone: `+1555${n}` };
    switch (n % 5) {
      case 0:
      case 1:
        return this.event(contact, 'completed');
      case 2:
        return this.event({ id: contact.id, name: contact.name }, 'failed');
      case 3:
        return this.optedOut(contact);
      default:
        return this.enrolled(contact, n % 2 === 0);
    }
  }

  /**
   * How many runs have not ended that should end soon, as far as can be told that knows of a position. Those that wait and
   * go on are counted in one document: asked for by status, one could move from the second answer to the first between them.
   */
  async unfinished(position: string): Promise<number> {
    const [short, running] = await Promise.all([
      this.client.get(`${API}/workflows/${this.shortWait}?minPosition=${position}`),
      this.client.get(`${API}/runs?status=running&minPosition=${position}`),
    ]);
    if (short.status !== 200 || running.status !== 200) return 1;
    return (short.body['activeRuns'] as number) + (running.body['items'] as []).length;
  }

  private async event(contact: { id: string; name: string }, end: RightEnd): Promise<Told> {
    const event = { id: `event-of-${contact.id}`, type: 'order.paid', contact };
    const { results, position } = await this.client.command('POST', `${API}/events`, event);
    const runs = (results as { runId: string; outcome: string }[]).map(({ runId }) => ({ runId, end }));
    if (runs.length !== 2 || (results as object[]).some((result) => !('runId' in result)))
      throw new Error(`an event did not start two runs: ${JSON.stringify(results)}`);
    return { runs, positions: [position as string] };
  }

  /** Its runs complete: a step skipped for an opt-out has not failed. */
  private async optedOut(contact: { id: string; name: string }): Promise<Told> {
    const { position } = await this.client.command('PUT', `${API}/contacts/${contact.id}/opt-outs/sms`);
    const told = await this.event(contact, 'completed');
    return { ...told, positions: [...told.positions, position as string] };
  }

  private async enrolled(contact: { id: string; name: string }, cancelled: boolean): Promise<Told> {
    const enrolled = await this.client.command('POST', `${API}/workflows/${this.longWait}/enrollments`, { contact });
    const runId = enrolled['runId'] as string;
    const positions = [enrolled['position'] as string];
    if (!cancelled) return { runs: [{ runId, end: 'waiting' }], positions };
    const answer = await this.client.command('POST', `${API}/runs/${runId}/cancel`, { reason: 'the customer called' });
    return { runs: [{ runId, end: 'cancelled' }], positions: [...positions, answer['position'] as string] };
  }
}

async function defineActive(client: PersistentClient, definition: object): Promise<string> {
  const { workflowId } = await client.command('POST', `${API}/workflows`, definition);
  await client.command('POST', `${API}/workflows/${workflowId as string}/activate`);
  return workflowId as string;
}
