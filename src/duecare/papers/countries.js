// The table without this script is whole and in order of names; with it, it sorts by a column and filters by words.
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, at) => row.cells[at].dataset.sort;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // What is open stands last whichever way the column is sorted: it is neither good nor bad.
  const compared = (one, other, at) => {
    const open = (key(one, at) === "open") - (key(other, at) === "open");
    if (open || key(one, at) === "open") return [open, true];
    return [at > 0 ? key(one, at) - key(other, at) : key(one, at).localeCompare(key(other, at)), false];
  };
  const sort = (at) => {
    const before = heads[at].getAttribute("aria-sort");
    const down = before === "ascending" || (at > 0 && before === null);
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[at].setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.sort((one, other) => {
      const [order, fixed] = compared(one, other, at);
      return fixed || !down ? order : -order;
    });
    body.append(...rows);
  };
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.className = "sort";
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(at));
    head.replaceChildren(button);
  });
  table.classList.add("sorts");

  const line = document.createElement("p");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const told = document.createElement("span");
  input.type = "search";
  line.className = "filter";
  label.append("Show only rows with: ", input);
  told.setAttribute("role", "status");
  line.append(label, " ", told);
  const filter = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = plain(row.textContent);
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    told.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
  };
  input.addEventListener("input", filter);
  table.before(line);

  // A country of the map leads to its row, also where the filter has hidden it.
  addEventListener("hashchange", () => {
    const row = rows.find((one) => `#${one.id}` === location.hash);
    if (!row?.hidden) return;
    input.value = "";
    filter();
    row.scrollIntoView();
  });
})();
