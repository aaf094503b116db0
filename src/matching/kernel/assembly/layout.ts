// Where things lie in the shared memory: the one file that both dialects read, TypeScript and AssemblyScript.

/** Rows a leaf, leaves a box, boxes a box of boxes. */
export const width = 16;
/** Kept beyond the k-th by float32, so that float64 can settle who the k are. */
export const spare = 2;

// Slots of 4 bytes from address 0. First what threads share while they work:
export const jobSlot = 0;
export const nextSlot = 1;
export const doneSlot = 2;
export const failedSlot = 3;
// then the search, written before it begins:
export const totalSlot = 8;
export const rowsSlot = 9;
export const dimensionsSlot = 10;
export const peersSlot = 11;
/** 1 for the sum of absolutes, 0 for the root of squares. */
export const manhattanSlot = 12;
export const levelsSlot = 13;
export const leafCountSlot = 14;
/** How many arrays of codes in which peers must differ. */
export const apartSlot = 15;
// and addresses.
export const orderSlot = 16;
export const homesSlot = 17;
export const exactSlot = 18;
export const roughSlot = 19;
export const leavesSlot = 20;
export const memberSlot = 21;
export const codesSlot = 22;
/** Eastings, then northings; 0 where peers may be any distance away. */
export const placesSlot = 23;
export const countsSlot = 24;
export const foundSlot = 25;
export const distancesSlot = 26;
export const scratchSlot = 27;
/** Bytes of scratch a thread. */
export const scratchSizeSlot = 28;
/** One address a level: the bounds of its boxes' children, and where the radius counts those of their places. */
export const boxesSlot = 32;
export const placeBoxesSlot = 40;
export const maxLevels = 8;

// Slots of 8 bytes.
/** Rough units per exact unit. */
export const scaleSlot = 32;
/** Metres. */
export const reachSlot = 33;

/** Bytes that the slots take. */
export const headerSize = 512;
/** Bytes at the start of a thread's scratch: bounds per level, then one leaf's lengths. */
export const boundsSize = 576;
