// What Node and browsers both have beyond platform.d.ts, for what runs in either. Only what is used.

declare function setTimeout(run: () => void, milliseconds?: number): { readonly timer: unique symbol };
declare function clearTimeout(timer: ReturnType<typeof setTimeout> | undefined): void;

declare class AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
}
declare class AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

declare function btoa(characters: string): string;
declare function atob(base64: string): string;

declare const crypto: { randomUUID(): string };

/** Bundled as text. */
declare module '*.html' {
  const text: string;
  export default text;
}
