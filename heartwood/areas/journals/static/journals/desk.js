// Where a journal entry is written. Without JavaScript the page is a form with a plain field, and works as well.

const SOON = 1500; // ms after the last key
const AT_RISK = 4000; // ms at most, however long somebody goes on typing
const AGAIN = 4000; // ms until what did not arrive is tried again

// Keeps the draft on the server a moment after something was typed, helps with the formatting, and takes images that are
// chosen, dropped, pasted or photographed. Nothing is left on the device.
class JournalDesk extends HTMLElement {
  #soon;
  #atRisk;
  #again;
  #isKeeping = false;
  #hasNews = false;
  #isElsewhere = false;
  #toSend = [];
  #isSending = false;

  connectedCallback() {
    this.addEventListener("input", this.#onInput);
    this.addEventListener("change", this.#onChange);
    this.addEventListener("click", this.#onClick);
    this.addEventListener("keydown", this.#onKey);
    this.addEventListener("submit", this.#onSubmit);
    this.addEventListener("paste", this.#onPaste);
    for (const kind of ["dragover", "dragleave", "drop"]) this.addEventListener(kind, this.#onDrag);
    window.addEventListener("beforeunload", this.#onLeaving);
    window.addEventListener("online", this.#tryAgain);
    document.addEventListener("visibilitychange", this.#onHidden);
  }

  disconnectedCallback() {
    for (const timer of [this.#soon, this.#atRisk, this.#again]) clearTimeout(timer);
    window.removeEventListener("beforeunload", this.#onLeaving);
    window.removeEventListener("online", this.#tryAgain);
    document.removeEventListener("visibilitychange", this.#onHidden);
  }

  get #form() {
    return this.querySelector("form");
  }

  get #body() {
    return this.querySelector("textarea");
  }

  // The draft

  #onInput = (event) => {
    if (event.target.type === "file") return;
    this.#hasNews = true;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(this.#keep, SOON);
    this.#atRisk ||= setTimeout(this.#keep, AT_RISK);
  };

  #keep = async () => {
    clearTimeout(this.#soon);
    clearTimeout(this.#atRisk);
    this.#atRisk = undefined;
    if (!this.#hasNews || this.#isKeeping || this.#isElsewhere) return;
    this.#isKeeping = true;
    this.#hasNews = false;
    try {
      const answer = await fetch(this.dataset.keep, { method: "POST", body: this.#typed(), headers: { "HX-Request": "true" } });
      if (answer.ok || answer.status === 409) this.#showKept(await answer.text());
      else this.#notKept(answer.status === 401 || answer.status === 403 ? this.dataset.signedOut : this.dataset.notKept);
    } catch {
      this.#notKept(this.dataset.notKept);
    }
    this.#isKeeping = false;
    if (this.#hasNews && !this.#again) this.#soon = setTimeout(this.#keep, SOON);
  };

  // What was typed, without files and without the form's key: a draft is kept again and again.
  #typed() {
    const typed = new FormData(this.#form);
    for (const name of ["uploads", "form-key"]) typed.delete(name);
    return typed;
  }

  #showKept(html) {
    this.querySelector("#kept").outerHTML = html;
    this.#isElsewhere = this.querySelector("#kept [data-elsewhere]") !== null;
  }

  #notKept(words) {
    this.#hasNews = true;
    const kept = this.querySelector("#kept");
    kept.classList.add("desk__kept--alarm");
    kept.querySelector("[role=status]").textContent = words;
    clearTimeout(this.#again);
    this.#again = setTimeout(this.#tryAgain, AGAIN);
  }

  #tryAgain = () => {
    clearTimeout(this.#again);
    this.#again = undefined;
    this.#keep();
    this.#send();
  };

  #onHidden = () => {
    if (!document.hidden) return this.#tryAgain();
    if (!this.#hasNews || this.#isElsewhere) return;
    fetch(this.dataset.keep, { method: "POST", body: this.#typed(), headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {});
  };

  #onLeaving = (event) => {
    if (this.#hasNews || this.#toSend.length) event.preventDefault();
  };

  #onSubmit = (event) => {
    if (event.submitter?.dataset.acts !== undefined) return this.#act(event);
    if (this.#toSend.length) return event.preventDefault(); // first the images, else they would be lost
    this.#hasNews = false;
    clearTimeout(this.#soon);
    clearTimeout(this.#atRisk);
  };

  // Formatting

  #onClick = (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.mark) this.#wrap(button.dataset.mark);
    if (button?.dataset.line) this.#beginLines(button.dataset.line);
    if (button?.dataset.prompt !== undefined) this.#begin(button.textContent.trim());
  };

  #onKey = (event) => {
    const mark = (event.ctrlKey || event.metaKey) && { b: "**", i: "*" }[event.key];
    if (event.target === this.#body && mark) {
      event.preventDefault();
      this.#wrap(mark);
    }
    if (event.target === this.#body && event.key === "Enter" && !event.isComposing) this.#goOnWithList(event);
    if (event.target.closest("[role=toolbar]")) this.#walkTools(event);
  };

  #wrap(mark) {
    const { selectionStart: start, selectionEnd: end, value } = this.#body;
    const words = value.slice(start, end);
    const isMarked = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
    if (isMarked) this.#write(words, start - mark.length, end + mark.length, start - mark.length, end - mark.length);
    else this.#write(mark + words + mark, start, end, start + mark.length, end + mark.length);
  }

  #beginLines(sign) {
    const { selectionStart: start, selectionEnd: end, value } = this.#body;
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const lines = value.slice(from, end).split("\n");
    const areMarked = lines.every((line) => line.startsWith(sign));
    const marked = lines.map((line) => (areMarked ? line.slice(sign.length) : sign + line.replace(/^(#+ |- |\d+\. |> )/, ""))).join("\n");
    this.#write(marked, from, end, from + marked.length, from + marked.length);
  }

  // Enter in a list begins its next line; on an empty one it ends the list.
  #goOnWithList(event) {
    const { selectionStart: start, value } = this.#body;
    const from = value.lastIndexOf("\n", start - 1) + 1;
    const [, sign, rest] = value.slice(from, start).match(/^(- |\d+\. |> )(.*)$/) ?? [];
    if (!sign) return;
    event.preventDefault();
    if (!rest) return this.#write("", from, start, from, from);
    const next = sign.replace(/\d+/, (number) => Number(number) + 1);
    this.#write(`\n${next}`, start, start, start + next.length + 1, start + next.length + 1);
  }

  #begin(prompt) {
    const { value } = this.#body;
    const before = value && !value.endsWith("\n\n") ? `${value.trimEnd()}\n\n` : value;
    const begun = `${before}## ${prompt}\n\n`;
    this.#write(begun, 0, value.length, begun.length, begun.length);
    this.querySelector(".prompts").open = false;
  }

  #write(words, from, to, selectFrom, selectTo) {
    this.#body.focus();
    this.#body.setSelectionRange(from, to);
    // Deprecated, and the only way that Undo knows of.
    if (!document.execCommand(words ? "insertText" : "delete", false, words)) {
      this.#body.setRangeText(words, from, to);
      this.#body.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.#body.setSelectionRange(selectFrom, selectTo);
  }

  #walkTools(event) {
    const tools = [...this.querySelectorAll("[role=toolbar] button")];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    tools.at((tools.indexOf(event.target.closest("button")) + step) % tools.length).focus();
  }

  // Images

  #onChange = (event) => {
    if (event.target.type !== "file") return;
    this.#take([...event.target.files]);
    event.target.value = "";
  };

  #onPaste = (event) => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    this.#take([...event.clipboardData.files]);
  };

  #onDrag = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.classList.toggle("desk--over", event.type === "dragover");
    if (event.type === "drop") this.#take([...event.dataTransfer.files]);
  };

  #take(files) {
    this.#toSend.push(...files);
    this.#send();
  }

  // One after the other; what did not arrive waits here until there is a connection.
  async #send() {
    if (this.#isSending || !this.#toSend.length) return;
    this.#isSending = true;
    this.#say("");
    while (this.#toSend.length) {
      const answer = await this.#post(this.#toSend[0]);
      if (answer.status !== 200 && answer.status !== 422) {
        this.#say(this.dataset.notSent);
        this.#again ||= setTimeout(this.#tryAgain, AGAIN);
        break;
      }
      this.#toSend.shift();
      this.#showImages(answer.responseText);
    }
    this.#isSending = false;
    this.querySelector("[data-progress]").hidden = true;
  }

  #post(file) {
    const content = this.#typed();
    content.append("uploads", file);
    const request = new XMLHttpRequest();
    const progress = this.querySelector("progress");
    this.querySelector("[data-progress]").hidden = false;
    request.upload.onprogress = ({ loaded, total }) => (progress.value = (100 * loaded) / total);
    return new Promise((done) => {
      request.onloadend = () => done(request);
      request.open("POST", this.dataset.images);
      request.setRequestHeader("HX-Request", "true");
      request.send(content);
    });
  }

  async #act(event) {
    event.preventDefault();
    const typed = this.#typed();
    const answer = await fetch(event.submitter.formAction, { method: "POST", body: typed, headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok) this.#showImages(await answer.text());
    else this.#say(this.dataset.notKept);
  }

  // The server's images, with the words that were typed below them in the meantime.
  #showImages(html) {
    const typed = new Map([...this.querySelectorAll("#images .input[name^=caption]")].map((field) => [field.name, field.value]));
    this.querySelector("#images").outerHTML = html;
    for (const [name, words] of typed) {
      const field = this.#form.elements[name];
      if (field) field.value = words;
    }
    window.htmx.process(this.querySelector("#images"));
  }

  #say(words) {
    const problem = this.querySelector("[data-problem]");
    problem.textContent = words;
    problem.hidden = !words;
  }
}

// Opens the browser's window for printing.
class PrintButton extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").hidden = false;
    this.querySelector("button").addEventListener("click", () => window.print());
  }
}

customElements.define("journal-desk", JournalDesk);
customElements.define("print-button", PrintButton);
