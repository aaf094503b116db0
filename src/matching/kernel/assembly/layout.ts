// The layout of the shared memory; the one file that both TypeScript and AssemblyScript read.
// Points are numbered by row: first the possible peers, then the query-only points, which may not be peers. A position
// is a point's place in the tree; query-only points come behind the tree.

/** Positions per leaf, leaves per box and boxes per higher box; and the bits of a position that this takes. */
export const fanout = 16;
export const fanoutBits = 4;
/** Number of points kept beyond k by float32, so that float64 can decide which are the k nearest. */
export const spare = 2;
/** Largest quantised value: distance from the centre, or along each axis for Manhattan. Twice this fits in 16 bits. */
export const maxQuantised = 16000;
/** More than any quantised length, squared or, for up to 33,000 dimensions, summed. Marks lanes without a point. */
export const unreachable = 1073741824;

// Slots of 4 bytes from address 0. Shared by the threads while they work:
export const jobSlot = 0;
export const nextSlot = 1;
export const doneSlot = 2;
export const failedSlot = 3;
// The search:
export const queryCountSlot = 8;
export const pointCountSlot = 9;
export const possibleCountSlot = 10;
export const dimensionsSlot = 11;
/** Dimensions in float32, padded with zeros to a multiple of 4. */
export const paddedDimensionsSlot = 12;
export const kSlot = 13;
/** 1 for the sum of absolute differences, 0 for the root of squares. */
export const manhattanSlot = 14;
export const levelsSlot = 15;
/** Number of codes per point in which peers must differ. */
export const codeCountSlot = 16;
/** For a search without a tree: the quantised points (0 with a tree), and the bytes from one column of codes to the next. */
export const quantisedSlot = 17;
export const codeStrideSlot = 18;
/** Entries per row of the answer. */
export const answerWidthSlot = 19;
// Addresses. Input by point: dimensions in float64, easting and northing (0 without a radius). Then the rotation:
export const exactByPointSlot = 20;
export const placesByPointSlot = 21;
export const centreSlot = 22;
export const axesSlot = 23;
// To build the tree: rotated points in float32, sort keys, and the split of every part:
export const rotatedByPointSlot = 24;
export const keysSlot = 25;
export const splitsSlot = 26;
// By position: point number, float64 dimensions, rotated dimensions, easting and northing; for query-only points the
// leaf to start at; and the leaves:
export const orderSlot = 27;
export const exactSlot = 28;
export const rotatedSlot = 29;
export const placesSlot = 30;
export const startLeavesSlot = 31;
export const leavesSlot = 32;
// Set after the tree is built: codes by position, and the positions of the queries:
export const codesSlot = 33;
export const queriesSlot = 34;
// The answer, by row:
export const countsSlot = 35;
export const foundSlot = 36;
export const distancesSlot = 37;
export const scratchSlot = 38;
/** Bytes of scratch memory per thread. */
export const scratchSizeSlot = 39;
/** One address per level: the bounds of its boxes' children, and with a radius the bounds of their places. */
export const boxesSlot = 40;
export const placeBoxesSlot = 48;

// Slots of 8 bytes.
/** Rotated units per exact unit. */
export const scaleSlot = 28;
/** Quantised units per rotated unit. */
export const quantiseScaleSlot = 29;
/** Metres. */
export const radiusSlot = 30;

/** Bytes that the slots take. */
export const headerSize = 256;
/** Bytes of a thread's scratch for bounds: 16 per level. The keys follow, then the query's quantised values. */
export const boundsSize = 512;
