// A token that identifies its bearer as Ofsted, in any spelling and any claim, gives the role OFSTED. A token that only
// mentions Ofsted does not.
import { describe, expect, it } from "vitest";
import { namesOfsted, ofstedMentions } from "../../src/access/ofsted.js";

describe("the name of Ofsted", () => {
  it.each([
    "Ofsted",
    "OFSTED",
    "OfSTED",
    "Of-sted",
    "of sted",
    "O.F.S.T.E.D",
    "O F S T E D",
    "o_f_s_t_e_d_readers",
    "0fsted",
    "0F5T3D",
    "of$ted",
    "Оfstеd", // Cyrillic О and е
    "оfѕтеԁ", // Cyrillic but for the f
    "οfsτεd", // Greek ο, τ and ε
    "ƠFSTED",
    "ØFSTED",
    "ＯＦＳＴＥＤ",
    "𝕆𝕗𝕤𝕥𝕖𝕕",
    "ⓞⓕⓢⓣⓔⓓ",
    "ᴏꜰꜱᴛᴇᴅ",
    "OfsᎢᎬᎠ", // Cherokee T, E and D
    "Öfſted",
    "of\u200Bs\u00ADted",
    "of\u3164sted",
    "of\nsted",
    "GRPOFSTEDRO",
    "preofstedpost",
    "RoleWithOfsted",
    "readOfStedThings",
    "WITHOFSTED",
    "notOfsted",
    "ofsted.gov.uk",
    "https://login.ofsted.gov.uk/",
    "OU=Ofsted,O=HMG",
    "Office for Standards in Education",
    "OfficeForStandardsInEducation",
    "THE OFFICE FOR STANDARDS IN EDUCATION, CHILDREN'S SERVICES AND SKILLS",
    "office-of-standards-in-education",
    "0ffice for Standards in Educatiοn",
  ])("is found in %s", (text) => {
    expect(namesOfsted(text)).toBe(true);
  });

  it.each([
    "",
    "Head of Stedham",
    "headOfStedham",
    "Friends of Stedham Primary School",
    "schoolofstedham.example",
    "Hofstede Academy",
    "hofstede.example",
    "often",
    "oft sed",
    "Office for Students",
    "Proof S. Tedder",
    "Department for Education",
    "loft",
  ])("is not found in %j", (text) => {
    expect(namesOfsted(text)).toBe(false);
  });
});

describe("a token", () => {
  it.each<Record<string, unknown>>([
    { iss: "https://login.ofsted.gov.uk" },
    { identity: { issuer: "Ofsted" } },
    { identityProvider: "ofsted-saml" },
    { act: { iss: "https://0fsted.example" } },
    { organisation: "Ofsted" },
    { organisation: { id: 7, name: "Office for Standards in Education" } },
    { organization: ["Kindred", ["O.F.S.T.E.D"]] },
    { organizationName: "ofsted" },
    { org: "0fsted" },
    { org_name: "ofsted" },
    { orgs: [[{ code: "Оfsted" }]] },
    { user: { profile: { department: "Ofsted South" } } },
    { dept: "ofsted" },
    { tenant: "ofsted" },
    { tenants: { ofsted: { since: 2020 } } },
    { tenantId: "ofsted-prod" },
    { company: "Ofsted" },
    { hd: "ofsted.gov.uk" },
    { ou: "Ofsted" },
    { roles: ["o f s t e d"] },
    { app: { portal: { roles: [["Ofsted"]] } } },
    { "https://login.example/claims/groups": [{ a: { b: ["OFSTED"] } }] },
    { profile: { memberGroups: ["Of-sted readers"] } },
    { email: "someone@ofsted.gov.uk" },
    { email: "someone@mail.OFSTED.gov.uk" },
    { email: "someone@o-f-s-t-e-d.example" },
    { emails: ["a@school.example", "b@ofsted.gov.uk"] },
    { emails: "a@school.example, b@0fsted.example" },
    { contact: { addresses: [{ value: "mailto:b@ofsted.gov.uk" }] } },
    { contact: "B <b@ofsted.gov.uk>" },
    { upn: "b_ofsted.gov.uk#EXT#@school.example" },
    { sub: "b@ofsted.gov.uk" },
    { email: "b@xn--fsted-iye.gov.uk" }, // its first letter is Cyrillic
  ])("identifies Ofsted by %j", (claims) => {
    expect(ofstedMentions(claims).isOfsted).toBe(true);
  });

  it.each<[Record<string, unknown>, string[]]>([
    [{ title: "Ofsted nominee" }, ["title"]],
    [{ job_title: "Governor (Ofsted link)" }, ["job_title"]],
    [{ "https://kindred.example/title": "Ofsted nominee" }, ["https://kindred.example/title"]],
    [{ profile: { bio: ["I was an inspector at Ofsted"] } }, ["profile"]],
    [{ profile: { note: "write to b@ofsted.gov.uk" } }, ["profile"]],
    [{ ofsted_rating: "Good" }, ["ofsted_rating"]],
    [{ email: "ofsted.liaison@school.example" }, ["email"]],
    [{ name: "J. Hofstede", organisation: "Hofstede Academy", email: "j@hofstede.example" }, []],
    [{ groups: ["Head of Stedham"], email: "head@schoolofstedham.example" }, []],
    [{ iss: "https://login.example", sub: "x", roles: ["ANALYST"], iat: 1 }, []],
  ])("only mentions Ofsted, or not even that, in %j", (claims, elsewhere) => {
    expect(ofstedMentions(claims)).toEqual({ isOfsted: false, elsewhere });
  });

  it("identifies Ofsted in claims nested thousands of levels deep", () => {
    let deep: unknown = "ofsted";
    for (let depth = 0; depth < 20_000; depth++) deep = [deep];
    expect(ofstedMentions({ roles: deep }).isOfsted).toBe(true);
  });
});
