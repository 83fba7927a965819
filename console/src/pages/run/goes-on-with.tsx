import type { RunWithSteps } from '../../api/runs-seen';
import { toComeInWords } from '../../words/to-come';
import { useContact } from '../contact/queries';

/** What comes after the wait that a run is at; nothing is said where that is not known. */
export function GoesOnWith({ run: { runId, contact } }: { readonly run: RunWithSteps }) {
  const { data } = useContact(contact.id);
  const wait = data?.scheduled.find((one) => one.type === 'wait' && one.runId === runId);
  if (data === undefined || wait?.type !== 'wait') return null;
  return <>Then: {toComeInWords(wait.next, data.optOuts) ?? 'nothing more, the run is over'}. </>;
}
