// The local authorities of 2018/19: published codes, names and parts of the nine regions (Department for Education,
// Open Government Licence v3.0), with the number of schools and their approximate centre.

/** London boroughs, metropolitan districts, towns (small unitaries) and shires, whose populations differ. */
export type Setting = "L" | "M" | "T" | "S";
export const settings: readonly Setting[] = ["L", "M", "T", "S"];

/** One of the nine regions, as GIAS names it. */
export interface Region {
  gor: string;
  name: string;
}

export interface LocalAuthority {
  /** 201-938. */
  code: number;
  name: string;
  /** A part of a region, numbered and named as in the performance tables. */
  part: { code: number; name: string };
  region: Region;
  setting: Setting;
  /** State-funded schools in 2018/19; invented schools are distributed in proportion. */
  primaries: number;
  secondaries: number;
  selective: number;
  /** Kilometres of the National Grid: the centre of its schools. */
  centre: { east: number; north: number };
}

const regions: Record<string, Region> = {
  "North East": { gor: "A", name: "North East" },
  "North West": { gor: "B", name: "North West" },
  Yorkshire: { gor: "D", name: "Yorkshire and the Humber" },
  "East Midlands": { gor: "E", name: "East Midlands" },
  "West Midlands": { gor: "F", name: "West Midlands" },
  "East of England": { gor: "G", name: "East of England" },
  London: { gor: "H", name: "London" },
  "South East": { gor: "J", name: "South East" },
  "South West": { gor: "K", name: "South West" },
};

const parts: Record<string, [region: string, name: string]> = {
  1: ["North East", "North East A"],
  3: ["North East", "North East B"],
  6: ["North West", "North West A"],
  7: ["North West", "North West B"],
  9: ["North West", "North West C"],
  10: ["Yorkshire", "North Yorkshire and The Humber"],
  12: ["Yorkshire", "South and West Yorkshire"],
  14: ["East Midlands", "East Midlands A"],
  16: ["East Midlands", "East Midlands B"],
  20: ["West Midlands", "West Midlands A"],
  22: ["West Midlands", "West Midlands B"],
  24: ["West Midlands", "West Midlands C"],
  25: ["East of England", "East of England A"],
  27: ["East of England", "East of England B"],
  31: ["London", "London Central"],
  32: ["London", "London East"],
  33: ["London", "London North"],
  34: ["London", "London South"],
  35: ["London", "London West"],
  36: ["South East", "South East A"],
  37: ["South East", "South East B"],
  38: ["South East", "South East C"],
  39: ["South East", "South East D"],
  43: ["South West", "South West A"],
  45: ["South West", "South West B"],
};

