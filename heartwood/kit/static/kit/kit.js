// The behaviours of the kit. Each is a custom element: it wakes up by itself when it comes onto the page, also by
// way of htmx, and sleeps when it leaves. Without any of them the page still works. They share one file because a
// request costs more than the few lines it would carry.

// Opens the dialog inside it when something with data-opens="<id of the dialog>" is pressed. Without JavaScript that
// something is a link, and goes to a page with the same content. A dialog that arrives open becomes modal.
class ModalDialog extends HTMLElement {
  connectedCallback() {
    document.addEventListener("click", this.#onClick);
    if (this.#dialog.open) {
      this.#dialog.removeAttribute("open");
      this.#dialog.showModal();
    }
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#onClick);
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  #onClick = (event) => {
    const opener = event.target.closest(`[data-opens="${this.#dialog.id}"]`);
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return; // they want it in a tab of its own
    event.preventDefault();
    opener.closest("[popover]")?.hidePopover();
    this.#dialog.showModal();
  };
}

// Takes the focus, so that whoever sent a form hears at once what to look at again.
class ErrorSummary extends HTMLElement {
  connectedCallback() {
    this.focus();
  }
}

// Holds what just happened. Says so when htmx could not do what was asked: htmx alone would stay silent.
class FlashMessages extends HTMLElement {
  connectedCallback() {
    document.addEventListener("htmx:responseError", this.#onFailure);
    document.addEventListener("htmx:sendError", this.#onFailure);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:responseError", this.#onFailure);
    document.removeEventListener("htmx:sendError", this.#onFailure);
  }

  #onFailure = () => {
    const failure = this.querySelector("template").content.cloneNode(true);
    this.querySelectorAll("[data-failure]").forEach((earlier) => earlier.remove());
    this.append(failure);
  };
}

// One message, which can be put away.
class FlashMessage extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").hidden = false;
    this.querySelector("button").addEventListener("click", () => this.remove());
  }
}

// Single keys: whatever carries data-key="c" is pressed by c, and a field is focused. "?" opens the list inside, which
// is made of what is on the page, and where all of it can be switched off.
class KeyList extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", this.#onKey);
    this.#dialog.addEventListener("beforetoggle", this.#list);
    this.#switch.checked = this.#areOn;
    this.#switch.addEventListener("change", () => {
      localStorage.setItem("keys", this.#switch.checked ? "on" : "off");
    });
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#onKey);
  }

  get #dialog() {
    return this.querySelector("dialog");
  }

  get #switch() {
    return this.querySelector("input");
  }

  get #areOn() {
    return localStorage.getItem("keys") !== "off";
  }

  #onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (document.querySelector("dialog:modal") || !this.#areOn) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target && event.key !== "?") return;
    event.preventDefault();
    if (event.key === "?") this.#dialog.showModal();
    else if (target.matches("input, select, textarea")) target.focus();
    else target.click();
  };

  #list = (event) => {
    if (event.newState !== "open") return;
    const list = this.querySelector("dl");
    list.querySelectorAll("[data-found]").forEach((row) => row.remove());
    for (const target of document.querySelectorAll("[data-key]")) {
      const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
      row.querySelector("kbd").textContent = target.dataset.key;
      row.querySelector("dd").textContent = target.ariaLabel || target.textContent.trim();
      list.prepend(row);
    }
  };
}

// A form for files: takes what is dropped onto it, sends what was chosen at once, and shows how far it has come. Says
// what is too large before anything is sent. Without JavaScript there is a button.
class FileDrop extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragover", this.#onDrag);
    this.addEventListener("dragleave", this.#onDrag);
    this.addEventListener("drop", this.#onDrop);
    this.addEventListener("change", this.#send);
    this.addEventListener("htmx:xhr:progress", this.#onProgress);
    this.addEventListener("htmx:responseError", this.#stop);
    this.addEventListener("htmx:sendError", this.#stop);
  }

  get #input() {
    return this.querySelector("input[type=file]");
  }

  #onDrag = (event) => {
    event.preventDefault();
    this.classList.toggle("drop--over", event.type === "dragover");
  };

  #onDrop = (event) => {
    event.preventDefault();
    this.classList.remove("drop--over");
    if (!event.dataTransfer.files.length) return;
    this.#input.files = event.dataTransfer.files;
    this.#send();
  };

  #send = () => {
    const problem = this.#problem([...this.#input.files]);
    const said = this.querySelector("[data-problem]");
    said.textContent = problem;
    said.hidden = !problem;
    if (problem) return;
    this.querySelector("[data-progress]").hidden = false;
    this.#input.form.requestSubmit();
  };

  #problem(files) {
    const { largest, tooLarge, largestTogether, tooLargeTogether } = this.dataset;
    const giant = files.find((file) => file.size > Number(largest));
    if (giant) return tooLarge.replace("{name}", giant.name);
    const together = files.reduce((sum, file) => sum + file.size, 0);
    return together > Number(largestTogether) ? tooLargeTogether : "";
  }

  #onProgress = (event) => {
    if (event.detail.lengthComputable) this.querySelector("progress").value = (100 * event.detail.loaded) / event.detail.total;
  };

  #stop = () => {
    this.querySelector("[data-progress]").hidden = true;
  };
}

customElements.define("file-drop", FileDrop);
customElements.define("modal-dialog", ModalDialog);
customElements.define("error-summary", ErrorSummary);
customElements.define("flash-messages", FlashMessages);
customElements.define("flash-message", FlashMessage);
customElements.define("key-list", KeyList);
