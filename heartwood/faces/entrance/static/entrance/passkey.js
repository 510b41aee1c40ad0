// Says in words that a passkey was not used. allauth's script, which speaks with the browser, tells the console only.
class PasskeyTrouble extends HTMLElement {
  connectedCallback() {
    document.addEventListener("allauth.error", this.#say);
  }

  disconnectedCallback() {
    document.removeEventListener("allauth.error", this.#say);
  }

  #say = (event) => {
    event.preventDefault();
    const words = this.querySelector("template").content.cloneNode(true);
    this.querySelectorAll(":scope > :not(template)").forEach((earlier) => earlier.remove());
    this.append(words);
  };
}

customElements.define("passkey-trouble", PasskeyTrouble);
