"use strict";
// Everything that can be chosen is in the page already: this shows and hides, and lights it up.
(() => {
  const root = document.documentElement;
  const pairs = [...document.querySelectorAll("[data-pair]")];
  const byId = new Map();
  for (const element of document.querySelectorAll("[data-step]")) {
    for (const id of element.dataset.step.split(" ")) {
      byId.set(id, [...(byId.get(id) ?? []), element]);
    }
  }
  const views = new Map(pairs.map((pair) => [pair, {
    rows: [...pair.querySelectorAll("tr[data-step]")],
    details: [...pair.querySelectorAll(".detail")],
    covers: [...pair.querySelectorAll(".cover")],
    caption: pair.querySelector(".player .caption"),
    lit: [], at: -1, asked: -1, timer: 0,
  }]));
  const PAUSE = 4000;

  const shown = (pair) => !pair.hidden;
  const pairOf = (element) => element.closest("[data-pair]");
  const onStage = () => document.querySelector(".onstage");

  function select(pair, number, { address = true } = {}) {
    const view = views.get(pair);
    if (!view.rows.length) return;
    view.at = Math.max(0, Math.min(number, view.rows.length - 1));
    view.asked = -1;
    const row = view.rows[view.at];
    const id = row.dataset.step;
    for (const element of view.lit) {
      element.classList.remove("lit");
      element.querySelector(".chip.now")?.classList.remove("now");
    }
    for (const link of pair.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    view.lit = byId.get(id).filter((element) => pair.contains(element));
    pair.classList.remove("asking");
    for (const detail of view.details) detail.hidden = detail.dataset.step !== id;
    for (const element of view.lit) {
      element.classList.add("lit");
      element.querySelector(`.chip[href="#${id}"]`)?.classList.add("now");
      const box = element.closest(".code");
      if (box) box.scrollTop = element.offsetTop - box.clientHeight / 2;
    }
    row.querySelector("a").setAttribute("aria-current", "step");
    for (const mark of pair.querySelectorAll(".lanes a.step")) {
      mark.tabIndex = -1;
      if (mark.classList.contains("lit")) mark.setAttribute("aria-current", "step");
    }
    const mark = view.lit.find((element) => element.matches(".lanes a"));
    (mark ?? pair.querySelector(".lanes a.step"))?.setAttribute("tabindex", "0");
    view.caption.textContent = `${row.dataset.number} of ${view.rows.length}: ${row.querySelector(".head").textContent}`;
    cover(pair);
    if (address) history.replaceState(null, "", `#${id}`);
  }

  // On stage the future is covered, so that an audience can say what comes next.
  function cover(pair) {
    const view = views.get(pair);
    for (const each of view.covers) {
      const right = Number(each.dataset.right);
      const x = pair.classList.contains("onstage")
        ? Number(each.dataset.reveal.split(" ")[view.at]) + 1 : right;
      each.setAttribute("x", x);
      each.setAttribute("width", Math.max(0, right + 24 - x));
    }
    for (const mark of pair.querySelectorAll(".lanes a.step, .chip")) {
      const { number } = document.getElementById(mark.getAttribute("href").slice(1)).dataset;
      mark.classList.toggle("later", pair.classList.contains("onstage") && number > view.at + 1);
    }
  }

  function next(pair) {
    const view = views.get(pair);
    if (view.at + 1 >= view.rows.length) return pause(pair);
    const asks = pair.classList.contains("onstage") && pair.querySelector("[data-do=predict]")?.checked;
    if (asks && view.asked !== view.at) {
      view.asked = view.at;
      pair.classList.add("asking");
      view.caption.textContent = "What happens next, and in which process? Say it, then go on.";
      return undefined;
    }
    return select(pair, view.at + 1);
  }

  function pressed(pair, name, on) {
    pair.querySelector(`[data-do=${name}]`).setAttribute("aria-pressed", String(on));
  }

  function pause(pair) {
    const view = views.get(pair);
    clearInterval(view.timer);
    view.timer = 0;
    pressed(pair, "play", false);
    pair.querySelector("[data-do=play]").textContent = "Play";
  }

  function play(pair) {
    const view = views.get(pair);
    if (view.timer) return pause(pair);
    if (view.at + 1 >= view.rows.length) select(pair, 0);
    view.timer = setInterval(() => next(pair), PAUSE);
    pressed(pair, "play", true);
    pair.querySelector("[data-do=play]").textContent = "Pause";
    return undefined;
  }

  function stage(pair, on) {
    root.classList.toggle("stage", on);
    pair.classList.toggle("onstage", on);
    pressed(pair, "stage", on);
    if (!on) pause(pair);
    select(pair, Math.max(0, views.get(pair).at));
    pair.scrollIntoView();
  }

  const actions = {
    previous: (pair) => select(pair, views.get(pair).at - 1),
    next, play,
    stage: (pair) => stage(pair, !pair.classList.contains("onstage")),
    predict: () => {},
  };

  // The step with the same key where there is one, so that a change of start method keeps the place.
  function choose(chapter, pair) {
    const before = pairs.find((each) => chapter.contains(each) && shown(each));
    const key = before && views.get(before).rows[views.get(before).at]?.dataset.key;
    for (const each of pairs) if (chapter.contains(each)) each.hidden = each !== pair;
    for (const radio of chapter.querySelectorAll(".choice input")) {
      const kind = radio.name.endsWith("-method") ? "method" : "runtime";
      radio.checked = radio.value === pair.dataset[kind];
    }
    const same = views.get(pair).rows.findIndex((row) => row.dataset.key === key);
    return same === -1 ? 0 : same;
  }

  function chosen(event) {
    const chapter = event.target.closest("[data-chapter]");
    const want = Object.fromEntries([...chapter.querySelectorAll(".choice input:checked")].map(
      (radio) => [radio.name.endsWith("-method") ? "method" : "runtime", radio.value]));
    const ours = pairs.filter((pair) => chapter.contains(pair));
    const fits = (pair) => Object.entries(want).filter(([kind, value]) => pair.dataset[kind] === value);
    const moved = event.target.name.endsWith("-method") ? "method" : "runtime";
    const pair = ours.filter((each) => each.dataset[moved] === event.target.value)
      .sort((one, other) => fits(other).length - fits(one).length)[0];
    select(pair, choose(chapter, pair));
  }

  function fromAddress() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const pair = row && pairOf(row);
    if (!pair) return;
    choose(pair.closest("[data-chapter]"), pair);
    if (row.dataset.step) select(pair, views.get(pair).rows.indexOf(row), { address: false });
    pair.scrollIntoView();
  }

  // Where the focus is (a number in the lanes, a row of the table), there it stays.
  function focus(pair, inLanes) {
    const view = views.get(pair);
    const mark = view.lit.find((element) => element.matches(".lanes a"));
    (inLanes && mark ? mark : view.rows[view.at].querySelector("a")).focus();
  }

  const KEYS = {
    ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 1, PageUp: -1,
    Home: -Infinity, End: Infinity,
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const inStage = onStage();
    if (inStage && event.key === "Escape") return stage(inStage, false);
    const control = event.target.closest("input, summary, .code, .tablebox");
    const link = event.target.closest("a.step");
    const pair = link ? pairOf(link) : inStage;
    if (!pair || (control && !link)) return undefined;
    const button = event.target.closest("button");
    if (inStage && event.key === " " && !button) {
      event.preventDefault();
      return play(pair);
    }
    const move = KEYS[event.key];
    if (move === undefined) return undefined;
    event.preventDefault();
    if (inStage && move === 1) next(pair);
    else select(pair, Number.isFinite(move) ? views.get(pair).at + move : move);
    if (link) focus(pair, Boolean(link.closest(".lanes")));
    return undefined;
  });

  document.addEventListener("focusin", (event) => {
    const link = event.target.closest("a.step");
    if (!link) return;
    const pair = pairOf(link);
    const number = views.get(pair).rows.findIndex((row) => row.id === link.getAttribute("href").slice(1));
    if (number !== views.get(pair).at) select(pair, number);
  });

  document.addEventListener("click", (event) => {
    const pair = pairOf(event.target);
    if (!pair || event.target.closest("summary")) return;
    const button = event.target.closest("[data-do]");
    if (button) return actions[button.dataset.do](pair);
    const link = event.target.closest("a[href]");
    const place = link ?? event.target.closest("tr[data-step], .code li[data-step]");
    if (!place || String(getSelection())) return;
    const id = link ? link.getAttribute("href").slice(1) : place.dataset.step.split(" ")[0];
    const number = views.get(pair).rows.findIndex((row) => row.id === id);
    if (number === -1) return;
    event.preventDefault();
    select(pair, number);
  });

  // As the system is, until a reader chooses.
  const theme = document.querySelector(".theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => !root.classList.contains("light") && (root.classList.contains("dark") || system.matches);
  const offer = () => { theme.textContent = dark() ? "Light" : "Dark"; };
  theme.addEventListener("click", () => {
    const name = dark() ? "light" : "dark";
    root.classList.remove("light", "dark");
    root.classList.add(name);
    offer();
  });
  system.addEventListener("change", offer);
  offer();
  theme.hidden = false;

  for (const chapter of document.querySelectorAll("[data-chapter]")) {
    const choice = chapter.querySelector(".choice");
    if (choice) {
      choice.hidden = false;
      choice.addEventListener("change", chosen);
    }
    for (const player of chapter.querySelectorAll(".player")) player.hidden = false;
    const ours = pairs.filter((pair) => chapter.contains(pair));
    for (const pair of ours) select(pair, 0, { address: false });
    if (ours.length) choose(chapter, ours[0]);
  }
  addEventListener("hashchange", fromAddress);
  fromAddress();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => closed.forEach((each) => { each.open = false; }));
})();
