// The page without this script is whole up to a number of transactions. With it, tables sort, and the transactions that the
// page holds as data can be filtered, sorted, paged and unfolded; a figure or name elsewhere leads to its transactions.
(() => {
  const PAGE = 100;
  const data = JSON.parse(document.getElementById("rows").textContent);
  const table = document.getElementById("table");
  const total = data.detail.length;
  document.getElementById("bare")?.remove();
  const number = (one) => one.toLocaleString("en");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const make = (tag, properties = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  };
  const mark = (kind) => make("span", { class: `mark ${kind}`, "aria-hidden": "true" });
  const open = () => make("span", { class: "status is-open" }, mark("open"), "open");
  const button = (text, properties, act) => {
    const node = make("button", { type: "button", ...properties }, text);
    node.addEventListener("click", act);
    return node;
  };

  // A column by name: the word of a row. A name in another script is its text, its language and its Latin form.
  const column = (name) => {
    const { words, at } = data.columns[name];
    return at ? (row) => words[at[row]] : (row) => words[row];
  };
  const columns = Object.fromEntries(Object.keys(data.columns).map((name) => [name, column(name)]));
  const said = (word) => (Array.isArray(word) ? `${word[0]} ${word[2] ?? ""}` : String(word));
  const shown = (word) => {
    if (word === "") return open();
    if (typeof word === "number") return number(word);
    if (!Array.isArray(word)) return make("bdi", { dir: "auto" }, word);
    const own = make("bdi", { lang: word[1], dir: "auto" }, word[0]);
    return make("span", { class: "name" }, own, " ", word[2] ? make("span", { class: "latin" }, `(${word[2]})`) : null);
  };
  const level = (key) => {
    const svg = document.querySelector(`svg.steps use[href="#level-${key}"]`)?.closest("svg").cloneNode(true);
    return make("span", { class: "level" }, svg ?? null, " ",
      make("span", { class: key === "held" ? "is-open" : null }, data.levels[key]));
  };

  // Rows are held the worst first, so that the level of a row is its place from the end.
  const counted = (row, word) => Number(columns.stops(row).match(word)?.[1] ?? 0);
  const stands = (row) => counted(row, /(\d+) stand/) * 1000 + counted(row, /(\d+) may/);
  const keyOf = { level: (row) => -row, stops: stands };
  const compared = (name, down) => {
    const key = keyOf[name] ?? ((row) => columns[name](row));
    return (one, other) => {
      const [a, b] = [key(one), key(other)];
      const unknown = (a === "") - (b === "");
      if (unknown) return unknown;  // what is open stands last whichever way: it is neither good nor bad
      const order = typeof a === "number" ? a - b : said(a).localeCompare(said(b));
      return (down ? -order : order) || one - other;
    };
  };

  const details = (row) => {
    const pairs = make("dl");
    for (const [name, label] of data.pairs) {
      const word = columns[name](row);
      if (word !== "") pairs.append(make("dt", {}, label), make("dd", {}, word === "open" ? open() : shown(word)));
    }
    const told = data.told[data.detail[row]].map(([heading, lines]) => {
      const items = lines.map((at) => {
        const [kind, text] = data.lines[at];
        return make("li", {}, kind === "more" ? null : mark(kind), text);
      });
      return make("div", {}, make("h4", {}, heading), make("ul", {}, ...items));
    });
    const cell = make("td", { role: "cell", colspan: data.table.length },
      make("div", { class: "inside" }, pairs, ...told));
    return make("tr", { role: "row", class: "why", id: `why-${row}` }, cell);
  };

  const rowOf = (row) => {
    const cells = data.table.map(([name, head, figure], at) => {
      if (at === 0) return null;
      const inner = name === "level" ? level(columns.level(row)) : shown(columns[name](row));
      return make("td", { role: "cell", "data-label": head, class: figure ? "figure" : null }, make("span", {}, inner));
    });
    const more = button(columns.transaction(row) || "no id", { class: "more", "aria-expanded": "false" }, () => {
      const unfolded = more.getAttribute("aria-expanded") === "true";
      more.setAttribute("aria-expanded", String(!unfolded));
      if (unfolded) node.nextElementSibling.remove();
      else node.after(details(row));
    });
    const first = make("th", { scope: "row", role: "rowheader", "data-label": data.table[0][1] }, more);
    const node = make("tr", { role: "row" }, first, ...cells);
    return node;
  };

  // Filters
  const picked = { level: null, country: null, kind: null, capabilities: null };
  const searched = Array.from({ length: total }, () => null);
  const textOf = (row) => (searched[row] ??= plain([
    ...Object.keys(columns).map((name) => said(name === "level" ? data.levels[columns.level(row)] : columns[name](row))),
  ].join(" ")));
  const has = {
    level: (row, value) => columns.level(row) === value,
    country: (row, value) => columns.country(row) === value,
    kind: (row, value) => columns.kind(row) === value,
    capabilities: (row, value) =>
      value === "" ? columns.capabilities(row) === "open" : columns.capabilities(row).split(", ").includes(value),
  };
  const labels = { level: "Level", country: "Place of use", kind: "Kind of end user", capabilities: "Item can do" };
  const every = [...data.detail.keys()];
  const valuesOf = {
    level: Object.keys(data.levels).filter((key) => every.some((row) => columns.level(row) === key)),
    country: [...new Set(every.map(columns.country))],
    kind: [...new Set(every.map(columns.kind))],
    capabilities: [...new Set(every.flatMap((row) => {
      const word = columns.capabilities(row);
      return word === "open" ? [""] : word.split(", ");
    }))],
  };
  const selects = Object.fromEntries(Object.entries(labels).map(([name, label]) => {
    const select = make("select", {}, make("option", { value: "*" }, "all"));
    const values = valuesOf[name];
    if (name !== "level") values.sort((one, other) => (one === "") - (other === "") || one.localeCompare(other));
    for (const value of values) {
      select.append(make("option", { value: `=${value}` }, name === "level" ? data.levels[value] : value || "open, not known"));
    }
    select.addEventListener("change", () => {
      picked[name] = select.value === "*" ? null : select.value.slice(1);
      refresh();
    });
    return [name, { select, line: make("label", {}, `${label}: `, select) }];
  }));
  const input = make("input", { type: "search" });
  input.addEventListener("input", () => refresh());
  const told = make("p", { role: "status", class: "meta told" });
  const clear = button("Show all again", { class: "plainly" }, () => {
    input.value = "";
    for (const name of Object.keys(picked)) set(name, null);
    refresh();
  });
  const set = (name, value) => {
    picked[name] = value;
    const { select } = selects[name];
    if (value !== null && !valuesOf[name].includes(value)) {  // of the book, and of no row that the page holds
      valuesOf[name].push(value);
      select.append(make("option", { value: `=${value}` }, value || "open, not known"));
    }
    select.value = value === null ? "*" : `=${value}`;
  };
  const controls = make("div", { class: "filter", role: "group", "aria-label": "Filter the transactions" },
    make("label", {}, "Show only rows with: ", input), ...Object.values(selects).map(({ line }) => line), clear);

  // Sorting and paging
  let rows = every;
  let sorted = { name: "level", down: true };
  let page = 0;
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  const pager = make("p", { class: "pager" });
  const turn = (to) => {
    page = to;
    show();
    table.scrollIntoView();
  };
  const show = () => {
    const start = page * PAGE;
    body.replaceChildren(...rows.slice(start, start + PAGE).map(rowOf));
    const last = Math.min(start + PAGE, rows.length);
    const range = rows.length ? `Rows ${number(start + 1)} to ${number(last)} of ${number(rows.length)}` : "No row";
    const before = button("Previous", { disabled: page === 0 ? "" : null, class: "plainly" }, () => turn(page - 1));
    const after = button("Next", { disabled: last >= rows.length ? "" : null, class: "plainly" }, () => turn(page + 1));
    pager.replaceChildren(range, " ", before, " ", after);
  };
  const refresh = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    const asked = Object.entries(picked).filter(([, value]) => value !== null);
    rows = every.filter((row) =>
      asked.every(([name, value]) => has[name](row, value)) && words.every((word) => textOf(row).includes(word)));
    rows.sort(compared(sorted.name, sorted.down));
    const whole = data.total > total ? `; the page holds ${number(total)} of ${number(data.total)}` : "";
    told.textContent = words.length || asked.length ? `${number(rows.length)} of ${number(total)} rows${whole}.` : "";
    clear.hidden = !(words.length || asked.length);
    page = 0;
    show();
  };
  const headed = (head, down) => {
    for (const one of head.parentNode.cells) one.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  };
  heads.forEach((head, at) => {
    const [name, text, figure] = data.table[at];
    head.replaceChildren(button(text, { class: "sort" }, () => {
      const down = sorted.name === name ? !sorted.down : figure || name === "level";
      sorted = { name, down };
      headed(head, down);
      refresh();
    }));
  });
  headed(heads[1], true);
  table.classList.add("sorts");
  table.before(controls, told);
  table.after(pager);
  refresh();

  // A figure or name elsewhere leads to its transactions.
  for (const node of document.querySelectorAll("[data-pick]")) {
    const [, name, value] = node.dataset.pick.match(/^(\w+)=(.*)$/s);
    const link = button("", { class: "pick", title: "Show these transactions" }, () => {
      input.value = "";
      for (const one of Object.keys(picked)) set(one, one === name ? value : null);
      refresh();
      controls.scrollIntoView();
      selects[name].select.focus({ preventScroll: true });
    });
    link.append(...node.childNodes);
    node.append(link);
  }

  // The small tables sort in place; of a long one the first rows are shown until more is asked for.
  const FIRST = 30;
  for (const one of document.querySelectorAll("table[data-sorts]")) {
    const lines = [...one.tBodies[0].rows];
    let whole = lines.length <= FIRST + 10;
    const fold = () => lines.forEach((line, at) => line.classList.toggle("beyond", !whole && at >= FIRST));
    const unfold = () => {
      whole = true;
      more.remove();
      fold();
    };
    const more = button(`Show all ${number(lines.length)}`, { class: "plainly" }, unfold);
    if (!whole) {
      one.after(more);
      addEventListener("hashchange", () => {
        const line = lines.find((row) => `#${row.id}` === location.hash);
        if (!line?.classList.contains("beyond")) return;
        unfold();
        line.scrollIntoView();
      });
    }
    fold();
    one.classList.add("sorts");
    [...one.tHead.rows[0].cells].forEach((head, at) => {
      const text = head.textContent;
      head.replaceChildren(button(text, { class: "sort" }, () => {
        const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : at > 0;
        headed(head, down);
        const key = (row) => row.cells[at].dataset.sort;
        lines.sort((a, b) => {
          const unknown = (key(a) === "open") - (key(b) === "open");
          if (unknown) return unknown;
          const order = Number.isNaN(Number(key(a))) ? key(a).localeCompare(key(b)) : key(a) - key(b);
          return down ? -order : order;
        });
        one.tBodies[0].append(...lines);
        fold();
      }));
    });
  }
})();
