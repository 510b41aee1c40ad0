// What helps where notes are written and read.

// The text from another place: taken over instead of the one written here, or added below it.
class OtherText extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-take]").addEventListener("click", () => this.#put(this.#text));
    this.querySelector("[data-add]").addEventListener("click", () => this.#put(`${this.#field.value}\n${this.#text}`));
  }

  get #field() {
    return document.getElementById(this.dataset.field);
  }

  get #text() {
    return this.querySelector("[data-whole]").value;
  }

  #put(text) {
    this.#field.value = text;
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
    this.#field.focus();
  }
}

// Prints the page: its style sheet leaves out what is of no use on paper.
class PrintPage extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => window.print());
  }
}

customElements.define("other-text", OtherText);
customElements.define("print-page", PrintPage);
