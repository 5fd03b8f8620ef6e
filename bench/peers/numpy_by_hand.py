"""A network by hand on numpy, float32."""

import numpy as np
from peer import serve


def train(workload, shuffle):
    inputs, targets = workload.inputs, workload.targets()
    weights = [w.T.copy() for w, _ in workload.layers]
    biases = [b for _, b in workload.layers]
    last = len(weights) - 1
    is_tanh = workload.activation == 'tanh'
    for rows in workload.batches(shuffle):
        values = [inputs[rows]]
        target = targets[rows]
        for layer in range(last):
            sums = values[-1] @ weights[layer] + biases[layer]
            values.append(np.tanh(sums) if is_tanh else np.maximum(sums, 0))
        sums = values[-1] @ weights[last] + biases[last]
        if target.shape[1] == 1:
            output = 1 / (1 + np.exp(-sums))
            # Binary cross-entropy from the sums, which does not overflow.
            loss = (np.maximum(sums, 0) - sums * target + np.log1p(np.exp(-np.abs(sums)))).sum()
        else:
            sums -= sums.max(axis=1, keepdims=True)
            output = np.exp(sums)
            total = output.sum(axis=1, keepdims=True)
            output /= total
            loss = np.log(total).sum() - (sums * target).sum()
        delta = (output - target) / np.float32(len(rows))
        for layer in range(last, -1, -1):
            gradient = values[layer].T @ delta
            bias_gradient = delta.sum(axis=0)
            if layer > 0:
                before = values[layer]
                delta = delta @ weights[layer].T
                delta *= 1 - before * before if is_tanh else before > 0
            weights[layer] -= workload.rate * gradient
            biases[layer] -= workload.rate * bias_gradient
        yield len(rows), loss


serve(np.__version__, train)
