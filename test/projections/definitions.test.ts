import { accountSettings } from '../../projections/account-settings';
import { definitions, versionKey } from '../../projections/definitions';
import { DEFAULT_SETTINGS } from '../../src/domain/account/settings';
import { definition } from '../histories/legal-run';
import { Ledger } from '../histories/ledger';
import { documentsOf } from './folding';

let ledger: Ledger;
beforeEach(() => {
  ledger = new Ledger();
});

describe('definitions', () => {
  it('keep every version of a workflow, each as it was defined', () => {
    for (const version of [1, 2]) {
      const data = { workflowId: 'welcome', version, definition: { ...definition, name: `Welcome ${version}` } };
      ledger.append('acme', 'workflow-welcome', { type: 'WorkflowDefined', data });
    }
    const known = documentsOf(definitions, ledger.log);
    expect([1, 2].map((version) => known.get(versionKey('welcome', version)))).toEqual([
      { account: 'acme', workflowId: 'welcome', version: 1, definition: { ...definition, name: 'Welcome 1' } },
      { account: 'acme', workflowId: 'welcome', version: 2, definition: { ...definition, name: 'Welcome 2' } },
    ]);
  });
});

describe('account settings', () => {
  it('are the latest of each account', () => {
    const changed = (account: string, timezone: string) => {
      const data = { settings: { ...DEFAULT_SETTINGS, timezone } };
      ledger.append(account, `account-${account}`, { type: 'AccountSettingsChanged', data });
    };
    changed('acme', 'Europe/Madrid');
    changed('globex', 'Asia/Tokyo');
    changed('acme', 'America/New_York');
    const zones = Array.from(documentsOf(accountSettings, ledger.log).values(), ({ account, settings }) => [
      account,
      settings.timezone,
    ]);
    expect(new Map(zones as [string, string][])).toEqual(
      new Map([
        ['acme', 'America/New_York'],
        ['globex', 'Asia/Tokyo'],
      ]),
    );
  });
});
