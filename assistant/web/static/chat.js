// The conversation without leaving the page. The server makes every answer's HTML, the same as for a browser without
// script; what is typed is only ever set as text. Nothing is stored in the browser.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const [form, field, errorLine, log, chooser, announcement] = ["composer", "question", "question-error", "log", "insurer", "announcement"].map(byId);
  const words = JSON.parse(byId("words").textContent);
  const language = document.documentElement.lang;
  const sendButton = form.querySelector("button");
  const embedded = document.body.classList.contains("embedded");
  const touch = matchMedia("(hover: none)").matches; // where a focused field brings up a keyboard that hides the answer
  const PATIENCE = form.dataset.patience * 1000; // without a sign of life
  let asking = null; // what stops the question under way
  let patience = 0;

  class Refusal extends Error {} // the service said what is wrong, in the member's language

  /* Asking */

  async function ask(question, insurer = null) {
    if (asking) return;
    asking = new AbortController();
    const stopped = asking.signal;
    wait();
    setBusy(true);
    warn("");
    const exchange = waiting(question);
    try {
      const answer = await answered({ question, insurer }, exchange, stopped);
      if (log.contains(exchange)) show(exchange, answer);
    } catch (error) {
      if (log.contains(exchange)) fail(exchange, error, question);
    }
    clearTimeout(patience);
    asking = null;
    setBusy(false);
  }

  // As long again, from now on: a language model may take its time as long as something comes.
  function wait() {
    clearTimeout(patience);
    patience = setTimeout(() => asking.abort(), PATIENCE);
  }

  async function answered(asked, exchange, stopped) {
    try {
      return await streamed(asked, exchange, stopped);
    } catch (error) {
      if (error instanceof Refusal || stopped.aborted) throw error;
      return fromPage(asked, stopped); // where streams are cut on the way
    }
  }

  async function streamed({ question, insurer }, exchange, signal) {
    const body = { question, conversation_id: conversation() || null, language };
    if (!form.dataset.fixed) body.insurer = insurer || chooser?.value || null;
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream, application/problem+json", "Accept-Language": language };
    const response = await fetch(form.dataset.stream, { method: "POST", headers, body: JSON.stringify(body), signal, credentials: "same-origin" });
    if (!response.ok || !response.body) return refuse(response);
    const status = exchange.querySelector(".waiting");
    for await (const [name, data] of events(response.body)) {
      wait();
      if (name === "status") status.textContent = data.text;
      if (name === "sentence") write(status, data);
      if (name === "error") throw new Refusal(data.detail || words.errorUnexpected);
      if (name === "answer") return data;
    }
    throw new Error("the stream ended without an answer");
  }

  async function* events(stream) {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    let buffer = "";
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      const blocks = (buffer += decoder.decode(chunk.value, { stream: true })).split(/\r?\n\r?\n/);
      buffer = blocks.pop();
      for (const block of blocks) {
        const lines = block.split(/\r?\n/);
        const value = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim()).join("\n");
        if (value("data")) yield [value("event"), JSON.parse(value("data"))];
      }
    }
  }

  // The same form post as without script, of which the last exchange is taken over.
  async function fromPage({ question, insurer }, signal) {
    const body = new URLSearchParams({ question, conversation_id: conversation() });
    if (!form.dataset.fixed) body.set("insurer", insurer || chooser?.value || "");
    const response = await fetch(form.action, { method: "POST", body, signal, headers: { "Accept-Language": language }, credentials: "same-origin" });
    const page = parsed(await response.text());
    const last = page.querySelector("#last");
    if (!response.ok || !last) throw new Refusal(page.querySelector("[role=alert]")?.textContent.trim() || words.errorUnexpected);
    return {
      conversation_id: page.querySelector("[name=conversation_id]").value,
      insurer: page.querySelector("#insurer")?.value,
      language: last.dataset.language,
      html: last.querySelector(".answer").outerHTML,
      spoken: last.dataset.spoken,
      text: last.dataset.text,
    };
  }

  async function refuse(response) {
    const type = response.headers.get("content-type") ?? "";
    const said = type.includes("json")
      ? (await response.json().catch(() => ({}))).detail
      : parsed(await response.text()).querySelector("[role=alert]")?.textContent.trim();
    throw said ? new Refusal(said) : new Error(`status ${response.status}`);
  }

  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
  const nodes = (html) => document.importNode(parsed(html).body, true).childNodes;

  /* Showing */

  function waiting(question) {
    const exchange = byId("exchange").content.firstElementChild.cloneNode(true);
    exchange.querySelector(".said").textContent = question;
    log.append(exchange);
    byId("conversation-tools").hidden = false;
    offerQuestions(false);
    exchange.scrollIntoView({ block: "start" });
    if (staying()) field.focus({ preventScroll: true });
    else exchange.focus({ preventScroll: true });
    return exchange;
  }

  // The field keeps the focus where it stays in sight and brings up no keyboard; elsewhere the answer gets it.
  const staying = () => !touch && getComputedStyle(form).position === "sticky";

  // What is written so far stands where the finished answer will have it, which then takes its place.
  function write(status, sentence) {
    status.className = "outcome writing";
    if (!status.nextElementSibling) status.after(Object.assign(document.createElement("div"), { className: "prose", lang: sentence.language }));
    status.nextElementSibling.replaceChildren(...nodes(sentence.html));
  }

  function show(exchange, answer) {
    const beingRead = exchange.querySelector(".prose");
    exchange.querySelector(".pending").replaceWith(...nodes(answer.html));
    Object.assign(exchange.dataset, { text: answer.text, spoken: answer.spoken, language: answer.language });
    ready(exchange);
    setConversation(answer.conversation_id);
    if (chooser && answer.insurer) chooser.value = answer.insurer;
    announce(answer.spoken, answer.language);
    if (!beingRead) exchange.scrollIntoView({ block: "start" });
  }

  function fail(exchange, error, question) {
    exchange.remove();
    if (!log.childElementCount) {
      byId("conversation-tools").hidden = true;
      offerQuestions(true);
      scrollTo(0, 0);
    }
    if (!field.value.trim()) setTyped(question);
    const unreachable = error instanceof TypeError || error.name === "AbortError";
    warn(error instanceof Refusal ? error.message : unreachable ? words.errorNetwork : words.errorUnexpected);
    field.focus();
  }

  function warn(text) {
    errorLine.setAttribute("role", "alert");
    errorLine.textContent = text;
    field.setAttribute("aria-invalid", String(Boolean(text)));
  }

  // Screen readers say what is added here, once; the log itself is silent while words arrive.
  function announce(text, spokenIn) {
    const said = document.createElement("span");
    said.lang = spokenIn;
    said.textContent = text;
    announcement.replaceChildren(said);
  }

  function ready(part) {
    for (const button of part.querySelectorAll("[data-copy], [data-print]")) button.hidden = embedded && "print" in button.dataset; // frames may not print
  }

  // Not once there is an answer: taking them away then would move what is being read.
  function offerQuestions(state) {
    const offered = document.querySelector(".suggestions");
    if (offered) offered.hidden = !state;
  }

  function setBusy(state) {
    log.setAttribute("aria-busy", String(state));
    sendButton.setAttribute("aria-disabled", String(state));
  }

  const conversation = () => form.elements.conversation_id.value;

  function setConversation(id) {
    for (const hidden of document.querySelectorAll("#composer [name=conversation_id], .languages [name=conversation_id]")) hidden.value = id;
  }

  function setTyped(text) {
    field.value = text;
    fit();
  }

  // As tall as what is typed, where the style sheet's field-sizing is not known.
  function fit() {
    if (CSS.supports("field-sizing", "content")) return;
    field.rows = Math.min(6, Math.max(1, field.value.split("\n").length));
  }

  /* What members do */

  function submit() {
    const question = field.value.trim();
    if (asking) return;
    warn(question ? "" : words.questionEmpty);
    if (!question) return field.focus();
    setTyped("");
    ask(question);
  }

  function startAgain() {
    asking?.abort();
    log.replaceChildren();
    setConversation("");
    setTyped("");
    warn("");
    for (const notice of document.querySelectorAll("main > .alert, main > .notice-done")) notice.remove();
    byId("conversation-tools").hidden = true;
    offerQuestions(true);
    announce(words.cleared, language);
    scrollTo(0, 0);
    field.focus({ preventScroll: true });
  }

  function changeInsurer() {
    if (!log.childElementCount) return;
    setConversation("");
    const name = chooser.selectedOptions[0].textContent;
    if (chooser.value) log.append(Object.assign(document.createElement("p"), { className: "change", textContent: words.insurerChanged.replace("{insurer}", name) }));
  }

  async function leaveOpinion(opinion) {
    const given = new FormData(opinion);
    const body = {
      message_id: given.get("message_id"), useful: given.get("useful") === "true", reason: given.get("reason") || null,
      comment: given.get("comment") || "", share: given.has("share"), language,
    };
    opinion.querySelector("button").disabled = true;
    try {
      const headers = { "Content-Type": "application/json", Accept: "application/problem+json", "Accept-Language": language };
      const response = await fetch("/v1/feedback", { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" });
      if (!response.ok) await refuse(response);
      thank(opinion);
    } catch (error) {
      opinion.querySelector("button").disabled = false;
      let line = opinion.querySelector(".field-error");
      if (!line) opinion.append((line = Object.assign(document.createElement("p"), { className: "field-error" })));
      line.setAttribute("role", "alert");
      line.textContent = error instanceof Refusal ? error.message : words.errorNetwork;
    }
  }

  function thank(opinion) {
    const thanks = opinion.parentElement.querySelector(".thanks");
    opinion.hidden = true;
    thanks.hidden = false;
    thanks.tabIndex = -1;
    thanks.focus();
    announce(thanks.textContent.trim(), language);
  }

  async function copy(button, text) {
    const label = button.querySelector("span");
    const before = label.textContent;
    const said = (await copied(text)) ? button.dataset.done : words.copyFailed;
    label.textContent = said;
    announce(said, language);
    setTimeout(() => { label.textContent = before; }, 2500);
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { /* not on this page, or not in this frame: the older way */ }
    const carrier = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
    document.body.append(carrier);
    carrier.select();
    const done = document.execCommand("copy");
    carrier.remove();
    return done;
  }

  function wholeConversation() {
    return [...log.querySelectorAll(".exchange")].filter((one) => one.dataset.text)
      .map((one) => `${words.you}${language === "fr" ? "\u00a0" : ""}: ${one.querySelector(".said").textContent}\n\n${one.dataset.text}`).join("\n\n---\n\n");
  }

  const close = () => tell("close");

  // The frame's page names itself to the insurer's sites only; only the one that holds the frame gets it.
  function tell(news) {
    const allowed = [location.origin, ...(document.body.dataset.origins ?? "").split(" ")].filter(Boolean);
    const parents = location.ancestorOrigins ? [...location.ancestorOrigins].slice(0, 1) : allowed;
    for (const origin of parents) if (allowed.includes(origin)) parent.postMessage({ mesdroits: news }, origin);
  }

  form.noValidate = true;
  byId("question-hint").hidden = touch;
  for (const id of ["copy-conversation", "print-conversation"]) byId(id).hidden = embedded && id.startsWith("print");
  ready(log);
  fit();

  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return; // 229: Safari, composing
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => {
    fit();
    if (errorLine.textContent) warn("");
  });
  chooser?.addEventListener("change", changeInsurer);

  document.addEventListener("submit", (event) => {
    const posted = event.target;
    if (posted === form) {
      event.preventDefault();
      submit();
    } else if (posted.matches("form.ask")) {
      event.preventDefault();
      const { name, value } = event.submitter;
      if (name === "insurer" && chooser) chooser.value = value;
      if (name === "insurer") ask(posted.elements.question.value, value);
      else ask(value);
    } else if (posted.matches(".feedback form")) {
      event.preventDefault();
      leaveOpinion(posted);
    } else if (posted.matches("form.languages")) {
      posted.elements.draft.value = field.value; // what is typed so far goes along
    }
  });

  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-copy], [data-print], a.marker, #copy-conversation, #print-conversation, #new-conversation, #close");
    if (!part) return;
    if (part.id === "close") close();
    else if (part.id === "copy-conversation") copy(part, wholeConversation());
    else if (part.matches("[data-copy]")) copy(part, part.closest(".exchange").dataset.text);
    else if (part.matches("[data-print], #print-conversation")) print();
    else if (part.matches("a.marker")) openSource(part.hash.slice(1));
    else if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      startAgain();
    }
  });

  function openSource(id) {
    const details = byId(id)?.closest("details");
    if (details) details.open = true;
  }

  if (embedded) {
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) close();
    });
    tell("ready");
  }

  addEventListener("beforeprint", () => {
    for (const details of log.querySelectorAll(".sources details")) details.open = true;
  });
})();
