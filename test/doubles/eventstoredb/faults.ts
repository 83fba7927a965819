/** What can go wrong with a server, switched on and off by a test. */
export class Faults {
  /** The next so many appends are stored and not answered. */
  unansweredAppends = 0;
  /** The next so many appends are neither stored nor answered. */
  lostAppends = 0;
  /** Every append is answered so much later, in milliseconds. */
  answerDelayMs = 0;
  /** Calls come in and nothing is done about them; what is under way gets no further. */
  frozen = false;
  /** Appends, reads and questions for the cluster's nodes are refused, as by a server that starts or stops. */
  notReady = false;
  /** How many were. */
  callsRefused = 0;

  refuses(): boolean {
    if (this.notReady) this.callsRefused++;
    return this.notReady;
  }

  /** @param store does the append and says what to answer */
  onAppend<T>(store: () => T, answer: (response: T) => void): void {
    if (this.frozen) return;
    if (this.lostAppends > 0) {
      this.lostAppends--;
      return;
    }
    const response = store();
    if (this.unansweredAppends > 0) this.unansweredAppends--;
    else if (this.answerDelayMs > 0) setTimeout(answer, this.answerDelayMs, response);
    else answer(response);
  }
}
