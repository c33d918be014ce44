/* The main pages as pictures, light and dark, wide and narrow, to be looked at. Without script errors and with every icon they pass. */
import { done, founder, media, pictures, press, promise, signIn, size, url } from "./lib.mjs";

const PAGES = { home: "/", path: "/path", work: "/work", risks: "/risks", risk: "/risks/R-12", soa: "/soa", control: "/soa/A.5.15", document: "/documents/D-1",
  readiness: "/readiness", calendar: "/calendar", search: "/search?q=access", "form-errors": "/risks/new", "sign-in": "/sign-in" };
const FIRST = { home: "/", path: "/path", risks: "/risks", soa: "/soa", setup: "/setup/1" };
const HIGH = 2400;

async function four(page, name) {
  for (const width of [1280, 360]) for (const scheme of ["light", "dark"]) {
    await size(page, width);
    await media(page, scheme);
    const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), HIGH);
    await page.screenshot({ path: `${pictures}/${name}-${width}-${scheme}.png`, clip: { x: 0, y: 0, width, height }, captureBeyondViewport: true });
  }
}

export default async function main() {
  const page = await signIn();
  for (const [name, path] of Object.entries(PAGES)) {
    await size(page, 1280);
    await page.goto(url + path);
    if (name === "form-errors") await press(page, "main form button.main");
    await four(page, name);
  }
  await page.setCookie({ name: "as_of", value: "2026-03-31", url });
  await page.goto(url + "/risks");
  await four(page, "past");
  const first = await founder();
  for (const [name, path] of Object.entries(FIRST)) {
    await size(first, 1280);
    await first.goto(process.env.EMPTY + path);
    await four(first, "first-" + name);
  }
  await done(first);
  promise(!page.complaints.length, `${4 * (Object.keys(PAGES).length + Object.keys(FIRST).length + 1)} pictures of the main pages are in ${pictures}`, page.complaints.join(" | "));
  await done(page);
}
