// The keypad of a telephone page: a key adds its sign to the number being dialled. Without this file one types the number.
document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-digit]");
  const field = key && key.form && key.form.elements.keys;
  if (field && field.value.length < field.maxLength) field.value += key.dataset.digit;
});
