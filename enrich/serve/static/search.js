// Searches the papers of a site of files. Without it the pages can be read one by one; a server does the same by itself.
"use strict";

const MOST = 200;
const FACETS = ["year", "venue", "category", "list", "section"];
const wish = new URLSearchParams(location.search);
const fold = (text) => String(text ?? "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
// Characters that turn the direction of a text or steer a terminal are not shown.
const harmless = (text) => String(text).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = harmless(text);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function read({ names, papers }) {
  return papers.map(([file, title, authors, year, venue, category, count, places]) => ({
    file, title, authors, year, venue, category, count,
    places: places.map(([list, section]) => ({ list: names[list], section: names[section] })),
    text: fold([title, ...authors, year, venue].join(" ")),
  }));
}

function fits(paper) {
  const words = fold(wish.get("q")).split(/\s+/).filter(Boolean);
  const is = (name, value) => !wish.get(name) || String(value ?? "") === wish.get(name);
  return words.every((word) => paper.text.includes(word))
    && is("year", paper.year) && is("venue", paper.venue) && is("category", paper.category)
    && (!wish.get("author") || paper.authors.includes(wish.get("author")))
    && (!(wish.get("list") || wish.get("section"))
      || paper.places.some((place) => is("list", place.list) && is("section", place.section)));
}

function item(paper) {
  const title = element("h3");
  const link = element("a", undefined, { href: paper.file });
  link.append(element("bdi", paper.title));
  title.append(link);
  const meta = element("p", undefined, { class: "meta" });
  for (const text of [paper.year, paper.venue].filter(Boolean)) meta.append(element("span", text));
  if (paper.count !== null) {
    const count = element("span");
    count.append(element("b", paper.count.toLocaleString("en")), paper.count === 1 ? " citation" : " citations");
    meta.append(count);
  }
  const more = paper.authors.length > 4 ? ` and ${paper.authors.length - 4} more` : "";
  const article = element("article");
  article.append(title, element("p", paper.authors.slice(0, 4).join(", ") + more, { class: "by" }), meta);
  const made = element("li");
  made.append(article);
  return made;
}

function showChosen() {
  const chosen = document.querySelector(".chosen");
  const form = document.querySelector(".find");
  for (const name of ["author", ...FACETS].filter((name) => wish.get(name))) {
    const rest = new URLSearchParams(wish);
    rest.delete(name);
    const link = element("a", undefined, { href: `papers.html?${rest}` });
    link.append(element("span", "Remove ", { class: "unseen" }), `${name}: `, element("bdi", wish.get(name)), " ×");
    const made = element("li");
    made.append(link);
    chosen.append(made);
    form.append(element("input", undefined, { type: "hidden", name, value: wish.get(name) }));
  }
  for (const link of document.querySelectorAll(".facets a")) {
    const address = new URL(link.href);
    for (const [name, value] of wish) if (!address.searchParams.has(name)) address.searchParams.set(name, value);
    link.href = address.href;
  }
}

function show(papers) {
  const results = document.getElementById("results");
  const list = element("ol", undefined, { class: "papers" });
  list.append(...papers.slice(0, MOST).map(item));
  results.replaceChildren(list);
  const words = wish.get("q") ? ` with “${harmless(wish.get("q"))}”` : "";
  const some = papers.length > MOST ? `; the ${MOST} most cited are shown` : "";
  document.getElementById("found").textContent = `${papers.length.toLocaleString("en")} paper${papers.length === 1 ? "" : "s"}${words}${some}`;
  if (!papers.length) results.append(element("p", "Nothing found; fewer or other words may find more."));
}

async function search() {
  for (const [name, value] of [...wish]) if (!value || !["q", "author", ...FACETS].includes(name)) wish.delete(name);
  if (![...wish].length) return;
  document.getElementById("q").value = wish.get("q") ?? "";
  showChosen();
  const found = document.getElementById("found");
  found.textContent = "Searching …";
  try {
    const answer = await fetch("search.json");
    show(read(await answer.json()).filter(fits));
  } catch {
    found.textContent = "Searching needs a web server: in the folder of this file, python3 -m http.server";
  }
}

search();
