// Appends rows to data/power.csv, as a program that measures would: what the wind and the sun were like, from 0
// to 1, and what the panel and the wheel on a roof gave, in kilowatts. From row 301 on, the panel is dusty.
//
//     node examples/append.mjs [rows, 200 unless given] [milliseconds between two, 100 unless given]
import { appendFile, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('data/power.csv', import.meta.url));
const [rows = 200, pause = 100] = process.argv.slice(2).map(Number);

/** From 0 to 1, the same for the same number. */
const random = (number) => {
  const bits = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  return (Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35) >>> 0) / 2 ** 32;
};

const begun = (await readFile(file, 'utf8')).trimEnd().split('\n').length;
for (let row = begun; row < begun + rows; row++) {
  const [sun, wind, noise] = [random(3 * row), random(3 * row + 1), random(3 * row + 2) - 0.5];
  const power = (row <= 300 ? 2 : 0.8) * sun + 1.2 * wind + 0.1 * noise;
  await appendFile(file, `${[sun, wind, power].map((value) => value.toFixed(3)).join()}\n`);
  await new Promise((resolve) => setTimeout(resolve, pause));
}
