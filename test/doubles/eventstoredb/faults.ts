/** What can go wrong with a server, switched on and off by a test. */
export class Faults {
  /** The next so many appends are stored and not answered. */
  unansweredAppends = 0;
  /** The next so many appends are neither stored nor answered. */
  lostAppends = 0;
  /** Every append is answered so much later, in milliseconds. */
  answerDelayMs = 0;
  /** Answers that came after another to the same append. */
  secondAnswers = 0;
  /** The answers to the next so many appends are kept back until they are released. */
  heldAppends = 0;
  private readonly held: (() => void)[] = [];
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

  release(): void {
    for (const answer of this.held.splice(0)) answer();
  }

  /** @param store does the append and says what to answer */
  onAppend<T>(store: () => T, answer: (response: T) => void): void {
    if (this.frozen) return;
    if (this.lostAppends > 0) {
      this.lostAppends--;
      return;
    }
    const response = store();
    if (this.heldAppends > 0) {
      this.heldAppends--;
      this.held.push(() => {
        answer(response);
      });
    } else if (this.unansweredAppends > 0) this.unansweredAppends--;
    else if (this.answerDelayMs > 0) setTimeout(answer, this.answerDelayMs, response);
    else answer(response);
  }
}
