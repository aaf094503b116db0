// The four queries, for Kindred and for PostGraphile. Both documents of a query ask for the same values.
export interface Query {
  readonly title: string;
  readonly kindred: string;
  readonly postgraphile: string;
  /** Kindred's server CPU, as a multiple of PostGraphile's with roles. */
  readonly goal: number;
  /** The variable that differs between requests. */
  readonly by: "urn" | "authority";
}

const onSchool = "$urn: Int!";
const onAuthority = "$authority: Int!";
const inAuthority = "condition: { laCode: $authority }, orderBy: [SEARCH_NAME_ASC, URN_ASC]";

export const queries: Readonly<Record<string, Query>> = {
  q1: {
    title: "one school by number",
    kindred: `query School(${onSchool}) { school(urn: $urn) { urn laestab name type town postcode } }`,
    postgraphile: `query School(${onSchool}) { school: schoolByUrn(urn: $urn) {
      urn laestab name type: typeName town postcode
    } }`,
    goal: 1,
    by: "urn",
  },
  q2: {
    title: "50 schools of an authority with their latest attendance",
    kindred: `query Authority(${onAuthority}, $year: String!) {
      schools(first: 50, filter: { localAuthority: $authority }) { nodes {
        urn name town attendance(years: [$year]) { year attendance overallAbsence persistentAbsence }
      } }
    }`,
    postgraphile: `query Authority(${onAuthority}, $year: String!) {
      schools: allSchoolsList(first: 50, ${inAuthority}) {
        urn name town
        attendance: attendancesByUrnList(condition: { year: $year }) { year attendance overallAbsence persistentAbsence }
      }
    }`,
    goal: 0.7,
    by: "authority",
  },
  q3: {
    title: "one school with 20 peers, their names and latest attendance",
    kindred: `query Peers(${onSchool}, $year: String!) { school(urn: $urn) { urn name cohort { peers(first: 20) {
      rank distance school { urn name attendance(years: [$year]) { year attendance } }
    } } } }`,
    postgraphile: `query Peers(${onSchool}, $year: String!) { school: schoolByUrn(urn: $urn) { urn name
      peers: peersByUrnList(first: 20, orderBy: RANK_ASC) {
        rank distance school: schoolByPeerUrn {
          urn name attendance: attendancesByUrnList(condition: { year: $year }) { year attendance }
        }
      }
    } }`,
    goal: 0.7,
    by: "urn",
  },
  q4: {
    title: "100 schools with about 900 objects: authority, location, attendance by year, latest circumstances, source",
    kindred: `query Figures(${onAuthority}, $year: String!) {
      schools(first: 100, filter: { localAuthority: $authority }) { nodes {
        urn name postcode localAuthority { code name } location { easting northing }
        attendance { year attendance overallAbsence persistentAbsence }
        circumstances(years: [$year]) { year roll fsm eal senSupport }
        source { file kind line }
      } }
    }`,
    postgraphile: `query Figures(${onAuthority}, $year: String!) {
      schools: allSchoolsList(first: 100, ${inAuthority}) {
        urn name postcode laCode laName easting northing
        attendance: attendancesByUrnList(orderBy: YEAR_DESC) { year attendance overallAbsence persistentAbsence }
        circumstances: circumstancesByUrnList(condition: { year: $year }) { year roll fsm eal senSupport }
        line source: fileByFileId { name kind }
      }
    }`,
    goal: 0.7,
    by: "authority",
  },
};

/** Values in an answer, whatever it calls and nests them; without nulls. Equal for servers that say the same. */
export function valuesOf(answer: unknown): string[] {
  if (answer === null || answer === undefined) return [];
  if (typeof answer !== "object") return [String(answer)];
  return Object.values(answer).flatMap(valuesOf).sort();
}
