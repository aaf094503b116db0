// kindred strategies: lists the installed strategies and their parameters.
import { Command } from "commander";
import { readConfig } from "../config.js";
import { findStrategies } from "../matching/discovery.js";
import { parameterSchema } from "../matching/parameters.js";
import type { Strategy } from "../strategy/contract.js";

export const command = new Command("strategies")
  .option("--json", "print JSON, with the parameters as JSON Schema")
  .action(async ({ json }: { json?: true }) => {
    const found = [...(await findStrategies(readConfig().pluginPackages)).values()];
    process.stdout.write(json ? `${JSON.stringify(found.map(asJson), null, 2)}\n` : found.map(asText).join("\n"));
  });

const asJson = (strategy: Strategy) => {
  const { name, version, title, description } = strategy;
  return { name, version, title, description, parameters: parameterSchema(strategy) };
};

function asText(strategy: Strategy): string {
  const { name, version, title, description } = strategy;
  const properties = parameterSchema(strategy).properties ?? {};
  const parameters = Object.entries(properties as Record<string, { description?: string; default?: unknown }>).map(
    ([key, { description: meaning = "", default: value }]) =>
      `    ${key}: ${meaning}${value === undefined ? "" : ` Default: ${JSON.stringify(value)}`}`,
  );
  return [`${name} ${version}  ${title}`, `  ${description}`, ...parameters, ""].join("\n");
}
