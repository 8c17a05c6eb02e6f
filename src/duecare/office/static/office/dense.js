// Keys of the page with all open questions. A digit counts only among the answers of the question that has the focus.
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form.dense");
  if (!form) return;
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const here = document.activeElement;
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const all = [...form.querySelectorAll("fieldset.asked")];
    const at = all.findIndex((one) => one.contains(here));
    const next = all[at < 0 ? 0 : at + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) {
      (next.querySelector(".answer input:checked") || next.querySelector(".answer input, .answer select")).focus();
      next.scrollIntoView({ block: "nearest" });
    }
    return;
  }
  const choices = here.closest(".answer .choices");
  if (choices && /^[0-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
    const offered = [...choices.querySelectorAll("input")];
    const chosen = event.key === "0" ? offered[offered.length - 1] : offered[Number(event.key) - 1];
    if (chosen) {
      event.preventDefault();
      chosen.focus();
      chosen.click();
    }
  }
});
