import type { EarlyStopping, LearningRate, Optimizer, TrainingSpec } from '../../spec/spec.ts';

/** Lines of Python, of which those that the spec has no use for are left out. */
type Lines = readonly (string | false)[];
const joined = (lines: Lines): string => lines.filter((line) => line !== false).join('\n');

/** `learning_rate(epoch)`; as `engine/schedule.ts`. */
export function scheduleSource(rate: LearningRate): string {
  return joined([
    'def learning_rate(epoch):',
    `    """Of an epoch, from 1 to EPOCHS: ${rate.schedule}."""`,
    ...scheduleBody(rate),
  ]);
}

function scheduleBody(rate: LearningRate): Lines {
  switch (rate.schedule) {
    case 'constant':
      return [`    return ${rate.initial}`];
    case 'step':
      return [`    return ${rate.initial} * ${rate.gamma} ** ((epoch - 1) // ${rate.stepSize})`];
    case 'exponential':
      return [`    return ${rate.initial} * ${rate.gamma} ** (epoch - 1)`];
    case 'cosine':
      return cosine(rate, '(epoch - 1) / EPOCHS');
    case 'warmup-cosine':
      return [
        `    if epoch <= ${rate.warmupEpochs}:`,
        `        return ${rate.initial} * (epoch / ${rate.warmupEpochs})`,
        ...cosine(rate, `(epoch - 1 - ${rate.warmupEpochs}) / (EPOCHS - ${rate.warmupEpochs})`),
      ];
  }
  return rate satisfies never;
}

function cosine({ initial, minimum }: { readonly initial: number; readonly minimum: number }, share: string): Lines {
  return [`    return ${minimum} + (${initial} - ${minimum}) * (1 + math.cos(math.pi * ${share})) / 2`];
}

/** An expression that makes the optimizer of `parameters`; the rate is set epoch by epoch. */
export function optimizerExpression(optimizer: Optimizer): string {
  const optim = (name: string, settings = ''): string =>
    `torch.optim.${name}(parameters, lr=learning_rate(1)${settings === '' ? '' : `, ${settings}`})`;
  switch (optimizer.type) {
    case 'gradient-descent':
      return optim('SGD');
    case 'momentum':
      return optim('SGD', `momentum=${optimizer.momentum}`);
    case 'nesterov':
      // PyTorch refuses Nesterov's method without momentum, which is gradient descent.
      return optim('SGD', optimizer.momentum > 0 ? `momentum=${optimizer.momentum}, nesterov=True` : '');
    case 'adagrad':
      return optim('Adagrad', `eps=${optimizer.eps}`);
    case 'rmsprop':
      return optim('RMSprop', `alpha=${optimizer.alpha}, eps=${optimizer.eps}, momentum=${optimizer.momentum}`);
    case 'adam':
      return optim('Adam', `betas=(${optimizer.betas.join(', ')}), eps=${optimizer.eps}`);
    case 'adamw': {
      const { betas, eps, weightDecay } = optimizer;
      return optim('AdamW', `betas=(${betas.join(', ')}), eps=${eps}, weight_decay=${weightDecay}`);
    }
  }
  return optimizer satisfies never;
}

/** Empty without l1 and l2. */
export function penaltySource({ l1, l2 }: TrainingSpec): string {
  if (l1 === 0 && l2 === 0) return '';
  const terms = [l1 > 0 && `${l1} * weights.abs().sum()`, l2 > 0 && `${l2} / 2 * (weights**2).sum()`];
  return joined([
    'def penalty(model):',
    '    """What large weights add to the loss; biases add nothing."""',
    '    weights = torch.cat([layer.weight.flatten() for layer in model.layers])',
    `    return ${terms.filter(Boolean).join(' + ')}`,
  ]);
}

