// Recognises files that are not CSV by their first bytes.

/**
 * Names the kind of file and what to do; null where it may be text.
 * @param sheets the sheets of a workbook that are wanted
 */
export function otherFile(start: Buffer, sheets = "the sheet"): string | null {
  const found = signatures.find(({ bytes }) => start.subarray(0, bytes.length).equals(bytes));
  if (found) return found.description.replace("the sheet", sheets);
  if (/^\s*<(!doctype|html|\?xml)/i.test(start.toString("latin1", 0, 200))) {
    return "a web page: the download link led to a page and not to the file";
  }
  const looksLikeUtf16 =
    start.length > 3 && (start[0] === 0) !== (start[1] === 0) && (start[2] === 0) !== (start[3] === 0);
  return looksLikeUtf16 ? utf16 : null;
}

const utf16 = "UTF-16 text, which a spreadsheet calls “Unicode text”. Save it as “CSV UTF-8”";

const signatures: readonly { readonly bytes: Buffer; readonly description: string }[] = [
  { bytes: Buffer.from([0xff, 0xfe]), description: utf16 },
  { bytes: Buffer.from([0xfe, 0xff]), description: utf16 },
  {
    bytes: Buffer.from("PK\u0003\u0004"),
    description: "a spreadsheet (.xlsx) or a zip archive. Save the sheet as CSV, or unzip it",
  },
  { bytes: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), description: "an old spreadsheet (.xls). Save the sheet as CSV" },
  { bytes: Buffer.from([0x1f, 0x8b]), description: "compressed (gzip). Unpack it" },
  { bytes: Buffer.from("%PDF"), description: "a PDF document" },
];
