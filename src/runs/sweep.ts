import type { Ending, RunState, SweepCourses, SweepState } from '../protocol/run.ts';
import { behaviourOf, thinnedCourse } from './course.ts';
import type { Progress } from './events.ts';
import { bestOf, type SweepTask } from './sweepTasks.ts';
import type { TrainingRun } from './trainingRun.ts';
import { Turns } from './turns.ts';

type Course = SweepCourses['runs'][number];

export interface SweepEvents {
  /** Makes the run of a task. */
  begin(task: SweepTask, tell: (progress: Progress) => void): TrainingRun;
  /** Another run is the one to look at. */
  shown(run: TrainingRun): void;
  /** Of the run that is looked at. */
  progress(progress: Progress): void;
  /** A run has begun or ended. */
  changed(): void;
}

/** The runs of a sweep, side by side. One of them is looked at: one under way, at the end the best. */
export class Sweep {
  private readonly runs: TrainingRun[] = [];
  private readonly turns: Turns;
  private readonly finished = new Map<TrainingRun, Course>();
  private shown: TrainingRun | undefined;

  /** @param room how many go on at a time */
  constructor(
    private readonly tasks: readonly SweepTask[],
    room: number,
    private readonly events: SweepEvents,
  ) {
    this.turns = new Turns(tasks.length, room, (index, done) => this.begin(index, done));
  }

  go(): void {
    this.turns.go();
  }

  stop(): void {
    this.turns.stop();
    for (const run of this.runs) run.stop();
  }

  /** Ends it without a word. */
  close(): void {
    this.turns.stop();
    for (const run of this.runs) run.close();
  }

  /** Looks at the run of an id, if it is one of these. */
  show(id: number): void {
    const run = this.runs.find((one) => one.id === id);
    if (run && run !== this.shown) this.lookAt(run);
  }

  /** The runs that have begun. */
  get begun(): readonly TrainingRun[] {
    return this.runs;
  }

  /** Without the one that is looked at. */
  get others(): readonly TrainingRun[] {
    return this.runs.filter((run) => run !== this.shown);
  }

  /** No run goes on, and none will. */
  get over(): boolean {
    return this.turns.over;
  }

  /** How the best run stands; the one that is looked at, if none is. */
  get outcome(): RunState | undefined {
    return (this.best() ?? this.shown)?.state;
  }

  state(): SweepState {
    const endings = this.tasks.map((_, index) => endingOf(this.runs[index]));
    const best = bestOf(endings.map((ending) => (ending?.reason === 'diverged' ? undefined : ending)));
    return {
      shown: this.shown?.id ?? null,
      best: this.runs[best]?.id ?? null,
      runs: this.tasks.map(({ label }, index) => {
        const run = this.runs[index];
        const ending = endings[index];
        return {
          id: run?.id ?? null,
          label,
          state: ending?.reason ?? (run ? (run.state.kind === 'failed' ? 'failed' : 'running') : 'waiting'),
          epochs: ending?.epochs ?? 0,
          loss: ending?.loss ?? null,
          validationLoss: ending?.validationLoss ?? null,
        };
      }),
    };
  }

  courses(): SweepCourses {
    const planned = this.tasks.map(({ spec }) => (spec.training.method === 'online' ? 0 : spec.training.epochs));
    const runs = this.runs.map((run) => this.finished.get(run) ?? this.courseOf(run));
    return { epochs: Math.max(...planned, ...runs.map(({ epochs }) => epochs)), runs };
  }

  private courseOf(run: TrainingRun): Course {
    const { id, active, losses, progress } = run;
    const course = {
      id,
      epochs: progress.epoch,
      loss: thinnedCourse(losses),
      behaviour: active ? null : behaviourOf(losses),
    };
    if (!active) this.finished.set(run, course);
    return course;
  }

  private begin(index: number, done: () => void): void {
    const task = this.tasks[index];
    if (!task) return;
    const run = this.events.begin(task, (progress) => {
      if (run === this.shown) this.events.progress(progress);
      if (progress.kind === 'state' && !run.active) this.ended(run, done);
    });
    this.runs[index] = run;
    if (!this.shown) this.lookAt(run);
    this.events.changed();
  }

  private ended(run: TrainingRun, done: () => void): void {
    done();
    this.events.changed();
    if (run !== this.shown && !this.turns.over) return;
    const next = this.turns.over ? this.best() : this.runs.find(({ active }) => active);
    if (next && next !== this.shown) this.lookAt(next);
  }

  private best(): TrainingRun | undefined {
    const { best } = this.state();
    return this.runs.find(({ id }) => id === best);
  }

  private lookAt(run: TrainingRun): void {
    this.shown = run;
    this.events.shown(run);
    this.events.changed();
  }
}

function endingOf(run: TrainingRun | undefined): Ending | undefined {
  return run?.state.kind === 'ended' ? run.state.ending : undefined;
}
