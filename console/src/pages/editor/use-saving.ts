import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { asProblem } from '../../api/problem';
import { letLeave } from '../../parts/leaving';
import { tell, tellProblem } from '../../parts/toasts';
import type { Definition } from './definition';
import { forgetDraft } from './draft';
import type { Action } from './editing';
import { latestVersion, saveDefinition } from './queries';
import type { Saved } from './queries';

interface Saving {
  readonly busy: boolean;
  /** What somebody else saved meanwhile, once that was noticed. */
  readonly newer: Saved | null;
  readonly showNewer: (newer: Saved | null) => void;
  /** @param over the version that is known to be there, and is to be followed */
  readonly save: (over: number | null) => Promise<void>;
}

interface SavingOf {
  readonly account: string;
  readonly workflowId: string | null;
  readonly definition: Definition;
  readonly dispatch: (action: Action) => void;
}

/** Saves as the next version; the service refuses it where one is there already that was not looked at. */
export function useSaving({ account, workflowId, definition, dispatch }: SavingOf): Saving {
  const [busy, setBusy] = useState(false);
  const [newer, showNewer] = useState<Saved | null>(null);
  const client = useQueryClient();
  const [, go] = useLocation();

  const write = async (over: number | null): Promise<void> => {
    const saved = await saveDefinition(workflowId, definition, over);
    forgetDraft(account, workflowId);
    letLeave();
    tell(saved.version === 1 ? 'Saved as a draft.' : `Saved as version ${saved.version}.`);
    await client.invalidateQueries({ queryKey: ['workflow', saved.workflowId] });
    void client.invalidateQueries({ queryKey: ['figures'] });
    go(`/automations/${saved.workflowId}`);
  };
  const save = async (over: number | null): Promise<void> => {
    setBusy(true);
    try {
      await write(over);
    } catch (error) {
      const { code, errors } = asProblem(error);
      if (errors.length > 0) {
        showNewer(null);
        dispatch({ type: 'refused', errors });
      } else if (code === 'version_conflict' && workflowId !== null)
        await latestVersion(workflowId).then(showNewer, tellProblem);
      else tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, newer, showNewer, save };
}
