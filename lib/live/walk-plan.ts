import type { ListMemory, PagesSoFar } from '../monitor/reading-memory.ts';
import { type LapPart, riskyAfter, seenSoFar } from './lap-evidence.ts';
import { ListEvidence, type PageAnswer } from './list-evidence.ts';
import { type PageFacts, PageRun } from './page-run.ts';
import { AGAIN_ALWAYS, Rereading } from './rereading.ts';
import { countDiffers, EMPTY_LIST_MEMORY, type Incompleteness, judgeList, type ListVerdict } from './walk-verdict.ts';

/** Pages that may fail in a row, each after all its retries, before the walk stops. */
const MOST_FAILURES_IN_A_ROW = 3;

/**
 * Decides which page of one list to read next, until all were read. Pure.
 *
 * Paging is by offset and the list changes during the walk, so tasks cross page borders; docs/architecture.md explains
 * the consequences. Where Total shrank between two neighbouring pages, a task may have moved to the page that was
 * already read; that page is read again at once, as long as there are few such pages. Borders that remain in doubt are
 * reported as a number and remembered for the next sweep, which checks the same borders first, so that hardly any task
 * is missed twice.
 */
export class WalkPlan {
  readonly #pageSize: number;
  readonly #memory: ListMemory;
  readonly #evidence: ListEvidence;
  readonly #runs: readonly [onward: PageRun, ...wrapped: PageRun[]];
  /** Where the part begins that is read; null when all of the list is. */
  readonly #partFrom: number | null;
  readonly #before: PagesSoFar | null;
  readonly #again: number[] = [];
  readonly #rereading: Rereading;
  readonly #underWay = new Map<number, { readonly asked: number; readonly run: PageRun | null }>();
  readonly #failed = new Map<number, string>();
  readonly #cutShort = new Set<number>();
  readonly #triedAgain = new Set<number>();
  #lookedTwice = false;
  #asked = 0;
  #lastWithTasks = 0;
  #lastAnswered = 0;
  #failuresInARow = 0;
  #verdict: ListVerdict | null = null;

  /** @param lap for a part of a list: the pages before its start are those of other sweeps. Absent: all pages are read */
  constructor(pageSize: number, startPage = 1, memory: ListMemory = EMPTY_LIST_MEMORY, lap?: LapPart) {
    const onward = new PageRun(pageSize, startPage);
    this.#pageSize = pageSize;
    this.#memory = memory;
    this.#partFrom = lap ? startPage : null;
    this.#before = lap?.before ?? null;
    this.#evidence = new ListEvidence(pageSize, this.#before?.total);
    this.#runs = lap ? [onward] : [onward, new PageRun(pageSize, 1, startPage)];
    this.#rereading = new Rereading(memory.risky, this.#before);
  }

  /** The latest Total; null before the first answer. */
  get total(): number | null {
    return this.#evidence.total;
  }

  /** Number of pages by the latest Total; 0 before the first answer. */
  get lastPage(): number {
    return this.#evidence.lastPage;
  }

  /** Number of answers, including those of pages that were read again. */
  get pagesRead(): number {
    return this.#evidence.answers;
  }

  /** The conclusion about the list; null while there is something left to read. */
  get verdict(): ListVerdict | null {
    return this.#verdict;
  }

  /** Where to resume when time ran out: the first unread page in reading order; 1 when all were read. */
  get resumePage(): number {
    return this.#runs.find((run) => run.isOpen(this.#knownLastPage))?.nextPage ?? 1;
  }

