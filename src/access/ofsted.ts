// Detects tokens whose claims identify the bearer as Ofsted, in any spelling, and claims that only mention Ofsted.
import { domainToUnicode } from "node:url";

/** Names of claims in which issuers put roles: `roles`, `cognito:groups`, `scp`, `resource_access`, …, and ours. */
const roleClaim = /kindred|role|group|scope|scp|entitlement|permission|authorit|access/i;

/** Names of claims for the bearer's organisation, department, tenant or issuer. */
const organisationClaim = /organi[sz]ation|department|tenant|issuer|identity ?provider/i;
/**
 * More of these, too short to match inside other words; `o` and `ou` are LDAP attributes, `azp` and `client_id` name the
 * system that asked for the token.
 */
const organisationWord = /\b(org|orgs|dept|iss|idp|hd|domain|company|employer|o|ou|azp|client id)\b/i;

/** Letter -> characters that look like it: digits, symbols and letters of other scripts. */
const lookalikes: Readonly<Record<string, string>> = {
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
const letterOf = new Map(Object.entries(lookalikes).flatMap(([letter, all]) => [...all].map((one) => [one, letter])));

/** Lower-case Latin letters without accents or invisible characters; each run of other characters becomes one space. */
function normalise(text: string): string {
  const plain = text.normalize("NFKD").replace(/[\p{C}\p{M}]/gu, "");
  const letters = [...plain.toLowerCase()].map((letter) => letterOf.get(letter) ?? letter);
  return letters.join("").replace(/[^a-z]+/g, " ");
}

/** `departmentOfSomething` -> `department Of Something`. */
const splitCamelCase = (text: string): string => text.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2");

/** Also inside a word, but not Hofstede, nor "of Stedham" written as one word. */
const inOneWord = /(?<!\bh)ofsted(?!ham\b)/;
/** O.F.S.T.E.D., Of-Sted; not `Head of Stedham`. */
const separated = /\bo ?f ?s ?t ?e ?d\b/;
const fullName = /office(for|of)standardsineducation/;

/** Whether a text contains the name of Ofsted, in any spelling. */
export function namesOfsted(text: string): boolean {
  return [text, splitCamelCase(text)].map(normalise).some((words) => {
    return inOneWord.test(words) || separated.test(words) || fullName.test(words.replaceAll(" ", ""));
  });
}

/** Domains of a value that consists of e-mail addresses: `a@b`, `mailto:a@b`, `A <a@b>`, or a guest's `a_b#EXT#@c`. */
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

/** Whether a claim's name concerns role or organisation. Ignores the host in `https://login.example/roles`. */
function identifiesBearer(claim: string): boolean {
  const name = claim.replace(/^https?:\/\/[^/]*/i, "");
  const words = splitCamelCase(name).replace(/[^\p{L}]+/gu, " ");
  return roleClaim.test(name) || organisationClaim.test(words) || organisationWord.test(words);
}

interface OfstedMentions {
  /** The token identifies its bearer as Ofsted. */
  readonly isOfsted: boolean;
  /** Top-level claims that mention Ofsted in another way, such as a job title: a person should check them. */
  readonly elsewhere: readonly string[];
}

interface ClaimNode {
  /** Name of the top-level claim. */
  readonly claim: string;
  /** Whether the name of this node or of one that contains it identifies the bearer. */
  readonly identifies: boolean;
  readonly value: unknown;
}

/** Checks every name and value of the claims, at any depth. */
export function ofstedMentions(payload: Readonly<Record<string, unknown>>): OfstedMentions {
  const elsewhere = new Set<string>();
  let isOfsted = false;
  const check = (text: string, { claim, identifies }: Omit<ClaimNode, "value">) => {
    const named = namesOfsted(text);
    if (identifies ? named : mailDomains(text).some(namesOfsted)) isOfsted = true;
    else if (named) elsewhere.add(claim);
  };
  const pending: ClaimNode[] = [{ claim: "", identifies: false, value: payload }];
  for (let node = pending.pop(); node; node = pending.pop()) {
    const { value, claim, identifies } = node;
    if (typeof value === "string") check(value, node);
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      const isName = !Array.isArray(value);
      const child = { claim: claim || name, identifies: identifies || (isName && identifiesBearer(name)) };
      if (isName) check(name, child);
      pending.push({ ...child, value: inner });
    }
  }
  return { isOfsted, elsewhere: [...elsewhere].sort() };
}
