// kindred strategies: what is installed, and what it takes.
import { Command } from "commander";
import { readConfig } from "../config.js";
import { findStrategies } from "../matching/discovery.js";
import { parameterSchema } from "../matching/parameters.js";
import type { Strategy } from "../strategy/contract.js";

export const strategiesCommand = new Command("strategies")
  .description("list the strategies that are installed, with their parameters")
  .option("--json", "as JSON, with each one's parameters as JSON Schema")
  .action(async ({ json }: { json?: true }) => {
    const found = [...(await findStrategies(readConfig().pluginPackages)).values()];
    process.stdout.write(json ? `${JSON.stringify(found.map(asJson), null, 2)}\n` : found.map(asText).join("\n"));
  });

const asJson = (strategy: Strategy) => ({
  name: strategy.name,
  version: strategy.version,
  title: strategy.title,
  description: strategy.description,
  parameters: parameterSchema(strategy),
});

function asText(strategy: Strategy): string {
  const { name, version, title, description } = strategy;
  const properties = parameterSchema(strategy).properties ?? {};
  const parameters = Object.entries(properties as Record<string, { description?: string; default?: unknown }>).map(
    ([key, { description: what = "", default: usual }]) =>
      `    ${key}: ${what}${usual === undefined ? "" : ` Default: ${JSON.stringify(usual)}`}`,
  );
  return [`${name} ${version}  ${title}`, `  ${description}`, ...parameters, ""].join("\n");
}
