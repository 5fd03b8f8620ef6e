import type { RandomStream } from '../../../src/engine/random.ts';
import { readSafetensors, WeightsFileError, writeSafetensors } from '../../../src/export/safetensors.ts';
import { parametersFrom, provenance, weightsFile } from '../../../src/export/weights.ts';
import { concat, mutatedBytes, randomBytes } from '../bytes.ts';
import { judgeSentence } from '../judge.ts';
import { Finding, oneIn, pick, type Target } from '../target.ts';
import { mutatedText } from '../text.ts';
import { mutatedValue } from '../values.ts';

const network = {
  layers: [
    { name: 'hidden 1', inputs: 2, units: 3, activation: 'tanh', bias: true },
    { name: 'output', inputs: 3, units: 1, activation: 'sigmoid', bias: true },
  ],
};

/** Weights to start from: the header’s length, a header in JSON, the numbers. */
export const safetensors: Target = {
  name: 'safetensors',
  attempt(random) {
    const bytes = fileBytes(random);
    return {
      input: bytes,
      run() {
        try {
          const file = readSafetensors(bytes);
          provenance(file);
          const parameters = parametersFrom(file, network);
          if (parameters.length !== 13) throw new Finding(`${parameters.length} parameters for 13`);
          return 'taken';
        } catch (error) {
          if (!(error instanceof WeightsFileError)) throw error;
          const content = new TextDecoder().decode(bytes);
          judgeSentence(error.phrase, (word) => content.includes(word));
          if (!/“.*”|\bbytes? \d|\d bytes/su.test(error.message)) throw new Finding(`no place in “${error.message}”`);
          return 'refused';
        }
      },
    };
  },
};

function fileBytes(random: RandomStream): Uint8Array {
  const trained = { specHash: 'abc', inputNames: ['x1', 'x2'], classes: ['no', 'yes'], epoch: 7 };
  const parameters = Float64Array.from({ length: 13 }, () => random.normal());
  const good = writeSafetensors(weightsFile(network, parameters, pick(random, ['float32', 'float64']), trained));
  switch (random.below(5)) {
    case 0:
      return oneIn(random, 4) ? good : mutatedBytes(good, random);
    case 1:
      return withHeader(good, (text) => mutatedText(text, random, ['"dtype"', '"F16"', '"I64"', '[0, 4]', '[]']));
    case 2:
    case 3:
      return withHeader(good, (text) => JSON.stringify(mutatedValue(JSON.parse(text), random), plain) ?? '');
    default:
      return oneIn(random, 2) ? randomBytes(random, 60) : concat([good.slice(0, 8), randomBytes(random, 60)]);
  }
}

/** What JSON has no word for. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function withHeader(file: Uint8Array, change: (header: string) => string): Uint8Array {
  const { buffer } = file;
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = new TextEncoder().encode(change(new TextDecoder().decode(file.slice(8, 8 + length))));
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(header.length), true);
  return concat([size, header, file.slice(8 + length)]);
}
