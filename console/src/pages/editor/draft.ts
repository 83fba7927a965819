import { fromJson } from './from-json';
import type { Definition } from './definition';

/** What somebody changed and did not save, kept in the browser by account and workflow. */
export interface Draft {
  /** ISO 8601: when it was last changed. */
  readonly at: string;
  /** The version that it began with; null: of a new workflow. */
  readonly version: number | null;
  readonly definition: Definition;
  /** Broken JSON as it was typed. */
  readonly json: string | null;
}

const keyOf = (account: string, workflowId: string | null): string => `draft ${account} ${workflowId ?? 'new'}`;

/** Null where there is none that can be read. */
export function keptDraft(account: string, workflowId: string | null): Draft | null {
  const text = localStorage.getItem(keyOf(account, workflowId));
  if (text === null) return null;
  try {
    const { at, version, definition, json } = JSON.parse(text) as Partial<Draft>;
    const read = fromJson(JSON.stringify(definition));
    if (typeof at !== 'string' || version === undefined || 'wrong' in read) return null;
    return { at, version, definition: read.definition, json: json ?? null };
  } catch {
    return null;
  }
}

/** Where the browser keeps nothing, there is no draft. */
export function keepDraft(account: string, workflowId: string | null, draft: Draft): void {
  try {
    localStorage.setItem(keyOf(account, workflowId), JSON.stringify(draft));
  } catch {
    // its space is used up: leaving still asks
  }
}

export const forgetDraft = (account: string, workflowId: string | null): void => {
  localStorage.removeItem(keyOf(account, workflowId));
};
