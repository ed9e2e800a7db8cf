// SPDX-License-Identifier: BSD-3-Clause
// What is chosen and how, and the sections below the text.

const names = [...new Set(data.values.map((v) => v.name))];
const layers = [...new Set(data.values.map((v) => v.layer))];

function fillSelect(select, entries) {
  select.replaceChildren(...entries.map(([value, words]) => {
    const option = element("option", "", words);
    option.value = value;
    return option;
  }));
}

function meaning(value) {
  return value.name === "c" ? "c is shown as tanh(c)" : value.low === 0 ? "a gate: 0 is shut, 1 is open" : "";
}

// Shows what is chosen, in the controls, the text and the address.
function update() {
  const value = data.values[choice.value];
  choice.unit = Math.max(0, Math.min(value.units.length - 1, choice.unit));
  byId("layer").value = value.layer;
  byId("value").value = value.name;
  byId("unit").value = value.units[choice.unit];
  byId("unit").max = value.units[value.units.length - 1];
  byId("view").value = choice.view;
  byId("palette").value = choice.palette;
  document.documentElement.dataset.view = choice.view;
  document.documentElement.dataset.palette = choice.palette;
  byId("low-end").textContent = value.low;
  byId("high-end").textContent = value.high;
  byId("meaning").textContent = meaning(value);
  colourText();
  describe(choice.at);
  const address = new URLSearchParams({
    layer: value.layer + 1, value: value.name, unit: value.units[choice.unit], view: choice.view, palette: choice.palette,
  });
  history.replaceState(null, "", "#" + address);
}

function chooseValue(layer, name) {
  const found = data.values.findIndex((v) => v.layer === layer && v.name === name);
  choice.value = found >= 0 ? found : choice.value;
}

function chooseUnit(number) {
  const listed = data.values[choice.value].units;
  const found = listed.findIndex((u) => u >= number);
  choice.unit = found >= 0 ? found : listed.length - 1;
}

function readAddress() {
  const address = new URLSearchParams(location.hash.slice(1));
  if (!address.has("unit")) {
    return;
  }
  chooseValue(Number(address.get("layer")) - 1, address.get("value"));
  chooseUnit(Number(address.get("unit")) || 0);
  choice.view = address.get("view") === "text" ? "text" : "predictions";
  choice.palette = address.get("palette") === "orange" ? "orange" : "green";
}

function turn(number, by, count) {
  return (number + by + count) % count;
}

function moveUnit(by) {
  choice.unit = turn(choice.unit, by, data.values[choice.value].units.length);
  update();
}

function moveValue(by) {
  choice.value = turn(choice.value, by, data.values.length);
  update();
}

function moveLayer(by) {
  const value = data.values[choice.value];
  chooseValue(layers[turn(layers.indexOf(value.layer), by, layers.length)], value.name);
  update();
}

function keyInText(event) {
  const moves = {
    ArrowLeft: () => choice.at - 1, ArrowRight: () => choice.at + 1, Home: () => 0, End: () => steps - 1,
    ArrowUp: () => stepInLine(choice.at, -1), ArrowDown: () => stepInLine(choice.at, 1),
  };
  if (event.key in moves) {
    goTo(moves[event.key](), true);
    event.preventDefault();
  }
}

