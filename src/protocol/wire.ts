/**
 * What lies between a webview and its host turns messages into JSON, except for arrays of numbers: what is no finite
 * number would arrive as null. It travels by its name.
 */

const names: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };
const key = '$number';

/** The message itself if there is nothing of the kind in it. */
export function toWire(message: unknown): unknown {
  return mapped(message, (value) =>
    typeof value === 'number' && !Number.isFinite(value) ? { [key]: String(value) } : value,
  );
}

/** The message that was given to `toWire`. */
export function fromWire(message: unknown): unknown {
  return mapped(message, (value) => {
    const name: unknown = typeof value === 'object' && value ? Reflect.get(value, key) : undefined;
    return typeof name === 'string' && Object.hasOwn(names, name) ? names[name] : value;
  });
}

/** Replaces values at any depth; what has none that is replaced is not copied. */
function mapped(value: unknown, replace: (value: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== value || typeof value !== 'object' || value === null) return replaced;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = value.map((item) => mapped(item, replace));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => [name, mapped(item, replace)]);
  return entries.some(([name, item]) => item !== Reflect.get(value, name)) ? Object.fromEntries(entries) : value;
}
