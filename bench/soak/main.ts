export { soakEpochs } from './epochs.ts';
export { soakLab } from './lab.ts';
export { soakRuns } from './runs.ts';