function keyElsewhere(event) {
  const inControl = event.target.closest("select, input, a, summary, #text") !== null;
  if (inControl || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const vertical = event.shiftKey ? moveLayer : moveValue;
  const moves = {
    ArrowLeft: () => moveUnit(-1), ArrowRight: () => moveUnit(1), ArrowUp: () => vertical(-1), ArrowDown: () => vertical(1),
  };
  if (event.key in moves) {
    moves[event.key]();
    event.preventDefault();
  }
}

function listen() {
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  for (const id of ["layer", "value"]) {
    byId(id).addEventListener("change", () => {
      chooseValue(Number(byId("layer").value), byId("value").value);
      update();
    });
  }
  byId("unit").addEventListener("change", () => {
    chooseUnit(Number(byId("unit").value));
    update();
  });
  for (const id of ["view", "palette"]) {
    byId(id).addEventListener("change", () => {
      choice[id] = byId(id).value;
      update();
    });
  }
  byId("before").addEventListener("click", () => moveUnit(-1));
  byId("after").addEventListener("click", () => moveUnit(1));
  byId("text").addEventListener("keydown", keyInText);
  byId("text").addEventListener("focus", () => goTo(choice.at, true));
  byId("text").addEventListener("pointerover", (event) => {
    const step = event.target.closest(".step");
    if (step !== null) {
      goTo(Number(step.dataset.step), false);
    }
  });
  document.addEventListener("keydown", keyElsewhere);
  window.addEventListener("hashchange", () => {
    readAddress();
    update();
  });
}

function addRow(table, cells) {
  const row = element("tr", "");
  for (const cell of cells) {
    const made = element("td", typeof cell === "number" ? "number" : "");
    made.append(typeof cell === "number" ? String(cell) : cell);
    row.append(made);
  }
  table.tBodies[0].append(row);
}

function showUnits() {
  const { units: searched, following, share } = data.search;
  byId("share").textContent = `${following} of ${searched} units of the states (${((100 * following) / searched).toFixed(1)} %) `
    + `follow a property of this text: they tell at least ${Math.round(100 * share)} % of what there is to know of it, and `
    + "more than any unit tells of the property shifted by a random distance.";
  for (const m of data.search.matches) {
    const value = data.values[m.value];
    const button = element("button", "", "show");
    button.type = "button";
    button.setAttribute("aria-label", `show unit ${m.unit} of ${value.name}, layer ${value.layer + 1}`);
    button.addEventListener("click", () => {
      choice.value = m.value;
      chooseUnit(m.unit);
      update();
      byId("text-section").scrollIntoView();
    });
    addRow(byId("units"), [m.property, value.layer + 1, value.name, m.unit, `${(100 * m.share).toFixed(0)} %`, m.bits.toFixed(3), button]);
  }
}

function showTraining() {
  const records = data.training;
  if (records.length === 0) {
    byId("loss").textContent = "There is no metrics.jsonl beside the model.";
    return;
  }
  const curve = (name, key) => ({ name, points: records.filter((r) => r[key] !== null).map((r) => [r.update, r[key]]) });
  drawChart(byId("loss"), {
    title: "Loss against updates", xLabel: "updates", yLabel: "nats",
    series: [curve("training", "training"), curve("validation", "validation")],
  });
  for (const r of records) {
    const sample = element("details", "");
    const loss = r.validation === null ? "" : `, validation ${r.validation.toFixed(4)} nats`;
    sample.append(element("summary", "", `After ${r.update} updates${loss}`), element("pre", "", r.sample));
    byId("samples").append(sample);
  }
  byId("samples").lastElementChild.open = true;
}

function showFlow() {
  drawChart(byId("flow"), {
    title: "Norm of the gradient that reaches back", xLabel: "steps back", yLabel: "norm", logarithmic: true,
    series: data.flow.map((f) => ({ name: `${f.name}, layer ${f.layer + 1}`, points: f.norms.map((n, k) => [k, n]) })),
  });
  byId("flow-words").textContent = data.flow.length === 0 ? "" : data.flow_words;
  for (const n of data.norms) {
    addRow(byId("norms"), [n.layer + 1, n.name, n.norm.toFixed(3)]);
  }
}

byId("title").textContent = data.title;
byId("summary").textContent = data.summary;
document.title = data.title;
fillSelect(byId("layer"), layers.map((l) => [l, l + 1]));
fillSelect(byId("value"), names.map((n) => [n, n]));
buildText();
if (data.search.matches.length > 0) {
  choice.value = data.search.matches[0].value;
  chooseUnit(data.search.matches[0].unit);
}
readAddress();
goTo(0, false);
update();
listen();
showUnits();
showTraining();
showFlow();
