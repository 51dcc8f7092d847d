// Warns a minute before the server ends an idle session. Every page works without it.
"use strict";

(() => {
  const dialog = document.getElementById("session-ending");
  if (!dialog || typeof dialog.showModal !== "function") return;

  const idle = Number(dialog.dataset.idleSeconds) * 1000;
  const warning = 60 * 1000;
  let timer = 0;

  const begin = () => {
    clearTimeout(timer);
    timer = setTimeout(warn, idle - warning);
  };

  const warn = () => {
    dialog.showModal();
    // The server has forgotten the session by then: leave nothing on the screen.
    timer = setTimeout(() => window.location.assign("/"), warning);
  };

  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    fetch(dialog.dataset.keepUrl, { credentials: "same-origin", cache: "no-store" })
      .then((answer) => (answer.ok && !answer.redirected ? begin() : window.location.assign("/")))
      .catch(() => window.location.assign("/"));
  });

  begin();
})();
