/* All tests in the browser, or the parts that are named. A part is a file here whose default export is its test. */
import { end, promise } from "./lib.mjs";

const PARTS = ["sizes", "script", "sliders", "drafts", "tasks", "routes", "pictures", "print"];
for (const name of process.argv[2] ? process.argv.slice(2) : PARTS) {
  const start = Date.now();
  await (await import(`./${name}.mjs`)).default().catch(e => promise(false, name, e.stack));
  console.log(`# ${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
await end();
