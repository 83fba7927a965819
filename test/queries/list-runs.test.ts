import { ListRuns, ListRunsHandler } from '../../src/queries/list-runs';
import { SearchContacts, SearchContactsHandler } from '../../src/queries/search-contacts';
import { Manager, contact, sms, workflowOf } from '../engine/manager';
import { ACCOUNT, TestService } from '../engine/test-service';

let test: TestService;

beforeAll(async () => {
  test = await TestService.open();
  const manager = new Manager(test.engine);
  const workflowId = await manager.opens(workflowOf([sms()], { settings: { reentry: 'always' } }));
  await manager.enrolls(workflowId, contact('pg-1', { name: 'ana 1' }));
  await manager.enrolls(workflowId, contact('greek', { name: 'ΑΣzz' }));
  await manager.enrolls(workflowId, contact('zola', { name: 'Émile Zola', phone: '+33612345678' }));
  await manager.enrolls(workflowId, contact('wang', { name: '王小明' }));
  await manager.enrolls(workflowId, contact('renamed', { name: 'Berta Before' }));
  await manager.enrolls(workflowId, contact('renamed', { name: 'Clara After' }));
  await manager.enrolls(workflowId, contact('long', { name: 'Zoe '.repeat(1_000) }));
  await test.caughtUp();
});
afterAll(() => test.remove());

async function found(text: string): Promise<readonly string[]> {
  const { models } = test.engine;
  const consistency = { minPosition: '', timeoutMs: 0 };
  const query = new ListRuns(ACCOUNT, { statuses: [], contact: text }, null, 10, consistency);
  return (await new ListRunsHandler(models).execute(query)).items.map((run) => run.contact.id);
}

async function contactsFound(text: string): Promise<readonly string[]> {
  const query = new SearchContacts(ACCOUNT, text, null, 10, { minPosition: '', timeoutMs: 0 });
  return (await new SearchContactsHandler(test.engine.models).execute(query)).items.map((item) => item.contact.id);
}

describe('the search for a contact', () => {
  it.each([
    ['ana 1', ['pg-1']],
    ['ana 1|pg', []],
    ['ana 1\u0001pg', []],
    ['pg-1', ['pg-1']],
    ['ΑΣ', ['greek']],
    ['ας', ['greek']],
    ['zoe zoe', ['long']],
    ['zola', ['zola']],
    ['0612', ['zola']],
    ['+33 6 12', ['zola']],
    ['明', ['wang']],
    ['berta', []],
    ['clara', ['renamed', 'renamed']],
    [' zola\u00a0', ['zola']],
    ['Zoe '.repeat(80), ['long']],
  ])('for %j finds those whose name begins so, or whose id it is', async (text, ids) => {
    expect(await found(text)).toEqual(ids);
    expect(await contactsFound(text)).toEqual([...new Set(ids)]);
  });

  it.each(['', 'a', '😀'])('is too broad when it is %j', async (text) => {
    for (const search of [found, contactsFound])
      await expect(search(text)).rejects.toMatchObject({ code: 'too_broad' });
  });
});
