import { Check, X } from 'lucide-react';
import { resultInWords } from '../../words/rules';
import type { TestRun } from './queries';
import styles from './test-run.module.css';

/** Each comparison with the values that were found, and whether it holds. */
export const Comparisons = ({ results }: { readonly results: TestRun['entry']['comparisons'] }) =>
  results.length === 0 ? null : (
    <ul className={styles.comparisons}>
      {results.map((result, index) => (
        <li key={`${result.field} ${index}`}>
          {result.passed ? <Check aria-hidden /> : <X aria-hidden />}
          {resultInWords(result)}
        </li>
      ))}
    </ul>
  );
