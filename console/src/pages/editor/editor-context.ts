import { createContext, useContext } from 'react';
import type { TestCase } from '../test-run/test-case';
import type { Definition, Steps } from './definition';
import type { Action } from './editing';

/** What every piece of the editor may need; it stays the same while somebody types. */
export interface EditorTools {
  readonly dispatch: (action: Action) => void;
  readonly workflowId: string | null;
  /** Fields that events of the trigger's type had, and that the definition names. */
  readonly fields: readonly string[];
  readonly testCase: TestCase;
  readonly onTestCase: (next: TestCase) => void;
  readonly settings: Definition['settings'];
}

export const EditorTools = createContext<EditorTools | null>(null);
/** The steps as they stand: only for what is open, since it changes with every key. */
export const AllSteps = createContext<Steps>([]);

export function useEditor(): EditorTools {
  const tools = useContext(EditorTools);
  if (tools === null) throw new Error('it stands in no editor');
  return tools;
}
export const useAllSteps = (): Steps => useContext(AllSteps);

export const FIELDS_LIST = 'known-fields';
export const EVENTS_LIST = 'known-events';
