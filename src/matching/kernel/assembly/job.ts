// What a thread knows of the search and of the row that it looks for, as globals: read from the header at every chunk.
import {
  apartSlot,
  codesSlot,
  dimensionsSlot,
  exactSlot,
  leafCountSlot,
  leavesSlot,
  levelsSlot,
  manhattanSlot,
  memberSlot,
  peersSlot,
  placesSlot,
  reachSlot,
  roughSlot,
  rowsSlot,
  scaleSlot,
} from "./layout";

export let rows: u32 = 0;
export let dimensions: u32 = 0;
export let peers: i32 = 0;
export let manhattan: bool = false;
export let levels: i32 = 0;
export let leafCount: u32 = 0;
export let leaves: usize = 0;
/** Row at every position of the tree. */
export let member: usize = 0;
/** Float64, row after row. */
export let exact: usize = 0;
/** Float32, rotated and scaled, row after row. */
export let rough: usize = 0;
export let scale: f64 = 1;

let apart: u32 = 0;
let codes: usize = 0;
let places: usize = 0;
let reach: f64 = 0;

/** The row that seeks, and where it is. */
export let row: u32 = 0;
export let east: f64 = 0;
export let north: f64 = 0;

export function readJob(): void {
  rows = slot(rowsSlot);
  dimensions = slot(dimensionsSlot);
  peers = slot(peersSlot);
  manhattan = slot(manhattanSlot) != 0;
  levels = slot(levelsSlot);
  leafCount = slot(leafCountSlot);
  leaves = slot(leavesSlot);
  member = slot(memberSlot);
  exact = slot(exactSlot);
  rough = slot(roughSlot);
  apart = slot(apartSlot);
  codes = slot(codesSlot);
  places = slot(placesSlot);
  scale = load<f64>(scaleSlot << 3);
  reach = load<f64>(reachSlot << 3);
}

export function seek(sought: u32): void {
  row = sought;
  if (places == 0) return;
  east = load<f64>(places + (row << 3));
  north = load<f64>(places + ((rows + row) << 3));
}

export function slot(index: i32): u32 {
  return load<u32>(index << 2);
}

/** Whether anyone at these differences of easting and northing is near enough; in metres, to the bit as outside. */
export function reaches(eastwards: f64, northwards: f64): bool {
  return sqrt<f64>(eastwards * eastwards + northwards * northwards) <= reach;
}

/** Whether peers must be near. */
export function isLocal(): bool {
  return places != 0;
}

/** Whether the row `other` may be a peer of the row that seeks. Code 0 differs from every other. */
export function admits(other: u32): bool {
  if (other == row) return false;
  for (let array: u32 = 0; array < apart; array++) {
    const start = codes + ((array * rows) << 2);
    const code = load<i32>(start + (row << 2));
    if (code != 0 && code == load<i32>(start + (other << 2))) return false;
  }
  if (places == 0) return true;
  return reaches(
    east - load<f64>(places + (other << 3)),
    north - load<f64>(places + ((rows + other) << 3)),
  );
}
