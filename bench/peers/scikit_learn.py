"""scikit-learn's MLPClassifier, an epoch a call of partial_fit."""

import numpy as np
import sklearn
from peer import serve
from sklearn.neural_network import MLPClassifier


def train(workload, shuffle):
    model = MLPClassifier(
        hidden_layer_sizes=workload.units[:-1],
        activation=workload.activation,
        solver='sgd',
        alpha=0,
        momentum=0,
        nesterovs_momentum=False,
        batch_size=workload.batch,
        learning_rate_init=workload.rate,
        shuffle=shuffle,
    )
    classes = np.arange(max(2, workload.units[-1]))
    # The first call makes the network; its weights are then set to those that all start from.
    model.partial_fit(workload.inputs[: workload.batch], workload.labels[: workload.batch], classes=classes)
    for layer, (weights, biases) in enumerate(workload.layers):
        model.coefs_[layer][:] = weights.T
        model.intercepts_[layer][:] = biases
    while True:
        model.partial_fit(workload.inputs, workload.labels)
        yield workload.rows, model.loss_ * workload.rows


serve(sklearn.__version__, train)
