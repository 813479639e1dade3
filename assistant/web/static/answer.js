// An answer of the HTTP contract becomes elements. Text is only ever set as text: nothing in it is interpreted but **bold**.
"use strict";
const words = JSON.parse(document.getElementById("words").textContent);
const pageLanguage = document.documentElement.lang;
let answersShown = 0;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null && value !== false) node.setAttribute(name, value);
  node.append(...children.flat().filter((child) => child != null && child !== ""));
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  svg.firstChild.setAttribute("href", `#i-${name}`);
  return svg;
}

const insurerName = (id) => words.insurers[words.ids.indexOf(id)] ?? id;
const layerName = (insurer) => (insurer === "law" ? words.law : fill(words.policyOf, { insurer: insurerName(insurer) }));
const longDate = (iso) => new Intl.DateTimeFormat(pageLanguage === "en" ? "en-GB" : pageLanguage, { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));

function bold(text) {
  return text.split(/\*\*(?=[^\s*])([^\n]*?[^\s*])\*\*/).map((part, index) => (index % 2 ? element("strong", {}, part) : part));
}

function plain(text) {
  return text.replace(/\*\*(?=[^\s*])([^\n]*?[^\s*])\*\*/g, "$1");
}

// Where each quote stands in the answer: [start, end, citation], in order, the longest first where they overlap.
function quotesIn(text, citations) {
  const found = [];
  const free = (start, end) => found.every(([from, to]) => end <= from || to <= start);
  for (const citation of [...citations].sort((a, b) => b.quote.length - a.quote.length)) {
    for (let start = text.indexOf(citation.quote); start >= 0 && citation.quote; start = text.indexOf(citation.quote, start + citation.quote.length)) {
      if (free(start, start + citation.quote.length)) found.push([start, start + citation.quote.length, citation]);
    }
  }
  return found.sort((a, b) => a[0] - b[0]);
}

