import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useMay } from '../../app/may';
import { Button, buttonClass } from '../../parts/button';
import { Card } from '../../parts/page';
import { ruleInWords } from '../../words/rules';
import { REENTRY_WORDS, triggerInWords } from '../../words/triggers';
import { EnrollDialog } from '../enroll/enroll-dialog';
import type { Workflow } from './queries';
import styles from './automation.module.css';

/** What lets a contact in, why somebody may not be in it, and a way in by hand. */
export function WhoGetsIn({ workflow: { workflowId, status, definition } }: { readonly workflow: Workflow }) {
  const { trigger, entryConditions, settings } = definition;
  const mayEnroll = useMay('operate') && status === 'active';
  const [open, setOpen] = useState(false);
  return (
    <Card title="Who gets in">
      <div className={styles.entry}>
        <p>
          Begins {triggerInWords(trigger)}
          {entryConditions === undefined ? null : <>, if {ruleInWords(entryConditions)}</>}.{' '}
          {REENTRY_WORDS[settings.reentry]}
        </p>
        {status === 'active' ? null : <p>It is not active: nobody gets in at the moment.</p>}
        <p className="soft">
          Somebody is missing? The contact’s page lists every event that came, and why this automation did or did not
          begin by it.
        </p>
        <p className={styles.row}>
          <Link href="/contacts" className={buttonClass()}>
            Why not enrolled
          </Link>
          {mayEnroll ? (
            <Button
              icon={<UserPlus aria-hidden />}
              onClick={() => {
                setOpen(true);
              }}
            >
              Enroll a contact
            </Button>
          ) : null}
        </p>
      </div>
      <EnrollDialog
        open={open}
        onClose={() => {
          setOpen(false);
        }}
        workflowId={workflowId}
        runId={null}
      />
    </Card>
  );
}
