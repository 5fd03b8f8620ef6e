import {
  append,
  name,
  signed,
  typeCode,
  unsigned,
  vector,
  type Code,
  type Expr,
  type Local,
  type ValueType,
} from './encoding.ts';
import { i32 } from './scalars.ts';

/**
 * A small assembler for WebAssembly: expressions are values of type `Expr`, statements are written
 * into the function they belong to. Why not a library: binaryen is megabytes, and the published
 * typed builders are larger than what is used of them here.
 */

/** The body of a function, written statement by statement. */
export class FunctionBuilder {
  private readonly locals: ValueType[] = [];
  private readonly code: number[] = [];

  constructor(
    readonly index: number,
    readonly parameterTypes: readonly ValueType[],
    readonly resultType: ValueType | null,
  ) {}

  parameter<T extends ValueType>(type: T, index: number): Local<T> {
    if (this.parameterTypes[index] !== type) throw new RangeError(`parameter ${index} is no ${type}`);
    return { type, index, code: [0x20, unsigned(index)] };
  }

  /** A variable, 0 at the start of the function (not of a loop). */
  local<T extends ValueType>(type: T): Local<T> {
    const index = this.parameterTypes.length + this.locals.push(type) - 1;
    return { type, index, code: [0x20, unsigned(index)] };
  }

  /** A variable that holds `value`, to use it more than once. */
  keep<T extends ValueType>(value: Expr<T>): Local<T> {
    const variable = this.local(value.type);
    this.set(variable, value);
    return variable;
  }

  set<T extends ValueType>(variable: Local<T>, value: Expr<T>): void {
    this.write(value.code, 0x21, unsigned(variable.index));
  }

  /** A statement, as from `store`. */
  do(statement: Code): void {
    this.write(...statement);
  }

  if(condition: Expr<'i32'>, then: () => void, otherwise?: () => void): void {
    this.write(condition.code, 0x04, 0x40);
    then();
    if (otherwise) {
      this.write(0x05);
      otherwise();
    }
    this.write(0x0b);
  }

  while(condition: Expr<'i32'>, body: () => void): void {
    this.write(0x02, 0x40, 0x03, 0x40, condition.code, 0x45, 0x0d, 0x01);
    body();
    this.write(0x0c, 0x00, 0x0b, 0x0b);
  }

  /** The body runs once at least. */
  doWhile(body: () => void, condition: () => Expr<'i32'>): void {
    this.write(0x03, 0x40);
    body();
    this.write(condition().code, 0x0d, 0x00, 0x0b);
  }

  /** `i = 0; do { body } while ((i += step) < end)`: the body runs once at least. */
  repeat(end: Expr<'i32'>, step: number, body: (i: Local<'i32'>) => void): void {
    const i = this.keep(i32.constant(0));
    this.doWhile(
      () => {
        body(i);
        this.advance(i, step);
      },
      () => i32.less(i, end),
    );
  }

  advance(variable: Local<'i32'>, step: number): void {
    this.set(variable, i32.add(variable, i32.constant(step)));
  }

  /** Leaves `value` as the function's result; the last thing written. */
  result(value: Expr): void {
    this.write(value.code);
  }

  /** A call of a function without a result. */
  call(callee: FunctionBuilder, ...args: Expr[]): void {
    this.write(...args.map((arg) => arg.code), 0x10, unsigned(callee.index));
  }

  type(): Code {
    const types = (list: readonly ValueType[]): Code => vector(list.map((type) => [typeCode[type]]));
    return [0x60, types(this.parameterTypes), types(this.resultType ? [this.resultType] : [])];
  }

  body(): Code {
    const locals: number[] = [];
    append(locals, vector(this.locals.map((type) => [1, typeCode[type]])));
    return [unsigned(locals.length + this.code.length + 1), locals, this.code, 0x0b];
  }

  private write(...code: Code): void {
    append(this.code, code);
  }
}

/** A module that imports one memory, `env.memory`, and exports functions. */
export class ModuleBuilder {
  private readonly functions: FunctionBuilder[] = [];
  private readonly exported: { name: string; index: number }[] = [];

  function(parameterTypes: readonly ValueType[], resultType: ValueType | null = null): FunctionBuilder {
    const builder = new FunctionBuilder(this.functions.length, parameterTypes, resultType);
    this.functions.push(builder);
    return builder;
  }

  export(exportName: string, { index }: FunctionBuilder): void {
    this.exported.push({ name: exportName, index });
  }

  /**
   * The module's bytes.
   * @param pages of 64 KiB: the least memory it takes.
   * @param data what the memory holds at `offset` when the module has been instantiated.
   * @param isShared between threads; then `pages` is all that it ever has.
   */
  build(
    pages: number,
    data: { readonly offset: number; readonly bytes: Uint8Array },
    isShared: boolean,
  ): Uint8Array<ArrayBuffer> {
    const bytes = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
    const section = (id: number, code: Code): void => {
      const content: number[] = [];
      append(content, code);
      append(bytes, [id, unsigned(content.length), content]);
    };
    section(1, vector(this.functions.map((builder) => builder.type())));
    const limits = isShared ? [0x03, unsigned(pages), unsigned(pages)] : [0x00, unsigned(pages)];
    section(2, vector([[name('env'), name('memory'), 0x02, limits]]));
    section(3, vector(this.functions.map((_, index) => unsigned(index))));
    section(7, vector(this.exported.map(({ name: text, index }) => [name(text), 0x00, unsigned(index)])));
    section(10, vector(this.functions.map((builder) => builder.body())));
    const initial = Array.from(data.bytes);
    section(11, vector([[0x00, 0x41, signed(data.offset), 0x0b, unsigned(initial.length), initial]]));
    return new Uint8Array(bytes);
  }
}
