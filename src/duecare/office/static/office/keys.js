// Says on the page, and not in the console alone, that a key did not answer.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.getElementById("key-trouble");
  if (said) said.hidden = false;
});
