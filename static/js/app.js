/* Makes forms safe on a poor connection: what is typed is kept on this device until it has been
   received. Every page works without it. Words come from components/_words.html. */
"use strict";
(() => {
  const words = document.getElementById("words")?.dataset ?? {};
  const PREFIX = "kept:";
  const DAYS_KEPT = 30;
  const SECOND_PRESS_AFTER = 8000;

  // A full or forbidden storage must never stop anybody from sending a form.
  const store = {
    read(name) {
      try {
        return JSON.parse(localStorage.getItem(PREFIX + name));
      } catch {
        return null;
      }
    },
    write(name, value) {
      try {
        localStorage.setItem(PREFIX + name, JSON.stringify(value));
      } catch {}
    },
    forget(name) {
      try {
        localStorage.removeItem(PREFIX + name);
      } catch {}
    },
    names() {
      try {
        return Object.keys(localStorage)
          .filter((key) => key.startsWith(PREFIX))
          .map((key) => key.slice(PREFIX.length));
      } catch {
        return [];
      }
    },
  };

  const chosen = (field) => field.type === "checkbox" || field.type === "radio";

  /* Of hidden fields only those marked data-keep are kept: the key by which the server knows a
     second sending of the same form. */
  const keeps = (field) =>
    field.name &&
    !["password", "file", "submit", "button", "fieldset"].includes(field.type) &&
    (field.type !== "hidden" || "keep" in field.dataset);

  const say = (form, text, ...more) => {
    let place = form.querySelector("[data-say]");
    if (!place) {
      place = document.createElement("div");
      place.className = "msg note";
      place.setAttribute("role", "status");
      place.dataset.say = "";
      form.prepend(place);
    }
    const line = document.createElement("p");
    line.append(text, ...more);
    place.replaceChildren(line);
  };

  const save = (form) => {
    const fields = [...form.elements].filter(keeps);
    store.write(form.dataset.keep, {
      at: Date.now(),
      values: fields.map((f) => [f.name, f.value, chosen(f) ? f.checked : null]),
      files: [...form.querySelectorAll("input[type=file]")].map((f) => [
        f.name,
        [...f.files].map((file) => file.name),
      ]),
    });
  };

  const restore = (form) => {
    const kept = store.read(form.dataset.keep);
    if (!kept) return;
    let changed = false;
    for (const [name, value, checked] of kept.values) {
      const field = [...form.elements].find(
        (f) => f.name === name && keeps(f) && (checked === null || f.value === value),
      );
      if (!field) continue;
      if (checked !== null) {
        changed ||= field.checked !== checked;
        field.checked = checked;
      } else {
        changed ||= field.type !== "hidden" && field.value !== value;
        field.value = value;
      }
    }
    for (const [name, files] of kept.files) {
      const input = form.querySelector(`input[type=file][name="${CSS.escape(name)}"]`);
      const there = [...form.querySelectorAll(".kept, .err")].map((e) => e.textContent).join();
      const missing = files.filter((file) => !there.includes(file));
      if (!input || !missing.length) continue;
      const note = document.createElement("p");
      note.className = "small again";
      note.textContent = `${words.again} ${missing.join(", ")}`;
      input.after(note);
      input.addEventListener("change", () => note.remove(), { once: true });
    }
    if (!changed) return;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "link";
    discard.textContent = words.discard;
    discard.addEventListener("click", () => {
      store.forget(form.dataset.keep);
      location.replace(location.href);
    });
    say(form, `${words.restored} `, discard);
  };

  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
      if (button.dataset.word) button.lastChild.textContent = button.dataset.word;
    }
  };

  const send = (event) => {
    const form = event.target;
    const keep = "keep" in form.dataset;
    if (keep) save(form);
    if (!navigator.onLine && form.method === "post") {
      event.preventDefault();
      if (keep) {
        say(form, words.offline);
        form.querySelector("[data-say]").scrollIntoView({ block: "nearest" });
      }
      return;
    }
    if (form.method !== "post") return;
    if ("sent" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    const button = event.submitter;
    if (button?.classList.contains("btn")) {
      button.setAttribute("aria-disabled", "true");
      button.dataset.word = button.lastChild.textContent;
      button.lastChild.textContent = words.sending;
    }
    setTimeout(release, SECOND_PRESS_AFTER, form);
    if ("forgetAll" in form.dataset) store.names().forEach(store.forget);
  };

  for (const done of document.querySelectorAll("[data-forget]")) store.forget(done.dataset.forget);
  for (const name of store.names()) {
    if (!(Date.now() - store.read(name)?.at < DAYS_KEPT * 86400000)) store.forget(name);
  }

  const forms = [...document.querySelectorAll("form[data-keep]")];
  for (const form of forms) {
    restore(form);
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => save(form));
  }
  document.addEventListener("submit", send);
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach(release));
  addEventListener("online", () => {
    for (const form of forms) if (form.querySelector("[data-say]")) say(form, words.online);
  });

  // A button to copy a text stands where the device lets a page do it; the text itself always does.
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
    const word = button.textContent;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(
          document.getElementById(button.dataset.copy).textContent,
        );
        button.textContent = button.dataset.done;
        setTimeout(() => (button.textContent = word), 3000);
      } catch {
        getSelection().selectAllChildren(document.getElementById(button.dataset.copy));
      }
    });
  }

  // The menu lies over the page: it closes when one leaves it.
  for (const menu of document.querySelectorAll("details.menu")) {
    const close = () => menu.removeAttribute("open");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      close();
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) close();
    });
  }

  document.querySelector(".msg.bad[tabindex]")?.focus();
})();
