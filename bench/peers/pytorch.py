"""PyTorch, float32. Arguments: `autograd` or `by-hand`, and the number of threads."""

import sys

import torch
from peer import serve

torch.set_num_threads(int(sys.argv[2]))


def tensors(workload):
    inputs = torch.from_numpy(workload.inputs)
    if workload.units[-1] == 1:
        return inputs, torch.from_numpy(workload.targets())
    return inputs, torch.from_numpy(workload.labels)


def autograd(workload, shuffle):
    inputs, targets = tensors(workload)
    parts = []
    for weights, biases in workload.layers:
        layer = torch.nn.Linear(weights.shape[1], weights.shape[0])
        layer.weight.data = torch.from_numpy(weights)
        layer.bias.data = torch.from_numpy(biases)
        parts += [layer, torch.nn.Tanh() if workload.activation == 'tanh' else torch.nn.ReLU()]
    model = torch.nn.Sequential(*parts[:-1])
    criterion = torch.nn.BCEWithLogitsLoss() if workload.units[-1] == 1 else torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=workload.rate)
    for indices in workload.batches(shuffle):
        rows = torch.from_numpy(indices)
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(inputs[rows]), targets[rows])
        loss.backward()
        optimizer.step()
        yield len(indices), loss.item() * len(indices)


@torch.no_grad()
def by_hand(workload, shuffle):
    inputs, targets = tensors(workload)
    weights = [torch.from_numpy(w.T.copy()) for w, _ in workload.layers]
    biases = [torch.from_numpy(b) for _, b in workload.layers]
    last = len(weights) - 1
    is_tanh = workload.activation == 'tanh'
    for indices in workload.batches(shuffle):
        rows = torch.from_numpy(indices)
        values = [inputs[rows]]
        target = targets[rows]
        for layer in range(last):
            sums = torch.addmm(biases[layer], values[-1], weights[layer])
            values.append(sums.tanh_() if is_tanh else sums.relu_())
        sums = torch.addmm(biases[last], values[-1], weights[last])
        if weights[last].shape[1] == 1:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(sums, target, reduction='sum').item()
            delta = sums.sigmoid_().sub_(target)
        else:
            logs = torch.log_softmax(sums, 1)
            every = torch.arange(len(indices))
            loss = -logs[every, target].sum().item()
            delta = logs.exp_()
            delta[every, target] -= 1
        rate = -workload.rate / len(indices)
        for layer in range(last, -1, -1):
            before = values[layer]
            after = delta
            if layer > 0:
                delta = delta @ weights[layer].t()
                delta = delta.mul_(1 - before * before) if is_tanh else delta.mul_(before > 0)
            weights[layer].addmm_(before.t(), after, alpha=rate)
            biases[layer].add_(after.sum(0), alpha=rate)
        yield len(indices), loss


serve(torch.__version__, autograd if sys.argv[1] == 'autograd' else by_hand)
