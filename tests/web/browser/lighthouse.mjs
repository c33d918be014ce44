/* Lighthouse 12 on main pages, with its simulated slow telephone. The median of RUNS runs counts. Run by hand and by ./test --all. */
import lighthouse from "lighthouse";
import { end, promise, signIn, url } from "./lib.mjs";

const RUNS = Number(process.env.RUNS ?? 3), PAGES = ["/", "/sign-in", "/risks", "/soa", "/risks/R-12", "/risks/new"];
const CATEGORIES = ["performance", "accessibility", "best-practices"], BARS = [98, 100, 100];
const TIMES = { "largest-contentful-paint": 1200, "cumulative-layout-shift": 0.02, "total-blocking-time": 50 };
const median = all => [...all].sort((a, b) => a - b)[all.length >> 1];

const page = await signIn();
for (const path of PAGES) {
  const runs = [];
  for (let i = 0; i < RUNS; i++) {
    const { lhr } = await lighthouse(url + path, { disableStorageReset: true, onlyCategories: CATEGORIES }, undefined, page);
    runs.push(lhr);
  }
  const scores = CATEGORIES.map(k => median(runs.map(r => Math.round(r.categories[k].score * 100))));
  const times = Object.keys(TIMES).map(k => median(runs.map(r => r.audits[k].numericValue)));
  const faults = Object.entries(runs[0].audits).filter(([, a]) => a.score !== null && a.score < 1 && !["informative", "manual", "notApplicable"].includes(a.scoreDisplayMode));
  promise(scores.every((s, i) => s >= BARS[i]) && Object.values(TIMES).every((bar, i) => times[i] <= bar),
    `Lighthouse ${path}: ${scores.join(" / ")}, largest paint ${Math.round(times[0])} ms, shift ${times[1].toFixed(3)}, blocked ${Math.round(times[2])} ms`,
    faults.map(([k, a]) => `${k} ${a.score} ${a.displayValue ?? ""}`).join("\n    "));
}
await end();