// code|name|part|setting|primaries|secondaries|selective|east|north
const table = `
841|Darlington|1|T|29|8|0|429|514
840|County Durham|1|S|213|33|0|426|543
805|Hartlepool|1|T|30|5|0|449|531
806|Middlesbrough|1|T|41|7|0|450|518
807|Redcar and Cleveland|1|T|44|11|0|461|520
808|Stockton-on-Tees|1|T|59|14|0|442|519
390|Gateshead|3|M|66|11|0|423|561
391|Newcastle upon Tyne|3|M|72|16|0|424|567
392|North Tyneside|3|M|55|16|0|434|570
929|Northumberland|3|S|122|33|0|425|585
393|South Tyneside|3|M|45|9|0|437|564
394|Sunderland|3|M|81|18|0|437|556
889|Blackburn with Darwen|6|T|55|12|0|369|427
890|Blackpool|6|T|31|8|0|332|434
909|Cumbria|6|S|269|39|2|335|530
888|Lancashire|6|S|483|84|8|354|433
350|Bolton|7|M|97|19|0|371|409
351|Bury|7|M|63|13|0|381|410
352|Manchester|7|M|134|32|0|385|395
353|Oldham|7|M|86|14|0|393|405
354|Rochdale|7|M|69|13|0|390|412
355|Salford|7|M|76|15|0|379|400
356|Stockport|7|M|85|14|0|388|389
357|Tameside|7|M|76|16|0|395|397
358|Trafford|7|M|65|19|7|377|391
359|Wigan|7|M|101|20|0|361|400
895|Cheshire East|9|S|124|23|0|379|373
896|Cheshire West & Chester|9|S|129|22|0|341|367
876|Halton|9|T|49|8|0|353|386
340|Knowsley|9|M|50|6|0|345|393
341|Liverpool|9|M|118|33|1|339|391
343|Sefton|9|M|75|18|0|335|400
342|St. Helens|9|M|54|9|0|353|394
877|Warrington|9|T|69|14|0|362|390
344|Wirral|9|M|90|21|6|330|391
811|East Riding of Yorkshire|10|S|123|18|0|500|440
810|Kingston Upon Hull, City of|10|T|71|13|0|510|432
812|North East Lincolnshire|10|T|47|10|0|529|408
813|North Lincolnshire|10|T|62|14|0|489|409
815|North Yorkshire|10|S|305|43|3|440|470
816|York|10|T|50|9|0|461|451
370|Barnsley|12|M|77|10|0|436|405
380|Bradford|12|M|156|33|0|416|434
381|Calderdale|12|M|82|14|3|407|425
371|Doncaster|12|M|99|20|0|455|405
382|Kirklees|12|M|142|28|1|420|420
383|Leeds|12|M|222|44|0|430|435
372|Rotherham|12|M|94|17|0|444|393
373|Sheffield|12|M|133|32|0|434|387
384|Wakefield|12|M|113|20|0|435|421
831|Derby|14|T|71|16|0|435|335
830|Derbyshire|14|S|349|46|1|437|370
892|Nottingham|14|T|75|17|0|455|341
891|Nottinghamshire|14|S|280|45|0|457|347
856|Leicester|16|T|82|19|0|458|304
855|Leicestershire|16|S|225|49|0|452|305
925|Lincolnshire|16|S|280|54|15|509|368
928|Northamptonshire|16|S|257|42|0|475|262
857|Rutland|16|S|17|4|0|487|308
893|Shropshire|20|S|127|20|0|349|312
860|Staffordshire|20|S|298|71|1|403|322
861|Stoke-on-Trent|20|T|71|16|1|388|346
894|Telford and Wrekin|20|T|54|13|2|369|308
884|Herefordshire, County of|22|S|78|16|0|350|240
885|Worcestershire|22|S|181|45|0|390|266
330|Birmingham|24|M|297|87|8|409|286
331|Coventry|24|M|85|22|0|435|280
332|Dudley|24|M|78|19|0|393|289
333|Sandwell|24|M|94|19|0|400|292
334|Solihull|24|M|59|16|0|417|283
335|Walsall|24|M|85|19|2|401|298
937|Warwickshire|24|S|192|37|6|433|274
336|Wolverhampton|24|M|72|20|1|391|299
822|Bedford|25|T|54|15|0|506|248
873|Cambridgeshire|25|S|210|33|1|543|261
823|Central Bedfordshire|25|T|97|28|0|503|237
919|Hertfordshire|25|S|403|83|1|520|208
821|Luton|25|T|48|13|0|509|223
874|Peterborough|25|T|57|14|0|519|300
881|Essex|27|S|448|78|4|572|202
926|Norfolk|27|S|351|55|1|622|309
882|Southend-on-Sea|27|T|33|12|4|590|187
935|Suffolk|27|S|253|47|0|618|265
883|Thurrock|27|T|39|11|0|562|179
202|Camden|31|L|42|10|0|528|186
206|Islington|31|L|46|11|0|532|185
207|Kensington and Chelsea|31|L|27|6|1|525|180
208|Lambeth|31|L|60|19|0|531|175
210|Southwark|31|L|74|19|0|534|178
212|Wandsworth|31|L|61|11|1|527|173
213|Westminster|31|L|40|13|0|526|182
301|Barking and Dagenham|32|L|44|13|0|548|185
303|Bexley|32|L|57|16|4|549|177
201|City of London|32|L|1|0|0|532|181
203|Greenwich|32|L|63|17|0|543|177
204|Hackney|32|L|58|16|0|534|185
311|Havering|32|L|61|18|0|552|189
209|Lewisham|32|L|63|14|0|538|174
316|Newham|32|L|66|23|0|541|184
317|Redbridge|32|L|52|19|2|545|189
211|Tower Hamlets|32|L|70|20|0|537|182
302|Barnet|33|L|91|26|3|525|192
308|Enfield|33|L|68|21|1|534|196
309|Haringey|33|L|64|14|1|531|190
320|Waltham Forest|33|L|51|18|0|538|189
305|Bromley|34|L|77|19|2|542|168
306|Croydon|34|L|86|25|0|533|167
314|Kingston upon Thames|34|L|36|11|2|518|169
315|Merton|34|L|44|9|1|525|170
318|Richmond upon Thames|34|L|45|11|0|516|173
319|Sutton|34|L|40|15|5|527|165
304|Brent|35|L|60|15|0|522|186
307|Ealing|35|L|68|16|2|515|182
205|Hammersmith and Fulham|35|L|37|13|0|524|177
310|Harrow|35|L|42|13|0|515|190
312|Hillingdon|35|L|69|22|0|508|183
313|Hounslow|35|L|53|20|0|516|177
867|Bracknell Forest|36|T|30|7|0|484|163
825|Buckinghamshire|36|S|183|37|13|486|212
826|Milton Keynes|36|T|90|13|0|484|238
931|Oxfordshire|36|S|237|40|1|451|208
870|Reading|36|T|39|10|2|471|173
871|Slough|36|T|29|15|4|497|181
869|West Berkshire|36|S|66|10|0|464|173
868|Windsor and Maidenhead|36|T|46|14|0|494|180
872|Wokingham|36|T|53|10|0|478|171
850|Hampshire|37|S|422|71|0|471|129
921|Isle of Wight|37|S|39|8|0|460|96
851|Portsmouth|37|T|48|11|0|465|101
852|Southampton|37|T|55|13|0|442|114
936|Surrey|38|S|299|60|0|512|160
938|West Sussex|38|S|227|39|1|519|120
846|Brighton and Hove|39|T|52|10|0|530|105
845|East Sussex|39|S|149|28|1|560|110
886|Kent|39|S|455|99|32|569|170
887|Medway|39|T|78|18|6|577|167
839|Bournemouth, Christchurch and Poole|43|T|55|20|4|408|93
908|Cornwall|43|S|233|32|0|185|55
878|Devon|43|S|309|43|1|280|95
838|Dorset|43|S|131|33|0|370|95
420|Isles of Scilly|43|T|0|1|0|91|10
879|Plymouth|43|T|69|19|3|252|56
933|Somerset|43|S|216|38|1|325|135
880|Torbay|43|T|30|8|3|288|60
800|Bath and North East Somerset|45|T|63|15|0|374|164
801|Bristol, City of|45|T|105|22|0|359|175
916|Gloucestershire|45|S|246|40|7|385|216
802|North Somerset|45|T|63|11|0|347|169
803|South Gloucestershire|45|T|92|17|0|365|181
866|Swindon|45|T|62|13|0|415|184
865|Wiltshire|45|S|201|31|2|391|170
`;

export const localAuthorities: readonly LocalAuthority[] = table
  .trim()
  .split("\n")
  .map((line) => {
    const [code, name, part, setting, primaries, secondaries, selective, east, north] = line.split("|") as string[];
    const [region, partName] = parts[part!]!;
    return {
      code: Number(code),
      name: name!,
      part: { code: Number(part), name: partName },
      region: regions[region]!,
      setting: setting as Setting,
      primaries: Number(primaries),
      secondaries: Number(secondaries),
      selective: Number(selective),
      centre: { east: Number(east), north: Number(north) },
    };
  });
