// An answer of the HTTP contract becomes elements. Text is only ever set as text: nothing in it is interpreted but **bold** and *italic*.
"use strict";
const words = JSON.parse(document.getElementById("words").textContent);
const pageLanguage = document.documentElement.lang;

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

const EMPHASIS = /\*\*(?=[^\s*])([^\n]*?[^\s*])\*\*|(?<![\p{L}\d*])\*(?=[\p{L}\d])([^*\n]*[\p{L}\d])\*(?![\p{L}\d*])/u;

function emphasised(text) {
  const parts = [];
  for (const [index, part] of text.split(EMPHASIS).entries()) { // plain, bold and italic text by turns
    if (part) parts.push(index % 3 ? element(index % 3 === 1 ? "strong" : "em", {}, part) : part);
  }
  return parts;
}

function plain(text) {
  return text.replace(new RegExp(EMPHASIS, "gu"), (all, bold, italic) => bold ?? italic);
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

// French puts a space before some marks; it must not become a line break.
const tied = (text) => text.replace(/([«(]) /g, "$1\u00a0").replace(/ (?=[»\[?!:;])/g, "\u00a0");

// Words of ours: [n] becomes a link to the document, an address of a site a link.
function own(text, citations) {
  const parts = tied(text).split(/\[(\d+)\]|(https?:\/\/[^\s»”]+)/); // words, marker, address by turns
  const shown = [emphasised, (part) => marker(Number(part), citations), (part) => safeLink(part, part)];
  return parts.flatMap((part, index) => (part ? shown[index % 3](part) : []));
}

function marker(number, citations) {
  const citation = citations.find((one) => one.marker === number);
  if (!citation) return number == null ? null : `[${number}]`;
  const label = fill(words.openLabel, { marker: number });
  return element("a", { class: citation.insurer === "law" ? "marker law" : "marker", href: documentAddress(citation), target: "_blank", "aria-label": label }, `[${number}]`);
}

function documentAddress(citation) {
  const address = new URL(citation.url, location.href);
  address.searchParams.set("lang", pageLanguage);
  return ["https:", "http:"].includes(address.protocol) ? address.href : null;
}

// A quote keeps its lines; each is highlighted for itself, so that the blank ones between them are not.
function quoted(citation) {
  const lines = citation.quote.split(/(\n)/).map((line) => (line.trim() ? element("span", {}, emphasised(line)) : line));
  return element("q", { class: citation.insurer === "law" ? "law" : null, lang: citation.language }, lines);
}

// Lines that begin with a dash become a list, the others paragraphs; a quote belongs to the line it begins in.
function prose(text, citations) {
  const lines = [element("p")];
  const write = (words) => {
    for (const [index, line] of words.split("\n").entries()) {
      if (index) lines.push(element(line.startsWith("– ") ? "li" : "p"));
      lines.at(-1).append(...own(index ? line.replace(/^– /, "") : line, citations));
    }
  };
  let position = 0;
  for (const [start, end, citation] of quotesIn(text, citations)) {
    write(text.slice(position, start));
    lines.at(-1).append(quoted(citation));
    position = end;
  }
  write(text.slice(position));
  return element("div", { class: "prose" }, listed(lines.filter((line) => line.hasChildNodes())));
}

function listed(lines) {
  const blocks = [];
  for (const line of lines) {
    if (line.tagName === "P") blocks.push(line);
    else if (blocks.at(-1)?.tagName === "UL") blocks.at(-1).append(line);
    else blocks.push(element("ul", {}, line));
  }
  return blocks;
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
  if (kind === "form" && /^(https?:\/\/)?[\w-]+(\.[\w-]+)+(\/\S*)?$/i.test(value)) return safeLink(/^https?:/i.test(value) ? value : `https://${value}`, value);
  return element(kind === "post" ? "address" : "span", {}, value);
}

function fact(symbol, title, content, mark) {
  return element("div", { class: "fact" }, icon(symbol), element("div", {}, element("h4", {}, title, " ", mark), content));
}

function handoff(block, citations) {
  if (!block) return null;
  const cite = (number) => marker(number, citations);
  const types = block.request_types ?? [block.request_type];
  const kinds = types.map((type) => words.requests[type]).filter(Boolean);
  const articles = types.flatMap((type, index) => (block.basis?.[index] ? [[words.requests[type], block.basis[index]]] : []));
  const identity = block.identity ?? {};
  const required = { true: words.identityRequired, false: words.identityNotRequired }[identity.required];
  return element("section", { class: "handoff" },
    element("h3", {}, words.handoff, kinds.map((kind) => element("span", { class: "kind" }, ` · ${kind}`))),
    (block.channels ?? []).map((channel) => fact(words.channels[channel.kind] ? channel.kind : "info", words.channels[channel.kind] ?? channel.kind, channelValue(channel), cite(channel.marker))),
    articles.length ? fact("law", words.basis, articles.map(([kind, article]) => element("p", {}, articles.length > 1 ? `${kind} – ${article}` : article))) : null,
    required || identity.note ? fact("policy", words.identity, element("p", {}, identity.note || required), cite(identity.marker)) : null,
    block.answer_due ? fact("info", words.due, element("p", {}, fill(words.answerDue, { date: longDate(block.answer_due) }))) : null,
    block.url ? element("p", {}, safeLink(block.url, words.prepare, { class: "primary prepare", target: "_blank" })) : null);
}

function sources(citations, text) {
  if (!citations.length) return null;
  const law = citations.filter((one) => one.insurer === "law");
  const policy = citations.filter((one) => one.insurer !== "law");
  return element("section", { class: "sources" }, element("h3", {}, words.sources), layer("policy", policy, text), layer("law", law, text));
}

function layer(kind, citations, text) {
  if (!citations.length) return null;
  return element("div", { class: `layer ${kind}` }, element("h4", {}, icon(kind), layerName(citations[0].insurer)),
    element("ol", {}, citations.map((citation) => source(citation, text))));
}

// The section of a quote, as a link to it; the quote itself where the answer does not show it.
function source(citation, text) {
  const number = element("span", { class: "number" }, `[${citation.marker}]`);
  const section = element("span", { class: "section", lang: citation.language }, emphasised(citation.section));
  const link = element("a", { class: "open", href: documentAddress(citation), target: "_blank" }, number, " ", section, "\u00a0", icon("open"), element("span", { class: "unseen" }, ` – ${words.open}`));
  return element("li", { class: "source" }, link,
    text.includes(citation.quote) ? null : element("blockquote", { lang: citation.language }, emphasised(citation.quote)));
}

function chips(title, texts, attribute, language = null) {
  if (!texts.length) return null;
  const button = ([label, value]) => element("li", {}, element("button", { type: "button", lang: language, [attribute]: value }, label));
  return element("section", { class: "follow-up" }, element("h3", {}, title), element("ul", { class: "chips" }, texts.map(button)));
}

// What a member must see before acting stands out; the rest is said quietly, below.
const URGENT = ["conflict", "no_rights_channel"];

function alerts(list, citations) {
  return list.filter(({ code }) => URGENT.includes(code)).map(({ text }) => element("p", { class: "alert" }, icon("error"), element("span", {}, own(text, citations))));
}

function notes(list, citations) {
  const quiet = list.filter(({ code }) => !URGENT.includes(code));
  if (!quiet.length) return null;
  const one = ({ code, text }) => element("li", { class: `note ${code}` }, own(text, citations));
  return element("section", { class: "notes" }, element("h3", { lang: pageLanguage }, words.notices), element("ul", {}, quiet.map(one)));
}

function outcomeLine(outcome, text) {
  return element("h2", { class: "outcome" }, icon(outcome), text);
}

function answerCard(reply) {
  const citations = reply.citations ?? [];
  const told = reply.notices ?? [];
  const outcome = words.outcomes[reply.outcome] ? reply.outcome : "out_of_scope";
  const asksInsurer = outcome === "needs_clarification" && !reply.insurer;
  const text = element("div", { lang: reply.language }, prose(reply.answer, citations), alerts(told, citations), handoff(reply.handoff, citations), notes(told, citations));
  const followUps = (reply.suggestions ?? []).filter((one) => !asksInsurer || !words.insurers.includes(one));
  return element("article", { class: `answer ${outcome}`, "aria-label": words.assistant },
    outcomeLine(outcome, words.outcomes[outcome]), text,
    asksInsurer ? chips(words.clarifyInsurer, words.ids.map((id) => [insurerName(id), id]), "data-choose") : null,
    sources(citations, reply.answer),
    chips(words.followUp, followUps.map((one) => [tied(one), one]), "data-question", reply.language));
}

const errorCard = (detail) => element("article", { class: "answer error", "aria-label": words.assistant }, outcomeLine("error", words.errorTitle), element("p", { class: "prose" }, detail));
const waitingCard = () => element("article", { class: "answer", "aria-label": words.assistant, "aria-busy": "true" }, element("p", { class: "waiting" }, words.waiting));
