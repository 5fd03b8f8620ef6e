import { inflateSync } from 'fflate';
import { phrase } from '../spec/phrase.ts';
import { crc32 } from './crc32.ts';
import { DataFileError } from './dataset.ts';
import { MAX_UNPACKED_BYTES, tooMuchUnpacked } from './limits.ts';

const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_SIZE = 22;
/** A comment of up to 64 KB may follow the end record. */
const MAX_COMMENT = 0xffff;
/** Deflate makes no more of a byte: 258 bytes of two bits. A longer size is a lie, whose room is not even had. */
const MOST_OF_A_BYTE = 1032;
/** Stands for a size that a zip64 field holds, which only archives of over 4 GiB need. */
const IN_ZIP64 = 0xffffffff;

interface Entry {
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  readonly start: number;
}

/** The files in a zip archive, by name: where they are is read at once, the files when asked for. */
export class ZipArchive {
  private readonly view: DataView;
  private readonly entries: ReadonlyMap<string, Entry>;

  /** Throws DataFileError if the bytes are no zip archive. */
  constructor(
    private readonly file: string,
    private readonly bytes: Uint8Array,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.entries = guarded(
      () => this.directory(),
      () => this.noDirectory(),
    );
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  /** Undefined if there is no such file. Throws DataFileError: damaged, too large, packed in a way that is not known. */
  read(name: string): Uint8Array | undefined {
    const entry = this.entries.get(name);
    return (
      entry &&
      guarded(
        () => this.unpacked(name, entry),
        () => this.damaged(name),
      )
    );
  }

  private directory(): Map<string, Entry> {
    const { view, bytes } = this;
    let end = bytes.length - END_SIZE;
    const first = Math.max(0, end - MAX_COMMENT);
    while (end >= first && view.getUint32(end, true) !== END) end--;
    if (end < first) throw this.noDirectory();
    const entries = new Map<string, Entry>();
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left--) {
      if (view.getUint32(at, true) !== ENTRY) throw this.noDirectory();
      const nameLength = view.getUint16(at + 28, true);
      const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
      entries.set(name, {
        method: view.getUint16(at + 10, true),
        checksum: view.getUint32(at + 16, true),
        packedSize: view.getUint32(at + 20, true),
        size: view.getUint32(at + 24, true),
        start: view.getUint32(at + 42, true),
      });
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return entries;
  }

  private unpacked(name: string, { method, checksum, packedSize, size, start }: Entry): Uint8Array {
    const { view, bytes } = this;
    if (size === IN_ZIP64 || packedSize === IN_ZIP64 || size > MAX_UNPACKED_BYTES) throw tooMuchUnpacked(this.file);
    const from = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
    const packed = bytes.subarray(from, from + packedSize);
    if (packed.length < packedSize || size > MOST_OF_A_BYTE * packedSize) throw this.damaged(name);
    if (method !== 0 && method !== 8) {
      const message = phrase(
        '“{0}” in {1} is packed in another way than deflate: save it with numpy.savez',
        name,
        this.file,
      );
      throw new DataFileError(message, 'data-text');
    }
    // Room for as much as the archive says: whoever lies about it gets no more.
    const content = method === 0 ? packed : inflateSync(packed, { out: new Uint8Array(size) });
    if (content.length !== size || crc32(content) !== checksum) throw this.damaged(name);
    return content;
  }

  private noDirectory(): DataFileError {
    const { file, bytes } = this;
    return new DataFileError(
      phrase('{0} is not a whole .npz file: its list of arrays is not at the end of its {1} bytes', file, bytes.length),
      'data-text',
    );
  }

  private damaged(name: string): DataFileError {
    return new DataFileError(phrase('“{0}” in {1} is damaged or not whole', name, this.file), 'data-text');
  }
}

/** What DataView and the inflater throw means that the archive is damaged. */
function guarded<T>(read: () => T, damaged: () => DataFileError): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DataFileError ? error : damaged();
  }
}
