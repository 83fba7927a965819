import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { AppModule } from '../../src/app.module';
import { readConfig } from '../../src/config';
import { ROLES } from '../../src/config/keys';
import type { Role } from '../../src/config/keys';
import { readConsole } from '../../src/http/console/built-console';
import { createApp } from '../../src/http/create-app';
import type { JsonObject } from '../../src/kernel/message';
import { TestService } from '../engine/test-service';
import type { TestClock } from '../test-clock';

export const ACME = 'acme';
export const GLOBEX = 'globex';

/** A key of every role in each of two accounts. */
export const keyOf = (role: Role, account = ACME): string => `${account}-${role}-0123456789abcdef`;
const KEYS = [ACME, GLOBEX].flatMap((account) => ROLES.map((role) => ({ key: keyOf(role, account), account, role })));

export const ENGINE_SECRET = 'engine-secret-of-tests';
export const PREVIOUS_SECRET = 'previous-secret-of-tests';
export const CRON_SECRET = 'cron-secret-of-tests';
const SECRETS = { ENGINE_SECRET, ENGINE_SECRET_PREVIOUS: PREVIOUS_SECRET, CRON_SECRET };

export type Client = ReturnType<typeof request.agent>;

/** A workflow with one step that is done at once, started by hand unless told otherwise. */
export const definition = (fields: JsonObject = {}): JsonObject => ({
  name: 'Welcome',
  trigger: { type: 'manual' },
  steps: [{ id: 'hello', type: 'sms', body: 'Hello {{ contact.name }}' }],
  ...fields,
});
export const WAITING = [
  { id: 'pause', type: 'delay', duration: 'PT1H' },
  { id: 'hello', type: 'sms', body: 'Hello {{ contact.name }}' },
];

export const FAILING_WITHOUT_NICKNAME = [{ id: 'hello', type: 'sms', body: '{{ contact.nickname | required }}' }];

export const contact = (id: string, fields: JsonObject = {}): JsonObject => ({
  id,
  name: 'Ana López',
  phone: '+34600000000',
  email: 'ana@example.com',
  ...fields,
});

/** The service behind its HTTP API, listening, with time in the test's hands. */
export class TestApi {
  private constructor(
    readonly test: TestService,
    readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  /**
   * @param environment the secrets that open the internal endpoints, as the environment gives them
   * @param built the folder of a console
   */
  static async open(
    environment: Readonly<Record<string, string>> = SECRETS,
    test?: TestService,
    built = '/nowhere',
  ): Promise<TestApi> {
    test ??= await TestService.open();
    const keys = JSON.stringify(KEYS);
    const config = readConfig({ DATA_DIR: test.folder, RUNLEDGER_API_KEYS: keys, ...environment });
    const module = AppModule.over({ config, engine: test.engine, keys: config.apiKeys ?? [] });
    const app = await createApp(module, test.log, readConsole(built));
    await app.listen(0, '127.0.0.1');
    return new TestApi(test, app, await app.getUrl());
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.test.remove();
  }

  get clock(): TestClock {
    return this.test.clock;
  }

  as(role: Role, account = ACME): Client {
    return this.bearer(keyOf(role, account));
  }

  bearer(secret: string): Client {
    return request.agent(this.url).auth(secret, { type: 'bearer' });
  }

  get anonymous(): Client {
    return request.agent(this.url);
  }

  /** Everything sent, and every read model up to date. */
  caughtUp(): Promise<void> {
    return this.test.caughtUp();
  }

  /** What an account's viewer reads once everything is up to date. */
  async read(path: string, account = ACME): Promise<unknown> {
    await this.caughtUp();
    const answer = await this.as('viewer', account).get(`/api/automations${path}`).expect(200);
    return answer.body;
  }

  /** What a list holds for an account's viewer. */
  async list(path: string, account = ACME): Promise<readonly JsonObject[]> {
    return ((await this.read(path, account)) as { items: readonly JsonObject[] }).items;
  }

  /** A new workflow that lets contacts in. */
  async activeWorkflow(fields: JsonObject = {}, account = ACME): Promise<string> {
    const workflowId = await this.draftWorkflow(fields, account);
    await this.as('manager', account).post(`/api/automations/workflows/${workflowId}/activate`).expect(200);
    return workflowId;
  }

  async draftWorkflow(fields: JsonObject = {}, account = ACME): Promise<string> {
    const manager = this.as('manager', account);
    const defined = await manager.post('/api/automations/workflows').send(definition(fields)).expect(201);
    return (defined.body as { workflowId: string }).workflowId;
  }

  /** The id of the run that it started. */
  async enrolled(workflowId: string, id: string, fields: JsonObject = {}, account = ACME): Promise<string> {
    const path = `/api/automations/workflows/${workflowId}/enrollments`;
    const enrolled = await this.as('manager', account)
      .post(path)
      .send({ contact: contact(id, fields) })
      .expect(201);
    return (enrolled.body as { runId: string }).runId;
  }
}
