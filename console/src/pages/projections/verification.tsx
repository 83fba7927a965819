import { Button } from '../../parts/button';
import { Moment } from '../../parts/moment';
import { tellProblem } from '../../parts/toasts';
import { number } from '../../words/time';
import styles from './projections.module.css';
import { useVerification, useVerify } from './queries';
import type { Verification } from './queries';

const KINDS = {
  different: 'is not what the log says',
  missing: 'is missing',
  extra: 'should not be there',
  damaged: 'cannot be read',
} as const;

/** Whether a read model equals what the log says, document by document. */
export function VerificationResult({ name }: { readonly name: string }) {
  const { data } = useVerification(name);
  const verify = useVerify(name);
  const start = (repair: string | null): void => {
    verify.mutate(repair, { onError: tellProblem });
  };
  const running = data?.running ?? null;
  return (
    <div className={styles.verification}>
      <Button
        busy={verify.isPending || running !== null}
        onClick={() => {
          start(null);
        }}
      >
        Verify against the log
      </Button>
      {running === null ? null : (
        <div className={styles.work}>
          <progress max={Math.max(1, running.total)} value={running.done} aria-label="Verification" />
          <p className="soft small figures">
            {running.phase === 'folding' ? 'folds' : 'compares'}: {number(running.done)} of {number(running.total)},{' '}
            {number(Math.round(running.rate))} a second
          </p>
        </div>
      )}
      {data?.failure == null ? null : <p className={styles.failure}>{data.failure.error}</p>}
      {data?.last == null ? null : <Last last={data.last} repair={start} />}
    </div>
  );
}

interface LastProps {
  readonly last: NonNullable<Verification['last']>;
  readonly repair: (key: string) => void;
}

function Last({ last: { at, documents, different, missing, extra, damaged, differences }, repair }: LastProps) {
  const wrong = different + missing + extra + damaged;
  return (
    <>
      <p>
        {wrong === 0
          ? `All ${number(documents)} documents equal what the log says.`
          : `${number(wrong)} of ${number(documents)} documents do not.`}{' '}
        <span className="soft">
          Verified <Moment at={at} />
        </span>
      </p>
      <ul className={styles.differences}>
        {differences.map(({ key, kind, paths }) => (
          <li key={key}>
            <span>
              <code>{key}</code> {KINDS[kind]}
              {paths.length === 0 ? '' : `: ${paths.join(', ')}`}
            </span>
            <Button
              onClick={() => {
                repair(key);
              }}
            >
              Repair
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
