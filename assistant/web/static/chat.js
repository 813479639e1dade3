// The conversation: a question goes out over server-sent events, or plainly where those fail; one answer comes back.
"use strict";
const byId = (id) => document.getElementById(id);
const [form, field, errorLine, log, chooser] = ["composer", "question", "question-error", "log", "insurer"].map(byId);
const sendButton = form.querySelector("button");
const PATIENCE = 60000;
const touch = matchMedia("(hover: none)").matches; // where a focused field brings up a keyboard that hides the answer
let insurer = words.fixed ?? null;
let conversation = null;
let busy = false;
let lastQuestion = "";

class Refusal extends Error {} // the service answered with problem details, already in the member's language

function request(path, body, accept) {
  const headers = { "Content-Type": "application/json", Accept: accept, "Accept-Language": pageLanguage };
  return fetch(path, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE), credentials: "same-origin" });
}

async function refuse(response) {
  const problem = await response.json().catch(() => ({}));
  throw problem.detail ? new Refusal(problem.detail) : new Error(`status ${response.status}`);
}

async function askPlainly(body) {
  const response = await request("/v1/chat", body, "application/json");
  return response.ok ? response.json() : refuse(response);
}

async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const blocks = (buffer += chunk.value).split(/\r?\n\r?\n/);
    buffer = blocks.pop();
    for (const block of blocks) {
      const lines = block.split(/\r?\n/);
      const value = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim()).join("\n");
      if (value("data")) yield [value("event"), JSON.parse(value("data"))];
    }
  }
}

async function askStreaming(body, card) {
  const response = await request("/v1/chat/stream", body, "text/event-stream");
  if (!response.ok || !response.body) return refuse(response);
  let text = "";
  for await (const [name, data] of events(response.body)) {
    if (name === "status" && data.text && !text) card.querySelector(".waiting").textContent = data.text;
    if (name === "token") card.lastElementChild.replaceWith(element("div", { class: "prose" }, element("p", {}, emphasised((text += data.text)))));
    if (name === "error") throw new Refusal(data.detail || words.errorUnexpected);
    if (name === "final") return data;
  }
  throw new Error("the stream ended without an answer");
}

async function reply(body, card) {
  try {
    return await askStreaming(body, card);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return askPlainly(body);
  }
}

async function ask(question) {
  if (busy) return;
  setBusy(true);
  lastQuestion = question;
  const card = waitingCard();
  log.append(element("p", { class: "asked" }, element("span", { class: "unseen" }, `${words.you}: `), element("span", { class: "said" }, question)), card);
  card.previousSibling.scrollIntoView();
  try {
    show(card, await reply({ insurer, question, language: null, conversation_id: conversation }, card));
    if (field.value.trim() === question) field.value = "";
  } catch (error) {
    fail(card, error, question);
  }
  setBusy(false);
}

function show(card, answer) {
  conversation = answer.conversation_id;
  const finished = answerCard(answer);
  card.replaceWith(finished);
  if (answer.insurer && answer.insurer !== "law") setInsurer(answer.insurer);
  announce(words.outcomes[answer.outcome] ?? "", plain(answer.answer), answer.language);
  finished.previousSibling.scrollIntoView();
}

function fail(card, error, question) {
  const unreachable = error instanceof TypeError || error.name === "TimeoutError";
  const detail = error instanceof Refusal ? error.message : unreachable ? words.errorNetwork : words.errorUnexpected;
  const refused = errorCard(detail);
  card.replaceWith(refused);
  if (!field.value.trim()) field.value = question;
  refused.scrollIntoView({ block: "center" });
  announce(words.errorTitle, detail, pageLanguage);
}

function announce(title, text, language) {
  byId("announcement").replaceChildren(`${title}. `, element("span", { lang: language }, text));
}

function setBusy(state) {
  busy = state;
  log.setAttribute("aria-busy", String(state));
  sendButton.setAttribute("aria-disabled", String(state));
}

function setInsurer(id) {
  insurer = id || null;
  if (chooser) chooser.value = id;
  for (const part of document.querySelectorAll("[data-insurer]")) part.hidden = !words.fixed && part.dataset.insurer !== id;
}

function changeInsurer(id) {
  const started = log.childElementCount > 0;
  conversation = null;
  setInsurer(id);
  if (id && started) log.append(element("p", { class: "change" }, fill(words.insurerChanged, { insurer: insurerName(id) })));
}

function submit() {
  const question = field.value.trim();
  errorLine.textContent = question ? "" : words.questionEmpty;
  field.setAttribute("aria-invalid", String(!question));
  if (!question || busy) return field.focus();
  field.value = "";
  if (touch) field.blur();
  return ask(question);
}

form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submit();
});
field.addEventListener("input", () => { errorLine.textContent = ""; field.setAttribute("aria-invalid", "false"); });
chooser?.addEventListener("change", () => changeInsurer(chooser.value));

// The member's own words go along to the request form, straight from this page: the service has kept none of them.
function prepare(link) {
  const address = new URL(link.href);
  const said = link.closest("article").previousElementSibling?.querySelector(".said")?.textContent ?? "";
  const fields = [...address.searchParams].map(([name, value]) => [name === "for" ? "role" : name, value]);
  const carrier = element("form", { method: "post", action: address.pathname, target: "_blank", hidden: "" },
    [...fields, ["said", said]].map(([name, value]) => element("input", { type: "hidden", name, value })));
  document.body.append(carrier);
  carrier.submit();
  carrier.remove();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.prepare");
  if (link) {
    event.preventDefault();
    return prepare(link);
  }
  if (event.target.closest(".languages a") && log.childElementCount && !confirm(words.languageRestart)) return event.preventDefault();
  const button = event.target.closest("button[data-question], button[data-choose]");
  if (!button || busy) return;
  if (button.dataset.choose) changeInsurer(button.dataset.choose);
  if (!touch) field.focus({ preventScroll: true });
  ask(button.dataset.question ?? lastQuestion);
});

form.noValidate = true;
for (const part of [form, byId("insurer-choice"), ...document.querySelectorAll(".suggestions")]) if (part) part.hidden = false;
setInsurer(chooser?.value ?? insurer ?? "");