function markers(text, citations, prefix) {
  const bound = text.replace(/([«(]) /g, "$1\u00a0").replace(/ (?=[»\[?!:;])/g, "\u00a0");
  return bound.split(/\[(\d+)\]/).map((part, index) => (index % 2 ? marker(Number(part), citations, prefix) : bold(part))).flat();
}

function marker(number, citations, prefix) {
  const citation = citations.find((one) => one.marker === number);
  if (!citation) return number == null || Number.isNaN(number) ? null : `[${number}]`;
  const label = fill(words.sourceLink, { marker: number });
  return element("a", { class: citation.insurer === "law" ? "marker law" : "marker", href: `#${prefix}-${number}`, "aria-label": label }, `[${number}]`);
}

function prose(text, citations, prefix) {
  const parts = [];
  let position = 0;
  for (const [start, end, citation] of quotesIn(text, citations)) {
    parts.push(...markers(text.slice(position, start), citations, prefix));
    parts.push(element("span", { class: citation.insurer === "law" ? "quote law" : "quote", lang: citation.language }, bold(citation.quote)));
    position = end;
  }
  return element("div", { class: "prose" }, parts, markers(text.slice(position), citations, prefix));
}

function safeLink(value, label, attributes = {}) {
  try {
    const address = new URL(value, location.href);
    if (["https:", "http:"].includes(address.protocol)) {
      const away = address.origin === location.origin ? {} : { target: "_blank", rel: "noopener noreferrer" };
      return element("a", { href: address.href, ...away, ...attributes }, label);
    }
  } catch { /* not an address: shown as text */ }
  return element("span", {}, label);
}

function channelValue({ kind, value }) {
  if (kind === "email" && /^[^\s@?&]+@[^\s@?&]+$/.test(value)) return element("a", { href: `mailto:${value}` }, value);
  if (kind === "phone") return element("a", { href: `tel:${value.replace(/[^\d+]/g, "")}` }, value);
  if (kind === "form") return safeLink(/^[a-z]+:|^\//i.test(value) ? value : `https://${value}`, value);
  return element(kind === "post" ? "address" : "span", {}, value);
}

function fact(symbol, title, content, mark) {
  return element("div", { class: "fact" }, icon(symbol), element("div", {}, element("h4", {}, title, " ", mark), content));
}

function handoff(block, citations, prefix) {
  if (!block) return null;
  const cite = (number) => marker(number, citations, prefix);
  const kind = words.requests[block.request_type];
  const identity = block.identity ?? {};
  const required = { true: words.identityRequired, false: words.identityNotRequired }[identity.required];
  return element("section", { class: "handoff" },
    element("h3", {}, words.handoff, kind ? element("span", { class: "kind" }, ` · ${kind}`) : null),
    (block.channels ?? []).map((channel) => fact(words.channels[channel.kind] ? channel.kind : "info", words.channels[channel.kind] ?? channel.kind, channelValue(channel), cite(channel.marker))),
    required || identity.note ? fact("policy", words.identity, element("p", {}, identity.note || required), cite(identity.marker)) : null,
    block.answer_due ? fact("info", words.due, element("p", {}, fill(words.answerDue, { date: longDate(block.answer_due) }))) : null,
    block.url ? element("p", {}, safeLink(block.url, words.prepare, { class: "primary" })) : null);
}

function source(citation, quoted, prefix) {
  const law = citation.insurer === "law";
  const quote = element("blockquote", { lang: citation.language }, bold(citation.quote));
  const address = new URL(citation.url, location.href);
  address.searchParams.set("lang", pageLanguage);
  const label = fill(words.openLabel, { marker: citation.marker });
  return element("li", { class: law ? "source law" : "source", id: `${prefix}-${citation.marker}`, tabindex: "-1" },
    element("span", { class: "layer" }, element("span", { class: "marker" }, `[${citation.marker}]`), icon(law ? "law" : "policy"), layerName(citation.insurer)),
    element("p", { lang: citation.language }, bold(citation.section)),
    element("div", { class: "actions" }, quoted ? element("details", {}, element("summary", {}, words.showPassage), quote) : quote,
      safeLink(address.href, [words.open, "\u00a0", icon("open")], { class: "open", target: "_blank", "aria-label": label })));
}

function sources(citations, text, prefix) {
  if (!citations.length) return null;
  return element("section", { class: "sources" }, element("h3", {}, words.sources),
    element("ol", {}, citations.map((citation) => source(citation, text.includes(citation.quote), prefix))));
}

function chips(title, texts, attribute) {
  if (!texts.length) return null;
  const button = ([label, value]) => element("li", {}, element("button", { type: "button", [attribute]: value }, label));
  return element("section", { class: "follow-up" }, element("h3", {}, title), element("ul", { class: "chips" }, texts.map(button)));
}

function notices(list, citations, prefix) {
  if (!list?.length) return null;
  const one = ({ text }) => element("li", { class: "alert" }, icon("info"), element("span", {}, markers(text, citations, prefix)));
  return element("ul", { class: "notices", "aria-label": words.notices }, list.map(one));
}

function outcomeLine(outcome, text) {
  return element("h2", { class: "outcome" }, icon(outcome), text);
}

function answerCard(reply) {
  const prefix = `answer-${++answersShown}-source`;
  const citations = reply.citations ?? [];
  const outcome = words.outcomes[reply.outcome] ? reply.outcome : "out_of_scope";
  const asksInsurer = outcome === "needs_clarification" && !reply.insurer;
  const text = element("div", { lang: reply.language }, prose(reply.answer, citations, prefix), notices(reply.notices, citations, prefix), handoff(reply.handoff, citations, prefix));
  const followUps = (reply.suggestions ?? []).filter((one) => !asksInsurer || !words.insurers.includes(one));
  return element("article", { class: `answer ${outcome}`, "aria-label": words.assistant },
    outcomeLine(outcome, words.outcomes[outcome]), text,
    asksInsurer ? chips(words.clarifyInsurer, words.ids.map((id) => [insurerName(id), id]), "data-choose") : null,
    sources(citations, reply.answer, prefix),
    chips(words.followUp, followUps.map((one) => [one, one]), "data-question"),
    element("p", { class: "person" }, reply.handoff?.channels?.length ? words.humanHandoff : words.human));
}

const errorCard = (detail) => element("article", { class: "answer error", "aria-label": words.assistant }, outcomeLine("error", words.errorTitle), element("p", { class: "prose" }, detail));
const waitingCard = () => element("article", { class: "answer", "aria-label": words.assistant, "aria-busy": "true" }, element("p", { class: "waiting" }, words.waiting));
