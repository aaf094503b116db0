// Which compression a reader takes, and bytes so compressed.
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** The better one first. */
export const encodings = ["br", "gzip"] as const;
export type Encoding = (typeof encodings)[number];

/** The one that `Accept-Encoding` likes best; null where it takes neither, or would rather have the bytes as they are. */
export function encodingFor(accepted: string | null): Encoding | null {
  const weights = new Map(
    (accepted ?? "").split(",").map((range) => {
      const [name = "", ...parameters] = range
        .toLowerCase()
        .split(";")
        .map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
      return [name, Number(weight) || 0] as const;
    }),
  );
  const weightOf = (name: string) => weights.get(name) ?? weights.get("*") ?? 0;
  const best = encodings.reduce((one, other) => (weightOf(other) > weightOf(one) ? other : one));
  return weightOf(best) > 0 && weightOf(best) >= (weights.get("identity") ?? 0) ? best : null;
}

/** Beyond this Brotli takes several times as long for a few per cent. */
const quality = 5;

const brotli = (bytes: Uint8Array) =>
  promisify(brotliCompress)(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength },
  });

const compressors = { br: brotli, gzip: (bytes: Uint8Array) => promisify(gzip)(bytes) };

/** The same bytes for the same bytes, off the thread that serves. */
export const compress = async (encoding: Encoding, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await compressors[encoding](bytes));
