import { Braces, FlaskConical, LayoutList, Redo2, Undo2 } from 'lucide-react';
import { useCallback, useDeferredValue, useEffect, useMemo, useReducer, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button } from '../../parts/button';
import { Confirm } from '../../parts/dialog';
import { useLeaving } from '../../parts/leaving';
import { Page } from '../../parts/page';
import { tell } from '../../parts/toasts';
import { NOBODY } from '../test-run/test-case';
import { TestRunDialog } from '../test-run/test-run-dialog';
import type { Definition } from './definition';
import { sameDefinition } from './diff';
import { forgetDraft, keepDraft } from './draft';
import type { Draft } from './draft';
import { edit, editing } from './editing';
import type { Action, Editing } from './editing';
import { EditorForm } from './editor-form';
import { JsonView } from './json-view';
import { NewerVersion } from './newer-version';
import { Notices } from './notices';
import type { Saved } from './queries';
import { useFocus } from './use-focus';
import { useSaving } from './use-saving';
import styles from './editor.module.css';

interface EditorBodyProps {
  readonly account: string;
  readonly workflowId: string | null;
  readonly begin: { readonly definition: Definition; readonly json: string | null; readonly version: number | null };
  /** What nothing was changed of. */
  readonly unchanged: Definition;
  readonly latest: Saved | null;
}

const KEPT_AFTER_MS = 400;

export function EditorBody({ account, workflowId, begin, unchanged, latest }: EditorBodyProps) {
  const [state, dispatch] = useReducer(edit, begin, ({ definition, json }) => editing(definition, json));
  const [view, setView] = useState<'form' | 'json'>(begin.json === null ? 'form' : 'json');
  const [over, setOver] = useState(begin.version);
  const [testing, setTesting] = useState(false);
  const [testCase, setTestCase] = useState(NOBODY);
  const definition = state.history.present;
  const broken = state.json !== null && state.json.wrong !== null ? state.json.text : null;
  const settled = useDeferredValue(definition);
  const unsaved = useMemo(() => broken !== null || !sameDefinition(settled, unchanged), [settled, unchanged, broken]);
  const keep = useKeptDraft(account, workflowId, unsaved, { version: over, definition, json: broken });
  const { asking, stay, leave } = useLeaving(unsaved);
  const { busy, newer, showNewer, save } = useSaving({ account, workflowId, definition, dispatch });
  const root = useFocus(state.focus);

  const trySaving = (): void => {
    if (view === 'json' && broken !== null) tell('The JSON is not right yet: nothing was saved.');
    else void save(over);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || isText(event.target)) return;
    event.preventDefault();
    dispatch({ type: event.shiftKey ? 'redo' : 'undo' });
  };
  return (
    <div ref={root} onKeyDown={onKeyDown} className={styles.editor}>
      <Page
        title={definition.name.trim() === '' ? 'New automation' : definition.name}
        about={over === null ? 'Not saved yet.' : `Version ${over}${unsaved ? ', with unsaved changes' : ''}`}
        actions={
          <>
            <History of={state.history} dispatch={dispatch} />
            <Button
              icon={view === 'form' ? <Braces aria-hidden /> : <LayoutList aria-hidden />}
              onClick={() => {
                if (view === 'json') dispatch({ type: 'form' });
                setView(view === 'form' ? 'json' : 'form');
              }}
            >
              {view === 'form' ? 'JSON' : 'Form'}
            </Button>
            <Button
              icon={<FlaskConical aria-hidden />}
              onClick={() => {
                setTesting(true);
              }}
            >
              Test run
            </Button>
            <Button kind="primary" busy={busy} onClick={trySaving}>
              {over === null ? 'Save' : `Save as version ${over + 1}`}
            </Button>
          </>
        }
      >
        <p className="unseen" role="status">
          {state.said}
        </p>
        <Notices
          brokenJson={view === 'form' && broken !== null}
          newer={latest !== null && over !== null && latest.version > over ? latest : null}
          onShowNewer={showNewer}
          onShowJson={() => {
            setView('json');
          }}
        />
        {view === 'json' ? (
          <JsonView json={state.json} history={state.history} dispatch={dispatch} />
        ) : (
          <EditorForm
            state={state}
            dispatch={dispatch}
            workflowId={workflowId}
            testCase={testCase}
            onTestCase={setTestCase}
          />
        )}
      </Page>
      <TestRunDialog
        open={testing}
        onClose={() => {
          setTesting(false);
        }}
        workflowId={workflowId}
        definition={definition}
        testCase={testCase}
        onTestCase={setTestCase}
      />
      <Confirm
        open={asking}
        onClose={stay}
        title="Leave without saving?"
        action="Leave"
        onConfirm={async () => {
          keep();
          leave();
          await Promise.resolve();
        }}
      >
        <p>Your changes stay in this browser, and are offered when you come back.</p>
      </Confirm>
      {newer === null ? null : (
        <NewerVersion
          theirs={newer}
          mine={definition}
          busy={busy}
          onClose={() => {
            showNewer(null);
          }}
          onSaveMine={() => {
            setOver(newer.version);
            void save(newer.version);
          }}
          onTakeTheirs={() => {
            setOver(newer.version);
            dispatch({ type: 'replace', definition: newer.definition });
            showNewer(null);
          }}
        />
      )}
    </div>
  );
}

interface HistoryProps {
  readonly of: Editing['history'];
  readonly dispatch: (action: Action) => void;
}

const History = ({ of, dispatch }: HistoryProps) => (
  <>
    <Button
      kind="quiet"
      icon={<Undo2 aria-hidden />}
      aria-label="Undo"
      title="Undo"
      aria-disabled={of.past.length === 0}
      onClick={() => {
        dispatch({ type: 'undo' });
      }}
    />
    <Button
      kind="quiet"
      icon={<Redo2 aria-hidden />}
      aria-label="Redo"
      title="Redo"
      aria-disabled={of.future.length === 0}
      onClick={() => {
        dispatch({ type: 'redo' });
      }}
    />
  </>
);

/** Text has an undoing of its own. */
const isText = (target: EventTarget): boolean =>
  target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

/** Keeps what is not saved, a moment after the last change, and when the page goes. @returns what keeps it at once */
function useKeptDraft(
  account: string,
  workflowId: string | null,
  unsaved: boolean,
  draft: Omit<Draft, 'at'>,
): () => void {
  const { version, definition, json } = draft;
  const keep = useCallback((): void => {
    if (unsaved) keepDraft(account, workflowId, { at: new Date().toISOString(), version, definition, json });
    else forgetDraft(account, workflowId);
  }, [account, workflowId, unsaved, version, definition, json]);
  useEffect(() => {
    const timer = setTimeout(keep, KEPT_AFTER_MS);
    addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', keep);
    };
  }, [keep]);
  return keep;
}
