/**
 * Guards for values that arrive from the other end of a channel. A message type is inferred from
 * its guard (`Guarded`), so that what the compiler believes and what is checked can't differ.
 */
export type Guard<T> = (value: unknown) => value is T;
export type Guarded<G> = G extends Guard<infer T> ? T : never;

export const text: Guard<string> = (value) => typeof value === 'string';
export const flag: Guard<boolean> = (value) => typeof value === 'boolean';
/** Any number, NaN and the infinities included: losses and gradients may be either. */
export const number: Guard<number> = (value) => typeof value === 'number';
/** A whole number from 0: counts, indices, ids. */
export const count: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
export const floats: Guard<Float64Array> = (value) => value instanceof Float64Array;
export const whatever: Guard<unknown> = (_value): _value is unknown => true;

export function literal<const T extends readonly string[]>(...options: T): Guard<T[number]> {
  return (value): value is T[number] => typeof value === 'string' && options.includes(value);
}

export function listOf<T>(item: Guard<T>): Guard<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every(item);
}

/** `undefined` stands for an absent value. */
export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function nullable<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

/** Also what has to hold between the parts of a value. */
export function where<T>(guard: Guard<T>, holds: (value: T) => boolean): Guard<T> {
  return (value): value is T => guard(value) && holds(value);
}

type Shape = Readonly<Record<string, Guard<unknown>>>;

/** Keys beyond those of the shape are let through: they are never read. */
export function object<const S extends Shape>(shape: S): Guard<{ -readonly [K in keyof S]: Guarded<S[K]> }> {
  const entries = Object.entries(shape);
  return (value): value is { -readonly [K in keyof S]: Guarded<S[K]> } =>
    typeof value === 'object' && value !== null && entries.every(([key, guard]) => guard(Reflect.get(value, key)));
}

export function either<const G extends readonly Guard<unknown>[]>(...guards: G): Guard<Guarded<G[number]>> {
  return (value): value is Guarded<G[number]> => guards.some((guard) => guard(value));
}
