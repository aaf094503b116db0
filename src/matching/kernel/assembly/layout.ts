// Where things lie in the shared memory: the one file that both dialects read, TypeScript and AssemblyScript.
// Points are numbered by row, first those that may be peers, the members, then those that only seek. A position is a
// place in the tree; those behind it are of the others.

/** Positions a leaf, leaves a box, boxes a box of boxes; and how many bits of a position that is. */
export const width = 16;
export const widthBits = 4;
/** Kept beyond the k-th by float32, so that float64 can settle who the k are. */
export const spare = 2;
/** How many whole steps anybody is away from the centre at most, by absolutes along each axis: twice as many still are 16 bits. */
export const outermost = 16000;
/** More than there are between any two, squared or, of up to 33,000 dimensions, summed: where nobody is. */
export const nowhere = 1073741824;

// Slots of 4 bytes from address 0. First what threads share while they work:
export const jobSlot = 0;
export const nextSlot = 1;
export const doneSlot = 2;
export const failedSlot = 3;
// then the search:
export const totalSlot = 8;
export const sizeSlot = 9;
export const membersSlot = 10;
export const dimensionsSlot = 11;
/** Numbers of a point in float32: the dimensions, filled up with zeros to a multiple of 4. */
export const breadthSlot = 12;
export const peersSlot = 13;
/** 1 for the sum of absolutes, 0 for the root of squares. */
export const manhattanSlot = 14;
export const levelsSlot = 15;
/** How many codes everybody has in which peers must differ. */
export const apartSlot = 16;
// and addresses. First what is told of points, in float64: dimensions, easting and northing (0 where peers may be any
// distance away), and how to turn them;
export const pointsSlot = 20;
export const groundSlot = 21;
export const centreSlot = 22;
export const axesSlot = 23;
// what is needed to plant the tree: turned points in float32, keys to sort by, by what every part was halved;
export const turnedSlot = 24;
export const keysSlot = 25;
export const splitsSlot = 26;
// the same by position: which point it is, dimensions, turned, easting and northing; of those behind the tree the leaf
// to begin at; and the leaves;
export const orderSlot = 27;
export const exactSlot = 28;
export const roughSlot = 29;
export const placesSlot = 30;
export const homesSlot = 31;
export const leavesSlot = 32;
// what is told then: codes by position, and the positions that seek;
export const codesSlot = 33;
export const queriesSlot = 34;
// and the answer, by query.
export const countsSlot = 35;
export const foundSlot = 36;
export const distancesSlot = 37;
export const scratchSlot = 38;
/** Bytes of scratch a thread. */
export const scratchSizeSlot = 39;
/** One address a level: the bounds of its boxes' children, and where the radius counts those of their places. */
export const boxesSlot = 40;
export const placeBoxesSlot = 48;

// Slots of 8 bytes.
/** Rough units per exact unit. */
export const scaleSlot = 28;
/** Steps per rough unit. */
export const stepsSlot = 29;
/** Metres. */
export const reachSlot = 30;

/** Bytes that the slots take. */
export const headerSize = 256;
/** Bytes of a thread's scratch for bounds: 16 a level. Then come the keys, then the seeker's own steps. */
export const boundsSize = 512;
