// Files that are given for a CSV file by mistake, by how they begin.

/** What the file is, and what to do; null where it may be text. */
export function otherFile(start: Buffer): string | null {
  const found = beginnings.find(({ bytes }) => start.subarray(0, bytes.length).equals(bytes));
  if (found) return found.what;
  if (/^\s*<(!doctype|html|\?xml)/i.test(start.toString("latin1", 0, 200))) {
    return "a web page: the download led to a page in place of the file";
  }
  const looksWide = start.length > 3 && (start[0] === 0) !== (start[1] === 0) && (start[2] === 0) !== (start[3] === 0);
  return looksWide ? utf16 : null;
}

const utf16 = "UTF-16 text, as a spreadsheet's “Unicode text” is. Save it as “CSV UTF-8”";

const beginnings: readonly { readonly bytes: Buffer; readonly what: string }[] = [
  { bytes: Buffer.from([0xff, 0xfe]), what: utf16 },
  { bytes: Buffer.from([0xfe, 0xff]), what: utf16 },
  {
    bytes: Buffer.from("PK\u0003\u0004"),
    what: "a spreadsheet (.xlsx) or a zip archive. Save the sheet as CSV, or unzip it",
  },
  { bytes: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), what: "an old spreadsheet (.xls). Save the sheet as CSV" },
  { bytes: Buffer.from([0x1f, 0x8b]), what: "compressed (gzip). Unpack it" },
  { bytes: Buffer.from("%PDF"), what: "a PDF document" },
];