  /**
   * Where the next sweep of a lap goes on; null when the list was read to its end. Pages that failed at last are tried
   * again; those that failed among others are skipped.
   */
  get pausedAt(): number | null {
    const [onward] = this.#runs;
    const failed = [...this.#failed.keys()].filter((page) => page > this.#lastAnswered);
    const unanswered = [...this.#underWay].flatMap(([page, { run }]) => (run === null ? [] : [page]));
    const unread = [...failed, ...unanswered];
    return onward.isOpen(this.#knownLastPage) || unread.length > 0 ? Math.min(onward.nextPage, ...unread) : null;
  }

  /** Pages that failed, and that no later sweep of the lap tries again. */
  get skipped(): number {
    const pausedAt = this.pausedAt ?? Number.POSITIVE_INFINITY;
    return [...this.#failed.keys()].filter((page) => page < pausedAt).length;
  }

  /** What the list has shown in this lap, of which `overlap` tasks were counted by an earlier sweep. */
  soFar(seen: number, overlap: number): PagesSoFar {
    const now = this.#evidence.sum(seen - overlap, false);
    return { ...seenSoFar(this.#before, now), ...this.#rereading.soFar };
  }

  /** Whether pages are left that come before the wrapped-around pages of any list. */
  get hasOnwardPages(): boolean {
    return this.#runs[0].isOpen(this.#knownLastPage);
  }

  /**
   * A page to read now; null when nothing can be done before an answer arrives. @param wrapped whether pages before the
   * start page may be read already (those of other lists come first)
   */
  next(wrapped: boolean): number | null {
    if (this.#verdict !== null || (this.total === null && this.#underWay.size > 0)) return null;
    const again = this.#again.shift();
    if (again !== undefined) return this.#ask(again, null);
    for (const run of wrapped ? this.#runs : this.#runs.slice(0, 1)) {
      const page = run.next(this.#knownLastPage);
      if (page !== null) return this.#ask(page, run);
    }
    return null;
  }

  /** Records an answer for `page`. */
  answered(page: number, answer: PageAnswer): void {
    const { asked, run } = this.#ended(page);
    this.#failed.delete(page);
    this.#failuresInARow = 0;
    this.#lastAnswered = Math.max(this.#lastAnswered, page);
    this.#evidence.take(page, answer, asked, run === null);
    run?.answered(page, answer, this.lastPage);
    this.#noteFilling(page, answer);
    this.#lookAtBorder(page - 1);
    this.#lookAtBorder(page);
  }

  /** `page` could not be read, even after all retries. */
  pageFailed(page: number, text: string): void {
    const { run } = this.#ended(page);
    const matters = run?.failed(page, this.#knownLastPage) ?? true;
    // a page that was read before is merely less certain
    if (!matters || this.#evidence.has(page)) return;
    this.#failed.set(page, text);
    this.#failuresInARow += 1;
    if (this.total === null || this.#failuresInARow >= MOST_FAILURES_IN_A_ROW)
      this.stop({ code: 'page-failed', text, blind: true });
  }

  /** `page` was not read, for an unknown reason: time ran out. */
  pageAbandoned(page: number): void {
    this.#ended(page).run?.abandoned(page);
  }

  /** Ends the walk before everything was read. */
  stop(why: Incompleteness): void {
    if (this.#verdict !== null) return;
    this.#endEarly([why]);
  }

  /** Ends the part of this sweep; another one goes on. A page that failed on the way is lost to this lap. */
  pause(): void {
    if (this.#verdict !== null) return;
    const { skipped } = this;
    const text = `${skipped} of ${this.lastPage} pages could not be read`;
    this.#endEarly(skipped > 0 ? [{ code: 'page-failed', text, blind: true }] : []);
  }

  /**
   * To be called when no page is queued or in flight: draws the conclusion, or retries pages that failed or came back
   * short. @param seen number of distinct tasks of the walk, without those that an earlier sweep of the lap counted
   */
  settle(seen: () => number): void {
    if (this.#verdict !== null || this.total === null || this.#underWay.size > 0 || this.#again.length > 0) return;
    if (this.#runs.some((run) => run.isOpen(this.lastPage)) || this.#tryDoubtfulAgain()) return;
    const [first] = this.#failed;
    if (first) {
      const text = `${this.#failed.size} of ${this.lastPage} pages could not be read, page ${first[0]} first: ${first[1]}`;
      this.stop({ code: 'page-failed', text, blind: true });
      return;
    }
    const now = this.#evidence.sum(seen(), this.#lookedTwice);
    const evidence = this.#before === null ? now : { ...now, ...seenSoFar(this.#before, now) };
    if (countDiffers(evidence) && this.#lookTwice()) return;
    const { memory, ...verdict } = judgeList(evidence, this.#memory);
    this.#verdict = { ...verdict, memory: { ...memory, risky: this.#riskyWith(memory.risky) } };
  }

  #endEarly(incompleteness: readonly Incompleteness[]): void {
    const { crossed, risky } = this.#evidence.crossings();
    const memory = { ...this.#memory, risky: this.#riskyWith(risky) };
    this.#verdict = { incompleteness, exact: false, overlooked: crossed, memory };
  }

  /** A sweep that reads a part of the list knows of its own borders alone. */
  #riskyWith(risky: readonly number[]): readonly number[] {
    const read = this.#partFrom === null ? null : { from: this.#partFrom, to: this.#lastAnswered };
    return read ? riskyAfter(this.#memory.risky, { ...read, risky }) : risky;
  }

  get #knownLastPage(): number {
    return this.total === null ? Number.POSITIVE_INFINITY : this.lastPage;
  }

  #ask(page: number, run: PageRun | null): number {
    this.#asked += 1;
    this.#underWay.set(page, { asked: this.#asked, run });
    return page;
  }

  #ended(page: number): { readonly asked: number; readonly run: PageRun | null } {
    const call = this.#underWay.get(page) ?? { asked: 0, run: null };
    this.#underWay.delete(page);
    return call;
  }

  /** A page in the middle of the list that is not full was truncated by mistake, or Total is wrong. */
  #noteFilling(page: number, { count, fresh }: PageFacts): void {
    if (fresh > 0) this.#lastWithTasks = Math.max(this.#lastWithTasks, page);
    if (page < this.lastPage && count < this.#pageSize) this.#cutShort.add(page);
    else this.#cutShort.delete(page);
  }

  /** @returns whether there was any page that had not been tried twice */
  #tryDoubtfulAgain(): boolean {
    const doubtful = [...this.#cutShort].filter((page) => page < this.#lastWithTasks).slice(0, AGAIN_ALWAYS);
    const untried = [...this.#failed.keys(), ...doubtful].filter((page) => !this.#triedAgain.has(page));
    for (const page of untried) this.#triedAgain.add(page);
    this.#again.push(...untried);
    return untried.length > 0;
  }

  /** Has a short list read a second time, once. @returns whether it will be read again */
  #lookTwice(): boolean {
    if (this.#lookedTwice || this.#before !== null || this.lastPage > AGAIN_ALWAYS - this.#rereading.soFar.readAgain)
      return false;
    this.#lookedTwice = true;
    for (let page = 1; page <= this.lastPage; page++) this.#again.push(page);
    return true;
  }

  /**
   * Has the earlier-read page of the two read again, when a task may have crossed and there is room for another call.
   */
  #lookAtBorder(page: number): void {
    const readFirst = this.#evidence.openBorder(page);
    if (readFirst === null) return;
    this.#rereading.isOpen();
    if (this.#again.includes(readFirst) || !this.#rereading.affords(page, this)) return;
    this.#again.push(readFirst);
  }
}
