/* A button on an insurer's site that opens its chat in a frame of this service. No cookie, no storage, no global.
   <script src="https://SERVICE/widget.js" data-insurer="ID" async></script> */
(() => {
  "use strict";
  const WORDS = "@words";
  const TAG = "mesdroits-chat";
  const PATIENCE = { answering: 12000, loaded: 2000 }; // before the chat counts as not shown, in milliseconds
  const FULL_SCREEN = "(max-width: 480px), (max-height: 480px)";
  const script = document.currentScript;
  const insurer = script?.dataset.insurer?.trim();
  if (!insurer) {
    console.error("mesdroits: the script needs data-insurer, and no type=\"module\"");
    return;
  }

  const language = languageOf(script.dataset.language || document.documentElement.lang);
  const words = WORDS[language];
  const chat = new URL(`chat/${encodeURIComponent(insurer)}`, script.src);
  chat.searchParams.set("lang", language);

  // Outside the body: what a single-page application does to its body leaves the button alone.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", add, { once: true });
  else add();

  function add() {
    const others = [...document.documentElement.children].filter((one) => one.localName === TAG);
    if (others.some((one) => one.dataset.insurer === insurer)) return;
    const left = script.dataset.position === "left";
    const host = make(TAG, { lang: language });
    host.dataset.insurer = insurer;
    host.dataset.side = left ? "left" : "right";
    const place = others.filter((one) => one.dataset.side === host.dataset.side).length;
    const root = host.attachShadow({ mode: "closed" });
    dress(root, style(colour(script.dataset.accent), place, left));
    root.append(...widget(host, root));
    document.documentElement.append(host);
  }

  /* The button and its panel. The frame, and with it the first request to the service, comes at the first opening. */
  function widget(host, root) {
    const label = script.dataset.label?.trim() || words.label;
    const button = make("button", { type: "button", "aria-expanded": "false", "aria-controls": "panel", "aria-haspopup": "dialog" });
    button.append(icon("M12 3l8 3v6c0 5-3.4 8-8 9.5c-4.6-1.5-8-4.5-8-9.5V6z", "M8.5 12l2.5 2.5 4.5-5"), text("span", label));
    const panel = make("dialog", { id: "panel", "aria-labelledby": "title", autofocus: "" });
    const close = make("button", { type: "button", "aria-label": words.close, title: words.close });
    close.append(icon("M6 6l12 12M18 6L6 18"));
    const apart = make("a", { href: chat.href, target: "_blank", rel: "noopener noreferrer", "aria-label": words.new_tab, title: words.new_tab });
    apart.append(icon("M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"));
    const title = text("p", words.title);
    title.id = "title";
    const bar = make("header", {});
    bar.append(title, apart, close);
    const trouble = make("div", { role: "alert" });
    panel.append(bar, trouble);

    const full = matchMedia(FULL_SCREEN);
    let frame = null;
    let opened = null; // aborts what listens while the panel is open
    let patience = 0;

    button.addEventListener("click", () => (panel.open ? panel.close() : open()));
    close.addEventListener("click", () => panel.close());
    panel.addEventListener("close", () => {
      if (!panel.open && opened) closed(); // open again at once where it only changed its size
    });

    function open() {
      opened = new AbortController();
      const whileOpen = { signal: opened.signal };
      show();
      button.setAttribute("aria-expanded", "true");
      host.toggleAttribute("data-open", true);
      full.addEventListener("change", () => { panel.close(); show(); }, whileOpen);
      document.addEventListener("keydown", escaped, whileOpen);
      if (frame) (frame.hidden ? trouble.querySelector("a") : frame).focus();
      else load();
    }

    function load() {
      frame = chatFrame(arrived);
      addEventListener("message", told);
      patience = setTimeout(missing, PATIENCE.answering);
      panel.append(frame);
    }

    /* The focus goes on into the chat, unless the member has gone elsewhere meanwhile. What arrived may be the
       browser's own page about a frame that it refuses: the chat says itself that it is there. */
    function arrived() {
      if (panel.contains(root.activeElement)) frame.focus();
      if (!patience) return;
      clearTimeout(patience);
      patience = setTimeout(missing, PATIENCE.loaded);
    }

    function missing() {
      const link = make("a", { href: chat.href, target: "_blank", rel: "noopener noreferrer" });
      link.textContent = words.elsewhere;
      trouble.replaceChildren(text("p", words.unavailable), link);
      const focused = root.activeElement === frame;
      frame.hidden = true;
      if (focused) link.focus();
    }

    function there() {
      clearTimeout(patience);
      patience = 0;
      frame.hidden = false;
      trouble.replaceChildren();
    }

    /* Modal where it covers the whole screen, and only there: what lies beneath is then out of reach. */
    function show() {
      if (full.matches) panel.showModal();
      else panel.show();
    }

    function closed() {
      opened.abort();
      opened = null;
      button.setAttribute("aria-expanded", "false");
      host.toggleAttribute("data-open", false);
      button.focus();
    }

    function escaped(event) {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault();
      panel.close();
    }

    function told(event) {
      if (event.origin !== chat.origin || event.source !== frame.contentWindow) return;
      if (event.data?.mesdroits === "ready") there();
      if (event.data?.mesdroits === "close" && panel.open) panel.close();
    }

    return [button, panel];
  }

  function chatFrame(arrived) {
    const address = new URL(chat);
    address.searchParams.set("embedded", "1");
    const frame = make("iframe", {
      title: words.frame_title,
      sandbox: "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox",
      allow: "clipboard-write",
      referrerpolicy: "no-referrer",
      src: address.href,
    });
    frame.addEventListener("load", arrived, { once: true });
    return frame;
  }

  function languageOf(tag) {
    const asked = tag.slice(0, 2).toLowerCase();
    return asked in WORDS ? asked : "fr";
  }

  function make(name, attributes) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  function text(name, content) {
    const element = make(name, {});
    element.textContent = content;
    return element;
  }

  function icon(...paths) {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.setAttribute("aria-hidden", "true");
    for (const path of paths) {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("d", path);
      drawing.append(line);
    }
    return drawing;
  }

  /* The colour asked for with black or white on it, whichever reads better: one of them has 4.5:1 on every colour. */
  function colour(asked) {
    const ground = /^#[0-9a-f]{6}$/i.test(asked ?? "") ? asked : "#24343b";
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const channel = parseInt(ground.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    return { ground, ink: luminance > 0.179 ? "#000" : "#fff" };
  }

  /* Adopted style sheets stand outside a page's style-src; browsers without them need 'unsafe-inline' there. */
  function dress(root, css) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(text("style", css));
    }
  }

  function style({ ground, ink }, place, left) {
    const side = left ? "left" : "right";
    const safe = (edge, length) => `calc(${length} + env(safe-area-inset-${edge}, 0px))`;
    return `
:host { all: initial !important; position: fixed !important; ${side}: 0 !important; bottom: 0 !important; z-index: 2147483000 !important;
  color-scheme: light dark !important; font: 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif !important; }
:host([data-open]) { z-index: 2147483001 !important; }
*, ::before, ::after { box-sizing: border-box; }
button, a { font: inherit; cursor: pointer; }
svg { width: 22px; height: 22px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
button[aria-expanded] { position: fixed; ${side}: ${safe(side, "16px")}; bottom: ${safe("bottom", `${16 + place * 64}px`)};
  display: flex; align-items: center; gap: 8px; min-height: 52px; max-width: calc(100vw - 32px); padding: 12px 20px 12px 16px; border: 2px solid #fff; border-radius: 26px;
  background: ${ground}; color: ${ink}; font-weight: 600; text-align: start; box-shadow: 0 2px 6px rgb(0 0 0 / .25), 0 6px 20px rgb(0 0 0 / .18); }
button[aria-expanded]:hover { text-decoration: underline; text-underline-offset: 3px; }
button[aria-expanded]:focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 6px #0b3c8c; }
dialog { position: fixed; inset: auto; ${side}: ${safe(side, "16px")}; bottom: ${safe("bottom", "80px")}; margin: 0; padding: 0; border: 1px solid #71828b; border-radius: 16px;
  width: min(420px, calc(100vw - 32px)); height: min(680px, calc(100vh - 96px)); height: min(680px, calc(100dvh - 96px)); max-width: none; max-height: none;
  overflow: hidden; flex-direction: column; background: #fff; color: #16262d; box-shadow: 0 10px 40px rgb(0 0 0 / .28); }
dialog[open] { display: flex; }
dialog:focus { outline: none; }
header { display: flex; align-items: center; gap: 4px; padding: 4px 6px 4px 16px; background: ${ground}; color: ${ink}; }
header p { flex: 1; margin: 0; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; }
header :is(a, button) { display: grid; place-items: center; width: 44px; height: 44px; padding: 0; border: 0; border-radius: 10px; background: none; color: inherit; }
header :is(a, button):hover { background: rgb(127 127 127 / .35); }
header :focus-visible { outline: 3px solid currentColor; outline-offset: -4px; }
iframe { flex: 1; width: 100%; min-height: 0; border: 0; background: #f4f6f7; }
iframe[hidden], [role=alert]:empty { display: none; }
[role=alert] { padding: 24px 20px; }
[role=alert] p { margin: 0 0 12px; }
[role=alert] a { color: inherit; font-weight: 600; }
[role=alert] a:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
@media (prefers-color-scheme: dark) { dialog { background: #1a2429; color: #e8eff2; } iframe { background: #11191d; } }
@media ${FULL_SCREEN} {
  dialog { inset: 0; width: 100vw; height: 100vh; height: 100dvh; border: 0; border-radius: 0;
    padding: env(safe-area-inset-top, 0px) env(safe-area-inset-right, 0px) env(safe-area-inset-bottom, 0px) env(safe-area-inset-left, 0px); }
}
@media (prefers-reduced-motion: no-preference) {
  dialog[open] { animation: arrive .16s ease-out; }
  @keyframes arrive { from { opacity: 0; transform: translateY(12px); } }
}
@media print { :host { display: none !important; } }`;
  }
})();
