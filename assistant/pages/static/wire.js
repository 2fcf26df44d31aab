// Runs once per HTML block: turns clicks and forms inside it into Gradio events.
// Texts never become code here: everything is read from attributes and form fields.
const narrow = () => window.matchMedia("(max-width: 900px)").matches;

element.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    navigator.clipboard.writeText(copy.dataset.copy).then(() => {
      const name = copy.textContent;
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = name; }, 1500);
    });
    return;
  }
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, as with any link
  const back = event.target.closest("[data-back]");
  if (back) {
    event.preventDefault();
    returnToAnswer();
    return;
  }
  const link = event.target.closest("[data-source]");
  if (link) {
    event.preventDefault();
    if (link.classList.contains("chip")) window.lastChip = link;
    trigger("select", { paragraph: link.dataset.source, marks: link.dataset.marks || "" });
    return;
  }
  const act = event.target.closest("[data-action]");
  if (act && act.tagName !== "FORM") {
    event.preventDefault();
    trigger("click", { action: act.dataset.action, value: act.dataset.value || "" });
  }
});

// Escape leaves the source for the citation that it was opened from.
element.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest(".source")) return;
  event.preventDefault();
  returnToAnswer();
});

function returnToAnswer() {
  const chip = window.lastChip && document.contains(window.lastChip) ? window.lastChip : null;
  (chip || document.querySelector("#question textarea")).focus();
}

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  trigger("submit", {
    action: form.dataset.action,
    value: form.dataset.value || "",
    fields: Object.fromEntries(new FormData(form)),
  });
});

// A chip's quotation opens upwards unless there is no room above it.
element.addEventListener("mouseover", place);
element.addEventListener("focusin", place);
function place(event) {
  const chip = event.target.closest && event.target.closest(".chip");
  if (!chip) return;
  const quote = chip.querySelector(".chip-quote");
  if (!quote) return;
  const box = chip.getBoundingClientRect();
  quote.classList.toggle("below", box.top < 260);
  const room = document.documentElement.clientWidth - 16;
  const width = Math.min(360, room);
  quote.style.width = width + "px";
  quote.style.left = Math.min(0, room - width - box.left) + "px";
}

watch("value", shown);
shown(); // a tab's content comes to life, already filled, when the tab is first opened

function shown() {
  const page = element.querySelector("[data-address]");
  if (page) history.replaceState(null, "", page.dataset.address);
  const focus = element.querySelector("[data-show], [data-centre]");
  if (!focus) return;
  if (focus.offsetParent) { reveal(focus); return; }
  // in a tab that is not open yet: wait until it has a size
  const seen = new ResizeObserver(() => {
    if (!focus.offsetParent) return;
    seen.disconnect();
    requestAnimationFrame(() => reveal(focus));
  });
  seen.observe(focus);
}

function reveal(focus) {
  const scroller = focus.closest("[data-scroller]");
  const mark = focus.querySelector("mark") || focus;
  if (focus.hasAttribute("data-centre") && narrow()) return; // not asked for: leave the page
  if (scroller && !narrow()) {
    const shift = mark.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += shift - scroller.clientHeight / 3;
  } else {
    const turn = focus.classList.contains("turn") || focus.classList.contains("reader");
    mark.scrollIntoView({ block: turn ? "start" : "center", behavior: "instant" });
  }
  const heading = element.querySelector("[data-heading]");
  if (heading) heading.focus({ preventScroll: true });
}
