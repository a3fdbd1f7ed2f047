"use strict";
// Sorting, filtering, light and dark, and printing what is folded. The page is whole without it.
(() => {
  const SHOWN = 25;
  const create = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const key = (unit, column) => {
    const row = unit.rows ? unit.rows[0] : unit;
    const cell = row.cells[column];
    const value = cell.dataset.v ?? cell.querySelector("time")?.dateTime ?? cell.textContent.trim();
    return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value.toLowerCase();
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en");

  // The rows that the file folds away for readers without scripts come back to their table, which cuts what it shows itself.
  const gather = (table) => {
    const paired = table.matches(".destinations, .paired");
    const units = (of) => paired ? [...of.tBodies] : [...of.tBodies[0].rows];
    const frame = table.parentElement.classList.contains("scroll") ? table.parentElement : table;
    const folded = frame.nextElementSibling;
    const all = units(table);
    if (folded && folded.matches("details.rest")) {
      const rest = folded.querySelector("table");
      all.push(...units(rest));
      (paired ? table : table.tBodies[0]).append(...units(rest));
      folded.remove();
    }
    return { all, home: paired ? table : table.tBodies[0], frame };
  };

  const tables = new Map();
  for (const table of document.querySelectorAll("table.sortable")) {
    if (!table.isConnected) continue;
    const { all, home, frame } = gather(table);
    let whole = all.length <= SHOWN * 1.25;
    let wanted = () => true;
    const more = create("button", { type: "button", className: "showall" });
    more.addEventListener("click", () => { whole = true; show(); });
    frame.after(more);
    const show = () => {
      let fitting = 0;
      for (const unit of all) {
        const fits = wanted(unit);
        fitting += fits;
        unit.hidden = !fits || (!whole && fitting > SHOWN);
      }
      more.hidden = whole || fitting <= SHOWN;
      more.textContent = `Show all ${fitting}`;
      return fitting;
    };
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = create("button", { type: "button" }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const numbers = head.classList.contains("n");
        const before = head.getAttribute("aria-sort");
        const down = before ? before === "ascending" : numbers;
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const keyed = all.map((unit) => [key(unit, column), unit]);
        keyed.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
        all.splice(0, all.length, ...keyed.map((it) => it[1]));
        home.append(...all);
        show();
      });
    });
    // A link to a row that is cut brings the whole table.
    tables.set(table.id || table, {
      reveal: (target) => {
        if (all.some((unit) => unit.hidden && unit.contains(target))) { whole = true; show(); }
      },
      filter: (test) => { wanted = test; return show(); },
    });
    show();
  }

  for (const bar of document.querySelectorAll(".filter[data-for]")) {
    const table = tables.get(bar.dataset.for);
    if (!table) continue;
    const plain = bar.classList.contains("plain");
    const text = create("input", {
      type: "search",
      placeholder: plain ? "words to look for…" : "name, area, protocol, machine…",
      ariaLabel: plain ? "Filter rows by text" : "Filter destinations by text",
    });
    const group = create("select", { ariaLabel: "Filter destinations by kind" });
    for (const [value, words] of [["", "everything"], ["g:documented", "documented"], ["g:undocumented", "undocumented"],
      ["g:unnamed", "without a name"], ["s:blocked", "never reached"], ["s:only-asked", "only asked for"]]) {
      group.append(create("option", { value }, words));
    }
    const status = create("span", { className: "quiet", role: "status" });
    const apply = () => {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const [kind, value] = group.value.split(":");
      const fitting = table.filter((row) => {
        if (value && row.dataset[kind] !== value) return false;
        const content = row.textContent.toLowerCase();
        return words.every((word) => content.includes(word));
      });
      status.textContent = words.length || value ? `${fitting} fit` : "";
    };
    text.addEventListener("input", apply);
    group.addEventListener("change", apply);
    bar.append(text, ...(plain ? [] : [group]), status);
    bar.hidden = false;
  }

  const follow = () => {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* not ours */ }
    if (!target) return;
    for (const table of tables.values()) table.reveal(target);
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    const own = target.matches("tbody") ? target.querySelector("details") : null;
    if (own) own.open = true;
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", follow);
  if (location.hash) follow();

  const dark = document.getElementById("dark");
  const byDevice = dark.media;
  const themes = [["as the device", byDevice], ["light", "not all"], ["dark", "screen"]];
  let theme = 0;
  const button = create("button", { type: "button" });
  const name = () => { button.textContent = `Colours: ${themes[theme][0]}`; };
  button.addEventListener("click", () => {
    theme = (theme + 1) % themes.length;
    dark.media = themes[theme][1];
    name();
  });
  name();
  document.querySelector("nav ul").append(create("li", { className: "theme" }, button));

  // Paper cannot be unfolded: the ways to turn something off are printed, the small print of each destination as it is shown.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.off:not([open])")];
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
})();
