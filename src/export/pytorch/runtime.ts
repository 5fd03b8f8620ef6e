/** Parts of the script that are the same for every network. */

export const group = `class Group:
    """The processes that train together: one, unless WORLD_SIZE says otherwise."""

    def __init__(self):
        cuda = torch.cuda.is_available()
        self.size = int(os.environ.get("WORLD_SIZE", 1))
        self.rank = int(os.environ.get("RANK", 0))
        local_rank = int(os.environ.get("LOCAL_RANK", self.rank))
        self.device = torch.device("cuda", local_rank % torch.cuda.device_count()) if cuda else torch.device("cpu")
        if self.size > 1:
            # Finds the others by RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT.
            distributed.init_process_group("nccl" if cuda else "gloo")
        # One tensor for all sums, kept to the end: Gloo's threads let go of a sum a moment later, and PyTorch 1.13
        # can hang on its way out if a thread of theirs is the last to do so.
        Group.total = torch.zeros((), dtype=torch.float64, device=self.device)

    def sum(self, value):
        """Over all processes."""
        if self.size == 1:
            return value.item()
        Group.total.copy_(value)
        distributed.all_reduce(Group.total)
        return Group.total.item()

    def wrapped(self, model):
        if self.size == 1 or not any(parameter.requires_grad for parameter in model.parameters()):
            return model
        return DistributedDataParallel(model, device_ids=[self.device] if self.device.type == "cuda" else None)`;

export const safetensors = `TYPES = {"F64": (torch.float64, "d"), "F32": (torch.float32, "f")}


def read_safetensors(data):
    """Tensors by name. The file: the header's length, the header in JSON, the values; all little-endian."""
    (length,) = struct.unpack("<Q", data[:8])
    header, values = json.loads(data[8 : 8 + length]), data[8 + length :]
    tensors = {}
    for name, place in header.items():
        if name != "__metadata__":
            dtype, code = TYPES[place["dtype"]]
            begin, end = place["data_offsets"]
            numbers = [number for (number,) in struct.iter_unpack("<" + code, values[begin:end])]
            tensors[name] = torch.tensor(numbers, dtype=dtype).reshape(place["shape"])
    return tensors


def write_safetensors(path, tensors, metadata):
    """What \`nn-lab predict --weights\` and \`nn-lab train --weights\` read."""
    header, values = {"__metadata__": metadata}, b""
    code, kind = {torch.float64: ("d", "F64"), torch.float32: ("f", "F32")}[DTYPE]
    for name, tensor in tensors.items():
        data = struct.pack(f"<{tensor.numel()}{code}", *tensor.flatten().tolist())
        offsets = [len(values), len(values) + len(data)]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": offsets}
        values += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + values)`;

/** @param hasValidation whether there are rows to validate with */
export function reportSource(hasValidation: boolean): string {
  return hasValidation
    ? `def report(epoch, loss, validation, model, group):
    """One line an epoch; returns the validation loss."""
    validation_loss = evaluate(model, validation, group)
    if group.rank == 0:
        print(f"epoch {epoch}: loss {loss!r}, validation loss {validation_loss!r}", flush=True)
    return validation_loss`
    : `def report(epoch, loss, validation, model, group):
    """One line an epoch."""
    if group.rank == 0:
        print(f"epoch {epoch}: loss {loss!r}", flush=True)`;
}
