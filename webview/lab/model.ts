import type { CurveResult, ToLab } from '../../src/protocol/lab.ts';
import type { PredictionPoints, Predictions } from '../../src/protocol/predictions.ts';
import type { Trace } from '../../src/protocol/trace.ts';
import type {
  CheckState,
  Comparison,
  Health,
  Network,
  OtherRun,
  Place,
  Run,
  RunState,
  Series,
  SweepCourses,
  SweepState,
} from '../../src/protocol/run.ts';
import { History } from './history.ts';

/** The run that is shown: its course so far and its latest parameters. */
export interface ShownRun {
  readonly id: number;
  readonly network: Network;
  /** Null: it goes on until it is stopped. */
  readonly plannedEpochs: number | null;
  readonly history: History;
  state: RunState;
  parameters: Float64Array;
  /** Set in the place of the file's; null if none was. */
  learningRate: number | null;
  health: Health | null;
  /** As in Run. */
  readonly restored: number | null;
}

/** All that the lab shows; the host owns the truth and sends it again to every new document. */
export interface Model {
  readonly file: string;
  readonly description: string;
  readonly network: Network | null;
  readonly errors: number;
  readonly restricted: boolean;
  readonly stale: boolean;
  readonly run: ShownRun | null;
  sweep: SweepState | null;
  /** Of its runs; null before they come. */
  courses: SweepCourses | null;
  /** Of the run; null until they come. */
  points: PredictionPoints | null;
  predictions: Predictions | null;
  /** To be compared with `run`. */
  others: readonly OtherRun[];
  /** Of `run` and those; null without them. */
  comparison: Comparison | null;
  /** In the diagram, the weights and the file. */
  selected: Place | null;
  trace: Trace | null;
  check: CheckState | null;
  /** The error against the step of a parameter of that check. */
  curve: CurveResult | null;
}

/** Restricted Mode draws networks that it has no rows for. */
export function canTrain({ network, restricted }: Model): boolean {
  return network !== null && !restricted;
}

/** What a message changed, and so what has to be drawn. */
export type Change =
  | 'everything'
  | 'progress'
  | 'state'
  | 'health'
  | 'sweep'
  | 'courses'
  | 'others'
  | 'comparison'
  | 'selected'
  | 'check'
  | 'curve'
  | 'predictions'
  | 'trace'
  | 'nothing';

export class Store {
  model: Model | undefined;

  /** Messages of another run than the shown one are late, and change nothing. */
  receive(message: ToLab): Change {
    if (message.type === 'snapshot') {
      const { file, description, network, errors, restricted, stale, run, sweep, check } = message;
      const before = this.model?.run?.id === run?.id ? this.model : undefined;
      const { points, predictions, trace } = before ?? { points: null, predictions: null, trace: null };
      const { others = [], comparison = null, courses = null, selected = null } = this.model ?? {};
      const known = sameCheck(this.model?.check ?? null, check) ? this.model : undefined;
      const text = { file, description, network, errors, restricted, stale };
      const checked = { check: known?.check ?? check, curve: known?.curve ?? null };
      const state = { ...text, ...checked, sweep, points, predictions, trace, others, comparison, courses, selected };
      this.model = { ...state, run: run === null ? null : shown(run, before?.run?.history) };
      return 'everything';
    }
    const { model } = this;
    if (model === undefined) return 'nothing';
    switch (message.type) {
      case 'frame':
        if (model.run?.id !== message.run) return 'nothing';
        model.run.history.append(message.epochs);
        if (message.parameters.length > 0) model.run.parameters = message.parameters;
        return 'progress';
      case 'state':
        if (model.run?.id !== message.run) return 'nothing';
        model.run.state = message.state;
        return 'state';
      case 'sweep':
        model.sweep = message.sweep;
        return 'sweep';
      case 'courses':
        model.courses = message.courses;
        return 'courses';
      case 'others':
        model.others = message.runs.map((run) => ({ ...run, loss: run.loss ?? lossOf(model.others, run.id) }));
        return 'others';
      case 'comparison':
        model.comparison = message.comparison;
        return 'comparison';
      case 'selected':
        model.selected = message.place;
        return 'selected';
      case 'health':
        if (model.run?.id !== message.run) return 'nothing';
        model.run.health = message.health;
        return 'health';
      case 'check':
        model.check = message.state;
        model.curve = null;
        return 'check';
      case 'step-curve':
        model.curve = message.result;
        return 'curve';
      case 'prediction-points':
        if (model.run?.id !== message.run) return 'nothing';
        model.points = message.points;
        return 'predictions';
      case 'predictions':
        if (model.run?.id !== message.run) return 'nothing';
        model.predictions = message.predictions;
        return 'predictions';
      case 'trace':
        if (model.run?.id !== message.run) return 'nothing';
        model.trace = message.trace;
        return 'trace';
      default:
        return message satisfies never;
    }
  }
}

/** @param known what is known of it; epochs that go on from there don't begin with 0 */
function shown({ epochs, ...run }: Run, known: History | undefined): ShownRun {
  const history = known && epochs.from > 0 ? known : new History();
  history.append(epochs);
  return { ...run, history };
}

/** Whether both are of one finished check: no other takes as long to the digit. */
function sameCheck(one: CheckState | null, other: CheckState | null): boolean {
  if (one?.kind !== 'done' || other?.kind !== 'done') return false;
  const key = ({ report: { verdict, loss, seconds } }: typeof one): string => JSON.stringify([verdict, loss, seconds]);
  return key(one) === key(other);
}

function lossOf(others: readonly OtherRun[], id: number): Series {
  const nothing = { name: 'loss', training: new Float64Array(), validation: new Float64Array() };
  return others.find((run) => run.id === id)?.loss ?? nothing;
}

/** Whether it is under way, if paused perhaps. */
export function isActive(run: ShownRun | null): run is ShownRun {
  return run !== null && run.state.kind !== 'ended' && run.state.kind !== 'failed';
}

/** Whether any run of a sweep is under way or still to come. */
export function isSweeping(sweep: SweepState | null): boolean {
  return sweep?.runs.some(({ state }) => state === 'running' || state === 'waiting') ?? false;
}

/** Whether the weights of one fit into the picture of the other. */
export function sameShape(one: Network, other: Network): boolean {
  const shape = ({ layers }: Network): string =>
    JSON.stringify(layers.map(({ inputs, units, bias }) => [inputs, units, bias]));
  return shape(one) === shape(other);
}
