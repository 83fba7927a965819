import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useState } from 'react';
import type { Run } from '../../api/runs-seen';
import { cx } from '../../parts/cx';
import { Row } from './row';
import styles from './runs.module.css';

interface RowsProps {
  readonly runs: readonly Run[];
  readonly hasMore: boolean;
  readonly more: () => void;
  /** Of all automations, so that each row tells its own. */
  readonly ofAll: boolean;
}

/** Pixels; each row is measured once it is there. */
const ROW_HEIGHT = 61;
/** Rows above and below what is seen. */
const OVERSCAN = 8;
/** The next page is fetched this many rows before the end. */
const AHEAD = 30;

/** Only what is seen, and a little more, is in the page: however many runs there are. */
export function Rows({ runs, hasMore, more, ofAll }: RowsProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [top, setTop] = useState(0);
  const rows = useWindowVirtualizer({
    count: runs.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: top,
    getItemKey: (index) => runs[index]?.runId ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1);
  const isNearEnd = hasMore && (last?.index ?? 0) > runs.length - AHEAD;
  useEffect(() => {
    if (isNearEnd) more();
  });
  const toggle = (runId: string): void => {
    setOpen((before) => new Set(before.has(runId) ? [...before].filter((one) => one !== runId) : [...before, runId]));
  };
  return (
    <div role="table" aria-label="Runs" aria-rowcount={-1} className={cx(styles.table, ofAll && styles.ofAll)}>
      <div role="rowgroup">
        <div role="row" className={styles.head}>
          <span role="columnheader">
            <span className="unseen">Steps</span>
          </span>
          <span role="columnheader">Contact</span>
          {ofAll ? <span role="columnheader">Automation</span> : null}
          <span role="columnheader">Started</span>
          <span role="columnheader">Status</span>
          <span role="columnheader">Current step</span>
          <span role="columnheader">Duration</span>
        </div>
      </div>
      <div
        role="presentation"
        ref={(element) => {
          if (element !== null) setTop(element.getBoundingClientRect().top + scrollY);
        }}
        style={{
          paddingTop: (shown[0]?.start ?? top) - top,
          paddingBottom: rows.getTotalSize() - ((last?.end ?? top) - top),
        }}
      >
        {shown.map(({ index, key }) => {
          const run = runs[index];
          return run === undefined ? null : (
            <div key={key} role="rowgroup" data-index={index} ref={rows.measureElement}>
              <Row run={run} index={index} ofAll={ofAll} isOpen={open.has(run.runId)} toggle={toggle} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
