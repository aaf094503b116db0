// Whether a token says that its bearer is Ofsted's, wherever and however it is spelt; and where else it speaks of Ofsted.
import { domainToUnicode } from "node:url";

/** What is in the name of claims in which issuers put roles: `roles`, `cognito:groups`, `scp`, `resource_access`, …, and ours. */
const roleClaim = /kindred|role|group|scope|scp|entitlement|permission|authorit|access/i;

/** The same for whose the bearer is: an organisation, a department, a tenant, an issuer. */
const organisationClaim = /organi[sz]ation|department|tenant|issuer|identity ?provider/i;
/** Whole words of such a name that are too short to look for within others; `o` and `ou` are a directory's. */
const organisationWord = /\b(org|orgs|dept|iss|idp|hd|domain|company|employer|o|ou)\b/i;

/** Letters of the words that are looked for, and what is taken for each: digits, and letters of other scripts. */
const alike: Readonly<Record<string, string>> = {
  a: "4аαᴀꓮ",
  c: "сϲᴄꓚ",
  d: "ԁđɗðᴅժꓓꭰ",
  e: "3€еєεɛҽᴇꓰꭼ",
  f: "ƒғꜰϝꓝ",
  i: "1!іıɪιꓲ",
  n: "пոɴηꓠ",
  o: "0οоօøᴏⲟꓳ○◯〇",
  r: "гʀᴦꓣ",
  s: "5$ѕꜱʂꓢꮪ",
  t: "7тτŧᴛꓔꭲ†",
  u: "υսᴜꓴ",
};
const letterOf = new Map(Object.entries(alike).flatMap(([letter, others]) => [...others].map((o) => [o, letter])));

/** In small Latin letters without accents and what cannot be seen; all that is no letter is one space. */
function wordsOf(text: string): string {
  const plain = text.normalize("NFKD").replace(/[\p{C}\p{M}]/gu, "");
  const letters = [...plain.toLowerCase()].map((letter) => letterOf.get(letter) ?? letter);
  return letters.join("").replace(/[^a-z]+/g, " ");
}

/** `departmentOfSomething` as `department Of Something`. */
const apart = (text: string): string => text.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2");

/** Within a word too, but not in Hofstede, nor in Stedham run together with the word before it. */
const together = /(?<!\bh)ofsted(?!ham\b)/;
/** O.F.S.T.E.D., Of-Sted; not `Head of Stedham`. */
const spaced = /\bo ?f ?s ?t ?e ?d\b/;
const inFull = /office(for|of)standardsineducation/;

/** Whether a text has the name of Ofsted in it, however it is spelt. */
export function namesOfsted(text: string): boolean {
  return [text, apart(text)].map(wordsOf).some((words) => {
    return together.test(words) || spaced.test(words) || inFull.test(words.replaceAll(" ", ""));
  });
}

/** Domains of a value that is nothing but e-mail addresses: `a@b`, `mailto:a@b`, `A <a@b>`, a guest's `a_b#EXT#@c`. */
function mailDomains(text: string): string[] {
  const inBrackets = /<([^\s<>]+@[^\s<>]+)>\s*$/.exec(text)?.[1];
  const addresses = (inBrackets ?? text).split(/[\s,;]+/).filter(Boolean);
  if (!addresses.every((address) => address.includes("@"))) return [];
  return addresses.flatMap((address) => {
    const domain = address.slice(address.lastIndexOf("@") + 1);
    const guestOf = /_([^_@]+)#EXT#@/i.exec(address)?.[1];
    return [domain, domainToUnicode(domain), ...(guestOf ? [guestOf] : [])];
  });
}

/** Without the host that a name such as `https://login.example/roles` begins with: it says nothing of what is claimed. */
function saysWhose(claim: string): boolean {
  const name = claim.replace(/^https?:\/\/[^/]*/i, "");
  const words = apart(name).replace(/[^\p{L}]+/gu, " ");
  return roleClaim.test(name) || organisationClaim.test(words) || organisationWord.test(words);
}

export interface OfstedMentions {
  /** The token says that its bearer is Ofsted's. */
  readonly isOfsted: boolean;
  /** Outermost claims that speak of Ofsted otherwise, such as a title: for a person to look at. */
  readonly elsewhere: readonly string[];
}

interface Said {
  /** The outermost claim. */
  readonly claim: string;
  /** Whether this or a claim around it says whose the bearer is. */
  readonly whose: boolean;
  readonly value: unknown;
}

/** Looks at every name and value of the claims, at any depth. */
export function ofstedMentions(payload: Readonly<Record<string, unknown>>): OfstedMentions {
  const elsewhere = new Set<string>();
  let isOfsted = false;
  const look = (text: string, { claim, whose }: Omit<Said, "value">) => {
    const named = namesOfsted(text);
    if (whose ? named : mailDomains(text).some(namesOfsted)) isOfsted = true;
    else if (named) elsewhere.add(claim);
  };
  const pending: Said[] = [{ claim: "", whose: false, value: payload }];
  for (let said = pending.pop(); said; said = pending.pop()) {
    const { value, claim, whose } = said;
    if (typeof value === "string") look(value, said);
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      const within = { claim: claim || name, whose: whose || (!Array.isArray(value) && saysWhose(name)) };
      if (!Array.isArray(value)) look(name, within);
      pending.push({ ...within, value: inner });
    }
  }
  return { isOfsted, elsewhere: [...elsewhere].sort() };
}
