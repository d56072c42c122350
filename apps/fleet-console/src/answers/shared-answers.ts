/** An answer that is so old is asked for anew. */
const keptMillis = 10_000;

/** Answers that nobody asks for again go when there are so many. */
const mostKept = 500;

interface KeptAnswer<Answer> {
  readonly answer: Promise<Answer>;
  readonly askedAt: number;
}

/** What several tabs ask at a time is asked once, and for some seconds not again. A failure is nobody else's. */
export class SharedAnswers<Answer> {
  private readonly kept = new Map<string, KeptAnswer<Answer>>();

  constructor(private readonly nowMillis: () => number) {}

  get(question: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.kept.get(question);
    if (known !== undefined && this.nowMillis() - known.askedAt < keptMillis) {
      return known.answer;
    }
    const asked = { answer: ask(), askedAt: this.nowMillis() };
    this.kept.delete(question);
    this.kept.set(question, asked);
    this.makeRoom();
    asked.answer.catch(() => {
      if (this.kept.get(question) === asked) {
        this.kept.delete(question);
      }
    });
    return asked.answer;
  }

  /** Something was changed: what was answered before is not true any more. */
  forget(): void {
    this.kept.clear();
  }

  private makeRoom(): void {
    const [oldest] = this.kept.keys();
    if (this.kept.size > mostKept && oldest !== undefined) {
      this.kept.delete(oldest);
    }
  }
}
