import { answered, api } from '../../api/client';
import type { components } from '../../api/schema';
import type { Tried } from './test-case';
import type { Definition } from './used-fields';

export type TestRun = components['schemas']['TestRun'];
export type TestRunItem = components['schemas']['TestRunItem'];

export interface TestRequest extends Tried {
  /** ISO 8601; now unless told. */
  readonly startAt?: string;
}

/**
 * A simulation: nothing is sent and nothing is stored.
 * @param workflowId null: of what is not saved at all yet
 * @param definition in the place of the latest version
 * @throws Problem
 */
export const runTest = (
  workflowId: string | null,
  request: TestRequest,
  definition: Definition,
  signal?: AbortSignal,
): Promise<TestRun> => {
  const asked = { body: { ...request, definition }, ...(signal === undefined ? {} : { signal }) };
  return answered(
    workflowId === null
      ? api.POST('/api/automations/workflows/test-runs', asked)
      : api.POST('/api/automations/workflows/{id}/test-runs', { ...asked, params: { path: { id: workflowId } } }),
  );
};
