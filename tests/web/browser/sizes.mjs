/* What comes over the wire (40 KB in 4 requests, then 12 KB in 1), and what the assets weigh. */
import { get } from "node:http";
import { browser, done, promise, url } from "./lib.mjs";

const NEXT = ["/path", "/risks", "/controls", "/soa", "/risks/R-12", "/documents/D-1", "/readiness", "/calendar", "/work", "/risks/new"];
const KB = bytes => (bytes / 1024).toFixed(1) + " KB";
const own = requests => requests.filter(r => !r.startsWith("data:"));

async function wire() {
  const page = await (await browser.createBrowserContext()).newPage(), session = await page.createCDPSession(), address = {};
  await session.send("Network.enable");
  page.load = { bytes: 0, requests: [] };
  session.on("Network.requestWillBeSent", e => { address[e.requestId] = e.request.url; });
  session.on("Network.loadingFinished", e => { page.load.bytes += e.encodedDataLength; page.load.requests.push(address[e.requestId]); });
  return page;
}

const weight = path => new Promise((good, bad) => get(url + path, { headers: { "Accept-Encoding": "gzip" } }, answer => {
  let n = 0;
  answer.on("data", d => { n += d.length; });
  answer.on("end", () => good(answer.headers["content-encoding"] === "gzip" ? n : Infinity));
}).on("error", bad));

export default async function sizes() {
  const page = await wire();
  await page.goto(url + "/sign-in", { waitUntil: "networkidle0" });
  promise(page.load.bytes <= 40 * 1024 && own(page.load.requests).length <= 4,
    `sign-in, nothing cached: ${KB(page.load.bytes)} in ${own(page.load.requests).length} requests, bar 40 KB in 4`, own(page.load.requests).join(" "));
  const [css, js] = await page.evaluate(() => [document.querySelector("link[rel=stylesheet]"), document.querySelector("script[src]")].map(n => new URL(n.href || n.src).pathname));
  for (const [what, path, bar] of [["style", css, 14], ["script", js, 12]]) {
    const bytes = await weight(path);
    promise(bytes <= bar * 1024, `the ${what} weighs ${KB(bytes)} gzipped, bar ${bar} KB`);
  }
  await page.setCacheEnabled(false);
  await page.evaluate(() => fetch("/demo", { method: "POST", body: new URLSearchParams({ person: 1 }), redirect: "manual" }));
  page.load = { bytes: 0, requests: [] };
  await page.goto(url + "/", { waitUntil: "networkidle0" });
  promise(page.load.bytes <= 40 * 1024 && own(page.load.requests).length <= 4,
    `home, nothing cached: ${KB(page.load.bytes)} in ${own(page.load.requests).length} requests, bar 40 KB in 4`, own(page.load.requests).join(" "));
  await page.setCacheEnabled(true);
  await page.goto(url + "/", { waitUntil: "networkidle0" });
  for (const path of NEXT) {
    page.load = { bytes: 0, requests: [] };
    await page.evaluate(p => { const a = document.createElement("a"); a.href = p; document.querySelector("main").append(a); a.click(); }, path);
    await page.waitForFunction(p => location.pathname === p && !document.body.classList.contains("busy"), {}, path);
    await new Promise(r => setTimeout(r, 100));
    promise(page.load.bytes <= 12 * 1024 && own(page.load.requests).length === 1,
      `next page ${path}: ${KB(page.load.bytes)} in ${own(page.load.requests).length} request, bar 12 KB in 1`, own(page.load.requests).join(" "));
  }
  await done(page);
}
