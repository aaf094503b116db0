// What a thread knows of the search and of who seeks, as globals: read from the header at every chunk.
import {
  apartSlot,
  breadthSlot,
  codesSlot,
  dimensionsSlot,
  exactSlot,
  homesSlot,
  leavesSlot,
  levelsSlot,
  manhattanSlot,
  membersSlot,
  orderSlot,
  peersSlot,
  placesSlot,
  reachSlot,
  roughSlot,
  scaleSlot,
  sizeSlot,
  stepsSlot,
  widthBits,
} from "./layout";

/** Points, those that only seek included. */
export let size: u32 = 0;
export let members: u32 = 0;
export let dimensions: u32 = 0;
/** Numbers of a point in float32, a multiple of 4. */
export let breadth: u32 = 0;
export let peers: i32 = 0;
export let manhattan: bool = false;
export let levels: i32 = 0;
export let order: usize = 0;
export let homes: usize = 0;
export let places: usize = 0;
export let leaves: usize = 0;
/** Rough units per exact unit. */
export let scale: f64 = 1;
/** Steps a rough unit. */
export let stepsPerUnit: f32 = 0;
/** Metres. */
export let reach: f64 = 0;

let exact: usize = 0;
let rough: usize = 0;
let apart: u32 = 0;
let codes: usize = 0;

/** The position that seeks, where its turned point is, and where it is itself. */
export let seeker: u32 = 0;
export let own: usize = 0;
export let east: f64 = 0;
export let north: f64 = 0;

export function readJob(): void {
  size = slot(sizeSlot);
  members = slot(membersSlot);
  dimensions = slot(dimensionsSlot);
  breadth = slot(breadthSlot);
  peers = slot(peersSlot);
  manhattan = slot(manhattanSlot) != 0;
  levels = slot(levelsSlot);
  order = slot(orderSlot);
  homes = slot(homesSlot);
  places = slot(placesSlot);
  leaves = slot(leavesSlot);
  scale = load<f64>(scaleSlot << 3);
  stepsPerUnit = <f32>load<f64>(stepsSlot << 3);
  reach = load<f64>(reachSlot << 3);
  exact = slot(exactSlot);
  rough = slot(roughSlot);
  apart = slot(apartSlot);
  codes = slot(codesSlot);
}

export function slot(index: i32): u32 {
  return load<u32>(index << 2);
}

export function seek(position: u32): void {
  seeker = position;
  own = roughAt(position);
  if (!isLocal()) return;
  east = load<f64>(places + (position << 4));
  north = load<f64>(places + (position << 4), 8);
}

/** The leaf that the seeker is in, or would be. */
export function ownLeaf(): u32 {
  return seeker < members ? seeker >> widthBits : load<u32>(homes + ((seeker - members) << 2));
}

export function pointAt(position: u32): u32 {
  return load<u32>(order + (position << 2));
}

/** Address of a position's dimensions, in float64. */
export function exactAt(position: u32): usize {
  return exact + ((position * dimensions) << 3);
}

/** Address of them turned, in float32. */
export function roughAt(position: u32): usize {
  return rough + ((position * breadth) << 2);
}

/** Whether peers must be near. */
export function isLocal(): bool {
  return places != 0;
}

/** Whether anyone at these differences of easting and northing is near enough; in metres, to the bit as outside. */
export function reaches(eastwards: f64, northwards: f64): bool {
  return sqrt<f64>(eastwards * eastwards + northwards * northwards) <= reach;
}

/** Whether who is at a position may be the seeker's peer. Code 0 differs from every other. */
export function admits(position: u32): bool {
  if (position == seeker) return false;
  const here = codes + ((seeker * apart) << 2);
  const there = codes + ((position * apart) << 2);
  for (let at: u32 = 0; at < apart << 2; at += 4) {
    const code = load<i32>(here + at);
    if (code == load<i32>(there + at) && code != 0) return false;
  }
  if (!isLocal()) return true;
  return reaches(east - load<f64>(places + (position << 4)), north - load<f64>(places + (position << 4), 8));
}
