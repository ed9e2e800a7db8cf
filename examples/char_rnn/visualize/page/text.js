// SPDX-License-Identifier: BSD-3-Clause
// The text, letter by letter, as one unit sees it.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

const likely = new Uint32Array(bytesOf(data.likely).buffer);
const probability = new Float32Array(bytesOf(data.probability).buffer);
const next = new Float32Array(bytesOf(data.next).buffer);
const activations = bytesOf(data.activations);
const steps = data.text.length;
const guesses = data.guesses;

// Where the units of each value begin among the activations.
let units = 0;
for (const value of data.values) {
  value.first = units;
  units += value.units.length;
}

const choice = { value: 0, unit: 0, view: "predictions", palette: "green", at: 0 };

// What stands for letters that cannot be seen.
const marks = { "\n": "↵", "\t": "⇥", "\r": "␍", "\0": "␀", "\u00a0": "⍽", "\u200b": "∅" };

function shown(letter) {
  if (letter in marks) {
    return marks[letter];
  }
  return /^\p{M}/u.test(letter) ? "◌" + letter : /^[\p{Cc}\p{Cf}]$/u.test(letter) ? "�" : letter;
}

function named(letter) {
  return letter === " " ? "blank" : letter === "\n" ? "line end" : letter === "\t" ? "tab" : letter === "" ? "…" : shown(letter);
}

function element(name, className, words) {
  const made = document.createElement(name);
  made.className = className;
  if (words !== undefined) {
    made.textContent = words;
  }
  return made;
}

const letters = []; // the element of each step

function addGuesses(step, t) {
  for (let k = 0; k < guesses; ++k) {
    const p = probability[t * guesses + k];
    const guess = element("span", "guess", shown(data.vocabulary[likely[t * guesses + k]]));
    guess.style.setProperty("--p", p.toFixed(4));
    step.append(guess);
  }
}

function buildText() {
  let line = element("div", "line");
  const lines = [line];
  for (let t = 0; t < steps; ++t) {
    const step = element("span", "step");
    const letter = element("span", data.text[t] in marks ? "letter mark" : "letter", shown(data.text[t]));
    step.dataset.step = t;
    step.append(letter);
    addGuesses(step, t);
    letters.push(letter);
    line.append(step);
    if (data.text[t] === "\n") {
      line = element("div", "line");
      lines.push(line);
    }
  }
  byId("text").append(...lines);
}

// Of the chosen unit at a step.
function activation(t) {
  const value = data.values[choice.value];
  const byte = activations[(value.first + choice.unit) * steps + t];
  return value.low + ((value.high - value.low) * byte) / 255;
}

function colourText() {
  const { low, high } = data.values[choice.value];
  for (let t = 0; t < steps; ++t) {
    const share = (2 * (activation(t) - low)) / (high - low) - 1; // from -1 to 1
    letters[t].classList.toggle("low", share < 0);
    letters[t].classList.toggle("high", share >= 0);
    letters[t].style.setProperty("--strength", Math.abs(share).toFixed(3));
  }
}

function describe(t) {
  const value = data.values[choice.value];
  const detail = byId("detail");
  const part = (words, bold) => {
    const span = element("span", "");
    span.append(words, ...(bold === undefined ? [] : [element("b", "", bold)]));
    return span;
  };
  const bits = (p) => (-Math.log2(p)).toFixed(2);
  const parts = [part("letter " + (t + 1) + ": ", named(data.text[t]))];
  parts.push(part(`unit ${value.units[choice.unit]} of ${value.name}, layer ${value.layer + 1}: ${activation(t).toFixed(3)}`));
  if (t > 0) {
    parts.push(part(`its surprisal: ${bits(next[t - 1])} bits, probability ${(100 * next[t - 1]).toFixed(2)} %`));
  }
  detail.replaceChildren(...parts, document.createElement("br"), part("next: "));
  for (let k = 0; k < guesses; ++k) {
    const p = probability[t * guesses + k];
    const guess = part("", named(data.vocabulary[likely[t * guesses + k]]));
    guess.append(` ${(100 * p).toFixed(2)} %`);
    detail.append(guess);
  }
}

function goTo(t, scroll) {
  letters[choice.at].parentElement.classList.remove("current");
  choice.at = Math.max(0, Math.min(steps - 1, t));
  const step = letters[choice.at].parentElement;
  step.classList.add("current");
  if (scroll) {
    step.scrollIntoView({ block: "nearest" });
  }
  describe(choice.at);
}

// The step above or below, where lines are as they are seen.
function stepInLine(t, direction) {
  const from = letters[t].getBoundingClientRect();
  for (let to = t + direction; to >= 0 && to < steps; to += direction) {
    const there = letters[to].getBoundingClientRect();
    const passed = direction > 0 ? there.left >= from.left - 1 : there.left <= from.left + 1;
    if (there.top !== from.top && passed) {
      return to;
    }
  }
  return t;
}