/** `evaluate` and `train_epoch`. */
export function epochSource(training: TrainingSpec): string {
  const penalized = training.l1 > 0 || training.l2 > 0;
  const { clipNorm } = training;
  return joined([
    'def evaluate(model, rows, group):',
    '    """The loss over rows that are only looked at; each process takes its part of them."""',
    '    inputs, targets = rows',
    '    total = torch.zeros((), dtype=torch.float64, device=group.device)',
    '    model.eval()',
    '    with torch.no_grad():',
    '        for part in torch.arange(len(inputs))[group.rank :: group.size].split(4096):',
    '            total += losses(model(inputs[part]), targets[part]).double().sum()',
    '    model.train()',
    `    return group.sum(total) / len(inputs)${penalized ? ' + penalty(model).item()' : ''}`,
    '',
    '',
    'def train_epoch(model, network, optimizer, rows, order, group):',
    '    """One step a batch; the mean loss of the rows as they were trained."""',
    '    inputs, targets = rows',
    '    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]',
    '    total = torch.zeros((), dtype=torch.float64, device=group.device)',
    '    for batch in order.split(BATCH):',
    '        # The mean over the whole batch, of which this process has a part.',
    '        mine = batch[group.rank :: group.size]',
    '        loss = losses(network(inputs[mine]), targets[mine]).sum() / len(batch)',
    penalized && '        share = penalty(model) / group.size',
    penalized && '        loss = loss + share',
    '        total += loss.detach().double() * len(batch)',
    '        if parameters:',
    '            optimizer.zero_grad()',
    '            # DistributedDataParallel takes the mean of the gradients, and their sum is wanted.',
    '            (loss * group.size).backward()',
    clipNorm !== undefined && `            nn.utils.clip_grad_norm_(parameters, ${clipNorm})`,
    '            optimizer.step()',
    '    return group.sum(total) / len(inputs)',
  ]);
}

/** The epochs of `main`, each with its printed line; `epoch` is then that of the weights. */
export function loopSource({ shuffle, earlyStopping }: TrainingSpec, hasValidation: boolean): string {
  const stopping = earlyStopping && stoppingSource(earlyStopping, hasValidation);
  const reported = stopping?.watchesValidation === true ? 'validation_loss = report' : 'report';
  return joined([
    '    loss = evaluate(model, training, group)',
    `    ${reported}(0, loss, validation, model, group)`,
    shuffle && '    random = torch.Generator().manual_seed(SEED)',
    '    epoch = 0',
    ...(stopping?.before ?? []),
    '    for epoch in range(1, EPOCHS + 1):',
    '        for settings in optimizer.param_groups:',
    '            settings["lr"] = learning_rate(epoch)',
    shuffle
      ? '        order = torch.randperm(len(training[0]), generator=random)'
      : '        order = torch.arange(len(training[0]))',
    '        loss = train_epoch(model, network, optimizer, training, order, group)',
    `        ${reported}(epoch, loss, validation, model, group)`,
    '        if not math.isfinite(loss):',
    '            raise SystemExit(f"Training diverged in epoch {epoch}.")',
    ...(stopping?.within ?? []),
    ...(stopping?.after ?? []),
  ]);
}

interface Stopping {
  readonly watchesValidation: boolean;
  readonly before: Lines;
  readonly within: Lines;
  readonly after: Lines;
}

/** As `engine/earlyStopping.ts`: epoch 0 counts. */
function stoppingSource({ patience, minDelta, monitor, restoreBest }: EarlyStopping, hasValidation: boolean): Stopping {
  const watchesValidation = hasValidation && monitor === 'validationLoss';
  const watched = watchesValidation ? 'validation_loss' : 'loss';
  const copied = '{name: tensor.clone() for name, tensor in model.state_dict().items()}';
  return {
    watchesValidation,
    before: [`    best, best_epoch = ${watched}, 0`, restoreBest && `    best_weights = ${copied}`],
    within: [
      `        if ${watched} < best - ${minDelta}:`,
      `            best, best_epoch = ${watched}, epoch`,
      restoreBest && `            best_weights = ${copied}`,
      `        if epoch - best_epoch >= ${patience}:`,
      '            break',
    ],
    after: restoreBest ? ['    epoch = best_epoch', '    model.load_state_dict(best_weights)'] : [],
  };
}
