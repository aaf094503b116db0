// Enrolments that missed a tenth (persistent) or a half (severe) of their own possible sessions.

/** Sessions of one enrolment: a pupil at a school. */
export interface Enrolment {
  readonly possible: number;
  readonly missed: number;
}

export interface Absentees {
  /** Enrolments with a possible session: those that the shares are of. */
  readonly enrolments: number;
  /** Includes the severely absent. */
  readonly persistent: number;
  readonly severe: number;
}

/** In whole numbers: 19 of 190 is a tenth. An enrolment without a possible session counts nowhere. */
export function absenteesOf(enrolments: Iterable<Enrolment>): Absentees {
  const counts = { enrolments: 0, persistent: 0, severe: 0 };
  for (const { possible, missed } of enrolments) {
    if (possible === 0) continue;
    counts.enrolments++;
    if (missed * 10 >= possible) counts.persistent++;
    if (missed * 2 >= possible) counts.severe++;
  }
  return counts;
}
