import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import type { Definition } from './definition';
import { differences } from './diff';
import styles from './editor.module.css';

interface NewerVersionProps {
  readonly theirs: { readonly version: number; readonly definition: Definition };
  readonly mine: Definition;
  readonly busy: boolean;
  readonly onSaveMine: () => void;
  readonly onTakeTheirs: () => void;
  readonly onClose: () => void;
}

/** Somebody else saved a version meanwhile: what differs, and which of the two is to be. */
export function NewerVersion({ theirs, mine, busy, onSaveMine, onTakeTheirs, onClose }: NewerVersionProps) {
  const found = differences(theirs.definition, mine);
  return (
    <Dialog open onClose={onClose} title={`Version ${theirs.version} was saved meanwhile`} wide>
      {found.length === 0 ? (
        <p>It says the same as what you have here.</p>
      ) : (
        <>
          <p className="soft">This is where it differs from what you have here:</p>
          <dl className={styles.differences}>
            {found.map(({ where, field, before, after }) => (
              <div key={`${where} ${field}`}>
                <dt>
                  {where}
                  {field === '' ? '' : `: ${field}`}
                </dt>
                <dd>
                  <span className="soft small">Version {theirs.version}</span>
                  <code>{before ?? '–'}</code>
                </dd>
                <dd>
                  <span className="soft small">Yours</span>
                  <code>{after ?? '–'}</code>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <footer className={styles.choices}>
        <Button onClick={onClose}>Go on editing</Button>
        <Button onClick={onTakeTheirs}>Take version {theirs.version}</Button>
        <Button kind="primary" busy={busy} onClick={onSaveMine}>
          Save mine as version {theirs.version + 1}
        </Button>
      </footer>
    </Dialog>
  );
}
