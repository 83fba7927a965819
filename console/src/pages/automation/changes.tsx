import { Moment } from '../../parts/moment';
import { Card } from '../../parts/page';
import { whoInWords } from '../../words/who';
import type { Workflow } from './queries';
import styles from './automation.module.css';

const WORDS: Readonly<Record<Workflow['changes'][number]['what'], string>> = {
  defined: 'Defined',
  redefined: 'Changed',
  activated: 'Activated',
  paused: 'Paused',
  archived: 'Archived',
};

/** Who changed it, the latest first. */
export const Changes = ({ workflow: { changes } }: { readonly workflow: Workflow }) => (
  <Card title="Changes">
    <ol className={styles.changes}>
      {changes.map(({ what, version, by, at }) => (
        <li key={`${at} ${what}`}>
          <span>
            {WORDS[what]} by {whoInWords(by)}, version {version}
          </span>
          <span className="soft">
            <Moment at={at} />
          </span>
        </li>
      ))}
    </ol>
  </Card>
);
