import type { Step } from '../../src/domain/steps/step';
import type { Engine } from '../../src/assembly/engine';
import { Manager, sms, workflowOf } from './manager';
import { TestChannel } from './test-channel';
import { TestService, context } from './test-service';

/** Two processes over the same stores, which send messages through one provider; people talk to the first. */
export class TwoProcesses {
  private constructor(
    readonly channel: TestChannel,
    readonly test: TestService,
    readonly other: Engine,
    readonly manager: Manager,
  ) {}

  static async open(channel = new TestChannel()): Promise<TwoProcesses> {
    const test = await TestService.open({ sms: channel, email: channel });
    return new TwoProcesses(channel, test, await test.another(), new Manager(test.engine));
  }

  async close(): Promise<void> {
    this.channel.answers();
    await this.test.remove();
  }

  /** A new run, as the first process began it. */
  async runOf(...steps: readonly Step[]): Promise<string> {
    return this.manager.enrolls(await this.manager.opens(workflowOf(steps)), 'c-1');
  }

  /** A run of messages the first of which gets no answer. */
  async sending(...ids: readonly string[]): Promise<string> {
    this.channel.holds = 1;
    const runId = await this.runOf(...ids.map(sms));
    await this.channel.hasBeenAsked(1);
    return runId;
  }

  /** What the provider was asked to say, each time. */
  get said(): readonly string[] {
    return this.channel.asked.map(({ request }) => (request.channel === 'webhook' ? request.url : request.body));
  }

  async takeOver(runId: string, abandoned = false, by = this.other): Promise<void> {
    await by.runner.takeOver(context(), runId, abandoned);
    await by.runner.settled();
  }
}
