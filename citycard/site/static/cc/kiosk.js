// The machine forgets: when nothing is touched for the given seconds the visit ends. Its keys type into the field in focus.
let field = null;
let left = 0;
const clock = () => document.querySelector("[data-seconds]");
const reset = () => { const shown = clock(); left = shown ? Number(shown.dataset.seconds) : 0; };
document.addEventListener("DOMContentLoaded", () => {
  reset();
  field = document.querySelector("form[data-dial] input:not([type=hidden])");
  if (field) field.focus();
  setInterval(() => {
    const shown = clock();
    if (!shown) return;
    left -= 1;
    shown.querySelector("[data-left]").textContent = Math.max(left, 0);
    if (left <= 0) window.location.replace(shown.dataset.leave);
  }, 1000);
});
for (const touched of ["pointerdown", "keydown"]) document.addEventListener(touched, reset);
document.addEventListener("focusin", (event) => { if (event.target.matches("form[data-dial] input")) field = event.target; });
document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-type], [data-erase]");
  if (!key || !field) return;
  field.value = key.hasAttribute("data-erase") ? field.value.slice(0, -1) : field.value + key.dataset.type;
  field.focus();
});
