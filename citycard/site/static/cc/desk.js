/* The counters without a script work too: this only spares a reload. Ticks show their badge at once and what is still missing,
   a chosen photo shows itself, cards are counted while they are ticked, and a page that can be printed offers it. */
"use strict";
const count = (list) => {
  list.querySelector("[data-ticked]").textContent = list.querySelectorAll("input[type=checkbox]:checked").length;
};
const say = (place, number) => { if (place) place.textContent = place.dataset.counted.replace("{n}", number); };
const showMissing = () => {
  const list = document.querySelector("[data-papers]");
  const note = document.querySelector("[data-missing]");
  if (!list || !note) return;
  say(list.querySelector("[data-counted]"), list.querySelectorAll("input[type=checkbox]:checked").length);
  const photo = document.querySelector("[data-photo] input[type=file]");
  const isRestDone = document.querySelector("[data-ticks] input:checked") || (photo && photo.files.length);
  const lines = [...note.querySelectorAll("li")];
  lines.forEach((line) => {
    const box = line.dataset.paper && document.getElementById(line.dataset.paper);
    line.hidden = Boolean(box ? box.checked : isRestDone);
  });
  const left = lines.filter((line) => !line.hidden).length;
  note.hidden = left === 0;
  say(note.querySelector("[data-counted]"), left);
};
document.addEventListener("change", (event) => {
  const ticks = event.target.closest("[data-ticks]");
  if (ticks) count(ticks);
  const list = event.target.closest("[data-papers]");
  if (list) {
    list.querySelectorAll("li").forEach((line) => {
      const isSeen = line.querySelector("input[type=checkbox]").checked;
      line.querySelectorAll("[data-when]").forEach((badge) => { badge.hidden = (badge.dataset.when === "checked") !== isSeen; });
    });
  }
  const photo = event.target.closest("[data-photo] input[type=file]");
  const image = photo && photo.closest("[data-photo]").querySelector("img");
  if (image && photo.files.length) {
    image.src = URL.createObjectURL(photo.files[0]);
    image.hidden = false;
    photo.closest("[data-photo]").querySelectorAll(".cc-photo-none").forEach((none) => { none.hidden = true; });
  }
  showMissing();
});
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.querySelectorAll("[data-tick-all]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const list = button.closest("[data-ticks]");
    list.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = true; });
    count(list);
    showMissing();
  });
});
