import { RuleBudget } from '../../domain/rules/rule-budget';
import type { AccountEvent } from '../../domain/account/events';
import { accountDecider } from '../../domain/account/account';
import type { AccountState } from '../../domain/account/account';
import type { Contact } from '../../domain/contact/contact';
import { addressDecider } from '../../domain/contact/address-opt-outs';
import type { AddressState } from '../../domain/contact/address-opt-outs';
import { contactDecider } from '../../domain/contact/opt-outs';
import type { ContactState } from '../../domain/contact/opt-outs';
import type { AddressEvent, ContactEvent, OptOutChannel } from '../../domain/contact/events';
import { enrollment } from '../../domain/enrollment/enrollment';
import type { EnrollmentState } from '../../domain/enrollment/enrollment';
import type { EnrollmentEvent } from '../../domain/enrollment/events';
import { isRead, withPhoneRead } from '../../domain/contact/phone';
import { checkRecipient, optOutAddress } from '../../domain/effect/recipient';
import type { Links } from '../../domain/effect/unsubscribe-link';
import type { World } from '../../domain/run/world';
import { accountStream, addressStream, contactStream, enrollmentStream, workflowStream } from '../../domain/streams';
import { RenderBudget } from '../../domain/templates/render-budget';
import type { WorkflowEvent } from '../../domain/workflow/events';
import { workflowDecider } from '../../domain/workflow/workflow';
import type { DefinedWorkflow, WorkflowState } from '../../domain/workflow/workflow';
import { allThere, whenThere } from '../../kernel/at-hand';
import type { AtHand } from '../../kernel/at-hand';
import type { Clock } from '../../kernel/clock';
import { engineContext } from '../../kernel/command-context';
import { NotFound } from '../../kernel/errors';
import type { Ends } from '../../ports/event-store';
import { randomKey } from '../../kernel/ids';
import type { FairTurns } from './fair-turns';
import { FreshStates } from './fresh-states';
import type { Ledger, Loaded } from './ledger';
import { brake } from './render-time';

/** What is known of a run before its moment. */
interface RunAhead {
  readonly account: string;
  readonly contact: Contact;
  readonly enrollmentId: string;
}

