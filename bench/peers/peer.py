"""What every peer in Python shares; peer.mjs is the same for JavaScript."""

import json
import sys
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

FOLDER = Path(__file__).resolve().parents[2] / 'build' / 'bench'


class Workload:
    def __init__(self, name):
        shape = json.loads((FOLDER / f'{name}.json').read_text())
        numbers = np.fromfile(FOLDER / f'{name}.bin', dtype=np.float32)
        self.rows, self.batch, self.rate = shape['rows'], shape['batch'], shape['learningRate']
        self.units, self.activation = shape['units'], shape['activation']
        columns = shape['inputs']
        self.inputs = numbers[: self.rows * columns].reshape(self.rows, columns)
        at = self.rows * columns
        self.labels = numbers[at : at + self.rows].astype(np.int64)
        at += self.rows
        # (weights of units × inputs, biases) of each layer
        self.layers = []
        for units in self.units:
            weights = numbers[at : at + units * columns].reshape(units, columns)
            at += units * columns
            self.layers.append((weights.copy(), numbers[at : at + units].copy()))
            at += units
            columns = units

    def first(self, rows):
        self.rows, self.inputs, self.labels = rows, self.inputs[:rows], self.labels[:rows]

    def targets(self):
        """0 or 1 for a single output, else one-hot: rows × outputs."""
        if self.units[-1] == 1:
            return self.labels.astype(np.float32)[:, None]
        return np.eye(self.units[-1], dtype=np.float32)[self.labels]

    def batches(self, shuffle):
        """Without end: the row numbers of each batch."""
        random = np.random.default_rng()
        while True:
            order = random.permutation(self.rows) if shuffle else np.arange(self.rows)
            for start in range(0, self.rows, self.batch):
                yield order[start : start + self.batch]


def go_on(steps, is_enough):
    start = time.perf_counter()
    rows, loss = 0, 0.0
    while True:
        step_rows, step_loss = next(steps)
        rows += step_rows
        loss += step_loss
        past = time.perf_counter() - start
        if is_enough(rows, past):
            return rows, loss, past


def reply(answer):
    print(json.dumps(answer), flush=True)


def blas():
    """Which library multiplies matrices, and for which processor."""
    for library in threadpool_info():
        if library['user_api'] == 'blas':
            return f"{library['internal_api']} {library['version']} {library.get('architecture', '')}".strip()
    return 'reference BLAS'


def serve(version, train):
    """train(workload, shuffle) yields, without end, the rows trained and the sum of their losses."""
    reply({'version': f'{version} ({blas()})'})
    for line in sys.stdin:
        command = json.loads(line)
        workload = Workload(command['workload'])
        check = command.get('check')
        if check is not None:
            workload.first(check)
            rows, loss, _ = go_on(train(workload, False), lambda rows, _: rows >= check)
            reply({'loss': float(loss / rows)})
        else:
            steps = train(workload, True)
            go_on(steps, lambda _, past: past >= command['warmUp'])
            rows, _, past = go_on(steps, lambda _, past: past >= command['seconds'])
            reply({'rows': rows, 'seconds': past})