/** What decisions look at besides their own stream, always as fresh as the moment of asking. */
export class Facts {
  private readonly workflows: FreshStates<WorkflowState, WorkflowEvent>;
  private readonly accounts: FreshStates<AccountState, AccountEvent>;
  private readonly contacts: FreshStates<ContactState, ContactEvent>;
  private readonly addresses: FreshStates<AddressState, AddressEvent>;
  /** For the ends of their runs, which often follow soon. */
  readonly enrollments: FreshStates<EnrollmentState, EnrollmentEvent>;
  private draining = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly turns: FairTurns,
    private readonly clock: Clock,
    private readonly lease: string,
    private readonly leaseMs: World['leaseMs'],
    /** `host:port` that webhooks may reach though they are private. */
    readonly webhookAllowPrivate: readonly string[],
    /** Where the links in messages lead; null: there are none. */
    private readonly publicUrl: string | null,
  ) {
    this.workflows = new FreshStates(ledger, workflowDecider, 2_000);
    this.accounts = new FreshStates(ledger, accountDecider, 1_000);
    this.contacts = new FreshStates(ledger, contactDecider, 10_000);
    this.addresses = new FreshStates(ledger, addressDecider, 10_000);
    this.enrollments = new FreshStates(ledger, enrollment, 10_000);
  }

  /** Where streams end, for those that are asked for together at once after it; who asks for one alone leaves it out. */
  look(): AtHand<Ends> {
    return this.ledger.look();
  }

  /** @throws NotFound also when it is another account's */
  workflow(account: string, workflowId: string, ends?: Ends): AtHand<DefinedWorkflow> {
    return whenThere(this.findWorkflow(account, workflowId, ends), (workflow) => {
      if (workflow === null) throw new NotFound('workflow');
      return workflow;
    });
  }

  findWorkflow(account: string, workflowId: string, ends?: Ends): AtHand<DefinedWorkflow | null> {
    return whenThere(this.workflows.get(workflowStream(workflowId), ends), ({ state, account: owner }) =>
      state.status === 'none' || owner !== account ? null : state,
    );
  }

  account(account: string, ends?: Ends): AtHand<AccountState> {
    return whenThere(this.latestAccount(account, ends), stateOf);
  }

  /** As a command on the account's own stream begins with it. */
  latestAccount(account: string, ends?: Ends): AtHand<Loaded<AccountState>> {
    return this.accounts.get(accountStream(account), ends);
  }

  /** A contact that comes in, as it is kept: its phone is read by the account's country. */
  async kept(account: string, contact: Contact): Promise<Contact> {
    if (isRead(contact)) return contact;
    return withPhoneRead(contact, (await this.account(account)).settings.country);
  }

  optOuts(account: string, contactId: string, ends?: Ends): AtHand<ContactState> {
    return whenThere(this.contacts.get(contactStream(account, contactId), ends), stateOf);
  }

  /** Whether nobody is to be reached there, whichever contact has the address. */
  isOptedOut(account: string, channel: OptOutChannel, to: string, ends?: Ends): AtHand<boolean> {
    const stream = addressStream(account, channel, optOutAddress(channel, to));
    return whenThere(this.addresses.get(stream, ends), ({ state }) => state.size > 0);
  }

  /** Of the addresses that a contact has, those at which nobody is to be reached, as `optOutAddress` writes them. */
  optedOutAddresses(account: string, { phone, email }: Contact, ends?: Ends): AtHand<ReadonlySet<string>> {
    const isOut = (channel: OptOutChannel, to = ''): AtHand<boolean> =>
      to !== '' && checkRecipient(channel, to) === null && this.isOptedOut(account, channel, to, ends);
    return whenThere(allThere(isOut('sms', phone), isOut('email', email)), ([isPhoneOut, isEmailOut]) =>
      isPhoneOut || isEmailOut
        ? new Set([
            ...(isPhoneOut ? [optOutAddress('sms', phone ?? '')] : []),
            ...(isEmailOut ? [optOutAddress('email', email ?? '')] : []),
          ])
        : NOWHERE,
    );
  }

  /** Reads ahead what is known of runs besides themselves, for as long as the store knows that nothing came to it since. */
  async ahead(runs: readonly RunAhead[]): Promise<void> {
    const addressesOf = (account: string, channel: OptOutChannel, to = ''): readonly string[] =>
      checkRecipient(channel, to) === null ? [addressStream(account, channel, optOutAddress(channel, to))] : [];
    await this.contacts.ahead(runs.map(({ account, contact }) => contactStream(account, contact.id)));
    await this.addresses.ahead(
      runs.flatMap(({ account, contact: { phone, email } }) => [
        ...addressesOf(account, 'sms', phone),
        ...addressesOf(account, 'email', email),
      ]),
    );
    await this.enrollments.ahead(runs.map(({ enrollmentId }) => enrollmentStream(enrollmentId)));
  }

  /** Of the links in an account's messages; its key is made when it is asked for first. */
  links(account: string, ends?: Ends): AtHand<Links | null> {
    const { publicUrl } = this;
    if (publicUrl === null) return null;
    const key = whenThere(this.account(account, ends), ({ linkKey }) => linkKey ?? this.newLinkKey(account));
    return whenThere(key, (made) => ({ publicUrl, key: made }));
  }

  /** A test run stores nothing, no key either. */
  get linksOfTests(): Links | null {
    return this.publicUrl === null ? null : { publicUrl: this.publicUrl, key: 'test run' };
  }

  private async newLinkKey(account: string): Promise<string> {
    const command = { type: 'MakeLinkKey', key: randomKey().toString('base64url') } as const;
    const { state } = await this.ledger.execute(
      engineContext(account),
      accountStream(account),
      accountDecider,
      () => command,
      () => this.latestAccount(account),
    );
    return state.linkKey ?? command.key;
  }

  /** From now on no run begins another effect: the process is about to stop. */
  drain(): void {
    this.draining = true;
  }

  /** Whatever takes the thread on behalf of an account waits for its turn, and takes it at once then. */
  turn(account: string): Promise<void> {
    return this.turns.next(account);
  }

  /** Only what is stored is sent: where that takes long, an intent is to be good for as much longer, and its outcome too. */
  private get leases(): World['leaseMs'] {
    const { slowMs } = this.ledger.appends;
    if (slowMs === 0) return this.leaseMs;
    const { sms, email, webhook } = this.leaseMs;
    const more = 2 * slowMs;
    return { sms: sms + more, email: email + more, webhook: webhook + more };
  }

  /** For one decision, which is to be made at once: it is the account's turn. */
  async world(
    account: string,
    run: { workflowId: string; workflowVersion: number; contactId: string; contact: Contact },
  ): Promise<World> {
    const ends = await this.look();
    const looks = allThere(
      this.workflow(account, run.workflowId, ends),
      this.account(account, ends),
      this.optOuts(account, run.contactId, ends),
      this.optedOutAddresses(account, run.contact, ends),
      this.links(account, ends),
    );
    const [workflow, { settings }, optOuts, optedOutAddresses, links] = await looks;
    const definition = workflow.definitions.get(run.workflowVersion);
    if (definition === undefined) throw new NotFound('workflow version');
    await this.turn(account);
    return {
      now: this.clock.now(),
      account,
      settings,
      optOuts,
      optedOutAddresses,
      definition,
      workflowPaused: workflow.holdsRuns,
      draining: this.draining,
      lease: this.lease,
      leaseMs: this.leases,
      webhookAllowPrivate: this.webhookAllowPrivate,
      links,
      renderBudget: RenderBudget.ofDecision(brake()),
      ruleBudget: new RuleBudget(),
    };
  }
}

const NOWHERE: ReadonlySet<string> = new Set();

const stateOf = <State>({ state }: Loaded<State>): State => state;
